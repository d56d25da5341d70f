"""The one input of scoring, what makes a set of ratings scorable, and its fingerprint."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from basira.core.kernel.problem import Fault, FileRefused, Severity

DIGEST_VERSION = "basira-ratings-1"


class Level(StrEnum):
    """What a score is about, from the narrowest to the widest."""

    CENTRE = "centre"
    ENTITY = "entity"
    SECTOR = "sector"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Rating:
    """
    One criterion as one visit answered it. Every reference is opaque here.

    `share` is the part of the points won, 0 to 1; None where the criterion did not apply (N/A), which is no zero.
    `weight` is the relative weight of the criterion, above 0. `critical` marks a criterion whose loss is told apart.
    """

    visit: str
    shopper: str
    centre: str
    entity: str
    sector: str
    dimension: str
    criterion: str
    share: Decimal | None
    weight: Decimal
    critical: bool = False

    def unit(self, level: Level) -> str:
        """Return the reference of the unit that this rating counts for at `level`; the programme has none ("")."""
        return {Level.CENTRE: self.centre, Level.ENTITY: self.entity, Level.SECTOR: self.sector}.get(level, "")


class NotScorable(FileRefused):
    """The ratings contradict themselves or their scale; `faults` names every case by visit and criterion."""

    code = "scoring.not-scorable"


def check_scorable(ratings: Iterable[Rating]) -> None:
    """
    Refuse ratings that no honest score can be made of, naming every fault. No ratings at all is scorable: nothing.

    A share must lie in 0 to 1, a weight above 0; a visit has one shopper, one centre, and each criterion once; a centre
    has one entity, and an entity one sector; a criterion has one dimension.

    :raises NotScorable: with a fault for each contradiction
    """
    vetted = tuple(ratings)
    faults = [fault for rating in vetted for fault in scale_faults(rating)]
    faults += repeated_criteria(vetted)
    for child, parent in (
        ("visit", "shopper"),
        ("visit", "centre"),
        ("centre", "entity"),
        ("entity", "sector"),
        ("criterion", "dimension"),
    ):
        faults += split_faults(vetted, child, parent)
    if faults:
        raise NotScorable(faults)


def scale_faults(rating: Rating) -> list[Fault]:
    """Return the faults of one rating's own numbers."""
    place = f"{rating.visit}:{rating.criterion}"
    faults = []
    if rating.share is not None and not (rating.share.is_finite() and 0 <= rating.share <= 1):
        faults.append(fault("scoring.share-out-of-range", f"The share {rating.share} is not between 0 and 1.", place))
    if not (rating.weight.is_finite() and rating.weight > 0):
        faults.append(fault("scoring.weight-not-positive", f"The weight {rating.weight} is not above 0.", place))
    return faults


def repeated_criteria(ratings: Sequence[Rating]) -> list[Fault]:
    """Return a fault for every criterion that a visit answers twice."""
    seen: set[tuple[str, str]] = set()
    faults = []
    for rating in ratings:
        key = (rating.visit, rating.criterion)
        if key in seen:
            faults.append(
                fault("scoring.repeated-criterion", "This visit answers the criterion more than once.", ":".join(key))
            )
        seen.add(key)
    return faults


def split_faults(ratings: Sequence[Rating], child: str, parent: str) -> list[Fault]:
    """Return a fault for every `child` (such as a visit) that stands under two `parent`s (such as centres)."""
    first: dict[str, str] = {}
    split: dict[str, set[str]] = {}
    for rating in ratings:
        below, above = getattr(rating, child), getattr(rating, parent)
        if first.setdefault(below, above) != above:
            split.setdefault(below, {first[below]}).add(above)
    return [
        fault(f"scoring.{child}-in-two", f"This {child} has more than one {parent}: {', '.join(sorted(found))}.", below)
        for below, found in split.items()
    ]


def fault(code: str, message: str, place: str) -> Fault:
    """Make an error at a place."""
    return Fault(Severity.ERROR, code, message, place=place)


def inputs_digest(ratings: Iterable[Rating]) -> str:
    """
    Return the SHA-256 (hex) of the ratings in canonical order and form, so that a run can be recomputed and compared.

    The order of the ratings and the spelling of a number (0.5 or 0.50) make no difference; any value does.
    """
    digest = hashlib.sha256(DIGEST_VERSION.encode())
    for line in sorted(map(canonical_line, ratings)):
        digest.update(b"\n" + line.encode())
    return digest.hexdigest()


def canonical_line(rating: Rating) -> str:
    """Write one rating as JSON in which equal values are equal text."""
    values = [
        rating.visit,
        rating.shopper,
        rating.centre,
        rating.entity,
        rating.sector,
        rating.dimension,
        rating.criterion,
        None if rating.share is None else plain(rating.share),
        plain(rating.weight),
        rating.critical,
    ]
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def plain(number: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
