"""Accounts of people who work for the programme, and the roles they hold. Shoppers have no account here."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from basira.core.kernel.actor import Role
from basira.core.kernel.refs import new_ref


class AccountManager(BaseUserManager["Account"]):
    """Django's way to find an account by its sign-in name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """
    Somebody who signs in: an officer, a reviewer, an analyst, a measured body's liaison. Never a shopper.

    `entity_ref` is the body that a liaison speaks for, by its ref (upstream holds no foreign key to it); else empty.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    display_name_ar = models.CharField(max_length=150, blank=True)
    display_name_en = models.CharField(max_length=150, blank=True)
    entity_ref = models.CharField(max_length=26, blank=True)
    is_active = models.BooleanField(default=True)
    arabic_digits = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.CheckConstraint(name="account_has_username", condition=~models.Q(username=""))]

    def __str__(self) -> str:
        return self.ref


class RoleHeld(models.Model):
    """A role that an account holds, since when and by whose decision."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="roles_held")
    role = models.CharField(max_length=24, choices=[(role, role) for role in Role])
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "role"], name="role_held_once"),
            models.CheckConstraint(name="role_is_known", condition=models.Q(role__in=[str(role) for role in Role])),
        ]


class Programme(models.Model):
    """
    The programme itself: its names, and whether its data are simulated. There is exactly one row.

    The set-up wizard will fill the rest (purpose, legal basis, labels); every page reads the simulated flag.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    simulated = models.BooleanField(default=False)
    attribution_ar = models.TextField(blank=True)
    attribution_en = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="programme_is_one", condition=models.Q(id=1))]
