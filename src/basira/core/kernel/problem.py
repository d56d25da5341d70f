"""A refusal: what happened, with a stable code and the values that its words need."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Problem(Exception):
    """
    A refusal that a person can act on.

    A subclass sets `code`, a stable word such as "review.move-not-allowed"; the keyword arguments become `params`.
    The words stand in one catalogue per surface language (`surfaces/shared/words.py`), never here.
    """

    code = "problem"

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({values})"


class Severity(StrEnum):
    """How much a fault weighs: an error refuses the file, a warning is told and let through."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One fault of a file, by place.

    `row` counts as a spreadsheet shows it (the header is row 1); None where the fault has no row. `column` is the
    header as the file spells it, or None. `place` is free text for files without rows ("survey:12", "container").
    `message` is plain English with the values filled in, for the command line; screens translate by `code`+`params`.
    """

    severity: Severity
    code: str
    message: str
    row: int | None = None
    column: str | None = None
    place: str = ""
    params: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as plain values, ready for JSON."""
        return asdict(self) | {"severity": str(self.severity), "params": dict(self.params)}


def has_errors(faults: Sequence[Fault]) -> bool:
    """Tell whether any fault refuses the file. An empty list has none."""
    return any(fault.severity is Severity.ERROR for fault in faults)


class FileRefused(Problem):
    """A file was refused whole; `faults` says every reason, by place."""

    code = "file.refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)
