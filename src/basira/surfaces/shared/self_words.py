"""What a body thinks of itself before a cycle, in words: refusals, and what was thought beside what was seen."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from basira.core.scoring.self_view import Beside
from basira.programme.selfassessment.queries import DimensionBeside, SheetCard
from basira.surfaces.shared import figures
from basira.surfaces.shared.report_words import called, value_and_rest

SELF_WORDS = {
    "selfassessment.field-has-started": _(
        "This cycle is in the field already. What the bodies think of themselves is asked before a cycle starts."
    ),
    "selfassessment.already-asked": _("The bodies were asked before this cycle already. What was asked stands."),
    "selfassessment.day-unfit": _(
        "Choose a last day after today and at least two days before the first day of the cycle: the eve would say when it begins."
    ),
    "selfassessment.nothing-to-ask": _(
        "Choose one or more published questionnaires, one version of each, with together at most %(most)s criteria."
    ),
    "selfassessment.not-found": _("Your body was not asked this. Go back to the list and look again."),
    "selfassessment.time-is-over": _("The time for this self-assessment has ended, so nothing was taken."),
    "selfassessment.already-handed-in": _("A colleague has handed this in already. It stands and cannot be changed."),
    "selfassessment.answers-refused": _(
        "Nothing was taken. Answer at least one line, and correct each that is marked: its answer is none that the scale knows."
    ),
}
STANDS: Final = {
    Beside.AS_THOUGHT: _("What was seen does not differ from what was thought, as far as the visits can tell."),
    Beside.SEEN_LOWER: _("Less was seen than was thought."),
    Beside.SEEN_HIGHER: _("More was seen than was thought."),
}
LOOKS: Final = {Beside.AS_THOUGHT: "good", Beside.SEEN_LOWER: "wait", Beside.SEEN_HIGHER: "good"}


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One dimension: what was thought, what was seen with its range, and one sentence; tone and icon with it."""

    name: str
    thought: str
    seen: str
    seen_rest: str
    says: str
    tone: str


def beside_lines(card: SheetCard) -> tuple[BesideLine, ...]:
    """Return what was thought beside what was seen, by dimension; empty before the body handed something in for itself."""
    return tuple(_line(one, is_informed=card.is_informed) for one in card.dimensions)


def _line(one: DimensionBeside, *, is_informed: bool) -> BesideLine:
    seen, rest = value_and_rest(one.seen) if one.seen else ("", "")
    return BesideLine(
        name=called(one.name),
        thought="" if one.thought is None else figures.points(one.thought),
        seen=seen,
        seen_rest=rest,
        says=_says(one, is_informed=is_informed),
        tone=LOOKS[one.stands] if one.stands else "",
    )


def _says(one: DimensionBeside, *, is_informed: bool) -> str:
    if one.left_out:
        counted = {"left": figures.number(one.left_out), "asked": figures.number(one.asked)}
        words = ngettext(
            "%(left)s of %(asked)s criteria was left out, so nothing is compared here.",
            "%(left)s of %(asked)s criteria were left out, so nothing is compared here.",
            one.left_out,
        )
        return words % counted
    if one.stands:
        return str(STANDS[one.stands])
    if not is_informed:
        return str(_("What was seen stands beside it once all bodies are informed."))
    if one.seen and one.seen.score is not None:
        return str(_("What was seen is about other criteria than were asked here, so nothing is compared."))
    return str(_("What was seen of it may not be shown, so nothing is compared here."))
