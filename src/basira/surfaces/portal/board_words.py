"""The boards in words: where a figure stands beside others, and whether it moved beyond chance."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.core.assurance.repeats import FixTime
from basira.core.kernel.lifecycles import PlanState
from basira.core.scoring import Change
from basira.programme.findings.cards import Figure, ReportCard
from basira.programme.findings.own_centres import CentreCard
from basira.programme.plans.boards import PlanBoard
from basira.programme.publishing.peers import PeerFigure, PeerKind, Peers, of_report
from basira.surfaces.shared import charts, figures
from basira.surfaces.shared.report_words import called, figure_words, value_and_rest


@dataclass(frozen=True, slots=True)
class PeerLine:
    """One figure as a row of dots, with what it is beside the others'; `beside` is empty where that cannot be shown."""

    name: str
    url: str
    value: str
    says: str
    strip: SafeString
    beside: str


@dataclass(frozen=True, slots=True)
class CentreLine:
    """One centre as a row of dots, with how it moved."""

    name: str
    url: str
    value: str
    says: str
    strip: SafeString
    change: str


def peer_lines(report: ReportCard, peers: Peers | None) -> list[PeerLine]:
    """Return the total and the dimensions of a body, each with its peers' mean as a dashed line."""
    of_dimension = peers.dimensions if peers else {}
    rows = [(_("All together"), report.total, peers.total if peers else None)]
    rows += [(called(card.name), card.figure, of_dimension.get(card.code)) for card in report.dimensions]
    return [peer_line(words, figure, found) for words, figure, found in rows]


def peer_line(words: str, figure: Figure, found: PeerFigure | None) -> PeerLine:
    """Return one row; `found` is None where nobody stands beside it."""
    shown = of_report(found, figure) if found and figure.score is not None else None
    mark = float(shown.mean.score) if shown and shown.mean.score is not None else None
    return PeerLine(words, "", *value_and_rest(figure), marked_strip(words, figure, mark), beside_words(shown))


def marked_strip(words: str, figure: Figure, mark: float | None) -> SafeString:
    """Return a figure as a dot with its interval, and a dashed line at `mark`; empty where it is withheld."""
    if figure.score is None or figure.low is None or figure.high is None:
        return SafeString("")
    dot = charts.Dot(float(figure.score), float(figure.low), float(figure.high), f"{words}: {figure_words(figure)}")
    return charts.interval_strip(dot, mark=mark)


def beside_words(found: PeerFigure | None) -> str:
    """Say where a figure stands beside its peers' mean; empty without peers."""
    if found is None or found.mean.score is None or found.mean.low is None or found.mean.high is None:
        return ""
    values = {
        "mean": figures.points(found.mean.score),
        "low": figures.points(found.mean.low),
        "high": figures.points(found.mean.high),
        "count": figures.number(found.peers),
    }
    theirs = ngettext(
        "mean of %(count)s other: %(mean)s, likely %(low)s to %(high)s",
        "mean of %(count)s others: %(mean)s, likely %(low)s to %(high)s",
        found.peers,
    )
    return f"{theirs % values} · {gap_words(found.gap)}"


def gap_words(gap: Change | None) -> str:
    """Say whether a figure differs from its peers' mean beyond chance."""
    if gap is None or not gap.distinguishable:
        return _("no difference that is surer than chance")
    value = {"value": figures.difference(gap.difference)}
    return (
        _("%(value)s, above them beyond chance") if gap.difference > 0 else _("%(value)s, below them beyond chance")
    ) % value


def peers_lead(peers: Peers | None) -> str:
    """Say who the others are, or why nobody stands beside the figures."""
    if peers is None:
        return _(
            "How others of your kind fared stands here once the results are public: before that, nobody sees another's."
        )
    if peers.total is None and not peers.dimensions:
        return _("Too few other bodies have figures that may be shown, so no mean of others stands beside yours.")
    return {
        PeerKind.SECTOR: _("The dashed line is the mean of the other bodies of your sector, from the public results."),
        PeerKind.PROGRAMME: _(
            "The dashed line is the mean of all other bodies, from the public results: your sector has too few for a mean of its own."
        ),
    }[peers.kind]


def change_sentence(change: Change | None, cycles: int) -> str:
    """Say how the newest score moved: better or worse beyond chance, or that it cannot be told."""
    if cycles < 2:
        return _("This is the first cycle: there is nothing yet to compare it with.")
    if change is None:
        return _(
            "Whether it moved since the cycle before cannot be told: one of the two scores is not shown, or has no error."
        )
    values = {
        "value": figures.difference(change.difference),
        "low": figures.difference(change.low or 0),
        "high": figures.difference(change.high or 0),
    }
    if not change.distinguishable:
        return (
            _(
                "Since the cycle before: %(value)s (likely %(low)s to %(high)s). Whether that is more than chance cannot be told."
            )
            % values
        )
    if change.difference > 0:
        return _("Since the cycle before: %(value)s (likely %(low)s to %(high)s), better beyond chance.") % values
    return _("Since the cycle before: %(value)s (likely %(low)s to %(high)s), worse beyond chance.") % values


def plan_counts(plans: PlanBoard) -> list[tuple[PlanState, str]]:
    """Return each state that a plan is in, with how many are."""
    return [(state, figures.number(count)) for state, count in plans.states.items()]


def fix_sentence(fix: FixTime) -> str:
    """Say how long fixes took, from being told of a finding to its verified fix; empty before the first."""
    if fix.median_days is None:
        return ""
    days = ngettext("%(days)s day", "%(days)s days", fix.median_days) % {"days": figures.number(fix.median_days)}
    words = ngettext(
        "From the finding to the verified fix it took %(days)s; %(count)s fix is verified so far.",
        "From the finding to the verified fix it took %(days)s, at the middle of %(count)s verified fixes.",
        fix.count,
    )
    return words % {"days": days, "count": figures.number(fix.count)}


def centre_lines(cards: Iterable[CentreCard]) -> list[CentreLine]:
    """Return centres as rows of dots."""
    return [
        CentreLine(
            called(card.name),
            reverse("portal:centre", args=[card.ref]),
            *value_and_rest(card.total),
            marked_strip(called(card.name), card.total, None),
            change_sentence(card.change, len(card.trend)),
        )
        for card in cards
    ]
