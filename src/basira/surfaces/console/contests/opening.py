"""What is behind a contest: the visits and the body's files. Each opening stands in the journal."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basira.programme.fieldwork import stores
from basira.programme.findings import contest_queries, contest_verbs
from basira.programme.findings.contest_verbs import ContestNotFound
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import found
from basira.surfaces.console.contests.words import contest_trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@require_safe
@allowed_to(Act.OPEN_CONTEST)
def visit(request: StaffRequest, ref: str, visit: str) -> HttpResponse:
    """Put on record that a visit is opened, and lead to it."""
    try:
        contest_verbs.open_visit(finding=ref, visit=visit, by=request.actor, at=timezone.now())
    except ContestNotFound:
        raise Http404 from None
    return redirect("console:review-visit", visit)


@require_safe
@allowed_to(Act.OPEN_CONTEST)
def file(request: StaffRequest, ref: str, file: str) -> HttpResponse:
    """Put on record that a file of the body is opened, and show its pages."""
    try:
        contest_verbs.open_file(finding=ref, file=file, by=request.actor, at=timezone.now())
    except ContestNotFound:
        raise Http404 from None
    card = found(contest_queries.contest_page(finding=ref, by=request.actor, at=timezone.now()))
    proof = next(one for one in card.proofs if one.ref == file)
    return render(
        request, "console/contests/file.html", {"card": card.card, "proof": proof, "trail": contest_trail(card.card)}
    )


@require_safe
@allowed_to(Act.OPEN_CONTEST)
def page(request: StaffRequest, ref: str, file: str, place: str) -> HttpResponse:
    """One page of a body's file, re-made from pixels; the original is never served."""
    number = int(place) if place.isascii() and place.isdecimal() and len(place) <= 3 else 0
    sealed = contest_queries.page_of_proof(finding=ref, file=file, place=number)
    if sealed is None or not contest_queries.is_arbiter_of(finding=ref, by=request.actor):
        raise Http404
    answer = HttpResponse(b"".join(stores.derivatives().open_sealed(sealed)), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = "inline; filename=page.jpg"
    return answer
