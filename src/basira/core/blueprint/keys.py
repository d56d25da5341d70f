"""Every table and key of a blueprint, as data: the check, the reference page, the differences and the export read it."""

# ruff: noqa: E501  a table reads best one line a row

from basira.core.blueprint import vocabulary as words
from basira.core.blueprint.keys_of_work import TABLES_OF_WORK, WORK
from basira.core.blueprint.schema import Key, Kind, Standing, Table
from basira.core.kernel.labels import ARABIC_FORMS, CUSTOMER_PRESETS, ENGLISH_FORMS, OWN, SHOPPER_PRESETS

OBEYED, NOT_YET = Standing.OBEYED, Standing.NOT_YET

PROGRAMME = (
    Key("format", Kind.WHOLE, OBEYED, "Version of this format; 1 today.", "إصدار هذه الصيغة، وهو 1 حاليًا.", least=1, most=1, required=True),
    Key("programme.code", Kind.CODE, OBEYED, "Short code of the blueprint.", "رمز مختصر للمخطط.", required=True),
    Key("programme.name_ar", Kind.LINE, OBEYED, "Name in Arabic.", "الاسم بالعربية.", required=True),
    Key("programme.name_en", Kind.LINE, OBEYED, "Name in English.", "الاسم بالإنجليزية.", required=True),
    Key("programme.governance", Kind.CHOICE, OBEYED, "Independent of the bodies that it measures, or internal to one.", "مستقل عن الجهات التي يقيسها، أو داخلي في جهة واحدة.", choices=words.GOVERNANCES, required=True, in_method=True),
    Key("programme.body_name_ar", Kind.LINE, OBEYED, "The one body of an internal programme, in Arabic.", "الجهة الواحدة للبرنامج الداخلي، بالعربية."),
    Key("programme.body_name_en", Kind.LINE, OBEYED, "The same in English.", "الجهة نفسها بالإنجليزية."),
    Key("programme.purpose_ar", Kind.TEXT, OBEYED, "Purpose, in Arabic.", "الغاية بالعربية."),
    Key("programme.purpose_en", Kind.TEXT, OBEYED, "Purpose, in English.", "الغاية بالإنجليزية."),
    Key("programme.legal_basis_ar", Kind.TEXT, OBEYED, "Legal basis, in Arabic.", "السند القانوني بالعربية."),
    Key("programme.legal_basis_en", Kind.TEXT, OBEYED, "Legal basis, in English.", "السند القانوني بالإنجليزية."),
    Key("programme.notice_ar", Kind.TEXT, OBEYED, "Notice given to staff, in Arabic.", "الإشعار الموجّه إلى الموظفين بالعربية."),
    Key("programme.notice_en", Kind.TEXT, OBEYED, "Notice given to staff, in English.", "الإشعار الموجّه إلى الموظفين بالإنجليزية."),
    Key("programme.notice_on", Kind.DATE, OBEYED, "Day of the notice.", "يوم الإشعار."),
    Key("programme.is_pilot", Kind.YES_NO, OBEYED, "Whether this is a pilot; published pages then say so.", "هل هو برنامج تجريبي، فتذكر الصفحات المنشورة ذلك."),
    Key("programme.profile", Kind.CHOICE, OBEYED, "Role profile: small merges roles, full gives each to somebody.", "نمط الأدوار: المصغّر يدمجها، والكامل يعطي كل دور شخصًا.", choices=words.PROFILES, required=True),
)  # fmt: skip

_LABELS = (
    ("shopper", "who visits", "من يزور", (*SHOPPER_PRESETS, OWN)),
    ("customer", "whom the bodies serve", "من تخدمه الجهات", (*CUSTOMER_PRESETS, OWN)),
)  # fmt: skip


def _label_keys() -> tuple[Key, ...]:
    """Return the keys of both labels: the preset, and each form that differs from it."""
    found = []
    for code, english, arabic, presets in _LABELS:
        table = f"words.{code}"
        found.append(
            Key(
                f"{table}.preset",
                Kind.CHOICE,
                OBEYED,
                f"The word for {english}; own needs every form.",
                f"لفظ {arabic}، ومع own تُذكر كل الصيغ.",
                choices=presets,
            )
        )
        found += [
            Key(f"{table}.{form}", Kind.LINE, OBEYED, f"Form {form} of the word for {english}, where it differs from the preset.", f"صيغة {form} من لفظ {arabic} إن خالفت الجاهز.")
            for form in (*ARABIC_FORMS, *ENGLISH_FORMS)
        ]  # fmt: skip
    return tuple(found)


PEOPLE = (
    Key("reporting.line", Kind.CHOICE, OBEYED, "To whom the programme reports; its pages say it.", "لمن يتبع البرنامج، وتذكره صفحاته.", choices=words.LINES),
    Key("reporting.to", Kind.CHOICES, OBEYED, "Who reads its reports: nothing is ordered for others, nor published without the public; an internal programme never publishes.", "من يقرأ تقاريره: لا يُطلب تقرير لغيرهم، ولا نشر بغير الجمهور، والبرنامج الداخلي لا يُنشر أبدًا.", choices=words.READERS, in_method=True, in_release=True),
    Key("shoppers.routes", Kind.CHOICES, OBEYED, "How shoppers come in. Merit comes before any lottery.", "كيف ينضم المتسوقون، والجدارة قبل أي قرعة.", choices=words.ROUTES),
    Key("shoppers.rotation_days", Kind.WHOLE, OBEYED, "Days before the same shopper, or a companion, returns to the same centre; 0 asks for none.", "أيام قبل عودة المتسوق نفسه أو مرافقه إلى المركز نفسه.", least=0, most=730, unit="days", in_method=True),
    Key("shoppers.rotation_days_body", Kind.WHOLE, OBEYED, "The same for every centre of one body; none without it.", "المدة نفسها لكل مراكز الجهة الواحدة، ولا مدة بغيره.", least=0, most=730, unit="days", in_method=True),
    Key("shoppers.rotation_days_sector", Kind.WHOLE, OBEYED, "The same for every body of one sector; none without it.", "المدة نفسها لكل جهات القطاع الواحد، ولا مدة بغيره.", least=0, most=730, unit="days", in_method=True),
    Key("shoppers.pledge_ar", Kind.TEXT, OBEYED, "What shoppers undertake, in Arabic.", "تعهّد المتسوقين بالعربية."),
    Key("shoppers.pledge_en", Kind.TEXT, OBEYED, "What shoppers undertake, in English.", "تعهّد المتسوقين بالإنجليزية."),
    Key("shoppers.pledge_ur", Kind.TEXT, OBEYED, "The same in Urdu, for whoever signs in it; without it she signs one of the two.", "التعهّد نفسه بالأردية لمن يوقّع بها، وبغيره يوقّع بإحدى اللغتين."),
    Key("shoppers.training_attended", Kind.YES_NO, OBEYED, "Whether a certificate of training is demanded before the first mission; whether coming to a meeting belongs to it, each certificate says.", "هل تُشترط شهادة تدريب قبل أول مهمة، وتبيّن كل شهادة هل يدخل فيها حضور لقاء."),
    Key("shoppers.everyday_experiences", Kind.YES_NO, OBEYED, "Whether shoppers tell of their own daily experiences; a planner opens a form for them.", "هل يروي المتسوقون تجاربهم اليومية، ويفتح لها مسؤول التخطيط نموذجًا."),
    Key("shoppers.classes[].code", Kind.CODE, OBEYED, "Code of a class of shoppers; only the named ones are enrolled. volunteer, observer, contracted, employee and official are these, any other is what its route brings.", "رمز فئة من المتسوقين، ولا يُسجَّل غير المسمّاة. والرموز volunteer وobserver وcontracted وemployee وofficial فئات معروفة، وغيرها بحسب طريق انضمامه.", required=True),
    Key("shoppers.classes[].name_ar", Kind.LINE, OBEYED, "Its name in Arabic.", "اسمها بالعربية.", required=True),
    Key("shoppers.classes[].name_en", Kind.LINE, OBEYED, "Its name in English.", "اسمها بالإنجليزية.", required=True),
    Key("shoppers.classes[].route", Kind.CHOICE, OBEYED, "By which route they come in.", "طريق انضمامها.", choices=words.ROUTES, required=True),
    Key("shoppers.classes[].own_unit", Kind.YES_NO, Standing.HELD, "Whether an employee may visit the unit where she works: never.", "هل يزور الموظف وحدته: أبدًا.", holds=False),
    Key("shoppers.classes[].pay", Kind.CHOICE, NOT_YET, "What they get; nothing by default.", "ما تتقاضاه، والأصل لا شيء.", choices=words.PAY, obeyed_values=("none",)),
    Key("shoppers.classes[].rostered", Kind.YES_NO, NOT_YET, "Whether they work by roster.", "هل تعمل بجدول دوام.", obeyed_values=("false",)),
    Key("shoppers.classes[].term_months", Kind.WHOLE, OBEYED, "Months after which the time of whoever comes in ends by itself; the desk may say another day. The same for all classes, or for none.", "أشهر تنتهي بعدها مدة من ينضم من تلقاء نفسها، وللمكتب أن يحدد يومًا آخر. وهي واحدة لكل الفئات، أو لا تُذكر لأي منها.", least=1, most=60, unit="months"),
    Key("eligibility.minimum_age", Kind.WHOLE, OBEYED, "Least age.", "أدنى عمر.", least=18, most=99, unit="years"),
    Key("eligibility.statuses", Kind.CHOICES, OBEYED, "Who may apply; no call takes others.", "من يحق له التقدّم، ولا تقبل دعوة غيرهم.", choices=words.STATUSES),
    Key("eligibility.residence_years", Kind.WHOLE, OBEYED, "Years of residence that a resident needs.", "سنوات الإقامة المطلوبة من المقيم.", least=0, most=30, unit="years"),
    Key("eligibility.criteria", Kind.CHOICES, OBEYED, "What applicants are assessed on.", "ما يُقيَّم فيه المتقدمون.", choices=words.CRITERIA),
    Key("panel.size", Kind.WHOLE, OBEYED, "Seats of the panel, as a call offers them first.", "مقاعد الفريق، كما يعرضها الإعلان أولًا.", least=1, most=100_000, unit="people"),
    Key("panel.drop_out", Kind.SHARE, OBEYED, "Share expected to drop out: two and a half times as many are drawn as reserves. Bound with the draw; 0.15 where nothing is said.", "النسبة المتوقع انسحابها، ويُسحب احتياط يبلغ ضعفيها ونصفًا. تُثبَّت مع القرعة، وهي 0.15 إن لم تُذكر."),
    Key("panel.quotas[].category", Kind.CHOICE, OBEYED, "Category of a quota, as applicants are asked.", "فئة الحصة، كما يُسأل عنها المتقدمون.", choices=words.QUOTA_CATEGORIES, required=True),
    Key("panel.quotas[].feature", Kind.LINE, OBEYED, "Feature that is counted, such as citizen of standing.", "السمة التي تُعدّ، مثل citizen في standing.", required=True),
    Key("panel.quotas[].least", Kind.WHOLE, OBEYED, "At least so many; the quotas stand in the form of the choice, and `./basira blueprint quotas FILE` writes them.", "الحد الأدنى، وتظهر الحصص في نموذج الاختيار ويكتبها `./basira blueprint quotas FILE`.", required=True, unit="people"),
    Key("panel.quotas[].most", Kind.WHOLE, OBEYED, "At most so many.", "الحد الأعلى.", required=True, unit="people"),
    Key("partners[].code", Kind.CODE, NOT_YET, "Code of a partner.", "رمز شريك.", required=True),
    Key("partners[].role", Kind.CHOICE, NOT_YET, "What the partner does.", "دور الشريك.", choices=words.PARTNERS, required=True),
    Key("partners[].name_ar", Kind.LINE, NOT_YET, "Its name in Arabic.", "اسمه بالعربية."),
    Key("partners[].name_en", Kind.LINE, NOT_YET, "Its name in English.", "اسمه بالإنجليزية."),
)  # fmt: skip

TABLES = (
    Table("programme", "The programme", "البرنامج"),
    Table("words.shopper", "Word for who visits", "لفظ من يزور"),
    Table("words.customer", "Word for whom the bodies serve", "لفظ من تخدمه الجهات"),
    Table("reporting", "Reporting line", "خط التبعية"),
    Table("shoppers", "Shoppers", "المتسوقون"),
    Table("shoppers.classes", "Classes of shoppers", "فئات المتسوقين", ("code",)),
    Table("eligibility", "Eligibility", "شروط الأهلية"),
    Table("panel", "Panel", "الفريق"),
    Table("panel.quotas", "Quotas", "الحصص", ("category", "feature")),
    Table("partners", "Partners", "الشركاء", ("code",)),
    *TABLES_OF_WORK,
)  # fmt: skip
"""Every table, in the order of a file."""

KEYS = (*PROGRAMME, *_label_keys(), *PEOPLE, *WORK)
BY_PATH = {key.path: key for key in KEYS}
BY_TABLE = {table.name: table for table in TABLES}
