"""A body's report as plain values with every word already in one language: what paper is typeset from."""

from typing import Any

from django.utils import translation

from basira.core.scoring import Part
from basira.programme.findings.cards import Figure, FindingCard, OwnReport
from basira.surfaces.shared import report_words
from basira.surfaces.shared.states import look

Document = dict[str, Any]


def report_document(own: OwnReport, language: str) -> Document:
    """Return a report in Arabic ("ar") or English ("en"); scores are numbers from 0 to 100, to one place."""
    report = own.report
    with translation.override(language):
        parts = report_words.parts_of(report, lambda card: "")
        return {
            "language": language,
            "programme": report_words.called(report.programme),
            "entity": report_words.called(report.entity),
            "sector": report_words.called(report.sector),
            "cycle": report_words.called(report.cycle.name),
            "simulated": report.simulated,
            "score": numbers(report.total),
            "dimensions": [
                {"name": report_words.called(card.name)} | numbers(card.figure) for card in report.dimensions
            ],
            "parts": [
                {
                    "title": parts[part].title,
                    "lead": parts[part].lead,
                    "findings": [finding(card) for card in report.part(part)],
                }
                for part in Part
            ],
            "trend": [{"cycle": report_words.called(point.cycle.name)} | numbers(point.figure) for point in own.trend],
            "method": report_words.method_lines(report),
        }


def finding(card: FindingCard) -> Document:
    """Return one finding, with its answer in words."""
    head = {"title": report_words.called(card.name), "dimension": report_words.called(card.dimension)}
    return head | numbers(card.figure) | {"answer": look(card.state)[2] if card.answer_by else ""}


def numbers(figure: Figure) -> Document:
    """Return a figure as numbers and words; only the words of why where it is withheld."""
    if figure.score is None or figure.low is None or figure.high is None:
        return {"withheld": report_words.why_withheld(figure.withheld)}
    value, low, high = (round(float(each) * 100, 1) for each in (figure.score, figure.low, figure.high))
    return {
        "words": report_words.figure_words(figure),
        "value": value,
        "low": low,
        "high": high,
        "visits": figure.visits,
    }
