"""A draw as everybody may follow it: what was bound before, what the beacon said after, and tallies that tell of nobody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basira.core.selection.lottery import PANELS
from basira.core.selection.records import canonical
from basira.core.selection.tallies import LEAST, Tally
from basira.programme.recruiting import draws
from basira.programme.recruiting.draws import DrawCard
from basira.surfaces.shared.draw_words import BEACONS, REASONS_BOUND_AGAIN, category_words, feature_words


@require_safe
def draw(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a draw."""
    card = found(ref)
    context = {
        "card": card,
        "beacon": BEACONS[card.binding.bound.named.beacon],
        "earlier": [(one, REASONS_BOUND_AGAIN[one.reason]) for one in card.earlier if one.reason],
        "tallies": [(category_words(one.category), groups_of(one), one, rule_of(card, one)) for one in card.tallies],
        "panels": PANELS,
        "least": LEAST,
    }
    return render(request, "public/draw.html", context)


@require_safe
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer with the record of a draw, as a program reads it."""
    return HttpResponse(canonical(found(ref).record), content_type="application/json")


def found(ref: str) -> DrawCard:
    """
    Return the draw of a call.

    :raises Http404: when none names a beacon
    """
    card = draws.draw_card(ref)
    if card is None:
        raise Http404
    return card


def rule_of(card: DrawCard, tally: Tally) -> tuple[int, int] | None:
    """Return how many of a group were to be drawn, at least and at most; None for several together, and where nothing was asked."""
    sides = ((least, most) for *group, least, most in card.rules if tuple(group) == (tally.category, *tally.features))
    found = next(sides, None)
    return None if found is None or found == (0, card.size) else found


def groups_of(tally: Tally) -> list[str]:
    """Return the words of the groups that a tally tells together."""
    return [feature_words(tally.category, feature) for feature in sorted(tally.features)]
