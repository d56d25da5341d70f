"""The simulated world: replayable, plausible, and true to what it was drawn from."""

import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest

from basira.core.kernel.registry import Channel
from basira.core.simulation import Coverage, SimulatedOutcome, SimulatedVerdict, simulate_programme
from basira.core.simulation.demo_plan import DEMO_SEED, demo_plan

GOOD = {SimulatedVerdict.ACCEPT, SimulatedVerdict.RETURN_THEN_ACCEPT}


@pytest.fixture(scope="module")
def world():
    return simulate_programme(demo_plan(), DEMO_SEED)


def accepted(world, cycle):
    visits = defaultdict(list)
    for mission in world.missions:
        if mission.cycle == cycle and mission.visit and mission.visit.verdict in GOOD:
            visits[mission.centre].append(mission)
    return visits


def test_the_same_seed_gives_the_same_world_and_another_seed_another(world):
    assert simulate_programme(demo_plan(), DEMO_SEED) == world
    assert simulate_programme(demo_plan(), DEMO_SEED + 1).missions != world.missions


def test_the_demo_is_as_large_as_promised(world):
    plan = world.plan
    assert len(plan.sectors) == 5 and len(plan.centres) >= 64 and len(plan.towns) >= 20 and plan.shoppers == 50
    assert [cycle.closed for cycle in plan.cycles] == [True, True, False]
    for cycle in ("c1", "c2"):
        visits = accepted(world, cycle)
        well = [one for one in visits.values() if len(one) >= 6 and len({mission.shopper for mission in one}) >= 3]
        assert len(well) >= 48
        assert sum(1 <= len(one) <= 3 for one in visits.values()) >= 3
        assert len(plan.centres) - len(visits) >= 3


def test_every_coverage_is_kept(world):
    for cycle in ("c1", "c2"):
        visits = accepted(world, cycle)
        for centre in world.plan.centres:
            least, most = {Coverage.FULL: (6, 8), Coverage.SOME: (4, 5), Coverage.THIN: (1, 3), Coverage.NONE: (0, 0)}[
                centre.coverage
            ]
            assert least <= len(visits[centre.code]) <= most


def test_nobody_visits_a_centre_twice_in_a_cycle(world):
    pairs = Counter((mission.cycle, mission.centre, mission.shopper) for mission in world.missions)
    assert max(pairs.values()) == 1


def test_numbers_are_unique_and_tell_no_order(world):
    numbers = [int(mission.number) for mission in world.missions]
    assert len(set(numbers)) == len(numbers)
    rising = sum(one < two for one, two in pairwise(numbers))
    assert 0.45 < rising / len(numbers) < 0.55


def test_missions_end_in_every_way(world):
    assert {mission.outcome for mission in world.missions} == set(SimulatedOutcome)
    assert {mission.visit.verdict for mission in world.missions if mission.visit} == set(SimulatedVerdict)
    running = [mission for mission in world.missions if mission.cycle == "c3"]
    done = sum(mission.outcome is not SimulatedOutcome.OPEN for mission in running) / len(running)
    assert 0.35 < done < 0.65


def test_what_cannot_apply_is_not_answered(world):
    criteria = {criterion.code: criterion for criterion in world.plan.criteria}
    for mission in world.missions:
        if mission.visit is None:
            continue
        assert set(mission.visit.answers) == set(criteria)
        for code, share in mission.visit.answers.items():
            assert share is None or (mission.channel in criteria[code].channels and 0 <= share <= 1)


def test_the_truth_lies_near_what_the_visits_say(world):
    """Over all counter visits of a cycle severities cancel: the mean answer lies within 3 points of the mean truth."""
    criteria = {criterion.code: criterion for criterion in world.plan.criteria}
    won = possible = Decimal(0)
    truths = []
    for centre, visits in accepted(world, "c2").items():
        for mission in visits:
            if mission.channel is not Channel.COUNTER:
                continue
            truths.append(world.truth.levels["c2", centre])
            for code, share in mission.visit.answers.items():
                if share is not None:
                    won += share * criteria[code].weight
                    possible += criteria[code].weight
    assert abs(float(won / possible) - sum(truths) / len(truths)) < 0.03


def test_every_name_is_in_both_languages_and_unique(world):
    plan = world.plan
    for names in (plan.sectors, plan.entities, plan.centres, plan.towns):
        assert all(re.search("[\u0621-\u064a]", one.name_ar) and re.search("[A-Za-z]", one.name_en) for one in names)
        assert len({one.name_ar for one in names}) == len({one.name_en for one in names}) == len(names)


def test_no_two_centres_share_a_point_and_the_credit_is_kept(world):
    points = {(centre.latitude, centre.longitude) for centre in world.plan.centres}
    assert len(points) == len(world.plan.centres)
    assert "Who's On First" in world.plan.attribution
