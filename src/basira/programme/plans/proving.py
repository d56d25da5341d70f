"""Files by which a body shows that it fixed something: pages re-made by the worker, and who of the programme opens them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore
from basira.programme.findings.proof_pages import MAX_PAGE_BYTES, made_pages
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans.models import PlanProofPage, ProofFile


class ProofNotFound(Problem):
    """This plan has no such file."""

    code = "plans.proof-not-found"


@dataclass(frozen=True, slots=True)
class PlanProofCard:
    """A file of a plan: the places of its pages, why there are none, or neither while the worker has not looked."""

    ref: str
    filename: str
    pages: tuple[int, ...]
    problem: str


def unshown_proofs(*, limit: int = 500) -> list[str]:
    """Return the refs of files of plans of which nothing can be looked at yet, and nothing says why; oldest first."""
    return list(ProofFile.objects.filter(pages=None).order_by("pk").values_list("ref", flat=True)[:limit])


def proof_card(*, plan: str, file: str) -> PlanProofCard | None:
    """Return a file of a plan; None when the plan has no such file."""
    row = ProofFile.objects.filter(ref=file, move__plan__ref=plan).first()
    if row is None:
        return None
    pages = list(PlanProofPage.objects.filter(file=row).order_by("place"))
    places = tuple(page.place for page in pages if page.place)
    return PlanProofCard(row.ref, row.filename, places, next((page.problem for page in pages if page.problem), ""))


def page_of_proof(*, plan: str, file: str, place: int) -> str | None:
    """Return where the picture of one page of a plan's file lies; None when there is none."""
    pages = PlanProofPage.objects.filter(file__ref=file, file__move__plan__ref=plan, place=place, problem="")
    return pages.values_list("derivative_ref", flat=True).first()


@transaction.atomic
def open_proof(*, plan: str, file: str, by: Actor, at: datetime) -> None:
    """
    Put on record that somebody of the programme opens a file of a plan.

    :raises NotPermitted: when `by` may not open what a body sent
    :raises ProofNotFound: when the plan has no such file
    """
    permissions.check(by, Act.OPEN_PLAN_PROOF)
    if not ProofFile.objects.filter(ref=file, move__plan__ref=plan).exists():
        raise ProofNotFound()
    journal.record("plan.proof-opened", subject=plan, by=by, at=at, file=file)


def show_proof(*, file: str, originals: EvidenceStore, derivatives: EvidenceStore, by: Actor) -> bool:
    """
    Make the pages of a plan's file, or note why there are none; return whether there are some now. Safe to repeat.

    It is a view of what is filed already, so that the journal does not tell of it.

    :raises NotPermitted: when `by` is not the system
    :raises EvidenceDamaged: when the original is not as it was written, for an operator to look
    """
    permissions.check(by, Act.SHOW_PROOF)
    row = ProofFile.objects.filter(ref=file, pages=None).first()
    if row is None:
        return False
    pages, problem = made_pages(row.sealed_ref, row.kind, originals)
    if problem:
        PlanProofPage.objects.get_or_create(file=row, place=0, defaults={"problem": problem})
        return False
    kept = [derivatives.seal([page], limit=MAX_PAGE_BYTES) for page in pages]
    try:
        with transaction.atomic():
            PlanProofPage.objects.bulk_create(
                PlanProofPage(file=row, place=place, derivative_ref=one.ref) for place, one in enumerate(kept, 1)
            )
    except IntegrityError:  # another worker was faster
        for one in kept:
            derivatives.remove(one.ref)
        return False
    return True
