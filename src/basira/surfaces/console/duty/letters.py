"""Letters of authority on the desk: seen, confirmed to a guard, taken back; and prepared for missions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from basira.programme.people.permissions import Act
from basira.programme.safety.verbs import letters as verbs
from basira.programme.waves import queries as waves
from basira.surfaces.console.answers import found
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def see(request: StaffRequest, ref: str) -> HttpResponse:
    """Know that it was shown."""
    verbs.see_letter(letter=ref, by=request.actor, at=timezone.now())
    return redirect("console:duty")


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def confirm(request: StaffRequest, ref: str) -> HttpResponse:
    """Confirm it to the guard on the phone."""
    verbs.confirm_letter(letter=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("The letter is confirmed and spent."))
    return redirect("console:duty")


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def withdraw(request: StaffRequest, ref: str) -> HttpResponse:
    """Take it back."""
    verbs.withdraw_letter(letter=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("The letter is taken back: it stands for nobody any more."))
    return redirect("console:duty")


@allowed_to(Act.PREPARE_LETTERS)
@require_POST
def issue(request: StaffRequest, ref: str) -> HttpResponse:
    """Issue one for a mission."""
    found(waves.mission_card(ref))
    verbs.issue_letter(mission=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("A letter is ready for this mission."))
    return redirect("console:mission", ref)


@allowed_to(Act.PREPARE_LETTERS)
@require_POST
def prepare(request: StaffRequest, ref: str) -> HttpResponse:
    """Prepare one for every mission of a cycle that has none."""
    found(waves.wave_card(ref))
    count = verbs.prepare_letters(wave=ref, by=request.actor, at=timezone.now())
    words = ngettext("%(count)s letter was prepared.", "%(count)s letters were prepared.", count)
    messages.success(request, words % {"count": number(count)})
    return redirect("console:wave", ref)
