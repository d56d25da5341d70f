"""Recommendations on an analyst's finding, and what became of shoppers' proposals."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import NotedState
from basira.core.kernel.noting import MOST_REMARK
from basira.core.kernel.problem import Problem
from basira.core.scoring import Certainty, EffectUnit, Effort, check_effect
from basira.programme.fieldwork.models import Visit
from basira.programme.findings import noted
from basira.programme.findings.drafting import FigureNotShown, NoteCodesUnknown, check_words, lock_noted
from basira.programme.findings.models import NotedFinding, ProposalAnswer, Recommendation
from basira.programme.findings.notes import PROPOSAL, prose_of, texts_of
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results.models import ScoreRun

MOST_RECOMMENDATIONS = 5
MOST_OWNER = 120


class FindingStands(Problem):
    """A finding that was confirmed or set aside takes no more recommendations."""

    code = "findings.note-stands"


class TooManyRecommendations(Problem):
    """A finding has at most `limit` recommendations."""

    code = "findings.too-many-recommendations"


class DueTooEarly(Problem):
    """A recommendation is due after today."""

    code = "findings.due-too-early"


class ProposalNotFound(Problem):
    """No accepted visit of this cycle holds such a proposal about this body."""

    code = "findings.proposal-not-found"


class ProposalAnswered(Problem):
    """The proposal has its answer; it stands."""

    code = "findings.proposal-answered"


class ProposalReasonMissing(Problem):
    """Not taking a proposal up needs a reason of at most `limit` letters; taking it up needs none."""

    code = "findings.proposal-reason"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A recommendation to be: what, by which unit, with what effect and effort, until when."""

    text_ar: str
    text_en: str
    owner_ar: str
    owner_en: str
    effect: Decimal
    unit: str
    certainty: str
    effort: str
    due_on: date


@transaction.atomic
def recommend(*, finding: str, suggested: Suggested, by: Actor, at: datetime) -> Recommendation:
    """
    Add a recommendation to a finding that nobody confirmed yet: whoever confirms it confirms both.

    :raises NotPermitted: when `by` may not write findings
    :raises NoteNotFound, CycleNotScored, FindingStands, TooManyRecommendations: by where the finding stands
    :raises NoteCodesUnknown, EffectImpossible, DueTooEarly: by what was said
    :raises WordsIncomplete, WordsBetray, WordsNamePeople, WordsRepeat, WordsOfIntegrity: from `check_words`
    """
    permissions.check(by, Act.WRITE_FINDING)
    found, run = lock_noted(finding)
    if found.state != NotedState.DRAFTED:
        raise FindingStands()
    if found.recommendations.count() >= MOST_RECOMMENDATIONS:
        raise TooManyRecommendations(limit=MOST_RECOMMENDATIONS)
    check_suggested(suggested, found, run, at)
    written = Recommendation.objects.create(
        noted=found,
        text_ar=suggested.text_ar.strip(),
        text_en=suggested.text_en.strip(),
        owner_ar=suggested.owner_ar.strip(),
        owner_en=suggested.owner_en.strip(),
        effect=suggested.effect,
        unit=suggested.unit,
        certainty=suggested.certainty,
        effort=suggested.effort,
        due_on=suggested.due_on,
        written_at=at,
        written_by=by.ref,
    )
    journal.record("recommendation.written", subject=written.ref, by=by, at=at, noted=found.ref)
    return written


def check_suggested(suggested: Suggested, found: NotedFinding, run: ScoreRun, at: datetime) -> None:
    """
    Refuse a recommendation that could not stand in a report.

    :raises NoteCodesUnknown, FigureNotShown, EffectImpossible, DueTooEarly: as they say
    :raises WordsIncomplete and its kin: from `check_words`
    """
    for field, kinds in (("unit", EffectUnit), ("certainty", Certainty), ("effort", Effort)):
        if getattr(suggested, field) not in set(kinds):
            raise NoteCodesUnknown(field=field)
    row = noted.subjects(run, found.entity_ref).get((found.code, found.centre_ref))
    if row is None:
        raise FigureNotShown()
    check_effect(suggested.effect, EffectUnit(suggested.unit), Decimal(row["score"]))
    if suggested.due_on <= timezone.localdate(at):
        raise DueTooEarly()
    pairs = [
        (suggested.text_ar.strip(), suggested.text_en.strip()),
        (suggested.owner_ar.strip()[: MOST_OWNER + 1], suggested.owner_en.strip()[: MOST_OWNER + 1]),
    ]
    if any(len(text) > MOST_OWNER for text in pairs[1]):
        raise NoteCodesUnknown(field="owner")
    check_words(pairs, prose_of(found.wave.ref, found.entity_ref))


@transaction.atomic
def answer_proposal(*, visit: str, recommendation: str, reason: str, by: Actor, at: datetime) -> None:
    """
    Say what became of a shopper's proposal: taken up in a recommendation, or not (an empty `recommendation`), with a reason.

    :raises NotPermitted: when `by` may not
    :raises ProposalNotFound: when there is none, or the recommendation is of another body or cycle
    :raises ProposalAnswered, ProposalReasonMissing: as they say
    """
    permissions.check(by, Act.ANSWER_PROPOSAL)
    found, wave, entity = find_proposal(visit)
    said = reason.strip()
    taken = Recommendation.objects.filter(ref=recommendation, noted__wave__ref=wave, noted__entity_ref=entity).first()
    if recommendation and taken is None:
        raise ProposalNotFound()
    if (taken is None) != bool(said) or len(said) > MOST_REMARK:
        raise ProposalReasonMissing(limit=MOST_REMARK)
    try:
        with transaction.atomic():
            answer = ProposalAnswer.objects.create(
                visit=found, recommendation=taken, reason=said, answered_at=at, answered_by=by.ref
            )
    except IntegrityError:
        raise ProposalAnswered() from None
    outcome = "taken-up" if taken else "not-taken-up"
    journal.record("proposal.answered", subject=answer.ref, by=by, at=at, wave=wave, outcome=outcome)


def find_proposal(visit: str) -> tuple[Visit, str, str]:
    """
    Return the visit that holds a proposal, its cycle and its body.

    :raises ProposalNotFound: when no accepted visit of this ref holds one
    """
    found = Visit.objects.select_related("wave", "mission__centre__entity").filter(ref=visit).first()
    if found is None or found.mission is None:
        raise ProposalNotFound()
    entity = found.mission.centre.entity.ref
    held = any(row["pk"] == found.pk and kind == PROPOSAL for row, _n, kind, _w in texts_of(found.wave.ref, entity))
    if not held:
        raise ProposalNotFound()
    return found, found.wave.ref, entity
