"""The keys of what a programme does: missions, sites, sources, clocks, calendar, results, the public, packs and phases."""

# ruff: noqa: E501  a table reads best one line a row

from basira.core.blueprint import vocabulary as words
from basira.core.blueprint.schema import Key, Kind, Standing, Table
from basira.core.kernel.registry import MissionKind, SiteType
from basira.core.kernel.workdays import WEEKDAYS

OBEYED, HELD, NOT_YET = Standing.OBEYED, Standing.HELD, Standing.NOT_YET
KINDS = tuple(str(kind) for kind in MissionKind)
SITES = tuple(str(site) for site in SiteType)
CONSOLE = ("ar", "en")

FIELD = (
    Key("missions.kinds", Kind.CHOICES, OBEYED, "Kinds of missions that are planned.", "أنواع المهمات التي تُخطَّط.", choices=KINDS, in_method=True),
    Key("missions.known_to_body", Kind.CHOICES, OBEYED, "Kinds by whose nature a body can tell who the shopper is.", "أنواع تعرف الجهة بطبيعتها من هو المتسوق.", choices=KINDS, in_method=True),
    Key("missions.linkage", Kind.YES_NO, OBEYED, "Whether it is measured how services are linked, step by step.", "هل يُقاس ربط الخدمات ببعضها خطوةً خطوة.", in_method=True),
    Key("missions.repeat_after_findings", Kind.YES_NO, OBEYED, "Whether an experience is repeated after the body has put it right.", "هل تُكرَّر التجربة بعد أن تعالج الجهة الخلل."),
    Key("missions.other_times", Kind.WHOLE, HELD, "How often a shopper may ask for another time: twice.", "كم مرة يطلب المتسوق موعدًا آخر: مرتين.", holds=2, unit="times"),
    Key("missions.full_coverage", Kind.YES_NO, HELD, "Whether full coverage is claimed: never.", "هل تُدّعى التغطية الكاملة: أبدًا.", holds=False),
    Key("observing.misses_counted", Kind.YES_NO, NOT_YET, "Whether confirmed misses are kept in a ledger, with the shopper's reply.", "هل يُدوَّن عدم الرصد المؤكد في سجل، مع رد المتسوق.", obeyed_values=("false",)),
    Key("observing.first_consequence", Kind.CHOICE, NOT_YET, "What comes first of a miss.", "أول ما يترتب على عدم الرصد.", choices=("retraining", "pause", "exclusion")),
    Key("sites.recording_basis", Kind.TEXT, OBEYED, "Legal basis of recording sound or video; without one nothing is recorded.", "السند القانوني لتسجيل الصوت أو الفيديو، وبغيره لا يُسجَّل شيء."),
    Key("sites.decisions[].type", Kind.CHOICE, OBEYED, "Type of site whose photo rule is decided.", "نوع الموقع الذي تُقرَّر قاعدة تصويره.", choices=SITES, required=True),
    Key("sites.decisions[].photos", Kind.YES_NO, OBEYED, "Whether photos are allowed there.", "هل يُسمح بالتصوير فيه.", required=True),
    Key("sites.decisions[].reason", Kind.TEXT, OBEYED, "By what right, or for whose protection.", "بأي حق، أو حمايةً لمن.", required=True),
    Key("sources[].code", Kind.CHOICE, NOT_YET, "A source of observations; each keeps its own label.", "مصدر من مصادر الرصد، ولكلٍّ اسمه.", choices=words.SOURCES, required=True, obeyed_values=("panel",)),
    Key("sources[].weight", Kind.SHARE, NOT_YET, "Its weight; all weights add up to 1.", "وزنه، ومجموع الأوزان 1.", required=True, in_method=True, obeyed_values=("1",)),
)  # fmt: skip

CLOCKS = (
    Key("clocks.reply_working_days", Kind.WHOLE, OBEYED, "Days that a body has to answer a finding.", "مهلة الجهة للرد على نتيجة الرصد.", least=1, most=60, unit="working days"),
    Key("clocks.arbiter_working_days", Kind.WHOLE, OBEYED, "Days in which the arbiter answers a contest.", "مهلة جهة الفصل للبت في الاعتراض.", least=1, most=60, unit="working days"),
    Key("clocks.plan_working_days", Kind.WHOLE, OBEYED, "Days in which a corrective plan is due.", "مهلة تقديم خطة التصحيح.", least=1, most=60, unit="working days"),
    Key("clocks.repeat_after_days", Kind.WHOLE, OBEYED, "Days of grace before an experience is repeated.", "أيام الإمهال قبل تكرار التجربة.", least=1, most=365, unit="days"),
    Key("clocks.report_hours", Kind.WHOLE, OBEYED, "Hours after its window within which the report of a visit is due; later the desk is told.", "ساعات يُستحق التقرير خلالها بعد نافذة المهمة، ثم يُنبَّه المكتب.", least=1, most=168, unit="hours"),
    Key("clocks.report_hours_remote", Kind.WHOLE, OBEYED, "The same for phone and digital channels.", "المدة نفسها للهاتف والقنوات الرقمية.", least=1, most=168, unit="hours"),
    Key("clocks.review_hours", Kind.WHOLE, OBEYED, "Hours after which a review that waits is told to the director and the planner.", "ساعات يُرفع بعدها التدقيق المتأخر إلى المدير ومسؤول التخطيط.", least=1, most=336, unit="hours"),
    Key("clocks.overdue_review", Kind.CHOICE, HELD, "What an overdue review does: it is escalated, never accepted by itself.", "ماذا يحدث للتدقيق المتأخر: يُصعَّد ولا يُقبل تلقائيًا.", choices=("escalate", "accept"), holds="escalate"),
    Key("clocks.danger_hours", Kind.WHOLE, HELD, "Hours within which a danger to life is told: one.", "ساعات يُبلَّغ خلالها الخطر على الحياة: ساعة واحدة.", holds=1, unit="hours"),
    Key("clocks.positions_days", Kind.WHOLE, OBEYED, "Days that the positions of a visit are kept.", "أيام حفظ المواقع الجغرافية للزيارة.", least=1, most=365, unit="days"),
    Key("calendar.weekend", Kind.CHOICES, OBEYED, "Days off in a week; they are no working days.", "أيام العطلة الأسبوعية، ولا تُعدّ أيام عمل.", choices=WEEKDAYS),
    Key("calendar.time_zone", Kind.ZONE, OBEYED, "Time zone, from the next start of the server on.", "المنطقة الزمنية، وتسري من تشغيل الخادم التالي."),
    Key("calendar.ramadan_opens", Kind.TIME, OBEYED, "Opening time in Ramadan.", "وقت الدوام في رمضان: البداية."),
    Key("calendar.ramadan_closes", Kind.TIME, OBEYED, "Closing time in Ramadan.", "وقت الدوام في رمضان: النهاية."),
    Key("calendar.prayer_pauses", Kind.YES_NO, OBEYED, "Whether no mission to a place is planned into prayer times alone.", "هل تُجنَّب المهمات أوقات الصلاة."),
    Key("calendar.holidays[].on", Kind.DATE, OBEYED, "A holiday.", "عطلة رسمية.", required=True),
    Key("calendar.holidays[].name_ar", Kind.LINE, OBEYED, "Its name in Arabic.", "اسمها بالعربية."),
    Key("calendar.holidays[].name_en", Kind.LINE, OBEYED, "Its name in English.", "اسمها بالإنجليزية."),
)  # fmt: skip

TOLD = (
    Key("results.presentation", Kind.CHOICE, NOT_YET, "How standings are told.", "كيف تُعرض المنازل.", choices=words.PRESENTATIONS, obeyed_values=("tiers",), in_method=True, in_release=True),
    Key("results.least_visits", Kind.WHOLE, HELD, "Visits behind a public figure: five.", "الزيارات وراء رقم معلن: خمس.", holds=5, unit="visits"),
    Key("results.least_shoppers", Kind.WHOLE, HELD, "Shoppers behind a public figure: three.", "المتسوقون وراء رقم معلن: ثلاثة.", holds=3, unit="people"),
    Key("results.least_ranked_visits", Kind.WHOLE, HELD, "Visits behind a rank: four.", "الزيارات وراء ترتيب: أربع.", holds=4, unit="visits"),
    Key("results.pool_sources", Kind.YES_NO, HELD, "Whether sources are pooled without a word: never.", "هل تُخلط المصادر دون بيان: أبدًا.", holds=False),
    Key("results.publish_coverage", Kind.YES_NO, OBEYED, "Whether it is published what was not visited: always, where anything is published.", "هل يُنشر ما لم تشمله الزيارات: دائمًا حيث يُنشر شيء."),
    Key("naming.negative", Kind.CHOICES, OBEYED, "Who may be named for a shortcoming, after notice and reply: others are not published (a centre only where its body is), and without accountable-post no file is opened. A clerk never.", "من يجوز ذكره عند القصور، بعد الإشعار والرد: لا يُنشر غيرهم (ولا المركز إلا حيث تُنشر جهته)، ولا ملف مساءلة بغير accountable-post. وموظف النافذة أبدًا.", choices=words.NAMED, in_method=True, in_release=True),
    Key("naming.ranked", Kind.CHOICES, OBEYED, "What is ranked: body and unit are the bodies of the registry. People never.", "ما يُرتَّب: body وunit هما جهات السجل. والأشخاص أبدًا.", choices=words.RANKED, in_method=True, in_release=True),
    Key("naming.after_reply", Kind.YES_NO, HELD, "Whether a body answers before anything is published: always.", "هل ترد الجهة قبل النشر: دائمًا.", holds=True),
    Key("naming.accountability_files", Kind.YES_NO, OBEYED, "Whether an internal programme opens accountability files, with the person's reply.", "هل يفتح البرنامج الداخلي ملفات مساءلة، مع رد المعني."),
    Key("honours.shoppers", Kind.CHOICE, HELD, "How shoppers are honoured: under their number.", "كيف يُكرَّم المتسوقون: بأرقامهم.", choices=("under-number", "by-name"), holds="under-number"),
    Key("honours.employees", Kind.CHOICE, NOT_YET, "Whether employees are honoured by name, with consent, from public applause.", "هل يُكرَّم الموظفون بأسمائهم، بموافقتهم، من ثناء الجمهور.", choices=("none", "with-consent"), obeyed_values=("none",)),
    Key("integrity.sealed_list", Kind.YES_NO, HELD, "Whether hints of dishonesty go to a sealed list that the integrity officer alone reads: always.", "هل تُودَع مؤشرات النزاهة في قائمة مختومة لا يقرؤها إلا مسؤول النزاهة: دائمًا.", holds=True),
    Key("public.reports", Kind.YES_NO, NOT_YET, "Whether anybody may report a gap or a remark.", "هل يبلّغ الجمهور عن فجوة أو ملاحظة.", obeyed_values=("false",)),
    Key("public.ratings", Kind.YES_NO, NOT_YET, "Whether anybody may rate a service that she received.", "هل يقيّم الجمهور خدمة تلقّاها.", obeyed_values=("false",)),
    Key("public.applause", Kind.YES_NO, NOT_YET, "Whether anybody may applaud.", "هل يصفّق الجمهور للمتميزين.", obeyed_values=("false",)),
    Key("public.complaints_published", Kind.YES_NO, NOT_YET, "Whether complaints are published, without persons and with the reply.", "هل تُنشر الشكاوى دون أسماء ومعها الرد.", obeyed_values=("false",)),
    Key("languages.console", Kind.CHOICES, HELD, "Languages of the desk: Arabic and English.", "لغتا المكتب: العربية والإنجليزية.", choices=CONSOLE, holds=CONSOLE),
    Key("languages.public", Kind.CHOICES, NOT_YET, "Languages of the public pages.", "لغات الصفحات العامة.", choices=words.LANGUAGES, obeyed_values=CONSOLE),
    Key("packs.use", Kind.CHOICES, OBEYED, "Packs of questionnaires and scenarios that the desk offers first.", "حزم النماذج والسيناريوهات التي يعرضها المكتب أولًا.", choices=words.PACKS),
    Key("phases[].code", Kind.CODE, OBEYED, "Code of a phase, in the order of time.", "رمز مرحلة، بترتيب الزمن.", required=True, in_method=True),
    Key("phases[].name_ar", Kind.LINE, OBEYED, "Its name in Arabic.", "اسمها بالعربية."),
    Key("phases[].name_en", Kind.LINE, OBEYED, "Its name in English.", "اسمها بالإنجليزية."),
    Key("phases[].sectors", Kind.CODES, OBEYED, "Codes of the sectors that it begins with, as in the registry; a cycle visits those of its phase and of the phases before.", "رموز القطاعات التي تبدأ بها كما في السجل، وتزور الدورة قطاعات مرحلتها وما قبلها.", required=True, in_method=True),
)  # fmt: skip

WORK = (*FIELD, *CLOCKS, *TOLD)

TABLES_OF_WORK = (
    Table("missions", "Missions", "المهمات"),
    Table("observing", "Failing to observe", "عدم الرصد"),
    Table("sites", "What may be captured", "ما يجوز تصويره وتسجيله"),
    Table("sites.decisions", "Photos by type of site", "التصوير حسب نوع الموقع", ("type",)),
    Table("sources", "Sources and their weights", "المصادر وأوزانها", ("code",)),
    Table("clocks", "Clocks", "المهل"),
    Table("calendar", "Working calendar", "تقويم العمل"),
    Table("calendar.holidays", "Holidays", "العطل الرسمية", ("on",)),
    Table("results", "Results", "النتائج"),
    Table("naming", "Who is named and ranked", "من يُذكر ومن يُرتَّب"),
    Table("honours", "Honours", "التكريم"),
    Table("integrity", "Hints of dishonesty", "مؤشرات النزاهة"),
    Table("public", "The public as shopper", "المجتمع متسوقًا"),
    Table("languages", "Languages", "اللغات"),
    Table("packs", "Packs", "الحزم"),
    Table("phases", "Phases", "المراحل", ("code",), is_in_order=True),
)  # fmt: skip
