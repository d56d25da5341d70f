"""Adding and editing sectors, entities and centres one by one."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from basira.core.imports.geo import Point, coordinate_fault
from basira.core.imports.names import matching_key
from basira.core.kernel.actor import Actor
from basira.core.kernel.identifiers import check_identifier
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import Channel, EntityKind, SiteType
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre, Entity, Sector, ServedBy

KEY_LENGTH = 600


class CodeTaken(Problem):
    """Another sector, entity or centre has this code."""

    code = "registry.code-taken"


class NameMissing(Problem):
    """Both names are needed; a page exists in both languages."""

    code = "registry.name-missing"


class NotFound(Problem):
    """There is no such sector, entity or centre."""

    code = "registry.not-found"


class PlaceImpossible(Problem):
    """The coordinates are no place on earth, or only one of them is given."""

    code = "registry.place-impossible"


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What may be said and changed of a centre. Degrees of WGS 84; both or none. `channels` may be empty."""

    name_ar: str
    name_en: str
    region_ar: str = ""
    region_en: str = ""
    town_ar: str = ""
    town_en: str = ""
    site_type: SiteType = SiteType.OFFICE
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    channels: tuple[Channel, ...] = ()
    is_active: bool = True


def name_key(*names: str) -> str:
    """Return what a centre or entity is searched by: the matching forms of its names."""
    return " | ".join(dict.fromkeys(key for name in names if (key := matching_key(name))))[:KEY_LENGTH]


@transaction.atomic
def add_sector(*, code: str, name_ar: str, name_en: str, by: Actor, at: datetime) -> Sector:
    """
    Add a sector.

    :raises NotPermitted: when `by` may not maintain the registry
    :raises NameMissing: when a name is empty
    :raises CodeTaken: when the code is in use
    """
    permissions.check(by, Act.MAINTAIN_REGISTRY)
    check_identifier(code)
    _check_names(name_ar, name_en)
    if Sector.objects.filter(code=code).exists():
        raise CodeTaken(taken=code)
    sector = Sector.objects.create(code=code, name_ar=name_ar, name_en=name_en)
    journal.record("sector.added", subject=code, by=by, at=at)
    return sector


@transaction.atomic
def add_entity(
    *, code: str, kind: EntityKind, sector: str, name_ar: str, name_en: str, by: Actor, at: datetime
) -> Entity:
    """
    Add an entity to the sector with this code.

    :raises NotPermitted: when `by` may not maintain the registry
    :raises NameMissing: when a name is empty
    :raises NotFound: when there is no such sector
    :raises CodeTaken: when the code is in use
    """
    permissions.check(by, Act.MAINTAIN_REGISTRY)
    check_identifier(code)
    _check_names(name_ar, name_en)
    home = Sector.objects.filter(code=sector).first()
    if home is None:
        raise NotFound(wanted=sector)
    if Entity.objects.filter(code=code).exists():
        raise CodeTaken(taken=code)
    entity = Entity.objects.create(
        code=code,
        kind=kind,
        sector=home,
        name_ar=name_ar,
        name_en=name_en,
        name_key=name_key(name_ar, name_en),
        created_at=at,
        created_by=by.ref,
    )
    journal.record("entity.added", subject=entity.ref, by=by, at=at, code=code)
    return entity


@transaction.atomic
def add_centre(*, code: str, entity: str, facts: CentreFacts, by: Actor, at: datetime) -> Centre:
    """
    Add a centre to the entity with this ref.

    :raises NotPermitted: when `by` may not maintain the registry
    :raises NameMissing: when a name is empty
    :raises PlaceImpossible: when the coordinates are no place
    :raises NotFound: when there is no such entity
    :raises CodeTaken: when the code is in use
    """
    permissions.check(by, Act.MAINTAIN_REGISTRY)
    check_identifier(code)
    _check_facts(facts)
    home = Entity.objects.filter(ref=entity).first()
    if home is None:
        raise NotFound(wanted=entity)
    if Centre.objects.filter(code=code).exists():
        raise CodeTaken(taken=code)
    centre = Centre(code=code, entity=home, created_at=at, created_by=by.ref)
    _put(facts, centre)
    centre.save()
    _serve(centre, facts.channels)
    journal.record("centre.added", subject=centre.ref, by=by, at=at, code=code)
    return centre


@transaction.atomic
def edit_centre(*, ref: str, facts: CentreFacts, by: Actor, at: datetime) -> Centre:
    """
    Change what is said of a centre. Its code and its entity stay; the journal names the changed fields.

    :raises NotPermitted: when `by` may not maintain the registry
    :raises NameMissing: when a name is empty
    :raises PlaceImpossible: when the coordinates are no place
    :raises NotFound: when there is no such centre
    """
    permissions.check(by, Act.MAINTAIN_REGISTRY)
    _check_facts(facts)
    centre = Centre.objects.select_for_update().filter(ref=ref).first()
    if centre is None:
        raise NotFound(wanted=ref)
    changed = _put(facts, centre)
    if changed:
        centre.save(update_fields=[*changed, "name_key"])
    plain = ServedBy.objects.filter(centre=centre, service=None)
    served = set(plain.values_list("channel", flat=True))
    if served != {str(channel) for channel in facts.channels}:
        plain.delete()
        _serve(centre, facts.channels)
        changed = [*changed, "channels"]
    if changed:
        journal.record("centre.edited", subject=ref, by=by, at=at, fields=changed)
    return centre


def _put(facts: CentreFacts, centre: Centre) -> list[str]:
    """Write the facts into the row and return the names of the fields that changed."""
    fields = [name for name in CentreFacts.__slots__ if name != "channels"]
    changed = [name for name in fields if getattr(centre, name) != getattr(facts, name)]
    for name in changed:
        setattr(centre, name, getattr(facts, name))
    centre.name_key = name_key(facts.name_ar, facts.name_en)
    return changed


def _serve(centre: Centre, channels: tuple[Channel, ...]) -> None:
    ServedBy.objects.bulk_create([ServedBy(centre=centre, channel=channel) for channel in dict.fromkeys(channels)])


def _check_facts(facts: CentreFacts) -> None:
    _check_names(facts.name_ar, facts.name_en)
    if (facts.latitude is None) != (facts.longitude is None):
        raise PlaceImpossible(reason="point.half")
    if facts.latitude is not None and facts.longitude is not None:
        point = Point(float(facts.latitude), float(facts.longitude))
        fault = coordinate_fault(point.latitude, point.longitude)
        if fault:
            raise PlaceImpossible(reason=fault)


def _check_names(name_ar: str, name_en: str) -> None:
    if not name_ar.strip() or not name_en.strip():
        raise NameMissing()
