"""What became of a shopper's proposal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from basira.core.kernel.problem import Problem
from basira.programme.findings import recommending
from basira.programme.people.permissions import Act
from basira.surfaces.console.bench.forms import ProposalForm
from basira.surfaces.console.bench.views import find_bench
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of


@require_POST
@allowed_to(Act.ANSWER_PROPOSAL)
def answer(request: StaffRequest, wave: str, entity: str, visit: str) -> HttpResponse:
    """Take a proposal up in a recommendation, or say why not."""
    find_bench(wave, entity)
    form = ProposalForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    try:
        recommending.answer_proposal(
            visit=visit,
            recommendation=said.get("recommendation", ""),
            reason=said.get("reason", ""),
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, _("The proposal has its answer."))
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:bench", wave, entity)
