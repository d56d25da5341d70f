"""
How a contest ends: the arbiter looks at the body's proof beside the visits, and answers with reasons that tell of no visit.

Words in which something is recognised are laid before a second person first; a body reads them only when she confirmed.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from basira.core.assurance.arbiters import NotImpartial, Partial, check_impartial, partial_by
from basira.core.assurance.reasons import NEVER, told_by
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import FINDING_MOVES, OUTCOMES, FindingState, check_move
from basira.core.kernel.problem import Problem
from basira.core.scoring import Part
from basira.gateways.evidence import EvidenceStore
from basira.programme.findings import behind, contest_queries
from basira.programme.findings.contests import ContestOutcome, ProofPage, ProposedOutcome, SecondLook
from basira.programme.findings.meter import check_reasons
from basira.programme.findings.models import Finding
from basira.programme.findings.proof_pages import MAX_PAGE_BYTES, made_pages
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act

MOST_LETTERS = 4000


class ContestNotFound(Problem):
    """There is no such contest, or nothing of that kind belongs to it."""

    code = "contest.not-found"


class OutcomeUnknown(Problem):
    """A contest ends in one of three ways."""

    code = "contest.outcome-unknown"


class ReasonsUnfit(Problem):
    """Reasons are given in at least a few words, and at most `limit` letters."""

    code = "contest.reasons-unfit"


class ChangeUnclear(Problem):
    """A changed finding says how it now reads and in which part; nothing else does."""

    code = "contest.change-unclear"


class ChangeIsWorse(Problem):
    """A contest never makes a finding worse for the body that contests it."""

    code = "contest.change-is-worse"


class ReasonsNameSomebody(Problem):
    """The words hold the number of a shopper, which no body ever reads; `found` says what was recognised."""

    code = "contest.reasons-name-somebody"


class ReasonsTell(Problem):
    """The words could tell of a visit; `found` says what was recognised. Change them, or ask for a second look."""

    code = "contest.reasons-tell"


class SecondLookWaits(Problem):
    """An answer to this contest waits for its second look already."""

    code = "contest.second-look-waits"


class NothingToLookAt(Problem):
    """No words of this contest wait for a second look."""

    code = "contest.nothing-to-look-at"


class SamePerson(Problem):
    """Whoever wrote the words does not look at them a second time."""

    code = "contest.same-person"


@dataclass(frozen=True, slots=True)
class ArbiterAnswer:
    """What an arbiter answers. `now_reads` and `now_part` say what holds of a changed finding, and are empty otherwise."""

    outcome: str
    reasons: str
    now_reads: str = ""
    now_part: str = ""


@transaction.atomic
def answer_contest(
    *, finding: str, answer: ArbiterAnswer, by: Actor, at: datetime, ask_second_look: bool = False
) -> bool:
    """
    End a contest, once; return whether it has ended now. Where words may tell of a visit, and a second look is asked for,
    the answer is laid before a second person instead, and no body reads it.

    :raises NotPermitted: when `by` may not answer contests
    :raises ContestNotFound, MoveNotAllowed: when there is no such finding, or no contest of it that waits
    :raises NotImpartial: when `by` had a hand in what is contested
    :raises SecondLookWaits: when an answer waits for its second look
    :raises OutcomeUnknown, ReasonsUnfit, ChangeUnclear, ChangeIsWorse: by what was written
    :raises ReasonsNameSomebody, ReasonsTell: when the words could tell of a visit
    :raises ReasonsTooNarrow: when they name what too few visits had in common; no second look lets it through
    """
    permissions.check(by, Act.ANSWER_CONTEST)
    found = _contested(finding)
    check_impartial(by, behind.hands_of(found))
    if contest_queries.waiting_for_a_look(found) is not None:
        raise SecondLookWaits()
    given = fit_answer(answer, Part(found.part))
    check_move(FINDING_MOVES, FindingState.CONTESTED, FindingState(given.outcome))
    places, personas = behind.names_behind(found)
    signs = told_by(
        f"{given.reasons}\n{given.now_reads}", places=places, personas=personas, words=people.shopper_words()
    )
    if NEVER & set(signs):
        raise ReasonsNameSomebody(found=list(signs))
    check_reasons(found, f"{given.reasons}\n{given.now_reads}")
    if signs and not ask_second_look:
        raise ReasonsTell(found=list(signs))
    if not signs:
        _write_outcome(found, given, arbiter=by.ref, by=by, at=at)
        return True
    ProposedOutcome.objects.create(
        finding=found, **_columns(given), signs=list(signs), proposed_at=at, proposed_by=by.ref
    )
    journal.record("contest.proposed", subject=finding, by=by, at=at, to=given.outcome, signs=list(signs))
    return False


@transaction.atomic
def confirm_reasons(*, finding: str, by: Actor, at: datetime) -> None:
    """
    Say, as a second person, that an arbiter's words tell of no visit: the contest ends with them.

    :raises NotPermitted: when `by` may not look at reasons
    :raises ContestNotFound, MoveNotAllowed: when there is no such finding, or no contest of it that waits
    :raises NothingToLookAt: when nothing waits for a second look
    :raises SamePerson, NotImpartial: when `by` wrote the words, or is of a body
    """
    found, proposed = _to_look_at(finding, by)
    SecondLook.objects.create(proposed=proposed, is_fit=True, looked_at=at, looked_by=by.ref)
    journal.record("contest.confirmed", subject=finding, by=by, at=at)
    given = ArbiterAnswer(proposed.outcome, proposed.reasons, proposed.now_reads, proposed.now_part)
    _write_outcome(found, given, arbiter=proposed.proposed_by, by=by, at=at)


@transaction.atomic
def return_reasons(*, finding: str, words: str, by: Actor, at: datetime) -> None:
    """
    Return an arbiter's words, as a second person, with the reason; the contest waits for another answer.

    :raises NotPermitted, ContestNotFound, MoveNotAllowed, NothingToLookAt, SamePerson, NotImpartial: as `confirm_reasons`
    :raises ReasonsUnfit: without a reason
    """
    _found, proposed = _to_look_at(finding, by)
    said = _fit(words)
    SecondLook.objects.create(proposed=proposed, is_fit=False, words=said, looked_at=at, looked_by=by.ref)
    journal.record("contest.returned", subject=finding, by=by, at=at)


@transaction.atomic
def open_visit(*, finding: str, visit: str, by: Actor, at: datetime) -> None:
    """
    Put on record that the arbiter opens a visit behind a contested finding.

    :raises NotPermitted: when `by` may not open what is behind a contest
    :raises ContestNotFound: when there is no such contest, or the visit is not behind it
    :raises NotImpartial: when `by` had a hand in what is contested
    """
    found = _to_open(finding, by)
    if visit not in behind.shares_behind(found):
        raise ContestNotFound()
    journal.record("contest.visit-opened", subject=finding, by=by, at=at, visit=visit)


@transaction.atomic
def open_file(*, finding: str, file: str, by: Actor, at: datetime) -> None:
    """
    Put on record that the arbiter opens a file of the body that contests.

    :raises NotPermitted, ContestNotFound, NotImpartial: as `open_visit`
    """
    found = _to_open(finding, by)
    if not found.reply.kept_files.filter(ref=file).exists():
        raise ContestNotFound()
    journal.record("contest.file-opened", subject=finding, by=by, at=at, file=file)


def show_proof(*, file: str, originals: EvidenceStore, derivatives: EvidenceStore, by: Actor) -> bool:
    """
    Make the pages of a body's file that the arbiter sees, or note why there are none; return whether there are some now.

    Safe to repeat. It is a view of what is filed already, so that the journal does not tell of it.

    :raises NotPermitted: when `by` is not the system
    :raises EvidenceDamaged: when the original is not as it was written, for an operator to look
    """
    permissions.check(by, Act.SHOW_PROOF)
    row = contest_queries.waiting_file(file)
    if row is None:
        return False
    pages, problem = made_pages(row.sealed_ref, row.kind, originals)
    if problem:
        ProofPage.objects.get_or_create(file=row, place=0, defaults={"problem": problem})
        return False
    kept = [derivatives.seal([page], limit=MAX_PAGE_BYTES) for page in pages]
    try:
        with transaction.atomic():
            ProofPage.objects.bulk_create(
                ProofPage(file=row, place=place, derivative_ref=one.ref) for place, one in enumerate(kept, 1)
            )
    except IntegrityError:  # another worker was faster
        for one in kept:
            derivatives.remove(one.ref)
        return False
    return True


def fit_answer(answer: ArbiterAnswer, part: Part) -> ArbiterAnswer:
    """
    Return an answer, vetted, without what surrounds its words. `part` is the finding's own.

    :raises OutcomeUnknown, ReasonsUnfit, ChangeUnclear, ChangeIsWorse: as they say
    """
    if answer.outcome not in OUTCOMES:
        raise OutcomeUnknown()
    given = replace(answer, reasons=_fit(answer.reasons))
    if FindingState(given.outcome) is not FindingState.CHANGED:
        return replace(given, now_reads="", now_part="")
    if not given.now_reads.strip() or given.now_part not in (Part.SHORTCOMING, Part.OPPORTUNITY):
        raise ChangeUnclear()
    if part is Part.OPPORTUNITY and given.now_part == Part.SHORTCOMING:
        raise ChangeIsWorse()
    return replace(given, now_reads=_fit(given.now_reads))


def _fit(words: str) -> str:
    said = words.strip()
    if not 0 < len(said) <= MOST_LETTERS:
        raise ReasonsUnfit(limit=MOST_LETTERS)
    return said


def _contested(ref: str) -> Finding:
    """Return the finding whose contest waits for an answer, held for this transaction."""
    held = contest_queries.lock_contested(ref)
    if held is None:
        raise ContestNotFound()
    found, reply = held
    if reply is None or reply.answer != FindingState.CONTESTED:
        raise ContestNotFound()
    ended = contest_queries.outcome_of(found)
    if ended is not None:
        check_move(FINDING_MOVES, FindingState(ended.outcome), FindingState.CONTESTED)
    return found


def _to_look_at(finding: str, by: Actor) -> tuple[Finding, ProposedOutcome]:
    permissions.check(by, Act.LOOK_AT_REASONS)
    found = _contested(finding)
    proposed = contest_queries.waiting_for_a_look(found)
    if proposed is None:
        raise NothingToLookAt()
    if proposed.proposed_by == by.ref:
        raise SamePerson()
    if Partial.OF_THE_BODY in partial_by(by, behind.hands_of(found)):
        raise NotImpartial(why=[str(Partial.OF_THE_BODY)])
    return found, proposed


def _to_open(finding: str, by: Actor) -> Finding:
    permissions.check(by, Act.OPEN_CONTEST)
    held = contest_queries.lock_contested(finding)
    if held is None or held[1] is None or held[1].answer != FindingState.CONTESTED:
        raise ContestNotFound()
    check_impartial(by, behind.hands_of(held[0]))
    return held[0]


def _columns(given: ArbiterAnswer) -> dict[str, str]:
    return {
        "outcome": given.outcome,
        "reasons": given.reasons,
        "now_reads": given.now_reads,
        "now_part": given.now_part,
    }


def _write_outcome(found: Finding, given: ArbiterAnswer, *, arbiter: str, by: Actor, at: datetime) -> None:
    ContestOutcome.objects.create(
        entity_ref=found.entity_ref, finding=found, **_columns(given), decided_at=at, decided_by=arbiter
    )
    journal.record("contest.answered", subject=found.ref, by=by, at=at, to=given.outcome, arbiter=arbiter)
