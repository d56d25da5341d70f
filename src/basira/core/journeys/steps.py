"""One step by itself, from the visits at this step alone: what its body may read before anything is published."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from basira.core.disclosure import DisclosureRule, Presence
from basira.core.journeys.counting import Counted, Middle, counted, middle_of
from basira.core.journeys.told import StepVisit
from basira.core.kernel.journeys import BreakKind

FIVE_MINUTES = Decimal(5)


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of a life event: `place` from 1, the ref of its body, and the days that are promised (None for none)."""

    place: int
    body: str
    promised_days: int | None = None


@dataclass(frozen=True, slots=True)
class StepCounts:
    """A step in numbers. `minutes_inside` is of one visit, to five minutes; `result_days` from asking to having, whole."""

    place: int
    cases: int
    breaks: Mapping[BreakKind, Counted]
    minutes_inside: Middle
    result_days: Middle

    @property
    def marked(self) -> tuple[BreakKind, ...]:
        """The kinds of break that the evidence marks here."""
        return tuple(kind for kind, found in self.breaks.items() if found.is_break)


def step_counts(
    step: StepPlan,
    visits: Sequence[StepVisit],
    rule: DisclosureRule,
    beside: Mapping[BreakKind, Collection[Presence]] = MappingProxyType({}),
) -> StepCounts:
    """
    Return a step in numbers, one visit a case. Nothing but these visits goes in: what another body did changes nothing.

    `beside` holds the visits behind each figure that is told of the same question, by the kind of break. Empty: without visits
    every count is 0 of 0 and every median None.
    """
    everybody = frozenset((one.visit, one.shopper) for one in visits)

    def numbers(name: str) -> list[tuple[Decimal | None, str, str]]:
        return [(getattr(one, name), one.visit, one.shopper) for one in visits]

    return StepCounts(
        step.place,
        len(visits),
        {
            kind: counted(
                [(one.is_broken(kind, step.promised_days), one.visit, one.shopper) for one in visits],
                rule,
                everybody,
                *beside.get(kind, ()),
            )
            for kind in BreakKind
        },
        middle_of(numbers("minutes_inside"), rule, everybody, to=FIVE_MINUTES),
        middle_of(numbers("result_days"), rule, everybody),
    )
