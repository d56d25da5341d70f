"""Small pools for tests: by hand, and by chance from a seed."""

from random import Random

from basira.core.selection.pool import Applicant, Pool, Quota

NAMES = ("sex", "region", "age")


def pool_of(people: str, quotas: str, size: int, households: str = "") -> Pool:
    """
    Return a pool from words: "f/north m/south" are two applicants, "sex:f:1:2" is a quota of 1 to 2.

    Ids are 1, 2, 3 … in the order said. `households` names a household for each applicant, "-" for none.
    """
    homes = households.split() or ["-"] * len(people.split())
    applicants = [
        Applicant(str(number), tuple(words.split("/")), "" if home == "-" else home)
        for number, (words, home) in enumerate(zip(people.split(), homes, strict=True), start=1)
    ]
    made = []
    for words in quotas.split():
        category, feature, least, most = words.split(":")
        made.append(Quota(category.replace("&", " & "), feature.replace("&", " & "), int(least), int(most)))
    categories = NAMES[: len(applicants[0].features)]
    return Pool.of(categories, applicants, tuple(made), size)


def by_chance(seed: int, *, applicants: int = 24, size: int = 6, features: tuple[int, ...] = (2, 3, 3)) -> Pool:
    """Return a pool with quotas that one panel, drawn by chance, satisfies."""
    chance = Random(f"pool {seed}")  # noqa: S311 - pools, not secrets
    people = [
        Applicant(str(number), tuple(f"f{int(chance.random() ** 2 * count)}" for count in features))
        for number in range(1, applicants + 1)
    ]
    panel = chance.sample(people, size)
    quotas = []
    for place, count in enumerate(features):
        for feature in (f"f{number}" for number in range(count)):
            there = sum(one.features[place] == feature for one in panel)
            quotas.append(
                Quota(NAMES[place], feature, max(0, there - chance.randint(0, 1)), there + chance.randint(0, 1))
            )
    return Pool.of(NAMES[: len(features)], people, tuple(quotas), size)
