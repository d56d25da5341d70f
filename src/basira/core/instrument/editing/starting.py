"""The empty questionnaire that the editor starts from: what every visit needs, and nothing that is asked of a body."""

from basira.core.instrument.editing.book import Book, Sheet
from basira.core.instrument.packs.workbook import AR, EN, HINT_AR, HINT_EN, MISSION
from basira.core.instrument.tree import NAMESPACE


def empty_book(*, title_ar: str, title_en: str, form_id: str) -> Book:
    """Return a book in Arabic and English that notes when a visit began and ended, and whose mission it is."""
    header = ("type", "name", EN, AR, HINT_EN, HINT_AR, "required", "relevant", "constraint", "bind::basira:role")
    rows = (
        {"type": "start", "name": "started", "bind::basira:role": "started"},
        {"type": "end", "name": "ended", "bind::basira:role": "ended"},
        {
            "type": "text",
            "name": "mission",
            EN: MISSION.en,
            AR: MISSION.ar,
            "required": "yes",
            "bind::basira:role": "mission",
        },
    )
    settings = {
        "form_title": joined_title(title_ar, title_en),
        "form_id": form_id,
        "version": "1",
        "default_language": "العربية (ar)",
        "namespaces": f'basira="{NAMESPACE}"',
    }
    choices = Sheet(("list_name", "name", EN, AR))
    return Book({"survey": Sheet(header, rows), "choices": choices, "settings": Sheet(tuple(settings), (settings,))})


def joined_title(arabic: str, english: str) -> str:
    """Return the one title that an XLSForm has, both languages side by side; one stands alone where the other is missing."""
    return " · ".join(each for each in (arabic.strip(), english.strip()) if each)
