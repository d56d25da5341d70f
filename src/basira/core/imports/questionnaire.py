"""
The questionnaire of past visits, written as a real XLSForm: what was marked, on which scale, under which dimension.

The workbook goes the way of every uploaded form (preflight, limited process, lints), so that past visits are scored by
the same rules as new ones.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from basira.core.imports.criteria import CriterionMap
from basira.core.imports.scales import MAX_STEPS, ScaleKind
from basira.core.imports.visits import PastMark, PastVisit
from basira.core.kernel.workbooks import new_workbook, packed

NAMESPACES = 'basira="urn:basira:xforms:1"'
ENGLISH, ARABIC = "label::English (en)", "label::العربية (ar)"
SURVEY_COLUMNS = (
    "type", "name", ENGLISH, ARABIC, "parameters", "bind::basira:role", "bind::basira:criterion",
    "bind::basira:weight", "bind::basira:dimension", "bind::basira:points",
)  # fmt: skip
CHOICE_COLUMNS = ("list_name", "name", ENGLISH, ARABIC)
SETTINGS = ("form_title", "form_id", "version", "default_language", "namespaces")


class Form:
    """The ways in which a criterion is asked."""

    YES_NO = "yes-no"
    STEPS = "steps"
    LINE = "line"
    NUMBER = "number"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion as the form asks it: `form` is one of `Form`, `name` the question's name."""

    criterion: CriterionMap
    form: str
    name: str


@dataclass(frozen=True, slots=True)
class PastQuestionnaire:
    """The workbook, its form id, and how each criterion is asked."""

    workbook: bytes
    form_id: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class FormTitle:
    """What the form is called, in both languages."""

    ar: str
    en: str


def build_questionnaire(
    criteria: Sequence[CriterionMap], visits: Sequence[PastVisit], title: FormTitle
) -> PastQuestionnaire:
    """
    Return the XLSForm of these criteria.

    A yes or no is a question with two answers; a range of whole marks with few steps is a question with those answers;
    other ranges are numbers on a line. Where the best mark is the lowest and marks are no whole numbers, the form asks
    for the share of points itself. The form id is made from the criteria, so the same mapping gives the same form.
    Without criteria the form asks for times and price only.
    """
    asked = tuple(
        Asked(criterion, form_of(criterion, [visit.marks[place] for visit in visits]), f"c_{criterion.code}")
        for place, criterion in enumerate(criteria)
    )
    said = repr([(one.criterion, one.form) for one in asked])
    digest = hashlib.sha256(said.encode()).hexdigest()
    form_id = f"past_visits_{digest[:10]}"
    book = new_workbook()
    _fill(book.active, "survey", SURVEY_COLUMNS, [*_plain_rows(), *(_criterion_row(one) for one in asked)])
    _fill(book.create_sheet(), "choices", CHOICE_COLUMNS, _choice_rows(asked))
    settings = (f"{title.en} · {title.ar}", form_id, "1", "English (en)", NAMESPACES)
    _fill(book.create_sheet(), "settings", SETTINGS, [settings])
    return PastQuestionnaire(packed(book), form_id, asked)


def form_of(criterion: CriterionMap, marks: Sequence[PastMark]) -> str:
    """Return how the form asks a criterion, by its scale and by the marks that there are."""
    scale = criterion.scale
    if scale.is_yes_no:
        return Form.YES_NO
    if scale.kind is not ScaleKind.RANGE:
        return Form.NUMBER
    numbers = [scale.worst, scale.best, *(mark.mark for mark in marks if mark.mark is not None)]
    whole = all(number == number.to_integral_value() for number in numbers)
    if whole and abs(scale.best - scale.worst) <= MAX_STEPS:
        return Form.STEPS
    return Form.LINE if scale.worst < scale.best else Form.SHARE


def answer_of(asked: Asked, mark: PastMark) -> str | None:
    """Return a mark as the form's answer, as plain text; None where the criterion did not apply."""
    if mark.mark is None or mark.share is None:
        return None
    if asked.form == Form.YES_NO:
        return "yes" if mark.mark else "no"
    if asked.form == Form.SHARE:
        return plain_number(mark.share)
    if asked.form == Form.STEPS:
        return str(int(mark.mark))
    return plain_number(mark.mark)


def plain_number(number: Decimal) -> str:
    """Return a number with at most nine places, without exponent and without zeros at its end."""
    text = format(number.quantize(Decimal("0.000000001")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Cells = tuple[str, ...]


def _fill(sheet: Worksheet, title: str, head: Cells, rows: Sequence[Cells]) -> None:
    sheet.title = title
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            if cell.value is not None:
                cell.data_type = "s"  # a label that begins with "=" is a text, never a formula


def _plain_rows() -> list[Cells]:
    blank = ("",) * 5
    return [
        ("text", "mission", "Mission", "المهمة", "", "mission", *blank[1:]),
        ("date", "visited_on", "Day of the visit", "يوم الزيارة", *blank, ""),
        ("decimal", "waiting_minutes", "Minutes of waiting", "دقائق الانتظار", "", "waiting-minutes", *blank[1:]),
        ("decimal", "service_minutes", "Minutes of service", "دقائق الخدمة", *blank, ""),
        ("decimal", "price", "Amount paid", "المبلغ المدفوع", *blank, ""),
    ]


def _criterion_row(one: Asked) -> Cells:
    criterion, scale = one.criterion, one.criterion.scale
    label = criterion.label_en or criterion.label_ar or criterion.column
    kind, parameters, points = "decimal", "", ""
    if one.form == Form.YES_NO:
        kind, points = "select_one yes_no", "yes=1 no=0" if scale.kind is ScaleKind.YES_NO else "yes=0 no=1"
    elif one.form == Form.STEPS:
        kind, points = f"select_one {_steps_list(one)}", _step_points(one)
    elif one.form == Form.NUMBER:
        sign = "<=" if scale.kind is ScaleKind.AT_MOST else ">="
        points = f"{sign}{plain_number(scale.best)}=1 else=0"
    else:
        worst, best = (Decimal(0), Decimal(1)) if one.form == Form.SHARE else (scale.worst, scale.best)
        kind, parameters = "range", f"start={plain_number(worst)} end={plain_number(best)} step=0.000001"
    weight = plain_number(criterion.weight)
    labels = (label, criterion.label_ar or label)
    return (kind, one.name, *labels, parameters, "", criterion.code, weight, criterion.dimension, points)


def _steps_list(one: Asked) -> str:
    low, high = sorted((one.criterion.scale.worst, one.criterion.scale.best))
    return f"from_{low}_to_{high}"


def _steps(one: Asked) -> range:
    low, high = sorted((int(one.criterion.scale.worst), int(one.criterion.scale.best)))
    return range(low, high + 1)


def _step_points(one: Asked) -> str:
    scale = one.criterion.scale
    span = scale.best - scale.worst
    return " ".join(f"{step}={plain_number((Decimal(step) - scale.worst) / span)}" for step in _steps(one))


def _choice_rows(asked: Sequence[Asked]) -> list[Cells]:
    rows: dict[tuple[str, str], Cells] = {}
    for one in asked:
        criterion = one.criterion
        if one.form == Form.YES_NO:
            rows["yes_no", "yes"] = ("yes_no", "yes", "Yes", "نعم")
            rows["yes_no", "no"] = ("yes_no", "no", "No", "لا")
        elif one.form == Form.STEPS:
            for step in _steps(one):
                rows[_steps_list(one), str(step)] = (_steps_list(one), str(step), str(step), str(step))
        english = criterion.dimension_en or criterion.dimension
        labelled = ("basira_dimensions", criterion.dimension, english, criterion.dimension_ar or english)
        is_better = bool(criterion.dimension_en or criterion.dimension_ar)
        if is_better or ("basira_dimensions", criterion.dimension) not in rows:
            rows["basira_dimensions", criterion.dimension] = labelled
    return list(rows.values())
