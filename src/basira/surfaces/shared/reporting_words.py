"""To whom a programme reports and who reads its reports, in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from basira.programme.people.reporting import Reader, readers, reporting_line

LINES: Final = {
    "head-of-government": _("The head of government"),
    "council-of-ministers": _("The council of ministers"),
    "central-bureau": _("A central bureau"),
    "performance-unit": _("The performance unit of the body"),
    "civil-association": _("A civil association"),
}
READERS: Final = {
    Reader.UNIT: _("The unit concerned"),
    Reader.LEADERSHIP: _("The leadership of the body"),
    Reader.STATE: _("The leadership of the state"),
    Reader.PUBLIC: _("The public"),
}


def line_words() -> object:
    """Return to whom the programme reports; "" where its blueprint does not say it."""
    return LINES.get(reporting_line(), "")


def reader_words() -> list[object]:
    """Return who reads the programme's reports, from the nearest to the farthest."""
    named = readers()
    return [words for reader, words in READERS.items() if reader in named]
