"""The composite of several sources at the desk: what was declared, where each body stands, how the weights move it, a new weighing."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from basira.core.imports.reading import read_table
from basira.core.imports.tables import MAX_BYTES
from basira.core.kernel.problem import Fault, FileRefused
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results.composites import (
    OWN,
    VISITS,
    WAITS,
    Brought,
    CompositeCard,
    Declared,
    composite_card,
    weigh_sources,
)
from basira.programme.results.queries import CycleHead
from basira.surfaces.console.answers import carried_out, page_of
from basira.surfaces.console.lists import faults_shown
from basira.surfaces.console.results.views import cycle_name, find_cycle, trail
from basira.surfaces.console.results.weighing_form import WeighingForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number, percent


@require_safe
@allowed_to(Act.VIEW_RESULTS)
def page(request: StaffRequest, wave: str) -> HttpResponse:
    """Show the newest weighing of the newest run, and the form of another for whoever may."""
    return shown(request, find_cycle(wave), WeighingForm(), 200)


@require_POST
@allowed_to(Act.SCORE_WAVE)
def weigh(request: StaffRequest, wave: str) -> HttpResponse:
    """Weigh the sources that were declared; a refused form or file comes back with every fault."""
    cycle = find_cycle(wave)
    form = WeighingForm(request.POST, request.FILES)
    faults: list[Fault] = []
    if carried_out(form, lambda: weighed(request, wave, form, faults)) is None:
        return shown(request, cycle, form, 422, **faults_shown(faults))
    messages.success(request, _("The sources were weighed and frozen."))
    return redirect("console:results-composite", wave)


def weighed(request: StaffRequest, wave: str, form: WeighingForm, faults: list[Fault]) -> bool | None:
    """Weigh what a sound form declares; None where its file is refused, whose faults are added then."""
    file, said = form.cleaned_data["file"], form.cleaned_data
    try:
        content = file.read(MAX_BYTES + 1) if file else b""
        brought = Brought(read_table(content, file.name), hashlib.sha256(content).hexdigest()) if file else None
        declared = Declared(tuple(form.sources()), said["vary"] / 100, brought)
        weigh_sources(wave=wave, declared=declared, by=request.actor, at=timezone.now())
    except FileRefused as refusal:
        faults += refusal.faults
        return None
    return True


def shown(request: StaffRequest, cycle: CycleHead, form: WeighingForm, status: int, **more: object) -> HttpResponse:
    """Return the page."""
    card = composite_card(cycle.run.ref) if cycle.run else None
    context: dict[str, object] = {
        "cycle": cycle,
        "card": card,
        "form": form,
        "may_weigh": cycle.run is not None and permissions.can(request.actor, Act.SCORE_WAVE),
        "trail": trail({"url": reverse("console:results-table", args=[cycle.ref]), "label": cycle_name(cycle)}),
        **more,
    }
    if card:
        context |= {"sources": source_lines(card), "page": page_of(request, card.rows), "vary": percent(card.vary)}
        context["named"] = {one.name: source_name(one.name) for one in card.sources}
    return render(request, "console/results/composite.html", context, status=status)


def source_name(name: str) -> str:
    """Return a source's name in the reader's language where it is the programme's own."""
    return {VISITS: _("Covert visits"), WAITS: _("Waits within the limit")}.get(name, name)


def source_lines(card: CompositeCard) -> list[dict[str, str]]:
    """Return each source: its name, its part of the whole weight, and what stands for 0 and for 100."""
    whole = sum(one.weight for one in card.sources)
    return [
        {
            "name": source_name(one.name),
            "weight": percent(round(one.weight / whole, 6)),
            "worst": amount(one.worst),
            "best": amount(one.best),
            "whence": _("the programme's own") if one.name in OWN else _("from a file"),
        }
        for one in card.sources
    ]


def amount(value: float) -> str:
    """Return an end of a range as short as it can be said."""
    return number(value, 0 if float(value).is_integer() else 2)
