"""How single reports speak: the words of their refusals, and of what one visit found."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.kernel.commissions import Met
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
