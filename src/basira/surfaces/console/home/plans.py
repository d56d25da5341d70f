"""What waits of corrective plans: delays for whoever sees them, proposals for whoever agrees."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.core.kernel.actor import Actor
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans import queries
from basira.surfaces.console.home.need import Need
from basira.surfaces.shared.figures import number


def plans_to_look_at(by: Actor, at: datetime) -> Iterator[Need]:
    """Plans past their day; then, for whoever agrees, those whose steps wait."""
    late, proposed = queries.standing_counts(at)
    url = reverse("console:plans")
    if late:
        words = ngettext("%(count)s corrective plan is late.", "%(count)s corrective plans are late.", late)
        yield Need(words % {"count": number(late)}, url, _("See them"), "wait", is_late=True)
    if proposed and permissions.can(by, Act.AGREE_PLAN):
        words = ngettext(
            "A body proposed the steps of %(count)s plan.", "Bodies proposed the steps of %(count)s plans.", proposed
        )
        yield Need(words % {"count": number(proposed)}, url, _("Look at them"), "good")
