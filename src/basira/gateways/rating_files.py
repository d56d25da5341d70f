"""Files of ratings as columns of text: CSV by the standard library, Parquet by DuckDB, which never opens anything else."""

import csv
from pathlib import Path

import duckdb

from basira.core.kernel.problem import Fault, FileRefused, Severity

MOST_FIELD_CHARACTERS = 100_000
SHOWN_ROWS = 20
PATTERN = frozenset("*?[")


def refused(code: str, message: str) -> FileRefused:
    """Return the refusal of a whole file for one reason."""
    return FileRefused([Fault(Severity.ERROR, code, message)])


def read_columns(path: Path) -> dict[str, list[str]]:
    """
    Return the columns of a .csv or .parquet file, each cell as its text, an absent value as "".

    :raises FileRefused: when the file is missing, of another kind, not readable, or its header or rows are not right
    """
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise refused("file.kind", f"{path.name}: a .csv or a .parquet file is needed.")
    if not path.is_file():
        raise refused("file.missing", f"There is no file {path}.")
    return read_parquet(path) if path.suffix.lower() == ".parquet" else read_csv(path)


def named_exactly(path: Path) -> str:
    """
    Return a path as DuckDB reads this one file by it: in a name it takes `*`, `?` and `[` for a pattern, which is another file.

    Each stands in brackets of its own, where it means itself; and the path from the root, where no name is an address (`s3:`).

    :raises FileRefused: when there is a backslash beside one of them, which then would part folders
    """
    name = str(path.absolute())
    if "\\" in name and not PATTERN.isdisjoint(name):
        raise refused("file.name", f"{path.name}: name the file and its folders without \\, * ? or [.")
    return "".join(f"[{sign}]" if sign in PATTERN else sign for sign in name)


def read_csv(path: Path) -> dict[str, list[str]]:
    """
    Return the columns of a CSV file in UTF-8.

    :raises FileRefused: with every row whose number of cells is not the header's
    """
    csv.field_size_limit(MOST_FIELD_CHARACTERS)
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = [row for row in csv.reader(opened, strict=True) if row]
    except UnicodeDecodeError as fault:
        raise refused("file.encoding", f"{path.name} is not UTF-8 text.") from fault
    except (OSError, csv.Error) as fault:
        raise refused("file.unreadable", f"{path.name} can't be read: {fault}.") from fault
    if not rows:
        raise refused("file.empty", f"{path.name} is empty.")
    header, *body = rows
    faults = [
        Fault(Severity.ERROR, "row.cells", f"{len(row)} cells where the header has {len(header)}.", row=place)
        for place, row in enumerate(body, start=2)
        if len(row) != len(header)
    ]
    faults += [
        Fault(Severity.ERROR, "column.twice", f"The column {name!r} stands twice.", row=1, column=name)
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if faults:
        raise FileRefused(faults)
    columns = zip(*body, strict=True) if body else ([] for _name in header)
    return {name: list(cells) for name, cells in zip(header, columns, strict=True)}


def read_parquet(path: Path) -> dict[str, list[str]]:
    """
    Return the columns of a Parquet file, as text.

    :raises FileRefused: when DuckDB cannot read it
    """
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute("SET preserve_insertion_order = true")
            found = connection.execute("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)", [named_exactly(path)])
            names = [str(column[0]) for column in found.description or ()]
            rows = found.fetchall()
    except duckdb.Error as fault:
        raise refused("file.unreadable", f"{path.name} can't be read as Parquet.") from fault
    columns = zip(*rows, strict=True) if rows else ([] for _name in names)
    return {name: ["" if cell is None else cell for cell in cells] for name, cells in zip(names, columns, strict=True)}
