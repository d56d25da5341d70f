"""Which centres look like the same one twice: by code, by name and nearness, by name and town."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from basira.core.imports.centre_row import CentreRow
from basira.core.imports.geo import Point, cell, distance_m, touching
from basira.core.imports.mapping import Mapping
from basira.core.imports.names import matching_key
from basira.core.imports.tables import FaultList

NEAR_M = 150
"""Two centres of one name nearer than this look like one centre. In metres."""

LISTED_REPEATS = 10
"""So many rows with a repeated code are listed one by one; more of them are one fault."""


@dataclass(frozen=True, slots=True)
class KnownCentre:
    """A centre that the registry already has."""

    code: str
    name_ar: str
    name_en: str
    town: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where a centre was met: a row of the file, or the registry (row 0)."""

    number: int
    code: str
    point: Point | None


class SamenessNet:
    """
    Remembers every centre met, so that each new one is compared with its neighbours only.

    Points fall into cubes of 150 m; a name is looked up in 27 of them, so a file of 200 000 equal names stays quick.
    """

    def __init__(self, known: Sequence[KnownCentre] = ()) -> None:
        self._by_code: dict[str, CentreRow] = {}
        self._known_codes = {centre.code.casefold() for centre in known}
        self._by_cell: dict[tuple[str, tuple[int, int, int]], _Seen] = {}
        self._by_town: dict[tuple[str, str], _Seen] = {}
        self._names: set[str] = set()
        self._repeated = 0
        for centre in known:
            self._remember(_name_keys(centre.name_ar, centre.name_en), centre.town, _Seen(0, centre.code, centre.point))

    def sift(self, centres: Sequence[CentreRow], mapping: Mapping, faults: FaultList) -> list[CentreRow]:
        """Return the centres without those that the file says twice, and add a fault for each likeness found."""
        kept = [settled for centre in centres if (settled := self._settle(centre, mapping, faults))]
        if self._repeated > LISTED_REPEATS:
            more = self._repeated - LISTED_REPEATS
            message = f"{more} more rows repeat a code: the column does not seem to hold the centres' codes."
            faults.error("centre.code-repeated-often", message, column=mapping.header("code"), count=str(more))
        return kept

    def _settle(self, centre: CentreRow, mapping: Mapping, faults: FaultList) -> CentreRow | None:
        code = centre.code.casefold()
        first = self._by_code.get(code)
        if first:
            self._tell_same_code(centre, first, mapping, faults)
            return None
        self._by_code[code] = centre
        if code in self._known_codes:
            message = f"The registry already has {centre.code}; it is left as it is."
            faults.warn("centre.already-known", message, centre.number, mapping.header("code"), centre=centre.code)
            return replace(centre, known=True)
        keys = _name_keys(centre.name_ar, centre.name_en)
        seen = self._like(keys, centre)
        if seen:
            self._tell_likeness(centre, seen, mapping, faults)
        self._remember(keys, centre.town, _Seen(centre.number, centre.code, centre.point))
        return centre

    def _tell_same_code(self, centre: CentreRow, first: CentreRow, mapping: Mapping, faults: FaultList) -> None:
        column = mapping.header("code")
        other = str(first.number)
        if _same_centre(centre, first):
            message = f"The row says the same centre as row {other}; it is left out."
            faults.warn("centre.repeated-row", message, centre.number, column, other_row=other)
            return
        self._repeated += 1
        if self._repeated > LISTED_REPEATS:
            return
        message = (
            f"The code {centre.code} already stands in row {other} for another centre. Give each centre its own code, "
            "or say which column holds the codes: --map code=COLUMN (--map code= for none)."
        )
        faults.error("centre.code-repeated", message, centre.number, column, other_row=other, centre=centre.code)

    @staticmethod
    def _tell_likeness(centre: CentreRow, seen: _Seen, mapping: Mapping, faults: FaultList) -> None:
        column = next((mapping.header(name) for name in ("name_ar", "name_en", "name") if mapping.has(name)), None)
        where = f"row {seen.number}" if seen.number else f"{seen.code} of the registry"
        if centre.point and seen.point:
            metres = round(distance_m(centre.point, seen.point))
            message = f"The same name as {where}, {metres} m away. If it is the same centre, keep one."
        else:
            metres = -1
            message = f"The same name as {where}, in the same town. If it is the same centre, keep one."
        params = {"other_row": str(seen.number), "other": seen.code} | ({"metres": str(metres)} if metres >= 0 else {})
        faults.warn("centre.duplicate-likely", message, centre.number, column, **params)

    def _like(self, keys: Sequence[str], centre: CentreRow) -> _Seen | None:
        for key in keys:
            if key not in self._names:
                continue
            if centre.point:
                for cube in touching(cell(centre.point, NEAR_M)):
                    seen = self._by_cell.get((key, cube))
                    if seen and seen.point and distance_m(seen.point, centre.point) < NEAR_M:
                        return seen
            seen = self._by_town.get((key, matching_key(centre.town)))
            if seen and not (seen.point and centre.point):
                return seen
        return None

    def _remember(self, keys: Sequence[str], town: str, seen: _Seen) -> None:
        self._names.update(keys)
        for key in keys:
            if seen.point:
                self._by_cell.setdefault((key, cell(seen.point, NEAR_M)), seen)
            self._by_town.setdefault((key, matching_key(town)), seen)


def _name_keys(*names: str) -> list[str]:
    return list(dict.fromkeys(key for name in names if (key := matching_key(name))))


def _same_centre(one: CentreRow, other: CentreRow) -> bool:
    """Tell whether two rows of one code describe one centre: a common name or none, and no distance between them."""
    names, others = _name_keys(one.name_ar, one.name_en), _name_keys(other.name_ar, other.name_en)
    if not (set(names) & set(others)):
        return False
    if one.point and other.point:
        return distance_m(one.point, other.point) < NEAR_M
    return matching_key(one.town) == matching_key(other.town)
