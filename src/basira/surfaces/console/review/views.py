"""Pages of the review desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basira.core.kernel.lifecycles import VisitState
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import captures, sendings, stores
from basira.programme.fieldwork import queries as fieldwork
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.review import queries, verbs
from basira.programme.review.answer_lines import AnswerLine
from basira.programme.review.differences import conflicts_card
from basira.programme.review.queries import OPEN_STATES, ReviewCard
from basira.programme.review.questions import questions_left
from basira.programme.waves import queries as waves
from basira.surfaces.console.review.capture import capture
from basira.surfaces.console.review.folding import lines_page
from basira.surfaces.console.review.forms import VERDICTS, CorrectForm, SettleForm
from basira.surfaces.console.review.kept_sealed import kept_sealed
from basira.surfaces.console.review.sounding import with_sound
from basira.surfaces.console.review.twice import twice
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_page, asked_text
from basira.surfaces.shared.states import look
from basira.surfaces.shared.words import words_of

ALL = "all"


@require_safe
@allowed_to(Act.VIEW_REVIEWS)
def queue(request: StaffRequest) -> HttpResponse:
    """The visits that wait for a verdict, and on request the others."""
    search, wanted = asked_text(request), asked_text(request, "state")
    found = queries.review_queue(search=search, states=states_for(wanted), page=asked_page(request))
    now = timezone.now()
    context = {
        "queue": found,
        "rows": [(card, card.is_overdue(now)) for card in found.cards],
        "page": Paginator(range(found.total), queries.PAGE).get_page(found.page),
        "search": search,
        "wanted": wanted,
        "chips": chips_for(found, wanted),
        "has_visits": bool(found.counts),
        "kept": kept_sealed(),
        "overdue": sendings.overdue_cards(now=now),
        "may_see_withheld": permissions.can(request.actor, Act.VIEW_WITHHELD),
        "may_export": permissions.can(request.actor, Act.EXPORT_VISITS),
        "cycles": waves.wave_cards() if found.counts else (),
    }
    return render(request, "console/review/queue.html", context)


@with_sound
@require_safe
@allowed_to(Act.VIEW_REVIEWS)
def visit(request: StaffRequest, ref: str) -> HttpResponse:
    """One visit: its mission, its answers with points, its pictures, and the verdict."""
    card = card_or_404(ref)
    if not permissions.can(request.actor, Act.SETTLE_REVIEW):
        verbs.look_at_visit(visit=ref, by=request.actor, at=timezone.now())
    return visit_page(request, card, SettleForm(moves=card.moves))


@require_POST
@allowed_to(Act.SETTLE_REVIEW)
def take_up(request: StaffRequest, ref: str) -> HttpResponse:
    """Say that somebody is looking at this visit."""
    verbs.open_review(visit=ref, by=request.actor, at=timezone.now())
    return redirect("console:review-visit", ref)


@with_sound
@require_POST
@allowed_to(Act.SETTLE_REVIEW)
def settle(request: StaffRequest, ref: str) -> HttpResponse:
    """Give a verdict, then lead on to the next visit that waits."""
    card = card_or_404(ref)
    form = SettleForm(request.POST, moves=card.moves)
    if form.is_valid():
        to, words = VisitState(form.cleaned_data["verdict"]), form.cleaned_data["words"]
        try:
            verbs.settle_review(visit=ref, to=to, words=words, by=request.actor, at=timezone.now())
        except Problem as refusal:
            form.add_error("words", words_of(refusal))
        else:
            told = {"number": card.visit.cycle_number, "state": look(to)[2]}
            messages.success(request, _("The verdict on the visit by %(number)s was written: %(state)s.") % told)
            following = queries.next_open(ref, timezone.now())
            return redirect("console:review-visit", following) if following else redirect("console:review")
    return visit_page(request, card, form)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed_to(Act.SETTLE_REVIEW)
def correct(request: StaffRequest, ref: str) -> HttpResponse:
    """A form for one answer, named by `path` in the address; the original stays beside the correction."""
    card, path = card_or_404(ref), asked_text(request, "path", limit=300)
    line = line_or_404(card, path)
    form = CorrectForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            verbs.edit_answer(visit=ref, path=path, by=request.actor, at=timezone.now(), **said)
        except Problem as refusal:
            form.add_error("after", words_of(refusal))
        else:
            messages.success(request, _("The correction was written; the original answer stays beside it."))
            return redirect("console:review-visit", ref)
    context = {"form": form, "line": line, "card": card, "trail": trail(card), "cancel_url": visit_url(card)}
    return render(request, "console/review/correct.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@allowed_to(Act.VIEW_REVIEWS)
def picture(request: StaffRequest, ref: str, attachment: str) -> HttpResponse:
    """The picture or the sound re-made from a file; the original is never served."""
    found = fieldwork.picture_of(ref, attachment)
    if found is None:
        raise Http404
    sealed, kind = found
    answer = HttpResponse(b"".join(stores.derivatives().open_sealed(sealed)), content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = f"inline; filename={'sound.wav' if kind.startswith('audio') else 'picture.jpg'}"
    return answer


def visit_page(request: StaffRequest, card: ReviewCard, form: SettleForm) -> HttpResponse:
    """Return the page of one visit: 422 when its verdict came back with errors."""
    may_settle = permissions.can(request.actor, Act.SETTLE_REVIEW)
    before, after = queries.open_neighbours(card.visit.ref)
    blocks, lines = lines_page(card.dimensions, asked_page(request))
    now = timezone.now()
    context = {
        "asked": [(each, each.stands(now)) for each in card.questions],
        "questions_left": questions_left(card.questions),
        "blocks": blocks,
        "lines": lines,
        "conflicts": conflicts_card(card.visit) if card.conflicts else None,
        "before": before,
        "after": after,
        "card": card,
        "twice": twice(card.second_look),
        "capture": capture(captures.capture_card(card.visit.ref)),
        "form": form,
        "may_settle": may_settle and bool(card.moves),
        "may_correct": may_settle and card.is_open,
        "may_see_withheld": permissions.can(request.actor, Act.VIEW_WITHHELD),
        "may_take_up": may_settle and card.state is VisitState.SUBMITTED,
        "trail": trail(),
        "shortcuts": [*desk_keys(), *({"key": VERDICTS[move][0], "words": VERDICTS[move][1]} for move in card.moves)],
    }
    return render(request, "console/review/visit.html", context, status=422 if form.errors else 200)


def desk_keys() -> list[dict[str, str]]:
    """Return the keys of a visit's page, beside those of the verdicts."""
    return [
        {"key": "n", "words": _("Next open visit")},
        {"key": "p", "words": _("Previous open visit")},
        {"key": "t", "words": _("Take it up")},
        {"key": "v", "words": _("Go to the verdict")},
    ]


def card_or_404(ref: str) -> ReviewCard:
    """Return a visit's card, or the 404 page."""
    card = queries.review_card(ref)
    if card is None:
        raise Http404
    return card


def line_or_404(card: ReviewCard, path: str) -> AnswerLine:
    """Return the answer at a path, or the 404 page."""
    for block in card.dimensions:
        for line in block.lines:
            if line.path == path:
                return line
    raise Http404


def states_for(wanted: str) -> frozenset[VisitState]:
    """Return the states that a filter names: the open ones unless it names one, or all."""
    if wanted == ALL:
        return frozenset(VisitState)
    return frozenset({VisitState(wanted)}) if wanted in set(VisitState) else OPEN_STATES


def chips_for(found: queries.Queue, wanted: str) -> list[dict[str, object]]:
    """Return the filters of the queue with how many visits each shows; states without any visit are left out."""
    counts = found.counts
    waiting = sum(count for state, count in counts.items() if state in OPEN_STATES)
    chips: list[dict[str, object]] = [{"value": "", "label": _("Waiting"), "count": waiting}]
    chips += [
        {"value": str(state), "label": look(state)[2], "count": counts[state]}
        for state in VisitState
        if state in counts
    ]
    chips.append({"value": ALL, "label": _("All"), "count": sum(counts.values())})
    return [chip | {"is_current": chip["value"] == wanted} for chip in chips]


def trail(card: ReviewCard | None = None) -> list[dict[str, str]]:
    """Return the way here, from the queue on."""
    steps = [{"url": reverse("console:review"), "label": _("Review")}]
    if card is not None:
        steps.append({"url": visit_url(card), "label": _("Visit by %(number)s") % {"number": card.visit.cycle_number}})
    return steps


def visit_url(card: ReviewCard) -> str:
    """Return the address of a visit's page."""
    return reverse("console:review-visit", args=[card.visit.ref])
