"""Files by which a body shows a fix, for the programme: pages re-made from pixels. Each opening stands in the journal."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from basira.programme.fieldwork import stores
from basira.programme.people.permissions import Act
from basira.programme.plans import proving
from basira.programme.plans.proving import ProofNotFound
from basira.surfaces.console.answers import found
from basira.surfaces.console.plans.views import trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@require_safe
@allowed_to(Act.OPEN_PLAN_PROOF)
def file(request: StaffRequest, ref: str, file: str) -> HttpResponse:
    """Put on record that a file of a plan is opened, and show its pages."""
    try:
        proving.open_proof(plan=ref, file=file, by=request.actor, at=timezone.now())
    except ProofNotFound:
        raise Http404 from None
    proof = found(proving.proof_card(plan=ref, file=file))
    pages = [(place, reverse("console:plan_page", args=[ref, file, place])) for place in proof.pages]
    return render(request, "console/plans/file.html", {"proof": proof, "pages": pages, "trail": trail()})


@require_safe
@allowed_to(Act.OPEN_PLAN_PROOF)
def page(_request: StaffRequest, ref: str, file: str, place: str) -> HttpResponse:
    """One page of a plan's file, re-made from pixels; the original is never served."""
    number = int(place) if place.isascii() and place.isdecimal() and len(place) <= 3 else 0
    sealed = proving.page_of_proof(plan=ref, file=file, place=number)
    if sealed is None:
        raise Http404
    answer = HttpResponse(b"".join(stores.derivatives().open_sealed(sealed)), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = "inline; filename=page.jpg"
    return answer
