"""Cycles, missions and scenarios at the desk: refusals in words, lists by row, and nothing written by halves."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.lifecycles import MissionState, VisitState, WaveState
from basira.core.kernel.registry import Channel
from basira.core.kernel.scenarios import ScenarioPoint
from basira.programme.journal import queries as journal
from basira.programme.registry.models import Sector
from basira.programme.waves import queries, scenario_cards, verbs
from basira.programme.waves.models import Mission, Wave
from tests.cast import MONDAY_9AM
from tests.programme.kept_world import NO_EVERYDAY, starts_from
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db

HEADER = "number,centre,channel,scenario,form,from,until\n"
ROW = "0001,C-1,counter,s,test,2026-12-01,2026-12-07\n"


@pytest.fixture
def planner(signed_in):
    return signed_in(Role.PLANNER)


@pytest.fixture
def world():
    world = make_world(state=WaveState.COMMITTED)
    world.centre("C-1")
    world.centre("C-12")
    return world


@pytest.fixture
def missions(world):
    def make(count):
        plan = verbs.MissionPlan(
            cycle_number=world.numbers[0].ref,
            centre=world.centre("C-1").ref,
            channel=Channel.PHONE,
            scenario=world.scenario.ref,
            questionnaire_version=world.version.ref,
            window_start=MONDAY_9AM,
            window_end=MONDAY_9AM + timedelta(days=7),
        )
        plans = [replace(plan, window_end=plan.window_end + timedelta(minutes=each)) for each in range(count)]
        return verbs.plan_missions(wave=world.wave.ref, plans=plans, by=OPERATOR, at=MONDAY_9AM)

    return make


def words(answer):
    return re.sub("</?bdi>", "", answer.content.decode())


def said(world, **changes):
    return {
        "number": "1",
        "centre": "C-12",
        "channel": "counter",
        "scenario": world.scenario.ref,
        "questionnaire_version": world.version.ref,
        "window_start": "2026-12-01T08:00",
        "window_end": "2026-12-07T14:00",
    } | changes


def upload(client, world, text):
    file = SimpleUploadedFile("missions.csv", text.encode())
    return client.post(f"/console/cycles/{world.wave.ref}/upload/", {"file": file})


# Cycles


def test_the_first_cycle_is_asked_for(planner):
    assert "No cycle yet" in words(planner.get("/console/cycles/"))


def test_a_cycle_with_its_days_turned_round_is_refused_and_nothing_typed_is_lost(planner):
    sent = {"name_ar": "الدورة", "name_en": "Spring", "starts_on": "2026-12-31", "ends_on": "2026-12-01"}
    answer = planner.post("/console/cycles/open/", sent)
    assert answer.status_code == 422
    assert "would end before it starts" in words(answer)
    assert "Spring" in words(answer)
    assert not Wave.objects.exists()


def test_a_cycle_is_opened(planner):
    sent = {"name_ar": "الدورة", "name_en": "Spring", "starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    answer = planner.post("/console/cycles/open/", sent, follow=True)
    assert "The cycle is open as a draft." in words(answer)
    assert "No missions yet" in words(answer)


def test_a_cycle_moves_only_when_its_number_is_typed(planner, world):
    path = f"/console/cycles/{world.wave.ref}/move/in-field/"
    assert planner.get(path).status_code == 200
    assert planner.post(path, {"number": "7"}).status_code == 422
    assert queries.wave_card(world.wave.ref).state is WaveState.COMMITTED
    planner.post(path, {"number": "١"})
    assert queries.wave_card(world.wave.ref).state is WaveState.IN_FIELD


@pytest.mark.parametrize("to", ["draft", "announced", "nonsense"])
def test_a_move_that_is_not_open_has_no_page(planner, world, to):
    assert planner.get(f"/console/cycles/{world.wave.ref}/move/{to}/").status_code == 404


def test_a_duty_officer_sees_a_cycle_and_no_button(signed_in, world, missions):
    missions(1)
    page = words(signed_in(Role.DUTY_OFFICER).get(f"/console/cycles/{world.wave.ref}/"))
    assert "م-0000" in page
    assert "/plan/" not in page
    assert "/move" not in page


def test_a_page_of_missions_has_a_bounded_number_of_queries(planner, world, missions, django_assert_max_num_queries):
    missions(120)
    with django_assert_max_num_queries(25):
        page = words(planner.get(f"/console/cycles/{world.wave.ref}/?page=3"))
    assert "101 to 120 of 120" in page


def test_missions_are_searched_and_filtered_and_an_empty_answer_helps(planner, world, missions):
    missions(2)
    path = f"/console/cycles/{world.wave.ref}/"
    assert words(planner.get(path, {"q": "م-0000", "state": "planned"})).count("/console/missions/") == 2
    assert "No mission fits" in words(planner.get(path, {"q": "nowhere"}))


# Missions


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"number": "9999"}, "No shopper has this number"),
        ({"centre": "Nowhere"}, "No active centre has this code or name"),
        ({"centre": "Centre"}, "More than one centre fits. Type one of these codes: C-1, C-12."),
        ({"window_end": "2026-11-01T08:00"}, "The window ends before it starts."),
        ({"scenario": "none"}, "Scenario"),
        ({"channel": ""}, "Channel"),
    ],
)
def test_a_wrong_mission_is_refused_beside_its_field(planner, world, wrong, told):
    answer = planner.post(f"/console/cycles/{world.wave.ref}/plan/", said(world, **wrong))
    assert answer.status_code == 422
    assert told in words(answer)
    assert not Mission.objects.exists()


def test_a_closed_cycle_refuses_a_mission_in_words(planner, world):
    Wave.objects.update(state=WaveState.CLOSED)
    answer = planner.post(f"/console/cycles/{world.wave.ref}/plan/", said(world))
    assert answer.status_code == 422
    assert "takes no new missions" in words(answer)


def test_a_mission_is_planned_by_code_even_where_a_longer_code_begins_alike(planner, world):
    planner.post(f"/console/cycles/{world.wave.ref}/plan/", said(world, centre="c-1"))
    mission = Mission.objects.get()
    assert mission.centre.code == "C-1"
    assert mission.window_start.isoformat() == "2026-12-01T04:00:00+00:00"


def test_a_mission_is_offered_accepted_and_withdrawn(planner, missions):
    (mission,) = missions(1)
    for to in ("offered", "accepted", "withdrawn"):
        answer = planner.post(f"/console/missions/{mission.ref}/move/", {"to": to}, follow=True)
        assert answer.status_code == 200
    assert queries.mission_card(mission.ref).state is MissionState.WITHDRAWN
    assert "Nothing more can be said" in words(answer)


def test_nobody_says_done_without_a_visit(planner, missions):
    (mission,) = missions(1)
    assert 'value="done"' not in words(planner.get(f"/console/missions/{mission.ref}/"))
    assert planner.post(f"/console/missions/{mission.ref}/move/", {"to": "done"}).status_code == 422


def test_all_planned_missions_are_offered_at_once(planner, world, missions):
    missions(3)
    planner.post(f"/console/cycles/{world.wave.ref}/move-missions/", {"start": "planned", "to": "offered"})
    assert queries.missions_by_state(world.wave.ref) == {MissionState.OFFERED: 3}


# Lists


def test_a_list_is_tried_before_anything_is_written(planner, world):
    answer = upload(planner, world, HEADER + ROW)
    assert "1 mission is ready to be planned. Nothing is written yet." in words(answer)
    assert not Mission.objects.exists()


def test_every_fault_of_a_list_is_told_by_its_row_and_nothing_is_written(planner, world):
    answer = upload(planner, world, HEADER + ROW + "9999,C-9,counter,s,test,2026-12-01,2026-12-07\n")
    assert answer.status_code == 422
    assert "No shopper has the number م-9999 in this cycle." in words(answer)
    assert "No active centre has the code C-9." in words(answer)
    assert "Plan these missions" not in words(answer)
    assert not Mission.objects.exists()


@pytest.mark.parametrize("text", ["", "number\n", "<html></html>", HEADER + "0001,C-1\n"])
def test_a_file_that_is_no_list_is_refused_in_words(planner, world, text):
    assert upload(planner, world, text).status_code == 422
    assert planner.post(f"/console/cycles/{world.wave.ref}/upload/", {}).status_code == 422


def test_a_list_that_was_tried_is_planned_whole(planner, world):
    text = HEADER + "".join(ROW.replace("12-07", f"12-0{day}") for day in (5, 6, 7))
    answer = planner.post(f"/console/cycles/{world.wave.ref}/upload/", {"text": text}, follow=True)
    assert "Missions planned: 3." in words(answer)
    assert sum(entry.act == "mission.planned" for entry in journal.journal_page().entries) == 3


def test_a_list_that_no_longer_fits_is_refused_when_it_is_sent_back(planner, world):
    Wave.objects.update(state=WaveState.CLOSED)
    assert planner.post(f"/console/cycles/{world.wave.ref}/upload/", {"text": HEADER + ROW}).status_code == 422
    answer = planner.post(f"/console/cycles/{world.wave.ref}/upload/", {"text": HEADER + ROW.replace("C-1", "gone")})
    assert answer.status_code == 422
    assert not Mission.objects.exists()


def test_the_empty_list_names_its_columns(planner, world):
    answer = planner.get(f"/console/cycles/{world.wave.ref}/upload/missions.csv")
    assert answer["content-type"].startswith("text/csv")
    assert words(answer) == "\ufeffnumber,centre,channel,scenario,form,from,until,service,kind,known_to_body\r\n"


# Scenarios


def test_a_scenario_is_written_once_under_its_code_and_changed(planner):
    sent = {"code": "passport", "name_ar": "تجديد جواز", "name_en": "Passport renewal"}
    planner.post("/console/scenarios/write/", sent)
    again = planner.post("/console/scenarios/write/", sent)
    assert again.status_code == 422
    assert "Another scenario has the code passport" in words(again)
    (card,) = scenario_cards.scenario_cards()
    planner.post(f"/console/scenarios/{card.ref}/edit/", {**sent, "never_en": "Never pay"})
    assert scenario_cards.scenario_texts(card.ref).never_en == "Never pay"
    assert planner.post(f"/console/scenarios/{card.ref}/edit/", {}).status_code == 422


def test_the_pages_speak_arabic(signed_in, world, missions):
    (mission,) = missions(1)
    client = signed_in(Role.PLANNER, language="ar")
    ref = world.wave.ref
    for path in (
        "cycles/", "cycles/open/", f"cycles/{ref}/", f"cycles/{ref}/move/in-field/", f"cycles/{ref}/plan/",
        f"cycles/{ref}/upload/", f"missions/{mission.ref}/", "scenarios/", "scenarios/write/", f"scenarios/{world.scenario.ref}/",
        f"scenarios/{world.scenario.ref}/edit/",
    ):  # fmt: skip
        answer = client.get(f"/console/{path}")
        assert answer.status_code == 200
        assert 'dir="rtl"' in words(answer)


def draft_of(client):
    client.post("/console/scenarios/write/", {"code": "own", "name_ar": "خاص", "name_en": "Own"})
    return next(card.ref for card in scenario_cards.scenario_cards() if card.code == "own")


def confirmed(revision=1, leave=0):
    return {"revision": revision, "points": [str(point) for point in ScenarioPoint][leave:]}


def test_alone_one_reads_that_a_second_person_is_needed_and_is_led_to_the_invitation(signed_in):
    alone = signed_in(Role.ADMINISTRATOR, Role.PLANNER)
    path = f"/console/scenarios/{draft_of(alone)}/"
    page = words(alone.get(path))
    assert "A second person is needed" in page and "/console/accounts/invitations/new/" in page
    assert 'name="points"' not in page
    refused = alone.post(f"{path}approve/", confirmed())
    assert refused.status_code == 422 and "second person approves it" in words(refused)
    assert "A scenario needs a second person" in words(alone.get("/console/"))


def test_a_second_person_is_asked_at_home_confirms_each_point_and_is_named(signed_in):
    author, second = signed_in(Role.PLANNER), signed_in(Role.PUBLISHER)
    ref = draft_of(author)
    path = f"/console/scenarios/{ref}/"
    assert "Who may approve it:" in words(author.get(path)) and path in words(second.get("/console/"))
    half = second.post(f"{path}approve/", confirmed(leave=1))
    assert half.status_code == 422 and "Confirm every point" in words(half)
    assert second.post(f"{path}approve/", {"revision": 1}).status_code == 422
    assert second.post(f"{path}approve/", confirmed()).status_code == 302
    page = words(author.get(path))
    assert "Confirmed by Test account" in page and "Nobody is provoked" in page
    assert path not in words(second.get("/console/"))


def test_only_approved_scenarios_are_offered_to_the_planner_and_a_list_says_which_is_not(planner, world):
    draft_of(planner)
    page = words(planner.get(f"/console/cycles/{world.wave.ref}/plan/"))
    assert ">S<" in page and ">Own<" not in page
    file = SimpleUploadedFile("missions.csv", (HEADER + ROW.replace(",s,", ",own,")).encode())
    answer = planner.post(f"/console/cycles/{world.wave.ref}/upload/", {"file": file})
    assert answer.status_code == 422 and "The scenario own is a draft" in words(answer)


def test_offers_that_wait_are_said_and_the_field_is_warned_of(planner, world, missions):
    missions(2)
    verbs.move_missions(
        wave=world.wave.ref, start=MissionState.PLANNED, to=MissionState.OFFERED, by=OPERATOR, at=MONDAY_9AM
    )
    page = words(planner.get(f"/console/cycles/{world.wave.ref}/"))
    assert "2 offers wait to be accepted" in page and "Record that all offers are accepted" in page
    assert "No mission is accepted yet" in words(planner.get(f"/console/cycles/{world.wave.ref}/move/in-field/"))


def test_the_review_is_ended_on_the_cycles_own_page(planner, world):
    Wave.objects.update(state=WaveState.CLOSED)
    path = f"/console/cycles/{world.wave.ref}/"
    assert f"{path}move/reviewed/" in words(planner.get(path))
    assert planner.post(f"{path}move/reviewed/", {"number": "1"}).status_code == 302
    assert queries.wave_card(world.wave.ref).state is WaveState.REVIEWED


def test_the_review_does_not_end_while_a_visit_waits(planner, world):
    world.visit("C-1", 0, state=VisitState.SUBMITTED)
    Wave.objects.update(state=WaveState.CLOSED)
    path = f"/console/cycles/{world.wave.ref}/"
    assert "Waiting for: reviewer, to give the verdicts" in words(planner.get(path))
    assert planner.post(f"{path}move/reviewed/", {"number": "1"}).status_code == 422
    assert queries.wave_card(world.wave.ref).state is WaveState.CLOSED


def test_the_same_mission_is_not_planned_twice_by_the_form(planner, world):
    path = f"/console/cycles/{world.wave.ref}/plan/"
    assert planner.post(path, said(world)).status_code == 302
    again = planner.post(path, said(world))
    assert again.status_code == 422 and "has this mission already" in words(again)
    assert Mission.objects.count() == 1


def test_a_list_names_the_row_that_repeats_a_mission(planner, world):
    upload = SimpleUploadedFile("list.csv", (HEADER + ROW + ROW).encode())
    answer = planner.post(f"/console/cycles/{world.wave.ref}/upload/", {"file": upload})
    assert answer.status_code == 422
    assert "in this window already" in words(answer) and "Row 3" in words(answer)
    assert Mission.objects.count() == 0


# Phases and everyday experiences, as the blueprint has them


def test_a_cycle_says_its_phase_and_a_centre_of_a_later_one_is_refused_beside_its_field(planner, world):
    assert 'name="phase"' not in planner.get("/console/cycles/open/").content.decode()
    starts_from()
    page = planner.get("/console/cycles/open/").content.decode()
    assert 'value="first"' in page and 'value="all"' in page
    cycle = {"name_ar": "د", "name_en": "Cycle", "starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    assert planner.post("/console/cycles/open/", cycle).status_code == 422
    opened = planner.post("/console/cycles/open/", cycle | {"phase": "first"}, follow=True)
    assert "First phase" in opened.content.decode()
    Wave.objects.update(phase="first")
    Sector.objects.update(code="justice")
    refused = planner.post(f"/console/cycles/{world.wave.ref}/plan/", said(world))
    assert refused.status_code == 422 and "has not begun in the phase of this cycle" in words(refused)
    starts_from(('code = "first"', 'code = "begin"'))
    assert "opened in the phase “first”" in words(planner.get(f"/console/cycles/{world.wave.ref}/"))
    refused = planner.post(f"/console/cycles/{world.wave.ref}/plan/", said(world))
    assert refused.status_code == 422 and "file has no such phase any more" in words(refused)


def test_a_programme_without_everyday_experiences_says_so_instead_of_a_form(planner, world):
    path = f"/console/cycles/{world.wave.ref}/everyday/"
    assert 'name="version"' in planner.get(path).content.decode()
    starts_from(*NO_EVERYDAY)
    page = planner.get(path).content.decode()
    assert "This programme has no everyday experiences" in page and 'name="version"' not in page
