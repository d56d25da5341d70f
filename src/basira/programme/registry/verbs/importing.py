"""A checked list of centres becomes the registry: all rows or none, with the bodies and sectors that it names."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import transaction

from basira.core.imports.centre_row import CentreRow
from basira.core.imports.names import matching_key, split_by_script
from basira.core.imports.site_words import site_type_of
from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import EntityKind
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre, Entity, Sector, ServedBy, Service
from basira.programme.registry.verbs.editing import name_key

BATCH = 1000

Home = TypeVar("Home", Sector, Entity)


class HomeMissing(Problem):
    """Rows name no body (or bodies no sector), and no default was said; `rows` lists the first of them."""

    code = "registry.home-missing"


@dataclass(frozen=True, slots=True)
class ImportDefaults:
    """
    Where rows belong that do not say it, and how to call it: "الاسم العربي / English name", one of them, or a code.

    Empty means that every row must say it.
    """

    entity: str = ""
    sector: str = ""
    kind: EntityKind = EntityKind.AUTHORITY


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote. `centres` maps each code of the list to its centre's ref, also those already known."""

    added: int
    known: int
    entities: int
    sectors: int
    centres: dict[str, str]


@transaction.atomic
def import_centres(
    *, rows: Sequence[CentreRow], defaults: ImportDefaults, file_sha256: str, by: Actor, at: datetime
) -> Imported:
    """
    Write the centres of a checked list, all or none; a code that the registry already has is left as it is.

    Bodies and sectors are found by code or by name, and added where the registry does not have them. A centre with one
    name only carries it in both languages until somebody translates it. An empty list writes one journal entry.

    :raises NotPermitted: when `by` may not maintain the registry
    :raises HomeMissing: when a row names no body, or a new body no sector, and `defaults` do not either
    """
    permissions.check(by, Act.MAINTAIN_REGISTRY)
    taken = dict(Centre.objects.filter(code__in=[row.code for row in rows]).values_list("code", "ref"))
    fresh = [row for row in rows if row.code not in taken]
    homes = _Homes(defaults, by, at)
    homes.check(fresh)
    centres = Centre.objects.bulk_create([_centre(row, homes.entity_of(row), by, at) for row in fresh], BATCH)
    _write_served(list(zip(fresh, centres, strict=True)))
    lines = [journal.Line("centre.added", centre.ref, {"code": centre.code}) for centre in centres]
    journal.record_many([*homes.lines, *lines], by=by, at=at)
    journal.record(
        "registry.imported", subject=file_sha256[:64], by=by, at=at, added=len(centres), known=len(rows) - len(fresh)
    )
    refs = taken | {centre.code: centre.ref for centre in centres}
    return Imported(len(centres), len(rows) - len(fresh), homes.entities_added, homes.sectors_added, refs)


class _Homes:
    """Bodies and sectors by every name they go under; adds what is missing, once."""

    def __init__(self, defaults: ImportDefaults, by: Actor, at: datetime) -> None:
        self._defaults, self._by, self._at = defaults, by, at
        self.lines: list[journal.Line] = []
        self.entities_added = self.sectors_added = 0
        self._sectors: dict[str, Sector] = {}
        self._entities: dict[str, Entity] = {}
        for sector in Sector.objects.all():
            self._keep(self._sectors, sector)
        for entity in Entity.objects.select_related("sector"):
            self._keep(self._entities, entity)

    def check(self, rows: Sequence[CentreRow]) -> None:
        """Refuse rows without a body, and new bodies without a sector."""
        homeless = [row.number for row in rows if not self._entity_text(row)]
        if homeless:
            raise HomeMissing(missing="entity", rows=[str(number) for number in homeless[:10]], count=len(homeless))
        placeless = [
            row.number
            for row in rows
            if not self._found(self._entities, self._entity_text(row)) and not self._sector_text(row)
        ]
        if placeless:
            raise HomeMissing(missing="sector", rows=[str(number) for number in placeless[:10]], count=len(placeless))

    def entity_of(self, row: CentreRow) -> Entity:
        """Return the row's body, added where it is new."""
        text = self._entity_text(row)
        found = self._found(self._entities, text)
        if found is not None:
            return found
        name_ar, name_en = (name[:300] for name in both_names(text))
        kind = EntityKind(row.entity_kind) if row.entity_kind else self._defaults.kind
        entity = Entity.objects.create(
            code=free_code(name_en, set(Entity.objects.values_list("code", flat=True))),
            kind=kind,
            sector=self._sector_of(row),
            name_ar=name_ar,
            name_en=name_en,
            name_key=name_key(name_ar, name_en),
            created_at=self._at,
            created_by=self._by.ref,
        )
        self.entities_added += 1
        self.lines.append(journal.Line("entity.added", entity.ref, {"code": entity.code}))
        self._keep(self._entities, entity, text)
        return entity

    def _sector_of(self, row: CentreRow) -> Sector:
        text = self._sector_text(row)
        found = self._found(self._sectors, text)
        if found is not None:
            return found
        name_ar, name_en = both_names(text)
        code = free_code(name_en, set(Sector.objects.values_list("code", flat=True)))[:40]
        sector = Sector.objects.create(code=code, name_ar=name_ar[:200], name_en=name_en[:200])
        self.sectors_added += 1
        self.lines.append(journal.Line("sector.added", code, {}))
        self._keep(self._sectors, sector, text)
        return sector

    def _entity_text(self, row: CentreRow) -> str:
        return row.entity or self._defaults.entity

    def _sector_text(self, row: CentreRow) -> str:
        return row.sector or self._defaults.sector

    @staticmethod
    def _found(homes: dict[str, Home], text: str) -> Home | None:
        names = (text, *both_names(text))
        return next((homes[key] for name in names if (key := matching_key(name)) in homes), None)

    @staticmethod
    def _keep(homes: dict[str, Home], home: Home, text: str = "") -> None:
        for name in (home.code, home.name_ar, home.name_en, text):
            key = matching_key(name)
            if key:
                homes.setdefault(key, home)


def both_names(text: str) -> tuple[str, str]:
    """Return "الاسم / Name" (or one of them) as Arabic and English name; one alone stands for both."""
    parts = [part.strip() for part in text.split(" / ", 1)] if " / " in text else []
    if len(parts) == 2 and all(parts):
        first_ar, first_en = split_by_script(parts[0])
        return (parts[0], parts[1]) if first_ar and not first_en else (parts[1], parts[0])
    name_ar, name_en = split_by_script(text)
    return name_ar or name_en, name_en or name_ar


def free_code(name: str, taken: set[str]) -> str:
    """Return a readable code for a name: its Latin letters, or a digest of it, with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:36]
    stem = stem or "e-" + hashlib.sha256(name.encode()).hexdigest()[:8]
    if stem not in taken:
        return stem
    return next(code for number in range(2, len(taken) + 3) if (code := f"{stem}-{number}") not in taken)


def _centre(row: CentreRow, entity: Entity, by: Actor, at: datetime) -> Centre:
    region_ar, region_en = both_names(row.region)
    town_ar, town_en = both_names(row.town)
    name_ar, name_en = row.name_ar or row.name_en, row.name_en or row.name_ar
    return Centre(
        code=row.code,
        entity=entity,
        name_ar=name_ar,
        name_en=name_en,
        name_key=name_key(name_ar, name_en),
        region_ar=region_ar[:120],
        region_en=region_en[:120],
        town_ar=town_ar[:120],
        town_en=town_en[:120],
        site_type=site_type_of(row.site_type, names=(row.name_ar, row.name_en)),
        latitude=Decimal(f"{row.point.latitude:.6f}") if row.point else None,
        longitude=Decimal(f"{row.point.longitude:.6f}") if row.point else None,
        created_at=at,
        created_by=by.ref,
    )


def _write_served(pairs: Sequence[tuple[CentreRow, Centre]]) -> None:
    """Write channels and services; a service belongs to the centre's body and is found by its name."""
    services: dict[tuple[int, str], Service] = {}
    taken = set(Service.objects.values_list("code", flat=True))
    served: list[ServedBy] = []
    for row, centre in pairs:
        channels = row.channels or (("counter",) if row.services else ())
        served += [ServedBy(centre=centre, channel=channel) for channel in channels]
        for name in row.services:
            service = _service(name, centre.entity, services, taken)
            served += [ServedBy(centre=centre, service=service, channel=channel) for channel in channels]
    ServedBy.objects.bulk_create(served, BATCH, ignore_conflicts=True)


def _service(name: str, entity: Entity, services: dict[tuple[int, str], Service], taken: set[str]) -> Service:
    key = (entity.pk, matching_key(name))
    if key not in services:
        name_ar, name_en = both_names(name)
        found = Service.objects.filter(entity=entity, name_ar=name_ar[:300]).first()
        if found is None:
            code = free_code(f"{entity.code[:18]} {name_en}", taken)
            taken.add(code)
            found = Service.objects.create(code=code, entity=entity, name_ar=name_ar[:300], name_en=name_en[:300])
        services[key] = found
    return services[key]
