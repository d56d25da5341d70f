"""A body's own steps of life events in words; the bodies before and after stand nowhere in it."""

from dataclasses import dataclass

from basira.core.journeys import Middle
from basira.programme.findings.cards import OwnStepCard, OwnWayCard, ReportCard
from basira.surfaces.shared.noted_words import spoken
from basira.surfaces.shared.way_words import BREAKS, counted_words, days_words, minutes_words, promised_words


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step in words; "" where nothing is told."""

    name: str
    minutes: str
    promised: str
    took: str
    seen: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class WayWords:
    """A life event with the body's own steps in words."""

    event: str
    steps: tuple[StepWords, ...]


def way_lines(report: ReportCard) -> tuple[WayWords, ...]:
    """Return the life events of a report in the reader's language."""
    return tuple(way_words(way) for way in report.ways)


def way_words(way: OwnWayCard) -> WayWords:
    """Return one life event in words."""
    return WayWords(spoken(way.event), tuple(step_words(step) for step in way.steps))


def step_words(step: OwnStepCard) -> StepWords:
    """Return one step in words."""
    minutes = Middle(step.minutes_inside, 1, is_safe=True)
    days = Middle(step.result_days, 1, is_safe=True)
    return StepWords(
        spoken(step.name),
        minutes_words(minutes) if step.minutes_inside is not None else "",
        promised_words(step.promised_days),
        days_words(days) if step.result_days is not None else "",
        tuple((str(BREAKS[one.kind]), counted_words(one.seen, one.of), one.is_marked) for one in step.seen),
    )
