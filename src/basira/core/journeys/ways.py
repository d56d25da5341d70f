"""The whole way: its steps in order, the days between them, and hand-offs that failed with whose they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from basira.core.disclosure import DisclosureRule
from basira.core.journeys.counting import Counted, Middle, counted, middle_of
from basira.core.journeys.steps import StepCounts, StepPlan, step_counts
from basira.core.journeys.told import StepVisit
from basira.core.kernel.journeys import BreakKind, Handed, Whose


@dataclass(frozen=True, slots=True)
class Case:
    """One run through a life event: its accepted visits by the step's place; a step without one is not there."""

    ref: str
    visits: Mapping[int, StepVisit]


@dataclass(frozen=True, slots=True)
class HandOff:
    """
    From one step to the next: how often it failed, whose that was, and the days between the two visits (whole days).

    `whose` counts over the cases in which both steps tell. `UNCLEAR` is a failure of which the giving visit says nothing.
    """

    giver: int
    taker: int
    failed: Counted
    whose: Mapping[Whose, Counted]
    days: Middle


@dataclass(frozen=True, slots=True)
class WayMap:
    """A life event in numbers: `cases` were begun, `whole` have an accepted visit at every step."""

    cases: int
    whole: int
    steps: tuple[StepCounts, ...]
    hand_offs: tuple[HandOff, ...]

    @property
    def breaks(self) -> tuple[tuple[int, BreakKind], ...]:
        """Every break that the evidence marks, in the order of the way."""
        return tuple((step.place, kind) for step in self.steps for kind in step.marked)


def way_map(steps: Sequence[StepPlan], cases: Sequence[Case], rule: DisclosureRule) -> WayMap:
    """
    Return the map of a life event over its cases; steps in order of their places.

    Empty: without cases, 0 of 0 everywhere.
    """
    ordered = sorted(steps, key=lambda step: step.place)
    return WayMap(
        len(cases),
        sum(all(step.place in case.visits for step in ordered) for case in cases),
        tuple(step_counts(step, _visits_at(step.place, cases), rule) for step in ordered),
        tuple(_hand_off(giver.place, taker.place, cases, rule) for giver, taker in pairwise(ordered)),
    )


def whose_failure(giver: StepVisit | None, taker: StepVisit | None) -> Whose | None:
    """
    Return whose a hand-off's failure was; None where there was none, or nobody can tell that there was one.

    The giver's, where it gave nothing or not all; the taker's, where all was given and it asked or typed again. Where the
    taker asked again and nobody knows what was given, it stays unclear: nobody is charged on half the evidence.
    """
    given = giver.handed_over if giver else None
    if given in (Handed.PART, Handed.NOTHING):
        return Whose.GIVER
    if taker is None or not (taker.asked_again or taker.typed_again):
        return None
    return Whose.TAKER if given is Handed.WHOLE else Whose.UNCLEAR


def _hand_off(giver: int, taker: int, cases: Sequence[Case], rule: DisclosureRule) -> HandOff:
    pairs = [(case, case.visits.get(giver), case.visits.get(taker)) for case in cases]
    both = [(case, given, taken) for case, given, taken in pairs if given and taken]
    verdicts = [(case.ref, taken.shopper, whose_failure(given, taken)) for case, given, taken in both]
    return HandOff(
        giver,
        taker,
        counted([(whose is not None, case, shopper) for case, shopper, whose in verdicts], rule),
        {one: counted([(whose is one, case, shopper) for case, shopper, whose in verdicts], rule) for one in Whose},
        middle_of([(_days(given, taken), case.ref, taken.shopper) for case, given, taken in both], rule),
    )


def _days(given: StepVisit, taken: StepVisit) -> Decimal | None:
    """Return the days from one visit to the other; None where a day is not known or the order was turned."""
    if given.on is None or taken.on is None or taken.on < given.on:
        return None
    return Decimal((taken.on - given.on).days)


def _visits_at(place: int, cases: Sequence[Case]) -> list[StepVisit]:
    return [case.visits[place] for case in cases if place in case.visits]
