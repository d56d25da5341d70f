"""Pages of the editor: begin, the list of questions, one question, a list of answers, the form's own settings."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.instrument.editing import steps
from basira.core.instrument.editing.book import Book, label_of, text_column
from basira.core.instrument.editing.differences import differences
from basira.core.instrument.editing.entries import completeness, entry_of, write_entry
from basira.core.instrument.editing.lists import Answer, answers_of, check_length, write_list
from basira.core.instrument.editing.starting import joined_title
from basira.core.instrument.measuring import DIMENSIONS_LIST
from basira.core.instrument.packs.workbook import WORKBOOKS, pack_workbook
from basira.core.instrument.tree import Questionnaire
from basira.gateways.shipped import shipped_packs
from basira.programme.instruments import copies
from basira.programme.instruments.copies import Step
from basira.programme.instruments.copy_cards import CopyCard, copy_card, open_copies
from basira.programme.instruments.verbs import VersionNotFound, titles_of
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.instruments.editing.entry_form import EntryForm
from basira.surfaces.console.instruments.editing.forms import AddForm, AnswersForm, NewForm, RevisionForm, SettingsForm
from basira.surfaces.console.instruments.editing.lines import difference_lines, list_lines, row_lines, spoken_title
from basira.surfaces.console.instruments.packs import spoken
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

EMPTY = "empty"


def trail(card: CopyCard | None = None) -> list[dict[str, str]]:
    """Return the way here, from the list of questionnaires on."""
    steps_here = [{"url": reverse("console:instruments"), "label": _("Questionnaires")}]
    if card is not None:
        steps_here.append({"url": reverse("console:instruments-edit", args=[card.ref]), "label": spoken_title(card)})
    return steps_here


def open_copy(ref: str) -> CopyCard:
    """
    Return the working copy that an address asks for.

    :raises Http404: when there is none
    :raises CopyClosed: when it was kept or thrown away
    """
    card = found(copy_card(ref))
    if card.is_closed:
        raise copies.CopyClosed(ref=ref)
    return card


def row_number(text: str) -> int:
    """
    Return the row that an address names.

    :raises Http404: when it is no number
    """
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Http404
    return int(text)


def changed(request: StaffRequest, card: CopyCard, revision: int, what: str, change: Callable[[Book], Book]) -> int:
    """Change a copy in the name of the reader."""
    return copies.change_copy(
        ref=card.ref, revision=revision, step=Step(what, change), by=request.actor, at=timezone.now()
    )


def saving(
    request: StaffRequest, card: CopyCard, form: RevisionForm, what: str, change: Callable[[Book], Book]
) -> Callable[[], int]:
    """Return what saves a change once its form is sound."""
    return lambda: changed(request, card, form.cleaned_data["revision"], what, change)


def sources() -> list[tuple[str, str]]:
    """Return what a new questionnaire can start from: nothing, or a form of a pack."""
    forms = [
        (f"{pack.name}/{name}", f"{spoken(pack.title)}: {_('Spot check') if spot else _('Full form')}")
        for pack in shipped_packs(settings.PACKS_FOLDER)
        for name, spot in WORKBOOKS.items()
    ]
    return [(EMPTY, _("Nothing: an empty questionnaire")), *forms]


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_http_methods(["GET", "POST"])
def begin(request: StaffRequest) -> HttpResponse:
    """Begin a questionnaire from nothing or from a pack, or go on with one that is being edited."""
    form = NewForm(sources(), posted(request), initial={"source": EMPTY})
    ref = carried_out(form, lambda: begun(request, form))
    if ref is None:
        context = {"copies": open_copies(), "trail": trail()}
        return form_page(request, "console/instruments/editing/new.html", form, **context)
    return redirect("console:instruments-edit", ref)


def begun(request: StaffRequest, form: NewForm) -> str:
    """Begin what a sound form asks for."""
    name, _sign, workbook = str(form.cleaned_data["source"]).partition("/")
    if name == EMPTY:
        return copies.begin_empty(naming=form.naming(), by=request.actor, at=timezone.now())
    pack = next(one for one in shipped_packs(settings.PACKS_FOLDER) if one.name == name)
    content = pack_workbook(pack, spot=WORKBOOKS[workbook])
    return copies.copy_workbook(content=content, naming=form.naming(), by=request.actor, at=timezone.now())


@require_POST
@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def copy_version(request: StaffRequest, ref: str) -> HttpResponse:
    """Begin the next version of a questionnaire."""
    try:
        copy = copies.copy_version(ref=ref, by=request.actor, at=timezone.now())
    except VersionNotFound as gone:
        raise Http404 from gone
    return redirect("console:instruments-edit", copy)


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_GET
def overview(request: StaffRequest, ref: str) -> HttpResponse:
    """The questions in their order, with what moves, adds and opens them."""
    return overview_page(request, open_copy(ref))


def overview_page(request: StaffRequest, card: CopyCard, form: AddForm | None = None) -> HttpResponse:
    """Return the list of questions: 422 when an addition was refused."""
    last = len(card.book.survey.rows) - 1
    form = form or AddForm(card.book, initial={"revision": card.revision, "kind": "yes_no_na", "after": last})
    changes = differences(card.began_as, card.book, get_language() or "en")
    context = {
        "card": card,
        "title": spoken_title(card),
        "rows": list(row_lines(card.book)),
        "last": last,
        "lists": list_lines(card.book),
        "dimensions": [answer.name for answer in answers_of(card.book, DIMENSIONS_LIST)],
        "languages": completeness(card.book),
        "changes": difference_lines(changes),
        "dimensions_list": DIMENSIONS_LIST,
        "trail": trail(),
    }
    return form_page(request, "console/instruments/editing/copy.html", form, **context)


@require_POST
@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def add(request: StaffRequest, ref: str) -> HttpResponse:
    """Add a question or a group, and open its page."""
    card = open_copy(ref)
    form = AddForm(card.book, request.POST)
    row = carried_out(form, lambda: added(request, card, form))
    if row is None:
        return overview_page(request, card, form)
    return redirect("console:instruments-edit-row", ref, row)


def added(request: StaffRequest, card: CopyCard, form: AddForm) -> int:
    """Add what a sound form says and return its row."""
    said = form.cleaned_data
    name = said["name"] or free_name(card.book, said["kind"])
    kind, after = said["kind"], said["after"]
    saving(request, card, form, "question.added", lambda book: steps.add(book, kind=kind, name=name, after=after)[0])()
    return int(said["after"]) + 1


def free_name(book: Book, kind: str) -> str:
    """Return the first of q1, q2 … (g1, g2 … for groups) that no row is called."""
    taken = {book.survey.cell(row, "name").strip() for row in range(len(book.survey.rows))}
    letter = "g" if kind == "group" else "q"
    return next(name for number in range(1, len(taken) + 2) if (name := f"{letter}{number}") not in taken)


@require_POST
@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def move(request: StaffRequest, ref: str) -> HttpResponse:
    """Move a question or a group one place, and come back to it."""
    card = open_copy(ref)
    up = "up" in request.POST
    row = row_number(request.POST.get("up" if up else "down", ""))
    changed(request, card, revision_of(request), "question.moved", lambda book: steps.move(book, row=row, up=up)[0])
    place = steps.move(card.book, row=row, up=up)[1]
    return redirect(f"{reverse('console:instruments-edit', args=[ref])}#row-{place}")


def revision_of(request: StaffRequest) -> int:
    """Return the revision that a page without fields was read at; 0, which no copy has, where it says none."""
    form = RevisionForm(request.POST)
    return int(form.cleaned_data["revision"]) if form.is_valid() else 0


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_http_methods(["GET", "POST"])
def row(request: StaffRequest, ref: str, row: str) -> HttpResponse:
    """One question: its texts side by side, how it is answered, when it is asked, what it measures."""
    card, place = open_copy(ref), row_number(row)
    entry = entry_of(card.book, place)
    if steps.ends(card.book.survey, place):
        raise steps.FrameMayNotOpen()
    form = EntryForm(card.book, entry, posted(request), initial={"revision": card.revision})
    if carried_out(form, lambda: written(request, card, form)) is None:
        title = label_of(card.book, place, get_language() or "en") or entry.type
        context = {"card": card, "title": title, "entry": entry, "trail": trail(card)}
        return form_page(request, "console/instruments/editing/row.html", form, **context)
    messages.success(request, _("The question is saved in the working copy."))
    if form.wants_new_list():
        return redirect("console:instruments-edit-answers", ref, form.list_of_answers())
    return redirect(f"{reverse('console:instruments-edit', args=[ref])}#row-{place}")


def written(request: StaffRequest, card: CopyCard, form: EntryForm) -> int:
    """Write what a sound form says of a question."""
    said, blank = form.written(), [Answer("1", {}), Answer("2", {})]

    def change(book: Book) -> Book:
        if form.wants_new_list():
            book = write_list(book, said.answers, blank)
        return write_entry(book, form.entry.row, said)

    return saving(request, card, form, "question.written", change)()


@require_POST
@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def remove(request: StaffRequest, ref: str, row: str) -> HttpResponse:
    """Take a question away, or a group's frame."""
    card, place = open_copy(ref), row_number(row)
    changed(request, card, revision_of(request), "question.removed", lambda book: steps.remove(book, row=place))
    messages.success(request, _("It was removed from the working copy."))
    return redirect("console:instruments-edit", ref)


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_http_methods(["GET", "POST"])
def answers(request: StaffRequest, ref: str, name: str) -> HttpResponse:
    """A list of answers, or the dimensions, which are one."""
    card = open_copy(ref)
    check_length(name, len(answers_of(card.book, name)))
    form = AnswersForm(card.book, name, posted(request), initial={"revision": card.revision})
    save = saving(request, card, form, "answers.written", lambda book: write_list(book, name, form.written()))
    if carried_out(form, save) is None:
        context = {"card": card, "name": name, "is_dimensions": name == DIMENSIONS_LIST, "trail": trail(card)}
        return form_page(request, "console/instruments/editing/answers.html", form, **context)
    messages.success(request, _("The list is saved in the working copy."))
    return redirect("console:instruments-edit", ref)


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_http_methods(["GET", "POST"])
def form_settings(request: StaffRequest, ref: str) -> HttpResponse:
    """What the questionnaire is called, its version, a further language."""
    card = open_copy(ref)
    arabic, english = titles_of(Questionnaire(title=card.title, form_id=card.form_id, version=""))
    said = {"revision": card.revision, "title_ar": arabic, "title_en": english, "version": card.book.setting("version")}
    form = SettingsForm(posted(request), initial=said)
    save = saving(request, card, form, "settings.written", lambda book: with_settings(book, form))
    if carried_out(form, save) is None:
        return form_page(request, "console/instruments/editing/settings.html", form, card=card, trail=trail(card))
    messages.success(request, _("The settings are saved in the working copy."))
    return redirect("console:instruments-edit", ref)


def with_settings(book: Book, form: SettingsForm) -> Book:
    """
    Return the book with what a sound form says. A title that nobody touched stays as the workbook spells it.

    :raises TitleMissing: when both titles are empty
    """
    said = form.cleaned_data
    book = book.with_settings({"version": said["version"]})
    if {"title_ar", "title_en"} & set(form.changed_data):
        book = book.with_settings({"form_title": title_said(said["title_ar"], said["title_en"])})
    if said["language"]:
        column = text_column(book.survey, "label", said["language"])
        header = book.survey.header
        book = book.with_sheet("survey", replace(book.survey, header=header if column in header else (*header, column)))
    return book


def title_said(arabic: str, english: str) -> str:
    """
    Return the one title of a form in both languages.

    :raises TitleMissing: when both are empty
    """
    title = arabic if arabic == english else joined_title(arabic, english)
    if not title:
        raise copies.TitleMissing()
    return title


@require_POST
@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def discard(request: StaffRequest, ref: str) -> HttpResponse:
    """Throw a working copy away."""
    open_copy(ref)
    copies.discard_copy(ref=ref, revision=revision_of(request), by=request.actor, at=timezone.now())
    messages.success(request, _("The working copy was thrown away. No version was changed."))
    return redirect("console:instruments")
