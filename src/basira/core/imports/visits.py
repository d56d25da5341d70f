"""Past visits of a programme that did not use Basira, checked row by row; dirt is told, never guessed away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from basira.core.imports.centre_targets import CHANNEL_KEYS
from basira.core.imports.criteria import CriterionMap
from basira.core.imports.mapping import Mapping, Target, header_key, list_columns, map_columns
from basira.core.imports.names import DIGITS, hidden_direction, looks_like_formula, tidy, unfit_for_identifier
from basira.core.imports.scales import mark_of, share_of
from basira.core.imports.tables import FaultList, Row, Table
from basira.core.imports.values import day_first, is_absent, parse_number, parse_when
from basira.core.kernel.problem import Fault

VISIT_TARGETS: tuple[Target, ...] = (
    Target("centre", ("centre code", "center", "center code", "branch", "branch code", "facility", "facility id",
                      "رمز المركز", "المركز", "الفرع", "code centre")),
    Target("centre_name", ("center name", "branch name", "facility name", "اسم المركز", "اسم الفرع", "nom du centre")),
    Target("entity", ("body", "ministry", "authority", "الجهة", "organisme")),
    Target("sector", ("القطاع", "secteur")),
    Target("shopper", ("shopper id", "shopper number", "visitor", "auditor", "evaluator", "mystery shopper",
                       "المتسوق", "رقم المتسوق", "الزائر", "client mystère")),
    Target("when", ("date", "visit date", "visited at", "visited on", "visit time", "تاريخ الزيارة", "التاريخ",
                    "date de visite")),
    Target("scenario", ("case", "scenario code", "السيناريو", "scénario")),
    Target("channel", ("القناة", "canal")),
    Target("minutes", ("service minutes", "service time", "duration", "مدة الخدمة", "durée")),
    Target("waiting_minutes", ("waiting time", "wait", "waiting", "مدة الانتظار", "وقت الانتظار", "attente")),
    Target("price", ("fee", "amount paid", "الرسوم", "المبلغ", "prix")),
)  # fmt: skip

MOST_MINUTES = Decimal(24 * 60)
MAX_IDENTIFIER = 60
WRONG_SCALE_SHARE = Decimal("0.2")
"""A column with a larger share of marks off its scale is on another scale: an error, not dirt."""


@dataclass(frozen=True, slots=True)
class PastMark:
    """One criterion of one visit: the mark as a number and the share of points won, both None where not applicable."""

    code: str
    mark: Decimal | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class PastVisit:
    """
    One past visit; `row` is where it stands in the file.

    `shopper` is empty where the file does not say who went; minutes and price are None where missing or set aside.
    """

    row: int
    centre: str
    centre_name: str
    entity: str
    sector: str
    shopper: str
    day: date | None
    clock: time | None
    scenario: str
    channel: str
    minutes: Decimal | None
    waiting_minutes: Decimal | None
    price: Decimal | None
    marks: tuple[PastMark, ...]


@dataclass(frozen=True, slots=True)
class VisitCheck:
    """The dry run: `visits` are the rows without an error, in the file's order; `ok` is false after any error."""

    ok: bool
    rows: int
    columns: tuple[str, ...]
    mapped: dict[str, str]
    visits: tuple[PastVisit, ...]
    criteria: tuple[CriterionMap, ...]
    faults: tuple[Fault, ...]


def check_visits(
    table: Table, explicit_mapping: Sequence[tuple[str, str]], criteria: Sequence[CriterionMap]
) -> VisitCheck:
    """
    Return what a table of past visits says, and every fault by row and column.

    It needs a column for the centre and at least one criterion. A row without a centre is an error. Negative or
    impossible minutes and prices and single marks off the scale are warnings and are set aside as missing; a criterion
    with more than a fifth of its marks off the scale is an error. A visit without a shopper is kept, with a warning.
    """
    faults = FaultList()
    for fault in table.faults:
        faults.add(fault)
    mapping = map_columns(
        table.columns, VISIT_TARGETS, [*explicit_mapping, *_unclaimed(table, explicit_mapping, criteria)]
    )
    for fault in mapping.faults:
        faults.add(fault)
    mapped = mapping.as_dict() | {criterion.target: criterion.column for criterion in criteria}
    _check_columns(table, mapping, criteria, faults)
    if faults.has_errors:
        return VisitCheck(False, len(table.rows), table.columns, mapped, (), tuple(criteria), faults.settled())
    reader = _Reader(table, mapping, criteria, faults)
    visits = [visit for row in table.rows if (visit := reader.read(row))]
    reader.close()
    _tell_repeats(visits, mapping, faults)
    return VisitCheck(
        not faults.has_errors, len(table.rows), table.columns, mapped, tuple(visits), tuple(criteria), faults.settled()
    )


def _unclaimed(
    table: Table, explicit: Sequence[tuple[str, str]], criteria: Sequence[CriterionMap]
) -> list[tuple[str, str]]:
    """Close each target whose known header is already a criterion's column: a mark is not also its own centre."""
    claimed = {header_key(criterion.column) for criterion in criteria}
    said = {target for target, _column in explicit}
    return [
        (target.name, "")
        for target in VISIT_TARGETS
        if target.name not in said
        and claimed & {header_key(target.name), *(header_key(header) for header in target.headers)}
    ]


def _check_columns(table: Table, mapping: Mapping, criteria: Sequence[CriterionMap], faults: FaultList) -> None:
    listed = list_columns(table.columns)
    if not mapping.has("centre", "centre_name"):
        message = (
            f"No column says which centre was visited. Say which: --map centre=COLUMN. The file's columns: {listed}."
        )
        faults.error("visit.no-centre-column", message, columns=listed)
    if not criteria:
        message = (
            "No column is a criterion. Say which: --map criterion:CODE=COLUMN:SCALE, as criterion:greeting=g4:yes-no. "
            f"The file's columns: {listed}."
        )
        faults.error("visit.no-criteria", message, columns=listed)
    if not table.rows:
        faults.error("table.no-rows", "The file has a header but no row.")


class _Reader:
    """Reads row after row and counts, per criterion, how many marks were off its scale."""

    def __init__(self, table: Table, mapping: Mapping, criteria: Sequence[CriterionMap], faults: FaultList) -> None:
        self._mapping = mapping
        self._criteria = criteria
        self._faults = faults
        self._places = [_exact_position(table, criterion.column) for criterion in criteria]
        self._off = [0] * len(criteria)
        self._marked = [0] * len(criteria)
        order = day_first(mapping.text(row.cells, "when") for row in table.rows) if mapping.has("when") else True
        self._day_first = order is not False
        if order is None and any("/" in mapping.text(row.cells, "when") for row in table.rows):
            message = "No date of the file tells day from month; the day is taken first (03/04 is 3 April)."
            faults.warn("visit.date-order-assumed", message, column=mapping.header("when"))

    def read(self, row: Row) -> PastVisit | None:
        """Return the visit of a row, or None where the row has an error."""
        identifiers = {name: self._identifier(row, name) for name in ("centre", "shopper", "scenario")}
        names = {name: self._name(row, name) for name in ("centre_name", "entity", "sector")}
        when = self._when(row)
        marks = tuple(self._mark(row, i) for i in range(len(self._criteria)))
        if when is None or None in identifiers.values() or None in names.values():
            return None
        if not identifiers["centre"] and not names["centre_name"]:
            column = self._mapping.header("centre") or self._mapping.header("centre_name")
            self._faults.error(
                "visit.centre-missing", "The row does not say which centre was visited.", row.number, column
            )
            return None
        if self._mapping.has("shopper") and not identifiers["shopper"]:
            message = "The row does not say who went. Such visits are kept; together they count as one shopper."
            self._faults.warn("visit.shopper-missing", message, row.number, self._mapping.header("shopper"))
        if all(mark.mark is None for mark in marks):
            message = "The visit has no mark on any criterion; it is kept and earns nothing."
            self._faults.warn("visit.no-marks", message, row.number)
        said = {name: text or "" for name, text in (identifiers | names).items()}
        return PastVisit(
            row=row.number,
            centre=said["centre"],
            centre_name=said["centre_name"],
            entity=said["entity"],
            sector=said["sector"],
            shopper=said["shopper"],
            day=when[0],
            clock=when[1],
            scenario=said["scenario"],
            channel=self._channel(row),
            minutes=self._amount(row, "minutes"),
            waiting_minutes=self._amount(row, "waiting_minutes"),
            price=self._amount(row, "price"),
            marks=marks,
        )

    def close(self) -> None:
        """Tell the criteria whose column is on another scale, or empty."""
        for criterion, off, marked in zip(self._criteria, self._off, self._marked, strict=True):
            if off and Decimal(off) > WRONG_SCALE_SHARE * (off + marked):
                message = (
                    f"{off} of {off + marked} marks of {criterion.code} are off the scale {criterion.scale.written}: "
                    "the column seems to be on another scale."
                )
                self._faults.error("criterion.wrong-scale", message, column=criterion.column, criterion=criterion.code)
            elif not marked:
                message = f"The column of {criterion.code} holds no mark at all."
                self._faults.error("criterion.empty", message, column=criterion.column, criterion=criterion.code)

    def _identifier(self, row: Row, target: str) -> str | None:
        raw = self._mapping.text(row.cells, target).translate(DIGITS)
        unfit = unfit_for_identifier(raw)
        if unfit or len(raw) > MAX_IDENTIFIER:
            why = f"holds {unfit}, which nobody can see" if unfit else f"is longer than {MAX_IDENTIFIER} characters"
            message = f"The text {why}. Type it again."
            self._faults.error("visit.identifier-unfit", message, row.number, self._mapping.header(target))
            return None
        return tidy(raw.removesuffix(".0") if raw.removesuffix(".0").isdecimal() else raw)

    def _name(self, row: Row, target: str) -> str | None:
        raw = self._mapping.text(row.cells, target)
        column = self._mapping.header(target)
        hidden = hidden_direction(raw)
        if hidden or len(raw) > 200:
            why = (
                f"holds {hidden}, which makes it read as something else" if hidden else "is longer than 200 characters"
            )
            self._faults.error("visit.name-unfit", f"The text {why}. Type it again.", row.number, column)
            return None
        if looks_like_formula(raw):
            message = "The text begins like a spreadsheet formula. It is kept as text and never run."
            self._faults.warn("visit.formula-like", message, row.number, column)
        return tidy(raw)

    def _when(self, row: Row) -> tuple[date | None, time | None] | None:
        """Return day and time, (None, None) where the file has none, None after a fault."""
        raw = self._mapping.text(row.cells, "when")
        if not self._mapping.has("when"):
            return None, None
        try:
            return parse_when(raw, day_before_month=self._day_first)
        except ValueError as fault:
            if str(fault) == "hijri":
                message = f"“{raw[:40]}” looks like a Hijri date. Write Gregorian dates, as 2026-03-31."
                code = "visit.date-hijri"
            else:
                message = f"“{raw[:40]}” is not a date. Write 2026-03-31, or 2026-03-31 10:40."
                code = "visit.date-unreadable"
            self._faults.error(code, message, row.number, self._mapping.header("when"))
            return None

    def _amount(self, row: Row, target: str) -> Decimal | None:
        raw = self._mapping.text(row.cells, target)
        if is_absent(raw):
            return None
        column = self._mapping.header(target)
        try:
            amount = parse_number(raw)
        except ValueError:
            message = f"“{raw[:40]}” is not a number; it is set aside as missing."
            self._faults.warn("visit.not-a-number", message, row.number, column)
            return None
        if amount < 0:
            message = f"{raw} cannot be below zero; it is set aside as missing."
            self._faults.warn(f"visit.negative-{target.replace('_', '-')}", message, row.number, column, value=raw)
            return None
        if target != "price" and amount > MOST_MINUTES:
            message = f"{raw} minutes is more than a day; it is set aside as missing."
            self._faults.warn("visit.minutes-too-many", message, row.number, column, value=raw)
            return None
        return amount

    def _channel(self, row: Row) -> str:
        raw = self._mapping.text(row.cells, "channel")
        channel = CHANNEL_KEYS.get(header_key(raw), "") if raw else ""
        if raw and not channel:
            message = f"“{raw[:60]}” is not a channel; “counter” is taken."
            self._faults.warn("visit.unknown-channel", message, row.number, self._mapping.header("channel"))
        return channel or "counter"

    def _mark(self, row: Row, place: int) -> PastMark:
        criterion = self._criteria[place]
        raw = row.cells[self._places[place]].strip()
        if is_absent(raw):
            return PastMark(criterion.code, None, None)
        try:
            mark = mark_of(raw, criterion.scale)
        except ValueError:
            self._off[place] += 1
            message = (
                f"“{raw[:40]}” is no mark on the scale {criterion.scale.written}; it is set aside as not applicable."
            )
            self._faults.warn("criterion.off-scale", message, row.number, criterion.column, value=raw[:40])
            return PastMark(criterion.code, None, None)
        self._marked[place] += 1
        return PastMark(criterion.code, mark, share_of(mark, criterion.scale))


def _exact_position(table: Table, column: str) -> int:
    if column in table.columns:
        return table.columns.index(column)
    return [header_key(header) for header in table.columns].index(header_key(column))


def _tell_repeats(visits: Sequence[PastVisit], mapping: Mapping, faults: FaultList) -> None:
    """Warn where two rows say the very same visit: centre, shopper, day, scenario, times and every mark."""
    seen: dict[tuple[object, ...], int] = {}
    for visit in visits:
        amounts = (visit.minutes, visit.waiting_minutes, visit.price)
        key = (
            visit.centre,
            visit.centre_name,
            visit.shopper,
            visit.day,
            visit.clock,
            visit.scenario,
            amounts,
            visit.marks,
        )
        first = seen.setdefault(key, visit.row)
        if first != visit.row:
            message = f"The row says the very same visit as row {first}. Both are kept; reject one in review."
            faults.warn("visit.repeated-row", message, visit.row, mapping.header("centre"), other_row=str(first))
