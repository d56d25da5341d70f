"""Where the cycles stand: what decides what comes next, asked once for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from basira.core.kernel.lifecycles import MissionState, ReleaseState, ShopperState, WaveState
from basira.programme.fieldwork import sendings
from basira.programme.fieldwork.sendings import WaitingSendings
from basira.programme.panel import queries as panel
from basira.programme.publishing import queries as publishing
from basira.programme.results import queries as results
from basira.programme.waves import queries as waves
from basira.programme.waves.queries import WaveCard

UNDER_WAY = frozenset({WaveState.DRAFT, WaveState.COMMITTED, WaveState.IN_FIELD})
"""States of a cycle in which shoppers are numbered and sent."""

TO_REVIEW = UNDER_WAY | {WaveState.CLOSED}
"""States of a cycle in which visits may wait for a verdict."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    One cycle with what its next step depends on.

    `unnumbered` counts active shoppers without a number (0, too, while the vault does not answer), `unsettled` visits
    without a verdict, `unopened` those that phones gave over and nobody opened yet, `undecided` those of them that could not be
    filed; `release` is the newest that is neither
    taken back nor out, None when there is none.
    """

    wave: WaveCard
    missions: Mapping[MissionState, int]
    numbers: int = 0
    active: int = 0
    unnumbered: int = 0
    unsettled: int = 0
    release: ReleaseState | None = None
    approved_by: tuple[str, ...] = ()
    unopened: int = 0
    undecided: int = 0


def standings(cycles: Iterable[WaveCard]) -> dict[str, Standing]:
    """Return where these cycles stand, by ref; the number of queries does not grow with them."""
    missions, numbers, releases = waves.mission_counts(), panel.number_counts(), publishing.releases_under_way()
    cycles = tuple(cycles)
    # Once its review has ended, no visit of a cycle waits: nothing is counted then.
    is_reviewed_now = any(wave.state in TO_REVIEW for wave in cycles)
    unsettled = {card.ref: card.waiting for card in results.cycle_cards()} if is_reviewed_now else {}
    given_over, none = sendings.waiting_sendings(), WaitingSendings(0, 0)
    active = panel.shoppers_by_state().get(ShopperState.ACTIVE, 0)
    found = {}
    for wave in cycles:
        release, approved_by = releases.get(wave.ref, (None, ()))
        is_numbered_now = wave.state in UNDER_WAY and active
        found[wave.ref] = Standing(
            wave,
            missions.get(wave.ref, {}),
            numbers.get(wave.ref, 0),
            active,
            (panel.active_without_number(wave.ref) or 0) if is_numbered_now else 0,
            unsettled.get(wave.ref, 0),
            release,
            approved_by,
            given_over.get(wave.ref, none).to_open,
            given_over.get(wave.ref, none).undecided,
        )
    return found
