"""The demo's questionnaire as an XLSForm workbook, written from the simulated programme's plan."""

import io

from openpyxl import Workbook

from basira.core.instrument.tree import NAMESPACE
from basira.core.simulation import CriterionPlan, ProgrammePlan

FORM_ID, VERSION = "demo_service_visit", "1"
FILENAME = "demo-service-visit.xlsx"
EN, AR = "label::English (en)", "label::العربية (ar)"
HEADER = (
    "type", "name", EN, AR, "required", "constraint", "bind::basira:role", "bind::basira:criterion",
    "bind::basira:weight", "bind::basira:dimension", "bind::basira:critical", "bind::basira:points", "bind::basira:limit",
)  # fmt: skip
WAIT_LIMIT = "20"
TWO_STEPS = "yes=1 partly=0.5 no=0"

Cells = dict[str, str]


def demo_workbook(plan: ProgrammePlan) -> bytes:
    """Return the workbook (.xlsx): a group for each dimension, a choice for each criterion, minutes, a photo, a note."""
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = [dict(zip(HEADER, HEADER, strict=True)), *opening(), *questions(plan), *closing()]
    fill(book, "survey", [[row.get(column, "") for column in HEADER] for row in rows])
    fill(book, "choices", [["list_name", "name", EN, AR], *choices(plan)])
    settings = {
        "form_title": "زيارة مركز خدمة · Service visit",
        "form_id": FORM_ID,
        "version": VERSION,
        "default_language": "العربية (ar)",
        "namespaces": f'basira="{NAMESPACE}"',
    }
    fill(book, "settings", [list(settings), list(settings.values())])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(book: Workbook, title: str, rows: list[list[str]]) -> None:
    """Add a sheet with these rows."""
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)


def opening() -> list[Cells]:
    """Return what comes before the criteria."""
    return [
        {"type": "start", "name": "started", "bind::basira:role": "started"},
        {"type": "end", "name": "ended", "bind::basira:role": "ended"},
        {"type": "text", "name": "mission", EN: "Mission code", AR: "رمز المهمة", "bind::basira:role": "mission"},
    ]


def questions(plan: ProgrammePlan) -> list[Cells]:
    """Return a group of questions for each dimension."""
    rows: list[Cells] = []
    for dimension in plan.dimensions:
        rows.append({"type": "begin_group", "name": dimension.code, EN: dimension.name_en, AR: dimension.name_ar})
        rows += [question(criterion) for criterion in plan.criteria if criterion.dimension == dimension.code]
        rows.append({"type": "end_group"})
    return rows


def question(criterion: CriterionPlan) -> Cells:
    """Return the question of one criterion."""
    cells = {
        "type": "select_one yes_partly_no" if criterion.steps == 2 else "select_one yes_no",
        "name": criterion.code,
        EN: criterion.label_en,
        AR: criterion.label_ar,
        "required": "yes",
        "bind::basira:criterion": criterion.code,
        "bind::basira:weight": format(criterion.weight, "f"),
        "bind::basira:dimension": criterion.dimension,
    }
    if criterion.critical:
        cells["bind::basira:critical"] = "yes"
    if criterion.steps == 2:
        cells["bind::basira:points"] = TWO_STEPS
    return cells


def closing() -> list[Cells]:
    """Return what comes after the criteria."""
    return [
        {
            "type": "integer",
            "name": "waiting",
            EN: "How many minutes did you wait?",
            AR: "كم دقيقة انتظرت؟",
            "constraint": ". >= 0 and . <= 600",
            "bind::basira:role": "waiting-minutes",
            "bind::basira:limit": WAIT_LIMIT,
        },
        {
            "type": "integer",
            "name": "serving",
            EN: "How many minutes did the service take?",
            AR: "كم دقيقة استغرقت الخدمة؟",
            "constraint": ". >= 0 and . <= 600",
        },
        {
            "type": "image",
            "name": "photo",
            EN: "A photo of the fee board, where photos are allowed",
            AR: "صورة للوحة الرسوم حيث يُسمح بالتصوير",
        },
        {"type": "text", "name": "remark", EN: "Anything else worth knowing?", AR: "هل من ملاحظة أخرى؟"},
    ]


def choices(plan: ProgrammePlan) -> list[list[str]]:
    """Return the lists of answers and the names of the dimensions."""
    answers = {
        "yes": ("Yes", "نعم"),
        "partly": ("Partly", "جزئيًا"),
        "no": ("No", "لا"),
        "na": ("Not applicable", "لا ينطبق"),
    }
    lists = {"yes_no": ("yes", "no", "na"), "yes_partly_no": ("yes", "partly", "no", "na")}
    rows = [[name, answer, *answers[answer]] for name, own in lists.items() for answer in own]
    rows += [["basira_dimensions", one.code, one.name_en, one.name_ar] for one in plan.dimensions]
    return rows
