"""The journal, newest first, by pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from basira.programme.journal import queries
from basira.programme.journal.queries import EntryCard
from basira.programme.people.permissions import Act
from basira.surfaces.console.journal.words import author_words, detail_words, staff_names, subject_words
from basira.surfaces.console.vocabulary import act_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_number, asked_text


@dataclass(frozen=True, slots=True)
class TitledEntry:
    """An entry with its act in words; `about` is "" for a reference, `details` are pairs of words."""

    entry: EntryCard
    words: str
    about: str
    author: str
    details: tuple[tuple[str, str], ...]


@allowed_to(Act.VIEW_JOURNAL)
@require_GET
def journal(request: StaffRequest) -> HttpResponse:
    """Show a page of entries that hold what is searched."""
    search, before = asked_text(request), asked_number(request, "before")
    page = queries.journal_page(search=search, before=before)
    names = staff_names(get_language_bidi())
    entries = [titled(entry, names) for entry in page.entries]
    context = {"entries": entries, "older": page.older, "query": search, "is_newest": before is None}
    return render(request, "console/journal/journal.html", context)


def titled(entry: EntryCard, names: Mapping[str, str]) -> TitledEntry:
    """Return an entry with its words."""
    about, author = subject_words(entry.subject), author_words(entry, names)
    return TitledEntry(entry, act_words(entry.act), about, author, detail_words(entry))
