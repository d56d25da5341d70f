"""The questionnaire of the demo's life event: what one step tells, by the roles of its questions, as an XLSForm workbook."""

# ruff: noqa: E501  a table reads best one line a row

import io

from openpyxl import Workbook

from basira.core.instrument.tree import NAMESPACE
from basira.core.kernel.journeys import StepRole
from basira.surfaces.cli.demo_form import AR, EN, HEADER, Cells, fill

WAY_FILENAME = "demo-journey-step.xlsx"
DIMENSION = ("accuracy", "Correct and clear information", "صحة المعلومات ووضوحها")
"""The demo's own dimension under which the questions count."""


def way_workbook() -> bytes:
    """Return the workbook (.xlsx)."""
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = [dict(zip(HEADER, HEADER, strict=True)), mission(), *asked()]
    fill(book, "survey", [[row.get(column, "") for column in HEADER] for row in rows])
    fill(book, "choices", [["list_name", "name", EN, AR], *choices()])
    settings = {
        "form_title": "محطة من رحلة متعامل · Step of a journey",
        "form_id": "demo_journey_step",
        "version": "1",
        "default_language": "العربية (ar)",
        "namespaces": f'basira="{NAMESPACE}"',
    }
    fill(book, "settings", [list(settings), list(settings.values())])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mission() -> Cells:
    """Return the question for the mission's code."""
    return {"type": "text", "name": "mission", EN: "Mission code", AR: "رمز المهمة", "bind::basira:role": "mission"}


def asked() -> list[Cells]:
    """Return the questions, each with its role; three of them count, one more tells the minutes."""
    chosen = [
        ("asked_again", StepRole.ASKED_AGAIN, "no=1 yes=0", "yes_no", "Was a paper asked for again that an earlier step had issued?", "هل طُلب من جديد مستند أصدرته محطة سابقة؟"),
        ("typed_again", StepRole.TYPED_AGAIN, "no=1 yes=0", "yes_no", "Were data typed again that an earlier step had?", "هل أُعيد إدخال بيانات لدى محطة سابقة؟"),
        ("handed_over", StepRole.HANDED_OVER, "yes=1 partly=0.5 no=0", "yes_partly_no", "Did you get all that the next step needs?", "هل تسلّمت كل ما تحتاج إليه المحطة التالية؟"),
    ]  # fmt: skip
    rows = [
        counted(f"select_one {answers}", name, role, points) | {EN: english, AR: arabic, "required": "yes"}
        for name, role, points, answers, english, arabic in chosen
    ]
    days = {EN: "After how many days was the result there?", AR: "بعد كم يومًا صدرت النتيجة؟"}
    inside = {EN: "How many minutes did the visit take?", AR: "كم دقيقة استغرقت الزيارة؟"}
    return [
        *rows,
        counted("integer", "result_days", StepRole.RESULT_DAYS, "<=7=1 else=0") | days,
        {"type": "integer", "name": "inside", "bind::basira:role": str(StepRole.MINUTES_INSIDE)} | inside,
    ]


def counted(kind: str, name: str, role: StepRole, points: str) -> Cells:
    """Return a question that is a criterion as well."""
    return {
        "type": kind,
        "name": name,
        "bind::basira:role": str(role),
        "bind::basira:criterion": name,
        "bind::basira:weight": "1",
        "bind::basira:dimension": DIMENSION[0],
        "bind::basira:points": points,
    }


def choices() -> list[list[str]]:
    """Return the lists of answers and the name of the dimension."""
    answers = {
        "yes": ("Yes", "نعم"),
        "partly": ("Partly", "جزئيًا"),
        "no": ("No", "لا"),
        "na": ("Not applicable", "لا ينطبق"),
    }
    lists = {"yes_no": ("yes", "no", "na"), "yes_partly_no": ("yes", "partly", "no", "na")}
    rows = [[name, answer, *answers[answer]] for name, own in lists.items() for answer in own]
    return [*rows, ["basira_dimensions", *DIMENSION]]
