"""
Criteria of a past programme: which column holds which, on which scale, how heavy, under which dimension.

On the command line: `criterion:CODE=COLUMN:SCALE[:WEIGHT[:DIMENSION]]`, as `criterion:greeting=g4:yes-no:2:courtesy`.
In a mapping file (CSV): the columns `target,column,scale,weight,dimension,label_en,label_ar,dimension_en,dimension_ar`,
one line for each target; a plain target fills `target,column` only. The scales stand in `scales.py`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from basira.core.imports.mapping import column_position, missing_column
from basira.core.imports.names import tidy
from basira.core.imports.scales import Scale, parse_scale
from basira.core.imports.tables import FaultList, Table
from basira.core.imports.values import parse_number
from basira.core.kernel.problem import Fault, Severity

PREFIX = "criterion:"
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_LABEL = 300
LABELS = ("label_en", "label_ar", "dimension_en", "dimension_ar")
GENERAL = "general"
"""The dimension of criteria that name none."""

MAPPING_COLUMNS = (
    "target", "column", "scale", "weight", "dimension", "label_en", "label_ar", "dimension_en", "dimension_ar",
)  # fmt: skip
SCALES_SAID = "yes-no, no-yes, LOW-HIGH as 0-1 or 1-10, HIGH-LOW as 10-1, at-most-N, at-least-N"


@dataclass(frozen=True, slots=True)
class CriterionMap:
    """One criterion: where its marks stand and what they are worth. `weight` is relative and above zero."""

    code: str
    column: str
    scale: Scale
    weight: Decimal = Decimal(1)
    dimension: str = GENERAL
    label_en: str = ""
    label_ar: str = ""
    dimension_en: str = ""
    dimension_ar: str = ""

    @property
    def target(self) -> str:
        """The target as it is written in a mapping."""
        return PREFIX + self.code


def split_criteria(
    pairs: Sequence[tuple[str, str]], columns: Sequence[str]
) -> tuple[list[tuple[str, str]], list[CriterionMap], list[Fault]]:
    """Return the plain pairs, the criteria among them, and a fault for each criterion that cannot be read."""
    plain: list[tuple[str, str]] = []
    criteria: list[CriterionMap] = []
    faults: list[Fault] = []
    for target, said in pairs:
        if not target.startswith(PREFIX):
            plain.append((target, said))
            continue
        try:
            criteria.append(_read_pair(target.removeprefix(PREFIX), said, columns))
        except _Unreadable as unreadable:
            faults.append(unreadable.fault)
    return plain, criteria, [*faults, *_repeated(criteria)]


def read_mapping(table: Table, columns: Sequence[str]) -> tuple[list[tuple[str, str]], list[CriterionMap], list[Fault]]:
    """Return what a mapping file says: plain pairs, criteria, and its faults by the mapping file's own rows."""
    faults = FaultList()
    missing = [name for name in ("target", "column") if name not in table.columns]
    if missing:
        message = f"A mapping file has the columns {', '.join(MAPPING_COLUMNS)}; {', '.join(missing)} is missing."
        faults.error("map.file-columns", message)
        return [], [], list(faults.settled())
    plain: list[tuple[str, str]] = []
    criteria: list[CriterionMap] = []
    for row in table.rows:
        said = {name: cell.strip() for name, cell in zip(table.columns, row.cells, strict=True)}
        if not said["target"].startswith(PREFIX):
            plain.append((said["target"], said["column"]))
            continue
        try:
            criteria.append(_criterion(said["target"].removeprefix(PREFIX), said, columns))
        except _Unreadable as unreadable:
            fault = unreadable.fault
            faults.add(Fault(fault.severity, fault.code, f"Mapping file, row {row.number}: {fault.message}"))
    return plain, criteria, [*faults.settled(), *_repeated(criteria)]


class _Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def _refuse(code: str, message: str, **params: str) -> _Unreadable:
    return _Unreadable(Fault(Severity.ERROR, code, message, params=tuple(params.items())))


def _read_pair(code: str, said: str, columns: Sequence[str]) -> CriterionMap:
    """Read `COLUMN:SCALE[:WEIGHT[:DIMENSION]]`; a colon inside the column's own name is understood."""
    parts = said.split(":")
    for end in range(len(parts) - 1, 0, -1):
        column = ":".join(parts[:end])
        if column_position(columns, column) is not None:
            rest = [*parts[end:], "", "", ""]
            return _criterion(
                code, {"column": column, "scale": rest[0], "weight": rest[1], "dimension": rest[2]}, columns
            )
    if len(parts) < 2:
        message = f"“{PREFIX}{code}={said}” names no scale. Write COLUMN:SCALE; scales: {SCALES_SAID}."
        raise _refuse("criterion.no-scale", message, criterion=code)
    raise _Unreadable(missing_column(columns, parts[0]))


def _criterion(code: str, said: dict[str, str], columns: Sequence[str]) -> CriterionMap:
    if not CODE.fullmatch(code):
        message = (
            f"The criterion code “{code[:60]}” must be small Latin letters, digits and _, and begin with a letter."
        )
        raise _refuse("criterion.code-unfit", message, criterion=code[:60])
    if column_position(columns, said["column"]) is None:
        raise _Unreadable(missing_column(columns, said["column"]))
    dimension = said.get("dimension", "") or GENERAL
    if not CODE.fullmatch(dimension):
        message = f"The dimension code “{dimension[:60]}” must be small Latin letters, digits and _."
        raise _refuse("criterion.dimension-unfit", message, criterion=code)
    try:
        scale = parse_scale(said.get("scale", ""))
    except ValueError as fault:
        message = f"The scale “{said.get('scale', '')[:60]}” of {code} is not known. Scales: {SCALES_SAID}."
        raise _refuse("criterion.unknown-scale", message, criterion=code) from fault
    labels = {name: tidy(said.get(name, ""))[:MAX_LABEL] for name in LABELS}
    return CriterionMap(code, said["column"], scale, _weight(code, said.get("weight", "")), dimension, **labels)


def _weight(code: str, written: str) -> Decimal:
    try:
        weight = parse_number(written) if written else Decimal(1)
    except ValueError:
        weight = Decimal(0)
    if not 0 < weight <= 1000:
        message = f"The weight “{written[:40]}” of {code} must be a number above 0, at most 1000."
        raise _refuse("criterion.weight-unfit", message, criterion=code)
    return weight


def _repeated(criteria: Iterable[CriterionMap]) -> list[Fault]:
    seen: set[str] = set()
    faults: list[Fault] = []
    for criterion in criteria:
        if criterion.code in seen:
            message = f"The criterion {criterion.code} is mapped twice. Keep one."
            faults.append(Fault(Severity.ERROR, "map.target-twice", message))
        seen.add(criterion.code)
    return faults
