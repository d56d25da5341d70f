"""The desk's first page: what waits, by role, in both languages, with a bounded number of queries."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from basira.core.kernel.actor import OPERATOR, PROGRAMME_ROLES, Role
from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.registry import Channel, EntityKind
from basira.gateways.unmasking import Unmaskings
from basira.gateways.vault import VaultNotReachable
from basira.programme.publishing.verbs import prepare_release
from basira.programme.registry import verbs as registry
from basira.programme.results.verbs import score_wave
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world
from tests.programme.recruiting_world import an_application, an_open_call

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


def words(client):
    return re.sub("</?bdi>", "", client.get("/console/").content.decode())


def plan(world, **changes):
    facts = {
        "cycle_number": world.numbers[0].ref,
        "centre": world.centre("C-1").ref,
        "channel": Channel.COUNTER,
        "scenario": world.scenario.ref,
        "questionnaire_version": world.version.ref,
        "window_start": LONG_AGO,
        "window_end": LONG_AGO + timedelta(days=7),
    }
    plans = [waves.MissionPlan(**facts | changes)]
    return waves.plan_missions(wave=world.wave.ref, plans=plans, by=OPERATOR, at=MONDAY_9AM)


def test_an_account_without_a_role_meets_the_refusal(signed_in):
    assert signed_in().get("/console/").status_code == 403


def test_nothing_waiting_is_said_in_words(signed_in):
    assert "Nothing waits for you" in words(signed_in(Role.AUDITOR))


def test_a_planner_of_an_empty_programme_is_led_to_the_first_cycle(signed_in):
    page = words(signed_in(Role.PLANNER))
    assert "There is no cycle yet." in page
    assert "/console/cycles/open/" in page


def test_somebody_who_has_just_set_up_is_led_step_by_step(signed_in):
    lead = signed_in(Role.ADMINISTRATOR, Role.DIRECTOR, Role.PLANNER, Role.PANEL_OFFICER)
    page = words(lead)
    assert page.count("Nobody here reviews visits yet") == 1
    steps = [
        "invitations/new/",
        "sectors/add",
        "instruments/upload/",
        "scenarios/write/",
        "panel/person/",
        "cycles/open/",
    ]
    places = [page.index(f'{each}">') for each in steps]
    assert places == sorted(places)


def test_a_step_that_is_done_is_not_asked_for_again(signed_in):
    make_world(state=WaveState.IN_FIELD)
    page = words(signed_in(Role.DIRECTOR, Role.PLANNER))
    assert "registry is empty" not in page and "no questionnaire yet" not in page and "no scenario yet" not in page


def test_what_is_late_stands_first_and_says_so(signed_in):
    world = make_world(state=WaveState.IN_FIELD)
    plan(world)
    plan(world, state=MissionState.ACCEPTED)
    page = words(signed_in(Role.PLANNER))
    late, planned = page.index("1 accepted mission is past its window"), page.index("1 mission is planned")
    assert page.index("Late:") < late < planned


def test_each_role_sees_its_own_needs_alone(signed_in):
    plan(make_world(state=WaveState.IN_FIELD))
    assert "planned and not offered" not in words(signed_in(Role.PANEL_OFFICER))
    assert "have no phone and no link" in words(signed_in(Role.PANEL_OFFICER))
    assert "have no phone key" not in words(signed_in(Role.PLANNER))


def test_who_does_not_see_missions_sees_the_line_without_their_count(signed_in):
    world = make_world(state=WaveState.IN_FIELD)
    plan(world)
    assert "of 1 mission done" in words(signed_in(Role.DIRECTOR))
    page = words(signed_in(Role.ANALYST))
    assert "Cycle 1" in page
    assert "mission done" not in page
    assert f"/console/cycles/{world.wave.ref}" not in page


def test_an_assessor_finds_what_waits_for_her_own_marks(signed_in):
    call = an_open_call()
    for _count in range(2):
        an_application(call)
    page = words(signed_in(Role.PUBLISHER))
    assert "2 applications wait for your marks." in page and f"/console/calls/{call}/assess/" in page
    assert "wait for your marks" not in words(signed_in(Role.ANALYST))


def test_an_approver_finds_the_unmaskings_that_wait_for_her_and_a_silent_vault_says_nothing(signed_in, monkeypatch):
    client = signed_in(Role.ARBITER)
    assert "to unmask" not in words(client)
    monkeypatch.setattr(Unmaskings, "waiting", lambda _self, *, by: 1)
    assert "1 request to unmask somebody waits for your approval." in words(client)
    assert "to unmask" not in words(signed_in(Role.PLANNER))

    def silent(_self, *, by):
        raise VaultNotReachable()

    monkeypatch.setattr(Unmaskings, "waiting", silent)
    assert "to unmask" not in words(client)


def test_the_page_speaks_arabic_from_right_to_left(signed_in):
    plan(make_world(state=WaveState.IN_FIELD))
    page = words(signed_in(Role.PLANNER, language="ar"))
    assert 'dir="rtl"' in page
    assert "مهمة مخططة واحدة لم تُعرض بعد." in page


def test_more_cycles_do_not_mean_many_more_queries(signed_in):
    client = signed_in(*PROGRAMME_ROLES)
    plan(make_world(state=WaveState.IN_FIELD))
    client.get("/console/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/console/")
    for number in range(2, 8):
        make_world(number, state=WaveState.CLOSED)
    with CaptureQueriesContext(connection) as many:
        client.get("/console/")
    assert len(many) == len(few) <= 38


def test_a_corrected_release_of_an_announced_cycle_waits_for_its_publishers(signed_in):
    world = make_world()
    world.visits("A", 8)
    score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    Wave.objects.update(state=WaveState.ANNOUNCED, is_for_the_public=True)
    prepare_release(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    assert "waits for your approval" in words(signed_in(Role.PUBLISHER))


def test_each_step_of_the_registry_follows_the_one_before(signed_in):
    director = signed_in(Role.DIRECTOR)
    assert "First comes a sector." in words(director)
    registry.add_sector(code="s", name_ar="ق", name_en="S", by=OPERATOR, at=MONDAY_9AM)
    assert "No body is in the registry yet." in words(director)
    facts = {"code": "e", "kind": EntityKind.DEPARTMENT, "sector": "s", "name_ar": "ج", "name_en": "E"}
    entity = registry.add_entity(**facts, by=OPERATOR, at=MONDAY_9AM)
    assert "No centre is in the registry yet" in words(director)
    centre = registry.CentreFacts(name_ar="م", name_en="C")
    registry.add_centre(code="c", entity=entity.ref, facts=centre, by=OPERATOR, at=MONDAY_9AM)
    assert "registry" not in re.search(r'<ul class="panel.*?</ul>', words(director), re.S)[0].replace("/registry/", "")


def test_the_next_step_of_a_cycle_is_a_row_or_says_whose_turn_it_is(signed_in):
    make_world(state=WaveState.REVIEWED)
    assert "Nothing waits for you" not in words(signed_in(Role.ANALYST))
    page = words(signed_in(Role.PLANNER))
    assert "Nothing waits for you" in page
    assert "Waiting for: analyst, to run the scores" in page


def test_a_reviewer_and_two_publishers_are_asked_for_until_they_are_there(signed_in):
    make_world(state=WaveState.IN_FIELD)
    lead = signed_in(Role.ADMINISTRATOR)
    assert words(lead).count("Nobody here reviews visits yet, and a release wants two publishers.") == 1
    signed_in(Role.REVIEWER), signed_in(Role.PUBLISHER)
    assert "A release wants two publishers." in words(lead)
    signed_in(Role.PUBLISHER)
    assert "Invite somebody" not in words(lead)
