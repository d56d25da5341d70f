"""An entry of the journal in words: who, what, and the details by name. A shopper is never more than a number."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from basira.core.kernel.actor import ActorKind, Role
from basira.programme.journal.queries import EntryCard
from basira.programme.people import queries as people
from basira.surfaces.console.vocabulary import AUTHOR_KINDS, ROLE_NAMES
from basira.surfaces.shared.states import LOOKS, look

DETAIL_NAMES: Final[dict[str, object]] = {
    "account": gettext_lazy("Account"),
    "added": gettext_lazy("Added"),
    "answer": gettext_lazy("Answer"),
    "bodies": gettext_lazy("Bodies"),
    "bounds": gettext_lazy("Held of these alone"),
    "change": gettext_lazy("Change"),
    "changed": gettext_lazy("Changed"),
    "code": gettext_lazy("Code"),
    "count": gettext_lazy("How many"),
    "cycle": gettext_lazy("Cycle"),
    "entity": gettext_lazy("Body"),
    "fields": gettext_lazy("Changed"),
    "files": gettext_lazy("Files"),
    "findings": gettext_lazy("Findings"),
    "form_id": gettext_lazy("Questionnaire"),
    "inputs": gettext_lazy("Digest of the inputs"),
    "kind": gettext_lazy("Kind"),
    "known": gettext_lazy("Known before"),
    "message": gettext_lazy("Message"),
    "mission": gettext_lazy("Mission"),
    "number": gettext_lazy("Number"),
    "path": gettext_lazy("Question"),
    "profile": gettext_lazy("Size of the programme"),
    "provider": gettext_lazy("Company"),
    "role": pgettext_lazy("journal", "Role"),
    "roles": gettext_lazy("Roles"),
    "run": gettext_lazy("Score run"),
    "sha256": gettext_lazy("Digest of the file"),
    "simulated": gettext_lazy("Simulated data"),
    "snapshot": gettext_lazy("Digest of the release"),
    "state": gettext_lazy("State"),
    "table": gettext_lazy("Table"),
    "to": pgettext_lazy("journal", "Now"),
    "version": gettext_lazy("Version"),
    "visits": gettext_lazy("Visits"),
    "wave": gettext_lazy("Cycle"),
}
"""What a detail is called; one that is missing here shows its own name: nothing is hidden."""

STATES = frozenset({"to", "state", "answer"})
"""Details that hold a state."""


def staff_names(arabic: bool) -> Mapping[str, str]:
    """Return the names of those who work for the programme, and for no body or company, by the reference of their account."""
    cards = [card for card in people.account_cards() if not (card.entity_ref or card.provider_ref)]
    return {card.ref: (card.name_ar if arabic else card.name_en) or card.name_ar or card.name_en for card in cards}


def author_words(entry: EntryCard, names: Mapping[str, str]) -> str:
    """Return who acted: a member of staff by name, everybody else by kind alone."""
    kind = str(AUTHOR_KINDS.get(entry.by_kind, entry.by_kind))
    return names.get(entry.by_ref, kind) if entry.by_kind == ActorKind.ACCOUNT else kind


def detail_words(entry: EntryCard) -> tuple[tuple[str, str], ...]:
    """Return the details of an entry as pairs of words."""
    return tuple((str(DETAIL_NAMES.get(name, name)), spelled(name, value)) for name, value in entry.detail.items())


def spelled(name: str, value: object) -> str:
    """Return a detail's value in words: states, roles, yes and no; lists with commas; codes as they are."""
    if isinstance(value, list):
        return _(", ").join(spelled(name, each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    if name in STATES and text in LOOKS:
        return look(text)[2]
    return str(ROLE_NAMES[Role(text)]) if name in ("role", "roles") and text in set(Role) else text
