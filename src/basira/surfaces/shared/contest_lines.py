"""How a contest ended, in words: for the body's portal, the desk, paper and the public; one way of saying it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.core.kernel.lifecycles import FindingState
from basira.programme.findings.cards import FindingCard, OutcomeCard, ReportCard
from basira.surfaces.shared import figures
from basira.surfaces.shared.report_words import part_title
from basira.surfaces.shared.states import look


@dataclass(frozen=True, slots=True)
class OutcomeLines:
    """An outcome as a page tells it; `now_part` and `now_reads` are empty unless the finding was changed."""

    state: FindingState
    says: str
    reasons: str
    now_part: str
    now_reads: str
    decided_at: datetime


def outcome_lines(card: OutcomeCard | None) -> OutcomeLines | None:
    """Return an outcome in words; None where there is none."""
    if card is None:
        return None
    part = part_title(card.now_part) if card.now_part else ""
    return OutcomeLines(card.outcome, outcome_says(card.outcome), card.reasons, part, card.now_reads, card.decided_at)


def outcome_says(outcome: FindingState) -> str:
    """Return how a contest ended, in one sentence."""
    return {
        FindingState.UPHELD: _("The finding stands as it was told."),
        FindingState.CHANGED: _("The finding holds in another way. What was told first stays beside it."),
        FindingState.NOT_UPHELD: _("The finding does not stand."),
    }[outcome]


def answer_on_paper(card: FindingCard) -> str:
    """Return a finding's answer for paper, with the arbiter's to a contest; "" where none is asked for."""
    if not card.answer_by:
        return ""
    outcome = outcome_lines(card.outcome)
    if outcome is None:
        return look(card.state)[2]
    contested = look(FindingState.CONTESTED)[2]
    told = _("%(contested)s. The arbiter: %(outcome)s. %(reasons)s") % {
        "contested": contested,
        "outcome": look(outcome.state)[2],
        "reasons": outcome.reasons,
    }
    return f"{told} {outcome.now_part}: {outcome.now_reads}" if outcome.now_reads else told


def score_note(report: ReportCard) -> str:
    """Return what becomes of the score where findings did not stand as they were told; "" where all did."""
    return score_stays(len(report.fallen)) if report.fallen else ""


def score_stays(count: int) -> str:
    """Return that the score of a cycle is not calculated anew, though findings were changed or not upheld."""
    words = ngettext(
        "After a contest, %(count)s finding was changed or not upheld. The figures of this cycle are not calculated anew: they "
        "rest on all accepted visits, and still count what that finding rested on.",
        "After a contest, %(count)s findings were changed or not upheld. The figures of this cycle are not calculated anew: they "
        "rest on all accepted visits, and still count what those findings rested on.",
        count,
    )
    return words % {"count": figures.number(count)}
