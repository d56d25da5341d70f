"""
What is taught and asked, and what shoppers did of it: by cycle number alone.

No panel ref stands here, and nothing leads to one. That a certificate or a pledge outlasts its cycle stands in the vault, which
tells yes or no by the number of the next (ADR-0042).
"""

from django.db import models
from django.db.models import F, Q

from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import CourseKind, TakenBackFor


class TrainingDemand(models.Model):
    """What the programme asks of shoppers before a mission; without the row, nothing."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    certificate = models.BooleanField()
    pledge = models.BooleanField()

    class Meta:
        constraints = [models.CheckConstraint(name="training_demand_is_one", condition=Q(id=1))]


class Qualification(models.Model):
    """
    A kind of certificate: for one sector or all (null), for one channel or all (""), and how it is earned.

    `pass_mark` is in percent, `minutes` is the time of a test, `attempts` how many tests there are before the trainer must allow
    more, `valid_months` how long the certificate stands, to the end of a month.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    sector = models.ForeignKey("registry.Sector", models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=16, choices=[(c, c) for c in Channel], blank=True)
    questions = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    attempts = models.PositiveSmallIntegerField()
    valid_months = models.PositiveSmallIntegerField()
    needs_attendance = models.BooleanField()
    needs_example = models.BooleanField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="qualification_can_be_earned",
                condition=Q(
                    questions__range=(1, 100),
                    pass_mark__range=(1, 100),
                    minutes__range=(1, 180),
                    attempts__range=(1, 10),
                    valid_months__range=(1, 60),
                ),
            ),
            models.CheckConstraint(
                name="qualification_closed_at_and_by_together",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]


class BankQuestion(models.Model):
    """
    A question of the bank, for a sector or all, a channel or all. It never changes: it is taken out, and another written.

    `options` are [{"ar", "en", "right"}], `read_ar` and `read_en` say what to read again when it was missed.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    sector = models.ForeignKey("registry.Sector", models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=16, choices=[(c, c) for c in Channel], blank=True)
    topic_ar = models.CharField(max_length=100)
    topic_en = models.CharField(max_length=100)
    text_ar = models.TextField()
    text_en = models.TextField()
    is_multiple = models.BooleanField()
    options = models.JSONField()
    read_ar = models.TextField()
    read_en = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)
    taken_out_at = models.DateTimeField(null=True)


class Attempt(models.Model):
    """
    One test of one number: what was asked (refs, in order, drawn by `seed`), what she chose, and what it came to.

    `is_set_aside` when the trainer allowed more tests: it counts no more among the attempts.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    seed = models.CharField(max_length=26)
    asked = models.JSONField()
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answers = models.JSONField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    has_passed = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_set_aside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "cycle_number"], condition=Q(ended_at=None), name="attempt_one_open"
            ),
            models.CheckConstraint(name="attempt_due_after_begun", condition=Q(due_at__gt=F("begun_at"))),
            models.CheckConstraint(
                name="attempt_ends_with_its_result",
                condition=Q(ended_at=None, has_passed=None, right=None)
                | Q(ended_at__isnull=False, has_passed__isnull=False, right__isnull=False),
            ),
        ]


class TakenBack(models.Model):
    """
    That a certificate, or the signed pledge, of a number stands no more from a moment on; exactly one of both is named.

    What the number brought from an earlier cycle has no row here, and only this one says that it is gone.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+", null=True)
    pledge = models.ForeignKey("PledgeText", models.PROTECT, related_name="+", null=True)
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=24, choices=[(reason, reason) for reason in TakenBackFor])
    taken_back_at = models.DateTimeField()
    taken_back_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="taken_back_is_of_one_thing",
                condition=Q(qualification=None, pledge__isnull=False) | Q(qualification__isnull=False, pledge=None),
            ),
            models.CheckConstraint(name="taken_back_for_a_known_reason", condition=Q(reason__in=list(TakenBackFor))),
        ]


class Certificate(models.Model):
    """
    That a number may be sent where its qualification is for, until the end of a month. Earned again, it is another row.

    `kept_at` is when the vault had it; null until then. With `taken_back` it stands no more.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    given_on = models.DateField()
    until = models.DateField()
    kept_at = models.DateTimeField(null=True)
    taken_back = models.ForeignKey(TakenBack, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "cycle_number", "until"],
                condition=Q(taken_back=None),
                name="certificate_once_until_a_day",
            ),
            models.CheckConstraint(name="certificate_ends_later", condition=Q(until__gt=F("given_on"))),
        ]


class Course(models.Model):
    """A course, a workshop or a meeting. Who came types the code that was said there: of it, the digest is kept."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in CourseKind])
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+", null=True)
    title_ar = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text_ar = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    place_ar = models.CharField(max_length=300, blank=True)
    place_en = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    code_sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="course_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at")))
        ]


class CourseSeat(models.Model):
    """
    A number that is invited to a course. `attended_on` is a day without a clock; `tries` are wrong codes, and `tried` the phone's
    ids under which they came.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    attended_on = models.DateField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried = models.JSONField(default=list, db_default=[])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "cycle_number"], name="course_seat_once")]


class Example(models.Model):
    """
    An example visit that everybody marks, for calibration. `items` are [{"code", "ar", "en", "least", "most", "key"}].

    `most_divergence` is in percent of the scale: who is further from the key marks it again.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    title_ar = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    story_ar = models.TextField()
    story_en = models.TextField()
    items = models.JSONField()
    most_divergence = models.PositiveSmallIntegerField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="example_divergence_in_percent", condition=Q(most_divergence__range=(1, 100)))
        ]


class ExampleMarks(models.Model):
    """How one number marked an example, once by the phone's id. Her last marks are those that count, for her and beside others."""

    example = models.ForeignKey(Example, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    marks = models.JSONField()
    is_near = models.BooleanField()
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle_number", "client_id"], name="example_marks_once")]


class PledgeText(models.Model):
    """
    A version of what shoppers undertake, in both languages and, by their codes, in others of applying. It never changes; the newest
    is asked for.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    version = models.PositiveIntegerField(unique=True)
    text_ar = models.TextField()
    text_en = models.TextField()
    other_texts = models.JSONField(default=dict, db_default={})
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="pledge_says_something", condition=~Q(text_ar="") & ~Q(text_en=""))]


class PledgeSignature(models.Model):
    """
    That a number signed a version, in the language that she read. `kept_at`, `taken_back`: as in `Certificate`.

    `client_id` is the phone's, under which it came; null for what no phone sent, or before ids were kept. `heard` are others under
    which it came again, from a second phone or after an answer was lost.
    """

    pledge = models.ForeignKey(PledgeText, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    signed_on = models.DateField()
    client_id = models.UUIDField(null=True)
    heard = models.JSONField(default=list, db_default=[])
    kept_at = models.DateTimeField(null=True)
    taken_back = models.ForeignKey(TakenBack, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "cycle_number"], condition=Q(taken_back=None), name="pledge_signed_once"
            ),
            models.UniqueConstraint(fields=["cycle_number", "client_id"], name="pledge_signed_once_by_an_id"),
        ]
