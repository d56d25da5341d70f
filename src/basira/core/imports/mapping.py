"""Which column of somebody's file is which value of ours: said by hand first, then by known headers."""

from collections.abc import Sequence
from dataclasses import dataclass

from basira.core.imports.names import matching_key
from basira.core.kernel.problem import Fault, Severity

LISTED_COLUMNS = 60
"""A list of columns in a message stops here."""


@dataclass(frozen=True, slots=True)
class Target:
    """A value that a file may bring: its name, and the headers in Arabic, English and French that mean it."""

    name: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where each target stands in the rows; `faults` says what could not be settled."""

    positions: dict[str, int]
    columns: tuple[str, ...]
    faults: tuple[Fault, ...] = ()

    def has(self, *targets: str) -> bool:
        """Tell whether any of the targets has a column."""
        return any(target in self.positions for target in targets)

    def header(self, target: str) -> str | None:
        """Return the header that stands for `target` as the file spells it, or None."""
        position = self.positions.get(target)
        return None if position is None else self.columns[position]

    def text(self, cells: Sequence[str], target: str) -> str:
        """Return the cell of `target` without outer spaces; empty where the target has no column."""
        position = self.positions.get(target)
        return "" if position is None else cells[position].strip()

    def as_dict(self) -> dict[str, str]:
        """Return target to header, in the order of the file."""
        ordered = sorted(self.positions.items(), key=lambda pair: (pair[1], pair[0]))
        return {target: self.columns[position] for target, position in ordered}


def header_key(header: str) -> str:
    """Return the form under which headers are equal: matching form without spaces ("Centre_Code" = "centre code")."""
    return matching_key(header).replace(" ", "")


def list_columns(columns: Sequence[str]) -> str:
    """Return the headers as one line for a message."""
    named = [column for column in columns if column]
    more = ", …" if len(named) > LISTED_COLUMNS else ""
    return ", ".join(named[:LISTED_COLUMNS]) + more


def split_pairs(pairs: Sequence[str]) -> tuple[list[tuple[str, str]], list[Fault]]:
    """Return `target=column` texts as pairs, with a fault for each text without an equals sign."""
    found: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for pair in pairs:
        target, sign, column = pair.partition("=")
        if sign and target.strip():
            found.append((target.strip(), column.strip()))
        else:
            faults.append(_fault("map.not-a-pair", f"“{pair}” is not TARGET=COLUMN.", text=pair))
    return found, faults


def map_columns(columns: Sequence[str], targets: Sequence[Target], explicit: Sequence[tuple[str, str]] = ()) -> Mapping:
    """
    Settle which column stands for which target.

    What is said explicitly stands first; `(target, "")` says that no column is meant. Then each target that is still
    open takes the column whose header is its own name or a known header. Two columns that fit one target are a fault,
    unless one of them has exactly the target's name. A column serves two targets only when that is said explicitly.
    Faults: unknown target, unknown column, header that stands twice, ambiguous target; each lists what exists.
    """
    faults: list[Fault] = []
    positions: dict[str, int] = {}
    closed: set[str] = set()
    known = {target.name for target in targets}
    for name, column in explicit:
        fault = _explicit_fault(name, column, columns, known, closed)
        if fault:
            faults.append(fault)
        elif column:
            positions[name] = _position(columns, column)
        closed.add(name)
    taken = set(positions.values())
    for target in targets:
        if target.name in closed:
            continue
        found, fault = _by_header(target, columns, taken)
        if fault:
            faults.append(fault)
        if found is not None:
            positions[target.name] = found
            taken.add(found)
    return Mapping(positions, tuple(columns), tuple(faults))


def _explicit_fault(name: str, column: str, columns: Sequence[str], known: set[str], closed: set[str]) -> Fault | None:
    if name not in known:
        listed = ", ".join(sorted(known))
        return _fault("map.unknown-target", f"There is no target “{name}”. Targets: {listed}.", target=name)
    if name in closed:
        return _fault("map.target-twice", f"The target “{name}” is mapped twice. Keep one.", target=name)
    if column and column_count(columns, column) != 1:
        return missing_column(columns, column)
    return None


def column_count(columns: Sequence[str], column: str) -> int:
    """Return how many headers are meant by `column`: exact spelling first, then the same key."""
    exact = sum(1 for header in columns if header == column)
    return exact or sum(1 for header in columns if header and header_key(header) == header_key(column))


def missing_column(columns: Sequence[str], column: str) -> Fault:
    """Return the fault of a column that does not exist, or that stands twice."""
    if column_count(columns, column) > 1:
        message = f"The column “{column}” stands more than once. Give each column a name of its own."
        return _fault("map.column-twice", message, column=column)
    message = f"The file has no column “{column}”. Its columns: {list_columns(columns)}."
    return _fault("map.unknown-column", message, column=column)


def _position(columns: Sequence[str], column: str) -> int:
    if column in columns:
        return list(columns).index(column)
    key = header_key(column)
    return next(i for i, header in enumerate(columns) if header and header_key(header) == key)


def column_position(columns: Sequence[str], column: str) -> int | None:
    """Return where `column` stands, or None where no header or more than one is meant."""
    return _position(columns, column) if column_count(columns, column) == 1 else None


def _by_header(target: Target, columns: Sequence[str], taken: set[int]) -> tuple[int | None, Fault | None]:
    own = header_key(target.name)
    keys = {own, *(header_key(header) for header in target.headers)}
    fitting = [i for i, header in enumerate(columns) if header and i not in taken and header_key(header) in keys]
    if len(fitting) > 1:
        named = [i for i in fitting if header_key(columns[i]) == own]
        if len(named) == 1:
            return named[0], None
        listed = ", ".join(columns[i] for i in fitting)
        message = f"More than one column fits “{target.name}”: {listed}. Say which: --map {target.name}=COLUMN."
        return None, _fault("map.ambiguous", message, target=target.name, columns=listed)
    return (fitting[0] if fitting else None), None


def _fault(code: str, message: str, **params: str) -> Fault:
    return Fault(Severity.ERROR, code, message, params=tuple(params.items()))
