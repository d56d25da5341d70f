"""The log of contacts from measured bodies about a visit: written once by whoever was asked, changed by nobody."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basira.core.assurance.influence import ContactKind
from basira.core.assurance.reasons import Sign, told_by
from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans.models import MOST_POST, MOST_WORDS, Contact
from basira.programme.registry.models import Entity


class ContactUnfit(Problem):
    """Something that a contact says is missing, too long, or not of its list; `field` names it."""

    code = "contacts.unfit"


class ContactNamesSomebody(Problem):
    """The log names posts, never a person, and never the number of a shopper."""

    code = "contacts.names-somebody"


@transaction.atomic
def record_contact(  # noqa: PLR0913  a contact has these parts
    *, entity: str, post: str, kind: str, words: str, came_on: date, by: Actor, at: datetime
) -> Contact:
    """
    Put on record that somebody of a measured body made contact about a visit: which post, what was asked, and who received it.

    :raises NotPermitted: when `by` does not work for the programme
    :raises ContactUnfit: with the field that is missing, too long, or not of its list
    :raises ContactNamesSomebody: when a person or a shopper's number is named
    """
    permissions.check(by, Act.RECORD_CONTACT)
    post, words = post.strip(), words.strip()
    sound = {
        "entity": Entity.objects.filter(ref=entity).exists(),
        "post": 0 < len(post) <= MOST_POST,
        "kind": kind in set(ContactKind),
        "words": len(words) <= MOST_WORDS,
        "came_on": came_on <= timezone.localdate(at),
    }
    if faulty := [field for field, is_sound in sound.items() if not is_sound]:
        raise ContactUnfit(field=faulty[0])
    if {Sign.PERSON, "number"} & set(told_by(f"{post}\n{words}")):
        raise ContactNamesSomebody()
    written = Contact.objects.create(
        entity_ref=entity, post=post, kind=kind, words=words, came_on=came_on, recorded_at=at, received_by=by.ref
    )
    journal.record("contact.recorded", subject=written.ref, by=by, at=at, entity=entity, kind=kind)
    return written
