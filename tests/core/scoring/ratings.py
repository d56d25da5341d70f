"""Short hands that write ratings for the tests of scoring."""

from decimal import Decimal

from basira.core.scoring import Rating


def rating(visit: str, share: str | None, **changes: object) -> Rating:
    """One rating of visit `visit`; shopper, centre and the rest have plain defaults."""
    values: dict[str, object] = {
        "visit": visit,
        "shopper": f"shopper of {visit}",
        "centre": "centre",
        "entity": "entity",
        "sector": "sector",
        "dimension": "service",
        "criterion": "greeting",
        "share": None if share is None else Decimal(share),
        "weight": Decimal(1),
        "critical": False,
    }
    return Rating(**(values | changes))  # type: ignore[arg-type]
