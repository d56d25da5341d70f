"""An entry of the journal in words: who, what, and the details by name. A shopper is never more than a number."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from basira.core.kernel.actor import ActorKind
from basira.programme.journal.queries import EntryCard
from basira.programme.people import queries as people
from basira.surfaces.console.journal.details import DETAIL_NAMES, FIELD_NAMES, SUBJECTS
from basira.surfaces.console.journal.values import words_for
from basira.surfaces.console.registry.labels import SITE_TYPES
from basira.surfaces.console.review.kept_sealed import why_in_words
from basira.surfaces.console.vocabulary import AUTHOR_KINDS
from basira.surfaces.shared import figures
from basira.surfaces.shared.recruiting_words import ROUTES
from basira.surfaces.shared.states import LOOKS, look

STATES = frozenset({"to", "state", "answer", "outcome"})
"""Details that hold a state."""
FIELDS = frozenset({"fields", "changed"})
"""Details that name fields."""
DAYS = frozenset({"ends", "until"})
"""Details that hold a day."""
YES_OR_NO = {"True": True, "False": False}
LISTED_BY_NUMBER = frozenset({"points"})
"""Lists that are the same each time: how long they are says enough."""


def staff_names(arabic: bool) -> Mapping[str, str]:
    """Return the names of those who work for the programme, and for no body or company, by the reference of their account."""
    cards = [card for card in people.account_cards() if not (card.entity_ref or card.provider_ref)]
    return {card.ref: (card.name_ar if arabic else card.name_en) or card.name_ar or card.name_en for card in cards}


def author_words(entry: EntryCard, names: Mapping[str, str]) -> str:
    """Return who acted: a member of staff by name, everybody else by kind alone."""
    kind = str(AUTHOR_KINDS.get(entry.by_kind, entry.by_kind))
    return names.get(entry.by_ref, kind) if entry.by_kind == ActorKind.ACCOUNT else kind


def subject_words(subject: str) -> str:
    """Return what an entry is about, where that is a thing of which there is one or a code of a list; "" for a reference."""
    listed: dict[str, object] = {
        **SUBJECTS,
        **{str(code): words for code, words in (*ROUTES.items(), *SITE_TYPES.items())},
    }
    return str(listed.get(subject, ""))


def detail_words(entry: EntryCard) -> tuple[tuple[str, str], ...]:
    """Return the details of an entry as pairs of words, without those that say nothing: an empty text or list."""
    said = {name: value for name, value in entry.detail.items() if value not in ("", [])}
    return tuple((str(DETAIL_NAMES.get(name, name)), spelled(entry.act, name, value)) for name, value in said.items())


def spelled(act: str, name: str, value: object) -> str:
    """Return a detail's value in words: codes of a list, states, yes and no, numbers and days; anything else as it is."""
    if isinstance(value, list):
        if name in LISTED_BY_NUMBER:
            return figures.number(len(value))
        return _(", ").join(spelled(act, name, each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return figures.number(value)
    return text_words(act, name, str(value))


def text_words(act: str, name: str, text: str) -> str:
    """Return a text of an entry in words where it is a code; as it stands where it is not."""
    if text in YES_OR_NO:
        return spelled(act, name, YES_OR_NO[text])
    if name in FIELDS:
        return field_words(text)
    if name in DAYS:
        return figures.day(date.fromisoformat(text))
    if name == "why" and "." in text:
        return why_in_words(text)
    return words_for(act, name, text) or (
        look(text, act.partition(".")[0])[2] if name in STATES and text in LOOKS else text
    )


def field_words(field: str) -> str:
    """Return the name of a field, with the language of its text where it has one."""
    stem, _line, tongue = field.rpartition("_")
    languages = {"ar": _("Arabic"), "en": _("English")}
    if tongue in languages and stem in FIELD_NAMES:
        return f"{FIELD_NAMES[stem]} ({languages[tongue]})"
    return str(FIELD_NAMES.get(field, field))
