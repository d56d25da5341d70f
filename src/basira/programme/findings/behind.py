"""The visits that a finding rests on, from the frozen inputs of its run; for the arbiter, never for a body."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from basira.core.assurance.arbiters import Hands
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.models import Finding, Reply
from basira.programme.findings.subjects import about
from basira.programme.journal import queries as journal
from basira.programme.registry.models import Centre
from basira.programme.results.inputs import shares_at
from basira.programme.results.models import ScoreRun
from basira.programme.review.models import AnswerEdit, Review

LOOKED = ("review.opened", "review.settled", "answer.edited")
"""What the journal says of whoever looked at a visit before its verdict."""


@dataclass(frozen=True, slots=True)
class VisitBehind:
    """One accepted visit behind a finding: the centre, the number, and the share of points (0 to 1) of each criterion."""

    ref: str
    number: str
    centre_ar: str
    centre_en: str
    shares: tuple[Decimal, ...]

    @property
    def share(self) -> Decimal:
        """The mean share over the criteria that the finding is about."""
        return sum(self.shares, Decimal(0)) / len(self.shares)


def shares_behind(finding: Finding) -> dict[str, tuple[Decimal, ...]]:
    """Return, by the visit's ref, its shares in what the finding is about; a visit to which it did not apply is left out."""
    subject, run = about(finding), finding.report.run_id
    criteria, centres = ScoreRun.objects.values_list("inputs__criteria", "inputs__centres").get(pk=run)
    places = {
        place
        for place, (code, dimension, _weight, _critical) in enumerate(criteria)
        if dimension == subject.dimension and subject.criterion in ("", code)
    }
    own_centres = [
        centre
        for centre, (entity, _sector) in centres.items()
        if entity == finding.entity_ref and subject.centre_ref in ("", centre)
    ]
    found = {}
    for visit, shares in shares_at(run, own_centres).items():
        own = tuple(Decimal(share) for place, share in shares if place in places and share is not None)
        if own:
            found[visit] = own
    return found


def visits_behind(finding: Finding) -> tuple[VisitBehind, ...]:
    """Return the visits behind a finding, those with the fewest points first; then by their refs, which are random."""
    shares = shares_behind(finding)
    rows = Visit.objects.filter(ref__in=shares).values_list(
        "ref", "cycle_number__number", "mission__centre__name_ar", "mission__centre__name_en"
    )
    cards = [VisitBehind(ref, number, arabic, english, shares[ref]) for ref, number, arabic, english in rows]
    return tuple(sorted(cards, key=lambda card: (card.share, card.ref)))


def names_behind(finding: Finding) -> tuple[Sequence[str], Sequence[str]]:
    """Return the names of the body's centres that were visited, and of what was played there: no reason may hold one."""
    played = visits_to(finding).order_by()
    places = played.values_list("mission__centre__name_ar", "mission__centre__name_en").distinct()
    personas = played.values_list("mission__scenario__name_ar", "mission__scenario__name_en").distinct()
    return [name for pair in places for name in pair], [name for pair in personas for name in pair]


def visits_to(finding: Finding) -> QuerySet[Visit]:
    """
    Return every visit to the finding's body in the finding's cycle.

    Its centres are asked for first: the same by one join of four tables takes minutes while the statistics of tables that were
    just filled say that they are empty.
    """
    centres = list(Centre.objects.filter(entity__ref=finding.entity_ref).values_list("pk", flat=True))
    return Visit.objects.filter(wave=finding.report.wave_id, mission__centre__in=centres)


def hands_of(finding: Finding) -> Hands:
    """Return who had a hand in a finding: the reviewers of the body's visits of that cycle, its releaser, its speakers."""
    visits = dict(visits_to(finding).values_list("pk", "ref"))
    settled = Review.objects.filter(visit__in=list(visits), settled_by__isnull=False).values_list(
        "settled_by", flat=True
    )
    edited = AnswerEdit.objects.filter(visit__in=list(visits)).values_list("edited_by", flat=True)
    return Hands(
        reviewers=frozenset(map(str, settled)) | frozenset(edited) | journal.who_did(LOOKED, list(visits.values())),
        releaser=finding.report.released_by,
        speakers=frozenset(Reply.objects.order_by().values_list("replied_by", flat=True).distinct()),
    )
