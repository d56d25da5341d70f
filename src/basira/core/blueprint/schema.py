"""What a key of a blueprint is: its kind, its bounds, its meaning in both languages, and whether today's product obeys it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | bool | date | Sequence[str]
"""What a key may hold. Lists hold words alone."""

Row = Mapping[str, Value]
"""One entry of a table that repeats, such as one quota: its values by the last word of their keys."""


class Kind(StrEnum):
    """What may stand at a key."""

    LINE = "line"
    TEXT = "text"
    CODE = "code"
    YES_NO = "yes-no"
    WHOLE = "whole"
    SHARE = "share"
    DATE = "date"
    TIME = "time"
    ZONE = "zone"
    CHOICE = "choice"
    CHOICES = "choices"
    CODES = "codes"


class Standing(StrEnum):
    """What today's product makes of a key."""

    OBEYED = "obeyed"
    """A programme that starts from the file does what the key says."""
    HELD = "held"
    """Every programme does it, whatever a file says; a file that says otherwise is refused."""
    NOT_YET = "not-yet"
    """Kept with the programme and told by the check, and nothing obeys it yet."""


def spelled(value: object) -> str:
    """Return a value as people write it into a file, a list apart by commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Key:
    """
    One key.

    `path` is "clocks.reply_working_days", or "panel.quotas[].least" in a table that repeats. `least` and `most` bound whole
    numbers and shares, in `unit`. `holds` is the only value of a key that is held. `obeyed_values` are those that are obeyed
    although the key is not yet, as a file spells them: the product obeys a "false" for what it does not do. `in_method` marks
    what a cycle commits itself to: it changes between cycles only. `in_release` marks those of them that rule what is published of
    a cycle, and to whom it is told: scores are known long before that, so that they stay until its results are out.
    """

    path: str
    kind: Kind
    standing: Standing
    english: str
    arabic: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1_000_000
    unit: str = ""
    required: bool = False
    holds: Value | None = None
    obeyed_values: tuple[str, ...] = ()
    in_method: bool = False
    in_release: bool = False

    @property
    def table(self) -> str:
        """The table in which it stands, without the brackets of one that repeats."""
        return self.path.rpartition(".")[0].removesuffix("[]")

    @property
    def name(self) -> str:
        """The last word of the path, as a file writes it."""
        return self.path.rpartition(".")[2]

    @property
    def repeats(self) -> bool:
        """Tell whether it stands in a table that repeats."""
        return "[]" in self.path

    def is_obeyed(self, value: Value) -> bool:
        """Tell whether today's product does what this value says."""
        if self.standing is not Standing.NOT_YET:
            return True
        said = value if isinstance(value, list | tuple) else [value]
        return bool(self.obeyed_values) and all(spelled(each) in self.obeyed_values for each in said)


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table of the file: its name, its meaning, and the keys by which entries of one that repeats are told apart.

    `is_in_order`: the order of its entries says something, and another order is a difference.
    """

    name: str
    english: str
    arabic: str
    told_apart_by: tuple[str, ...] = ()
    is_in_order: bool = False
