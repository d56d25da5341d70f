"""The packs that ship: what each asks and for how long, and taking one into the programme as drafts."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from basira.core.instrument.packs.source import Pack, Said
from basira.core.kernel.registry import MissionKind
from basira.gateways.shipped import shipped_packs
from basira.programme.people import permissions
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.people.permissions import Act
from basira.programme.waves.packs import take_pack
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.mission_words import KIND_NAMES


@dataclass(frozen=True, slots=True)
class PackLines:
    """A pack as the page shows it, in the reader's language; `is_wanted` when the programme's blueprint names it."""

    name: str
    title: str
    kind: Any
    minutes: int
    spot_minutes: int
    dimensions: list[tuple[str, list[str]]]
    scenarios: list[str]
    key: list[tuple[str, str]]
    readiness: list[str]
    is_wanted: bool


@allowed_to(Act.VIEW_INSTRUMENTS)
@require_GET
def packs(request: StaffRequest) -> HttpResponse:
    """Show every pack, those that the programme's blueprint names first."""
    blueprint = kept_blueprint()
    wanted = blueprint.said("packs.use", ()) if blueprint else ()
    lines = [lines_of(pack, is_wanted=pack.name in wanted) for pack in shipped_packs(settings.PACKS_FOLDER)]
    context = {
        "packs": sorted(lines, key=lambda one: not one.is_wanted),
        "may_take": permissions.can(request.actor, Act.MAINTAIN_INSTRUMENTS),
        "trail": [{"url": reverse("console:instruments"), "label": _("Questionnaires")}],
    }
    return render(request, "console/instruments/packs.html", context)


@require_POST
@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def take(request: StaffRequest, name: str) -> HttpResponse:
    """Take a pack's forms and scenarios as drafts."""
    pack = next((one for one in shipped_packs(settings.PACKS_FOLDER) if one.name == name), None)
    if pack is None:
        raise Http404
    taken = take_pack(pack=pack, by=request.actor, at=timezone.now())
    if not taken.forms and not taken.scenarios:
        messages.success(request, _("This pack is here already. Nothing was changed."))
        return redirect("console:instruments")
    forms = ngettext("%(count)s form", "%(count)s forms", taken.forms) % {"count": taken.forms}
    scenarios = ngettext("%(count)s scenario", "%(count)s scenarios", taken.scenarios) % {"count": taken.scenarios}
    messages.success(
        request,
        _("Kept as drafts: %(forms)s, %(scenarios)s. Scenarios wait for a second person.")
        % {"forms": forms, "scenarios": scenarios},
    )
    return redirect("console:instruments")


def lines_of(pack: Pack, *, is_wanted: bool) -> PackLines:
    """Return a pack as its page shows it."""
    measured: dict[str, list[str]] = {}
    for one in pack.asked():
        if one.weight:
            measured.setdefault(spoken(pack.dimensions[one.dimension]), []).append(spoken(one.states))
    return PackLines(
        name=pack.name,
        title=spoken(pack.title),
        kind=KIND_NAMES[MissionKind(pack.kind)],
        minutes=pack.minutes,
        spot_minutes=pack.spot_minutes,
        dimensions=list(measured.items()),
        scenarios=[spoken(one.name) for one in pack.scenarios],
        key=[(spoken(line.holds), spoken(line.promised_in)) for line in pack.key],
        readiness=[spoken(one.text) for one in pack.readiness],
        is_wanted=is_wanted,
    )


def spoken(said: Said) -> str:
    """Return a text in the reader's language."""
    return said.ar if get_language() == "ar" else said.en
