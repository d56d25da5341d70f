"""Reports, findings, plans and centres as tables to take away: one shape for the desk and for the portal (docs/reference/exports.md)."""

from collections.abc import Iterable, Iterator

from basira.core.kernel.tabular import Cell, Table
from basira.programme.findings.cards import Figure, ReportCard
from basira.programme.findings.own_centres import CentreCard
from basira.programme.plans.cards import PlanCard

FIGURE = ("score", "low", "high", "visits", "at_least", "withheld")
REPORT = ("cycle", "body_ar", "body_en", "what", "name_ar", "name_en", *FIGURE)
FINDINGS = (
    "finding", "cycle", "body_ar", "body_en", "part", "dimension_ar", "dimension_en", "name_ar", "name_en", *FIGURE,
    "state", "answer_by", "outcome",
)  # fmt: skip
PLANS = (
    "plan", "finding", "cycle", "body_ar", "body_en", "name_ar", "name_en", "state", "opened_for", "owed", "owed_by",
    "late", "rung", "steps", "steps_open", "seen_in",
)  # fmt: skip
CENTRES = ("cycle", "centre", "centre_ar", "centre_en", "dimension", "name_ar", "name_en", *FIGURE)


def figure_cells(figure: Figure) -> list[Cell]:
    """Return a figure's cells: shares of 0 to 1; empty numbers and the reason where it is withheld."""
    shown = figure.score is not None
    at_least = ("yes" if figure.at_least else "no") if shown else None
    return [figure.score, figure.low, figure.high, figure.visits, at_least, figure.withheld or None]


def report_table(reports: Iterable[ReportCard]) -> Table:
    """Return the totals and dimensions of reports, a row each."""
    return Table(REPORT, report_rows(reports))


def report_rows(reports: Iterable[ReportCard]) -> Iterator[list[Cell]]:
    """Yield a report's total, then its dimensions."""
    for one in reports:
        head: list[Cell] = [one.cycle.number, one.entity.ar, one.entity.en]
        yield [*head, "total", None, None, *figure_cells(one.total)]
        for card in one.dimensions:
            yield [*head, "dimension", card.name.ar, card.name.en, *figure_cells(card.figure)]


def finding_table(reports: Iterable[ReportCard]) -> Table:
    """Return the findings of reports, a row each; what was answered in words stays behind."""
    return Table(FINDINGS, finding_rows(reports))


def finding_rows(reports: Iterable[ReportCard]) -> Iterator[list[Cell]]:
    """Yield each finding with its figure, its state and the arbiter's outcome."""
    for report in reports:
        for one in report.findings:
            yield [
                one.ref or None, report.cycle.number, report.entity.ar, report.entity.en, str(one.part),
                one.dimension.ar, one.dimension.en, one.name.ar, one.name.en, *figure_cells(one.figure),
                str(one.state), one.answer_by, str(one.outcome.outcome) if one.outcome else None,
            ]  # fmt: skip


def plan_table(cards: Iterable[PlanCard]) -> Table:
    """Return plans, a row each, as their bodies may read them: of a repeat there is the quarter in which it saw the end."""
    return Table(PLANS, plan_rows(cards))


def plan_rows(cards: Iterable[PlanCard]) -> Iterator[list[Cell]]:
    """Yield each plan with what is owed next and by when."""
    for one in cards:
        owed = one.owed
        yield [
            one.ref, one.finding_ref, one.cycle.number, one.entity.ar, one.entity.en, one.name.ar, one.name.en,
            str(one.state), str(one.opened_for), str(owed.lateness) if owed else None, owed.due_on if owed else None,
            "yes" if one.is_late else "no", str(one.rung) if one.rung else None, len(one.steps), one.steps_open,
            one.quarter or None,
        ]  # fmt: skip


def centre_table(cards: Iterable[CentreCard]) -> Table:
    """Return centres with their newest totals and dimensions, a row each."""
    return Table(CENTRES, centre_rows(cards))


def centre_rows(cards: Iterable[CentreCard]) -> Iterator[list[Cell]]:
    """Yield a centre's total (an empty dimension), then its dimensions."""
    for one in cards:
        head: list[Cell] = [one.cycle.number, one.ref, one.name.ar, one.name.en]
        yield [*head, None, None, None, *figure_cells(one.total)]
        for card in one.dimensions:
            yield [*head, card.code, card.name.ar, card.name.en, *figure_cells(card.figure)]
