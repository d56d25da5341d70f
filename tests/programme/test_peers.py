"""A body beside its peers: nothing before the release, nothing among too few, and nothing that is not public."""

import pytest

from basira.programme.findings.cards import Figure
from basira.programme.findings.queries import figure_of
from basira.programme.publishing.models import Release
from basira.programme.publishing.peers import LEAST_PEERS, PeerKind, of_report, peers_of
from basira.programme.publishing.queries import published_snapshots
from basira.programme.results.verbs import score_wave
from tests.cast import MONDAY_9AM
from tests.programme.boards_world import publish, told_cycle
from tests.programme.bodies_world import ANALYST, entity

pytestmark = pytest.mark.django_db
FIVE = "EFGHI"


def test_before_the_release_nobody_stands_beside_a_body():
    world = told_cycle(bodies=FIVE)
    assert peers_of(entity("E"), world.wave.ref) is None
    publish(world)
    assert peers_of(entity("E"), world.wave.ref) is not None
    assert peers_of("nobody", world.wave.ref) is None and peers_of(entity("E"), "another") is None


def test_among_too_few_there_is_no_mean():
    world = told_cycle(bodies="EFGH")
    publish(world)
    found = peers_of(entity("E"), world.wave.ref)
    assert found is not None and (found.total, found.dimensions) == (None, {})
    assert len("FGH") < LEAST_PEERS


def test_a_sector_with_enough_is_the_kind_and_one_with_too_few_gives_way_to_the_programme():
    world = told_cycle(bodies=FIVE)
    for visit in range(12):
        world.visit("J1", visit % 5, entity="J", sector="justice", answers="no yes" if visit % 3 else "yes yes")
    publish(again(world))
    own, lone = peers_of(entity("E"), world.wave.ref), peers_of(entity("J"), world.wave.ref)
    assert own is not None and own.kind is PeerKind.SECTOR and own.total is not None and own.total.peers == 4
    assert lone is not None and lone.kind is PeerKind.PROGRAMME and lone.total is not None and lone.total.peers == 5


def again(world):
    """Score the cycle once more, with what was added since the bodies were told."""
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return world


def test_the_mean_is_that_of_the_public_figures_and_the_gap_says_what_chance_allows():
    world = told_cycle(bodies=FIVE, poor="E")
    publish(world)
    (out,) = published_snapshots()
    public = [float(out.units[entity(code)]["measure"]["score"]) for code in "FGHI"]
    found = peers_of(entity("E"), world.wave.ref)
    assert found is not None and found.total is not None and found.total.mean.score is not None
    assert float(found.total.mean.score) == pytest.approx(sum(public) / 4, abs=1e-6)
    assert found.total.gap is not None and found.total.gap.distinguishable and found.total.gap.difference < 0
    assert set(found.dimensions) == {"accuracy"}  # all others agree wholly on courtesy: of that no error is known


def test_the_gap_is_between_the_report_and_the_peers_that_stand_beside_it():
    world = told_cycle(bodies=FIVE, poor="E")
    publish(world)
    found = peers_of(entity("E"), world.wave.ref)
    assert found is not None and found.total is not None and found.total.gap is not None
    mean, gap = found.total.mean, found.total.gap
    assert of_report(found.total, Figure(mean.score, mean.se, mean.low, mean.high, 32)).gap.difference == 0
    assert of_report(found.total, Figure(mean.score, None, None, None, 32)).gap is None
    units = published_snapshots()[0].units
    own = figure_of(units[entity("E")]["measure"] | {"at_least": False})
    assert of_report(found.total, own).gap == gap, "from one run the two are the same"


def test_a_withdrawn_release_takes_the_peers_with_it():
    world = told_cycle(bodies=FIVE)
    publish(world)
    Release.objects.update(state="superseded")
    assert peers_of(entity("E"), world.wave.ref) is None
