"""The notes load a style sheet of their own: whatever their parts are dressed in stands there, not only in the desk's."""

import re

from tests.house.test_assets import COMMITTED, FRONTEND

UNDRESSED = {"rec-pledge"}
"""A name that needs no style."""


def names_worn() -> set[str]:
    """Return every class of the house that the notes' components name."""
    texts = [path.read_text() for path in sorted((FRONTEND / "src" / "field").rglob("*.vue"))]
    worn = {name for text in texts for each in re.findall(r'\sclass="([^"]*)"', text) for name in each.split()}
    return {name for name in worn if name.startswith(("notes-", "rec-", "cover-"))}


def test_what_the_notes_wear_is_in_the_sheet_that_they_load():
    sheet = (COMMITTED / "field.css").read_text()
    dressed = set(re.findall(r"\.([a-z][a-z-]+)", sheet))
    worn = names_worn()
    assert len(worn) > 80  # the reader of components sees them
    assert sorted(worn - dressed - UNDRESSED) == []
