"""How the duty officer is reached, and whom she calls, for pages."""

from dataclasses import dataclass

from basira.programme.registry.models import Entity
from basira.programme.safety.models import DutyDesk, EmergencyContact


@dataclass(frozen=True, slots=True)
class DutyCard:
    """The duty officer's numbers and hours; empty before they were set."""

    phones: tuple[str, ...] = ()
    hours_ar: str = ""
    hours_en: str = ""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The emergency contact of one body, or of the top (`entity_ref` is ""); without a phone none is set."""

    entity_ref: str
    name_ar: str
    name_en: str
    function_ar: str = ""
    function_en: str = ""
    phone: str = ""
    mail: str = ""


def duty_card() -> DutyCard:
    """Return how the duty officer is reached."""
    row = DutyDesk.objects.first()
    return DutyCard(tuple(row.phones), row.hours_ar, row.hours_en) if row else DutyCard()


def contact_cards() -> tuple[ContactCard, ...]:
    """Return the contact of every body by its name, whether set or not. The top's is `top_contact`."""
    known = {row.entity_id: row for row in EmergencyContact.objects.exclude(entity=None)}
    bodies = Entity.objects.order_by("name_ar", "pk")
    return tuple(contact_of(known.get(body.pk), body.ref, (body.name_ar, body.name_en)) for body in bodies)


def contact_card(entity: str) -> ContactCard | None:
    """Return the contact of the body with this ref; None when there is no such body."""
    body = Entity.objects.filter(ref=entity).first()
    if body is None:
        return None
    row = EmergencyContact.objects.filter(entity=body).first()
    return contact_of(row, body.ref, (body.name_ar, body.name_en))


def top_contact() -> ContactCard:
    """Return the contact of the top."""
    return contact_of(EmergencyContact.objects.filter(entity=None).first(), "", ("", ""))


def contact_of(row: EmergencyContact | None, ref: str, names: tuple[str, str]) -> ContactCard:
    """Return a contact as plain values."""
    if row is None:
        return ContactCard(ref, *names)
    return ContactCard(ref, *names, row.function_ar, row.function_en, row.phone, row.mail)
