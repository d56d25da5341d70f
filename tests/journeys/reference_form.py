"""A form that asks for everything that the browser form draws, in Arabic and English."""

import io

from openpyxl import Workbook

FORM_ID = "reference_visit"
EN, AR = "label::English (en)", "label::العربية (ar)"
COLUMNS = ("type", "name", EN, AR, "required", "relevant", "constraint", "constraint_message", "appearance", "parameters",
           "calculation", "choice_filter")  # fmt: skip
ROWS: tuple[dict[str, str], ...] = (
    {"type": "start", "name": "started"},
    {"type": "text", "name": "mission", EN: "Mission", AR: "المهمة", "required": "yes"},
    {"type": "note", "name": "hello", EN: "Read this first.", AR: "اقرأ هذا أولًا."},
    {"type": "begin_group", "name": "wait", EN: "Waiting", AR: "الانتظار"},
    {"type": "integer", "name": "minutes", EN: "Minutes waited", AR: "دقائق الانتظار", "required": "yes",
     "constraint": ". >= 0 and . <= 600", "constraint_message": "0 to 600"},
    {"type": "text", "name": "why", EN: "Why so long?", AR: "لماذا طال الانتظار؟", "relevant": "${minutes} > 30"},
    {"type": "calculate", "name": "hours", "calculation": "${minutes} div 60"},
    {"type": "decimal", "name": "fee", EN: "Fee paid", AR: "الرسوم المدفوعة"},
    {"type": "date", "name": "day", EN: "Day", AR: "اليوم"},
    {"type": "time", "name": "arrived", EN: "Arrived at", AR: "وقت الوصول"},
    {"type": "dateTime", "name": "appointment", EN: "Appointment", AR: "الموعد"},
    {"type": "end_group"},
    {"type": "begin_group", "name": "manner", EN: "Manner", AR: "التعامل"},
    {"type": "select_one yn", "name": "greeted", EN: "Were you greeted?", AR: "هل رحّب بك الموظف؟", "required": "yes"},
    {"type": "select_one scale", "name": "courtesy", EN: "Courtesy", AR: "اللباقة", "appearance": "likert"},
    {"type": "select_one region", "name": "region", EN: "Region", AR: "المنطقة", "appearance": "minimal"},
    {"type": "select_one town", "name": "town", EN: "Town", AR: "المدينة", "choice_filter": "region=${region}"},
    {"type": "select_multiple seen", "name": "seen", EN: "What did you see?", AR: "ماذا رأيت؟"},
    {"type": "range", "name": "ease", EN: "Ease", AR: "السهولة", "parameters": "start=1 end=5 step=1"},
    {"type": "rank seen", "name": "order", EN: "Most important first", AR: "الأهم أولًا"},
    {"type": "acknowledge", "name": "read", EN: "I read the card", AR: "قرأت البطاقة"},
    {"type": "end_group"},
    {"type": "begin_repeat", "name": "counter", EN: "Counter", AR: "النافذة"},
    {"type": "text", "name": "letter", EN: "Letter of the counter", AR: "حرف النافذة"},
    {"type": "end_repeat"},
    {"type": "barcode", "name": "ticket", EN: "Code on the wall", AR: "الرمز على الجدار"},
    {"type": "geopoint", "name": "place", EN: "Place", AR: "المكان"},
    {"type": "image", "name": "board", EN: "Photo of the board", AR: "صورة اللوحة"},
    {"type": "file", "name": "leaflet", EN: "Leaflet", AR: "منشور"},
    {"type": "audio", "name": "voice", EN: "What was said", AR: "ما قيل"},
)  # fmt: skip
CHOICES = (
    ("yn", "yes", "Yes", "نعم", ""), ("yn", "no", "No", "لا", ""),
    ("scale", "1", "Poor", "ضعيف", ""), ("scale", "2", "Fair", "مقبول", ""), ("scale", "3", "Good", "جيد", ""),
    ("region", "north", "North", "الشمال", ""), ("region", "south", "South", "الجنوب", ""),
    ("town", "n1", "Ras", "الرأس", "north"), ("town", "s1", "Bay", "الخليج", "south"),
    ("seen", "seats", "Seats", "مقاعد", ""), ("seen", "water", "Water", "ماء", ""), ("seen", "ramp", "Ramp", "منحدر", ""),
)  # fmt: skip


def reference_workbook() -> bytes:
    """Return the form as an XLSForm."""
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None
    survey.title = "survey"
    survey.append([*COLUMNS, "bind::basira:role", "bind::basira:criterion", "bind::basira:dimension"])
    for row in ROWS:
        role = {"mission": "mission", "started": "started"}.get(row.get("name", ""), "")
        measured = row.get("name") == "greeted"
        extra = [role, "greeted" if measured else "", "manner" if measured else ""]
        survey.append([*(row.get(column, "") for column in COLUMNS), *extra])
    choices = workbook.create_sheet("choices")
    choices.append(["list_name", "name", EN, AR, "region"])
    for choice in CHOICES:
        choices.append(list(choice))
    choices.append(["basira_dimensions", "manner", "Manner", "التعامل", ""])
    settings = workbook.create_sheet("settings")
    settings.append(["form_title", "form_id", "version", "default_language", "namespaces"])
    settings.append(["Reference", FORM_ID, "1", "العربية (ar)", 'basira="urn:basira:xforms:1"'])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
