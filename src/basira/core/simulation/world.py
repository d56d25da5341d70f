"""What the simulator gives back: the field work as it would arrive, and the truth that it was drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from basira.core.kernel.registry import Channel
from basira.core.simulation.plan import ProgrammePlan


class SimulatedOutcome(StrEnum):
    """How a mission ended."""

    DONE = "done"
    DECLINED = "declined"
    NOT_DONE = "not-done"
    OPEN = "open"


class SimulatedVerdict(StrEnum):
    """What a good reviewer would decide."""

    ACCEPT = "accept"
    RETURN_THEN_ACCEPT = "return-then-accept"
    REJECT = "reject"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class SimulatedVisit:
    """
    A visit as filed. `answers` holds a share (0 to 1) per criterion, None for N/A. Minutes are whole.

    `reason_ar`/`reason_en` say why it is rejected or returned; empty otherwise.
    """

    answers: Mapping[str, Decimal | None]
    waiting_minutes: int
    service_minutes: int
    note_ar: str
    verdict: SimulatedVerdict
    reason_ar: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class SimulatedMission:
    """
    A mission: `day` counts from the cycle's first (0), `minute` from midnight. `visit` is None unless done.

    `number` is unique over the whole world and follows no order of time.
    """

    number: str
    cycle: str
    centre: str
    shopper: str
    channel: Channel
    day: int
    minute: int
    outcome: SimulatedOutcome
    visit: SimulatedVisit | None


@dataclass(frozen=True, slots=True)
class Truth:
    """
    What was drawn from.

    `levels` is the expected score of (cycle, centre) with a neutral shopper at the counter, 0 to 1; `severities` are
    logits by which a shopper answers lower; `difficulties` logits by criterion.
    """

    levels: Mapping[tuple[str, str], float]
    severities: Mapping[str, float]
    difficulties: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class World:
    """A simulated programme; equal for an equal plan and seed."""

    plan: ProgrammePlan
    seed: int
    shoppers: tuple[str, ...]
    missions: tuple[SimulatedMission, ...]
    truth: Truth
