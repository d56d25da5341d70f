"""The weight simulator: what the order of a finished cycle would be under the draft's weights."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from basira.core.scoring.reweighing import Reordered
from basira.programme.instruments.copy_cards import checked
from basira.programme.people.permissions import Act
from basira.programme.results.queries import UnitNames
from basira.programme.results.weighing import Weighed, finished_cycles, weighed
from basira.surfaces.console.answers import found
from basira.surfaces.console.instruments.editing.views import open_copy, trail
from basira.surfaces.shared import figures
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body under both weightings."""

    names: UnitNames
    order: Reordered


@allowed_to(Act.VIEW_RESULTS)
@require_GET
def weights(request: StaffRequest, ref: str) -> HttpResponse:
    """Show the order of a finished cycle's bodies under the weights of the copy, beside the order that was."""
    card = open_copy(ref)
    cycles = finished_cycles()
    run = asked_text(request, "run", limit=26) or (cycles[0].run if cycles else "")
    draft = found(checked(ref)).tree
    result = weighed(run=run, draft=draft) if draft and any(one.run == run for one in cycles) else None
    context = {
        "card": card,
        "cycles": cycles,
        "run": run,
        "is_sound": draft is not None,
        "result": result,
        "bodies": [BodyLine(result.names[one.unit], one) for one in result.bodies] if result else [],
        "summary": summary(result) if result else "",
        "trail": trail(card),
    }
    return render(request, "console/instruments/editing/weights.html", context)


def summary(result: Weighed) -> str:
    """Return in one sentence how far the order changes, and how much of that is more than chance."""
    among = figures.number(len(result.bodies))
    if not result.moved:
        return _("The order of %(among)s bodies stays as it was.") % {"among": among}
    moved = ngettext(
        "The order changes for %(moved)s of %(among)s bodies.", "The order changes for %(moved)s of %(among)s bodies.", result.moved
    ) % {"moved": figures.number(result.moved), "among": among}  # fmt: skip
    beyond = result.beyond_chance
    if not beyond:
        return f"{moved} {_('None of it goes beyond chance: their intervals overlap.')}"
    told = ngettext(
        "For %(count)s of them it goes beyond chance.", "For %(count)s of them it goes beyond chance.", beyond
    )
    return f"{moved} {told % {'count': figures.number(beyond)}}"
