"""Who reads what a programme finds and what it ranks: its blueprint's keys `reporting.*` and `naming.ranked` change what happens."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from basira.core.kernel.actor import Role
from basira.core.kernel.commissions import Addressee
from basira.core.kernel.lifecycles import WaveState
from basira.core.scoring import Level
from basira.programme.commissions.models import SingleReport
from basira.programme.panel.models import CycleNumber
from basira.programme.people import reporting
from basira.programme.people.reporting import Reader
from basira.programme.publishing import queries as published
from basira.programme.publishing import snapshot
from basira.programme.publishing import verbs as publishing
from basira.programme.publishing.cards import UnitLevel
from basira.programme.publishing.snapshot import build_snapshot
from basira.programme.results import queries as results
from basira.programme.results.models import ScoreRun
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM, actor
from tests.programme import test_commissions as singles
from tests.programme.bodies_world import informed_cycle
from tests.programme.reporting_world import HEAD, INDEPENDENT, keep

pytestmark = pytest.mark.django_db
world = singles.world
ANALYST = actor("yousef", Role.ANALYST)
PUBLISHERS = (actor("aisha", Role.PUBLISHER), actor("rashid", Role.PUBLISHER))


def published_release(cycle):
    release = prepared(cycle)
    for publisher in PUBLISHERS:
        publishing.approve_release(release=release.ref, by=publisher, at=MONDAY_9AM)
    return publishing.publish_release(release=release.ref, by=PUBLISHERS[0], at=MONDAY_9AM)


def prepared(cycle):
    return publishing.prepare_release(wave=cycle.wave.ref, by=ANALYST, at=MONDAY_9AM)


def test_where_no_blueprint_says_it_an_independent_programme_reports_to_all_and_an_internal_one_inside():
    assert reporting.readers() == set(Reader)
    singles.make_internal()
    assert reporting.readers() == {Reader.UNIT, Reader.LEADERSHIP}


def test_an_internal_programme_is_never_published_whatever_its_blueprint_says():
    cycle = informed_cycle(poor="")
    keep(reporting='to = ["unit-concerned", "public"]')
    singles.make_internal()
    with pytest.raises(reporting.ReaderNotNamed):
        prepared(cycle)


def test_an_independent_programme_publishes_when_its_blueprint_names_the_public():
    cycle = informed_cycle(poor="")
    keep(head=INDEPENDENT, reporting='to = ["state-leadership"]')
    with pytest.raises(reporting.ReaderNotNamed):
        prepared(cycle)
    keep(head=INDEPENDENT, reporting='to = ["state-leadership", "public"]')
    assert prepared(cycle)


def test_what_the_bodies_were_told_of_while_the_public_was_no_reader_is_never_published():
    keep(head=INDEPENDENT, reporting='to = ["state-leadership"]')
    cycle = informed_cycle(poor="")
    keep(head=INDEPENDENT, reporting='to = ["state-leadership", "public"]')
    with pytest.raises(publishing.NotForThePublic):
        prepared(cycle)


@pytest.mark.parametrize(
    ("head", "readers", "told"),
    [
        (INDEPENDENT, "", {"informed", "announced"}),
        (INDEPENDENT, 'to = ["public"]', {"informed", "announced"}),
        (INDEPENDENT, 'to = ["state-leadership"]', {"announced"}),
        (HEAD, 'to = ["unit-concerned", "public"]', {"announced"}),
    ],
)
def test_cycles_that_were_told_before_it_was_kept_are_taken_as_the_file_says_it(head, readers, told):
    if head == HEAD:
        singles.make_internal()
    keep(head=head, reporting=readers)
    days = {"starts_on": MONDAY_9AM, "ends_on": MONDAY_9AM, "created_at": MONDAY_9AM}
    for number, state in enumerate(WaveState):
        Wave.objects.create(number=number, state=state, **days)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER waves_wave_told_stands ON waves_wave")  # the migration makes it last
    import_module("basira.programme.waves.migrations.0013_told_as_for_the_public").keep_how_cycles_were_told(apps, None)
    assert set(Wave.objects.filter(is_for_the_public=True).values_list("state", flat=True)) == told


def test_what_is_out_is_taken_back_also_when_the_blueprint_names_the_public_no_more():
    cycle = informed_cycle(poor="")
    release = published_release(cycle)
    keep(head=INDEPENDENT, reporting='to = ["state-leadership"]')
    publishing.withdraw_release(release=release.ref, by=PUBLISHERS[0], at=MONDAY_9AM)
    assert published.published_cycles().cycles == ()


@pytest.mark.parametrize(
    ("named", "addressee"), [("body-leadership", Addressee.UNIT), ("unit-concerned", Addressee.TOP)]
)
def test_a_single_report_is_ordered_for_a_reader_whom_the_blueprint_names(world, named, addressee):
    keep(reporting=f'to = ["{named}"]')
    with pytest.raises(reporting.ReaderNotNamed):
        singles.order(addressee=addressee)
    keep(reporting='to = ["unit-concerned", "body-leadership"]')
    assert singles.order(addressee=addressee)


@pytest.mark.parametrize(
    ("named", "addressee"), [("body-leadership", Addressee.UNIT), ("unit-concerned", Addressee.TOP)]
)
def test_a_single_report_goes_to_nobody_who_was_taken_out_after_the_order(world, named, addressee):
    made = singles.order(addressee=addressee)
    keep(reporting=f'to = ["{named}"]')
    with pytest.raises(reporting.ReaderNotNamed):
        singles.release(made)
    assert not SingleReport.objects.exists()
    keep(reporting='to = ["unit-concerned", "body-leadership"]')
    assert singles.release(made)


def test_levels_are_ranked_as_the_blueprint_says():
    cycle = informed_cycle(poor="")
    run = ScoreRun.objects.latest("pk")
    for ranked, levels in (
        ('["body", "centre"]', {"entity", "centre"}),
        ('["centre"]', {"centre"}),
        ('["unit"]', {"entity"}),
    ):
        keep(head=INDEPENDENT, naming=f"ranked = {ranked}")
        units = build_snapshot(run)["units"]
        assert {unit["level"] for unit in units if unit["rank"]} - {"sector"} == levels
        for level in (Level.ENTITY, Level.CENTRE):
            placed = any(row.rank for row in results.score_table(run=run.ref, level=level))
            assert placed is (str(level) in levels)
    assert cycle.wave.ref


def test_the_public_reads_of_a_level_only_where_the_blueprint_lets_it_be_named():
    informed_cycle(poor="")
    run = ScoreRun.objects.latest("pk")
    for named, levels in (('["body"]', {"sector", "entity"}), ('["body", "centre"]', {"sector", "entity", "centre"})):
        keep(head=INDEPENDENT, naming=f"negative = {named}")
        assert {unit["level"] for unit in build_snapshot(run)["units"]} == levels


@pytest.mark.parametrize("take_back", [False, True])
def test_a_correction_names_and_ranks_no_level_that_the_first_release_of_its_cycle_did_not(take_back):
    cycle = informed_cycle(poor="")
    keep(head=INDEPENDENT, naming='negative = ["body"]\nranked = ["centre"]')
    first = published_release(cycle)
    assert {unit["level"] for unit in first.snapshot["units"]} == {"sector", "entity"}
    if take_back:
        publishing.withdraw_release(release=first.ref, by=PUBLISHERS[0], at=MONDAY_9AM)
    keep(head=INDEPENDENT, naming='negative = ["body", "centre"]\nranked = ["body", "centre"]')
    units = published_release(cycle).snapshot["units"]
    assert {unit["level"] for unit in units} == {"sector", "entity"}
    assert not [unit for unit in units if unit["level"] == "entity" and unit["rank"]]
    keep(head=INDEPENDENT, naming='negative = ["accountable-post"]')
    assert {unit["level"] for unit in prepared(cycle).snapshot["units"]} == {"sector"}  # the narrower of both


def test_a_centre_is_named_where_its_body_is_so_that_every_public_page_stands():
    cycle = informed_cycle(poor="")
    keep(head=INDEPENDENT, naming='negative = ["centre"]')
    published_release(cycle)
    check_every_public_page()


def test_so_it_is_in_a_release_that_was_prepared_with_centres_and_without_their_bodies(monkeypatch):
    cycle = informed_cycle(poor="")
    monkeypatch.setattr(snapshot, "names_level", lambda level: level is not Level.ENTITY)
    release = published_release(cycle)
    assert {unit["level"] for unit in release.snapshot["units"]} == {"sector", "centre"}
    check_every_public_page()
    (card,) = published.release_cards(cycle.wave.ref)
    assert "centre" not in card.shown


def check_every_public_page():
    """See that nothing below the sectors is named, and that every page stands."""
    for level in UnitLevel:
        rows = published.results_table(level).rows
        assert bool(rows) is (level is UnitLevel.SECTOR)
        assert all(published.unit_page(row.ref) for row in rows)
    assert published.centre_spots() == () and published.not_visited() == ()


def test_no_places_are_given_where_employees_of_the_body_have_visited():
    informed_cycle(poor="")
    run = ScoreRun.objects.latest("pk").ref
    singles.make_internal()
    assert any(row.rank for row in results.score_table(run=run, level=Level.CENTRE))
    CycleNumber.objects.update(shopper_class="employee")
    assert not any(row.rank for row in results.score_table(run=run, level=Level.CENTRE))
