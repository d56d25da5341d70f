"""Writing life events. What stands there is never changed: another text is the next version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.imports.life_events import LifeEventRow
from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.journeys.models import LifeEvent, LifeEventStep
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre, Service


class PlacesUnknown(Problem):
    """A step names a service that is not there, or a centre that its body does not have; `places` names them."""

    code = "journeys.places-unknown"


@dataclass(frozen=True, slots=True)
class Written:
    """How many versions were written, and how many life events stood there with the same text."""

    added: int
    known: int


@transaction.atomic
def write_life_events(*, rows: Sequence[LifeEventRow], file_sha256: str, by: Actor, at: datetime) -> Written:
    """
    Write the life events of a checked list, all or none, each as its next version; one that says the same stays as it is.

    :raises NotPermitted: when `by` may not write life events
    :raises PlacesUnknown: when a service or a centre went away since the check
    """
    permissions.check(by, Act.WRITE_LIFE_EVENTS)
    steps = [step for row in rows for step in row.steps]
    services = Service.objects.select_related("entity").in_bulk({step.service for step in steps}, field_name="code")
    centres = Centre.objects.in_bulk({step.centre for step in steps if step.centre}, field_name="code")
    if missing := unknown_places(rows, services, centres):
        raise PlacesUnknown(places=missing[:10])
    newest = {one.code: one for one in newest_versions({row.code for row in rows})}
    fresh = [row for row in rows if row.code not in newest or newest[row.code].content_sha256 != row.sha256]
    for row in fresh:
        number = newest[row.code].version + 1 if row.code in newest else 1
        write_version(row, number, (services, centres), by, at)
    journal.record(
        "life-events.written", subject=file_sha256, by=by, at=at, added=len(fresh), known=len(rows) - len(fresh)
    )
    return Written(len(fresh), len(rows) - len(fresh))


def newest_versions(codes: set[str]) -> Sequence[LifeEvent]:
    """Return the newest version of each of these life events, locked: two lists at once make two versions in turn."""
    rows = LifeEvent.objects.select_for_update().filter(code__in=codes).order_by("code", "version")
    return list({row.code: row for row in rows}.values())


def unknown_places(
    rows: Sequence[LifeEventRow], services: Mapping[str, Service], centres: Mapping[str, Centre]
) -> list[str]:
    """Return the codes of services that are not there and of centres that are not of the service's body."""
    missing = set()
    for step in (step for row in rows for step in row.steps):
        service, centre = services.get(step.service), centres.get(step.centre)
        if service is None:
            missing.add(step.service)
        elif step.centre and (centre is None or centre.entity_id != service.entity_id):
            missing.add(step.centre)
    return sorted(missing)


def write_version(
    row: LifeEventRow, number: int, known: tuple[Mapping[str, Service], Mapping[str, Centre]], by: Actor, at: datetime
) -> None:
    """Write one version with its steps and its journal line. Called inside the verb."""
    services, centres = known
    written = LifeEvent.objects.create(
        code=row.code,
        version=number,
        name_ar=row.name_ar,
        name_en=row.name_en,
        content_sha256=row.sha256,
        written_at=at,
        written_by=by.ref,
    )
    LifeEventStep.objects.bulk_create(
        LifeEventStep(
            life_event=written,
            place=place,
            entity=services[step.service].entity,
            service=services[step.service],
            centre=centres.get(step.centre),
            channel=step.channel,
            name_ar=step.name_ar,
            name_en=step.name_en,
            brings_ar=step.brings_ar,
            brings_en=step.brings_en,
            hands_ar=step.hands_ar,
            hands_en=step.hands_en,
            promised_days=step.promised_days,
        )
        for place, step in enumerate(row.steps, 1)
    )
    journal.record("life-event.written", subject=written.ref, by=by, at=at, code=row.code, version=number)
