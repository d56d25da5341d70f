"""
The words of the check and of the differences, in both languages: the command line and the wizard say the same.

They stand here and not in a catalogue of a surface because the check runs without Django, in the reader's language all the same.
"""

# ruff: noqa: E501  a table reads best one line a row

from collections.abc import Mapping

from basira.core.blueprint.schema import Kind

LANGUAGES = ("en", "ar")

KIND_WORDS: Mapping[Kind, tuple[str, str]] = {
    Kind.LINE: ("one line of text in quotes", "سطر نص بين علامتي اقتباس"),
    Kind.TEXT: ("a text in quotes", "نص بين علامتي اقتباس"),
    Kind.CODE: (
        "a code of Latin letters, digits, '.', '_' and '-', at most 60",
        "رمز من أحرف لاتينية وأرقام والعلامات . _ - لا يزيد على 60",
    ),
    Kind.YES_NO: ("true or false, without quotes", "true أو false دون علامات اقتباس"),
    Kind.WHOLE: ("a whole number, without quotes", "عدد صحيح دون علامات اقتباس"),
    Kind.SHARE: ("a share from 0 to 1, such as 0.5", "نسبة من 0 إلى 1، مثل 0.5"),
    Kind.DATE: ("a day such as 2026-11-01, without quotes", "تاريخ مثل 2026-11-01 دون علامات اقتباس"),
    Kind.TIME: ('a time such as "09:00"', 'وقت مثل "09:00"'),
    Kind.ZONE: ('a time zone such as "Asia/Qatar"', 'منطقة زمنية مثل "Asia/Qatar"'),
    Kind.CHOICE: ("one of its choices, in quotes", "أحد الخيارات بين علامتي اقتباس"),
    Kind.CHOICES: ('a list of its choices, such as ["…", "…"]', 'قائمة من الخيارات مثل ["…", "…"]'),
    Kind.CODES: (
        'a list of codes, such as ["health", "roads"], with at least one',
        'قائمة رموز مثل ["health", "roads"] فيها رمز واحد على الأقل',
    ),
}

FAULTS: Mapping[str, tuple[str, str]] = {
    "blueprint.not-text": (
        "The file is no text in UTF-8. Save it as UTF-8.",
        "الملف ليس نصًا بترميز UTF-8، فاحفظه بهذا الترميز.",
    ),
    "blueprint.too-large": (
        "The file is larger than {most} bytes, which no blueprint is. Check which file it is.",
        "حجم الملف أكبر من {most} بايت، ولا يبلغ مخطط ذلك. تأكد من الملف.",
    ),
    "blueprint.not-toml": (
        "This is not TOML: {reason}. Compare the line with the shipped blueprints.",
        "هذا ليس بصيغة TOML: {reason}. قارن السطر بالمخططات المرفقة.",
    ),
    "blueprint.unknown-key": ("There is no key {key}. {hint}", "لا يوجد مفتاح {key}. {hint}"),
    "blueprint.not-a-table": (
        "{key} is a table. Write [{key}] on a line of its own, and its keys below.",
        "{key} جدول: اكتب [{key}] في سطر مستقل وتحته مفاتيحه.",
    ),
    "blueprint.not-a-list": (
        "{key} is a list of entries. Begin each with [[{key}]] on a line of its own.",
        "{key} قائمة مدخلات: ابدأ كلًا منها بـ [[{key}]] في سطر مستقل.",
    ),
    "blueprint.missing": ("{key} is missing here. Add it: {meaning}", "ينقص هنا {key}، فأضفه: {meaning}"),
    "blueprint.wrong-kind": (
        "{key} cannot hold this. Write {kind_words}.",
        "لا تصلح هذه القيمة للمفتاح {key}. المطلوب: {kind_words}.",
    ),
    "blueprint.wrong-length": (
        "{key} is empty or longer than {most} letters. Shorten it, or leave the line out.",
        "قيمة {key} فارغة أو أطول من {most} حرف. اختصرها أو احذف السطر.",
    ),
    "blueprint.out-of-range": (
        "{key} is from {least} to {most} {unit}. Choose a number between them.",
        "قيمة {key} بين {least} و{most}. اختر عددًا بينهما.",
    ),
    "blueprint.not-a-choice": (
        "{key} cannot be '{value}'. Choose from: {choices}.",
        "لا يكون {key} بقيمة '{value}'. اختر من: {choices}.",
    ),
    "blueprint.unknown-pack": (
        "There is no pack '{value}'. Choose from: {choices}.",
        "لا توجد حزمة باسم '{value}'. اختر من: {choices}.",
    ),
    "blueprint.said-twice": (
        "{key} says '{value}' twice. Say it once.",
        "يذكر {key} القيمة '{value}' مرتين، فاذكرها مرة واحدة.",
    ),
    "blueprint.entry-twice": (
        "Two entries of {table} are about '{value}'. Keep one of them.",
        "مدخلان في {table} عن '{value}'، فأبقِ أحدهما.",
    ),
    "blueprint.held": (
        "{key} is {holds} in every programme, and no file changes that. Write {holds}, or leave the line out.",
        "قيمة {key} هي {holds} في كل برنامج ولا يغيّرها ملف. اكتب {holds} أو احذف السطر.",
    ),
    "blueprint.body-missing": (
        "An internal programme names its body, in both languages. Add {key}.",
        "البرنامج الداخلي يسمّي جهته باللغتين، فأضف {key}.",
    ),
    "blueprint.body-not-wanted": (
        "An independent programme belongs to no measured body. Leave {key} out, or make the programme internal.",
        "البرنامج المستقل لا يتبع جهة مقيسة. احذف {key} أو اجعل البرنامج داخليًا.",
    ),
    "blueprint.employees-in-independent": (
        "An independent programme sends no employees of the bodies that it measures. Choose drawn, appointed or contracted.",
        "البرنامج المستقل لا يرسل موظفين من الجهات التي يقيسها. اختر drawn أو appointed أو contracted.",
    ),
    "blueprint.line-inside-the-body": (
        "An independent programme reports above the bodies, not to '{value}' inside one. Choose another line, or make it internal.",
        "البرنامج المستقل يتبع ما فوق الجهات، لا '{value}' داخل إحداها. اختر خطًا آخر أو اجعله داخليًا.",
    ),
    "blueprint.employees-ranked": (
        "Nobody ranks people from covert visits. Leave employee out and rank units; an internal programme has accountability files, with the person's reply.",
        "لا يُرتَّب الأشخاص من زيارات سرية. احذف employee ورتّب الوحدات، وللبرنامج الداخلي ملفات مساءلة مع رد المعني.",
    ),
    "blueprint.clerk-named": (
        "A clerk at a counter is never named for a shortcoming. Leave clerk out: units and accountable posts may be named.",
        "لا يُذكر موظف النافذة عند القصور أبدًا. احذف clerk، فالذكر للوحدات والمناصب المسؤولة.",
    ),
    "blueprint.files-in-independent": (
        "Accountability files belong to a body's internal programme. Set it to false: an independent programme hands over to the body's own lawful process.",
        "ملفات المساءلة للبرنامج الداخلي وحده. اجعلها false، فالبرنامج المستقل يحيل إلى المسار القانوني لدى الجهة.",
    ),
    "blueprint.weights-do-not-sum": (
        "The weights of the sources add up to {sum}, not to 1. Change them.",
        "مجموع أوزان المصادر {sum} وليس 1، فعدّلها.",
    ),
    "blueprint.source-without-door": (
        "The source {value} needs {needs} = true. Turn it on, or leave the source out.",
        "المصدر {value} يحتاج إلى {needs} = true. فعّله أو احذف المصدر.",
    ),
    "blueprint.class-without-route": (
        "The class comes in by '{value}', which shoppers.routes does not name. Add it there.",
        "تنضم هذه الفئة عبر '{value}' ولا يذكره shoppers.routes، فأضفه إليه.",
    ),
    "blueprint.route-without-size": (
        "Who is drawn is drawn for so many seats. Add {key}.",
        "القرعة تكون على عدد من المقاعد، فأضف {key}.",
    ),
    "blueprint.provider-missing": (
        "The route contracted needs a partner whose role is provider. Add one.",
        "طريق التعاقد يحتاج إلى شريك دوره provider، فأضفه.",
    ),
    "blueprint.quota-unknown": (
        "Applicants are not asked about {value} in {category}, so nobody could be drawn by it. Use one of: {groups}.",
        "لا يُسأل المتقدم عن {value} في {category}، فلا تُجرى به قرعة. استخدم إحدى: {groups}.",
    ),
    "blueprint.quota-upside-down": (
        "At least {least} is more than at most {most}. Exchange them.",
        "الحد الأدنى {least} أكبر من الأعلى {most}، فصحّحهما.",
    ),
    "blueprint.quotas-exceed-panel": (
        "The quotas of {value} ask for at least {sum} people, and the panel has {size} seats. Lower them.",
        "حصص {value} تطلب {sum} على الأقل، ومقاعد الفريق {size}، فخفّضها.",
    ),
    "blueprint.quotas-fall-short": (
        "The quotas of {value} allow at most {sum} people, and the panel has {size} seats. Raise them, or add the feature that is missing.",
        "حصص {value} تسمح بـ{sum} على الأكثر، ومقاعد الفريق {size}. ارفعها أو أضف السمة الناقصة.",
    ),
    "blueprint.residence-without-residents": (
        "Years of residence ask something of residents, and eligibility.statuses leaves them out. Add resident, or leave the years out.",
        "سنوات الإقامة شرط على المقيمين، وeligibility.statuses لا يذكرهم. أضف resident أو احذف السنوات.",
    ),
    "blueprint.kind-not-planned": (
        "{value} is known to the body, but missions.kinds does not plan it. Add it there, or leave it out here.",
        "النوع {value} معروف للجهة ولا يخططه missions.kinds. أضفه هناك أو احذفه هنا.",
    ),
    "blueprint.everyday-not-marked": (
        "In everyday experiences a body can tell who the shopper is. Add everyday to missions.known_to_body.",
        "في التجارب اليومية تعرف الجهة من هو المتسوق، فأضف everyday إلى missions.known_to_body.",
    ),
    "blueprint.everyday-without-door": (
        "Everyday experiences are planned, and shoppers.everyday_experiences is false. Take everyday out, or set it to true.",
        "التجارب اليومية مخططة وshoppers.everyday_experiences بقيمة false. احذف everyday أو اجعلها true.",
    ),
    "blueprint.steps-without-linkage": (
        "Steps of journeys are planned, and missions.linkage is false. Take journey-step out, or set it to true.",
        "خطوات الرحلات مخططة وmissions.linkage بقيمة false. احذف journey-step أو اجعلها true.",
    ),
    "blueprint.no-working-day": (
        "A weekend of seven days leaves no working day. Name the days off alone.",
        "عطلة من سبعة أيام لا تترك يوم عمل. اذكر أيام العطلة وحدها.",
    ),
    "blueprint.half-a-day": (
        "Ramadan hours need both ends, the opening before the closing. Correct both lines.",
        "دوام رمضان يحتاج إلى طرفيه، والبداية قبل النهاية. صحّح السطرين.",
    ),
    "blueprint.repeat-before-plan": (
        "The experience would be repeated after {days} days, before the plan is due ({plan} working days). Give more days.",
        "تُكرَّر التجربة بعد {days} يومًا قبل استحقاق الخطة ({plan} أيام عمل)، فزد الأيام.",
    ),
    "blueprint.repeat-without-clock": (
        "Repeating an experience needs its days of grace. Add {key}.",
        "تكرار التجربة يحتاج إلى مدة إمهال، فأضف {key}.",
    ),
    "blueprint.miss-without-training": (
        "The first consequence of a miss is retraining, nothing harder. Choose retraining.",
        "أول ما يترتب على عدم الرصد إعادة التدريب لا أشد منها. اختر retraining.",
    ),
    "blueprint.arabic-missing": (
        "Arabic and English are complete on every surface. Add {value}.",
        "العربية والإنجليزية مكتملتان في كل واجهة، فأضف {value}.",
    ),
    "blueprint.terms-differ": (
        "The classes {value} and {other} would end after other months, and the desk would see by the day what a shopper is, which "
        "the vault alone knows. Say the same months for all classes, or for none.",
        "تنتهي مدتا الفئتين {value} و{other} بعد أشهر مختلفة، فيعرف المكتب من اليوم فئة المتسوق، ولا يعرفها إلا الخزنة. "
        "اذكر الأشهر نفسها لكل الفئات، أو لا تذكرها لأي منها.",
    ),
    "blueprint.coverage-hidden": (
        "A programme that publishes says what was not visited as well. Write true, or take public out of reporting.to.",
        "البرنامج الذي ينشر يذكر أيضًا ما لم يُزر. اكتب true، أو احذف public من reporting.to.",
    ),
    "blueprint.sector-in-two-phases": (
        "The sector '{value}' begins in two phases. Leave it in the first.",
        "يبدأ القطاع '{value}' في مرحلتين، فأبقه في الأولى.",
    ),
    "blueprint.word-form-missing": (
        "The word's form {value} is missing. With preset own every form is written.",
        "تنقص صيغة {value} من اللفظ، ومع own تُكتب كل الصيغ.",
    ),
    "blueprint.reads-as-agent": (
        "«{value}» reads as a secret agent. Choose another word.",
        "«{value}» توحي بالجاسوسية، فاختر لفظًا آخر.",
    ),
    "blueprint.not-yet": ("{key} is kept and not yet obeyed: {meaning}", "{key} محفوظ ولا يُعمل به بعد: {meaning}"),
}
"""By code: what is wrong and what to do, in English and in Arabic."""

HINTS = {
    "near": ("Did you mean {near}?", "أتقصد {near}؟"),
    "none": (
        "Leave it out; docs/reference/blueprint.md lists every key.",
        "احذفه، وفي docs/reference/blueprint.md كل المفاتيح.",
    ),
}

DIFFERENCES = {
    "changed": ("{name}: {before} → {after}", "{name}: {before} \u200f←\u200f {after}"),
    "added": ("{name}: added, {after}", "{name}: أُضيف، {after}"),
    "removed": ("{name}: taken out, was {before}", "{name}: حُذف، وكان {before}"),
    "method": (
        " (changes what a cycle commits itself to: from the next cycle on)",
        " (يغيّر ما تلتزم به الدورة، فيسري من الدورة التالية)",
    ),
    "same": ("The two say the same.", "لا فرق بينهما."),
}

REPORT = {
    "error": ("error: line {line}: {words} [{code}]", "خطأ: السطر {line}: {words} [{code}]"),
    "warning": ("warning: line {line}: {words} [{code}]", "تنبيه: السطر {line}: {words} [{code}]"),
    "taken": (
        "{file} can be started from: {errors} errors, {waiting} keys not yet obeyed.",
        "يمكن البدء من {file}: الأخطاء {errors}، والمفاتيح التي لا يُعمل بها بعد {waiting}.",
    ),
    "refused": (
        "{file} is refused: {errors} errors, {waiting} keys not yet obeyed.",
        "{file} مرفوض: الأخطاء {errors}، والمفاتيح التي لا يُعمل بها بعد {waiting}.",
    ),
}
"""The lines that the command prints."""


def said(pair: tuple[str, str], language: str, **values: str) -> str:
    """Return the words of a language, with the values filled in."""
    return pair[LANGUAGES.index(language)].format(**values)
