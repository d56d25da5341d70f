"""A list of centres, checked row by row: what it says, what is wrong with it, and what looks like the same twice."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from basira.core.imports.centre_row import CentreRow
from basira.core.imports.centre_targets import CENTRE_TARGETS, CHANNEL_KEYS, ENTITY_KIND_KEYS, NAME_TARGETS
from basira.core.imports.geo import Point, coordinate_fault
from basira.core.imports.mapping import Mapping, header_key, list_columns, map_columns
from basira.core.imports.names import (
    DIGITS,
    hidden_direction,
    looks_like_formula,
    split_by_script,
    tidy,
    unfit_for_identifier,
)
from basira.core.imports.sameness import KnownCentre, SamenessNet
from basira.core.imports.tables import FaultList, Row, Table
from basira.core.imports.values import parse_number
from basira.core.kernel.problem import Fault

MAX_CODE = 40
MAX_NAME = 200
MAX_TEXT = 2_000
CODE_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LIST_MARKS = re.compile(r"[;|،/+\n]")


@dataclass(frozen=True, slots=True)
class CentreCheck:
    """The dry run: `centres` are the rows without an error, in the file's order; `ok` is false after any error."""

    ok: bool
    rows: int
    columns: tuple[str, ...]
    mapped: dict[str, str]
    centres: tuple[CentreRow, ...]
    faults: tuple[Fault, ...]


def check_centres(
    table: Table, explicit_mapping: Sequence[tuple[str, str]] = (), known: Sequence[KnownCentre] = ()
) -> CentreCheck:
    """
    Return what a table of centres says, and every fault by row and column.

    A file needs a column with names. Codes that are missing are made from the row's content, so that the same file
    gives the same codes. Two rows with one code are an error unless they say the same centre twice. Equal names within
    150 m, or in the same town where a place is not given, are warnings, within the file and against `known`.
    A table without rows gives one error.
    """
    faults = FaultList()
    for fault in table.faults:
        faults.add(fault)
    mapping = map_columns(table.columns, CENTRE_TARGETS, explicit_mapping)
    for fault in mapping.faults:
        faults.add(fault)
    _check_columns(table, mapping, faults)
    if faults.has_errors:
        return CentreCheck(False, len(table.rows), table.columns, mapping.as_dict(), (), faults.settled())
    read = [centre for row in table.rows if (centre := _read_row(row, mapping, faults))]
    made = sum(centre.code_made for centre in read)
    if made:
        message = f"{made} rows have no code; codes were made from their content. Better: give codes of your own."
        faults.warn("centre.code-made", message, count=str(made))
    kept = SamenessNet(known).sift(read, mapping, faults)
    return CentreCheck(
        not faults.has_errors, len(table.rows), table.columns, mapping.as_dict(), tuple(kept), faults.settled()
    )


def _check_columns(table: Table, mapping: Mapping, faults: FaultList) -> None:
    if not mapping.has(*NAME_TARGETS):
        message = (
            "No column holds the centres' names. Say which: --map name_ar=COLUMN, name_en=COLUMN or name=COLUMN. "
            f"The file's columns: {list_columns(table.columns)}."
        )
        faults.error("centre.no-name-column", message, columns=list_columns(table.columns))
    if mapping.has("latitude") != mapping.has("longitude"):
        faults.error("centre.half-a-point", "Latitude and longitude come together: map both columns or none.")
    if not table.rows:
        faults.error("table.no-rows", "The file has a header but no row.")


def _read_row(row: Row, mapping: Mapping, faults: FaultList) -> CentreRow | None:
    """Return the centre of a row, or None where the row has an error."""
    texts, sound = _read_texts(row, mapping, faults)
    code = _read_code(row, mapping, faults)
    point, placed = _read_point(row, mapping, faults)
    if not sound or code is None or not placed:
        return None
    name_ar, name_en = _names(texts)
    centre = CentreRow(
        number=row.number,
        code=code,
        name_ar=name_ar,
        name_en=name_en,
        point=point,
        entity_kind=_entity_kind(texts["entity_kind"], row, mapping, faults),
        services=_listed(texts["services"]),
        channels=_channels(texts["channels"], row, mapping, faults),
        entity=texts["entity"],
        sector=texts["sector"],
        region=texts["region"],
        town=texts["town"],
        site_type=texts["site_type"],
        address=texts["address"],
        phone=texts["phone"],
    )
    return _named_and_coded(centre, row, mapping, faults)


def _named_and_coded(centre: CentreRow, row: Row, mapping: Mapping, faults: FaultList) -> CentreRow | None:
    nameless = not centre.name_ar and not centre.name_en
    column = next((mapping.header(target) for target in NAME_TARGETS if mapping.has(target)), None)
    if nameless and not (centre.code or centre.point or centre.address):
        message = "The row has no name, no code, no place and no address: there is nothing to find the centre by."
        faults.error("centre.name-missing", message, row.number, column)
        return None
    code = centre.code or made_code(row)
    if nameless:
        name = f"{centre.site_type} {code}".strip()
        message = f"The row has no name; it is called “{name}” until somebody names it."
        faults.warn("centre.name-missing", message, row.number, column, name=name)
        return replace(centre, code=code, code_made=not centre.code, name_en=name)
    return replace(centre, code=code, code_made=not centre.code)


def made_code(row: Row) -> str:
    """
    Return the code made from a row's content: "c-" and 10 characters. The same row gives the same code.

    Every cell counts, mapped or not: two offices that differ only in a column of their own are two offices.
    """
    content = "\x1f".join(cell.strip() for cell in row.cells)
    number = int.from_bytes(hashlib.sha256(content.encode("utf-8", "replace")).digest()[:8], "big")
    return "c-" + "".join(CODE_LETTERS[(number >> (5 * i)) & 31] for i in range(10))


def _read_code(row: Row, mapping: Mapping, faults: FaultList) -> str | None:
    """Return the code with ASCII digits, empty where the row has none, None after a fault."""
    raw = mapping.text(row.cells, "code").translate(DIGITS)
    column = mapping.header("code")
    unfit = unfit_for_identifier(raw)
    if unfit:
        message = f"The code holds {unfit}, which nobody can see. Type the code again."
        faults.error("centre.code-unfit", message, row.number, column, character=unfit)
        return None
    if len(raw) > MAX_CODE:
        faults.error("centre.code-too-long", f"The code is longer than {MAX_CODE} characters.", row.number, column)
        return None
    return raw.removesuffix(".0") if re.fullmatch(r"\d+\.0", raw) else tidy(raw)


def _read_texts(row: Row, mapping: Mapping, faults: FaultList) -> tuple[dict[str, str], bool]:
    """Return every text target, tidied, and whether none of them is an error."""
    texts: dict[str, str] = {}
    sound = True
    for target in CENTRE_TARGETS:
        position = mapping.positions.get(target.name)
        raw = "" if position is None else row.cells[position]
        if target.name not in ("code", "latitude", "longitude") and raw:
            sound = _check_text(raw, target.name, row, mapping, faults) and sound
        texts[target.name] = tidy(raw)
    return texts, sound


def _check_text(raw: str, target: str, row: Row, mapping: Mapping, faults: FaultList) -> bool:
    column = mapping.header(target)
    hidden = hidden_direction(raw)
    if hidden:
        message = f"The text holds {hidden}, which makes it read as something else. Type it again."
        faults.error("centre.hidden-direction", message, row.number, column, character=hidden)
        return False
    longest = MAX_NAME if target in NAME_TARGETS or target in ("entity", "sector", "region", "town") else MAX_TEXT
    if len(raw) > longest:
        message = f"The text is longer than {longest} characters."
        faults.error("centre.text-too-long", message, row.number, column, limit=str(longest))
        return False
    if target != "phone" and looks_like_formula(raw):
        message = "The text begins like a spreadsheet formula. It is kept as text and never run."
        faults.warn("centre.formula-like", message, row.number, column)
    return True


def _names(texts: dict[str, str]) -> tuple[str, str]:
    either_ar, either_en = split_by_script(texts["name"]) if texts["name"] else ("", "")
    return texts["name_ar"] or either_ar, texts["name_en"] or either_en


def _read_point(row: Row, mapping: Mapping, faults: FaultList) -> tuple[Point | None, bool]:
    """Return the point, or None where the row gives none, and whether the coordinates are without error."""
    column = mapping.header("latitude")
    north, east = mapping.text(row.cells, "latitude"), mapping.text(row.cells, "longitude")
    if not north and not east:
        return None, True
    if not north or not east:
        faults.warn(
            "point.half", "Only one of the two coordinates is given; the place is left open.", row.number, column
        )
        return None, True
    try:
        latitude = float(parse_number(north, comma_is_decimal=True))
        longitude = float(parse_number(east, comma_is_decimal=True))
    except ValueError:
        message = f"“{north[:40]}”, “{east[:40]}” are not degrees. Write decimal degrees, such as 24.7136 and 46.6753."
        faults.error("point.not-a-number", message, row.number, column)
        return None, False
    code = coordinate_fault(latitude, longitude)
    if code == "point.null-island":
        faults.warn(
            code, "Both coordinates are 0, which means a point in the sea; the place is left open.", row.number, column
        )
        return None, True
    if code:
        hint = "They seem to be exchanged." if code == "point.swapped" else "Latitude goes to 90, longitude to 180."
        faults.error(code, f"{latitude}, {longitude} is no place on earth. {hint}", row.number, column)
        return None, False
    return Point(latitude, longitude), True


def _entity_kind(text: str, row: Row, mapping: Mapping, faults: FaultList) -> str:
    kind = ENTITY_KIND_KEYS.get(header_key(text), "") if text else ""
    if text and not kind:
        message = f"“{text[:60]}” is not a kind of body; “other” is taken."
        faults.warn("centre.unknown-entity-kind", message, row.number, mapping.header("entity_kind"))
        return "other"
    return kind


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for raw in LIST_MARKS.split(text) if (part := raw.strip(" ,"))))


def _channels(text: str, row: Row, mapping: Mapping, faults: FaultList) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in _listed(text.replace(",", ";")):
        channel = CHANNEL_KEYS.get(header_key(part))
        if channel:
            found[channel] = None
        else:
            message = f"“{part[:60]}” is not a channel; it is left out."
            faults.warn("centre.unknown-channel", message, row.number, mapping.header("channels"))
    return tuple(found)
