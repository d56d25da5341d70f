"""A list of a measured body's staff, checked row by row. No fault repeats what a cell says: it is somebody's."""

from dataclasses import dataclass

from basira.core.imports.mapping import Mapping, Target, list_columns, map_columns
from basira.core.imports.tables import FaultList, Row, Table
from basira.core.kernel.problem import Fault

MOST_PEOPLE = 20_000
LEAST_SIGNS = 5
"""Letters and digits of an id or a phone number; fewer are a slip."""
MOST_LETTERS = 60

STAFF_TARGETS: tuple[Target, ...] = (
    Target(
        "national_id", ("id", "national id", "emirates id", "identity number", "رقم الهوية", "الهوية", "الرقم الوطني")
    ),
    Target("phone", ("mobile", "phone number", "telephone", "الهاتف", "رقم الهاتف", "الجوال", "المتحرك")),
)
"""What a list may bring, and the headers by which it is known; every other column is passed over unread."""


@dataclass(frozen=True, slots=True)
class StaffCheck:
    """What a list says: `people` are {"national_id", "phone"} of the rows without a fault. Its `repr` shows nothing."""

    people: tuple[dict[str, str], ...]
    faults: tuple[Fault, ...]
    rows: int

    def __repr__(self) -> str:
        return f"StaffCheck(rows={self.rows}, …)"


def check_staff(table: Table) -> StaffCheck:
    """Return the people of a table, and every fault by row and column. A table without rows, or with too many, gives one error."""
    faults = FaultList()
    mapping = map_columns(table.columns, STAFF_TARGETS)
    for fault in (*table.faults, *mapping.faults):
        faults.add(fault)
    if not mapping.has("national_id", "phone"):
        columns = list_columns(table.columns)
        faults.error(
            "staff.no-column", f"No column is an id or a phone. The file's columns: {columns}.", columns=columns
        )
    if not table.rows:
        faults.error("table.no-rows", "The file has a header but no row.")
    if len(table.rows) > MOST_PEOPLE:
        faults.error("staff.too-many", f"More than {MOST_PEOPLE} people.", limit=str(MOST_PEOPLE))
    people = () if faults.has_errors else tuple(_read_row(row, mapping, faults) for row in table.rows)
    return StaffCheck(() if faults.has_errors else people, faults.settled(), len(table.rows))


def _read_row(row: Row, mapping: Mapping, faults: FaultList) -> dict[str, str]:
    """Return what a row gives of one person; what is wrong becomes faults that name the place alone."""
    given = {target.name: text for target in STAFF_TARGETS if (text := mapping.text(row.cells, target.name))}
    if not given:
        faults.error("staff.nothing", "The row has neither an id nor a phone.", row.number)
    for name, text in given.items():
        if sum(map(str.isalnum, text)) < LEAST_SIGNS or len(text) > MOST_LETTERS:
            faults.error("staff.unfit", "This is no id or phone number.", row.number, mapping.header(name))
    return given
