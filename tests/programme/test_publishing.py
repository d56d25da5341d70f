"""Releases: refusals first, then what the public may see, and what it may never work out."""

import json
import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from basira.core.disclosure import RevisionReveals
from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.lifecycles import MoveNotAllowed, ReleaseState, VisitState, WaveState
from basira.programme.findings.verbs import inform_bodies
from basira.programme.journal import queries as journal
from basira.programme.people import verbs as people
from basira.programme.people.permissions import NotPermitted
from basira.programme.publishing import queries
from basira.programme.publishing.cards import Direction, UnitLevel, Withheld
from basira.programme.publishing.comparing import Told, figures_of
from basira.programme.publishing.models import Approval, Release
from basira.programme.publishing.verbs import (
    AlreadyApproved,
    BodiesNotInformed,
    CycleNotScored,
    ReleaseNotFound,
    approve_release,
    prepare_release,
    publish_release,
    withdraw_release,
)
from basira.programme.registry.models import Centre
from basira.programme.results.models import ScoreRun
from basira.programme.results.verbs import score_wave
from basira.programme.review.models import Review
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM, actor
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(yousef_the_analyst, aisha_the_publisher, rashid_the_second_publisher):
    """Who scores, prepares, approves and publishes."""
    return yousef_the_analyst, aisha_the_publisher, rashid_the_second_publisher


def score(world, desk):
    return score_wave(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


def inform(world, desk):
    score(world, desk)
    if Wave.objects.get(pk=world.wave.pk).state == WaveState.SCORED:
        inform_bodies(wave=world.wave.ref, by=actor("salem", Role.DIRECTOR), at=MONDAY_9AM)


def prepare(world, desk):
    inform(world, desk)
    return prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


def publish(world, desk):
    release = prepare(world, desk)
    for publisher in desk[1:]:
        approve_release(release=release.ref, by=publisher, at=MONDAY_9AM)
    return publish_release(release=release.ref, by=desk[1], at=MONDAY_9AM)


def a_cycle(number=1, **more):
    """Three shown centres (A, B of E; C of F), one with two visits (D of F), one never visited (N of F)."""
    world = make_world(number)
    world.visits("A", 8)
    world.visits("B", 9)
    world.visits("C", 7, entity="F")
    world.visits("D", 2, entity="F")
    world.visits("G", 6, entity="F")
    world.centre("N", entity="F")
    for centre, count in more.items():
        world.visits(centre, count)
    return world


def test_only_an_analyst_prepares_and_only_publishers_approve_and_publish(desk, a_stranger):
    world = a_cycle()
    inform(world, desk)
    for nobody in (desk[1], a_stranger):
        with pytest.raises(NotPermitted):
            prepare_release(wave=world.wave.ref, by=nobody, at=MONDAY_9AM)
    release = prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
    for verb in (approve_release, publish_release, withdraw_release):
        with pytest.raises(NotPermitted):
            verb(release=release.ref, by=desk[0], at=MONDAY_9AM)
    assert Release.objects.get().state == ReleaseState.PREPARED


def test_a_cycle_in_the_field_is_never_released(desk):
    world = make_world(state=WaveState.IN_FIELD)
    world.visits("A", 8)
    with pytest.raises(CycleNotScored):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
    score(world, desk)
    with pytest.raises(CycleNotScored):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


def test_nothing_is_released_before_the_bodies_have_read_it(desk):
    world = a_cycle()
    score(world, desk)
    with pytest.raises(BodiesNotInformed):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
    inform(world, desk)
    assert prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM).state == ReleaseState.PREPARED


def test_one_person_cannot_approve_twice_nor_publish_alone(desk):
    release = prepare(a_cycle(), desk)
    with pytest.raises(MoveNotAllowed):
        publish_release(release=release.ref, by=desk[1], at=MONDAY_9AM)
    approve_release(release=release.ref, by=desk[1], at=MONDAY_9AM)
    with pytest.raises(AlreadyApproved):
        approve_release(release=release.ref, by=desk[1], at=MONDAY_9AM)
    with pytest.raises(MoveNotAllowed):
        publish_release(release=release.ref, by=desk[1], at=MONDAY_9AM)
    assert queries.published_cycles().cycles == ()


def test_an_unknown_release_is_refused_in_words(desk):
    for verb in (approve_release, publish_release, withdraw_release):
        with pytest.raises(ReleaseNotFound):
            verb(release="nothing", by=desk[1], at=MONDAY_9AM)


def test_the_database_itself_asks_for_two_people_and_freezes_the_snapshot(desk):
    release = prepare(a_cycle(), desk)
    Approval.objects.create(release=release, approved_at=MONDAY_9AM, approved_by="aisha")
    statements = [
        "UPDATE publishing_release SET state = 'published', published_at = now(), published_by = 'x'",
        "UPDATE publishing_release SET state = 'approved'",
        "UPDATE publishing_release SET snapshot = '{}'",
        "DELETE FROM publishing_release",
        "UPDATE publishing_approval SET approved_by = 'rashid'",
        "INSERT INTO publishing_approval (release_id, approved_at, approved_by) "
        "SELECT release_id, approved_at, approved_by FROM publishing_approval",
    ]
    for statement in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_correction_by_one_visit_is_refused_because_the_difference_would_tell(desk):
    world = a_cycle()
    publish(world, desk)
    world.visit("A", 6, answers="no no")
    score(world, desk)
    with pytest.raises(RevisionReveals) as refusal:
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
    assert "centre/" in refusal.value.params["units"]
    withdraw_release(release=queries.release_cards(world.wave.ref)[0].ref, by=desk[1], at=MONDAY_9AM)
    with pytest.raises(RevisionReveals):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


def complaints(world, count=30, complained=11):
    """One centre; the dimension courtesy applied to the first few visits alone. Return the visits in order."""
    return [
        world.visit("A", number % 5, answers=f"{'no' if number == 0 else 'yes' if number < complained else 'na'} yes")
        for number in range(count)
    ]


def void(visits):
    Review.objects.filter(visit__in=visits).update(state=VisitState.VOID, reason="no")


def test_a_correction_by_five_visits_does_not_tell_the_one_of_them_that_judged_a_dimension(desk):
    """11 x 0.909091 - 10 x 1.000000 would be what the first visit said."""
    world = make_world()
    visits = complaints(world)
    before = publish(world, desk).snapshot["total"]["dimensions"]["courtesy"]
    assert before["score"] == "0.909091"
    void([visits[0], *visits[20:24]])
    score(world, desk)
    with pytest.raises(RevisionReveals):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
    void(visits[24:30])
    score(world, desk)
    with pytest.raises(RevisionReveals):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
    void(visits[1:5])
    score(world, desk)
    assert prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


def test_what_a_body_was_told_by_criterion_is_compared_with_a_later_run(desk):
    world = make_world()
    visits = complaints(world)
    inform(world, desk)
    entity = world.centres["A"].entity.ref
    told = figures_of(Told(ScoreRun.objects.get()), entity)
    assert {key.split("\t", 1)[1] for key in told if "test:" in key} == {
        "courtesy\ttest:greeted",
        "accuracy\ttest:fee",
    }
    void([visits[0], *visits[20:24]])
    score(world, desk)
    with pytest.raises(RevisionReveals):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


def test_nothing_is_public_before_publication(desk):
    prepare(a_cycle(), desk)
    assert queries.published_cycles().cycles == ()
    assert queries.programme_minute() is None
    assert queries.results_table(UnitLevel.CENTRE) is None
    assert queries.unit_page("health") is None
    assert queries.not_visited() == ()
    assert queries.method_facts() is None


def test_a_published_cycle_shows_what_the_rule_lets_through(desk):
    world = a_cycle()
    publish(world, desk)
    assert Wave.objects.get().state == WaveState.ANNOUNCED
    rows = {row.name.en: row for row in queries.results_table(UnitLevel.CENTRE).rows}
    assert {name: row.measure.withheld for name, row in rows.items()} == {
        "Centre A": None,
        "Centre B": None,
        "Centre C": None,
        "Centre D": Withheld.TOO_FEW_VISITS,
        "Centre G": Withheld.WOULD_REVEAL_ANOTHER,
        "Centre N": Withheld.NOT_VISITED,
    }
    shown = rows["Centre A"].measure
    assert shown.low < shown.score < shown.high and shown.visits == 8
    assert rows["Centre A"].rank.among == 3 and rows["Centre D"].rank is None
    assert [row.name.en for row in queries.not_visited()] == ["Centre N"]
    minute = queries.programme_minute()
    assert (minute.visits, minute.centres, minute.centres_visited, minute.centres_shown) == (32, 6, 5, 3)
    assert minute.entities == 2 and [row.name.en for row in minute.sectors] == ["Sector health"]
    facts = queries.method_facts()
    assert (facts.min_visits, facts.min_shoppers, facts.min_ranked_visits) == (5, 3, 4)
    assert [(one.code, one.criteria, str(one.weight_share)) for one in facts.dimensions] == [
        ("courtesy", 1, "0.2500"),
        ("accuracy", 1, "0.7500"),
    ]


def test_pages_of_centre_entity_and_sector(desk):
    world = a_cycle()
    publish(world, desk)
    entity = world.centres["A"].entity
    page = queries.unit_page(entity.ref)
    assert page.row.level is UnitLevel.ENTITY and [row.name.en for row in page.children] == ["Centre A", "Centre B"]
    assert [row.code for row in page.dimensions] == ["courtesy", "accuracy"]
    assert all(row.measure.is_shown for row in page.dimensions)
    assert len(queries.unit_page("health").children) == 2
    centre = queries.unit_page(world.centres["D"].ref)
    assert centre.row.measure.score is None and all(not row.measure.is_shown for row in centre.dimensions)
    assert queries.unit_page("nobody") is None


def test_a_unit_has_a_tier_among_the_ranked_and_names_only_shown_units_as_its_like(desk):
    world = make_world()
    for number in range(40):
        world.visit("A", number % 5, answers="yes yes", entity="E")
        world.visit("B", number % 5, answers="yes yes" if number % 9 else "yes no", entity="F")
        world.visit("C", number % 5, answers="no no", entity="G")
    world.centre("D", entity="G")
    publish(world, desk)
    tiers = {name: queries.unit_page(world.centres[name].ref).tier for name in "ABCD"}
    assert tiers["D"] is None
    assert [(tiers[name].number, tiers[name].tiers, tiers[name].ranked) for name in "ABC"] == [
        (1, 2, 3),
        (1, 2, 3),
        (2, 2, 3),
    ]
    assert [name.en for _ref, name in tiers["A"].alike] == ["Centre B"] and tiers["C"].alike == ()


def test_two_published_cycles_make_a_trend_and_a_change(desk):
    first = a_cycle(1)
    publish(first, desk)
    second = make_world(2)
    for number in range(12):
        second.visit("A", number % 5, answers="yes no" if number % 4 else "no no")
    publish(second, desk)
    page = queries.unit_page(second.centres["A"].ref)
    assert [point.cycle.name.en for point in page.trend] == ["Cycle 1", "Cycle 2"]
    assert page.row.change.direction is Direction.WORSE and page.row.change.difference < 0
    assert queries.unit_page(second.centres["A"].ref, first.wave.ref).row.change is None
    assert [cycle.name.en for cycle in queries.published_cycles().cycles] == ["Cycle 2", "Cycle 1"]
    assert len(queries.programme_minute(first.wave.ref).trend) == 1


def test_a_centre_that_the_newest_cycle_lacks_keeps_its_page(desk):
    first = a_cycle(1)
    publish(first, desk)
    gone = first.centres["A"]
    Centre.objects.filter(pk=gone.pk).update(is_active=False)
    second = make_world(2)
    second.visits("B", 8)
    publish(second, desk)
    page = queries.unit_page(gone.ref)
    assert (page.cycle.ref, len(page.trend)) == (first.wave.ref, 1)
    assert queries.unit_page(gone.ref, second.wave.ref) is None
    assert queries.unit_page(second.centres["B"].ref).cycle.ref == second.wave.ref


def test_the_list_of_releases_leaves_the_frozen_inputs_in_the_database(desk):
    world = a_cycle()
    prepare(world, desk)
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.release_cards(world.wave.ref)) == 1
    assert not any('"results_scorerun"."inputs"' in query["sql"] for query in asked)


def test_a_past_cycle_brought_in_later_does_not_lead(desk):
    publish(a_cycle(1), desk)
    past = make_world(2, start=date(2015, 1, 1))
    past.visits("A", 8)
    publish(past, desk)
    assert [cycle.name.en for cycle in queries.published_cycles().cycles] == ["Cycle 1", "Cycle 2"]
    assert queries.programme_minute().cycle.name.en == "Cycle 1"


def test_a_new_release_supersedes_the_old_and_a_withdrawn_one_disappears(desk):
    world = a_cycle()
    old = publish(world, desk)
    new = publish(world, desk)
    old.refresh_from_db()
    assert old.state == ReleaseState.SUPERSEDED and new.ref != old.ref
    assert len(queries.published_cycles().cycles) == 1
    withdraw_release(release=new.ref, by=desk[1], at=MONDAY_9AM)
    assert queries.programme_minute() is None
    assert [card.state for card in queries.release_cards(world.wave.ref)] == [ReleaseState.SUPERSEDED] * 2


def test_every_step_is_in_the_journal(desk):
    release = publish(a_cycle(), desk)
    acts = sorted((entry.act, entry.by_ref) for entry in journal.entries_about(release.ref))
    assert acts == [
        ("release.approval", "aisha"),
        ("release.approval", "rashid"),
        ("release.moved", "aisha"),
        ("release.moved", "rashid"),
        ("release.prepared", "yousef"),
    ]


def test_the_snapshot_holds_no_date_no_shopper_and_no_visit(desk):
    world = a_cycle()
    visits = [world.visit("A", 9) for _ in range(1)]
    snapshot = json.dumps(publish(world, desk).snapshot, ensure_ascii=False)
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\d{2}:\d{2}", snapshot)
    for number in world.numbers:
        assert number.ref not in snapshot and number.number not in snapshot
    assert all(visit.ref not in snapshot for visit in visits)


def test_simulated_programmes_say_so_on_every_card(desk):
    people.set_programme(name_ar="برنامج", name_en="Programme", simulated=True, by=OPERATOR, at=MONDAY_9AM)
    publish(a_cycle(), desk)
    assert queries.programme_minute().cycle.simulated
    assert queries.results_table(UnitLevel.ENTITY).cycle.simulated


def test_an_operator_counts_as_one_person(desk):
    release = prepare(a_cycle(), desk)
    approve_release(release=release.ref, by=OPERATOR, at=MONDAY_9AM)
    with pytest.raises(AlreadyApproved):
        approve_release(release=release.ref, by=OPERATOR, at=MONDAY_9AM)
    approve_release(release=release.ref, by=actor("aisha", *desk[1].roles), at=MONDAY_9AM)
    assert Release.objects.get().state == ReleaseState.APPROVED
