"""What waits of contests: for the arbiter, and for whoever sees that they are answered in time."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.core.kernel.actor import Actor
from basira.programme.findings import contest_queries
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.surfaces.console.home.need import Need
from basira.surfaces.shared.figures import number


def contests_to_answer(by: Actor, at: datetime) -> Iterator[Need]:
    """Contests past their day; then, for an arbiter, those that wait, and words that wait for a second look."""
    waiting = contest_queries.waiting_contests(at)
    late = sum(card.is_late for card in waiting)
    url = reverse("console:contests")
    if late:
        words = ngettext("%(count)s contest is past its day.", "%(count)s contests are past their day.", late)
        yield Need(words % {"count": number(late)}, url, _("See them"), "wait", is_late=True)
    open_ones = sum(not card.looks and not card.is_late for card in waiting)
    if open_ones and permissions.can(by, Act.ANSWER_CONTEST):
        words = ngettext(
            "%(count)s contest waits for the arbiter.", "%(count)s contests wait for the arbiter.", open_ones
        )
        yield Need(words % {"count": number(open_ones)}, url, _("Answer them"), "returned")
    looks = [card for card in waiting if card.looks and card.proposed_by != by.ref]
    if looks and permissions.can(by, Act.LOOK_AT_REASONS):
        words = ngettext(
            "%(count)s answer of the arbiter waits for a second look.",
            "%(count)s answers of the arbiter wait for a second look.",
            len(looks),
        )
        first = reverse("console:contest", args=[looks[0].ref])
        yield Need(words % {"count": number(len(looks))}, first, _("Look at it"), "review")
