"""What is measured: sectors, entities, centres, services, and the channels by which they serve."""

from django.db import models

from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel, EntityKind, SiteType


class Sector(models.Model):
    """A sector of government, such as health or justice."""

    code = models.SlugField(max_length=40, unique=True)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)


class Entity(models.Model):
    """A body that is measured: ministry, authority, state company, private deliverer, association."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=24, choices=[(kind, kind) for kind in EntityKind])
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+")
    name_ar = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    name_key = models.CharField(max_length=600, db_index=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)


class Centre(models.Model):
    """A place (or line, or site) where an entity serves people. `name_key` is the normalised name for matching."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    code = models.CharField(max_length=60, unique=True)
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    name_ar = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    name_key = models.CharField(max_length=600, db_index=True)
    region_ar = models.CharField(max_length=120, blank=True)
    region_en = models.CharField(max_length=120, blank=True)
    town_ar = models.CharField(max_length=120, blank=True)
    town_en = models.CharField(max_length=120, blank=True)
    site_type = models.CharField(max_length=24, choices=[(kind, kind) for kind in SiteType], default=SiteType.OFFICE)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="centre_has_both_coordinates_or_none",
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="centre_is_on_earth",
                condition=models.Q(latitude=None)
                | models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]


class Service(models.Model):
    """A service that an entity gives, such as renewing a passport."""

    code = models.CharField(max_length=60, unique=True)
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    name_ar = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)


class ServedBy(models.Model):
    """A service is given at a centre by a channel; `service` is null when only the channel is known."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="served_by")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=16, choices=[(channel, channel) for channel in Channel])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "service", "channel"], name="served_by_once", nulls_distinct=False
            )
        ]


class SiteDecision(models.Model):
    """What the programme decided on photos at a type of site, with its reason; without a row the default holds."""

    site_type = models.CharField(max_length=24, unique=True, choices=[(kind, kind) for kind in SiteType])
    photos = models.BooleanField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="site_decision_has_a_reason", condition=~models.Q(reason=""))]


class RecordingBasis(models.Model):
    """The legal basis on which the programme records sound or video; there is at most one row, and none by default."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    basis = models.TextField()
    stated_at = models.DateTimeField()
    stated_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="recording_basis_is_one", condition=models.Q(id=1)),
            models.CheckConstraint(name="recording_basis_says_something", condition=~models.Q(basis="")),
        ]
