"""Contracted providers: companies that select, train and send people of their own (S0-07), each apart from every other."""

from django.db import models
from django.db.models import Q

from basira.core.kernel.refs import new_ref


class Provider(models.Model):
    """A company that sends shoppers. Closed, it sends nobody more; what its people did stays."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="provider_has_names", condition=~Q(name_ar="") & ~Q(name_en=""))]


class ProviderInterest(models.Model):
    """A measured body in which a provider has an interest, and why: none of its people is sent there."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    entity = models.ForeignKey("registry.Entity", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "entity"], name="provider_interest_once"),
            models.CheckConstraint(name="provider_interest_says_why", condition=~Q(reason="")),
        ]
