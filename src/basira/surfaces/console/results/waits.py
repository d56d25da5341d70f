"""Waits against the limits that the forms declare: each centre or body with its share, interval and visits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from basira.core.disclosure import DisclosureRule
from basira.core.scoring import Level
from basira.programme.people.permissions import Act
from basira.programme.results.queries import PROGRAMME
from basira.programme.results.waiting import wait_row, waits_card
from basira.surfaces.console.answers import page_of
from basira.surfaces.console.results.views import cycle_name, find_cycle, run_of, trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number


@require_safe
@allowed_to(Act.VIEW_RESULTS)
def page(request: StaffRequest, wave: str) -> HttpResponse:
    """Show the waits of the newest run, the whole programme first."""
    cycle = find_cycle(wave)
    run = run_of(cycle)
    level = Level.ENTITY if request.GET.get("level") == Level.ENTITY else Level.CENTRE
    card = waits_card(run.ref, level)
    context: dict[str, object] = {"cycle": cycle, "level": level}
    context["trail"] = trail({"url": reverse("console:results-table", args=[wave]), "label": cycle_name(cycle)})
    if card:
        rule = DisclosureRule()
        context |= {
            "whole": wait_row(run.ref, Level.PROGRAMME, PROGRAMME),
            "page": page_of(request, card.rows),
            "limit_words": limit_words(card.limits),
            "least": {"visits": rule.min_visits, "shoppers": rule.min_shoppers},
        }
    return render(request, "console/results/waits.html", context)


def limit_words(limits: tuple[str, ...]) -> str:
    """Say which limits hold: one for all, or each form its own."""
    minutes = [number(float(limit), 0 if float(limit).is_integer() else 1) for limit in limits]
    if len(minutes) > 1:
        return _("Each form has its own limit, in minutes: %(limits)s.") % {"limits": _(", ").join(minutes)}
    words = ngettext(
        "The limit that the form declares: %(minutes)s minute.",
        "The limit that the form declares: %(minutes)s minutes.",
        int(float(limits[0])),
    )
    return words % {"minutes": minutes[0]}
