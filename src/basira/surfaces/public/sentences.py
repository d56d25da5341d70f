"""What the public site says about a figure: in whole words, and never more than the errors allow."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from basira.core.kernel.lifecycles import FindingState
from basira.programme.publishing.cards import Change, Direction, Measure, Name, RankRange, Tier, UnitRow, Withheld
from basira.surfaces.shared.contest_lines import score_stays
from basira.surfaces.shared.figures import difference, number, points
from basira.surfaces.shared.states import look

CONTEST_STATES = (FindingState.UPHELD, FindingState.CHANGED, FindingState.NOT_UPHELD, FindingState.CONTESTED)
"""In the order in which they are told; the last waits for the arbiter."""


def called(name: Name) -> str:
    """Return a name in the reader's language."""
    return name.in_language(get_language() or "en")


def why_withheld(reason: Withheld) -> str:
    """Return in words why a figure is not shown."""
    return {
        Withheld.NOT_VISITED: _("Not visited in this cycle"),
        Withheld.TOO_FEW_VISITS: _("Not shown: too few visits"),
        Withheld.TOO_FEW_SHOPPERS: _("Not shown: too few shoppers"),
        Withheld.WOULD_REVEAL_ANOTHER: _("Not shown: it would give away a figure that is not shown"),
        Withheld.NOT_APPLICABLE: _("Did not apply here"),
    }[reason]


def measure_words(measure: Measure) -> str:
    """Return a measure in one line: value, interval, visits; or why there is none."""
    if measure.withheld is not None:
        return why_withheld(measure.withheld)
    value, rest = value_and_rest(measure)
    return f"{value} · {rest}"


def value_and_rest(measure: Measure) -> tuple[str, str]:
    """Return a measure's value and the rest that must stand beside it; an empty value and the reason if withheld."""
    if measure.withheld is not None:
        return "", why_withheld(measure.withheld)
    if measure.low is None or measure.high is None:
        rest = _("too few visits for a band")
    else:
        rest = _("likely %(low)s to %(high)s") % {"low": points(measure.low), "high": points(measure.high)}
    return points(
        measure.score or 0
    ), f"{rest} · {visits_words(measure.visits)}" if measure.visits is not None else rest


def visits_words(count: int) -> str:
    """Return a number of visits in words, with the plural of the language."""
    return ngettext("%(count)s visit", "%(count)s visits", count) % {"count": number(count)}


def change_words(change: Change | None) -> str:
    """Return what may be said of a change; an empty string where there is nothing to compare with."""
    if change is None:
        return ""
    said = {
        Direction.BETTER: _("Better than the cycle before"),
        Direction.WORSE: _("Worse than the cycle before"),
        Direction.NOT_DISTINGUISHABLE: _("No clear change since the cycle before"),
    }[change.direction]
    values = {"said": said, "low": difference(change.low), "high": difference(change.high)}
    return _("%(said)s (between %(low)s and %(high)s points)") % values


def change_short(change: Change | None) -> str:
    """Return a change in two words, for a table's cell; an empty string where there is nothing to compare with."""
    if change is None:
        return ""
    return {
        Direction.BETTER: _("Better than before"),
        Direction.WORSE: _("Worse than before"),
        Direction.NOT_DISTINGUISHABLE: _("No clear change"),
    }[change.direction]


def place_words(rank: RankRange | None) -> str:
    """Return where a unit may stand among its like: a range of places, never one bare rank from a guess."""
    if rank is None:
        return ""
    values = {"best": number(rank.best), "worst": number(rank.worst), "among": number(rank.among)}
    if rank.best == rank.worst:
        return _("Place %(best)s of %(among)s") % values
    return _("Somewhere from place %(best)s to place %(worst)s of %(among)s") % values


def tier_words(tier: Tier | None) -> str:
    """Return the tier of a unit, and what a tier promises; an empty string where it has none."""
    if tier is None or tier.ranked < 2:
        return ""
    if tier.tiers == 1:
        return _("The visits do not part the units that have a place into tiers: all stand in one.")
    values = {"tier": number(tier.number), "tiers": number(tier.tiers)}
    return _("Tier %(tier)s of %(tiers)s. Each tier lies clearly above those below it.") % values


def alike_words(tier: Tier) -> str:
    """Return how many units a unit cannot be told apart from."""
    others = len(tier.alike)
    if not others:
        return _("It can be told apart from every other unit that has a place.")
    words = ngettext(
        "It cannot be told apart from %(others)s other", "It cannot be told apart from %(others)s others", others
    )
    return words % {"others": number(others)}


def place_short(rank: RankRange | None) -> str:
    """Return the same range for a table's cell: "4 to 31 of 48"."""
    if rank is None:
        return ""
    values = {"best": number(rank.best), "worst": number(rank.worst), "among": number(rank.among)}
    template = _("%(best)s of %(among)s") if rank.best == rank.worst else _("%(best)s to %(worst)s of %(among)s")
    return template % values


def funnel_words(outside: int, among: int) -> str:
    """Return what a funnel shows: how many differ from the whole by more than chance explains."""
    values = {"outside": number(outside), "all": number(among)}
    return (
        ngettext(
            "%(outside)s of %(all)s differs from the whole by more than chance alone would explain for its visits.",
            "%(outside)s of %(all)s differ from the whole by more than chance alone would explain for their visits.",
            outside,
        )
        % values
    )


def overlap_words(rows: Sequence[UnitRow]) -> str:
    """
    Return the sentence that says what a chart of units shows: its ends, and whether they differ for sure.

    Empty for fewer than two shown rows: there is nothing to compare.
    """
    shown = sorted((row for row in rows if row.measure.is_shown), key=lambda row: row.measure.score or 0)
    if len(shown) < 2:
        return ""
    lowest, highest = shown[0], shown[-1]
    values = {
        "highest": called(highest.name),
        "top": points(highest.measure.score or 0),
        "lowest": called(lowest.name),
        "bottom": points(lowest.measure.score or 0),
    }
    if (highest.measure.low or 0) > (lowest.measure.high or 0):
        return (
            _(
                "%(highest)s has the highest score (%(top)s) and %(lowest)s the lowest (%(bottom)s). Their bands do not "
                "meet, so this difference is more than chance."
            )
            % values
        )
    return (
        _(
            "%(highest)s has the highest score (%(top)s) and %(lowest)s the lowest (%(bottom)s), but their bands overlap: "
            "we cannot say for sure that they differ."
        )
        % values
    )


def contest_words(contests: Sequence[tuple[str, int]], since: int = 0) -> list[str]:
    """
    Return how the contests of a body stand, and what becomes of its score; empty where it contested nothing.

    `since` are those that came after the release was prepared.
    """
    counts = {FindingState(state): count for state, count in contests}
    later = ngettext(
        "Since this was published the body has contested %(count)s finding more, which is not decided here.",
        "Since this was published the body has contested %(count)s findings more, which are not decided here.",
        since,
    )
    added = [later % {"count": number(since)}] if since else []
    if not counts:
        return added
    told = pgettext("between the words of a list", ", ").join(
        f"{look(state)[2]}: {number(counts[state])}" for state in CONTEST_STATES if state in counts
    )
    words = ngettext(
        "This body contested %(count)s finding of the cycle, and an arbiter who had no hand in it answers (%(told)s).",
        "This body contested %(count)s findings of the cycle, and an arbiter who had no hand in them answers (%(told)s).",
        sum(counts.values()),
    )
    said = [words % {"count": number(sum(counts.values())), "told": told}, *added]
    fallen = counts.get(FindingState.CHANGED, 0) + counts.get(FindingState.NOT_UPHELD, 0)
    return [*said, score_stays(fallen)] if fallen else said
