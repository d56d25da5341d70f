"""
A corrected release beside everything of its cycle that was ever told: the difference between two figures is a figure as well.

Every shown figure, earlier or new, is a sum of *marks*: what one visit says of one dimension (or criterion). Marks that
stand in exactly the same figures are one atom, and the figures are rows of a linear system over atoms, as for the
dimensions of one release. A leak is a combination of rows that speaks of atoms whose visits, taken together, are fewer
than the rule asks for, and that no combination of the earlier figures alone gives. A mark whose answer was corrected is
another mark of the same visit, so corrections of a few answers are found as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from basira.core.disclosure.criteria import small_sets
from basira.core.disclosure.dimensions import Atom, Equation, Row, eliminate, reduce_fully
from basira.core.disclosure.rule import DisclosureRule, Presence, joined
from basira.core.kernel.problem import Problem

Marks = frozenset[tuple[str, ...]]
"""What a figure rests on: (visit, shopper, …); what follows the first two tells a visit's marks apart."""
Figures = Mapping[str, Marks]
"""The shown figures of one telling, by unit, or by `of_unit` for a part of one."""
PART = "\t"
NOW, EARLIER = "now", "earlier"


class RevisionReveals(Problem):
    """Shown beside what was told before, these units would tell what a few visits said: `units` names them."""

    code = "disclosure.revision-reveals"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The atoms with their visits, which of them are thin, and the figures as rows: the earlier ones, and all."""

    atoms: Mapping[Atom, Presence]
    thin: frozenset[Atom]
    earlier: Sequence[Equation]
    everything: Sequence[Equation]


def of_unit(unit: str, part: str) -> str:
    """Return the key of a dimension or criterion of a unit."""
    return f"{unit}{PART}{part}"


def check_revision(earlier: Sequence[Figures], now: Figures, rule: DisclosureRule) -> None:
    """
    Refuse a new release of a cycle from which, beside everything told earlier, a few visits can be read.

    Nothing told earlier, or nothing new in `now`, passes. The reader is granted exact arithmetic and every base.

    :raises RevisionReveals: naming every unit that takes part
    """
    known = {marks for figures in earlier for marks in figures.values()}
    if not known or set(now.values()) <= known:
        return
    ledger = make_ledger(earlier, now, rule)
    told = eliminate(ledger.earlier, avoid=ledger.thin)
    units: set[str] = set()
    for rows in components(reduce_fully(eliminate(ledger.everything, avoid=ledger.thin))):
        if tells_of_few(rows, told, ledger, rule):
            cells = set[tuple[str, str]]().union(*(row.cells for row in rows))
            units |= {key.split(PART)[0] for key, when in cells if when == NOW}
    if units:
        raise RevisionReveals(units=", ".join(sorted(units)), count=len(units))


def make_ledger(earlier: Sequence[Figures], now: Figures, rule: DisclosureRule) -> Ledger:
    """Cut the marks into atoms and write every figure as a sum of them; a figure told before is written once."""
    named: dict[Marks, tuple[str, str]] = {}
    for when, figures in [*((EARLIER, one) for one in earlier), (NOW, now)]:
        for key, marks in figures.items():
            if marks:
                named.setdefault(marks, (key, when))
    rows: list[Row] = [{} for _ in named]
    atoms: dict[Atom, Presence] = {}
    for number, (places, presence) in enumerate(visits_by_places(named).items()):
        atom = (f"{number:09}", "")
        atoms[atom] = presence
        for place in places:
            rows[place][atom] = 1
    written = [Equation(row, {cell}) for row, cell in zip(rows, named.values(), strict=True)]
    written.sort(key=lambda one: (len(one.row), sorted(one.cells)))
    return Ledger(
        atoms=atoms,
        thin=frozenset(atom for atom, presence in atoms.items() if not rule.is_safe(presence)),
        earlier=[one for one in written if all(when == EARLIER for _, when in one.cells)],
        everything=written,
    )


def visits_by_places(figures: Iterable[Marks]) -> dict[tuple[int, ...], Presence]:
    """Return the visits of the marks that stand in the same figures, by the places of these."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, marks in enumerate(figures):
        for mark in marks:
            places.setdefault(mark, []).append(place)
    visits: dict[tuple[int, ...], set[tuple[str, str]]] = {}
    for mark, inside in places.items():
        visits.setdefault(tuple(inside), set()).add((mark[0], mark[1]))
    return {inside: frozenset(behind) for inside, behind in visits.items()}


def components(rows: Iterable[Equation]) -> list[list[Equation]]:
    """Return the rows in groups that share no atom with each other: only rows of one group combine to something new."""
    groups: list[tuple[set[Atom], list[Equation]]] = []
    for row in rows:
        touched = [group for group in groups if group[0] & row.row.keys()]
        merged = (set(row.row).union(*(atoms for atoms, _ in touched)), [row])
        for _, others in touched:
            merged[1].extend(others)
        groups = [group for group in groups if group not in touched] + [merged]
    return [group for _, group in groups]


def tells_of_few(rows: Sequence[Equation], told: Sequence[Equation], ledger: Ledger, rule: DisclosureRule) -> bool:
    """
    Tell whether rows over thin atoms combine to one over too few visits that the earlier figures did not give.

    Where every row keeps enough visits that no other touches, none does. Else every small set of visits is looked at,
    exactly; where there are too many of them, the answer is the careful one.
    """
    if all(rule.is_safe(own) and own for own in (private(row, rows, ledger.atoms) for row in rows)):
        return False
    inside = {atom: ledger.atoms[atom] for row in rows for atom in row.row}
    small = small_sets(inside, set(inside), rule)
    if small is None:
        return True
    for visits in small:
        within = frozenset(atom for atom in inside if ledger.atoms[atom] <= visits)
        if len(reduce_fully(eliminate(rows, avoid=within))) > len(reduce_fully(eliminate(told, avoid=within))):
            return True
    return False


def private(row: Equation, rows: Sequence[Equation], atoms: Mapping[Atom, Presence]) -> Presence:
    """Return the visits of a row's atoms that no other row touches: they stay in every combination that uses it."""
    shared = set[Atom]().union(*(other.row for other in rows if other is not row))
    return joined(atoms[atom] for atom in row.row if atom not in shared)
