"""What the arbiter's desk reads of contests: frozen cards. A body reads its outcomes through `queries`, as its own rows."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from basira.core.assurance.arbiters import Partial, partial_by
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import FindingState
from basira.core.scoring import Part
from basira.programme.findings import behind, clock, queries
from basira.programme.findings.behind import VisitBehind
from basira.programme.findings.cards import FindingCard, OutcomeCard, ReportCard
from basira.programme.findings.contests import ContestOutcome, ProofPage, ProposedOutcome
from basira.programme.findings.models import Finding, Reply, ReplyFile
from basira.programme.findings.noted_cards import Name


@dataclass(frozen=True, slots=True)
class ContestCard:
    """One contest in the list. `state` is contested, or how it ended; `looks` tells that words wait for a second look."""

    ref: str
    name: Name
    entity_ref: str
    entity: Name
    cycle: Name
    wave_ref: str
    state: FindingState
    answer_by: date
    is_late: bool
    looks: bool
    proposed_by: str


@dataclass(frozen=True, slots=True)
class ProposedCard:
    """What an arbiter laid before a second person; `returned` are the words with which it came back, "" while it waits."""

    outcome: OutcomeCard
    signs: tuple[str, ...]
    proposed_by: str
    proposed_at: datetime
    returned: str


@dataclass(frozen=True, slots=True)
class ProofCard:
    """A file of the body: its pages to look at (their places), why there are none, or neither while it waits."""

    ref: str
    filename: str
    kind: str
    size_bytes: int
    pages: tuple[int, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class ContestPage:
    """Everything about one contest; `partial` says why this reader is no arbiter of it."""

    card: ContestCard
    report: ReportCard
    finding: FindingCard
    proofs: tuple[ProofCard, ...]
    waiting: ProposedCard | None
    returned: tuple[ProposedCard, ...]
    partial: Set[Partial]


def contests(at: datetime) -> tuple[ContestCard, ...]:
    """Return every contest: those that wait by their day, then those that ended, the newest cycle first. Five queries."""
    calendar = clock.Calendar()
    ended = [contest_card(row, None, at, calendar) for row in _listed().exclude(finding__outcome=None)]
    return (*waiting_contests(at), *ended)


def waiting_contests(at: datetime) -> tuple[ContestCard, ...]:
    """
    Return the contests that wait, by their day; however many have ended, they are not read.

    Three queries, or one for none.
    """
    calendar = clock.Calendar()
    rows = list(_listed().filter(finding__outcome=None))
    proposed = {one.finding_id: one for one in _waiting()} if rows else {}
    cards = [contest_card(row, proposed.get(row.finding_id), at, calendar) for row in rows]
    return tuple(sorted(cards, key=lambda card: (card.answer_by, card.ref)))


def contest_card(row: Reply, proposed: ProposedOutcome | None, at: datetime, calendar: clock.Calendar) -> ContestCard:
    """Return one contest of the list."""
    figures = row.finding.report.figures
    outcome = getattr(row.finding, "outcome", None)
    day = calendar.arbiter_by(row.replied_at)
    return ContestCard(
        ref=row.finding.ref,
        name=queries.name_of(row.finding.figures),
        entity_ref=row.entity_ref,
        entity=queries.name_of(figures["entity"]),
        cycle=queries.name_of(figures["cycle"]),
        wave_ref=figures["cycle"]["ref"],
        state=FindingState(outcome.outcome) if outcome else FindingState.CONTESTED,
        answer_by=day,
        is_late=outcome is None and clock.is_over(day, at),
        looks=outcome is None and proposed is not None,
        proposed_by=proposed.proposed_by if proposed else "",
    )


def contest_page(*, finding: str, by: Actor, at: datetime) -> ContestPage | None:
    """Return one contest for whoever reads it; None when there is no such contest."""
    row = _listed().filter(finding__ref=finding).first()
    if row is None:
        return None
    found = queries.finding_cards(row.finding.report, at, DEFAULT_DB_ALIAS)
    laid = ProposedOutcome.objects.filter(finding=row.finding).select_related("look").order_by("pk")
    waiting = next((one for one in laid if getattr(one, "look", None) is None), None)
    returned = tuple(proposed_card(one) for one in laid if getattr(one, "look", None) and not one.look.is_fit)
    return ContestPage(
        card=contest_card(row, waiting, at, clock.Calendar()),
        report=queries.report_card(row.finding.report.figures, found),
        finding=next(one for one in found if one.ref == finding),
        proofs=proof_cards(row),
        waiting=proposed_card(waiting) if waiting else None,
        returned=returned,
        partial=partial_by(by, behind.hands_of(row.finding)),
    )


def proposed_card(row: ProposedOutcome) -> ProposedCard:
    """Return what an arbiter laid before a second person."""
    part = Part(row.now_part) if row.now_part else None
    outcome = OutcomeCard(FindingState(row.outcome), row.reasons, part, row.now_reads, row.proposed_at)
    look = getattr(row, "look", None)
    return ProposedCard(outcome, tuple(row.signs), row.proposed_by, row.proposed_at, look.words if look else "")


def proof_cards(reply: Reply) -> tuple[ProofCard, ...]:
    """Return the files of a contest with what can be looked at of each, in the order of their sending. Two queries."""
    files = list(ReplyFile.objects.filter(reply=reply).order_by("pk"))
    pages: dict[int, list[ProofPage]] = {}
    for page in ProofPage.objects.filter(file__in=files).order_by("place"):
        pages.setdefault(page.file_id, []).append(page)
    return tuple(
        ProofCard(
            one.ref,
            one.filename,
            one.kind,
            one.size_bytes,
            tuple(page.place for page in pages.get(one.pk, ()) if page.place),
            next((page.problem for page in pages.get(one.pk, ()) if page.problem), ""),
        )
        for one in files
    )


def visits_of(finding: str) -> tuple[VisitBehind, ...]:
    """Return the visits behind a contested finding; empty when there is no such contest."""
    row = _contested().select_related("finding__report").filter(finding__ref=finding).first()
    return behind.visits_behind(row.finding) if row else ()


def page_of_proof(*, finding: str, file: str, place: int) -> str | None:
    """Return where the picture of one page of a contest's file lies; None when there is none."""
    pages = ProofPage.objects.filter(file__ref=file, file__reply__finding__ref=finding, place=place, problem="")
    return pages.values_list("derivative_ref", flat=True).first()


def unshown_proofs(*, limit: int = 500) -> list[str]:
    """Return the refs of files of contests of which nothing can be looked at yet, and nothing says why; oldest first."""
    waiting = ReplyFile.objects.filter(reply__answer=FindingState.CONTESTED, pages=None).order_by("pk")
    return list(waiting.values_list("ref", flat=True)[:limit])


def waiting_file(ref: str) -> ReplyFile | None:
    """Return a file of a contest that has no page yet; None when it has, or there is none."""
    return ReplyFile.objects.filter(ref=ref, reply__answer=FindingState.CONTESTED, pages=None).first()


def lock_contested(ref: str) -> tuple[Finding, Reply | None] | None:
    """Return a finding with its answer, held for this transaction; None when there is no such finding."""
    found = (Finding.objects.select_for_update(of=("self",)).select_related("report").filter(ref=ref)).first()
    return (found, Reply.objects.filter(finding=found).first()) if found else None


def outcome_of(finding: Finding) -> ContestOutcome | None:
    """Return how the contest of a finding ended; None while it has not."""
    return ContestOutcome.objects.filter(finding=finding).first()


def waiting_for_a_look(finding: Finding) -> ProposedOutcome | None:
    """Return what waits for a second person; None when nothing does."""
    return ProposedOutcome.objects.filter(finding=finding, look=None).first()


def _contested() -> QuerySet[Reply]:
    return Reply.objects.filter(answer=FindingState.CONTESTED).order_by("-finding__report__starts_on", "pk")


def _listed() -> QuerySet[Reply]:
    """Contests with all that a card says."""
    return _contested().select_related("finding__report", "finding__outcome")


def _waiting() -> QuerySet[ProposedOutcome]:
    return ProposedOutcome.objects.filter(look=None, finding__outcome=None)


def is_arbiter_of(*, finding: str, by: Actor) -> bool:
    """Tell whether nothing stands against `by` opening what is behind a contest; False when there is no such contest."""
    row = _contested().select_related("finding__report").filter(finding__ref=finding).first()
    return row is not None and not partial_by(by, behind.hands_of(row.finding))


def contest_counts(wave: str, body: str = "") -> dict[str, dict[FindingState, int]]:
    """Return, by body ("": all), how many contests of a cycle stand in each state: contested, or how they ended. One query."""
    rows = _contested().filter(
        finding__report__wave__ref=wave, **({"finding__report__entity_ref": body} if body else {})
    )
    found: dict[str, dict[FindingState, int]] = {}
    for entity, outcome in rows.order_by().values_list("entity_ref", "finding__outcome__outcome"):
        counts = found.setdefault(entity, {})
        state = FindingState(outcome) if outcome else FindingState.CONTESTED
        counts[state] = counts.get(state, 0) + 1
    return found
