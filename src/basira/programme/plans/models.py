"""
Corrective plans and what became of them. Nothing here is ever changed: a plan's state is its last move.

Two kinds of tables stand apart. Those with `entity_ref` are a body's own and read by it (row-level security, `0002`); a
repeat and its verdict are the programme's, and no body reads that there is one. What a verified plan rests on, the database
itself asks for (`0003`): the accepted visit of another shopper.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from basira.core.assurance.influence import ContactKind
from basira.core.assurance.plan_ladder import Lateness, Rung
from basira.core.assurance.plan_opening import OpenedBy
from basira.core.assurance.repeats import RepeatOutcome
from basira.core.kernel.lifecycles import PlanState
from basira.core.kernel.refs import new_ref

MOST_WORDS = 2000
MOST_STEP = 280
MOST_POST = 120
STORED = (
    PlanState.OPEN, PlanState.PROPOSED, PlanState.AGREED, PlanState.UNDER_WAY, PlanState.DECLARED, PlanState.GRACE,
    PlanState.VERIFIED, PlanState.NOT_FIXED,
)  # fmt: skip
"""States that a move leads to. The others come from the calendar and from the repeat, and no body reads them."""
ENDS = (PlanState.VERIFIED, PlanState.NOT_FIXED)


class PlanRules(models.Model):
    """
    The programme's thresholds and clocks for corrective plans, one row; without it the defaults here hold.

    `score_below` is in points of 100. Days are working days, but `grace_days` and `rotation_days`, which are days of the
    calendar: a plan keeps the clocks with which it was opened.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    score_below = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(60))
    critical_failed = models.BooleanField(default=True)
    in_a_row = models.PositiveSmallIntegerField(default=2)
    plan_days = models.PositiveSmallIntegerField(default=10, validators=[MaxValueValidator(90)])
    sign_days = models.PositiveSmallIntegerField(default=5, validators=[MaxValueValidator(90)])
    rung_days = models.PositiveSmallIntegerField(default=5, validators=[MaxValueValidator(90)])
    grace_days = models.PositiveSmallIntegerField(default=60, validators=[MaxValueValidator(365)])
    rotation_days = models.PositiveSmallIntegerField(default=90, validators=[MaxValueValidator(730)])
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_rules_are_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="plan_rules_can_be_kept",
                condition=Q(score_below__gte=0, score_below__lte=100, plan_days__gte=1, sign_days__gte=1)
                & Q(rung_days__gte=1, grace_days__gte=1),
            ),
        ]


class Plan(models.Model):
    """A corrective plan for one finding of one body, with the clocks of its day. `reason` is an officer's, else empty."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    finding = models.OneToOneField("findings.Finding", models.PROTECT, related_name="+")
    opened_for = models.CharField(max_length=16)
    reason = models.CharField(max_length=MOST_WORDS, blank=True)
    plan_days = models.PositiveSmallIntegerField()
    sign_days = models.PositiveSmallIntegerField()
    rung_days = models.PositiveSmallIntegerField()
    grace_days = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_is_opened_by_a_rule_or_says_why",
                condition=Q(opened_for__in=[str(why) for why in OpenedBy if why is not OpenedBy.OFFICER], reason="")
                | Q(opened_for=str(OpenedBy.OFFICER)) & ~Q(reason=""),
            )
        ]


class PlanMove(models.Model):
    """
    One move of a plan. `place` counts its moves from 1, so that two people never make the same one.

    `due_on` is the last day for what the body owes next, None where it owes nothing. `quarter` is when a repeat saw it, as
    "2026-Q4", and never finer.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="moves")
    place = models.PositiveSmallIntegerField()
    start = models.CharField(max_length=16, blank=True)
    to = models.CharField(max_length=16)
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    files = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True)
    quarter = models.CharField(max_length=7, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="plan_move_once_a_place"),
            models.CheckConstraint(
                name="plan_move_leads_somewhere", condition=Q(to__in=[str(state) for state in STORED])
            ),
            models.CheckConstraint(
                name="plan_sent_back_with_reasons",
                condition=~(
                    Q(start=str(PlanState.PROPOSED), to=str(PlanState.OPEN))
                    | Q(start=str(PlanState.DECLARED), to=str(PlanState.UNDER_WAY))
                )
                | ~Q(words=""),
            ),
            models.CheckConstraint(
                name="plan_declared_fixed_with_proof", condition=~Q(to=str(PlanState.DECLARED)) | Q(files__gte=1)
            ),
            models.CheckConstraint(
                name="plan_end_says_its_quarter",
                condition=(Q(to__in=[str(state) for state in ENDS]) & ~Q(quarter=""))
                | (~Q(to__in=[str(state) for state in ENDS]) & Q(quarter="")),
            ),
        ]


class PlanStep(models.Model):
    """One step that a body proposed: what, by which post (never a person), until when. `move` is the proposal."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    move = models.ForeignKey(PlanMove, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=MOST_STEP)
    post = models.CharField(max_length=MOST_POST)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "place"], name="plan_step_once_a_place"),
            models.CheckConstraint(name="plan_step_says_what_and_who", condition=~Q(what="") & ~Q(post="")),
        ]


class StepDone(models.Model):
    """That a step is done, once, as the body says."""

    entity_ref = models.CharField(max_length=26)
    step = models.OneToOneField(PlanStep, models.PROTECT, related_name="done")
    done_at = models.DateTimeField()
    done_by = models.CharField(max_length=64)


class ProofFile(models.Model):
    """A file by which a body shows that it fixed something: the sealed original. Paper alone closes no plan."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    move = models.ForeignKey(PlanMove, models.PROTECT, related_name="kept_files")
    filename = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed_ref = models.CharField(max_length=64, unique=True)


class PlanProofPage(models.Model):
    """
    One page of a plan's file as the programme sees it: a picture re-made from pixels. The original stays sealed.

    Where none can be made, one row says why (`problem`), with `place` 0.
    """

    file = models.ForeignKey(ProofFile, models.PROTECT, related_name="pages")
    place = models.PositiveSmallIntegerField()
    derivative_ref = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "place"], name="plan_proof_page_once_a_place"),
            models.CheckConstraint(
                name="plan_proof_page_is_a_picture_or_says_why_not",
                condition=(Q(place=0, derivative_ref="") & ~Q(problem=""))
                | (Q(place__gte=1, problem="") & ~Q(derivative_ref="")),
            ),
        ]


class Escalation(models.Model):
    """A rung that a delay has reached. `move` is the one after which nothing came."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="escalations")
    move = models.ForeignKey(PlanMove, models.PROTECT, related_name="+")
    rung = models.CharField(max_length=8)
    lateness = models.CharField(max_length=12)
    due_on = models.DateField()
    reached_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "rung"], name="escalation_once_a_rung"),
            models.CheckConstraint(
                name="escalation_codes_are_known",
                condition=Q(rung__in=[str(one) for one in Rung], lateness__in=[str(one) for one in Lateness]),
            ),
        ]


class Repeat(models.Model):
    """
    A covert repeat that was ordered after a declaration (`move`, the sign-off). The programme's own: no body reads it.

    `drawn_from` is out of how many the vault drew whoever goes; who that is, stands on the mission, by her number.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="repeats")
    move = models.ForeignKey(PlanMove, models.PROTECT, related_name="+")
    mission = models.OneToOneField("waves.Mission", models.PROTECT, related_name="+")
    drawn_from = models.PositiveSmallIntegerField()
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=64)

    is_refused: bool  # these two only where `states.looked_up` read it
    rests_on_accepted: bool


class Verdict(models.Model):
    """
    What a repeat's accepted visit says of what the finding is about, once.

    `shares` are [criterion, share of its points (0 to 1, as text)], one a criterion that applied.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    repeat = models.OneToOneField(Repeat, models.PROTECT, related_name="verdict")
    visit = models.OneToOneField("fieldwork.Visit", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    shares = models.JSONField()
    judged_at = models.DateTimeField()
    judged_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="verdict_outcome_is_known", condition=Q(outcome__in=[str(one) for one in RepeatOutcome])
            )
        ]


class Contact(models.Model):
    """
    A contact from a measured body about a visit: which post asked for what, and who received it. It stands.

    No body reads it. `kind` is what was asked, in a code; `words` tell it without a name.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    post = models.CharField(max_length=MOST_POST)
    kind = models.CharField(max_length=16)
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    came_on = models.DateField()
    recorded_at = models.DateTimeField()
    received_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_says_which_post", condition=~Q(post="")),
            models.CheckConstraint(
                name="contact_kind_is_known", condition=Q(kind__in=[str(kind) for kind in ContactKind])
            ),
        ]
