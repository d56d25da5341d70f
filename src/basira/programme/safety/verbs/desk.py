"""How the duty officer is reached, and whom she calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Entity
from basira.programme.safety.models import DutyDesk, EmergencyContact

MOST_PHONES = 3


class PhoneMissing(Problem):
    """The duty officer is reached by at least one number, and at most three."""

    code = "safety.phone-missing"


class BodyUnknown(Problem):
    """The registry has no body of this ref."""

    code = "safety.body-unknown"


class ContactIncomplete(Problem):
    """A contact has a function in both languages and a phone."""

    code = "safety.contact-incomplete"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: a function such as "Safety control room", never a person."""

    function_ar: str
    function_en: str
    phone: str
    mail: str = ""


@transaction.atomic
def set_duty_desk(*, phones: Sequence[str], hours_ar: str, hours_en: str, by: Actor, at: datetime) -> None:
    """
    Set by which numbers, and when, the duty officer is reached. The journal says that, not which, they were changed.

    :raises NotPermitted: when `by` may not set the programme
    :raises PhoneMissing: without a number, or with more than three
    """
    permissions.check(by, Act.SET_PROGRAMME)
    kept = [phone.strip() for phone in phones if phone.strip()]
    if not 0 < len(kept) <= MOST_PHONES:
        raise PhoneMissing(limit=MOST_PHONES)
    facts = {"phones": kept, "hours_ar": hours_ar.strip(), "hours_en": hours_en.strip()}
    DutyDesk.objects.update_or_create(id=1, defaults=facts | {"changed_at": at, "changed_by": by.ref})
    journal.record("duty-desk.set", subject="duty-desk", by=by, at=at, phones=len(kept))


@transaction.atomic
def set_contact(*, entity: str, contact: Contact, by: Actor, at: datetime) -> None:
    """
    Set the emergency contact of the body with this ref; "" is the top.

    :raises NotPermitted: when `by` may not keep contacts
    :raises BodyUnknown: when the registry has no such body
    :raises ContactIncomplete: when the function or the phone is missing
    """
    permissions.check(by, Act.MAINTAIN_CONTACTS)
    if not (contact.function_ar.strip() and contact.function_en.strip() and contact.phone.strip()):
        raise ContactIncomplete()
    body = Entity.objects.filter(ref=entity).first() if entity else None
    if entity and body is None:
        raise BodyUnknown()
    facts = {
        "function_ar": contact.function_ar.strip(),
        "function_en": contact.function_en.strip(),
        "phone": contact.phone.strip(),
        "mail": contact.mail.strip(),
        "changed_at": at,
        "changed_by": by.ref,
    }
    EmergencyContact.objects.update_or_create(entity=body, defaults=facts)
    journal.record("contact.set", subject=entity or "top", by=by, at=at)
