"""
Which criteria of one body may be shown to it, beside everything that is or will be public of the same run.

The body's visits are cut into blocks (each centre whose total is shown, and the rest) and each block into atoms, one a
criterion. Every shown figure is a sum of atoms. A leak is a combination of shown figures whose atoms, taken together,
rest on fewer visits or shoppers than the rule asks for. Each such small set of visits is looked at by itself, so the
answer is exact: nothing is given up that could stay, and nothing stays that could be worked out.

As everywhere in disclosure the reader is granted exact arithmetic, every base, and what is withheld of the body's own
dimensions. Where a leak is found, the criterion in it with the fewest visits is withheld, and all is looked at again.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from basira.core.disclosure.dimensions import Atom, Equation, Row, eliminate, reduce_fully
from basira.core.disclosure.rule import DisclosureRule, Presence, joined

MOST_SETS = 2_000
"""Small sets of visits that are looked at; a body with more of them shows no criterion at all."""
REST = ""
"""The block of the visits to centres whose total is not shown."""


@dataclass(frozen=True, slots=True)
class ShownCentre:
    """A centre of the body whose total is shown: its visits, and the dimensions that are shown of it."""

    key: str
    presence: Presence
    dimensions: frozenset[str]


@dataclass(frozen=True, slots=True)
class MeasuredBody:
    """
    One body, whose total is shown.

    `criteria` holds the visits behind each criterion, `dimension_of` its dimension, `shown` the body's dimensions that
    are shown.
    """

    presence: Presence
    shown: frozenset[str]
    centres: tuple[ShownCentre, ...]
    criteria: Mapping[str, Presence]
    dimension_of: Mapping[str, str]


def criteria_to_show(body: MeasuredBody, rule: DisclosureRule) -> frozenset[str]:
    """Return the criteria that may be shown together; none when none may. A withheld dimension shows none of its own."""
    shown = {
        code
        for code, presence in body.criteria.items()
        if presence and rule.is_safe(presence) and body.dimension_of[code] in body.shown
    }
    atoms = atoms_of(body)
    thin = frozenset(atom for atom, presence in atoms.items() if not rule.is_safe(presence))
    granted = eliminate(granted_rows(body, atoms), avoid=thin)
    small = small_sets(atoms, thin, rule)
    if small is None:
        return frozenset()
    while shown and (leak := find_leak(body, (atoms, thin, granted), shown, small)):
        shown.discard(min(leak, key=lambda code: (len(body.criteria[code]), code)))
    return frozenset(shown)


def atoms_of(body: MeasuredBody) -> dict[Atom, Presence]:
    """Cut the body's visits into atoms: (block, criterion)."""
    blocks = {centre.key: centre.presence for centre in body.centres}
    blocks[REST] = body.presence - joined(blocks.values())
    return {
        (key, code): own & presence
        for key, own in blocks.items()
        for code, presence in body.criteria.items()
        if own & presence
    }


def granted_rows(body: MeasuredBody, atoms: Mapping[Atom, Presence]) -> list[Equation]:
    """Write what a reader knows without any criterion: totals and dimensions of the body and of its shown centres."""
    dimensions = set(body.dimension_of.values())
    rows = [row_of(atoms, None, None, body.dimension_of)]
    rows += [row_of(atoms, None, dimension, body.dimension_of) for dimension in sorted(dimensions)]
    for centre in body.centres:
        rows.append(row_of(atoms, centre.key, None, body.dimension_of))
        rows += [row_of(atoms, centre.key, dimension, body.dimension_of) for dimension in sorted(centre.dimensions)]
    return [Equation(row, set()) for row in rows if row]


def row_of(atoms: Iterable[Atom], block: str | None, dimension: str | None, dimension_of: Mapping[str, str]) -> Row:
    """Write one figure as a sum of atoms; None stands for all blocks, or all dimensions."""
    return {(key, code): 1 for key, code in atoms if block in (None, key) and dimension in (None, dimension_of[code])}


def small_sets(atoms: Mapping[Atom, Presence], thin: Set[Atom], rule: DisclosureRule) -> list[Presence] | None:
    """Return every union of thin atoms that is too small to be known; None when there are too many to look at."""
    parts = {atoms[atom] for atom in thin}
    found = set(parts)
    waiting = list(parts)
    while waiting:
        one = waiting.pop()
        for part in parts:
            larger = one | part
            if larger not in found and not rule.is_safe(larger):
                found.add(larger)
                waiting.append(larger)
        if len(found) > MOST_SETS:
            return None
    return sorted(found, key=lambda one: (len(one), sorted(one)))


def find_leak(
    body: MeasuredBody,
    known: tuple[Mapping[Atom, Presence], frozenset[Atom], list[Equation]],
    shown: Set[str],
    small: Iterable[Presence],
) -> set[str]:
    """Return the criteria that take part in a leak; empty when there is none."""
    atoms, thin, granted = known
    own = [Equation({atom: 1 for atom in atoms if atom[1] == code}, {("", code)}) for code in sorted(shown)]
    together = eliminate([*granted_rows(body, atoms), *own], avoid=thin)
    for visits in small:
        inside = frozenset(atom for atom in thin if atoms[atom] <= visits)
        told = reduce_fully(eliminate(together, avoid=inside))
        if len(told) > len(reduce_fully(eliminate(granted, avoid=inside))):
            return {code for equation in told for _unit, code in equation.cells} & set(shown) or set(shown)
    return set()
