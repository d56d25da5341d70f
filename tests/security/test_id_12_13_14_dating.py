"""
ID-12, ID-13, ID-14: from what is released nobody can tell when a visit was made.

The strongest form first: two cycles that differ only in the days of their visits, and in the order in which everything
came in, are released as the same bytes. So every order that a reader finds is blind to the days, and the simulated attack
of the security paper (a guess of the day from a place in a list) does no better than chance.
"""

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.db import transaction
from django.test import Client

from basira.core.kernel.actor import Role
from basira.programme.findings import reports
from basira.programme.findings.models import EntityReport, Finding
from basira.programme.publishing import verbs as publishing
from basira.programme.publishing.snapshot import build_snapshot
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST
from tests.programme.dated_world import DAYS, DatedWorld, dated_cycle, inform
from tests.programme.measured_world import AT

pytestmark = pytest.mark.django_db
PUBLISHERS = [actor("huda", Role.PUBLISHER), actor("omar", Role.PUBLISHER)]
TIMES_CHANCE = 1.5
"""ID-14: a guess may be right no more often than this many times the blind chance of one day in the cycle."""
ORDER_LIMIT = 0.05
"""ID-13: the mean of Kendall's tau over many cycles lies no farther from zero."""


class Undo(Exception):
    """Takes a world away again."""


def released(seed: int) -> dict[str, str]:
    """Return what leaves of a cycle with the days of this seed, as text by kind; the world itself is taken away again."""
    found: dict[str, str] = {}
    try:
        with transaction.atomic():
            made = dated_cycle(seed)
            found["snapshot"] = json.dumps(build_snapshot(made.run))
            found["reports"] = json.dumps(reports.reports_of(made.run.ref))
            inform(made)
            told = EntityReport.objects.order_by("pk")
            found["told"] = json.dumps([one.figures for one in told])
            found["findings"] = json.dumps(
                list(
                    Finding.objects.order_by("report_id", "place").values_list("entity_ref", "place", "code", "figures")
                )
            )
            raise Undo
    except Undo:
        reports.body_scores.cache_clear()
        return found


def test_when_visits_were_made_changes_no_byte_of_what_is_released():
    first, second = released(1), released(2)
    assert len(first["snapshot"]) > 5000 and len(first["told"]) > 5000
    assert json.loads(first["findings"]), "nothing was found, so nothing was compared"
    assert first == second


def test_the_comparison_sees_a_release_that_follows_the_order_of_visits():
    """The twin: units in the order of their first visits are other bytes in each world."""
    orders = set()
    for seed in (1, 2):
        try:
            with transaction.atomic():
                made = dated_cycle(seed)
                orders.add(json.dumps(by_first_visit(made)))
                raise Undo
        except Undo:
            pass
    assert len(orders) == 2


def by_first_visit(made: DatedWorld) -> list[str]:
    """Return the centres in the order of their first visits: what a careless release would show."""
    return sorted(made.days, key=lambda name: (min(made.days[name]), name))


def right_day_rate(order: Sequence[str], worlds: Sequence[dict[str, list[int]]]) -> float:
    """
    Return how often an attacker names the day of a centre's first visit, over many cycles.

    He knows how first visits fall over the days, and takes the place in the list for the place in time.
    """
    spread = sorted(min(days) for world in worlds for days in world.values())
    told = {name: spread[(2 * place + 1) * len(spread) // (2 * len(order))] for place, name in enumerate(order)}
    hits = [told[name] == min(days) for world in worlds for name, days in world.items()]
    return sum(hits) / len(hits)


def blind_rate(worlds: Sequence[dict[str, list[int]]]) -> float:
    """Return the best that a reader does who knows how first visits fall over the days, and nothing of any centre."""
    firsts = [min(days) for world in worlds for days in world.values()]
    return max(firsts.count(day) for day in range(DAYS)) / len(firsts)


def drawn_days(names: Sequence[str], cycles: int) -> list[dict[str, list[int]]]:
    """Return the days of six visits a centre for many cycles: the release is the same for each of them (see above)."""
    chance = random.Random(14)  # noqa: S311  days are drawn, not secrets
    return [{name: [chance.randrange(DAYS) for _visit in range(6)] for name in names} for _cycle in range(cycles)]


def kendall(order: Sequence[str], days: dict[str, list[int]]) -> float:
    """Return Kendall's tau-a between a list and the first visits."""
    pairs = list(combinations(order, 2))
    signs = [(min(days[a]) < min(days[b])) - (min(days[a]) > min(days[b])) for a, b in pairs]
    return sum(signs) / len(pairs)


def public_order() -> list[str]:
    """Return the centres in the order in which the release names them."""
    made = dated_cycle(3)
    units = build_snapshot(made.run)["units"]
    return [unit["ref"].removeprefix("ref-") for unit in units if unit["level"] == "centre"]


def test_a_guess_from_the_order_is_right_no_more_often_than_chance():
    order = public_order()
    worlds = drawn_days(order, 100)
    assert right_day_rate(order, worlds) <= TIMES_CHANCE * blind_rate(worlds)


def test_the_attack_succeeds_on_a_release_in_the_order_of_visits():
    """The twin: the same attacker reads the days off a list that follows them, and the order betrays itself."""
    for world in drawn_days(public_order(), 10):
        order = sorted(world, key=lambda name: (min(world[name]), name))
        assert right_day_rate(order, [world]) > TIMES_CHANCE * blind_rate([world])
        assert kendall(order, world) > 0.8


def test_the_order_of_the_release_says_nothing_of_the_order_of_visits():
    order = public_order()
    taus = [kendall(order, world) for world in drawn_days(order, 60)]
    mean = sum(taus) / len(taus)
    error = (sum((tau - mean) ** 2 for tau in taus) / (len(taus) - 1) / len(taus)) ** 0.5
    assert abs(mean) <= ORDER_LIMIT and mean - 2 * error <= 0 <= mean + 2 * error


@pytest.fixture
def published() -> DatedWorld:
    """A cycle that the public reads."""
    made = dated_cycle(5)
    inform(made)
    release = publishing.prepare_release(wave="ref-wave", by=ANALYST, at=MONDAY_9AM).ref
    for one in PUBLISHERS:
        publishing.approve_release(release=release, by=one, at=MONDAY_9AM)
    publishing.publish_release(release=release, by=PUBLISHERS[0], at=MONDAY_9AM)
    return made


PAGES = (
    "/", "/results/", "/results.csv", "/sectors/health/", "/entities/ref-B1/", "/centres/ref-C1-00/", "/map/",
    "/map/centres.json", "/not-visited/", "/method/", "/about/",
)  # fmt: skip
FINE_HEADERS = ("Last-Modified", "ETag", "Date", "Age", "Expires")
"""Headers that could say when something behind a page was last changed."""


def spellings(day: date) -> set[str]:
    """Return a day as a machine or a reader of either language would find it written."""
    eastern = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    plain = {
        day.isoformat(), f"{day:%Y%m%d}", f"{day:%d/%m/%Y}", f"{day.day} {day:%B}", f"{day:%B} {day.day},",
        f"{day.day} {ARABIC_MONTHS[day.month]}",
    }  # fmt: skip
    return plain | {each.translate(eastern) for each in plain}


ARABIC_MONTHS = {3: "مارس", 4: "أبريل"}


def finer_than_the_cycle(text: str, headers: str, made: DatedWorld) -> set[str]:
    """Return what a reader finds that is finer than the cycle: days on which visits were made, and times of changes."""
    edges = {made.world.wave.starts_on, made.world.wave.ends_on}
    visited = {AT.date() + timedelta(days=day) for days in made.days.values() for day in days} - edges
    return {word for day in visited for word in spellings(day) if word in text or word in headers}


def test_no_public_page_says_anything_finer_than_the_cycle(published):
    for address in PAGES:
        for language in ("ar", "en"):
            answer = Client(headers={"accept-language": language}).get(address)
            assert answer.status_code == 200, address
            assert not [name for name in FINE_HEADERS if name in answer], address
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert finer_than_the_cycle(content.decode(), str(answer.headers), published) == set(), address


def test_the_search_finds_a_day_that_was_left_in(published):
    """The twin: one day of a visit, in either language's spelling, is found."""
    day = AT.date() + timedelta(days=next(day for day in published.days["C1-00"] if day not in (0, DAYS)))
    for spelling in spellings(day):
        assert finer_than_the_cycle(f"<p>seen on {spelling} by</p>", "", published)
