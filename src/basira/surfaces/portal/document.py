"""A body's report as paper: the same words and figures as its letter, in the reader's language, ready to be typeset."""

from typing import Any

from basira.core.scoring import Part
from basira.programme.findings.cards import Figure, FindingCard, OwnReport
from basira.surfaces.shared import report_words, reports
from basira.surfaces.shared.contest_lines import answer_on_paper, score_note
from basira.surfaces.shared.noted_words import noted_words

Document = dict[str, Any]


def report_document(own: OwnReport, fixed_since: str = "") -> Document:
    """Return the paper of a report: what the letter shows, and nothing else; `fixed_since` says what was mended since."""
    report = own.report
    parts = report_words.parts_of(report, lambda card: "")
    heading = reports.Heading(
        report_words.called(report.programme),
        report_words.called(report.entity),
        report_words.called(report.sector),
        report_words.called(report.cycle.name),
        report.simulated,
    )
    return reports.document(
        heading,
        score=figure(report.total),
        says=[said for said in [score_note(report), fixed_since] if said],
        dimensions=[figure(card.figure) | {"name": report_words.called(card.name)} for card in report.dimensions],
        parts=[
            {
                "title": parts[part].title,
                "lead": parts[part].lead,
                "findings": [finding(card) for card in report.part(part)],
            }
            for part in Part
        ],
        trend=[figure(point.figure) | {"cycle": report_words.called(point.cycle.name)} for point in own.trend],
        method=report_words.method_lines(report),
    )


def finding(card: FindingCard) -> Document:
    """Return one finding, with its answer in words; a strength asks for none."""
    said = [noted_words(card.noted).sentence] if card.noted else []
    dimension = " · ".join([report_words.called(card.dimension), *said])
    head = {"title": report_words.called(card.name), "dimension": dimension}
    return figure(card.figure) | head | {"answer": answer_on_paper(card)}


def figure(shown: Figure) -> Document:
    """Return a figure as the paper draws it; only the words of why where it is withheld."""
    withheld = report_words.why_withheld(shown.withheld) if shown.score is None else ""
    return reports.figure_of(shown.score, shown.low, shown.high, shown.visits, withheld=withheld)
