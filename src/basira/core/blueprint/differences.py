"""What differs between two blueprints, in words of both languages, in the order of a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from basira.core.blueprint.keys import BY_PATH, BY_TABLE, KEYS
from basira.core.blueprint.schema import Key, Row, Value, spelled
from basira.core.blueprint.values import Blueprint
from basira.core.blueprint.words import DIFFERENCES, said


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One key that the two say differently. `before` or `after` is None where one of them is silent.

    `about` tells the entry of a table that repeats, such as "status, citizen"; "" for a plain key.
    """

    key: Key
    about: str
    before: Value | None
    after: Value | None

    @property
    def path(self) -> str:
        """The key, with the entry that it is of: "panel.quotas[standing, citizen].least"."""
        return self.key.path.replace("[]", f"[{self.about}]")

    def in_words(self, language: str) -> str:
        """Return the difference as a line in "ar" or "en"."""
        what = "changed" if None not in (self.before, self.after) else "added" if self.before is None else "removed"
        values = {"before": spelled(self.before), "after": spelled(self.after)}
        line = said(DIFFERENCES[what], language, name=self._name(language), **values)
        return line + (said(DIFFERENCES["method"], language) if self.key.in_method else "")

    def _name(self, language: str) -> str:
        meaning = self.key.arabic if language == "ar" else self.key.english
        table = BY_TABLE.get(self.key.table)
        where = (table.arabic if language == "ar" else table.english) + " · " if table else ""
        about = f" ({self.about})" if self.about else ""
        return f"{where}{meaning.rstrip('.')}{about}"


def differences(before: Blueprint, after: Blueprint) -> tuple[Difference, ...]:
    """Return every difference, in the order of the schema; empty when the two say the same."""
    return tuple(_differences(before, after))


def _differences(before: Blueprint, after: Blueprint) -> Iterator[Difference]:
    for key in KEYS:
        if not key.repeats:
            yield from _one(key, "", before.said(key.path), after.said(key.path))
    for table in BY_TABLE.values():
        if table.told_apart_by:
            old, new = _by_name(before, table.name), _by_name(after, table.name)
            yield from _entries(table.name, old, new)
            if table.is_in_order:
                stays = old.keys() & new.keys()
                key = BY_PATH[f"{table.name}[].{table.told_apart_by[0]}"]
                yield from _one(key, "", *(tuple(name for name in rows if name in stays) for rows in (old, new)))


def _entries(table: str, before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[Difference]:
    for about in dict.fromkeys([*before, *after]):
        old, new = before.get(about, {}), after.get(about, {})
        for name in dict.fromkeys([*old, *new]):
            yield from _one(BY_PATH[f"{table}[].{name}"], about, old.get(name), new.get(name))


def _one(key: Key, about: str, before: Value | None, after: Value | None) -> Iterator[Difference]:
    if before != after:
        yield Difference(key, about, before, after)


def _by_name(blueprint: Blueprint, table: str) -> Mapping[str, Row]:
    names = BY_TABLE[table].told_apart_by
    return {", ".join(spelled(row[name]) for name in names): row for row in blueprint.table(table)}
