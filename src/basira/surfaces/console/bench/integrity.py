"""Hints of dishonesty: off the bench onto the sealed list, which the integrity officer alone reads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from basira.core.kernel.noting import LEAST_REFERRED
from basira.core.kernel.problem import Problem
from basira.programme.findings import sealing
from basira.programme.people.permissions import Act
from basira.surfaces.console.bench.forms import ReferForm, SealForm
from basira.surfaces.console.bench.views import find_bench
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.finding_words import INTEGRITY_KINDS
from basira.surfaces.shared.words import words_of


@require_POST
@allowed_to(Act.SEAL_INTEGRITY)
def seal(request: StaffRequest, wave: str, entity: str) -> HttpResponse:
    """Put a note of this bench onto the sealed list."""
    find_bench(wave, entity)
    form = SealForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        sealing.seal_integrity(**form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, _("It is on the sealed list, which the integrity officer alone reads."))
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:bench", wave, entity)


@never_cache
@require_safe
@allowed_to(Act.VIEW_INTEGRITY)
def groups(request: StaffRequest) -> HttpResponse:
    """The sealed list."""
    rows = [(group, INTEGRITY_KINDS[group.kind]) for group in sealing.integrity_groups()]
    return render(request, "console/bench/integrity.html", {"rows": rows, "least": LEAST_REFERRED})


@require_POST
@allowed_to(Act.REFER_INTEGRITY)
def refer(request: StaffRequest) -> HttpResponse:
    """Record that the audit body is told of a kind of hint about a body."""
    form = ReferForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        told = sealing.refer_integrity(**form.cleaned_data, by=request.actor, at=timezone.now())
        words = _("On record. Tell the audit body the kind, the body, the cycle, and: at least %(count)s visits.")
        messages.success(request, words % {"count": told.at_least})
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:integrity")
