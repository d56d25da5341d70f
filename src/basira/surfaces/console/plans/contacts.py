"""The log of contacts from measured bodies about a visit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from basira.programme.people.permissions import Act, can
from basira.programme.plans import contacting, queries
from basira.programme.registry import queries as registry
from basira.surfaces.console.answers import carried_out, form_page, page_of, posted
from basira.surfaces.console.plans.forms import ContactForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.plan_words import CONTACT_KINDS


@require_safe
@allowed_to(Act.VIEW_CONTACTS)
def contacts(request: StaffRequest) -> HttpResponse:
    """Every contact, the newest first."""
    rows = [(card, CONTACT_KINDS[card.kind]) for card in queries.contact_cards()]
    return render(request, "console/plans/contacts.html", {"page": page_of(request, rows)})


@allowed_to(Act.RECORD_CONTACT)
def add(request: StaffRequest) -> HttpResponse:
    """Put a contact on record. Whoever works for the programme may, and cannot change it afterwards."""
    form = ContactForm(posted(request), entities=registry.entity_cards())

    def run() -> bool:
        contacting.record_contact(**form.cleaned_data, by=request.actor, at=timezone.now())
        return True

    if carried_out(form, run):
        messages.success(request, _("It is on record, and stands."))
        return redirect("console:contacts" if can(request.actor, Act.VIEW_CONTACTS) else "console:home")
    return form_page(request, "console/plans/contact.html", form)
