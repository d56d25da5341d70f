"""The meter at the desk: before the bodies are informed, among how many each item of a report could be traced."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from basira.core.disclosure import Reading
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.telling import Fact
from basira.programme.findings import meter
from basira.programme.findings.meter import BodyReadings
from basira.programme.findings.metering import least_now
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.surfaces.console.results.bodies import cycle_trail
from basira.surfaces.console.results.views import find_cycle
from basira.surfaces.shared import report_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

KINDS = {
    meter.TOTAL: pgettext_lazy("item of a report", "The whole result"),
    meter.DIMENSION: pgettext_lazy("item of a report", "Dimension"),
    meter.FINDING: pgettext_lazy("item of a report", "Finding"),
    meter.REMARK: pgettext_lazy("item of a report", "Remark"),
    meter.RECOMMENDATION: pgettext_lazy("item of a report", "Recommendation"),
}
FACTS = {
    Fact.CENTRE: pgettext_lazy("what a sentence tells", "a centre"),
    Fact.CHANNEL: pgettext_lazy("what a sentence tells", "a channel"),
    Fact.SERVICE: pgettext_lazy("what a sentence tells", "a service"),
    Fact.PERSONA: pgettext_lazy("what a sentence tells", "what was played"),
    Fact.GROUP: pgettext_lazy("what a sentence tells", "of which people somebody seemed to be"),
    Fact.DAY: pgettext_lazy("what a sentence tells", "a day"),
    Fact.PART: pgettext_lazy("what a sentence tells", "a part of the day"),
}
SENTENCES = frozenset({meter.REMARK, meter.RECOMMENDATION})


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item in words: what it is, where it stands, what it tells, how many could be behind it, what to do."""

    kind: str
    place: str
    told: str
    visits: int
    shoppers: int
    remedy: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body in words; `fewest` is None where nothing is shown of it."""

    entity_ref: str
    name: str
    items: int
    visits: int
    known: int
    fewest: int | None
    blocked: tuple[ItemLine, ...]


@allowed_to(Act.VIEW_RESULTS)
def page(request: StaffRequest, wave: str) -> HttpResponse:
    """The meter of a scored cycle; after the bodies were informed what they read stands, and there is nothing to read off."""
    cycle = find_cycle(wave)
    is_scored = cycle.state is WaveState.SCORED and cycle.run is not None
    bodies = [body_line(one) for one in meter.preview(wave)] if is_scored else []
    context = {
        "cycle": cycle,
        "is_scored": is_scored,
        "bodies": bodies,
        "blocked": [one for one in bodies if one.blocked],
        "least": least_now(),
        "may_set": permissions.can(request.actor, Act.SET_PROGRAMME),
        "trail": [
            *cycle_trail(cycle),
            {"url": reverse("console:results-bodies", args=[wave]), "label": _("The bodies of this cycle")},
        ],
    }
    return render(request, "console/results/meter.html", context)


def body_line(body: BodyReadings) -> BodyLine:
    """Return one body's readings in words."""
    return BodyLine(
        body.entity_ref,
        report_words.called(body.entity),
        len(body.readings),
        body.visits,
        body.known,
        body.fewest.visits if body.fewest else None,
        tuple(item_line(one, body) for one in body.blocked),
    )


def item_line(reading: Reading, body: BodyReadings) -> ItemLine:
    """Return a blocked item in words."""
    item = reading.item
    name = body.names.get(item.place)
    told = [str(FACTS[fact]) for fact in Fact if any(one == fact for one, _value in item.told)]
    return ItemLine(
        str(KINDS[item.kind]),
        report_words.called(name) if name else "",
        " · ".join(told),
        reading.visits,
        reading.shoppers,
        remedy(reading),
    )


def remedy(reading: Reading) -> str:
    """Return what can be done about a blocked item."""
    if reading.item.kind in SENTENCES:
        return _(
            "Set the finding aside and write it again without this, so that the sentence speaks of the service alone."
        )
    if any(fact is Fact.CENTRE for fact, _value in reading.item.told):
        return _(
            "Set the finding aside and write it of the whole body, with its centres taken together, or wait for more visits."
        )
    return _("Wait for more visits and score again, or lower the programme's own least.")
