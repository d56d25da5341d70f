"""What a phone offers on the way, by the kind of mission, as JSON values."""

from typing import Any

from basira.core.assurance.instruments import INSTRUMENTS


def instruments_json() -> dict[str, dict[str, Any]]:
    """Return marks, counts, promises and whether a log of contacts makes sense, by kind of mission."""
    return {
        str(kind): {
            "marks": [str(mark) for mark in each.marks],
            "counts": [str(count) for count in each.counts],
            "promises": [str(promised) for promised in each.promises],
            "log": each.log,
        }
        for kind, each in INSTRUMENTS.items()
    }
