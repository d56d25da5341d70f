"""Measuring cycles (waves in code), the scenarios that shoppers play, and the missions they are given."""

from django.db import models

from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel, MissionKind
from basira.core.kernel.shopper_moves import MOST_RESCHEDULES, MOST_WORDS, MoveReason, ShopperMove


class Wave(models.Model):
    """
    A measuring cycle. `number` is its public number: 1, 2, 3 … and the project id that OpenRosa clients use.

    `phase` is the code of the programme's phase that it belongs to (`phases`), which bounds its sectors; "" bounds none.
    `is_for_the_public` says that the public was to read it when its bodies were informed: until then it is False, and then it stands.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    number = models.PositiveIntegerField(unique=True)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=[(s, s) for s in WaveState])
    starts_on = models.DateField()
    ends_on = models.DateField()
    phase = models.CharField(max_length=40, blank=True, default="", db_default="")
    is_for_the_public = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wave_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="wave_is_for_the_public_once_told",
                condition=models.Q(is_for_the_public=False)
                | models.Q(state__in=[WaveState.INFORMED, WaveState.ANNOUNCED]),
            ),
        ]


TEXTS = (
    "name_ar",
    "name_en",
    "story_ar",
    "story_en",
    "must_ar",
    "must_en",
    "may_ar",
    "may_en",
    "never_ar",
    "never_en",
)
"""What a scenario says, in both languages."""


class Scenario(models.Model):
    """
    What a shopper plays: cover story, and what she must, may and must never do.

    It is a draft until a second person has approved it, and again once it is changed; `revision` counts the changes, so
    that what is approved is what was read. `approved_texts` are the texts as they were approved last: shoppers read those,
    even while a change waits for its approval.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    code = models.CharField(max_length=60, unique=True)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    story_ar = models.TextField(blank=True)
    story_en = models.TextField(blank=True)
    must_ar = models.TextField(blank=True)
    must_en = models.TextField(blank=True)
    may_ar = models.TextField(blank=True)
    may_en = models.TextField(blank=True)
    never_ar = models.TextField(blank=True)
    never_en = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    written_by = models.CharField(max_length=64, default="", db_default="")
    revision = models.PositiveIntegerField(default=1, db_default=1)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=64, null=True)
    approved_points = models.JSONField(default=list, null=True)
    approved_texts = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scenario_approved_at_and_by_together",
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False, approved_texts__isnull=False),
            ),
            models.CheckConstraint(
                name="scenario_is_approved_by_another",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("written_by")),
            ),
        ]


class Mission(models.Model):
    """
    One visit to be made: by a cycle number, to a centre, by a channel, in a window.

    `is_known_to_body`: by its nature the body can tell who the shopper is (her own renewal, her own login); it counts as
    such wherever missions are counted (ruling 11). `is_repeat`: it looks whether a fault was mended, where a fault was found,
    and is no sample of its cycle: it is never scored. `planned_start` and `planned_end` keep the window as it was planned, once
    she has had another time; `answer_by` is until when an offer stands, at the latest until the window ends.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    centre = models.ForeignKey("registry.Centre", models.PROTECT, related_name="+")
    service = models.ForeignKey("registry.Service", models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=16, choices=[(c, c) for c in Channel])
    kind = models.CharField(
        max_length=16,
        choices=[(k, k) for k in MissionKind],
        default=MissionKind.COUNTER_VISIT,
        db_default="counter-visit",  # what the programme before this migration writes
    )
    is_known_to_body = models.BooleanField(default=False, db_default=False)
    is_repeat = models.BooleanField(default=False, db_default=False)
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="+")
    questionnaire_version = models.ForeignKey("instruments.QuestionnaireVersion", models.PROTECT, related_name="+")
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    planned_start = models.DateTimeField(null=True)
    planned_end = models.DateTimeField(null=True)
    reschedules = models.PositiveSmallIntegerField(default=0, db_default=0)
    answer_by = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=[(s, s) for s in MissionState])
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["wave", "state"], name="mission_by_wave_and_state")]
        constraints = [
            models.CheckConstraint(
                name="mission_window_ends_after_start", condition=models.Q(window_end__gte=models.F("window_start"))
            ),
            models.CheckConstraint(
                name="mission_has_another_time_at_most_twice", condition=models.Q(reschedules__lte=MOST_RESCHEDULES)
            ),
            models.CheckConstraint(
                name="mission_keeps_its_planned_window",
                condition=models.Q(reschedules=0, planned_start=None, planned_end=None)
                | models.Q(reschedules__gt=0, planned_start__isnull=False, planned_end__isnull=False),
            ),
        ]


class StopToCome(models.Model):
    """
    That a proof was taken back under some number: `numbers` are the refs of all numbers with missions to come in other cycles that
    held it on `held_on`, whosever they are. Which of them hold it no more is asked a moment later, and then this row is gone.
    """

    proof = models.CharField(max_length=26)
    held_on = models.DateField()
    numbers = models.JSONField()


class BodyToLookAt(models.Model):
    """
    That who may not go to a body has changed: somebody was barred from it, or a list of its staff came. Whose missions there may not
    be any more is asked a moment later, and then this row is gone.
    """

    entity = models.ForeignKey("registry.Entity", models.PROTECT, related_name="+")


class ShopperNeed(models.Model):
    """
    A service that a shopper needs from government this month anyway, as she said last. It is read for a month.

    It tells of her own life: the planner and the duty officer see it, nobody else does, and the journal holds no service.
    """

    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    service = models.ForeignKey("registry.Service", models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle_number", "service"], name="shopper_need_once")]


class EverydayForm(models.Model):
    """
    A questionnaire, with its scenario's card, that shoppers of a cycle may use for an experience that nobody assigned.

    It is open until a planner closes it.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")
    questionnaire_version = models.ForeignKey("instruments.QuestionnaireVersion", models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "questionnaire_version"],
                condition=models.Q(closed_at=None),
                name="everyday_form_open_once_a_cycle",
            ),
            models.CheckConstraint(
                name="everyday_form_closed_at_and_by_together",
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]


class MissionAnswer(models.Model):
    """
    What a shopper said of her mission, once by the id that her phone made: an offline phone may send it twice.

    `words` are for the planner and the duty officer alone. `asked_start` and `asked_end` stand with another time only.
    """

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    move = models.CharField(max_length=16, choices=[(m, m) for m in ShopperMove])
    reason = models.CharField(max_length=20, choices=[(r, r) for r in MoveReason], blank=True)
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    asked_start = models.DateTimeField(null=True)
    asked_end = models.DateTimeField(null=True)
    is_short_notice = models.BooleanField(default=False)
    said_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["mission", "said_at"], name="answer_by_mission_and_time")]
        constraints = [
            models.UniqueConstraint(fields=["cycle_number", "client_id"], name="mission_answer_once_by_client_id"),
            models.CheckConstraint(
                name="mission_answer_asks_for_a_window_or_none",
                condition=models.Q(move=ShopperMove.ANOTHER_TIME, asked_start__isnull=False, asked_end__isnull=False)
                | (~models.Q(move=ShopperMove.ANOTHER_TIME) & models.Q(asked_start=None, asked_end=None)),
            ),
        ]
