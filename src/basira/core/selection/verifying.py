"""
Whether the files of a draw are right: nothing changed since, every panel of the list keeps every rule, and the seed picked this one.

Chances are checked against the list and against the bound of the linear rules, in a second. That they are the fairest is
proved by drawing again (`choosing.choose`), which `replayed` compares byte by byte.
"""

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from basira.core.kernel.problem import Fault, Severity
from basira.core.selection.choosing import choose, ticket_of
from basira.core.selection.lottery import PANELS
from basira.core.selection.outer import Polytope, least_chance
from basira.core.selection.pool import Pool, types_of
from basira.core.selection.protocol import broken_step
from basira.core.selection.records import (
    CHANCES,
    LOTTERY,
    PANEL,
    POOL,
    PROTOCOL,
    QUOTAS,
    REPORT,
    RESERVES,
    TABLES,
    Unreadable,
    commitment_of,
    opened,
    pool_from,
    rows_of,
)
from basira.core.selection.reporting import METHOD, figures_of, report_of, tables_of
from basira.core.selection.reserves import Wish, reserves_of

NEAR_LIST = Fraction(2, PANELS)
"""How far a chance on the list may be from the fairest one; more is told as a fault."""
TOLD = ("min_probability", "gini", "lottery_min_probability", "lottery_furthest", "excluded")


def faults_of(files: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """Return every fault of a draw's files; none: they are right. With a record of its protocol, that is checked too."""
    missing = [name for name in (*TABLES, REPORT) if name not in files]
    if missing:
        return tuple(_fault("draw.missing", f"There is no {name}.", name) for name in missing)
    try:
        report = opened(files[REPORT])
        changed = [name for name in TABLES if hashlib.sha256(files[name]).hexdigest() != report["sha256"].get(name)]
        if changed:
            return tuple(_fault("draw.changed", f"{name} is not as it was written.", name) for name in changed)
        return tuple(_Check(files, report).faults()) or _of_the_protocol(files, report)
    except Unreadable as unreadable:
        words = f"{unreadable.name} is not as it was written."
        return (_fault("draw.changed", words, unreadable.name),)
    except (KeyError, TypeError, ValueError, AttributeError):
        return (_fault("draw.changed", f"{REPORT} does not say what a draw says.", REPORT),)


def _of_the_protocol(files: Mapping[str, bytes], report: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Return which step of the protocol does not hold; none without a record, which a draw by hand has not."""
    if PROTOCOL not in files:
        return ()
    panels = hashlib.sha256(files[LOTTERY]).hexdigest()
    try:
        protocol = json.loads(files[PROTOCOL])
    except (ValueError, RecursionError):
        raise Unreadable(PROTOCOL) from None
    broken = broken_step(
        protocol,
        commitment=report["commitment"],
        panels=panels,
        seed=str(report["seed"]),
        drop_out=wish_of(report).drop_out,
    )
    if not broken:
        return ()
    return (_fault("draw.protocol", f"{broken} in {PROTOCOL} does not follow from what was bound.", PROTOCOL),)


def _fault(code: str, message: str, place: str) -> Fault:
    return Fault(Severity.ERROR, code, message, place=place)


class _Check:
    """The checks of a draw whose files belong together."""

    def __init__(self, files: Mapping[str, bytes], report: dict[str, Any]) -> None:
        self.report = report
        self.pool = pool_from(files[POOL], files[QUOTAS], int(report["size"]))
        self.types = types_of(self.pool)
        self.panels = self._panels(files[LOTTERY])
        self.chances = self._chances(files[CHANCES])
        self.panel = tuple(row[0] for row in rows_of(PANEL, files[PANEL], ("id",)))
        self.reserves = tuple(row[0] for row in rows_of(RESERVES, files[RESERVES], ("id",)))

    def _panels(self, content: bytes) -> tuple[tuple[str, ...], ...]:
        panels: list[list[str]] = [[] for _ in range(PANELS)]
        for ticket, name in rows_of(LOTTERY, content, ("ticket", "id")):
            if not 0 <= int(ticket) < PANELS:
                raise Unreadable(LOTTERY)
            panels[int(ticket)].append(name)
        return tuple(map(tuple, panels))

    def _chances(self, content: bytes) -> tuple[Fraction, ...]:
        found = rows_of(CHANCES, content, ("id", "probability"))
        if [row[0] for row in found] != [one.id for one in self.pool.applicants]:
            raise Unreadable(CHANCES)
        return tuple(Fraction(row[1]) for row in found)

    def faults(self) -> list[Fault]:
        """Return every fault."""
        found = [] if self.report["method"] == METHOD else [_fault("draw.method", "Another program drew this.", REPORT)]
        if commitment_of(self.pool) != self.report["commitment"]:
            found.append(_fault("draw.commitment", "Pool and quotas are not those that were committed to.", POOL))
        found += self._of_the_list()
        if found:
            return found
        return [*self._of_the_ticket(), *self._of_the_chances()]

    def _of_the_list(self) -> list[Fault]:
        return [
            _fault("draw.panel-breaks-rule", f"Panel {ticket} of the list breaks a rule: {broken}.", LOTTERY)
            for ticket, panel in enumerate(self.panels)
            if (broken := broken_rule(self.pool, panel))
        ]

    def _of_the_ticket(self) -> list[Fault]:
        found, seed = [], str(self.report["seed"])
        ticket = ticket_of(seed)
        if ticket != self.report["ticket"]:
            found.append(_fault("draw.ticket", f"The seed picks ticket {ticket}.", REPORT))
        if self.panel != self.panels[ticket]:
            found.append(_fault("draw.panel", f"The panel is not panel {ticket} of the list.", PANEL))
        elif self.reserves != reserves_of(self.pool, self.types, self.panel, wish_of(self.report), seed=seed):
            found.append(_fault("draw.reserves", "The reserves are not those that the seed gives.", RESERVES))
        return found

    def _of_the_chances(self) -> list[Fault]:
        found, figures = [], figures_of(self.pool, self.chances, self.panels)
        found += [
            _fault("draw.figure", f"{name} does not follow from the files.", REPORT)
            for name in TOLD
            if figures[name] != self.report[name]
        ]
        of_type: dict[int, set[Fraction]] = {}
        for kind, chance in zip(self.types.type_of, self.chances, strict=True):
            of_type.setdefault(kind, set()).add(chance)
        if any(len(chances) > 1 for chances in of_type.values()):
            found.append(_fault("draw.unequal", "Two whom no rule tells apart have different chances.", CHANCES))
        if abs(sum(self.chances, Fraction(-self.pool.size))) > Fraction(len(self.chances), 10**7):
            found.append(_fault("draw.sum", "The chances do not sum to the seats.", CHANCES))
        if Fraction(figures["lottery_furthest"]) > NEAR_LIST:
            found.append(_fault("draw.list-unfair", "The list is far from the chances.", LOTTERY))
        return [*found, *self._of_the_bound()]

    def _of_the_bound(self) -> list[Fault]:
        """No least chance lies above the bound of the linear rules, nor above the bound that the report tells."""
        least, bound = self.report["min_probability"], least_chance(Polytope.of(self.types.rows))
        above = not self.report["excluded"] and (bound is None or least > bound + 1e-6)
        if above or not least <= self.report["bound"] <= least + 1e-5:
            return [_fault("draw.bound", "The least chance is not at its bound.", REPORT)]
        return []


def broken_rule(pool: Pool, panel: tuple[str, ...]) -> str:
    """Return which rule a panel of ids breaks, or nothing: worked out from the applicants, not from types."""
    chosen = {pool.places[name] for name in panel if name in pool.places}
    if not len(panel) == len(chosen) == pool.size:
        return "the size"
    for quota, members in zip(pool.quotas, pool.member_sets, strict=True):
        if not quota.least <= len(chosen & members) <= quota.most:
            return f"{quota.category}: {quota.feature}"
    homes = [pool.applicants[place].household for place in chosen if pool.applicants[place].household]
    return "one of a household" if len(homes) > len(set(homes)) else ""


def wish_of(report: Mapping[str, Any]) -> Wish:
    """Return what was wished for of the reserves."""
    wished = report["reserves"]
    return Wish(None if wished["wanted"] is None else int(wished["wanted"]), float(wished["drop_out"]))


def replayed(files: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """Draw again from the pool, the quotas and the seed of files that are right, and return what comes out another way."""
    report = opened(files[REPORT])
    pool, wish = pool_from(files[POOL], files[QUOTAS], int(report["size"])), wish_of(report)
    chosen = choose(pool, seed=str(report["seed"]), wish=wish)
    tables = tables_of(chosen)
    again = report_of(chosen, tables, seed=str(report["seed"]), wish=wish)
    told = {name: value for name, value in report.items() if name not in ("digest", "cpu_seconds")}
    names = [name for name in TABLES if tables[name] != files[name]] + ([] if again == told else [REPORT])
    return tuple(_fault("draw.other", f"{name} comes out another way when it is drawn again.", name) for name in names)
