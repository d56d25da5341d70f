"""
Shoppers as the programme may know them.

Three references: the *person id* exists only in the vault; the *panel ref* here is the lasting shopper; the *cycle
number* (م-0417) is new each cycle and is all that missions, visits, reviews and scores ever see.
"""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Cast, Left

from basira.core.kernel.classes import ShopperClass
from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.lifecycles import ShopperState
from basira.core.kernel.refs import new_ref
from basira.programme.panel.providers import Provider, ProviderInterest

__all__ = [
    "Bar", "CycleNumber", "FieldKey", "KeysToClose", "Provider", "ProviderInterest", "RotationGaps", "Shopper",
]  # fmt: skip
CLASSES = [str(each) for each in ShopperClass]


class Shopper(models.Model):
    """
    The lasting shopper, by panel ref. Who that is, only the vault knows, and what she is to the programme (her class, who sends
    her) as well: standing here beside a number's, it would link the two where few are of a class.

    `term_ends_on` is the last day of her term; None has no end. `is_sent_again` where a company sent somebody whom the vault knows
    under another reference: this one is ended at the desk, and never goes on a mission.
    `stop_said_on` is the day on which whoever sends her said that she stops, for the desk to end her time.
    """

    panel_ref = models.CharField(max_length=26, unique=True, default=new_ref)
    state = models.CharField(max_length=16, choices=[(s, s) for s in ShopperState])
    enrolled_at = models.DateTimeField()
    enrolled_by = models.CharField(max_length=64)
    term_ends_on = models.DateField(null=True)
    is_sent_again = models.BooleanField(default=False, db_default=False)
    stop_said_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shopper_sent_again_stays_in_training",
                condition=Q(is_sent_again=False) | Q(state__in=[ShopperState.IN_TRAINING, ShopperState.ENDED]),
            )
        ]


class CycleNumber(models.Model):
    """
    The number of a shopper in one cycle. `cycle` is the wave's ref: upstream holds no foreign key to it.

    Numbers are drawn at random anew for each cycle, so that two of them cannot be linked by order. Which shopper carries
    one stands in the vault's database alone, which also holds that she carries one a cycle. The vault says what class she is of and
    which provider sends her (`provider_ref`, "" for none), for this number alone.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    cycle = models.CharField(max_length=26)
    number = models.CharField(max_length=12)
    shopper_class = models.CharField(
        max_length=12,
        choices=[(each, each) for each in ShopperClass],
        default=ShopperClass.VOLUNTEER,
        db_default="volunteer",
    )
    provider_ref = models.CharField(max_length=26, blank=True, default="", db_default="")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="cycle_number_once_a_cycle"),
            models.CheckConstraint(name="cycle_number_class_is_known", condition=Q(shopper_class__in=CLASSES)),
            models.CheckConstraint(
                name="cycle_number_contracted_is_sent_by_a_provider",
                condition=Q(shopper_class=ShopperClass.CONTRACTED) & ~Q(provider_ref="")
                | ~Q(shopper_class=ShopperClass.CONTRACTED) & Q(provider_ref=""),
            ),
        ]


REF_BY_DATABASE = Left(MD5(Cast(RandomUUID(), models.CharField())), 26)
"""A reference where code of before gives a key out, which knows of none: for one release, while both run."""


class FieldKey(models.Model):
    """
    What a phone carries to file visits under one cycle number, or the link by which it gets that. Of the token only the
    SHA-256 is kept.

    Whether it is open stands here, since when or by whom it was closed does not: a day on which one shopper ended and one
    number's keys were closed would link the two. What an officer withdrew, the journal says.

    A link ends at `usable_until`. Once spent it names the key that it was exchanged for, and the last day on which another
    phone tried it again.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, db_default=REF_BY_DATABASE)
    cycle_number = models.ForeignKey(CycleNumber, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KeyKind], db_default=str(KeyKind.EARLIER))
    token_sha256 = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8, default="ar")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=64)
    is_open = models.BooleanField(default=True, db_default=True)
    usable_until = models.DateTimeField(null=True)
    exchanged_for = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    tried_again_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="field_key_link_ends",
                condition=Q(kind="link", usable_until__isnull=False) | (~Q(kind="link") & Q(usable_until=None)),
            ),
            models.CheckConstraint(
                name="field_key_spent_is_a_closed_link",
                condition=Q(exchanged_for=None) | Q(kind="link", is_open=False),
            ),
            models.CheckConstraint(
                name="field_key_tried_again_once_spent",
                condition=Q(tried_again_on=None) | Q(exchanged_for__isnull=False),
            ),
        ]


class Bar(models.Model):
    """
    A cycle number that may not visit a body any more, because its shopper was found out there or withdrew.

    It holds for this cycle. What holds for the shopper in every later one stands in the vault, which alone can tell that
    another number is hers; `kept_at` is null until the vault has it.
    """

    cycle_number = models.ForeignKey(CycleNumber, models.PROTECT, related_name="+")
    entity = models.ForeignKey("registry.Entity", models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle_number", "entity"], name="bar_once_a_body")]


class KeysToClose(models.Model):
    """An ended shopper whose keys are still open: her panel ref alone, until they are closed a moment later."""

    panel_ref = models.CharField(max_length=26, unique=True)


class AwaySpan(models.Model):
    """Days, from first to last, on which a number can take no mission; said by its shopper, for the planner."""

    cycle_number = models.ForeignKey(CycleNumber, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="away_span_ends_after_it_starts", condition=Q(last_day__gte=F("first_day")))
        ]


class OwnHours(models.Model):
    """
    Minutes that a number gave and what it spent, by month and no finer: a day would date a visit.

    `expenses` is in the programme's money. Logged once by the id that the phone made.
    """

    cycle_number = models.ForeignKey(CycleNumber, models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    month = models.DateField()
    minutes = models.PositiveIntegerField()
    expenses = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle_number", "client_id"], name="own_hours_once_by_client_id"),
            models.CheckConstraint(name="own_hours_by_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="own_hours_say_something",
                condition=Q(expenses__gte=0) & (Q(minutes__gt=0) | Q(expenses__gt=0)),
            ),
        ]


class LeavingNotice(models.Model):
    """That the shopper behind a number wants to stop. `seen_by` is who of the desk took note, and stops her missions."""

    cycle_number = models.OneToOneField(CycleNumber, models.PROTECT, related_name="+")
    said_on = models.DateField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leaving_notice_seen_at_and_by_together",
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
            )
        ]


class RotationGaps(models.Model):
    """Days before a shopper, or who goes about with her, returns to a centre, a body, a sector; 0 asks for none. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    centre_days = models.PositiveSmallIntegerField()
    body_days = models.PositiveSmallIntegerField()
    sector_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="rotation_gaps_are_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="rotation_gaps_are_at_most_two_years",
                condition=Q(centre_days__lte=730, body_days__lte=730, sector_days__lte=730),
            ),
        ]
