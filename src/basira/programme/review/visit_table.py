"""
The visits of a cycle as a table: one row a visit, one column a question, in the columns that ODK's users know.

Shoppers are cycle numbers. Times in answers are weeks and parts of a day, there are no places, and the rows stand in the order of
their random references, so that the table does not tell when in the day, or after whom, a shopper was at work. Answers
are those that count now, corrections applied; `Edits` says how many there are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from basira.core.instrument.coarse import OF_TYPES, Exact
from basira.core.kernel.tabular import MAX_XLSX_COLUMNS, Cell, Table
from basira.programme.fieldwork.models import Attachment
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.review.answer_lines import stored
from basira.programme.review.models import AnswerEdit
from basira.programme.review.queries import with_state
from basira.programme.waves.models import Mission

FIRST = ("SubmissionDate", "VisitDate")
LAST = (
    "KEY", "CycleNumber", "Mission", "Centre", "Entity", "Channel", "Scenario", "AttachmentsPresent",
    "AttachmentsExpected", "ReviewState", "Edits", "Source", "FormID", "FormVersion",
)  # fmt: skip
LEFT_OUT = "AnswersLeftOut"
"""
Where the answers would take more columns than a spreadsheet opens: how many of a visit's answers have none here. The
latest rounds of repeats give way first.
"""
NUMERIC = frozenset({"int", "decimal"})
CLOSED_KINDS = frozenset({"select1", "select", "rank", "range", "trigger"})
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)
ROWS_A_TURN = 500

REPEATED = """
SELECT DISTINCT key FROM fieldwork_visit visit JOIN waves_wave wave ON wave.id = visit.wave_id
CROSS JOIN LATERAL jsonb_object_keys(visit.answers) key WHERE wave.ref = %s AND key LIKE '%%[%%' ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One question: where its answers stand, and of what type they are."""

    path: str
    type: str

    @property
    def name(self) -> str:
        """Return the column's name, `group-question`."""
        return self.path.lstrip("/").partition("/")[2].replace("/", "-")

    def cell(self, answer: str) -> Cell:
        """Return an answer as it stands in the table: a number where the question asks for one, else the text."""
        if self.type in NUMERIC and NUMBER.fullmatch(answer.strip()):
            return Decimal(answer.strip())
        return stored(self.type, answer) or None


def visit_table(wave: str, *, free_text: bool) -> Table:
    """
    Return the visits of a cycle; without any, the header alone.

    Without `free_text` there are only closed answers and numbers: no words of a shopper, by which she may be known, no
    place and no time of day. A question in a repeat has one column a round that was answered (`room[2]-clean`).
    """
    everything = _columns(wave, free_text=free_text)
    columns = fitting(everything, MAX_XLSX_COLUMNS - len(FIRST) - len(LAST) - 1)
    shown = {column.path for column in columns}
    over = tuple(column.path for column in everything if column.path not in shown)
    names = tuple(column.name for column in columns)
    return Table((*FIRST, *names, *LAST, *([LEFT_OUT] if over else [])), _rows(wave, columns, over))


def fitting(columns: Sequence[Column], room: int) -> tuple[Column, ...]:
    """Return as many columns as fit into `room`, in their order; the latest rounds of repeats give way first."""
    by_round = sorted(columns, key=lambda one: max(_by_number(one.path), default=0))
    kept = {column.path for column in by_round[:room]}
    return tuple(column for column in columns if column.path in kept)


def _columns(wave: str, *, free_text: bool) -> tuple[Column, ...]:
    """Return the questions of every version that the cycle's missions use, in the order of the forms."""
    versions = Mission.objects.filter(wave__ref=wave).order_by().values("questionnaire_version_id").distinct()
    trees = QuestionnaireVersion.objects.filter(pk__in=versions).order_by("pk").values_list("tree", flat=True)
    asked: dict[str, tuple[str, bool]] = {}
    for tree in trees:
        for each in tree.get("questions", ()) or tree.get("criteria", ()):
            if each.get("kind") != "note" and not _is_place(each) and (free_text or _is_closed(each)):
                asked.setdefault(each["path"], (each.get("type", "string"), bool(each.get("in_repeat"))))
    rounds = _rounds(wave) if any(in_repeat for _type, in_repeat in asked.values()) else {}
    return tuple(
        Column(place, kind)
        for path, (kind, in_repeat) in asked.items()
        for place in (rounds.get(path, []) if in_repeat else [path])
    )


def _is_closed(question: dict[str, Any]) -> bool:
    return question.get("type") in NUMERIC or question.get("kind", "select1") in CLOSED_KINDS


def _is_place(question: dict[str, Any]) -> bool:
    return OF_TYPES.get(question.get("type", "")) is Exact.PLACE


def _rounds(wave: str) -> dict[str, list[str]]:
    """Return the places at which each repeated question was answered in the cycle, by its path."""
    with connection.cursor() as cursor:
        cursor.execute(REPEATED, [wave])
        places: dict[str, list[str]] = {}
        for (place,) in cursor.fetchall():
            places.setdefault(re.sub(r"\[\d+\]", "", place), []).append(place)
    return {path: sorted(found, key=_by_number) for path, found in places.items()}


def _by_number(place: str) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", place)]


def _rows(wave: str, columns: Sequence[Column], over: Sequence[str]) -> Iterator[list[Cell]]:
    """Yield the rows a few hundred at a time: the database holds the rest."""
    rows = _visits(wave).iterator(chunk_size=ROWS_A_TURN)
    while turn := list(islice(rows, ROWS_A_TURN)):
        edits = _edits([row[0] for row in turn])
        for row in turn:
            cells = _row(row, columns, edits.get(row[0], []))
            yield [*cells, sum(bool(row[1].get(path)) for path in over)] if over else cells


def _visits(wave: str) -> QuerySet[Any, tuple[Any, ...]]:
    files = Attachment.objects.filter(visit=OuterRef("pk")).order_by().values("visit").annotate(n=Count("pk"))
    visits: QuerySet[Any, tuple[Any, ...]] = (
        with_state()
        .filter(wave__ref=wave)
        .annotate(files=Coalesce(Subquery(files.values("n")), 0))
        .order_by("ref")
        .values_list(
            "pk", "answers", "filed_at", "visited_on", "submission__attachments_expected", "ref",
            "cycle_number__number", "mission__ref", "mission__centre__code", "mission__centre__entity__code",
            "mission__channel", "mission__scenario__code", "files", "state", "source",
            "questionnaire_version__questionnaire__form_id", "questionnaire_version__version",
        )
    )  # fmt: skip
    return visits


def _edits(visits: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for visit, path, after in (
        AnswerEdit.objects.filter(visit_id__in=visits).order_by("pk").values_list("visit_id", "path", "after")
    ):
        found.setdefault(visit, []).append((path, after))
    return found


def _row(row: tuple[Any, ...], columns: Sequence[Column], edits: Sequence[tuple[str, str]]) -> list[Cell]:
    _pk, answers, filed_at, visited_on, expected, ref, *mission, files, state, source, form_id, version = row
    counted = answers | dict(edits) if edits else answers
    cells: list[Cell] = [timezone.localdate(filed_at), visited_on]
    cells += [column.cell(counted.get(column.path, "")) for column in columns]
    return [*cells, ref, *mission, files, len(expected or ()), state, len(edits), source, form_id, version]
