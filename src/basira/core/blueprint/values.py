"""The values of a blueprint, as a check let them through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from basira.core.blueprint.schema import Row, Value


@dataclass(frozen=True, slots=True)
class Blueprint:
    """
    What a file says: `values` by path, and `rows` of each table that repeats, in the file's order.

    A key that the file leaves out is absent; there are no defaults here, so that a programme knows what was decided.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def said(self, path: str, otherwise: Any = None) -> Any:
        """Return the value at a path; `otherwise` where the file says nothing."""
        return self.values.get(path, otherwise)

    def table(self, name: str) -> tuple[Row, ...]:
        """Return the entries of a table that repeats; empty when it has none."""
        return self.rows.get(name, ())
