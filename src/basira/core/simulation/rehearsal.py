"""
A form tried on simulated centres and shoppers before anybody is sent: can it tell centres apart, by how many visits?

It says what a form can do where people answer as the model says, and nothing of whether they do: spreads are assumed, not
measured. What it finds are scales that nothing reaches, questions that hardly ever apply, and dimensions of too few questions.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, pvariance

from basira.core.instrument.tree import Criterion, Question, Questionnaire, points_of
from basira.core.simulation.simulate import CENTRE_SPREAD, SHOPPER_SPREAD, VISIT_SPREAD, logistic

DIMENSION_SPREAD = 0.5
"""Standard deviation, in logits, of what sets a centre's dimensions apart from each other."""
DIFFICULTY = (-0.6, 0.8)
"""Mean and standard deviation of the criteria's difficulty in logits: most are kept most of the time."""
NOT_APPLICABLE = 0.25
"""Chance that a question which offers "not applicable" does not apply."""
SELDOM, ALWAYS, BLIND = 0.3, 0.97, 0.02
"""Below which share of visits a question is seldom asked; above which it is always kept; below which it tells nothing of centres."""
ENOUGH = 0.6
"""The reliability below which a dimension is called weak: more noise than half of what is seen between centres."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How large the rehearsal is; equal ones give equal reports. Few centres name questions as blind by chance."""

    centres: int = 400
    visits: int = 6
    shoppers: int = 30
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Reliability:
    """
    How well a dimension's mean over `visits` visits tells centres apart.

    Units: 0 to 1. `value` is None where too few visits had an answer to say.
    """

    dimension: str
    criteria: int
    value: float | None

    @property
    def is_weak(self) -> bool:
        """Tell whether more visits or more questions are needed."""
        return self.value is None or self.value < ENOUGH


@dataclass(frozen=True, slots=True)
class Weak:
    """A criterion that adds little, and why: "seldom", "always" or "blind"."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal found."""

    plan: Rehearsal
    reliabilities: tuple[Reliability, ...]
    weak: tuple[Weak, ...]


Shares = Mapping[str, Decimal | None]
"""What one visit won at each criterion, 0 to 1; None where it did not apply."""


def rehearse(form: Questionnaire, plan: Rehearsal) -> Rehearsed:
    """
    Try a form on simulated visits and report its reliability by dimension and its weak criteria.

    Answers are drawn as the form offers them and won as its scales say, so that a scale which cannot be read is found here.
    """
    visits = draw_visits(form, plan)
    dimensions = dict.fromkeys(criterion.dimension for criterion in form.criteria)
    reliabilities = []
    for name in dimensions:
        criteria = [criterion for criterion in form.criteria if criterion.dimension == name]
        groups = [[score(shares, criteria) for shares in of_centre] for of_centre in visits]
        reliabilities.append(Reliability(name, len(criteria), reliability(groups, plan.visits)))
    weak = [found for criterion in form.criteria if (found := weakness(criterion.code, visits))]
    return Rehearsed(plan, tuple(reliabilities), tuple(weak))


def draw_visits(form: Questionnaire, plan: Rehearsal) -> list[list[Shares]]:
    """Return the visits of each centre, drawn with the plan's seed."""
    chance = random.Random(plan.seed)  # noqa: S311  a simulation is replayed, never a secret
    questions = {question.path: question for question in form.questions}
    ladders = {criterion.code: ladder(criterion, questions[criterion.path]) for criterion in form.criteria}
    hardness = {criterion.code: chance.gauss(*DIFFICULTY) for criterion in form.criteria}
    severity = [chance.gauss(0, SHOPPER_SPREAD) for _ in range(plan.shoppers)]
    dimensions = dict.fromkeys(criterion.dimension for criterion in form.criteria)
    visits: list[list[Shares]] = []
    for _ in range(plan.centres):
        level = chance.gauss(0, CENTRE_SPREAD)
        levels = {name: level + chance.gauss(0, DIMENSION_SPREAD) for name in dimensions}
        of_centre: list[Shares] = []
        for shopper in chance.sample(severity, plan.visits):
            mood = chance.gauss(0, VISIT_SPREAD) - shopper
            shares: dict[str, Decimal | None] = {}
            for criterion in form.criteria:
                quality = levels[criterion.dimension] + mood - hardness[criterion.code]
                shares[criterion.code] = draw_share(criterion, ladders[criterion.code], quality, chance)
            of_centre.append(shares)
        visits.append(of_centre)
    return visits


def draw_share(criterion: Criterion, answers: Sequence[str], quality: float, chance: random.Random) -> Decimal | None:
    """Draw an answer of a ladder, the better the likelier the higher the quality in logits, and return what it wins."""
    if criterion.na and chance.random() < NOT_APPLICABLE:
        return points_of(criterion, criterion.na[0])
    probability = logistic(quality)
    place = sum(chance.random() < probability for _ in range(len(answers) - 1))
    return points_of(criterion, answers[place])


def ladder(criterion: Criterion, question: Question) -> list[str]:
    """Return answers of a criterion from the worst to the best: its choices, or a number on each step of its scale."""
    if question.choices:
        answers = [choice.name for choice in question.choices if choice.name not in criterion.na]
    elif criterion.scale.rules:
        bounds = [rule.bound for rule in criterion.scale.rules]
        answers = [
            *bounds,
            str(Decimal(bounds[-1]) + (1 if criterion.scale.rules[-1].operator.startswith("<") else -1)),
        ]
    else:
        answers = [str(criterion.scale.lowest), str(criterion.scale.highest)]
    return sorted(dict.fromkeys(answers), key=lambda answer: points_of(criterion, answer) or Decimal(0))


def score(shares: Shares, criteria: Sequence[Criterion]) -> float | None:
    """Return a visit's weighted share of the points of some criteria, 0 to 1; None when none of them applied."""
    applied = [(criterion.weight, share) for criterion in criteria if (share := shares[criterion.code]) is not None]
    if not applied:
        return None
    return float(sum(weight * share for weight, share in applied) / sum(weight for weight, _share in applied))


def reliability(groups: Sequence[Sequence[float | None]], visits: int) -> float | None:
    """
    Return how reliable the mean of `visits` visits is for telling groups apart.

    Shape: one group a centre, one score a visit. Units: 0 to 1, and 0 where centres differ less than visits do. Empty: None
    with fewer than two centres of two visits, or where nothing differs at all.
    Source: Shrout & Fleiss (1979), case 1, with Searle's n0 for groups of unequal size and the Spearman-Brown formula.
    """
    known = [[value for value in group if value is not None] for group in groups]
    known = [group for group in known if len(group) > 1]
    total = sum(len(group) for group in known)
    if len(known) < 2:
        return None
    grand = fmean(value for group in known for value in group)
    between = sum(len(group) * (fmean(group) - grand) ** 2 for group in known) / (len(known) - 1)
    within = sum(len(group) * pvariance(group) for group in known) / (total - len(known))
    size = (total - sum(len(group) ** 2 for group in known) / total) / (len(known) - 1)
    spread = between + (size - 1) * within
    if spread == 0:
        return None
    one = max(0.0, (between - within) / spread)
    return visits * one / (1 + (visits - 1) * one)


def weakness(code: str, visits: Sequence[Sequence[Shares]]) -> Weak | None:
    """Return why a criterion adds little: seldom asked, always kept, or blind for differences between centres."""
    groups = [[None if (share := shares[code]) is None else float(share) for shares in group] for group in visits]
    asked = [share for group in groups for share in group if share is not None]
    if len(asked) < SELDOM * sum(map(len, groups)):
        return Weak(code, "seldom")
    if fmean(asked) > ALWAYS:
        return Weak(code, "always")
    found = reliability(groups, 1)
    return Weak(code, "blind") if found is None or found < BLIND else None
