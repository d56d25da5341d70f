"""
Hints of dishonesty: out of the analyst's sight onto a sealed list, and from there to the audit body only by the number.

The journal tells that something was sealed or handed over, and neither of whom nor of what kind.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from basira.core.assurance.third_persons import covered
from basira.core.kernel.actor import Actor
from basira.core.kernel.noting import LEAST_REFERRED, IntegrityKind, may_be_referred, said_at_least
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.models import IntegrityItem, IntegrityReferral
from basira.programme.findings.notes import texts_of
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Entity
from basira.programme.waves.models import Wave


class IntegrityNoteNotFound(Problem):
    """No accepted visit holds such a note."""

    code = "integrity.note-not-found"


class IntegrityKindUnknown(Problem):
    """The kind is none of the list."""

    code = "integrity.kind-unknown"


class AlreadySealed(Problem):
    """The note is on the sealed list already."""

    code = "integrity.already-sealed"


class TooFewToRefer(Problem):
    """Fewer than `least` visits by as many shoppers tell of it: nothing is handed over."""

    code = "integrity.too-few"


class AlreadyReferred(Problem):
    """The audit body was told of this already."""

    code = "integrity.already-referred"


@dataclass(frozen=True, slots=True)
class IntegrityGroup:
    """The hints of one kind about one body in one cycle. `words` have details of people covered and stand in no order."""

    wave: str
    wave_ar: str
    wave_en: str
    entity: str
    entity_ar: str
    entity_en: str
    kind: IntegrityKind
    visits: int
    shoppers: int
    words: tuple[str, ...]
    referred_at: datetime | None

    @property
    def may_be_referred(self) -> bool:
        """Tell whether enough people tell of it, and nobody was told yet."""
        return self.referred_at is None and may_be_referred(visits=self.visits, shoppers=self.shoppers)


@transaction.atomic
def seal_integrity(*, visit: str, note: str, kind: str, by: Actor, at: datetime) -> None:
    """
    Put a note of an accepted visit onto the sealed list: it leaves the bench at once.

    :raises NotPermitted: when `by` may not
    :raises IntegrityKindUnknown, IntegrityNoteNotFound, AlreadySealed: as they say
    """
    permissions.check(by, Act.SEAL_INTEGRITY)
    if kind not in set(IntegrityKind):
        raise IntegrityKindUnknown()
    found = Visit.objects.select_related("wave", "mission__centre__entity").filter(ref=visit).first()
    if found is None or found.mission is None:
        raise IntegrityNoteNotFound()
    entity = found.mission.centre.entity.ref
    if not any(row["pk"] == found.pk and own == note for row, own, _k, _w in texts_of(found.wave.ref, entity)):
        raise IntegrityNoteNotFound()
    try:
        with transaction.atomic():
            item = IntegrityItem.objects.create(
                entity_ref=entity, wave=found.wave, visit=found, note=note, kind=kind, sealed_at=at, sealed_by=by.ref
            )
    except IntegrityError:
        raise AlreadySealed() from None
    journal.record("integrity.sealed", subject=item.ref, by=by, at=at)


@transaction.atomic
def refer_integrity(*, wave: str, entity: str, kind: str, by: Actor, at: datetime) -> IntegrityReferral:
    """
    Record that the audit body is told of a kind of hint about a body: of at least how many visits, and of no visit.

    :raises NotPermitted: when `by` may not
    :raises IntegrityKindUnknown, TooFewToRefer, AlreadyReferred: as they say
    """
    permissions.check(by, Act.REFER_INTEGRITY)
    if kind not in set(IntegrityKind):
        raise IntegrityKindUnknown()
    rows = IntegrityItem.objects.filter(wave__ref=wave, entity_ref=entity, kind=kind)
    told = set(rows.values_list("visit_id", "visit__cycle_number_id"))
    if not may_be_referred(visits=len(told), shoppers=len({shopper for _visit, shopper in told})):
        raise TooFewToRefer(least=LEAST_REFERRED)
    try:
        with transaction.atomic():
            referral = IntegrityReferral.objects.create(
                entity_ref=entity,
                wave=Wave.objects.get(ref=wave),
                kind=kind,
                at_least=said_at_least(len(told)),
                referred_at=at,
                referred_by=by.ref,
            )
    except IntegrityError:
        raise AlreadyReferred() from None
    journal.record("integrity.referred", subject=referral.ref, by=by, at=at)
    return referral


def integrity_groups() -> tuple[IntegrityGroup, ...]:
    """Return the sealed list by cycle, body and kind, the newest cycle first; empty before the first hint."""
    items: dict[tuple[str, str, str], list[IntegrityItem]] = defaultdict(list)
    for item in IntegrityItem.objects.select_related("wave", "visit__capture").order_by("ref"):
        items[item.wave.ref, item.entity_ref, item.kind].append(item)
    referred = {
        (one.wave.ref, one.entity_ref, one.kind): one.referred_at
        for one in IntegrityReferral.objects.select_related("wave")
    }
    names = Entity.objects.in_bulk({entity for _wave, entity, _kind in items}, field_name="ref")
    groups = [group_of(own, names.get(key[1]), IntegrityKind(key[2]), referred.get(key)) for key, own in items.items()]
    order = {
        wave: place for place, wave in enumerate(Wave.objects.order_by("-starts_on").values_list("ref", flat=True))
    }
    return tuple(sorted(groups, key=lambda one: (order[one.wave], one.entity_ar, one.kind)))


def group_of(
    items: list[IntegrityItem], entity: Entity | None, kind: IntegrityKind, referred_at: datetime | None
) -> IntegrityGroup:
    """Return the hints of one kind about one body in one cycle."""
    wave = items[0].wave
    return IntegrityGroup(
        wave.ref,
        wave.name_ar,
        wave.name_en,
        items[0].entity_ref,
        entity.name_ar if entity else items[0].entity_ref,
        entity.name_en if entity else items[0].entity_ref,
        kind,
        len({item.visit_id for item in items}),
        len({item.visit.cycle_number_id for item in items}),
        tuple(words_of(item) for item in items),
        referred_at,
    )


def words_of(item: IntegrityItem) -> str:
    """Return a sealed note with details of people covered; empty where its text is gone."""
    seen = getattr(getattr(item.visit, "capture", None), "seen", None) or {}
    return covered(str(seen.get(item.note) or item.visit.answers.get(item.note) or ""))
