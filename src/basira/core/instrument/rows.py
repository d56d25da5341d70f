"""What is said of a workbook's rows by those who check and edit them, without the library that reads them."""

FIRST_ROW = 2
"""The first row under the header, as a spreadsheet counts."""

Row = dict[str, str]


def plain(header: str) -> str:
    """A header as pyxform compares it: lower case, blanks as underscores."""
    return "_".join(header.split()).lower()
