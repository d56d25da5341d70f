"""The template workbook: a small questionnaire that passes the check, with a sheet that explains each column."""

from dataclasses import dataclass

from basira.core.instrument.tree import NAMESPACE
from basira.core.kernel.workbooks import fill, new_workbook, packed

FILENAME = "basira-questionnaire-template.xlsx"

_EN, _AR = "label::English (en)", "label::العربية (ar)"
_HINT_EN, _HINT_AR = "hint::English (en)", "hint::العربية (ar)"


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """What one measuring column means, for the sheet `about` and docs/reference/xlsform-columns.md."""

    column: str
    english: str
    arabic: str
    example: str


COLUMN_NOTES = (
    ColumnNote(
        "bind::basira:criterion",
        "Code of the criterion that this question measures: letters, digits, '.', '_' or '-'. Unique in the form.",
        "رمز المعيار الذي يقيسه السؤال: أحرف لاتينية وأرقام والعلامات . _ - ولا يتكرر في النموذج.",
        "greeted",
    ),
    ColumnNote(
        "bind::basira:weight",
        "Relative weight, a number above 0. Empty means 1. Only the proportion between weights matters.",
        "الوزن النسبي: عدد أكبر من صفر، والخانة الفارغة تعني 1. العبرة بالنسبة بين الأوزان.",
        "2",
    ),
    ColumnNote(
        "bind::basira:dimension",
        "Code of the dimension under which the criterion counts. Name the dimensions in the choices sheet, list "
        "'basira_dimensions'.",
        "رمز المحور الذي يُحتسب المعيار ضمنه. تُسمّى المحاور في ورقة choices ضمن القائمة basira_dimensions.",
        "welcome",
    ),
    ColumnNote(
        "bind::basira:critical",
        "yes when a failure must be shown on its own, whatever the total. Empty means no.",
        "اكتب yes إذا وجب إظهار الإخفاق في هذا المعيار وحده مهما كان المجموع. الخانة الفارغة تعني no.",
        "yes",
    ),
    ColumnNote(
        "bind::basira:na",
        "The answers that mean 'not applicable', apart by spaces. They leave the base. Empty means 'na', if offered.",
        "الإجابات التي تعني «لا ينطبق» مفصولة بمسافات، وتُستبعد من الاحتساب. الخانة الفارغة تعني na إن وُجدت.",
        "na",
    ),
    ColumnNote(
        "bind::basira:points",
        "What each answer wins, a share from 0 to 1. Choices: 'good=1 fair=0.5 poor=0'. Numbers, in order: "
        "'<=10=1 <=20=0.5 else=0'. Not needed for yes/no (1 and 0), for whole-number choices (lowest 0, highest 1) and "
        "for a range.",
        "ما تناله كل إجابة: حصة من 0 إلى 1. للاختيارات: ‎good=1 fair=0.5 poor=0‎. وللأعداد بالترتيب: "
        "‎<=10=1 <=20=0.5 else=0‎. لا حاجة إليه مع نعم/لا، ولا مع الاختيارات العددية، ولا مع المدى.",
        "<=10=1 <=20=0.5 else=0",
    ),
    ColumnNote(
        "bind::basira:role",
        "What the answer is to the programme: mission (the mission's code), started, ended, waiting-minutes. One "
        "question for each.",
        "دور الإجابة في البرنامج: mission رمز المهمة، started بداية الزيارة، ended نهايتها، waiting-minutes دقائق "
        "الانتظار. سؤال واحد لكل دور.",
        "mission",
    ),
    ColumnNote(
        "bind::basira:limit",
        "The longest wait that keeps to the service's standard, in minutes. Only on the question with the role "
        "waiting-minutes; the results then tell the share of visits within it. It changes no score.",
        "أطول انتظار يفي بمعيار الخدمة، بالدقائق. لا يُكتب إلا على سؤال دوره waiting-minutes، وتذكر النتائج حينها نسبة "
        "الزيارات ضمنه. ولا يغيّر أي درجة.",
        "20",
    ),
    ColumnNote(
        "bind::basira:trap",
        "The right answer of a question that checks whether the shopper really looked: a code of its answers, or a number. "
        "Such a question measures nothing. A phone never gets this; a wrong answer is pointed out to the reviewer.",
        "الإجابة الصحيحة لسؤال يتحقق من أن المتسوق عاين فعلًا: رمز من إجابات السؤال أو عدد. لا يقيس هذا السؤال شيئًا، ولا "
        "يصل ما هنا إلى أي هاتف، ويُنبَّه المدقق إلى الإجابة الخاطئة.",
        "no",
    ),
    ColumnNote(
        "bind::basira:key",
        "What is right there, such as the fee, the papers or the minutes: at most 500 letters, for the reviewer alone.",
        "ما هو الصواب هناك، كالرسم والمستندات والدقائق: 500 حرف على الأكثر، للمدقق وحده.",
        "50",
    ),
    ColumnNote(
        "bind::basira:promised",
        "Where that was promised: a text or an address, at most 500 letters. Only beside bind::basira:key.",
        "أين وُعد بذلك: نص أو عنوان، 500 حرف على الأكثر. لا يُكتب إلا مع bind::basira:key.",
        "Schedule of fees 7/2026 · لائحة الرسوم 7/2026",
    ),
)

_SURVEY_HEADER = ("type", "name", _EN, _AR, _HINT_EN, _HINT_AR, "required", "relevant", "constraint", "parameters")
_MEASURES = tuple(note.column for note in COLUMN_NOTES)
_Cells = dict[str, str]


def _asked(kind: str, name: str, english: str, arabic: str, **more: str) -> _Cells:
    measures = {f"bind::basira:{key}": value for key, value in more.items() if f"bind::basira:{key}" in _MEASURES}
    plain = {key: value for key, value in more.items() if key in ("required", "relevant", "constraint", "parameters")}
    hints = {_HINT_EN: more.get("hint_en", ""), _HINT_AR: more.get("hint_ar", "")}
    return {"type": kind, "name": name, _EN: english, _AR: arabic} | hints | plain | measures


_SURVEY = (
    {"type": "start", "name": "started", "bind::basira:role": "started"},
    {"type": "end", "name": "ended", "bind::basira:role": "ended"},
    _asked("text", "mission", "Mission code", "رمز المهمة", required="yes", role="mission"),
    _asked("begin_group", "welcome", "Welcome", "الاستقبال"),
    _asked(
        "select_one yes_no_na",
        "greeted",
        "A member of staff greets the customer",
        "يرحّب أحد الموظفين بالمتعامل",
        hint_en="Did a member of staff greet you?",
        hint_ar="هل رحّب بك أحد الموظفين؟",
        required="yes",
        criterion="greeted",
        weight="1",
        dimension="welcome",
    ),
    _asked(
        "select_one five",
        "courtesy",
        "The service is courteous",
        "التعامل لبق",
        hint_en="How courteous was the service?",
        hint_ar="ما مدى لباقة التعامل؟",
        required="yes",
        criterion="courtesy",
        weight="2",
        dimension="welcome",
    ),
    {"type": "end_group"},
    _asked("begin_group", "service", "Service", "الخدمة"),
    _asked(
        "integer",
        "waiting",
        "The wait is short",
        "مدة الانتظار قصيرة",
        hint_en="How many minutes did you wait, from taking the ticket to being called?",
        hint_ar="كم دقيقة انتظرت من أخذ رقم الدور إلى المناداة عليك؟",
        required="yes",
        constraint=". >= 0 and . <= 600",
        criterion="waiting",
        weight="2",
        dimension="time",
        points="<=10=1 <=20=0.5 else=0",
        role="waiting-minutes",
        limit="20",
    ),
    _asked(
        "select_one yes_no_na",
        "fees",
        "The fees are told correctly",
        "تُذكر الرسوم بصورة صحيحة",
        hint_en="Were the fees told correctly?",
        hint_ar="هل ذُكرت الرسوم بصورة صحيحة؟",
        required="yes",
        criterion="fees",
        weight="3",
        dimension="accuracy",
        critical="yes",
        key="50",
        promised="لائحة الرسوم 7/2026 · Schedule of fees 7/2026",
    ),
    _asked(
        "select_one yes_no_na",
        "bell",
        "A bell for calling staff stands on the counter",
        "على النافذة جرس لاستدعاء الموظفين",
        hint_en="Did you see a bell on the counter?",
        hint_ar="هل رأيت جرسًا على النافذة؟",
        required="yes",
        trap="no",
    ),
    _asked(
        "image",
        "board",
        "A picture of the fee board, if photos are allowed here",
        "صورة للوحة الرسوم إن كان التصوير مسموحاً هنا",
        parameters="max-pixels=2048",
    ),
    {"type": "end_group"},
    _asked("text", "remark", "Anything else worth knowing?", "هل من ملاحظة أخرى تفيد البرنامج؟"),
)
_CHOICES = (
    ("yes_no_na", "yes", "Yes", "نعم"),
    ("yes_no_na", "no", "No", "لا"),
    ("yes_no_na", "na", "Not applicable", "لا ينطبق"),
    ("five", "1", "Very poor", "ضعيف جداً"),
    ("five", "2", "Poor", "ضعيف"),
    ("five", "3", "Fair", "مقبول"),
    ("five", "4", "Good", "جيد"),
    ("five", "5", "Very good", "جيد جداً"),
    ("basira_dimensions", "welcome", "Welcome", "الاستقبال"),
    ("basira_dimensions", "time", "Time", "الوقت"),
    ("basira_dimensions", "accuracy", "Accuracy of information", "دقة المعلومات"),
)
_SETTINGS = {
    "form_title": "Service visit · زيارة مركز خدمة",
    "form_id": "service_visit",
    "version": "1",
    "default_language": "العربية (ar)",
    "namespaces": f'basira="{NAMESPACE}"',
}
_ABOUT = (
    (
        "This workbook is a questionnaire (XLSForm). The sheets survey, choices and settings are the form; this sheet "
        "is not read. Give each new version another 'version' on the settings sheet.",
        "هذا المصنف نموذج تقييم بصيغة XLSForm. أوراق survey وchoices وsettings هي النموذج، أما هذه الورقة فلا تُقرأ. "
        "غيّر version في ورقة settings مع كل إصدار جديد.",
    ),
    (
        "The label of a question with a criterion is what the criterion is called in reports and findings: write it as a "
        "statement, and put the question to the shopper into its hint.",
        "نص السؤال الذي يقيس معيارًا هو اسم المعيار في التقارير والملاحظات، فاكتبه جملة خبرية، وضع السؤال الموجّه إلى "
        "المتسوق في خانة التلميح hint.",
    ),
    (
        "Questions that identify the phone (deviceid, phonenumber, email, audit…) are left out of the form: a shopper "
        "stays a number. Compare times with decimal-time(.) >= decimal-time(${other}).",
        "تُستبعد الأسئلة التي تكشف الهاتف مثل deviceid وphonenumber وemail وaudit، فالمتسوق يبقى رقماً. "
        "وتُقارن الأوقات بالصيغة decimal-time(.) >= decimal-time(${other}).",
    ),
)


def template_workbook() -> bytes:
    """Return the template as .xlsx bytes, the same ones each time."""
    book = new_workbook()
    fill(book.active, "survey", [(*_SURVEY_HEADER, *_MEASURES), *(_row(cells) for cells in _SURVEY)])
    fill(book.create_sheet(), "choices", [("list_name", "name", _EN, _AR), *_CHOICES])
    fill(book.create_sheet(), "settings", [tuple(_SETTINGS), tuple(_SETTINGS.values())])
    notes = [(note.column, note.english, note.arabic, note.example) for note in COLUMN_NOTES]
    about = [("", english, arabic, "") for english, arabic in _ABOUT]
    fill(
        book.create_sheet(), "about", [("column · العمود", "What it means", "المعنى", "example · مثال"), *about, *notes]
    )
    for number, width in enumerate((30, 70, 70, 28)):
        book["about"].column_dimensions["ABCD"[number]].width = width
    return packed(book)


def _row(cells: _Cells) -> tuple[str, ...]:
    return tuple(cells.get(column, "") for column in (*_SURVEY_HEADER, *_MEASURES))
