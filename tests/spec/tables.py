"""Reads the tables of the specs: a header line, then one line a row; "-" is no value."""


def rows(table: str) -> list[dict[str, str | None]]:
    """Return the rows of a table written with spaces."""
    header, *lines = (line.split() for line in table.strip().splitlines())
    return [dict(zip(header, (None if cell == "-" else cell for cell in line), strict=True)) for line in lines]
