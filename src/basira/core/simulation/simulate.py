"""
Draws a world from a plan and a seed.

Answers follow a logistic model: centre, shopper, criterion and visit add up in logits. So visits differ as a whole,
shoppers are mild or severe, and the truth of every centre is known.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from basira.core.kernel.registry import Channel
from basira.core.simulation.plan import CentrePlan, Coverage, CriterionPlan, CyclePlan, ProgrammePlan
from basira.core.simulation.world import (
    SimulatedMission,
    SimulatedOutcome,
    SimulatedVerdict,
    SimulatedVisit,
    Truth,
    World,
)

VISIT_SPREAD = 0.45
SHOPPER_SPREAD = 0.35
CENTRE_SPREAD = 0.55
ENTITY_SPREAD = 0.35
CYCLE_SPREAD = 0.25
"""Standard deviations in logits."""

TARGETS = {Coverage.FULL: (6, 8), Coverage.SOME: (4, 5), Coverage.THIN: (1, 3), Coverage.NONE: (0, 0)}
DECLINED, NOT_DONE, REJECTED, RETURNED = 0.06, 0.04, 0.05, 0.06
WAITING_SHARE = 0.35
"""Of the visits of a running cycle, the share that still waits for review."""

HERMITE = (
    (-2.350604973674492, 0.004530009905508846),
    (-1.335849074013697, 0.15706732032285664),
    (-0.4360774119276165, 0.7246295952243925),
    (0.4360774119276165, 0.7246295952243925),
    (1.335849074013697, 0.15706732032285664),
    (2.350604973674492, 0.004530009905508846),
)
"""Gauss-Hermite nodes and weights of order 6 (Abramowitz & Stegun, table 25.10)."""

FAULTS = (
    ("التقرير عن مركز غير المركز المحدد في المهمة.", "The report is about another centre than the mission's."),
    ("الإجابات لا تتفق مع الوصف المكتوب.", "The answers contradict the written description."),
    ("تمت الزيارة خارج الفترة المحددة.", "The visit took place outside the window."),
)
QUESTIONS = (
    ("كم استغرق الانتظار قبل مناداة رقمك؟", "How long was the wait before your number was called?"),
    ("هل ذكر الموظف الرسوم شفهيًا أم كانت معلنة؟", "Did the clerk state the fee, or was it on a board?"),
)
NOTES = (
    "كان الدور واضحًا والموظف متعاونًا.",
    "استغرق العثور على المدخل وقتًا أطول من المتوقع.",
    "أجاب الموظف عن جميع الأسئلة بهدوء.",
    "لم تكن الرسوم معلنة عند النافذة.",
    "طُلبت نسخة ورقية سبق رفعها إلكترونيًا.",
    "",
)


@dataclass(frozen=True, slots=True)
class Levels:
    """The hidden part of the world, in logits."""

    centres: Mapping[tuple[str, str], float]
    shoppers: Mapping[str, float]


def simulate_programme(plan: ProgrammePlan, seed: int) -> World:
    """
    Return the world of `plan` drawn with `seed`: missions of every cycle with their visits, and the truth.

    Equal plan and seed give an equal world. A shopper visits a centre at most once in a cycle. In a closed cycle every
    centre reaches its planned number of visits worth accepting; declined, missed and faulty ones come on top.
    """
    chance = random.Random(seed)  # noqa: S311  a simulation is replayed, never a secret
    shoppers = tuple(f"s{number:03}" for number in range(1, plan.shoppers + 1))
    levels = draw_levels(plan, shoppers, chance)
    missions = [
        mission
        for cycle in plan.cycles
        for centre in plan.centres
        for mission in draw_missions(plan, (cycle, centre), levels, chance)
    ]
    numbers = chance.sample(range(10_000, 100_000), len(missions))
    numbered = tuple(SimulatedMission(f"{number}", *mission) for number, mission in zip(numbers, missions, strict=True))
    return World(plan, seed, shoppers, numbered, make_truth(plan, levels))


def draw_levels(plan: ProgrammePlan, shoppers: tuple[str, ...], chance: random.Random) -> Levels:
    """Draw how good each centre is in each cycle, and how severe each shopper."""
    sectors = {sector.code: sector.level for sector in plan.sectors}
    entities = {entity.code: chance.gauss(0, ENTITY_SPREAD) for entity in plan.entities}
    centres = {}
    for centre in plan.centres:
        level = sectors[centre.sector] + entities[centre.entity] + chance.gauss(0, CENTRE_SPREAD)
        for cycle in plan.cycles:
            level += cycle.drift + chance.gauss(0, CYCLE_SPREAD)
            centres[(cycle.code, centre.code)] = level
    return Levels(centres, {shopper: chance.gauss(0, SHOPPER_SPREAD) for shopper in shoppers})


MissionDraft = tuple[str, str, str, Channel, int, int, SimulatedOutcome, SimulatedVisit | None]


def draw_missions(
    plan: ProgrammePlan, where: tuple[CyclePlan, CentrePlan], levels: Levels, chance: random.Random
) -> list[MissionDraft]:
    """Draw the missions of one centre in one cycle, each by another shopper."""
    cycle, centre = where
    least, most = TARGETS[centre.coverage]
    target = chance.randint(least, most)
    waiting_shoppers = chance.sample(sorted(levels.shoppers), len(levels.shoppers))
    missions: list[MissionDraft] = []
    good = 0
    while good < target:
        shopper = waiting_shoppers.pop()
        outcome = draw_outcome(cycle, chance)
        channel = draw_channel(centre, chance)
        visit = None
        if outcome is SimulatedOutcome.DONE:
            level = levels.centres[(cycle.code, centre.code)] - levels.shoppers[shopper]
            visit = draw_visit(plan, cycle, (channel, level), chance)
        good += outcome is SimulatedOutcome.OPEN or (visit is not None and visit.verdict is not SimulatedVerdict.REJECT)
        day = chance.randrange(cycle.days if cycle.closed else max(1, int(cycle.days * cycle.done_share)))
        minute = chance.randrange(8 * 60, 14 * 60)
        missions.append((cycle.code, centre.code, shopper, channel, day, minute, outcome, visit))
    return missions


def draw_outcome(cycle: CyclePlan, chance: random.Random) -> SimulatedOutcome:
    """Draw how a mission ends; those of a running cycle may still be open."""
    if chance.random() >= cycle.done_share:
        return SimulatedOutcome.OPEN
    luck = chance.random()
    if luck < DECLINED:
        return SimulatedOutcome.DECLINED
    return SimulatedOutcome.NOT_DONE if luck < DECLINED + NOT_DONE else SimulatedOutcome.DONE


def draw_channel(centre: CentrePlan, chance: random.Random) -> Channel:
    """Draw a channel; most missions go to the counter where there is one."""
    if Channel.COUNTER not in centre.channels:
        return chance.choice(centre.channels)
    others = [channel for channel in centre.channels if channel is not Channel.COUNTER]
    return chance.choice(others) if others and chance.random() < 0.15 else Channel.COUNTER


def draw_visit(
    plan: ProgrammePlan, cycle: CyclePlan, tried: tuple[Channel, float], chance: random.Random
) -> SimulatedVisit:
    """Draw what one visit reports; `tried` is the channel and the level in logits as this shopper sees it."""
    channel, level = tried
    mood = level + chance.gauss(0, VISIT_SPREAD)
    answers = {criterion.code: draw_answer(criterion, channel, mood, chance) for criterion in plan.criteria}
    verdict, (reason_ar, reason_en) = draw_verdict(cycle, chance)
    return SimulatedVisit(
        answers=answers,
        waiting_minutes=0 if channel is Channel.WEBSITE else round(chance.lognormvariate(2.6 - 0.35 * mood, 0.6)),
        service_minutes=max(1, round(chance.lognormvariate(2.1, 0.4))),
        note_ar=chance.choice(NOTES),
        verdict=verdict,
        reason_ar=reason_ar,
        reason_en=reason_en,
    )


def draw_answer(criterion: CriterionPlan, channel: Channel, mood: float, chance: random.Random) -> Decimal | None:
    """Draw one answer as a share of its points; None where the criterion does not apply."""
    if channel not in criterion.channels or chance.random() < criterion.rarely_applies:
        return None
    probability = logistic(mood - criterion.difficulty)
    won = sum(chance.random() < probability for _ in range(criterion.steps))
    return Decimal(won) / criterion.steps


def draw_verdict(cycle: CyclePlan, chance: random.Random) -> tuple[SimulatedVerdict, tuple[str, str]]:
    """Draw what review makes of a visit, with the words for the shopper."""
    if not cycle.closed and chance.random() < WAITING_SHARE:
        return SimulatedVerdict.WAITING, ("", "")
    luck = chance.random()
    if luck < REJECTED:
        return SimulatedVerdict.REJECT, chance.choice(FAULTS)
    if luck < REJECTED + RETURNED:
        return SimulatedVerdict.RETURN_THEN_ACCEPT, chance.choice(QUESTIONS)
    return SimulatedVerdict.ACCEPT, ("", "")


def make_truth(plan: ProgrammePlan, levels: Levels) -> Truth:
    """Turn logits into the scores that endless neutral visits to the counter would give."""
    return Truth(
        levels={key: expected_score(plan, level) for key, level in levels.centres.items()},
        severities=levels.shoppers,
        difficulties={criterion.code: criterion.difficulty for criterion in plan.criteria},
    )


def expected_score(plan: ProgrammePlan, level: float) -> float:
    """Return the expected share of points at the counter for a neutral shopper, over the moods of visits."""
    applicable = [criterion for criterion in plan.criteria if Channel.COUNTER in criterion.channels]
    weights = [float(criterion.weight) * (1 - criterion.rarely_applies) for criterion in applicable]
    expected = sum(
        weight * over_moods(level - criterion.difficulty) for weight, criterion in zip(weights, applicable, strict=True)
    )
    return expected / sum(weights)


def over_moods(logit: float) -> float:
    """Return the mean of the logistic over a normal visit effect, by Gauss-Hermite quadrature."""
    return sum(weight * logistic(logit + math.sqrt(2) * VISIT_SPREAD * node) for node, weight in HERMITE) / math.sqrt(
        math.pi
    )


def logistic(logit: float) -> float:
    """Return 1 / (1 + exp(-logit))."""
    return 1.0 / (1.0 + math.exp(-logit))
