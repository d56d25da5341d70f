"""What the check says of a working copy: faults by question, minutes, what changed; keeping it as a version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from basira.core.instrument.check import FormCheck
from basira.core.instrument.editing.differences import differences
from basira.core.instrument.editing.entries import completeness
from basira.core.instrument.pace import promised_minutes
from basira.programme.instruments import copies
from basira.programme.instruments.copy_cards import CopyCard, checked
from basira.programme.instruments.verbs import FormRefused
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import found
from basira.surfaces.console.instruments.cards import criterion_lines
from basira.surfaces.console.instruments.editing.lines import difference_lines, placed
from basira.surfaces.console.instruments.editing.views import open_copy, revision_of, trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_GET
def check(request: StaffRequest, ref: str) -> HttpResponse:
    """What the check says, before anything is kept."""
    card = open_copy(ref)
    return check_page(request, card, found(checked(ref)))


def check_page(request: StaffRequest, card: CopyCard, said: FormCheck, refusal: str = "") -> HttpResponse:
    """Return what the check says: 422 when keeping was refused."""
    faults = placed(card.ref, card.book, said.problems)
    context = {
        "card": card,
        "said": said,
        "refusal": refusal,
        "faults": faults,
        "errors": sum(one.line.severity == "error" for one in faults),
        "fill_minutes": promised_minutes(said.tree) if said.tree else None,
        "criteria": criterion_lines(said.tree) if said.tree else [],
        "languages": completeness(card.book),
        "changes": difference_lines(differences(card.began_as, card.book, get_language() or "en")),
        "sees_results": permissions.can(request.actor, Act.VIEW_RESULTS),
        "trail": trail(card),
    }
    return render(request, "console/instruments/editing/check.html", context, status=422 if refusal else 200)


@require_POST
@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def keep(request: StaffRequest, ref: str) -> HttpResponse:
    """Keep the copy as a draft version, by the same check as an uploaded workbook."""
    card = open_copy(ref)
    try:
        kept = copies.keep_copy(ref=ref, revision=revision_of(request), by=request.actor, at=timezone.now())
    except FormRefused as refusal:
        return check_page(request, card, FormCheck.refused(list(refusal.faults)), words_of(refusal))
    messages.success(request, _("The questionnaire is kept as a draft version."))
    return redirect("console:instruments-version", kept.ref)
