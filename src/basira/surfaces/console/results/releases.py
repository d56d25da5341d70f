"""Preparing, approving and publishing the results of a cycle."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from basira.core.kernel.lifecycles import ReleaseState
from basira.core.kernel.problem import Problem
from basira.programme.people import permissions, reporting
from basira.programme.people.permissions import Act
from basira.programme.publishing import queries, verbs
from basira.programme.publishing.contested import contests_have_moved
from basira.programme.waves import queries as waves
from basira.surfaces.console import answers
from basira.surfaces.console.results.views import cycle_name, find_cycle, trail
from basira.surfaces.console.waves.progress import progress_now
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of

STEPS = {
    "approve": (verbs.approve_release, gettext_lazy("Your approval is noted.")),
    "publish": (verbs.publish_release, gettext_lazy("The results are published.")),
    "withdraw": (verbs.withdraw_release, gettext_lazy("The release was taken back.")),
}


@allowed_to(Act.VIEW_RESULTS)
def releases(request: StaffRequest, wave: str) -> HttpResponse:
    """The releases of a cycle, with what each shows and withholds, and the next step."""
    cycle = find_cycle(wave)
    found = queries.release_cards(wave)
    actor = request.actor
    card = answers.found(waves.wave_card(wave))
    is_told_inside = card.state in verbs.RELEASABLE and not card.is_for_the_public
    context = {
        "progress": progress_now(card, actor),
        "cycle": cycle,
        "contests_moved": contests_have_moved(wave),
        "releases": found,
        "me": actor.ref,
        "is_scored": cycle.state in verbs.RELEASABLE and cycle.run is not None,
        "is_for_the_public": reporting.Reader.PUBLIC in reporting.readers(),
        "told_inside": words_of(verbs.NotForThePublic()) if is_told_inside else "",
        "may_prepare": permissions.can(actor, Act.PREPARE_RELEASE),
        "may_approve": permissions.can(actor, Act.APPROVE_RELEASE),
        "may_publish": permissions.can(actor, Act.PUBLISH_RELEASE),
        "live": {ReleaseState.PREPARED, ReleaseState.APPROVED, ReleaseState.PUBLISHED},
        "needed": verbs.APPROVALS_NEEDED,
        "trail": trail({"url": reverse("console:results-table", args=[wave]), "label": cycle_name(cycle)}),
    }
    return render(request, "console/results/releases.html", context)


@require_POST
@allowed_to(Act.PREPARE_RELEASE)
def prepare(request: StaffRequest, wave: str) -> HttpResponse:
    """Freeze what the public may see of the newest run."""
    find_cycle(wave)
    try:
        verbs.prepare_release(wave=wave, by=request.actor, at=timezone.now())
        messages.success(request, _("The release is prepared. Two people approve it now."))
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:results-releases", wave)


@require_POST
@allowed_to(Act.PUBLISH_RELEASE)
def step(request: StaffRequest, wave: str, ref: str, step: str) -> HttpResponse:
    """Approve, publish or take back a release."""
    if step not in STEPS or ref not in {card.ref for card in queries.release_cards(wave)}:
        raise Http404
    verb, words = STEPS[step]
    try:
        verb(release=ref, by=request.actor, at=timezone.now())
        messages.success(request, str(words))
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:results-releases", wave)
