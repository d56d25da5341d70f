"""The meter: more detail never leaves more to hide behind, who is known hides nobody, and without it an item leaks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.disclosure import DisclosureRule, Item, Least, MeterOutOfRange, Source, check_least, disclose, readings
from basira.core.disclosure.rule import MeasuredUnit
from basira.core.kernel.telling import Fact

LEAST = Least()
VALUES = ("a", "b")
FACTS = (Fact.CENTRE, Fact.CHANNEL, Fact.PERSONA)


@st.composite
def worlds(draw):
    """Visits with facts, some known to the body, and an item that tells some of them."""
    sources = [
        Source(f"v{n}", f"s{draw(st.integers(0, 6))}", {fact: draw(st.sampled_from(VALUES)) for fact in FACTS})
        for n in range(draw(st.integers(0, 12)))
    ]
    refs = [one.visit for one in sources]
    basis = frozenset(one for one in refs if draw(st.booleans()))
    known = frozenset(one for one in refs if draw(st.booleans()))
    pairs = st.tuples(st.sampled_from([*FACTS, Fact.DAY]), st.sampled_from([*VALUES, ""]))
    told = frozenset(draw(st.lists(pairs, max_size=5)))
    return sources, known, Item("remark", "x", basis, told), draw(pairs)


def read(item, sources, known=frozenset(), least=LEAST):
    """Read one item."""
    (found,) = readings([item], sources, known, least)
    return found


@given(worlds())
def test_more_detail_never_leaves_more_to_hide_behind(world):
    sources, known, item, more = world
    before, after = read(item, sources, known), read(replace(item, told=item.told | {more}), sources, known)
    assert after.visits <= before.visits and after.shoppers <= before.shoppers
    assert after.is_blocked or not before.is_blocked


@given(worlds())
def test_knowing_more_visits_or_resting_on_fewer_never_leaves_more_to_hide_behind(world):
    sources, known, item, _more = world
    before = read(item, sources, known)
    for one in item.basis:
        for after in (
            read(item, sources, known | {one}),
            read(replace(item, basis=item.basis - {one}), sources, known),
        ):
            assert after.visits <= before.visits and after.shoppers <= before.shoppers


@given(worlds())
def test_what_passes_fits_at_least_so_many_whichever_of_its_values_is_meant(world):
    """Counted apart from the code: by hand, over every choice of one value of each fact."""
    sources, known, item, _more = world
    found = read(item, sources, known)
    if found.is_blocked:
        return
    for pair in item.told or {None}:
        fitting = [
            one
            for one in sources
            if one.visit in item.basis - known and (pair is None or one.facts.get(pair[0], "") == pair[1] != "")
        ]
        assert len(fitting) >= LEAST.visits and len({one.shopper for one in fitting}) >= LEAST.shoppers


def crowd(**facts):
    """Six visits of six shoppers at one centre, the first by phone."""
    return [
        Source(f"v{n}", f"s{n}", {Fact.CENTRE: "a", Fact.CHANNEL: "phone" if n == 0 else "counter", **facts})
        for n in range(6)
    ]


def test_a_sentence_that_names_what_one_visit_alone_had_is_blocked():
    everything = frozenset(f"v{n}" for n in range(6))
    plain = Item("remark", "x", everything, frozenset({(Fact.CENTRE, "a")}))
    by_phone = replace(plain, told=plain.told | {(Fact.CHANNEL, "phone")})
    assert not read(plain, crowd()).is_blocked
    assert read(by_phone, crowd()).is_blocked and read(by_phone, crowd()).visits == 1


def test_the_twin_without_what_the_sentence_tells_the_leak_passes():
    """With the meter blind to words, the very sentence that tells of one visit is let through."""
    everything = frozenset(f"v{n}" for n in range(6))
    assert not read(Item("remark", "x", everything), crowd()).is_blocked


@pytest.mark.parametrize("fact", [Fact.DAY, Fact.PART, Fact.GROUP])
def test_what_nobody_outside_the_vault_can_match_is_blocked(fact):
    assert read(Item("remark", "x", frozenset({"v1"}), frozenset({(fact, "")})), crowd()).visits == 0


def test_nothing_to_show_has_no_reading_and_without_sources_everything_is_blocked():
    assert readings([], crowd(), frozenset(), LEAST) == ()
    assert read(Item("total", "", frozenset({"v1"})), []).is_blocked


@pytest.mark.parametrize(("visits", "shoppers"), [(4, 3), (5, 2), (51, 3), (5, 6), (0, 0)])
def test_no_programme_goes_under_the_lowest(visits, shoppers):
    with pytest.raises(MeterOutOfRange):
        check_least(Least(visits, shoppers))
    check_least(Least(5, 3))
    check_least(Least(50, 50))


def test_a_figure_over_visits_that_the_body_knows_is_withheld_and_its_twin_is_shown():
    presence = frozenset((f"v{n}", f"s{n}") for n in range(6))
    unit = MeasuredUnit("programme", None, presence)
    (shown,) = disclose([unit], DisclosureRule())
    (withheld,) = disclose([unit], DisclosureRule(known=frozenset({"v0", "v1"})))
    assert shown.total is None and withheld.total == "too-few-visits"


def test_a_residual_of_known_visits_alone_is_too_small():
    """The rest of a unit's visits beside a shown centre must hide somebody: known ones do not, however many they are."""
    presence = frozenset((f"v{n}", f"s{n}") for n in range(12))
    centre = frozenset((f"v{n}", f"s{n}") for n in range(6))
    units = [MeasuredUnit("body", None, presence), MeasuredUnit("centre", "body", centre)]
    assert [one.total for one in disclose(units, DisclosureRule())] == [None, None]
    known = frozenset(f"v{n}" for n in range(6, 12))
    assert [one.total for one in disclose(units, DisclosureRule(known=known))] == [None, "would-reveal-another"]
