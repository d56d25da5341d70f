"""A list of missions to plan, checked row by row. What its codes stand for, `waves` looks up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from basira.core.imports.centre_targets import CHANNEL_KEYS
from basira.core.imports.mapping import Mapping, Target, header_key, list_columns, map_columns
from basira.core.imports.names import DIGITS
from basira.core.imports.tables import FaultList, Row, Table
from basira.core.imports.values import parse_when
from basira.core.kernel.problem import Fault
from basira.core.kernel.registry import KIND_BY_CHANNEL, Channel, MissionKind

MISSION_TARGETS: tuple[Target, ...] = (
    Target("number", ("shopper", "shopper number", "cycle number", "رقم المتسوق", "الرقم")),
    Target("centre", ("center", "centre code", "center code", "رمز المركز", "المركز")),
    Target("channel", ("القناة",)),
    Target("scenario", ("scenario code", "السيناريو", "رمز السيناريو")),
    Target("form", ("form id", "questionnaire", "نموذج التقييم", "النموذج")),
    Target("from", ("start", "window start", "من")),
    Target("until", ("end", "to", "window end", "إلى", "حتى")),
    Target("service", ("service code", "الخدمة", "رمز الخدمة")),
    Target("kind", ("mission kind", "نوع المهمة", "النوع")),
    Target("known_to_body", ("known to the body", "known", "معروف للجهة", "معلومة للجهة")),
)
"""What a mission list may bring, and the headers by which it is known."""

KIND_WORDS: dict[MissionKind, tuple[str, ...]] = {
    MissionKind.COUNTER_VISIT: ("counter", "visit", "زيارة", "زيارة مركز"),
    MissionKind.PHONE_CALL: ("phone", "call", "مكالمة", "مكالمة هاتفية"),
    MissionKind.WEBSITE_OR_APP: ("website", "app", "digital", "رقمية", "موقع أو تطبيق"),
    MissionKind.MESSAGE: ("email", "رسالة"),
    MissionKind.EVENT: ("فعالية",),
    MissionKind.SPOT_CHECK: ("spot", "رصد سريع"),
    MissionKind.EVERYDAY: ("everyday experience", "تجربة يومية"),
    MissionKind.JOURNEY_STEP: ("journey", "step", "محطة رحلة", "محطة"),
}
KIND_KEYS = {header_key(word): kind for kind, words in KIND_WORDS.items() for word in (str(kind), *words)}
KNOWN_KEYS = {header_key(word): True for word in ("yes", "true", "1", "نعم")} | {
    header_key(word): False for word in ("no", "false", "0", "لا")
}

REQUIRED = ("number", "centre", "channel", "scenario", "form", "from", "until")

SHOPPER_NUMBER = re.compile(r"(?:[mM\u0645]\s*[-\u2011\u2013 ]?\s*)?(\d{1,4})")


@dataclass(frozen=True, slots=True)
class MissionRow:
    """
    One mission as the file says it: `number` as it is kept (م-0417), the rest by code.

    `window_start` and `window_end` are local times without a zone; a day alone means its first and its last minute.
    """

    row: int
    number: str
    centre: str
    channel: Channel
    scenario: str
    form: str
    window_start: datetime
    window_end: datetime
    service: str
    kind: MissionKind
    is_known_to_body: bool


@dataclass(frozen=True, slots=True)
class MissionCheck:
    """What a list says: `missions` are the rows without a fault, in the file's order."""

    missions: tuple[MissionRow, ...]
    faults: tuple[Fault, ...]
    rows: int


def check_missions(table: Table, explicit_mapping: Sequence[tuple[str, str]] = ()) -> MissionCheck:
    """
    Return the missions of a table, and every fault by row and column. A table without rows gives one error.
    """
    faults = FaultList()
    for fault in table.faults:
        faults.add(fault)
    mapping = map_columns(table.columns, MISSION_TARGETS, explicit_mapping)
    for fault in mapping.faults:
        faults.add(fault)
    for target in REQUIRED:
        if not mapping.has(target):
            message = f"No column is “{target}”. The file's columns: {list_columns(table.columns)}."
            faults.error("mission.no-column", message, target=target, columns=list_columns(table.columns))
    if not table.rows:
        faults.error("table.no-rows", "The file has a header but no row.")
    if faults.has_errors:
        return MissionCheck((), faults.settled(), len(table.rows))
    read = [mission for row in table.rows if (mission := _read_row(row, mapping, faults))]
    return MissionCheck(tuple(read), faults.settled(), len(table.rows))


def _read_row(row: Row, mapping: Mapping, faults: FaultList) -> MissionRow | None:
    """Return the mission of a row, or None after its faults."""
    texts = {target.name: mapping.text(row.cells, target.name) for target in MISSION_TARGETS}
    for target in REQUIRED:
        if not texts[target]:
            faults.error("mission.missing", f"“{target}” is empty.", row.number, mapping.header(target), target=target)
    number = shopper_number(texts["number"])
    if texts["number"] and number is None:
        message = f"“{texts['number']}” is not a shopper number such as م-0417."
        faults.error("mission.number", message, row.number, mapping.header("number"), text=texts["number"])
    channel = CHANNEL_KEYS.get(header_key(texts["channel"]))
    if texts["channel"] and channel is None:
        listed = ", ".join(Channel)
        message = f"“{texts['channel']}” is not a channel. Channels: {listed}."
        faults.error(
            "mission.channel", message, row.number, mapping.header("channel"), text=texts["channel"], channels=listed
        )
    start, end = _read_window(row, mapping, texts, faults)
    kind = _read_kind(row, mapping, texts["kind"], faults)
    known = _read_known(row, mapping, texts["known_to_body"], faults)
    if number is None or channel is None or start is None or end is None or not all(texts[t] for t in REQUIRED):
        return None
    if kind is None or known is None:
        return None
    own = MissionKind(kind) if kind else KIND_BY_CHANNEL[Channel(channel)]
    codes = texts["scenario"], texts["form"]
    where = number, texts["centre"], Channel(channel)
    return MissionRow(row.number, *where, *codes, start, end, texts["service"], own, known)


def _read_kind(row: Row, mapping: Mapping, text: str, faults: FaultList) -> str | None:
    """Return the kind, "" where none is said; None after a fault."""
    kind = KIND_KEYS.get(header_key(text)) if text else ""
    if kind is None:
        listed = ", ".join(MissionKind)
        message = f"“{text}” is not a kind of mission. Kinds: {listed}."
        faults.error("mission.kind", message, row.number, mapping.header("kind"), text=text, kinds=listed)
    return kind


def _read_known(row: Row, mapping: Mapping, text: str, faults: FaultList) -> bool | None:
    """Return whether the body can tell who she is, False where nothing is said; None after a fault."""
    known = KNOWN_KEYS.get(header_key(text)) if text else False
    if known is None:
        message = f"“{text}” is neither yes nor no."
        faults.error("mission.known", message, row.number, mapping.header("known_to_body"), text=text)
    return known


def shopper_number(text: str) -> str | None:
    """Return a shopper number as it is kept (م-0417), from "417", "m-0417" or "م-٠٤١٧"; None when it is none."""
    found = SHOPPER_NUMBER.fullmatch(text.translate(DIGITS).strip())
    return f"م-{int(found[1]):04d}" if found else None


def _read_window(
    row: Row, mapping: Mapping, texts: dict[str, str], faults: FaultList
) -> tuple[datetime | None, datetime | None]:
    start = _read_moment(row, mapping, "from", texts["from"], faults)
    end = _read_moment(row, mapping, "until", texts["until"], faults)
    if start and end and end < start:
        message = "The window ends before it starts."
        faults.error("mission.window", message, row.number, mapping.header("until"))
        return None, None
    return start, end


def _read_moment(row: Row, mapping: Mapping, target: str, text: str, faults: FaultList) -> datetime | None:
    if not text:
        return None
    try:
        on, at = parse_when(text)
    except ValueError:
        message = f"“{text}” is not a day. Write 2026-11-30, or 2026-11-30 14:00."
        faults.error("mission.day", message, row.number, mapping.header(target), text=text)
        return None
    return datetime.combine(date(on.year, on.month, on.day), at or (time.min if target == "from" else time(23, 59)))
