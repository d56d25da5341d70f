"""
What may be shown of several bodies together where none of them is named.

Each body is told its own figures. A whole of two bodies minus one of them is the other, and what the programme holds beside
its shown sectors is a whole as well. So bodies hide among bodies as visits do among visits: the same rule is asked once
more, over bodies instead of visits, and withholds in company in the same way. Bodies that put together what each was told are
not thought of.

Somebody may be shown several bodies at once: the lead of a sector sees all of hers. Whatever is shown, minus these, is no single
body either: the rule is asked once more for each such reader, in a world without the bodies that she sees.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace

from basira.core.disclosure.dimensions import Cell, dimensions_to_show
from basira.core.disclosure.disclose import Verdict, WithheldBecause
from basira.core.disclosure.revision import Figures, RevisionReveals, check_revision
from basira.core.disclosure.rule import DisclosureRule, MeasuredUnit, Presence, make_forest
from basira.core.disclosure.totals import totals_to_show
from basira.core.kernel.problem import Problem


class RevisionTellsBody(Problem):
    """Beside what was published before, these units would tell the figure of one unnamed body: `units` names them."""

    code = "disclosure.revision-tells-body"


LEAST_BODIES = 3
"""With visits, behind whatever can be worked out: one may take its own away, and two are left."""
AMONG_BODIES = DisclosureRule(min_visits=LEAST_BODIES, min_shoppers=LEAST_BODIES)
LEAST_BESIDE = 2
"""Bodies that are left behind it for whoever sees others by themselves, and is none of them."""
BESIDE_OTHERS = DisclosureRule(min_visits=LEAST_BESIDE, min_shoppers=LEAST_BESIDE)


def disclose_unnamed(
    units: Sequence[MeasuredUnit],
    before: Mapping[str, Verdict],
    bodies: Set[str],
    seen_together: Collection[Set[str]] = (),
) -> dict[str, Verdict]:
    """
    Return the verdicts of `before`, by key, with what would tell an unnamed body of another withheld as well.

    `bodies` are the keys of those that are not named. What they and all below them show stays as it was: it is told to each
    body by itself. `seen_together` are sets of them that one reader sees, such as the lead of their sector. What was withheld before
    is never shown again, and showing less reveals less: so each reader is asked after the other.

    :raises UnitsDoNotNest: when the units above the bodies do not form a tree
    """
    body_of = {visit: unit.key for unit in units if unit.key in bodies for visit, _shopper in unit.presence}
    above = [of_bodies(unit, body_of) for unit in above_bodies(units, bodies)]
    open_before = {unit.key for unit in above if before[unit.key].total is None}
    cells_before = {
        (unit.key, code) for unit in above for code, why in before[unit.key].dimensions.items() if why is None
    }
    forest = make_forest(above)
    totals = totals_to_show(forest, AMONG_BODIES, open_before)
    cells = dimensions_to_show(forest, totals, AMONG_BODIES, cells_before)
    for seen in seen_together:
        totals, cells = beside(above, seen, totals, cells)
    found = dict(before)
    for key in open_before:
        dimensions = {
            code: why if why is not None or (key, code) in cells else WithheldBecause.WOULD_REVEAL_ANOTHER
            for code, why in before[key].dimensions.items()
        }
        found[key] = replace(before[key], dimensions=dimensions)
        if key not in totals:
            found[key] = replace(found[key], total=WithheldBecause.WOULD_REVEAL_ANOTHER, ranked=False)
    return found


def beside(
    units: Sequence[MeasuredUnit], seen: Set[str], totals: Set[str], cells: Set[Cell]
) -> tuple[set[str], set[Cell]]:
    """
    Return which of these totals and cells of units of bodies stay shown beside somebody who sees the bodies `seen` by themselves.

    What rests on those alone stays: it tells her nothing.
    """
    forest = make_forest([without_bodies(unit, seen) for unit in units])
    kept = totals_to_show(forest, BESIDE_OTHERS, totals)
    left = dimensions_to_show(forest, kept, BESIDE_OTHERS, cells)
    kept |= {key for key in totals if not forest.units[key].presence}
    left |= {(key, code) for key, code in cells if key in kept and not forest.units[key].dimensions[code]}
    return kept, left


def without_bodies(unit: MeasuredUnit, seen: Set[str]) -> MeasuredUnit:
    """Return a unit of bodies without those that are `seen`."""

    def others(presence: Presence) -> Presence:
        return frozenset(one for one in presence if one[0] not in seen)

    return replace(
        unit, presence=others(unit.presence), dimensions={code: others(own) for code, own in unit.dimensions.items()}
    )


def check_bodies(earlier: Sequence[Figures], now: Figures, seen_together: Collection[Set[str]] = ()) -> None:
    """
    Refuse a new release of a cycle from which, beside the earlier ones, one unnamed body's figure can be read.

    Each mark is a body and a dimension, not a visit: what a correction changes at a body that stays is a matter of its visits.
    `seen_together` are sets of bodies that one reader sees by themselves.

    :raises RevisionTellsBody: naming every unit that takes part
    """
    try:
        check_revision(earlier, now, AMONG_BODIES)
        for seen in seen_together:
            check_revision([marks_beside(one, seen) for one in earlier], marks_beside(now, seen), BESIDE_OTHERS)
    except RevisionReveals as few:
        raise RevisionTellsBody(**few.params) from few


def marks_beside(figures: Figures, seen: Set[str]) -> Figures:
    """Return figures of bodies without the marks of those that are `seen`."""
    return {key: frozenset(mark for mark in marks if mark[0] not in seen) for key, marks in figures.items()}


def above_bodies(units: Sequence[MeasuredUnit], bodies: Set[str]) -> list[MeasuredUnit]:
    """Return the units that are no body, and stand below none."""
    parents = {unit.key: unit.parent for unit in units}
    return [unit for unit in units if bodies.isdisjoint(line_of(unit.key, parents))]


def line_of(key: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return a unit and all those above it."""
    line, above = [key], parents[key]
    while above is not None:
        line.append(above)
        above = parents[above]
    return line


def of_bodies(unit: MeasuredUnit, body_of: Mapping[str, str]) -> MeasuredUnit:
    """Return a unit with bodies in the place of visits, and in that of shoppers: each hides for itself alone."""

    def bodies(presence: Presence) -> Presence:
        return frozenset((body_of[visit], body_of[visit]) for visit, _shopper in presence)

    return replace(
        unit, presence=bodies(unit.presence), dimensions={code: bodies(own) for code, own in unit.dimensions.items()}
    )
