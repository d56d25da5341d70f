"""The duty desk itself: what waits, the oldest first, asked again every few seconds; and what is over."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from basira.programme.people.permissions import Act, can
from basira.programme.safety.queries import alarms, dangers, letters
from basira.programme.safety.queries import desk as queries
from basira.programme.safety.queries.waiting import waiting
from basira.programme.safety.verbs import desk as verbs
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.duty.forms import ContactForm, DutyForm
from basira.surfaces.console.duty.words import KINDS, next_step, waited
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

TOP = "top"


def what_waits() -> dict[str, Any]:
    """Return what stands on the desk now."""
    at = timezone.now()
    cards = alarms.alarm_cards(), letters.letters_on_desk(at), dangers.danger_cards(at=at)
    rows = [(card, waited(card, at), next_step(card)) for card in cards[0]]
    return {
        "alarms": rows,
        "letters": cards[1],
        "dangers": [(card, KINDS[card.kind]) for card in cards[2]],
        "waiting": waiting(at),
        "seen": sha256(repr((cards, rows)).encode()).hexdigest()[:16],
    }


@never_cache
@allowed_to(Act.VIEW_DUTY)
@require_GET
def duty(request: StaffRequest) -> HttpResponse:
    """What waits for the duty officer."""
    context = what_waits() | {"duty": queries.duty_card(), "may_set": can(request.actor, Act.SET_PROGRAMME)}
    return render(request, "console/duty/duty.html", context)


@never_cache
@allowed_to(Act.VIEW_DUTY)
@require_GET
def now(request: StaffRequest) -> HttpResponse:
    """
    The same, as the part that the page asks for again and again; 204 when it shows just that.

    So nothing moves under the officer's hand, and a screen reader hears only what is new.
    """
    context = what_waits() | {"is_part": True}
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "console/duty/_now.html", context)


@allowed_to(Act.VIEW_DUTY)
@require_GET
def over(request: StaffRequest) -> HttpResponse:
    """Alarms that are closed and reports that are settled, the newest first."""
    at = timezone.now()
    settled = [(card, KINDS[card.kind]) for card in dangers.danger_cards(at=at, on_desk=False)]
    return render(request, "console/duty/over.html", {"alarms": alarms.alarm_cards(closed=True), "dangers": settled})


@allowed_to(Act.SET_PROGRAMME)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """Set by which numbers, and when, the duty officer is reached."""
    card = queries.duty_card()
    known = {f"phone_{place}": phone for place, phone in enumerate(card.phones, 1)}
    form = DutyForm(posted(request), initial=known | {"hours_ar": card.hours_ar, "hours_en": card.hours_en})
    if carried_out(form, lambda: set_desk(request, form)) is None:
        return form_page(request, "console/duty/settings.html", form)
    messages.success(request, _("The duty officer's numbers are kept."))
    return redirect("console:programme")


def set_desk(request: StaffRequest, form: DutyForm) -> bool:
    """Run the verb."""
    hours_ar, hours_en = form.cleaned_data["hours_ar"], form.cleaned_data["hours_en"]
    by, at = request.actor, timezone.now()
    verbs.set_duty_desk(phones=form.phones(), hours_ar=hours_ar, hours_en=hours_en, by=by, at=at)
    return True


@allowed_to(Act.MAINTAIN_CONTACTS)
@require_GET
def contacts(request: StaffRequest) -> HttpResponse:
    """List whom to call at each body and at the top."""
    context = {"top": queries.top_contact(), "contacts": queries.contact_cards()}
    return render(request, "console/duty/contacts.html", context)


@allowed_to(Act.MAINTAIN_CONTACTS)
@require_http_methods(["GET", "POST"])
def contact(request: StaffRequest, ref: str) -> HttpResponse:
    """Set one contact; "top" is the top."""
    card = queries.top_contact() if ref == TOP else found(queries.contact_card(ref))
    known = {name: getattr(card, name) for name in ("function_ar", "function_en", "phone", "mail")}
    form = ContactForm(posted(request), initial=known)
    if carried_out(form, lambda: set_contact(request, card.entity_ref, form)) is None:
        return form_page(request, "console/duty/contact.html", form, card=card)
    messages.success(request, _("The contact is kept."))
    return redirect("console:duty_contacts")


def set_contact(request: StaffRequest, entity: str, form: ContactForm) -> bool:
    """Run the verb."""
    verbs.set_contact(entity=entity, contact=form.contact(), by=request.actor, at=timezone.now())
    return True
