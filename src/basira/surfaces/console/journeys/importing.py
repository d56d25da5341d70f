"""Bringing life events in."""

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from basira.core.imports.life_events import LIFE_EVENT_TARGETS, LifeEventCheck, check_life_events
from basira.programme.journeys import queries, verbs
from basira.programme.people.permissions import Act
from basira.surfaces.console.bringing_in import Confirmed, ListToBringIn, views_of
from basira.surfaces.console.journeys.views import journeys_step, trail
from basira.surfaces.console.lists import ListForm


class LifeEventsFileForm(ListForm):
    """A list of life events, one step a row."""

    example = "service=Code"


def write(check: LifeEventCheck, confirmed: Confirmed) -> str:
    """Write the life events, and say how many there are."""
    written = verbs.write_life_events(
        rows=check.events, file_sha256=confirmed.file_sha256, by=confirmed.request.actor, at=timezone.now()
    )
    words = ngettext("%(count)s life event was written.", "%(count)s life events were written.", written.added)
    return words % {"count": written.added}


upload, confirm = views_of(
    ListToBringIn(
        app="journeys",
        title=gettext_lazy("Bring life events in"),
        columns=gettext_lazy(
            "One step a row, in the order of the way. The first row of a life event says its code and name; the rows "
            "below repeat the code. The service's body is the step's body. A life event that says something new "
            "becomes its next version."
        ),
        act=Act.WRITE_LIFE_EVENTS,
        form=LifeEventsFileForm,
        targets=tuple(target.name for target in LIFE_EVENT_TARGETS),
        check=lambda table, pairs: check_life_events(table, pairs, queries.known_places()),
        refused=lambda faults: LifeEventCheck(False, 0, (), {}, (), faults),
        write=write,
        trail=lambda: trail(journeys_step()),
    )
)
