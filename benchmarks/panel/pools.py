"""
Look-alike pools from a seed: as many applicants, seats and categories as pools that papers tell of, never their people.

Society's shares of the features and the applicants' differ, as they do where people come forward by themselves: that is what
makes a choice hard. Quotas are society's shares of the seats, one seat of room to either side.
"""

from dataclasses import dataclass
from random import Random

from basira.core.selection.pool import Applicant, Pool, Quota, types_of
from basira.core.selection.solving import any_panel


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a look-alike shares with the pool that it is named for."""

    name: str
    applicants: int
    size: int
    categories: tuple[int, ...]
    """How many features each category has."""


LIKENESSES = (
    Likeness("mass", 70, 24, (2, 3, 4, 3, 3)),
    Likeness("sf_c", 161, 44, (2, 4, 4, 3, 5, 2, 3)),
    Likeness("hd", 239, 30, (2, 5, 4, 4, 3, 5, 2)),
    Likeness("sf_b", 250, 20, (2, 5, 4, 3, 4, 3)),
    Likeness("sf_a", 312, 35, (2, 4, 5, 4, 3, 4)),
    Likeness("obf", 321, 30, (2, 4, 3, 2, 4, 2, 3, 2)),
    Likeness("nexus", 342, 170, (2, 4, 5, 5, 3)),
    Likeness("sf_d", 404, 40, (2, 5, 4, 4, 3, 4)),
    Likeness("cca", 825, 75, (2, 6, 5, 8)),
    Likeness("basira600", 600, 50, (2, 5, 4, 6, 5, 4, 4)),
)
LARGE = (Likeness("sf_e", 1727, 110, (2, 4, 14, 4, 5, 2, 3)), Likeness("types300", 2000, 100, (2, 5, 6, 6)))


def look_alike(likeness: Likeness, seed: int) -> Pool:
    """Return a pool that some panel satisfies."""
    chance = Random(f"{likeness.name} {seed}")
    while True:
        pool = drawn(likeness, chance)
        if any_panel(types_of(pool).rows) is not None:
            return pool


def drawn(likeness: Likeness, chance: Random) -> Pool:
    """Return a pool by chance; it may be that no panel satisfies it."""
    names = tuple(f"category {place + 1}" for place in range(len(likeness.categories)))
    society = [shares(chance, features, 4.0) for features in likeness.categories]
    coming = [[share * chance.uniform(0.3, 1.7) for share in each] for each in society]
    applicants = [
        Applicant(str(number + 1), tuple(f"f{chance.choices(range(len(each)), each)[0] + 1}" for each in coming))
        for number in range(likeness.applicants)
    ]
    quotas = []
    for place, name in enumerate(names):
        for feature, share in enumerate(society[place]):
            wanted = share * likeness.size
            there = sum(one.features[place] == f"f{feature + 1}" for one in applicants)
            least = min(int(wanted), there)
            quotas.append(Quota(name, f"f{feature + 1}", least, max(least, int(wanted) + 1)))
    return Pool.of(names, applicants, tuple(quotas), likeness.size)


def shares(chance: Random, count: int, evenness: float) -> list[float]:
    """Return shares that sum to 1, by a gamma for each."""
    drawn_shares = [chance.gammavariate(evenness, 1.0) for _ in range(count)]
    return [share / sum(drawn_shares) for share in drawn_shares]
