"""
Calls for candidates and what came of them.

An applicant is known here by the reference of her application, by coarse attributes and by what she wrote; name, contact, id
number, day of birth and home are in the vault alone. Days stand here, not minutes: the vault's journal has a clock of its own.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import ApplicationState, CallState
from basira.core.kernel.refs import new_ref
from basira.core.recruiting.attributes import AgeBand, Disability, NationalityGroup, Occupation, Sex, Standing
from basira.core.recruiting.rubric import DEFAULT_CRITERIA, NotPassed
from basira.core.selection.protocol import Beacon, BoundAgain
from basira.core.selection.reserves import DROP_OUT
from basira.programme.recruiting.routes import TieKind

Q = models.Q
ATTRIBUTES = ("sex", "age", "standing", "nationality", "region", "occupation", "disability")
"""Filled in every application that was sent; a draft may lack any."""
UNSENT = (ApplicationState.DRAFT, ApplicationState.REFUSED, ApplicationState.WITHDRAWN)
UNSENT_NAMES = [str(state) for state in UNSENT]
SAID = (
    ~Q(sex="")
    & ~Q(age="")
    & ~Q(standing="")
    & ~Q(nationality="")
    & ~Q(region="")
    & ~Q(occupation="")
    & ~Q(disability="")
)


def coded(codes: type, length: int = 24) -> models.CharField:  # type: ignore[type-arg]
    """Return a column for one code of a list; empty while a draft has none."""
    return models.CharField(max_length=length, choices=[(each, each) for each in codes], blank=True)  # type: ignore[attr-defined]


def default_criteria() -> list[str]:
    """Return what applicants are assessed on where a call says nothing."""
    return [str(each) for each in DEFAULT_CRITERIA]


class RouteSetting(models.Model):
    """Whether shoppers may come in by a route. One without a row is as `routes.OPEN_AT_FIRST` says."""

    route = models.CharField(max_length=16, unique=True, choices=[(each, each) for each in Route])
    is_open = models.BooleanField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64)


class Call(models.Model):
    """
    A call for candidates by lot.

    `rules` is as `core.recruiting.eligibility` reads them, `criteria` what assessors give marks for. `pass_mark` and `most_apart` are
    points of 100; `capacity` is seats. `tally` is what stays when the call ends and its applications are destroyed: how many stood
    where.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    title_ar = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    conditions_ar = models.TextField()
    conditions_en = models.TextField()
    other_conditions = models.JSONField(default=dict, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    capacity = models.PositiveIntegerField()
    rules = models.JSONField(default=list)
    criteria = ArrayField(models.CharField(max_length=24), default=default_criteria, db_default=default_criteria())
    pass_mark = models.PositiveSmallIntegerField()
    most_apart = models.PositiveSmallIntegerField()
    tally = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=[(each, each) for each in CallState], default=CallState.DRAFT)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_closes_after_it_opens", condition=Q(closes_on__gte=models.F("opens_on"))),
            models.CheckConstraint(name="call_has_seats", condition=Q(capacity__gte=1)),
            models.CheckConstraint(name="call_assesses_something", condition=Q(criteria__len__gte=1)),
            models.CheckConstraint(
                name="call_points_are_of_100", condition=Q(pass_mark__lte=100) & Q(most_apart__lte=100)
            ),
            models.CheckConstraint(
                name="call_state_is_known", condition=Q(state__in=[str(each) for each in CallState])
            ),
        ]


class Application(models.Model):
    """
    What somebody said of herself for a call, and where that stands. Of her resume code only the digest is kept.

    `is_repeated` marks one of somebody who applied or is in the panel already: she is told the same as everybody, and it goes no
    further. `consent` is the version of the notice that she agreed to; `unmet` names the rules that she does not meet.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    code_sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=12, choices=[(each, each) for each in ApplicationState], default=ApplicationState.DRAFT
    )
    consent = models.PositiveSmallIntegerField(default=0)
    sex = coded(Sex)
    age = coded(AgeBand)
    standing = coded(Standing)
    nationality = coded(NationalityGroup)
    region = models.CharField(max_length=120, blank=True)
    occupation = coded(Occupation)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    disability = coded(Disability)
    motive = models.TextField(blank=True)
    trial_report = models.TextField(blank=True)
    meets_rules = models.BooleanField(default=False)
    unmet = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    is_repeated = models.BooleanField(default=False)
    begun_on = models.DateField()
    sent_on = models.DateField(null=True)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    not_passed = coded(NotPassed, 16)
    settled_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_state_is_known", condition=Q(state__in=[str(each) for each in ApplicationState])
            ),
            models.CheckConstraint(
                name="application_sent_is_whole",
                condition=Q(state__in=UNSENT_NAMES)
                | Q(consent__gte=1, meets_rules=True, sent_on__isnull=False)
                & ~Q(motive="")
                & ~Q(trial_report="")
                & SAID,
            ),
            models.CheckConstraint(
                name="application_refused_says_why", condition=~Q(state=ApplicationState.REFUSED) | Q(unmet__len__gte=1)
            ),
            models.CheckConstraint(
                name="application_not_passed_says_why",
                condition=Q(state=ApplicationState.NOT_PASSED) & ~Q(not_passed="")
                | ~Q(state=ApplicationState.NOT_PASSED) & Q(not_passed=""),
            ),
            models.CheckConstraint(
                name="application_repeated_goes_no_further",
                condition=Q(is_repeated=False) | Q(state__in=[ApplicationState.ELIGIBLE, ApplicationState.WITHDRAWN]),
            ),
        ]


class Tie(models.Model):
    """A body that an applicant works at, has family at or is known at. She is never sent there."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    entity = models.ForeignKey("registry.Entity", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(each, each) for each in TieKind])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "entity", "kind"], name="tie_said_once")]


class Assessment(models.Model):
    """The marks of one assessor, who saw neither the other's nor who it is."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    assessor_ref = models.CharField(max_length=64)
    marks = models.JSONField()
    score = models.DecimalField(max_digits=4, decimal_places=1)
    assessed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "assessor_ref"], name="assessed_once_by_each"),
            models.CheckConstraint(name="assessment_is_of_100", condition=Q(score__gte=0, score__lte=100)),
        ]


class Binding(models.Model):
    """
    What a draw was bound to before its beacon spoke (`core.selection.protocol`); hashes are SHA-256 in hex.

    `name` says which public drawing is taken; a round of drand is worked out from `due_at`. `drop_out` is the share, 0 to 1, that is
    expected to drop out of the panel: it says how many stand by.
    """

    commitment = models.CharField(max_length=64)
    list_sha256 = models.CharField(max_length=64, blank=True)
    number_sha256 = models.CharField(max_length=64, blank=True)
    beacon = models.CharField(max_length=16, choices=[(each, each) for each in Beacon], blank=True)
    name = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    drop_out = models.FloatField(default=DROP_OUT, db_default=DROP_OUT)
    bound_at = models.DateTimeField()
    bound_by = models.CharField(max_length=64)

    class Meta:
        abstract = True


class Choice(Binding):
    """
    The choice of a call: what is chosen from, by which quotas and by which beacon is bound first, then the beacon draws.

    `pool` is the canonical table of those who passed, `report` what the draw says of itself; both as `core.selection` writes
    them, so that an auditor draws again. When the call ends the pool is emptied: it holds what was said, and who live together.
    `number` is the operator's own; `beacon_said` and `number_counted` are what the seed was made of. A choice that was drawn before
    there was a protocol has no beacon.
    """

    call = models.OneToOneField(Call, models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    quotas = models.TextField()
    pool = models.TextField()
    number = models.CharField(max_length=64, blank=True)
    beacon_said = models.CharField(max_length=300, blank=True)
    number_counted = models.BooleanField(default=False)
    seed = models.CharField(max_length=200, blank=True)
    report = models.JSONField(default=dict, blank=True)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="choice_is_drawn_whole",
                condition=Q(drawn_at=None, seed="", drawn_by="", beacon_said="")
                | Q(drawn_at__isnull=False) & ~Q(seed="") & ~Q(drawn_by="") & (Q(beacon="") | ~Q(beacon_said="")),
            ),
            models.CheckConstraint(
                name="choice_names_its_beacon_whole",
                condition=Q(beacon="", list_sha256="", number_sha256="", due_at=None)
                | ~Q(beacon="") & ~Q(list_sha256="") & ~Q(number_sha256="") & Q(due_at__gt=models.F("bound_at")),
            ),
            models.CheckConstraint(name="choice_expects_a_share", condition=Q(drop_out__gte=0, drop_out__lte=1)),
            models.CheckConstraint(
                name="choice_is_drawn_after_its_beacon",
                condition=Q(drawn_at=None) | Q(due_at=None) | Q(drawn_at__gte=models.F("due_at")),
            ),
        ]


class SetAside(Binding):
    """A binding that another took the place of: it stays, with the reason, for everybody to see."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=[(each, each) for each in BoundAgain])
    set_aside_at = models.DateTimeField()
    set_aside_by = models.CharField(max_length=64)


class Seat(models.Model):
    """Somebody drawn: the panel's seats first, then the reserves in the order in which they are called."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    is_reserve = models.BooleanField()
