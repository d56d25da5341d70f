"""Where no body is named: nothing that is shown, minus a body's own, is another body's. Planted, then drawn."""

import random
from itertools import product

import numpy as np
import pytest

from basira.core.disclosure import (
    DisclosureRule,
    MeasuredUnit,
    RevisionTellsBody,
    WithheldBecause,
    check_bodies,
    disclose,
    disclose_unnamed,
)

RULE = DisclosureRule()
WHY = WithheldBecause.WOULD_REVEAL_ANOTHER


def visits(body, count=8):
    return frozenset((f"{body}{n}", f"s{n % 4}") for n in range(count))


def world(**sectors):
    """Return units from sectors of bodies with their numbers of visits, and the keys of the bodies."""
    units, everything = [], frozenset()
    for sector, bodies in sectors.items():
        own = {body: visits(body, count) for body, count in bodies.items()}
        whole = frozenset().union(*own.values())
        everything |= whole
        units.append(MeasuredUnit(sector, "all", whole, {"d": whole}))
        units += [MeasuredUnit(body, sector, presence, {"d": presence}) for body, presence in own.items()]
    return [MeasuredUnit("all", None, everything, {"d": everything}), *units], {
        body for bodies in sectors.values() for body in bodies
    }


def sectors_of(units, bodies):
    """Return the bodies of each sector."""
    sectors = {unit.parent for unit in units if unit.key in bodies}
    return [{unit.key for unit in units if unit.parent == sector} for sector in sorted(sectors)]


def totals(units, bodies, seen_together=()):
    before = {one.key: one for one in disclose(units, RULE)}
    found = disclose_unnamed(units, before, bodies, seen_together)
    return {key: one.total for key, one in found.items() if key not in bodies}


@pytest.mark.parametrize("bodies", [{"E": 8}, {"E": 20, "F": 12}])
def test_a_whole_of_one_or_two_bodies_would_tell_one_of_them(bodies):
    assert totals(*world(s=bodies)) == {"all": WHY, "s": WHY}


def test_of_three_bodies_each_learns_the_two_others_together():
    assert totals(*world(s={"E": 8, "F": 8, "G": 8})) == {"all": None, "s": None}


def test_one_hidden_sector_takes_the_smallest_other_with_it_or_the_whole():
    """The programme minus the shown sectors is the hidden ones: of one body, then of four; with one sector more, of all."""
    big, small = {"A": 8, "B": 8, "C": 8, "D": 8}, {"E": 8, "F": 8, "G": 8}
    assert totals(*world(big=big, small=small, one={"H": 8})) == {"all": None, "big": None, "small": WHY, "one": WHY}
    three = {"H": 8, "I": 8}
    assert totals(*world(big=big, two=three, one={"J": 8})) == {"all": None, "big": None, "two": WHY, "one": WHY}


@pytest.mark.parametrize("small", [{"E": 8, "F": 8}, {"E": 8, "F": 8, "G": 8}])
def test_the_lead_of_a_hidden_sector_reads_no_single_body_that_is_hidden_beside_hers(small):
    """The programme minus the shown sector is hers and the one body of another; so the shown one is withheld as well."""
    units, bodies = world(big={"A": 8, "B": 8, "C": 8, "D": 8}, small=small, one={"H": 8})
    assert totals(units, bodies) == {"all": None, "big": None, "small": WHY, "one": WHY}  # what one body alone may know
    hidden = {"all": None, "big": WHY, "small": WHY, "one": WHY}
    assert totals(units, bodies, sectors_of(units, bodies)) == hidden


def test_two_sectors_of_which_one_has_a_single_body_are_not_even_told_together():
    units, bodies = world(s={"E": 8, "F": 8, "G": 8}, t={"H": 8})
    assert totals(units, bodies)["all"] is None
    assert totals(units, bodies, sectors_of(units, bodies)) == {"all": WHY, "s": WHY, "t": WHY}


def test_what_a_lead_sees_anyway_stays_shown_and_so_does_a_sum_of_two_others():
    units, bodies = world(s={"E": 8, "F": 8, "G": 8}, t={"H": 8, "I": 8, "J": 8})
    assert totals(units, bodies, sectors_of(units, bodies)) == {"all": None, "s": None, "t": None}
    units, bodies = world(s={"E": 8, "F": 8, "G": 8}, t={"H": 8, "I": 8})
    assert totals(units, bodies, sectors_of(units, bodies)) == {"all": None, "s": WHY, "t": WHY}
    assert totals(units, bodies, [{"E", "F", "G", "H"}])["all"] is WHY  # who leads more sees more


def test_the_lead_of_a_sector_reads_no_dimension_of_a_single_body_outside_it():
    """Her own sector's dimension is not shown; she sees it all the same, and the programme's minus hers is one body's."""
    units, bodies = world(s={"E": 8, "F": 8}, t={"G": 8, "H": 8})
    asked = units[2].presence | units[3].presence | units[5].presence
    units[0] = MeasuredUnit("all", None, units[0].presence, {"d": units[0].presence, "x": asked})
    before = {one.key: one for one in disclose(units, RULE)}
    assert disclose_unnamed(units, before, bodies)["all"].dimensions["x"] is None
    found = disclose_unnamed(units, before, bodies, sectors_of(units, bodies))["all"]
    assert found.total is None and found.dimensions == {"d": WHY, "x": WHY}  # the total minus d is x


def test_a_body_without_visits_hides_nobody():
    assert totals(*world(s={"E": 8, "F": 8, "G": 0})) == {"all": WHY, "s": WHY}


def test_a_dimension_of_two_bodies_is_withheld_and_takes_company():
    units, bodies = world(s={"E": 8, "F": 8, "G": 8})
    both = units[2].presence | units[3].presence
    units[:2] = [MeasuredUnit(one.key, one.parent, one.presence, {"d": one.presence, "x": both}) for one in units[:2]]
    before = {one.key: one for one in disclose(units, RULE)}
    assert before["s"].dimensions == {"d": None, "x": None}
    found = disclose_unnamed(units, before, bodies)
    assert found["s"].total is None and found["s"].dimensions == {"d": WHY, "x": WHY}


def test_what_was_withheld_before_stays_so_for_its_own_reason():
    units, bodies = world(s={"E": 1, "F": 1, "G": 1})
    assert totals(units, bodies) == {"all": WithheldBecause.TOO_FEW_VISITS, "s": WithheldBecause.TOO_FEW_VISITS}


def marks(bodies):
    return frozenset((body, body, "d") for body in bodies)


@pytest.mark.parametrize(("before", "now"), [("EFGH", "EFG"), ("EFG", "EFGH"), ("EFGHI", "EFG")])
def test_the_difference_of_two_releases_is_no_single_body_and_no_two(before, now):
    with pytest.raises(RevisionTellsBody) as refusal:
        check_bodies([{"s": marks(before)}], {"s": marks(now)})
    assert refusal.value.params == {"units": "s", "count": 1}


@pytest.mark.parametrize(("before", "now"), [("EFG", "EFG"), ("EFGHIJ", "EFG"), ("EFG", "HIJ"), ("", "EFG")])
def test_three_that_come_or_go_hide_among_each_other(before, now):
    check_bodies([{"s": marks(before)}], {"s": marks(now)})


def test_a_lead_reads_no_single_body_from_the_difference_of_two_releases_either():
    check_bodies([{"all": marks("EFGHIJ")}], {"all": marks("EFG")})
    with pytest.raises(RevisionTellsBody):
        check_bodies([{"all": marks("EFGHIJ")}], {"all": marks("EFG")}, [{"E", "F", "G"}, {"H", "I"}])
    check_bodies([{"all": marks("EFGHIJ")}], {"all": marks("EFG")}, [{"E", "F", "G"}, {"H", "I", "J"}])


@pytest.mark.parametrize("seed", range(60))
def test_no_lead_of_a_sector_reads_a_body_of_another_from_what_is_shown(seed):
    """Solve it as each lead would: with all of hers known, no other body's figure stands in what is shown."""
    draw = random.Random(seed)  # noqa: S311  a simulation
    sectors = {
        f"s{n}": {f"b{n}{m}": draw.choice((0, 5, 8, 9)) for m in range(draw.randint(1, 4))}
        for n in range(draw.randint(1, 5))
    }
    units, keys = world(**sectors)
    shown = {key for key, why in totals(units, keys, sectors_of(units, keys)).items() if why is None}
    bodies = [unit for unit in units if unit.key in keys and unit.presence]
    rows = [[body.presence <= unit.presence for body in bodies] for unit in units if unit.key in shown]
    for sector in {body.parent for body in bodies} if rows else ():
        others = [place for place, body in enumerate(bodies) if body.parent != sector]
        left = np.array(rows, dtype=float)[:, others]
        for target in np.eye(len(others)):
            assert np.linalg.matrix_rank(np.vstack([left, target])) > np.linalg.matrix_rank(left)


@pytest.mark.parametrize("seed", range(60))
def test_no_body_reads_another_from_what_is_shown_and_its_own(seed):
    """Solve it as each body would: with its own figures known, no other body's stands in what is shown."""
    draw = random.Random(seed)  # noqa: S311  a simulation
    sectors = {
        f"s{n}": {f"b{n}{m}": draw.choice((0, 5, 8, 9)) for m in range(draw.randint(1, 5))}
        for n in range(draw.randint(1, 5))
    }
    units, keys = world(**sectors)
    shown = {key for key, why in totals(units, keys).items() if why is None}
    bodies = [unit.presence for unit in units if unit.key in keys and unit.presence]
    rows = [[body <= unit.presence for body in bodies] for unit in units if unit.key in shown]
    for own, other in product(range(len(bodies)), repeat=2):
        if own == other:
            continue
        left = np.array([[value for place, value in enumerate(row) if place != own] for row in rows], dtype=float)
        target = np.zeros(len(bodies) - 1)
        target[other - (other > own)] = 1
        if rows:
            assert np.linalg.matrix_rank(np.vstack([left, target])) > np.linalg.matrix_rank(left)
