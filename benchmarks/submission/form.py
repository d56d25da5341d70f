"""The form of the intake benchmark: 60 questions in 8 groups, English and Arabic."""

from pathlib import Path

from openpyxl import Workbook

FORM_ID = "mystery_visit"
LABELS = ("label::English (en)", "label::Arabic (ar)")
SECTIONS = (
    ("staff", "Staff conduct", "سلوك الموظفين", 10),
    ("premises", "Premises", "المبنى", 10),
    ("access", "Accessibility", "سهولة الوصول", 8),
    ("info", "Information", "المعلومات", 8),
    ("outcome", "Outcome", "النتيجة", 6),
)
FIRST = (
    ("visit", "site_code", "text", "Service point code", "رمز مركز الخدمة"),
    ("visit", "visit_date", "date", "Date of visit", "تاريخ الزيارة"),
    ("visit", "arrival", "time", "Time of arrival", "وقت الوصول"),
    ("visit", "location", "geopoint", "Location", "الموقع"),
    ("visit", "channel", "select_one scale", "Channel", "القناة"),
    ("visit", "scenario", "select_one scale", "Scenario", "السيناريو"),
    ("wait", "w_int1", "integer", "Queue length on arrival", "طول الطابور"),
    ("wait", "w_int2", "integer", "Minutes waited", "دقائق الانتظار"),
    ("wait", "w_int3", "integer", "Counters open", "الشبابيك المفتوحة"),
    ("wait", "w_int4", "integer", "Counters closed", "الشبابيك المغلقة"),
    ("wait", "fee_paid", "decimal", "Fee paid", "الرسوم المدفوعة"),
    ("wait", "amenities", "select_multiple amenity", "Amenities seen", "المرافق"),
)
LAST = (
    ("wrap", "praise", "text", "What went well?", "ما الذي كان جيدا؟"),
    ("wrap", "gaps", "text", "What went wrong?", "ما أوجه القصور؟"),
    ("wrap", "staff_quote", "text", "Exact words used by staff", "كلام الموظف"),
    ("wrap", "photo", "image", "Photo of the notice board", "صورة"),
    ("wrap", "voice", "audio", "Voice note", "ملاحظة صوتية"),
    ("wrap", "overall", "integer", "Overall score 0-100", "التقييم العام"),
)
RATED = tuple(
    (group, f"{group}_q{number}", "select_one scale", f"{english} item {number}", f"{arabic} بند {number}")
    for group, english, arabic, count in SECTIONS
    for number in range(1, count + 1)
)
QUESTIONS = (*FIRST, *RATED, *LAST)
SPEC = [(group, name, kind.split()[0]) for group, name, kind, _english, _arabic in QUESTIONS]
"""(group, question, kind) in the order of the form."""

CHOICES = {"scale": ("1", "2", "3", "4", "5", "yes"), "amenity": ("seats", "water", "toilet", "ramp", "wifi")}


def write_workbook(path: Path) -> None:
    """Write the form as an XLSForm."""
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None  # noqa: S101  a new workbook has a sheet
    survey.title = "survey"
    survey.append(["type", "name", *LABELS])
    for name in ("start", "end"):
        survey.append([name, name])
    open_group = ""
    for group, name, kind, english, arabic in QUESTIONS:
        if group != open_group:
            if open_group:
                survey.append(["end_group"])
            survey.append(["begin_group", group, group.title(), group])
            open_group = group
        survey.append([kind, name, english, arabic])
    survey.append(["end_group"])
    choices = workbook.create_sheet("choices")
    choices.append(["list_name", "name", *LABELS])
    for name, items in CHOICES.items():
        for item in items:
            choices.append([name, item, item.title(), f"خيار {item}"])
    settings = workbook.create_sheet("settings")
    settings.append(["form_title", "form_id", "version", "default_language"])
    settings.append(["Mystery visit", FORM_ID, "1", "English (en)"])
    workbook.save(path)
