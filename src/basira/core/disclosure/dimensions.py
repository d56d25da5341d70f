"""
Which dimensions may be shown beside the shown totals.

A total is the sum of its dimensions' points, and a parent's dimension the sum of its children's. With the weights
known, a reader may add and subtract along both. So the shown figures are rows of a linear system over atoms (block of a
shown total, dimension). An atom with too few visits is *thin*. Whatever combination of shown figures consists of thin
atoms only is a leak, unless the thin atoms together meet the thresholds. Where one is found, a dimension that takes
part in it is withheld, the narrowest unit with the fewest visits first, and the system is looked at again.

This errs on the strict side: exact arithmetic on unrounded figures with every base known is granted to the reader.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

from basira.core.disclosure.rule import DisclosureRule, Forest, Presence, joined
from basira.core.disclosure.totals import block, nearest_shown

Cell = tuple[str, str]
"""(unit, dimension); the dimension "" is the total."""
Atom = tuple[str, str]
"""(shown unit whose own block it is, dimension)."""
Row = dict[Atom, int | Fraction]
"""Exact numbers; whole ones are plain, because nearly all are and a country has millions of them."""
TOTAL = ""


@dataclass(slots=True)
class Equation:
    """A combination of shown cells: what it says of the atoms, and which cells take part."""

    row: Row
    cells: set[Cell]


@dataclass(frozen=True, slots=True)
class System:
    """The atoms with the visits of each, and which of them are thin."""

    atoms: Mapping[Atom, Presence]
    thin: frozenset[Atom]
    blocks_below: Mapping[str, frozenset[str]]


def dimensions_to_show(
    forest: Forest, totals: set[str], rule: DisclosureRule, among: Set[Cell] | None = None
) -> set[Cell]:
    """Return the (unit, dimension) cells that may be shown together with `totals`; `among` leaves no others than these."""
    system = make_system(forest, totals, rule)
    shown = {
        (key, code)
        for key in totals
        for code, presence in forest.units[key].dimensions.items()
        if presence and rule.is_safe(presence) and (among is None or (key, code) in among)
    }
    while shown and (leaks := find_leaks(system, totals, shown, rule)):
        for cells in leaks:
            # Something is given up in every round, so that it ends.
            shown.discard(min(cells or shown, key=lambda cell: order_of_giving_up(cell, forest), default=("", "")))
    return shown


def order_of_giving_up(cell: Cell, forest: Forest) -> tuple[int, int, Cell]:
    """Sort the narrowest unit first, then the fewest visits."""
    key, code = cell
    return (-forest.depth[key], len(forest.units[key].dimensions[code]), cell)


def make_system(forest: Forest, totals: set[str], rule: DisclosureRule) -> System:
    """Cut the visits into atoms."""
    atoms: dict[Atom, Presence] = {}
    for key in totals:
        own = block(key, totals, forest)
        for code, presence in forest.units[key].dimensions.items():
            if own & presence:
                atoms[(key, code)] = own & presence
    thin = frozenset(atom for atom, presence in atoms.items() if not rule.is_safe(presence))
    return System(atoms, thin, {key: blocks_under(key, totals, forest) for key in totals})


def blocks_under(key: str, totals: set[str], forest: Forest) -> frozenset[str]:
    """Return the shown units whose blocks make up `key`: itself and all the shown ones below."""
    found, waiting = {key}, [key]
    while waiting:
        below = nearest_shown(waiting.pop(), totals, forest)
        found.update(below)
        waiting.extend(below)
    return frozenset(found)


def equations(system: System, totals: set[str], shown: set[Cell]) -> list[Equation]:
    """Write every shown figure as a sum of atoms, the shortest sums first."""
    codes = {code for _, code in system.atoms}
    written = []
    for key, code in sorted({(key, TOTAL) for key in totals} | shown):
        spans = codes if code == TOTAL else {code}
        row: Row = {(own, span): 1 for own in system.blocks_below[key] for span in spans if (own, span) in system.atoms}
        written.append(Equation(row, {(key, code)}))
    return sorted(written, key=lambda equation: (len(equation.row), sorted(equation.cells)))


def find_leaks(system: System, totals: set[str], shown: set[Cell], rule: DisclosureRule) -> list[set[Cell]]:
    """
    Return the dimension cells of each combination that tells too much; none when all is well.

    The rows are eliminated over the solid atoms; what is left speaks of thin atoms alone, and is reduced once more.
    Rows that share atoms can be combined further, so each is judged only by the atoms that no other row of its kind
    touches: these stay in every combination that uses it. A row of totals alone is safe by itself, because blocks are
    apart and each meets the thresholds; where it fails here, the rows that touch it hold the dimensions to give up.
    """
    leftovers = eliminate(equations(system, totals, shown), avoid=system.thin)
    reduced = reduce_fully(leftovers)
    leaks = []
    for equation in reduced:
        touching = [other for other in reduced if other is not equation and other.row.keys() & equation.row.keys()]
        shared: set[Atom] = set().union(*(other.row for other in touching))
        private = joined(system.atoms[atom] for atom in equation.row if atom not in shared)
        if not private or not rule.is_safe(private):
            leaks.append(equation.cells & shown or set().union(*(other.cells for other in touching)) & shown)
    return leaks


def eliminate(waiting: Iterable[Equation], *, avoid: frozenset[Atom]) -> list[Equation]:
    """Eliminate every atom outside `avoid`, and return the rows that then speak of `avoid` alone (not all zero)."""
    pivots: dict[Atom, Equation] = {}
    leftovers = []
    for equation in waiting:
        work = Equation(dict(equation.row), set(equation.cells))
        # A pivot's row holds its own atom and later ones alone, so that the atoms are met in order, each once.
        heap = [atom for atom in work.row if atom not in avoid]
        heapify(heap)
        while heap:
            atom = heappop(heap)
            if atom not in work.row:
                continue
            pivot = pivots.get(atom)
            if pivot is None:
                pivots[atom] = work
                break
            for added in take_away(work, pivot, atom):
                if added not in avoid:
                    heappush(heap, added)
        else:
            if work.row:
                leftovers.append(work)
    return leftovers


def reduce_fully(waiting: Iterable[Equation]) -> list[Equation]:
    """Return independent rows in reduced form: the pivot atom of each stands in no other."""
    pivots: dict[Atom, Equation] = {}
    for equation in waiting:
        for atom in sorted(pivots):
            if atom in equation.row:
                equation = without(equation, pivots[atom], atom)
        if not equation.row:
            continue
        lead = min(equation.row)
        for atom, other in pivots.items():
            if lead in other.row:
                pivots[atom] = without(other, equation, lead)
        pivots[lead] = equation
    return [pivots[atom] for atom in sorted(pivots)]


def take_away(work: Equation, pivot: Equation, atom: Atom) -> list[Atom]:
    """Remove `atom` from `work`, in place, by the right multiple of `pivot`; return the atoms that it did not have before."""
    factor = ratio(work.row[atom], pivot.row[atom])
    added = []
    for name, value in pivot.row.items():
        before = work.row.get(name)
        left = (before or 0) - factor * value
        if not left:
            work.row.pop(name, None)
            continue
        work.row[name] = left
        if before is None:
            added.append(name)
    work.cells |= pivot.cells
    return added


def ratio(number: int | Fraction, by: int | Fraction) -> int | Fraction:
    """Divide exactly."""
    found = Fraction(number) / by
    return found.numerator if found.denominator == 1 else found


def without(equation: Equation, pivot: Equation, atom: Atom) -> Equation:
    """Return `equation` with `atom` removed by the right multiple of `pivot`."""
    factor = ratio(equation.row[atom], pivot.row[atom])
    row = dict(equation.row)
    for name, value in pivot.row.items():
        left = row.get(name, 0) - factor * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)
    return Equation(row, equation.cells | pivot.cells)
