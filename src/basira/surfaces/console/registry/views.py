"""Pages of the registry: centres, entities, one of each, and the forms that add and edit them."""

from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import EntityKind
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry import queries, verbs
from basira.surfaces.console.registry.forms import CentreForm, EntityForm, NewCentreForm, SectorForm
from basira.surfaces.console.registry.labels import CHANNELS, ENTITY_KINDS, SITE_TYPES
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_page, asked_text
from basira.surfaces.shared.words import words_of

Step = dict[str, str]


def trail(*steps: Step) -> list[Step]:
    """Return the way here, from the registry on."""
    return [{"url": reverse("console:registry"), "label": _("Registry")}, *steps]


@allowed_to(Act.VIEW_REGISTRY)
def centres(request: StaffRequest) -> HttpResponse:
    """The list of centres, searched and filtered."""
    wanted = queries.CentreFilter(
        search=asked_text(request),
        sector=asked_text(request, "sector", limit=40),
        region=asked_text(request, "region", limit=120),
    )
    found = queries.centre_list(wanted, page=asked_page(request))
    context = {
        "found": found,
        "page": Paginator(range(found.total), queries.PAGE).get_page(found.page),
        "wanted": wanted,
        "is_filtered": wanted != queries.CentreFilter(),
        "sectors": queries.sector_cards(),
        "regions": queries.regions(),
        "site_types": {str(kind): words for kind, words in SITE_TYPES.items()},
        "may_edit": permissions.can(request.actor, Act.MAINTAIN_REGISTRY),
        "may_see_journeys": permissions.can(request.actor, Act.VIEW_JOURNEYS),
    }
    return render(request, "console/registry/centres.html", context)


@allowed_to(Act.VIEW_REGISTRY)
def entities(request: StaffRequest) -> HttpResponse:
    """The list of entities, searched and filtered."""
    search, sector = asked_text(request), asked_text(request, "sector", limit=40)
    context = {
        "entities": queries.entity_cards(search=search, sector=sector),
        "search": search,
        "sector": sector,
        "sectors": queries.sector_cards(),
        "kinds": {str(kind): words for kind, words in ENTITY_KINDS.items()},
        "may_edit": permissions.can(request.actor, Act.MAINTAIN_REGISTRY),
        "trail": trail(),
    }
    return render(request, "console/registry/entities.html", context)


@allowed_to(Act.VIEW_REGISTRY)
def entity(request: StaffRequest, ref: str) -> HttpResponse:
    """An entity with its centres."""
    card = queries.entity_card(ref)
    if card is None:
        raise Http404
    found = queries.centre_list(queries.CentreFilter(entity=ref), page=asked_page(request))
    context = {
        "entity": card,
        "kind": ENTITY_KINDS[card.kind],
        "found": found,
        "page": Paginator(range(found.total), queries.PAGE).get_page(found.page),
        "site_types": {str(kind): words for kind, words in SITE_TYPES.items()},
        "may_edit": permissions.can(request.actor, Act.MAINTAIN_REGISTRY),
        "trail": trail({"url": reverse("console:registry_entities"), "label": _("Bodies")}),
    }
    return render(request, "console/registry/entity.html", context)


@allowed_to(Act.VIEW_REGISTRY)
def centre(request: StaffRequest, ref: str) -> HttpResponse:
    """One centre: what the registry says of it."""
    found = queries.centre_page(ref)
    if found is None:
        raise Http404
    context = {
        "centre": found,
        "card": found.card,
        "site_type": SITE_TYPES[found.card.site_type],
        "channels": [CHANNELS[channel] for channel in found.channels],
        "may_edit": permissions.can(request.actor, Act.MAINTAIN_REGISTRY),
        "trail": trail(),
    }
    return render(request, "console/registry/centre.html", context)


@allowed_to(Act.MAINTAIN_REGISTRY)
def add_sector(request: StaffRequest) -> HttpResponse:
    """A form for a new sector."""
    form = SectorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add_sector(by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The sector was added."))
            return redirect("console:registry_entities")
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
    return form_page(request, form, _("Add a sector"), reverse("console:registry_entities"))


@allowed_to(Act.MAINTAIN_REGISTRY)
def add_entity(request: StaffRequest) -> HttpResponse:
    """A form for a new entity; without any sector it leads to the sector's form first."""
    if not queries.sector_cards():
        messages.warning(request, _("A body belongs to a sector. Add the first sector."))
        return redirect("console:registry_sector_add")
    form = EntityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"kind": EntityKind(form.cleaned_data["kind"])}
        try:
            added = verbs.add_entity(by=request.actor, at=timezone.now(), **said)
            messages.success(request, _("The body was added."))
            return redirect("console:registry_entity", added.ref)
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
    return form_page(request, form, _("Add a body"), reverse("console:registry_entities"))


@allowed_to(Act.MAINTAIN_REGISTRY)
def add_centre(request: StaffRequest, ref: str) -> HttpResponse:
    """A form for a new centre of an entity."""
    if queries.entity_card(ref) is None:
        raise Http404
    form = NewCentreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            added = verbs.add_centre(code=code, entity=ref, facts=form.facts(), by=request.actor, at=timezone.now())
            messages.success(request, _("The centre was added."))
            return redirect("console:registry_centre", added.ref)
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
    return form_page(request, form, _("Add a centre"), reverse("console:registry_entity", args=[ref]))


@allowed_to(Act.MAINTAIN_REGISTRY)
def edit_centre(request: StaffRequest, ref: str) -> HttpResponse:
    """A form for what is said of a centre."""
    found = queries.centre_page(ref)
    if found is None:
        raise Http404
    form = CentreForm(request.POST or None, initial=facts_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit_centre(ref=ref, facts=form.facts(), by=request.actor, at=timezone.now())
            messages.success(request, _("The centre was changed."))
            return redirect("console:registry_centre", ref)
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
    return form_page(request, form, _("Edit the centre"), reverse("console:registry_centre", args=[ref]))


def facts_of(found: queries.CentrePage) -> dict[str, object]:
    """Return a centre's facts as its form begins with."""
    card = found.card
    named = ("name_ar", "name_en", "region_ar", "region_en", "town_ar", "town_en", "site_type", "is_active")
    place = {name: Decimal(text) if (text := getattr(found, name)) else None for name in ("latitude", "longitude")}
    return {name: getattr(card, name) for name in named} | place | {"channels": [str(one) for one in found.channels]}


def form_page(request: HttpRequest, form: object, title: str, cancel_url: str) -> HttpResponse:
    """Return the page of a form: 200 when it is shown, 422 when it came back with errors."""
    context = {"form": form, "title": title, "cancel_url": cancel_url, "trail": trail()}
    status = 422 if request.method == "POST" else 200
    return render(request, "console/registry/form.html", context, status=status)
