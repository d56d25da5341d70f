"""A body's report in words and strips, for its portal, for the desk's preview, and for paper: one way of saying it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from basira.core.disclosure import WithheldBecause
from basira.core.scoring import Part, expected_misses
from basira.programme.findings.cards import (
    DimensionCard,
    Figure,
    FindingCard,
    ReportCard,
    ReportRuleCard,
    TrendCard,
)
from basira.programme.findings.noted_cards import Name
from basira.surfaces.shared import charts, figures
from basira.surfaces.shared.noted_words import NotedWords, noted_words


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as a page lists it: the card, its address ("" for none), the figure in words, the strip."""

    card: FindingCard
    url: str
    name: str
    dimension: str
    value: str
    says: str
    strip: SafeString
    now: str = ""
    """The part that a changed finding is in now; "" for every other."""
    noted: NotedWords | None = None


@dataclass(frozen=True, slots=True)
class PartLines:
    """One part of a report; `empty` stands where it has no finding."""

    part: Part
    title: str
    lead: str
    empty: str
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension as a row of dots."""

    name: str
    url: str
    value: str
    says: str
    strip: SafeString


def called(name: Name) -> str:
    """Return a name in the reader's language."""
    return name.in_language(get_language() or "en")


def visits_words(figure: Figure) -> str:
    """Return the number of visits behind a figure; "at least" where the exact number would tell of a few."""
    count = figure.visits or 0
    if figure.at_least and count:
        words = ngettext("at least %(count)s visit", "at least %(count)s visits", count)
    else:
        words = ngettext("%(count)s visit", "%(count)s visits", count)
    return words % {"count": figures.number(count)}


def why_withheld(reason: str) -> str:
    """Return in words why a figure is not shown."""
    return {
        WithheldBecause.TOO_FEW_VISITS: _("Not shown: too few visits"),
        WithheldBecause.TOO_FEW_SHOPPERS: _("Not shown: too few shoppers"),
        WithheldBecause.NOT_APPLICABLE: _("Did not apply here"),
        WithheldBecause.NOT_VISITED: _("Not visited in this cycle"),
    }.get(WithheldBecause(reason), _("Not shown: it would give away a figure that is not shown"))


def value_and_rest(figure: Figure) -> tuple[str, str]:
    """Return a figure's value, and what must stand beside it; an empty value and the reason where it is withheld."""
    if figure.score is None or figure.low is None or figure.high is None:
        return "", why_withheld(figure.withheld)
    likely = _("likely %(low)s to %(high)s") % {
        "low": figures.points(figure.low),
        "high": figures.points(figure.high),
    }
    return figures.points(figure.score), f"{likely} · {visits_words(figure)}"


def figure_words(figure: Figure) -> str:
    """Return a figure in one line."""
    return " · ".join(part for part in value_and_rest(figure) if part)


def strip_of(name: str, figure: Figure) -> SafeString:
    """Return a figure as a dot with its interval; an empty string where it is withheld."""
    if figure.score is None or figure.low is None or figure.high is None:
        return SafeString("")
    dot = charts.Dot(float(figure.score), float(figure.low), float(figure.high), f"{name}: {figure_words(figure)}")
    return charts.interval_strip(dot)


def finding_lines(findings: Iterable[FindingCard], url_of: Callable[[FindingCard], str]) -> tuple[FindingLine, ...]:
    """Return findings as a page lists them."""
    return tuple(
        FindingLine(
            card,
            url_of(card),
            called(card.name),
            called(card.dimension),
            *value_and_rest(card.figure),
            strip_of(called(card.name), card.figure),
            part_title(card.outcome.now_part) if card.outcome and card.outcome.now_part else "",
            noted_words(card.noted) if card.noted else None,
        )
        for card in findings
    )


def parts_of(report: ReportCard, url_of: Callable[[FindingCard], str]) -> dict[Part, PartLines]:
    """Return the three parts of a report, in the order of reading."""
    return {
        part: PartLines(
            part,
            part_title(part),
            part_lead(part, report.rule),
            part_empty(part),
            finding_lines(report.part(part), url_of),
        )
        for part in Part
    }


def part_title(part: Part) -> str:
    """Return what a part is called."""
    return {
        Part.STRENGTH: _("Strengths"),
        Part.SHORTCOMING: _("Shortcomings"),
        Part.OPPORTUNITY: _("Opportunities"),
    }[part]


def part_lead(part: Part, rule: ReportRuleCard) -> str:
    """Return the rule of a part in one sentence."""
    values = {"good": figures.points(rule.strength_from), "poor": figures.points(rule.shortcoming_below)}
    return {
        Part.STRENGTH: _("The whole likely range lies at %(good)s points or above."),
        Part.SHORTCOMING: _("The whole likely range lies below %(poor)s points."),
        Part.OPPORTUNITY: _(
            "The score is below %(good)s points, and the range is not wholly below %(poor)s: room to gain."
        ),
    }[part] % values


def part_empty(part: Part) -> str:
    """Return what stands where a part has no finding."""
    return {
        Part.STRENGTH: _("No criterion is high for sure in this cycle; more visits may yet show one."),
        Part.SHORTCOMING: _("No criterion is low for sure in this cycle."),
        Part.OPPORTUNITY: _("No criterion stands in between in this cycle."),
    }[part]


def dimension_lines(dimensions: Iterable[DimensionCard]) -> list[DimensionLine]:
    """Return the dimensions of a body as rows of dots."""
    return [
        DimensionLine(called(card.name), "", *value_and_rest(card.figure), strip_of(called(card.name), card.figure))
        for card in dimensions
    ]


def trend_chart(trend: Sequence[TrendCard]) -> SafeString:
    """Return the course over the cycles; an empty string for fewer than two that are shown."""
    if sum(point.figure.score is not None for point in trend) < 2:
        return SafeString("")
    points = [
        charts.TrendPoint(
            called(point.cycle.name),
            *(
                None if value is None else float(value)
                for value in (point.figure.score, point.figure.low, point.figure.high)
            ),
        )
        for point in trend
    ]
    return charts.trend(points, _("The score over the cycles."))


def method_lines(report: ReportCard) -> list[str]:
    """Return how the report came about and how far it can be trusted, a sentence or two each."""
    rule = report.rule
    misses = expected_misses(report.looked_at, rule.confidence)
    values = {
        "sure": figures.percent(rule.confidence),
        "looked": figures.number(report.looked_at),
        "misses": figures.number(misses, 1),
        "visits": figures.number(rule.min_visits),
        "shoppers": figures.number(rule.min_shoppers),
        "withheld": figures.number(report.withheld),
        "unsure": figures.number(report.unsure),
    }
    said = [
        _(
            "Every figure is the share of points won, out of 100, with the range in which the true score likely lies "
            "(%(sure)s) and the number of visits behind it."
        ),
        *(f"{part_title(part)}: {part_lead(part, rule)}" for part in Part),
        _(
            "%(looked)s criteria were judged. By chance alone about %(misses)s of their ranges miss the true score, so "
            "one finding by itself is a reason to look, not a verdict."
        ),
        _("Criteria with a good score that is not sure enough to be called a strength: %(unsure)s."),
        _(
            "A criterion over fewer than %(visits)s visits or %(shoppers)s shoppers is not shown, nor is one that would "
            "give it away. Not shown here: %(withheld)s."
        ),
        _(
            "Nothing here tells of a single visit: no day, no hour, no ticket, no person. The words are the "
            "questionnaire's own."
        ),
    ]
    if any(one.noted for one in report.findings):
        said.append(
            _(
                "Where analysts speak, they choose a sentence and tags from lists; a second person has confirmed what they say, "
                "and it says no more than the figure."
            )
        )
    return [line % values if "%(" in line else line for line in said]
