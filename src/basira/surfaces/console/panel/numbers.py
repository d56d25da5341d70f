"""Cycle numbers and the keys of phones. No panel ref stands on these pages."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.lifecycles import ShopperState
from basira.programme.panel import queries, verbs
from basira.programme.people.permissions import Act
from basira.programme.waves import queries as waves
from basira.programme.waves.verbs import OPEN_FOR_MISSIONS, number_active
from basira.surfaces.console.answers import found, page_of
from basira.surfaces.console.panel.forms import KeyForm
from basira.surfaces.console.panel.leaving import CompanionForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.qr import qr_code


@allowed_to(Act.VIEW_PANEL)
@require_GET
def cycles(request: StaffRequest) -> HttpResponse:
    """List the cycles with how many numbers each has."""
    counts, keyless = queries.number_counts(), queries.keyless_counts(at=timezone.now())
    rows = [(wave, counts.get(wave.ref, 0), keyless.get(wave.ref, 0)) for wave in waves.wave_cards()]
    return render(request, "console/panel/cycles.html", {"rows": rows})


@allowed_to(Act.VIEW_PANEL)
@require_GET
def numbers(request: StaffRequest, wave: str) -> HttpResponse:
    """List the numbers of one cycle."""
    card = found(waves.wave_card(wave))
    search = asked_text(request)
    page = page_of(request, queries.number_cards(wave, search=search))
    counts = queries.shoppers_by_state()
    not_yet = counts.get(ShopperState.IN_TRAINING, 0) + counts.get(ShopperState.CERTIFIED, 0)
    waiting = queries.active_without_number(wave) if card.state in OPEN_FOR_MISSIONS else 0
    context = {"wave": card, "page": page, "query": search, "waiting": waiting}
    context |= {"not_yet": not_yet, "linked": queries.numbers_with_link(wave, at=timezone.now())}
    return render(request, "console/panel/numbers.html", context)


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def give_numbers(request: StaffRequest, wave: str) -> HttpResponse:
    """Number every active shopper who has no number in this cycle."""
    found(waves.wave_card(wave))
    count = number_active(wave=wave, by=request.actor, at=timezone.now())
    messages.success(request, _("Numbers given: %(count)s.") % {"count": count})
    return redirect("console:panel_numbers", wave)


@allowed_to(Act.VIEW_PANEL)
@require_GET
def number(request: StaffRequest, ref: str) -> HttpResponse:
    """Show one number, what may file under it, and the ways to bring a phone in."""
    return number_page(request, ref, KeyForm(), KeyForm(auto_id="client_%s"))


def number_page(
    request: StaffRequest, ref: str, form: KeyForm, client_form: KeyForm, status: int = 200
) -> HttpResponse:
    """Show a number with the form of a link and that of an OpenRosa client's key."""
    card = found(queries.number_card(ref))
    context = {"number": card, "wave": found(waves.wave_card(card.cycle)), "form": form, "client_form": client_form}
    context |= {"keys": queries.key_cards(ref, at=timezone.now()), "days": verbs.LINK_LASTS.days}
    context["companion_form"] = CompanionForm()
    return render(request, "console/panel/number.html", context, status=status)


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
@never_cache
def give_link(request: StaffRequest, ref: str) -> HttpResponse:
    """Make a link for a phone's browser, and show it this once: it is kept nowhere, so no page can show it again."""
    found(queries.number_card(ref))
    form = KeyForm(request.POST)
    if not form.is_valid():
        return number_page(request, ref, form, KeyForm(auto_id="client_%s"), status=422)
    return key_page(request, ref, KeyKind.LINK, form.cleaned_data["language"])


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
@never_cache
def give_client_key(request: StaffRequest, ref: str) -> HttpResponse:
    """Give an OpenRosa client its key, in the address that it is set to, and show that this once."""
    found(queries.number_card(ref))
    form = KeyForm(request.POST, auto_id="client_%s")
    if not form.is_valid():
        return number_page(request, ref, KeyForm(), form, status=422)
    return key_page(request, ref, KeyKind.OPENROSA, form.cleaned_data["language"])


def key_page(request: StaffRequest, ref: str, kind: KeyKind, language: str) -> HttpResponse:
    """Give a key and show the address that holds it."""
    card = found(queries.number_card(ref))
    wave = found(waves.wave_card(card.cycle))
    token = verbs.give_field_key(cycle_number=ref, kind=kind, language=language, by=request.actor, at=timezone.now())
    context = {"number": card, "wave": wave, "is_local": is_local(request), "is_open": not request.is_secure()}
    if kind is KeyKind.LINK:
        link = link_address(request, token, wave.number)
        context |= {"link": link, "picture": qr_code(link), "days": verbs.LINK_LASTS.days}
    else:
        context |= {"server": request.build_absolute_uri(f"/v1/key/{token}/projects/{wave.number}")}
    return render(request, "console/panel/key.html", context)


def link_address(request: StaffRequest, token: str, project: int) -> str:
    """Return the address that a phone opens: the link stands behind "#", which browsers send to nobody."""
    return request.build_absolute_uri(f"/notes/open#{token}/{project}")


def is_local(request: StaffRequest) -> bool:
    """Tell whether the address that a key is given out by means nothing on another machine."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
@never_cache
def send_link(request: StaffRequest, ref: str) -> HttpResponse:
    """Make a link and have the vault mail it: nobody at the desk sees the link or the address."""
    card = found(queries.number_card(ref))
    wave, form = found(waves.wave_card(card.cycle)), KeyForm(request.POST)
    if not form.is_valid():
        return number_page(request, ref, form, KeyForm(auto_id="client_%s"), status=422)
    verbs.send_field_link(
        cycle_number=ref,
        language=form.cleaned_data["language"],
        words=lambda token: mail_words(link_address(request, token, wave.number)),
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("The vault has the message. It goes out as soon as its mail relay takes it."))
    return redirect("console:panel_number", ref)


def mail_words(link: str) -> dict[str, str]:
    """Return the mail with a link, in both languages: it names neither the programme nor what it is about."""
    words = {}
    for language in ("ar", "en"):
        with translation.override(language):
            lines = (_("Your notes"), _("Open this link on your phone:"), link, mail_ends())
            words[language] = "\n".join((*lines, ""))
    return words


def mail_ends() -> str:
    """Return what a mail says of the life of its link, in the language of now."""
    days = verbs.LINK_LASTS.days
    words = ngettext("It opens once, within %(days)s day.", "It opens once, within %(days)s days.", days)
    return words % {"days": days}


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def withdraw_keys(request: StaffRequest, ref: str) -> HttpResponse:
    """Close every open key of a number, or the one that is named: other phones go on."""
    found(queries.number_card(ref))
    only = request.POST.get("key", "")
    count = verbs.withdraw_field_keys(cycle_number=ref, only=only, by=request.actor, at=timezone.now())
    messages.success(request, _("Keys withdrawn: %(count)s.") % {"count": count})
    return redirect("console:panel_number", ref)
