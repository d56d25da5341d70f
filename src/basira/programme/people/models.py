"""Accounts of people who work for the programme, and the roles they hold. Shoppers have no account here."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from basira.core.kernel.actor import BODY_ROLES, BOUND_ROLES, PROVIDER_ROLES, Role
from basira.core.kernel.refs import new_ref
from basira.core.kernel.workdays import WEEKDAYS
from basira.programme.people.charter import Governance
from basira.programme.people.digest_kinds import DigestKind, DigestState
from basira.programme.people.profiles import ProfileCode

MOST_CLOCK_DAYS = 60
"""Working days: a quarter of a year, after which nobody waits for an answer any more."""


class AccountManager(BaseUserManager["Account"]):
    """Django's way to find an account by its sign-in name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """
    Somebody who signs in: an officer, a reviewer, an analyst, a measured body's liaison. Never a shopper.

    `entity_ref` is the body that a liaison speaks for, by its ref (upstream holds no foreign key to it); else empty.
    `provider_ref` is the company whose shoppers somebody sends, in the same way. Nobody is of both.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    display_name_ar = models.CharField(max_length=150, blank=True)
    display_name_en = models.CharField(max_length=150, blank=True)
    entity_ref = models.CharField(max_length=26, blank=True)
    provider_ref = models.CharField(max_length=26, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)
    arabic_digits = models.BooleanField(default=False)
    sessions_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(name="account_has_username", condition=~models.Q(username="")),
            models.CheckConstraint(
                name="account_is_of_one_side", condition=models.Q(entity_ref="") | models.Q(provider_ref="")
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password and to the second factors: when either changes, the others of them end."""
        tied = f"{self.password}:{self.sessions_epoch}"
        return salted_hmac("basira.people.session", tied, secret=secret, algorithm="sha256").hexdigest()


class RoleHeld(models.Model):
    """
    A role that an account holds, since when and by whose decision.

    `bounds` are the centres (refs) or sectors (codes) within which a bound role is held; empty for every other.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="roles_held")
    role = models.CharField(max_length=24, choices=[(role, role) for role in Role])
    bounds = ArrayField(models.CharField(max_length=64), default=list, db_default=[])
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "role"], name="role_held_once"),
            models.CheckConstraint(
                name="role_has_bounds_where_it_is_bound",
                condition=models.Q(role__in=sorted(map(str, BOUND_ROLES))) & ~models.Q(bounds=[])
                | ~models.Q(role__in=sorted(map(str, BOUND_ROLES))) & models.Q(bounds=[]),
            ),
            models.CheckConstraint(name="role_is_known", condition=models.Q(role__in=[str(role) for role in Role])),
        ]


class Programme(models.Model):
    """
    The programme itself: its charter, and whether its data are simulated. There is exactly one row.

    `set_up_at` is empty where the wizard was not used (the demo). Labels are as `core.kernel.labels` gives them; empty means
    the default words.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    simulated = models.BooleanField(default=False)
    attribution_ar = models.TextField(blank=True)
    attribution_en = models.TextField(blank=True)
    governance = models.CharField(
        max_length=16, choices=[(each, each) for each in Governance], default=Governance.INDEPENDENT
    )
    body_name_ar = models.CharField(max_length=200, blank=True)
    body_name_en = models.CharField(max_length=200, blank=True)
    purpose_ar = models.TextField(blank=True)
    purpose_en = models.TextField(blank=True)
    legal_basis_ar = models.TextField(blank=True)
    legal_basis_en = models.TextField(blank=True)
    notice_ar = models.TextField(blank=True)
    notice_en = models.TextField(blank=True)
    notice_on = models.DateField(null=True, blank=True)
    is_pilot = models.BooleanField(default=False)
    profile = models.CharField(max_length=16, choices=[(each, each) for each in ProfileCode], default=ProfileCode.FULL)
    shopper_label = models.JSONField(default=dict, blank=True)
    customer_label = models.JSONField(default=dict, blank=True)
    set_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="programme_is_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="programme_internal_to_one_named_body",
                condition=models.Q(governance=Governance.INDEPENDENT, body_name_ar="", body_name_en="")
                | models.Q(governance=Governance.INTERNAL) & ~models.Q(body_name_ar="") & ~models.Q(body_name_en=""),
            ),
            models.CheckConstraint(
                name="programme_profile_is_known",
                condition=models.Q(profile__in=[str(each) for each in ProfileCode]),
            ),
            # Simulated data ask for no second factor, so a programme that was set up never becomes simulated.
            models.CheckConstraint(
                name="programme_set_up_is_not_simulated", condition=models.Q(simulated=False) | models.Q(set_up_at=None)
            ),
        ]


class ProgrammeClocks(models.Model):
    """The programme's own clocks in working days, and its weekend in English names; without the row the server's hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    answer_days = models.PositiveSmallIntegerField()
    arbiter_days = models.PositiveSmallIntegerField()
    weekend = ArrayField(models.CharField(max_length=9), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(name="programme_clocks_are_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="programme_clocks_run",
                condition=models.Q(answer_days__range=(1, MOST_CLOCK_DAYS), arbiter_days__range=(1, MOST_CLOCK_DAYS)),
            ),
            models.CheckConstraint(
                name="programme_weekend_leaves_a_working_day",
                condition=models.Q(weekend__contained_by=list(WEEKDAYS)) & models.Q(weekend__len__lt=len(WEEKDAYS)),
            ),
        ]


class KeptBlueprint(models.Model):
    """The file that the programme started from, as it was read; there is at most one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=60)
    text = models.TextField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="kept_blueprint_is_one", condition=models.Q(id=1)),
            models.CheckConstraint(name="kept_blueprint_says_something", condition=~models.Q(text="")),
        ]


class SetUpCode(models.Model):
    """The digest of the one code that lets somebody set this Basira up; the row is gone when it is set up."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="set_up_code_is_one", condition=models.Q(id=1))]


class Invitation(models.Model):
    """
    A link by which somebody opens an account of her own: once, until a day, unless it was withdrawn.

    The link's token is kept as its digest alone. `note` is for whom it is, as the inviter wrote it.
    An invitation to a bound role gives that role alone, within `bounds`.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    digest = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=150)
    roles = ArrayField(models.CharField(max_length=24), default=list)
    entity_ref = models.CharField(max_length=26, blank=True)
    bounds = ArrayField(models.CharField(max_length=64), default=list, db_default=[])
    provider_ref = models.CharField(max_length=26, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_ends_once",
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_accepted_at_and_by_together",
                condition=models.Q(accepted_at=None, accepted_by="")
                | models.Q(accepted_at__isnull=False) & ~models.Q(accepted_by=""),
            ),
            models.CheckConstraint(
                name="invitation_roles_are_known", condition=models.Q(roles__contained_by=[str(each) for each in Role])
            ),
            models.CheckConstraint(
                name="invitation_is_of_one_side",
                condition=models.Q(entity_ref="", provider_ref="")
                & ~models.Q(roles__overlap=sorted(map(str, BODY_ROLES | PROVIDER_ROLES)))
                | ~models.Q(entity_ref="") & models.Q(provider_ref="", roles__contained_by=sorted(map(str, BODY_ROLES)))
                | ~models.Q(provider_ref="")
                & models.Q(entity_ref="", roles__contained_by=sorted(map(str, PROVIDER_ROLES))),
            ),
            models.CheckConstraint(
                name="invitation_has_bounds_where_its_role_is_bound",
                condition=models.Q(roles__overlap=sorted(map(str, BOUND_ROLES)), roles__len=1) & ~models.Q(bounds=[])
                | ~models.Q(roles__overlap=sorted(map(str, BOUND_ROLES))) & models.Q(bounds=[]),
            ),
        ]


class DigestWish(models.Model):
    """
    That somebody asked for digests by mail: of which kinds, where to, in which language.

    `ref` is drawn anew with each wish and stands in the link that ends it, so that the link tells of nobody.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    account = models.OneToOneField(Account, models.CASCADE, related_name="digest_wish")
    email = models.EmailField()
    kinds = ArrayField(models.CharField(max_length=16), default=list)
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="digest_wish_is_of_known_kinds",
                condition=models.Q(kinds__contained_by=[str(kind) for kind in DigestKind]) & ~models.Q(kinds=[]),
            ),
            models.CheckConstraint(name="digest_wish_has_an_address", condition=~models.Q(email="")),
            models.CheckConstraint(name="digest_wish_language_is_ours", condition=models.Q(language__in=["ar", "en"])),
        ]


class Digest(models.Model):
    """
    One digest in the outbox: what it counts, and how far its sending is. Of an occasion (a week, a cycle) there is one.

    `counts` hold whole numbers by code and nothing else. The address is read from the wish when it goes out, so whoever
    ended the wish gets nothing more.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in DigestKind])
    occasion = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=[(state, state) for state in DigestState])
    tries = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "occasion"], name="digest_once_an_occasion"),
            models.CheckConstraint(
                name="digest_state_is_known", condition=models.Q(state__in=[str(state) for state in DigestState])
            ),
            models.CheckConstraint(
                name="digest_is_sent_at_a_time",
                condition=models.Q(state=DigestState.SENT, sent_at__isnull=False)
                | ~models.Q(state=DigestState.SENT) & models.Q(sent_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="digest_waiting", condition=models.Q(state=DigestState.WAITING))
        ]
