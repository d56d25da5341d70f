"""One alarm: seen, noted, its mission named, closed."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.safety.queries.alarms import alarm_page
from basira.programme.safety.queries.desk import duty_card
from basira.programme.safety.verbs import alarms as verbs
from basira.surfaces.console.answers import carried_out, found
from basira.surfaces.console.duty.forms import NoteForm, WhichMissionForm
from basira.surfaces.console.duty.words import next_step, ring_words, waited
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


def shown(request: StaffRequest, ref: str, form: Form | None = None) -> HttpResponse:
    """Return the page of one alarm; 422 with a form that was refused."""
    page = found(alarm_page(ref))
    seen_by = people.account_card(page.card.seen_by) if page.card.seen_by else None
    context = {"page": page, "alarm": page.card, "seen_by": seen_by, "form": form or NoteForm()}
    context |= {"waited": waited(page.card, timezone.now()), "next": next_step(page.card), "phones": duty_card().phones}
    return render(request, "console/duty/alarm.html", context, status=422 if form else 200)


@allowed_to(Act.VIEW_DUTY)
@require_GET
def alarm(request: StaffRequest, ref: str) -> HttpResponse:
    """Show one alarm."""
    return shown(request, ref)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def see(request: StaffRequest, ref: str) -> HttpResponse:
    """Take it on."""
    found(alarm_page(ref))
    verbs.see_alarm(alarm=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("You have taken this alarm on."))
    return redirect("console:duty_alarm", ref)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def note(request: StaffRequest, ref: str) -> HttpResponse:
    """Write down what was done; with "close", end it with these words."""
    found(alarm_page(ref))
    form = NoteForm(request.POST)
    verb = verbs.close_alarm if "close" in request.POST else verbs.note_alarm

    def write() -> bool:
        verb(alarm=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())
        return True

    if carried_out(form, write) is None:
        return shown(request, ref, form)
    messages.success(request, _("It is written down."))
    return redirect("console:duty_alarm", ref)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def ring(request: StaffRequest, ref: str) -> HttpResponse:
    """Have the vault ask her to ring."""
    found(alarm_page(ref))
    words = ring_words(duty_card().phones)
    verbs.ask_to_ring(alarm=ref, words=words, by=request.actor, at=timezone.now())
    messages.success(request, _("The vault has the message, and sends it to her address. Be there when she rings."))
    return redirect("console:duty_alarm", ref)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def mission(request: StaffRequest, ref: str) -> HttpResponse:
    """Say which mission it was about."""
    found(alarm_page(ref))
    form = WhichMissionForm(request.POST)
    if form.is_valid():
        verbs.name_mission(alarm=ref, mission=form.cleaned_data["mission"], by=request.actor, at=timezone.now())
        messages.success(request, _("The mission is void, and that body is closed to this number."))
    return redirect("console:duty_alarm", ref)
