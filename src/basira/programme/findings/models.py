"""
What an analyst noted, reports to the bodies, the findings in them, and the bodies' answers. The database refuses a change
of what was said.

Every row that a body reads names its body (`entity_ref`), so that row-level security can tell whose it is without asking another table.
The state of a finding is not stored: it is its answer, or what the calendar makes of none (`queries.state_of`).
"""

from django.db import models

from basira.core.disclosure.meter import HIGHEST, LOWEST_SHOPPERS, LOWEST_VISITS
from basira.core.kernel.lifecycles import FindingState, NotedState
from basira.core.kernel.noting import MOST_REMARK, IntegrityKind
from basira.core.kernel.refs import new_ref
from basira.core.scoring import Certainty, EffectUnit, Effort, Part

ANSWERS = (FindingState.ACCEPTED, FindingState.ACCEPTED_IN_PART, FindingState.CONTESTED)
"""What a body may answer."""


class NotedFinding(models.Model):
    """
    What an analyst found about a body of a scored cycle, in codes, and what a second person said of it.

    Inside only: what was confirmed is copied into the body's report when the bodies are informed. `code` is a criterion
    ("dimension/criterion") or a dimension ("dimension/"); `centre_ref` names a centre where the disclosure rule lets it;
    `way_step` the step of a life event at this body where the figure was seen to break the way.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    run = models.ForeignKey("results.ScoreRun", models.PROTECT, related_name="+")
    code = models.CharField(max_length=160)
    centre_ref = models.CharField(max_length=26, blank=True)
    part = models.CharField(max_length=16)
    wording = models.CharField(max_length=16)
    topic = models.CharField(max_length=16)
    severity = models.CharField(max_length=16)
    step = models.CharField(max_length=16, blank=True)
    way_step = models.ForeignKey("journeys.LifeEventStep", models.PROTECT, related_name="+", null=True)
    causes = models.JSONField(default=list)
    articles = models.JSONField(default=list)
    remark_ar = models.CharField(max_length=MOST_REMARK, blank=True)
    remark_en = models.CharField(max_length=MOST_REMARK, blank=True)
    state = models.CharField(max_length=16, choices=[(state, state) for state in NotedState])
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=64, null=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "entity_ref", "code", "centre_ref"],
                condition=~models.Q(state=NotedState.SET_ASIDE),
                name="noted_once_a_figure",
            ),
            models.CheckConstraint(
                name="noted_part_is_known", condition=models.Q(part__in=[str(part) for part in Part])
            ),
            models.CheckConstraint(
                name="noted_is_confirmed_by_another",
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("written_by")),
            ),
            models.CheckConstraint(
                name="noted_state_tells_what_was_said",
                condition=models.Q(
                    state=NotedState.DRAFTED, confirmed_at=None, confirmed_by=None, set_aside_at=None, set_aside_by=None
                )
                | models.Q(
                    state=NotedState.CONFIRMED,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    set_aside_at=None,
                    set_aside_by=None,
                )
                | models.Q(state=NotedState.SET_ASIDE, set_aside_at__isnull=False, set_aside_by__isnull=False),
            ),
            models.CheckConstraint(
                name="noted_remark_has_both_languages",
                condition=models.Q(remark_ar="", remark_en="") | ~models.Q(remark_ar="") & ~models.Q(remark_en=""),
            ),
        ]


class Recommendation(models.Model):
    """
    What a body could do about a finding: by which unit, with what effect and effort, until when.

    `effect` is counted in `unit` (points of 100, or minutes a customer); `certainty` says what it rests on.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    noted = models.ForeignKey(NotedFinding, models.PROTECT, related_name="recommendations")
    text_ar = models.CharField(max_length=MOST_REMARK)
    text_en = models.CharField(max_length=MOST_REMARK)
    owner_ar = models.CharField(max_length=120)
    owner_en = models.CharField(max_length=120)
    effect = models.DecimalField(max_digits=5, decimal_places=1)
    unit = models.CharField(max_length=16, choices=[(unit, unit) for unit in EffectUnit])
    certainty = models.CharField(max_length=16, choices=[(one, one) for one in Certainty])
    effort = models.CharField(max_length=16, choices=[(effort, effort) for effort in Effort])
    due_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="recommendation_has_an_effect", condition=models.Q(effect__gt=0)),
            models.CheckConstraint(
                name="recommendation_codes_are_known",
                condition=models.Q(
                    unit__in=[str(one) for one in EffectUnit],
                    certainty__in=[str(one) for one in Certainty],
                    effort__in=[str(one) for one in Effort],
                ),
            ),
        ]


class ProposalAnswer(models.Model):
    """What became of a shopper's proposal: taken up in a recommendation, or not, with the reason. Inside only."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    visit = models.OneToOneField("fieldwork.Visit", models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="proposals", null=True)
    reason = models.CharField(max_length=MOST_REMARK, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_is_taken_up_or_says_why_not",
                condition=models.Q(recommendation__isnull=False, reason="")
                | models.Q(recommendation=None) & ~models.Q(reason=""),
            )
        ]


class IntegrityItem(models.Model):
    """A hint of dishonesty in one visit's notes, sealed for the integrity officer: it reaches no report."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    visit = models.ForeignKey("fieldwork.Visit", models.PROTECT, related_name="+")
    note = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in IntegrityKind])
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "note"], name="integrity_item_once_a_note"),
            models.CheckConstraint(
                name="integrity_kind_is_known", condition=models.Q(kind__in=[str(kind) for kind in IntegrityKind])
            ),
        ]


class IntegrityReferral(models.Model):
    """That the audit body was told of a kind of hint about a body in a cycle: how many visits at least, and no visit."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in IntegrityKind])
    at_least = models.PositiveSmallIntegerField()
    referred_at = models.DateTimeField()
    referred_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "entity_ref", "kind"], name="integrity_referral_once_a_kind")
        ]


class EntityReport(models.Model):
    """
    What one body is told of one cycle, frozen when the bodies are informed.

    `figures` holds every name that a page needs, so that the portal's role needs no other table. `starts_on` is the
    cycle's first day, for the order of the cycles alone.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    run = models.ForeignKey("results.ScoreRun", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    figures = models.JSONField()
    figures_sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "entity_ref"], name="one_report_a_body_and_wave")]


class CentreReport(models.Model):
    """
    What one centre's own manager is told of one cycle, frozen with the body's report: its figures after the disclosure rule.

    Only a centre whose total may be shown has one. `figures` hold every name that a page needs, and `starts_on` is the cycle's
    first day, for the order alone: a manager's transaction sees no other table.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    centre_ref = models.CharField(max_length=26)
    report = models.ForeignKey(EntityReport, models.PROTECT, related_name="centres")
    starts_on = models.DateField()
    figures = models.JSONField()
    figures_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "centre_ref"], name="centre_once_a_report")]
        indexes = [models.Index(fields=["entity_ref", "centre_ref"], name="centre_report_of_a_body")]


class Finding(models.Model):
    """
    One finding of a report: a criterion (or a dimension) with its figures, in its part.

    `answer_by` is the last day for an answer; a strength has none, because it asks for none.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    report = models.ForeignKey(EntityReport, models.PROTECT, related_name="findings")
    place = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=16)
    code = models.CharField(max_length=200)
    figures = models.JSONField()
    answer_by = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="finding_once_a_report"),
            models.CheckConstraint(
                name="finding_part_is_known", condition=models.Q(part__in=[str(part) for part in Part])
            ),
            models.CheckConstraint(
                name="finding_asks_for_an_answer_or_is_a_strength",
                condition=models.Q(part=Part.STRENGTH, answer_by=None)
                | (~models.Q(part=Part.STRENGTH) & models.Q(answer_by__isnull=False)),
            ),
        ]


class Reply(models.Model):
    """A body's answer to one finding: there is one, and it stands."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="reply")
    answer = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    files = models.PositiveSmallIntegerField(default=0)
    replied_at = models.DateTimeField()
    replied_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reply_answer_is_known", condition=models.Q(answer__in=[str(answer) for answer in ANSWERS])
            ),
            models.CheckConstraint(
                name="reply_says_why_or_shows_it",
                condition=models.Q(answer=FindingState.ACCEPTED) | ~models.Q(words="") | models.Q(files__gte=1),
            ),
        ]


class ReplyFile(models.Model):
    """A file that a body sent with its answer: the sealed original; the arbiter sees pages re-made from it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="kept_files")
    filename = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed_ref = models.CharField(max_length=64, unique=True)


class MeterLeast(models.Model):
    """Among how many visits and shoppers somebody hides at least; at most one row, and without it the lowest holds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    visits = models.PositiveSmallIntegerField()
    shoppers = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="meter_least_is_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="meter_least_protects",
                condition=models.Q(
                    visits__range=(LOWEST_VISITS, HIGHEST),
                    shoppers__gte=LOWEST_SHOPPERS,
                    shoppers__lte=models.F("visits"),
                ),
            ),
        ]


from basira.programme.findings.contests import (  # noqa: E402  their rows point at those above
    ContestOutcome,
    ProofPage,
    ProposedOutcome,
    SecondLook,
)

__all__ = [
    "ANSWERS",
    "CentreReport",
    "ContestOutcome",
    "EntityReport",
    "Finding",
    "MeterLeast",
    "ProofPage",
    "ProposedOutcome",
    "Reply",
    "ReplyFile",
    "SecondLook",
]
