"""
A list of life events, one step a row in the order of the way, checked row by row.

A life event is told by its code; its names may stand on its first row alone, and where they stand again they say the same.
"""

import hashlib
import json
from collections.abc import Mapping as Known
from collections.abc import Sequence
from dataclasses import dataclass, replace

from basira.core.imports.mapping import Mapping, Target, header_key, list_columns, map_columns
from basira.core.imports.names import hidden_direction, looks_like_formula, tidy, unfit_for_identifier
from basira.core.imports.tables import FaultList, Row, Table
from basira.core.imports.values import parse_number
from basira.core.kernel.journeys import MOST_STEPS
from basira.core.kernel.problem import Fault
from basira.core.kernel.registry import Channel

MAX_CODE, MAX_NAME, MAX_TEXT = 60, 200, 500
MOST_DAYS = 3650
LIFE_EVENT_TARGETS = (
    Target("code", ("event", "life event", "الرمز", "رمز الرحلة", "رمز")),
    Target("name_ar", ("event arabic", "اسم الرحلة", "الرحلة")),
    Target("name_en", ("event english", "name")),
    Target("service", ("service code", "الخدمة", "رمز الخدمة")),
    Target("step_ar", ("step arabic", "المحطة", "اسم المحطة")),
    Target("step_en", ("step", "step english")),
    Target("centre", ("centre code", "center", "المركز", "رمز المركز")),
    Target("channel", ("by", "القناة")),
    Target("promised_days", ("days", "promised days", "الأيام الموعودة", "المدة")),
    Target("brings_ar", ("brings arabic", "يُحضر", "المستندات المطلوبة")),
    Target("brings_en", ("brings",)),
    Target("hands_ar", ("hands arabic", "يُسلَّم", "ما يسلم للمحطة التالية")),
    Target("hands_en", ("hands", "hands over")),
)
NEEDED = ("code", "service", "channel")
CHANNEL_WORDS = {
    Channel.COUNTER: ("counter", "نافذة", "مركز", "زيارة"),
    Channel.PHONE: ("phone", "هاتف"),
    Channel.WEBSITE: ("website", "موقع", "الموقع"),
    Channel.APP: ("app", "تطبيق", "التطبيق"),
    Channel.EVENT: ("event", "فعالية"),
    Channel.OUTSOURCED: ("outsourced", "متعهد"),
}
CHANNEL_KEYS = {header_key(word): channel for channel, words in CHANNEL_WORDS.items() for word in words}
LIMITS = {"code": MAX_CODE, "service": MAX_CODE, "centre": MAX_CODE} | dict.fromkeys(
    ("name_ar", "name_en", "step_ar", "step_en"), MAX_NAME
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: a service, whose body gives it; "" for no centre, None for no promise; texts stand in for each other."""

    row: int
    service: str
    centre: str
    channel: Channel
    name_ar: str
    name_en: str
    brings_ar: str
    brings_en: str
    hands_ar: str
    hands_en: str
    promised_days: int | None


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    """One life event with its steps in order."""

    row: int
    code: str
    name_ar: str
    name_en: str
    steps: tuple[StepRow, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of everything it says: what says something else is another version."""
        steps = [
            [one.service, one.centre, str(one.channel), one.name_ar, one.name_en, one.brings_ar, one.brings_en,
             one.hands_ar, one.hands_en, one.promised_days]
            for one in self.steps
        ]  # fmt: skip
        said = [self.code, self.name_ar, self.name_en, steps]
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LifeEventCheck:
    """The dry run: `events` are those without an error; `ok` is false after any error."""

    ok: bool
    rows: int
    columns: tuple[str, ...]
    mapped: dict[str, str]
    events: tuple[LifeEventRow, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """What the registry knows: the body of each service and of each centre, by codes."""

    services: Known[str, str]
    centres: Known[str, str]


@dataclass(slots=True)
class _Events:
    """The life events read so far, by code."""

    mapping: Mapping
    known: KnownPlaces
    faults: FaultList
    found: dict[str, LifeEventRow]

    def take(self, row: Row) -> None:
        """Add a row's step to its life event; a fault leaves it out."""
        texts = _texts(row, self.mapping, self.faults)
        if texts is None:
            return
        event = self.found.get(texts["code"]) or self.begin(row, texts)
        step = self.step(row, texts)
        if event is None or step is None or not self.agrees(event, row, texts):
            return
        if len(event.steps) >= MOST_STEPS:
            self.fault(
                "event.too-many-steps", row, "code", f"A life event has at most {MOST_STEPS} steps.", most=MOST_STEPS
            )
            return
        self.found[event.code] = replace(event, steps=(*event.steps, step))

    def begin(self, row: Row, texts: dict[str, str]) -> LifeEventRow | None:
        """Return the life event that a row begins; None without a name."""
        name_ar, name_en = texts["name_ar"] or texts["name_en"], texts["name_en"] or texts["name_ar"]
        if not name_ar:
            self.fault("event.name-missing", row, "name_ar", "The first row of a life event says its name.")
            return None
        return LifeEventRow(row.number, texts["code"], name_ar, name_en)

    def agrees(self, event: LifeEventRow, row: Row, texts: dict[str, str]) -> bool:
        """Tell whether a later row names its life event as the first one did, or not at all."""
        wrong = [
            name for name in ("name_ar", "name_en") if event.steps and texts[name] not in ("", getattr(event, name))
        ]
        for name in wrong:
            message = f"Row {event.row} calls the same life event something else."
            self.fault("event.says-otherwise", row, name, message, other_row=event.row)
        return not wrong

    def step(self, row: Row, texts: dict[str, str]) -> StepRow | None:
        """Return a row's step; None after a fault."""
        body = self.known.services.get(texts["service"])
        channel = CHANNEL_KEYS.get(header_key(texts["channel"]))
        name_ar, name_en = texts["step_ar"] or texts["step_en"], texts["step_en"] or texts["step_ar"]
        days, days_sound = _days(texts["promised_days"])
        if body is None:
            message = f"No service has the code {texts['service']}."
            self.fault("event.unknown-service", row, "service", message, text=texts["service"])
        if texts["centre"] and body is not None and self.known.centres.get(texts["centre"]) != body:
            message = f"The body of this service has no centre with the code {texts['centre']}."
            self.fault("event.centre-elsewhere", row, "centre", message, text=texts["centre"])
        if channel is None:
            message = f"“{texts['channel']}” is no channel. Choose counter, phone, website, app, event or outsourced."
            self.fault("event.unknown-channel", row, "channel", message, text=texts["channel"])
        if not name_ar:
            self.fault("event.step-unnamed", row, "step_ar", "The step has no name, neither Arabic nor English.")
        if not days_sound:
            message = f"“{texts['promised_days']}” is no whole number of days, 0 to {MOST_DAYS}."
            self.fault("event.bad-days", row, "promised_days", message, text=texts["promised_days"], most=MOST_DAYS)
        is_elsewhere = bool(texts["centre"]) and self.known.centres.get(texts["centre"]) != body
        if body is None or channel is None or not name_ar or not days_sound or is_elsewhere:
            return None
        pairs = {
            f"{name}_{language}": texts[f"{name}_{language}"] or texts[f"{name}_{other}"]
            for name in ("brings", "hands")
            for language, other in (("ar", "en"), ("en", "ar"))
        }
        return StepRow(
            row.number, texts["service"], texts["centre"], channel, name_ar, name_en, promised_days=days, **pairs
        )

    def fault(self, code: str, row: Row, target: str, message: str, **params: object) -> None:
        """Note an error at its place."""
        said = {name: str(value) for name, value in params.items()}
        self.faults.error(code, message, row.number, self.mapping.header(target), **said)


def check_life_events(
    table: Table, explicit_mapping: Sequence[tuple[str, str]] = (), known: KnownPlaces | None = None
) -> LifeEventCheck:
    """
    Return what a table of life events says, and every fault by row and column. A table without rows gives one error.
    """
    faults = FaultList()
    mapping = map_columns(table.columns, LIFE_EVENT_TARGETS, explicit_mapping)
    for fault in (*table.faults, *mapping.faults):
        faults.add(fault)
    for target in NEEDED:
        if not mapping.has(target):
            columns = list_columns(table.columns)
            message = f"No column holds “{target}”. Columns of the file: {columns}."
            faults.error("event.no-column", message, target=target, columns=columns)
    if not table.rows:
        faults.error("table.no-rows", "The file has a header but no row.")
    events = _Events(mapping, known or KnownPlaces({}, {}), faults, {})
    if not faults.has_errors:
        for row in table.rows:
            events.take(row)
    found = tuple(events.found.values())
    return LifeEventCheck(
        not faults.has_errors, len(table.rows), table.columns, mapping.as_dict(), found, faults.settled()
    )


def _days(text: str) -> tuple[int | None, bool]:
    """Return the days that a cell promises (None for none), and whether it could be read."""
    if not text:
        return None, True
    try:
        days = parse_number(text)
    except ValueError:
        return None, False
    sound = days == days.to_integral_value() and 0 <= days <= MOST_DAYS
    return (int(days) if sound else None), sound


def _texts(row: Row, mapping: Mapping, faults: FaultList) -> dict[str, str] | None:
    """Return the cells by target, tidied; None after a fault that leaves nothing to go by."""
    texts, sound = {}, True
    for target in (one.name for one in LIFE_EVENT_TARGETS):
        raw, column = mapping.text(row.cells, target), mapping.header(target)
        texts[target] = tidy(raw)
        limit = LIMITS.get(target, MAX_TEXT)
        if hidden := hidden_direction(raw):
            message = f"The text holds {hidden}, which makes it read as something else. Type it again."
            faults.error("centre.hidden-direction", message, row.number, column, character=hidden)
            sound = False
        if len(texts[target]) > limit:
            message = f"The text is longer than {limit} characters."
            faults.error("centre.text-too-long", message, row.number, column, limit=str(limit))
            sound = False
        if looks_like_formula(texts[target]):
            message = "The text begins like a spreadsheet formula. It is kept as text and never run."
            faults.warn("centre.formula-like", message, row.number, column)
    for target in NEEDED:
        if not texts[target]:
            faults.error("event.missing", f"“{target}” is empty.", row.number, mapping.header(target), target=target)
            sound = False
        elif target != "channel" and (sign := unfit_for_identifier(texts[target])):
            message = f"The code holds {sign}, which nobody can see. Type the code again."
            faults.error("centre.code-unfit", message, row.number, mapping.header(target), character=sign)
            sound = False
    return texts if sound else None
