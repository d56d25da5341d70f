"""
Criteria of one body: an attacker who adds and subtracts everything that is shown never reaches a few visits.

The attacker here is written apart from the code: he tries every set of visits that is too small, by plain elimination.
"""

from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from basira.core.disclosure import DisclosureRule, MeasuredBody, ShownCentre, criteria_to_show

RULE = DisclosureRule()


def rank(rows):
    """The rank of a matrix, by elimination in exact numbers; of columns that are equal one counts."""
    return rank_of(frozenset(zip(*rows, strict=True)))


@lru_cache(100_000)
def rank_of(lines):
    """The rank of a set of lines; an attacker asks for the same ones again and again."""
    rows, found = [list(line) for line in lines], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            if row[column]:
                factor = Fraction(row[column]) / pivot[column]
                row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
        found += 1
    return found


def small_sets(visits):
    """Every largest set of visits that the rule calls too small."""
    shoppers = {shopper for _, shopper in visits}
    for few in combinations(sorted(visits), RULE.min_visits - 1):
        yield frozenset(few)
    for pair in combinations(sorted(shoppers), RULE.min_shoppers - 1):
        yield frozenset(visit for visit in visits if visit[1] in pair)
    if len(visits) < RULE.min_visits or len(shoppers) < RULE.min_shoppers:
        yield frozenset(visits)


def told_of_few(body, shown):
    """Return the small sets of visits of which the shown criteria tell more than the rest of the figures does."""
    blocks = {centre.key: centre.presence for centre in body.centres}
    blocks["rest"] = body.presence - frozenset().union(*blocks.values())
    atoms = [(b, c) for b in blocks for c in body.criteria if blocks[b] & body.criteria[c]]

    def row(fits):
        return [int(fits(*atom)) for atom in atoms]

    dimensions = set(body.dimension_of.values())
    known = [row(lambda b, c: True)] + [row(lambda b, c, d=d: body.dimension_of[c] == d) for d in dimensions]
    for centre in body.centres:
        known.append(row(lambda b, c, k=centre.key: b == k))
        known += [row(lambda b, c, k=centre.key, d=d: b == k and body.dimension_of[c] == d) for d in centre.dimensions]
    own = [row(lambda b, c, code=code: c == code) for code in shown]
    leaks = []
    for few in small_sets(body.presence):
        outside = [n for n, (b, c) in enumerate(atoms) if not blocks[b] & body.criteria[c] <= few]

        def inside(rows, outside=outside):
            return rank(rows) - rank([[row[n] for n in outside] for row in rows])

        if inside(known + own) > inside(known):
            leaks.append(few)
    return leaks


@st.composite
def bodies(draw):
    """Up to nine visits to up to three centres, each judging some of four criteria in two dimensions."""
    count = draw(st.integers(5, 9))
    visits = [(f"v{n}", f"s{draw(st.integers(0, 3))}") for n in range(count)]
    homes = [draw(st.integers(0, 2)) for _ in visits]
    codes = ("a1", "a2", "a3", "b1")
    criteria = {code: frozenset(visit for visit in visits if draw(st.integers(0, 3)) or code == "b1") for code in codes}
    presence = frozenset().union(*criteria.values())
    centres = []
    for number in range(3):
        own = frozenset(visit for visit, home in zip(visits, homes, strict=True) if home == number) & presence
        if own and RULE.is_safe(own):
            dimensions = frozenset(
                d
                for d in ("a", "b")
                if (part := frozenset().union(*(criteria[c] & own for c in codes if c[0] == d))) and RULE.is_safe(part)
            )
            centres.append(ShownCentre(f"c{number}", own, dimensions))
    shown = frozenset(
        d
        for d in ("a", "b")
        if (part := frozenset().union(*(criteria[c] for c in codes if c[0] == d))) and RULE.is_safe(part)
    )
    return MeasuredBody(presence, shown, tuple(centres), criteria, {code: code[0] for code in codes})


@settings(max_examples=40, deadline=None)
@given(bodies())
def test_whatever_is_shown_no_sum_or_difference_reaches_a_few_visits(body):
    shown = criteria_to_show(body, RULE)
    for code in shown:
        assert RULE.is_safe(body.criteria[code]) and body.dimension_of[code] in body.shown
    assert told_of_few(body, shown) == []


def a_body(thin=2, all_visits=8):
    """One dimension of two criteria; the second applied to `thin` of the visits only."""
    visits = [(f"v{n}", f"s{n % 4}") for n in range(all_visits)]
    criteria = {"a1": frozenset(visits), "a2": frozenset(visits[:thin])}
    return MeasuredBody(frozenset(visits), frozenset({"a"}), (), criteria, {"a1": "a", "a2": "a"})


def test_a_thin_criterion_takes_its_only_sister_with_it_else_subtraction_would_tell():
    body = a_body()
    assert criteria_to_show(body, RULE) == frozenset()
    # The planted twin: with thresholds alone the sister stays, and the attacker finds the two visits.
    assert told_of_few(body, {"a1"}) != []


def test_enough_visits_show_both():
    assert criteria_to_show(a_body(thin=6), RULE) == {"a1", "a2"}


def test_a_withheld_dimension_shows_none_of_its_criteria():
    body = a_body(thin=6)
    assert (
        criteria_to_show(MeasuredBody(body.presence, frozenset(), (), body.criteria, body.dimension_of), RULE) == set()
    )


def test_a_centre_that_is_shown_can_give_a_criterion_away():
    """Centre A has the second criterion in all its visits and the first in two: total minus centre B would tell of them."""
    at_a, at_b = [(f"a{n}", f"s{n % 4}") for n in range(6)], [(f"b{n}", f"s{n % 4}") for n in range(6)]
    criteria = {"a1": frozenset(at_a[:2] + at_b), "a2": frozenset(at_a)}
    centres = tuple(ShownCentre(key, frozenset(own), frozenset({"a"})) for key, own in (("A", at_a), ("B", at_b)))
    body = MeasuredBody(frozenset(at_a + at_b), frozenset({"a"}), centres, criteria, {"a1": "a", "a2": "a"})
    assert told_of_few(body, {"a1", "a2"}) != []
    assert told_of_few(body, criteria_to_show(body, RULE)) == []
