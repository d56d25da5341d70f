"""The demo programme: everything through the real verbs, once, and enough of it."""

import pytest
from django.utils import timezone

from basira.core.kernel.classes import ShopperClass
from basira.core.kernel.lifecycles import FindingState, VisitState, WaveState
from basira.core.kernel.registry import Channel
from basira.core.scoring import Level
from basira.core.selection.verifying import faults_of, replayed
from basira.programme.findings.queries import own_report
from basira.programme.findings.verbs import inform_bodies
from basira.programme.panel.models import CycleNumber
from basira.programme.panel.unmasking import signatory_cards
from basira.programme.people import queries as people
from basira.programme.people.models import Account
from basira.programme.people.reporting import ReaderNotNamed
from basira.programme.publishing import queries as publishing
from basira.programme.publishing.cards import UnitLevel
from basira.programme.publishing.verbs import approve_release, prepare_release, publish_release
from basira.programme.recruiting import draws
from basira.programme.recruiting import queries as recruiting
from basira.programme.results import queries as results
from basira.programme.results.recomputing import recompute
from basira.programme.results.verbs import score_wave
from basira.programme.review.verbs import end_review, settle_in_bulk
from basira.programme.waves.models import Mission
from basira.programme.waves.verbs import move_wave
from basira.surfaces.cli.demo import DemoOfAnother, load_demo
from basira.surfaces.cli.demo_bodies import LIAISONS
from basira.surfaces.cli.demo_companies import COMPANIES
from basira.surfaces.cli.demo_people import DEMO_PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_demo_loads_once_and_shows_a_whole_programme(client):
    accounts = load_demo(at=timezone.now())
    others = {one.username for one in (*LIAISONS, *COMPANIES)}
    assert {one["username"] for one in accounts.accounts} == set(DEMO_PEOPLE) | others
    assert people.programme_card().simulated and "Who's On First" in people.programme_card().attribution_en

    running, *closed = results.cycle_cards()
    assert running.state == WaveState.IN_FIELD and running.waiting > 20 and running.accepted > 60
    assert [cycle.state for cycle in closed] == [WaveState.ANNOUNCED] * 2
    for cycle in closed:
        rows = results.score_table(run=cycle.run.ref, level=Level.CENTRE)
        assert sum(row.estimate.visits >= 6 and row.shoppers >= 3 for row in rows) >= 45
        assert recompute(cycle.run.ref).equal

    minute = publishing.programme_minute()
    assert minute.centres >= 60 and minute.centres_shown >= 45 and len(minute.sectors) == 5 and minute.cycle.simulated
    assert len(minute.trend) == 2 and len(minute.dimensions) == 5
    assert len(publishing.not_visited()) >= 3
    assert all(row.measure.is_shown for row in publishing.results_table(UnitLevel.ENTITY).rows)

    assert client.get(f"{accounts.field_path}/formList", headers={"x-openrosa-version": "1.0"}).status_code == 200
    sign_off(running.ref)
    assert len(publishing.programme_minute().trend) == 3
    thin = publishing.results_table(UnitLevel.CENTRE)
    assert thin.withheld > thin.shown and publishing.programme_minute().measure.is_shown

    calls_are_worth_seeing()
    again = load_demo(at=timezone.now())
    assert again.accounts == accounts.accounts and len(results.cycle_cards()) == 3


def calls_are_worth_seeing():
    """One call was drawn in public, of groups that may be told; another is open, and each step before the choice waits for somebody."""
    this_year, last_year = recruiting.call_cards()
    (draw,) = draws.draw_cards()
    assert draw.call == last_year.ref and draw.seed
    assert {tally.features: tally.chosen for tally in draw.tallies} == {("female",): 5, ("male",): 5}
    files = draws.draw_files(last_year.ref)
    assert faults_of(files) == () and replayed(files) == ()
    assert this_year.counts == {"eligible": 4, "assessed": 1}
    named = {card.account_ref for card in signatory_cards(by=people.actor_by_username("admin"))}  # also by other tests
    assert {people.actor_by_username(each).ref for each in ("director", "publisher", "arbiter")} <= named


def sign_off(wave):
    """Close the running cycle as it is, half visited, and publish what may be shown of it."""
    at = timezone.now()
    who = {name: people.actor_by_username(name) for name in DEMO_PEOPLE}
    move_wave(wave=wave, to=WaveState.CLOSED, by=who["director"], at=at)
    settle_in_bulk(wave=wave, to=VisitState.ACCEPTED_NOT_SCORED, reason="Cut short.", by=who["reviewer"], at=at)
    end_review(wave=wave, by=who["director"], at=at)
    score_wave(wave=wave, by=who["analyst"], at=at)
    inform_bodies(wave=wave, by=who["director"], at=at)
    release = prepare_release(wave=wave, by=who["analyst"], at=at)
    for name in ("publisher", "publisher2"):
        approve_release(release=release.ref, by=who[name], at=at)
    publish_release(release=release.ref, by=who["publisher"], at=at)


def test_the_department_has_a_demo_of_three_people_whose_pages_speak_both_languages(client):
    accounts = load_demo(at=timezone.now(), blueprint="S1")
    assert [one["username"] for one in accounts.accounts] == ["lead", "desk", "approver", "liaison", "liaison2"]
    charter = people.charter_card()
    assert (charter.governance, charter.profile, charter.body_name_en) == (
        "internal",
        "small",
        "Social Services Department",
    )
    running, closed = results.cycle_cards()
    assert (running.state, closed.state) == (WaveState.IN_FIELD, WaveState.INFORMED) and recompute(closed.run.ref).equal
    channels = set(Mission.objects.filter(wave__ref=closed.ref, state="done").values_list("channel", flat=True))
    assert channels == {Channel.COUNTER, Channel.PHONE, Channel.EVENT}
    classes = set(CycleNumber.objects.filter(cycle=closed.ref).values_list("shopper_class", flat=True))
    assert classes == {ShopperClass.VOLUNTEER, ShopperClass.EMPLOYEE}
    with pytest.raises(ReaderNotNamed):  # nobody publishes what a body measures of itself
        prepare_release(wave=closed.ref, by=people.actor_by_username("desk"), at=timezone.now())
    with pytest.raises(DemoOfAnother):
        load_demo(at=timezone.now(), blueprint="S3")
    for language, unit in (("ar", "إدارة التلاحم الأسري"), ("en", "Family Cohesion Unit")):
        client.cookies["basira_language"] = language
        for username, address, told in (
            ("lead", "/console/", ""), ("desk", f"/console/results/{closed.ref}/", unit),
        ):  # fmt: skip
            client.force_login(Account.objects.get(username=username))
            page = client.get(address, follow=True)
            assert page.status_code == 200 and told in page.content.decode(), (username, language)
    own = own_report(entity_ref=people.actor_by_username("liaison").entity_ref, at=timezone.now(), database="default")
    assert own.report.findings and any(one.state == FindingState.CONTESTED for one in own.report.findings)
