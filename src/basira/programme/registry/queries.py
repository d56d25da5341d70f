"""The registry for pages and for the imports: entities, centres, and what is already known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from basira.core.assurance.site_rules import SiteRule, photos_by_default, rule_for
from basira.core.imports.geo import Point
from basira.core.imports.names import matching_key
from basira.core.imports.sameness import KnownCentre
from basira.core.kernel.registry import Channel, EntityKind, SiteType
from basira.core.kernel.tabular import Table
from basira.programme.registry.models import Centre, Entity, RecordingBasis, Sector, ServedBy, SiteDecision

PAGE = 50


@dataclass(frozen=True, slots=True)
class SectorCard:
    """A sector with how many entities it has."""

    code: str
    name_ar: str
    name_en: str
    entities: int


@dataclass(frozen=True, slots=True)
class EntityCard:
    """An entity of the list: its names, sector, and how many centres it has."""

    ref: str
    code: str
    kind: EntityKind
    name_ar: str
    name_en: str
    sector_code: str
    sector_ar: str
    sector_en: str
    centres: int


@dataclass(frozen=True, slots=True)
class CentreCard:
    """A centre of the list."""

    ref: str
    code: str
    name_ar: str
    name_en: str
    entity_ref: str
    entity_ar: str
    entity_en: str
    region_ar: str
    region_en: str
    town_ar: str
    town_en: str
    site_type: SiteType
    is_active: bool


@dataclass(frozen=True, slots=True)
class CentrePlace:
    """A centre with its place in degrees, None where it has none."""

    card: CentreCard
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass(frozen=True, slots=True)
class CentrePage:
    """A centre's own page. `latitude` and `longitude` are degrees as text, empty without a place."""

    card: CentreCard
    sector_ar: str
    sector_en: str
    latitude: str
    longitude: str
    channels: tuple[Channel, ...]
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CentreFilter:
    """What the reader asked for; empty fields do not filter. `region` is a region's Arabic name, as `regions` gives."""

    search: str = ""
    sector: str = ""
    region: str = ""
    entity: str = ""


@dataclass(frozen=True, slots=True)
class CentreList:
    """One page of centres, and how many there are in all."""

    cards: tuple[CentreCard, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SiteRuleCard:
    """A type of site and whether photos are allowed there; without a decision `reason` is empty and the default holds."""

    site_type: SiteType
    photos: bool
    by_default: bool
    reason: str
    decided_at: datetime | None


def site_rule_cards() -> tuple[SiteRuleCard, ...]:
    """Return every type of site with its rule on photos, in the order of the types."""
    decided = {row.site_type: row for row in SiteDecision.objects.all()}
    return tuple(_site_rule_card(site, decided.get(str(site))) for site in SiteType)


def recording_basis() -> str:
    """Return the legal basis of recording sound or video, as it was stated; "" when there is none."""
    return RecordingBasis.objects.filter(pk=1).values_list("basis", flat=True).first() or ""


def site_rules() -> dict[SiteType, SiteRule]:
    """Return what may be captured at each type of site. Two queries."""
    decided = dict(SiteDecision.objects.values_list("site_type", "photos"))
    basis = bool(recording_basis())
    return {site: rule_for(site, decided=decided.get(str(site)), has_recording_basis=basis) for site in SiteType}


def _site_rule_card(site: SiteType, row: SiteDecision | None) -> SiteRuleCard:
    default = photos_by_default(site)
    return SiteRuleCard(
        site, row.photos if row else default, default, row.reason if row else "", row.decided_at if row else None
    )


def sector_cards() -> tuple[SectorCard, ...]:
    """Return every sector by code; empty before the first."""
    counted = Entity.objects.order_by().values("sector_id").annotate(entities=Count("*"))
    entities = {row["sector_id"]: row["entities"] for row in counted}
    return tuple(
        SectorCard(sector.code, sector.name_ar, sector.name_en, entities.get(sector.pk, 0))
        for sector in Sector.objects.order_by("code")
    )


def entity_cards(*, search: str = "", sector: str = "") -> tuple[EntityCard, ...]:
    """Return entities whose name or code holds `search`, by code; empty when none does."""
    entities = Entity.objects.select_related("sector").order_by("code")
    if search:
        entities = entities.filter(_named(search))
    if sector:
        entities = entities.filter(sector__code=sector)
    counted = Centre.objects.order_by().values("entity_id").annotate(centres=Count("*"))
    centres = {row["entity_id"]: row["centres"] for row in counted}
    return tuple(_entity_card(entity, centres.get(entity.pk, 0)) for entity in entities)


def entity_card(ref: str) -> EntityCard | None:
    """Return one entity by its ref; None when there is no such entity."""
    entity = Entity.objects.select_related("sector").filter(ref=ref).first()
    return _entity_card(entity, Centre.objects.filter(entity=entity).count()) if entity else None


def centre_list(wanted: CentreFilter, *, page: int = 1) -> CentreList:
    """Return one page of the centres that fit, by entity and code. A page past the end is empty."""
    centres = _filtered(wanted)
    total = centres.count()
    start = (max(page, 1) - 1) * PAGE
    rows = centres.select_related("entity").order_by("entity__code", "code")[start : start + PAGE]
    return CentreList(tuple(_centre_card(row) for row in rows), total, max(page, 1), max(1, -(-total // PAGE)))


CENTRE_COLUMNS = (
    "code", "name_ar", "name_en", "entity__code", "entity__name_ar", "entity__name_en", "entity__sector__code",
    "region_ar", "region_en", "town_ar", "town_en", "site_type", "latitude", "longitude", "is_active",
)  # fmt: skip


def centre_table(wanted: CentreFilter) -> Table:
    """Return the centres that fit as a table, read as it is written; without any, the header alone."""
    rows = _filtered(wanted).order_by("entity__code", "code").values_list(*CENTRE_COLUMNS).iterator(chunk_size=500)
    names = tuple(name.replace("__", "_") for name in CENTRE_COLUMNS)
    return Table(names, ([*row[:-1], "yes" if row[-1] else "no"] for row in rows))


def centre_places(wanted: CentreFilter) -> tuple[CentrePlace, ...]:
    """Return every centre that fits with its place, by entity and code; empty when none does."""
    rows = _filtered(wanted).select_related("entity").order_by("entity__code", "code")
    return tuple(CentrePlace(_centre_card(row), row.latitude, row.longitude) for row in rows)


def centre_page(ref: str) -> CentrePage | None:
    """Return a centre's page by its ref; None when there is no such centre."""
    centre = Centre.objects.select_related("entity__sector").filter(ref=ref).first()
    if centre is None:
        return None
    served = list(ServedBy.objects.filter(centre=centre).select_related("service").order_by("channel", "pk"))
    services = dict.fromkeys((row.service.name_ar, row.service.name_en) for row in served if row.service)
    return CentrePage(
        card=_centre_card(centre),
        sector_ar=centre.entity.sector.name_ar,
        sector_en=centre.entity.sector.name_en,
        latitude="" if centre.latitude is None else str(centre.latitude),
        longitude="" if centre.longitude is None else str(centre.longitude),
        channels=tuple(dict.fromkeys(Channel(row.channel) for row in served)),
        services=tuple(services),
    )


def centres_in_service() -> tuple[tuple[str, str], ...]:
    """Return (centre, its entity) by their refs for every centre in service. One query."""
    return tuple(Centre.objects.filter(is_active=True).order_by("pk").values_list("ref", "entity__ref"))


def refs_of_centres(codes: Collection[str], *, entity: str) -> dict[str, str]:
    """Return the refs of an entity's centres by their codes; a code that it has no centre of is missing. One query."""
    return dict(Centre.objects.filter(entity__ref=entity, code__in=codes).values_list("code", "ref"))


def names_of_centres(refs: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the Arabic and English name of centres by their refs; an unknown ref is missing. One query."""
    rows = Centre.objects.filter(ref__in=refs).values_list("ref", "name_ar", "name_en")
    return {ref: (arabic, english) for ref, arabic, english in rows}


def regions() -> tuple[tuple[str, str], ...]:
    """Return the regions that centres name, as (Arabic, English), by Arabic name; empty before the first."""
    pairs = Centre.objects.exclude(region_ar="").order_by("region_ar").values_list("region_ar", "region_en").distinct()
    return tuple(dict.fromkeys((name_ar, name_en) for name_ar, name_en in pairs))


def known_centres() -> tuple[KnownCentre, ...]:
    """Return every centre as the imports compare it; empty before the first."""
    rows = Centre.objects.values_list("code", "name_ar", "name_en", "town_ar", "latitude", "longitude")
    return tuple(
        KnownCentre(code, name_ar, name_en, town, _point(north, east))
        for code, name_ar, name_en, town, north, east in rows.iterator()
    )


def _point(north: Decimal | None, east: Decimal | None) -> Point | None:
    return None if north is None or east is None else Point(float(north), float(east))


def _filtered(wanted: CentreFilter) -> QuerySet[Centre]:
    centres = Centre.objects.all()
    if wanted.search:
        centres = centres.filter(_named(wanted.search))
    if wanted.sector:
        centres = centres.filter(entity__sector__code=wanted.sector)
    if wanted.region:
        centres = centres.filter(region_ar=wanted.region)
    if wanted.entity:
        centres = centres.filter(entity__ref=wanted.entity)
    return centres


def _named(search: str) -> Q:
    key = matching_key(search)
    return Q(name_key__contains=key) | Q(code__icontains=search) if key else Q(code__icontains=search)


def _entity_card(entity: Entity, centres: int) -> EntityCard:
    return EntityCard(
        entity.ref,
        entity.code,
        EntityKind(entity.kind),
        entity.name_ar,
        entity.name_en,
        entity.sector.code,
        entity.sector.name_ar,
        entity.sector.name_en,
        centres,
    )


def _centre_card(centre: Centre) -> CentreCard:
    return CentreCard(
        centre.ref,
        centre.code,
        centre.name_ar,
        centre.name_en,
        centre.entity.ref,
        centre.entity.name_ar,
        centre.entity.name_en,
        centre.region_ar,
        centre.region_en,
        centre.town_ar,
        centre.town_en,
        SiteType(centre.site_type),
        centre.is_active,
    )
