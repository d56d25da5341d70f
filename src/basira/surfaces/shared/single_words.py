"""How single reports speak: the words of their refusals, and of what one visit found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.kernel.commissions import FileOutcome, Met, SecondSource
from basira.programme.commissions.file_queries import EndCard
from basira.programme.commissions.queries import CriterionRow, SingleReportCard

SINGLE_WORDS = {
    "commissions.not-internal": _(
        "An independent programme informs all bodies of a whole cycle at the same moment, and reports no single visit. "
        "Single reports are for a programme that one body runs for itself."
    ),
    "commissions.kind-not-single": _(
        "A visit of this kind is never reported by itself: whoever was there would be remembered. Calls, websites, "
        "messages and stands at events can be."
    ),
    "commissions.visit-is-made": _(
        "This visit was made already, or will not be made. A report is ordered beforehand, so that nobody picks the visit "
        "that suits. Order one of a mission whose visit is still to come."
    ),
    "commissions.mission-not-found": _("There is no such mission. Go back to the cycle and look again."),
    "commissions.already-ordered": _("This mission has an order already. Look for it among the single visits."),
    "commissions.words-missing": _("Write a few words here, at most %(limit)s letters."),
    "commissions.not-found": _("There is no such order or report. Go back to the list and look again."),
    "commissions.nothing-accepted": _(
        "No reviewer has accepted this visit yet, so there is nothing to report. Come back after the review."
    ),
    "commissions.own-review": _(
        "You settled the review of this visit, so a second person releases its report. Ask a colleague."
    ),
    "commissions.order-is-over": _("This order was withdrawn, or its report is out. Nothing more can be done with it."),
    "commissions.unit-does-not-know": _(
        "This report went to the top alone. Nobody is asked to answer for what he may not read, so no file is opened."
    ),
    "commissions.files-not-kept": _(
        "This programme names no accountable post: its blueprint keeps no accountability files. Ask the unit for its reply."
    ),
    "commissions.unit-not-heard": _(
        "The unit has read this report and has until %(day)s to reply. First the notice and the reply, then a file."
    ),
    "commissions.clerk-named": _(
        "This reads as a clerk, and whoever serves at a window or on a line is never named. Name the post that answers "
        "for the service."
    ),
    "people.reader-not-named": _(
        "This programme does not report to this reader: its blueprint names others. Choose one of those."
    ),
    "commissions.file-is-open": _("This report has a file already. Look for it among the accountability files."),
    "commissions.words-tell": _(
        "These words name a person or could tell of the visit. Write of a post and of the service: no name, no day, no ticket."
    ),
    "commissions.file-not-found": _("There is no such file. Go back to the list and look again."),
    "commissions.file-ended": _("This file has ended. Nothing more can be said or done in it."),
    "commissions.statement-stands": _("A statement was handed in already. It stands."),
    "commissions.own-file": _("You opened this file, so somebody else ends it. Ask a colleague."),
    "commissions.not-heard": _(
        "Whoever holds the post has said nothing yet, and has until %(day)s. Until then a file can end without action only."
    ),
    "commissions.one-source": _(
        "One covert visit alone never ends a file against anybody. Name a second source and say what it shows, or end the "
        "file without action."
    ),
    "commissions.already-replied": _("Your unit has replied to this report. A reply stands."),
}

MET: Final = {
    Met.NO: ("bad", "bad", pgettext_lazy("criterion", "Not met")),
    Met.PARTLY: ("wait", "warning", pgettext_lazy("criterion", "Met in part")),
    Met.YES: ("good", "good", pgettext_lazy("criterion", "Met")),
    Met.NOT_APPLICABLE: ("plain", "plain", pgettext_lazy("criterion", "Did not apply")),
}
"""Tone, icon and word of what one visit found, in the order in which a reader looks for it."""


@dataclass(frozen=True, slots=True)
class MetLines:
    """The criteria of a report of which one thing was found."""

    tone: str
    icon: str
    words: object
    rows: tuple[CriterionRow, ...]


def met_lines(report: SingleReportCard) -> tuple[MetLines, ...]:
    """Return the criteria of a report by what was found, the missed ones first and of these the critical ones."""
    found = []
    for met, (tone, icon, words) in MET.items():
        rows = [row for row in report.criteria if row.met is met]
        if rows:
            found.append(MetLines(tone, icon, words, tuple(sorted(rows, key=lambda row: not row.critical))))
    return tuple(found)


OUTCOMES: Final = {
    FileOutcome.NO_ACTION: _("No further action"),
    FileOutcome.GUIDANCE: _("Training or guidance for the post"),
    FileOutcome.REFERRED: _("Handed to the body's own lawful process"),
}
SOURCES: Final = {
    SecondSource.ANOTHER_VISIT: _("Another visit by another shopper"),
    SecondSource.COMPLAINT: _("Complaints of the public"),
    SecondSource.DOCUMENT: _("A document or a record of the service"),
    SecondSource.OWN_STATEMENT: _("The statement itself, which says so"),
}


@dataclass(frozen=True, slots=True)
class EndLines:
    """How a file ended, in words; `source` is empty for no action."""

    outcome: object
    source: object
    source_words: str
    reasons: str
    decided_at: datetime


def end_lines(end: EndCard | None) -> EndLines | None:
    """Return how a file ended, in words; None before its end."""
    if end is None:
        return None
    source = SOURCES[end.source] if end.source else ""
    return EndLines(OUTCOMES[end.outcome], source, end.source_words, end.reasons, end.decided_at)
