"""The duty desk's pages: what waits and for whom, refusals at their form, and what the director sees of what is overdue."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from basira.core.kernel.actor import Role
from basira.core.kernel.betraying import betrays
from basira.core.kernel.lifecycles import AlarmState, DangerState, LetterState, MissionState
from basira.gateways.vault import Vault
from basira.programme.safety import models
from basira.programme.safety.queries.alarms import alarm_cards
from basira.programme.safety.verbs import alarms, dangers, desk, letters
from basira.programme.safety.verbs.dangers import DangerReport
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, carry_key, make_scene

pytestmark = pytest.mark.django_db

WORDS = "Canary words from the corridor"


@pytest.fixture
def scene(db) -> Scene:
    cache.clear()
    made = make_scene(missions=2)
    now = timezone.now()
    Mission.objects.update(window_start=now - timedelta(days=1), window_end=now + timedelta(days=1))
    desk.set_duty_desk(phones=["+971 4 555 0100"], hours_ar="كل يوم", hours_en="Daily", by=EVERYBODY, at=MONDAY_9AM)
    letters.prepare_letters(wave=made.wave, by=EVERYBODY, at=MONDAY_9AM)
    return made


@pytest.fixture
def phone(scene) -> Client:
    client = Client()
    carry_key(client, scene)
    return client


@pytest.fixture
def officer(signed_in) -> Client:
    return signed_in(Role.DUTY_OFFICER)


def call(phone: Client, name: str, **values):
    return phone.post(f"/notes/{name}", json.dumps(values), "application/json")


def alarm(phone: Client, scene: Scene) -> str:
    assert call(phone, "alarm", id="alarm-one", mission=scene.missions[0].ref).status_code == 201
    return models.Alarm.objects.get().ref


def danger(phone: Client, scene: Scene) -> str:
    values = {"id": "danger-one", "what": "fire-exit", "since": "today", "mission": scene.missions[1].ref}
    assert call(phone, "danger", **values, words=WORDS).status_code == 201
    return models.Danger.objects.get().ref


def test_an_empty_desk_says_so_and_asks_again_by_itself(officer, scene):
    page = officer.get("/console/duty/").content.decode()
    assert "Nobody needs you now" in page and 'hx-get="/console/duty/now/"' in page and "every 15s" in page


def test_an_alarm_stands_on_the_desk_in_the_navigation_and_on_the_first_page(officer, phone, scene):
    alarm(phone, scene)
    part = officer.get("/console/duty/now/").content.decode()
    assert scene.number.number in part and "<html" not in part and 'hx-swap-oob="innerHTML:.duty-count"' in part
    seen = re.search(r'name="seen" value="(\w{16})"', part)[1]
    assert officer.get(f"/console/duty/now/?seen={seen}").status_code == 204
    home = officer.get("/console/").content.decode()
    assert (
        "thing waits on the duty desk" in home and home.count('nav-count duty-count"><bdi') == 3
    )  # menu, list, no script


def test_an_alarm_is_taken_on_written_about_and_closed(officer, phone, scene):
    ref = alarm(phone, scene)
    assert officer.post(f"/console/duty/alarms/{ref}/note/", {"words": ""}).status_code == 422
    early = officer.post(f"/console/duty/alarms/{ref}/note/", {"words": "x", "close": "1"})
    assert early.status_code == 422 and models.Alarm.objects.get().state == AlarmState.RAISED
    assert officer.post(f"/console/duty/alarms/{ref}/see/").status_code == 302
    assert officer.post(f"/console/duty/alarms/{ref}/see/").status_code == 422
    assert officer.post(f"/console/duty/alarms/{ref}/note/", {"words": "Called her", "close": "1"}).status_code == 302
    page = officer.get(f"/console/duty/alarms/{ref}/").content.decode()
    assert "Called her" in page and "without penalty" in page
    assert scene.number.number in officer.get("/console/duty/over/").content.decode()
    assert officer.get("/console/duty/alarms/nothing/").status_code == 404


def test_the_vault_is_asked_to_write_only_about_an_alarm_that_somebody_took_on(officer, phone, scene, monkeypatch):
    ref, written = alarm(phone, scene), []
    monkeypatch.setattr(Vault, "contact", lambda _vault, number, words, *, by: written.append((number, words)) or "m")
    path = f"/console/duty/alarms/{ref}/"
    assert "Have the vault ask her to ring" not in officer.get(path).content.decode()
    assert officer.post(f"{path}ring/").status_code == 422 and written == []
    officer.post(f"{path}see/")
    assert officer.post(f"{path}ring/").status_code == 302
    ((number, words),) = written
    assert number == scene.number.ref and set(words) == {"ar", "en"}
    ours = "+971 4 555 0100"
    assert all(ours in each and not betrays(each.replace(ours, "")) for each in words.values())
    assert "It was last asked to" in officer.get(path).content.decode()
    officer.post(f"{path}note/", {"words": "Called her", "close": "1"})
    assert officer.post(f"{path}ring/").status_code == 422 and len(written) == 1


def test_the_vault_asks_her_once_in_ten_minutes_and_never_without_a_number_to_ring(officer, phone, scene, monkeypatch):
    ref, written = alarm(phone, scene), []
    monkeypatch.setattr(Vault, "contact", lambda _vault, number, words, *, by: written.append(words) or "m")
    path, now = f"/console/duty/alarms/{ref}/", timezone.now()
    officer.post(f"{path}see/")
    asked = {"alarm": ref, "words": {"ar": "x", "en": "x"}, "by": EVERYBODY}
    reached = models.DutyDesk.objects.get()
    models.DutyDesk.objects.all().delete()
    with pytest.raises(alarms.NoNumberToRing):
        alarms.ask_to_ring(**asked, at=now)
    reached.save(force_insert=True)
    alarms.ask_to_ring(**asked, at=now)
    with pytest.raises(alarms.AskedToRingAlready):
        alarms.ask_to_ring(**asked, at=now + timedelta(minutes=9))
    again = officer.post(f"{path}ring/")
    assert again.status_code == 422 and "less than 10 minutes ago" in again.content.decode() and len(written) == 1
    alarms.ask_to_ring(**asked, at=now + timedelta(minutes=10))
    assert len(written) == 2


def test_a_shopper_without_an_address_is_said_to_have_none_and_nothing_is_written_down(officer, phone, scene):
    ref = alarm(phone, scene)
    officer.post(f"/console/duty/alarms/{ref}/see/")
    refused = officer.post(f"/console/duty/alarms/{ref}/ring/")
    assert refused.status_code == 422
    assert "It was last asked to" not in officer.get(f"/console/duty/alarms/{ref}/").content.decode()


def test_the_desk_says_what_is_next_and_for_how_long_nobody_took_it_on(officer, phone, scene):
    alarm(phone, scene)
    fresh = officer.get("/console/duty/now/").content.decode()
    assert "Take it on, so that others see" in fresh and "Nobody has taken it on" not in fresh
    long_ago = timezone.now() - timedelta(minutes=17)
    old = alarms.raise_alarm(client_id="alarm-old", by=scene.shopper, at=long_ago).ref
    waiting = officer.get("/console/duty/now/").content.decode()
    assert ">15</bdi>" in waiting or "more than 15 minutes" in waiting
    assert waiting.index(f"/alarms/{old}/") < waiting.index(models.Alarm.objects.get(client_id="alarm-one").ref)
    officer.post(f"/console/duty/alarms/{old}/see/")
    taken = officer.get("/console/duty/now/").content.decode()
    assert "Nobody has taken it on" not in taken and "Find out which mission it was" in taken


def test_the_desk_moves_again_only_when_an_alarm_has_waited_for_another_mark(scene):
    alarms.raise_alarm(client_id="alarm-one", by=scene.shopper, at=MONDAY_9AM)
    (card,) = alarm_cards()
    waited = [card.waits_for(MONDAY_9AM + timedelta(minutes=each)) for each in (0, 4, 5, 14, 16, 9999)]
    assert [each.total_seconds() / 60 for each in waited] == [0, 0, 5, 5, 15, 240]


def test_a_guard_checks_a_letter_and_the_officer_confirms_it(officer, phone, scene, client):
    shown = call(phone, "letter", mission=scene.missions[0].ref).json()
    assert client.get("/letter/").status_code == 200
    wrong = client.post("/letter/", {"code": "AAAAA-AAAAA"})
    right = client.post("/letter/", {"code": shown["code"]})
    assert (wrong.status_code, right.status_code) == (422, 200)
    said = right.content.decode()
    assert "مركز" in said and scene.number.number not in said and scene.number.ref not in said
    check = models.LetterCheck.objects.exclude(letter=None).get()
    assert check.number in said and check.number in officer.get("/console/duty/now/").content.decode()
    letter = models.Letter.objects.get(state=LetterState.CHECKED)
    assert officer.post(f"/console/duty/letters/{letter.ref}/confirm/").status_code == 302
    spent = client.post("/letter/", {"code": shown["code"]})
    assert spent.status_code == 422 and without_token(spent) == without_token(wrong)
    assert (
        "cover of this mission may be spent" in officer.get(f"/console/missions/{letter.mission.ref}/").content.decode()
    )


def without_token(answer) -> str:
    return "".join(line for line in answer.content.decode().splitlines() if "csrfmiddlewaretoken" not in line)


def test_checks_of_letters_are_counted_and_refused(client, scene):
    answers = [client.post("/letter/", {"code": "AAAAA-AAAAA"}).status_code for _ in range(12)]
    assert answers[0] == 422 and answers[-1] == 429
    assert models.LetterCheck.objects.count() < 12


@pytest.mark.parametrize("code", ["", "\x00", "x" * 5000, "'; --", "م-0417"])
def test_a_code_that_is_none_is_answered_like_any_other(code, client, scene):
    assert client.post("/letter/", {"code": code}).status_code in {400, 422}


def test_a_danger_shows_its_cost_before_the_decision_and_refuses_what_betrays(officer, phone, scene):
    ref = danger(phone, scene)
    page = officer.get(f"/console/duty/dangers/{ref}/").content.decode()
    assert WORDS in page and "What telling may cost" in page and "nobody else of the programme was there" in page
    texts = {"send-text_ar": "شوهد عند 10:43", "send-text_en": "Seen at 10:43"}
    refused = officer.post(f"/console/duty/dangers/{ref}/send/", texts)
    assert refused.status_code == 422 and "Seen at 10:43" in refused.content.decode()
    assert models.Danger.objects.get().state == DangerState.REPORTED
    for path, values in (("hold", {"hold-reason": ""}), ("postpone", {"postpone-hours": "9", "postpone-reason": "x"})):
        assert officer.post(f"/console/duty/dangers/{ref}/{path}/", values).status_code == 422


def test_the_text_that_is_offered_betrays_nothing_and_may_be_sent(officer, phone, scene):
    ref = danger(phone, scene)
    form = officer.get(f"/console/duty/dangers/{ref}/").context["forms"]["send"]
    texts = {f"send-{name}": form.initial[name] for name in ("text_ar", "text_en")}
    assert scene.missions[1].centre.name_ar in texts["send-text_ar"]
    assert officer.post(f"/console/duty/dangers/{ref}/send/", texts).status_code == 302
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    for whom in ("body", "top"):
        told = {"tell-whom": whom, "tell-function": "Shift engineer", "tell-way": "phone", "tell-told_at": now}
        assert officer.post(f"/console/duty/dangers/{ref}/tell/", told).status_code == 302
    assert models.Danger.objects.get().state == DangerState.TOLD


def test_what_is_overdue_stands_on_the_directors_desk_who_decides_nothing(scene, signed_in):
    director, early = signed_in(Role.DIRECTOR), timezone.now() - timedelta(hours=2)
    report = DangerReport(client_id="danger-one", what="fire-exit", since="today", mission=scene.missions[1].ref)
    assert "overdue" not in director.get("/console/").content.decode()
    ref = dangers.report_danger(report=report, by=scene.shopper, at=early).ref
    assert "overdue" in director.get("/console/").content.decode()
    page = director.get(f"/console/duty/dangers/{ref}/").content.decode()
    assert "Overdue." in page and "Tell these words" not in page
    assert director.post(f"/console/duty/dangers/{ref}/hold/", {"hold-reason": "x"}).status_code == 403


def test_numbers_and_contacts_are_set_on_their_pages(signed_in, scene):
    director = signed_in(Role.DIRECTOR)
    assert director.post("/console/duty/settings/", {"phone_1": "call me"}).status_code == 422
    set_to = {"phone_1": "+971 4 555 0111", "hours_ar": "كل يوم", "hours_en": "Daily"}
    assert director.post("/console/duty/settings/", set_to).status_code == 302
    assert "+971 4 555 0111" in director.get("/console/programme/").content.decode()
    contact = {"function_ar": "غرفة السلامة", "function_en": "Safety room", "phone": "+971 4 555 0122"}
    for ref in ("top", scene.missions[0].centre.entity.ref):
        assert director.get(f"/console/duty/contacts/{ref}/").status_code == 200
        assert director.post(f"/console/duty/contacts/{ref}/", contact | {"phone": ""}).status_code == 422
        assert director.post(f"/console/duty/contacts/{ref}/", contact).status_code == 302
    assert director.get("/console/duty/contacts/").content.decode().count("Safety room") == 2
    assert director.get("/console/duty/contacts/nothing/").status_code == 404


def test_a_planner_prepares_letters_and_sees_nothing_of_the_desk(signed_in, scene):
    planner = signed_in(Role.PLANNER)
    page = planner.get(f"/console/cycles/{scene.wave}/").content.decode()
    assert re.search(r">2<.{0,9} missions have a letter of authority ready", page)
    assert planner.post(f"/console/duty/cycles/{scene.wave}/letters/").status_code == 302
    assert planner.post(f"/console/duty/missions/{scene.missions[0].ref}/letter/").status_code == 302
    assert models.Letter.objects.count() == 2
    assert (
        planner.get("/console/duty/").status_code == 403
        and "/console/duty/" not in planner.get("/console/").content.decode()
    )


def test_a_mission_that_is_done_asks_for_no_letter(signed_in, scene):
    planner, address = signed_in(Role.PLANNER), f"/console/missions/{scene.missions[0].ref}/"
    for state, asks in ((MissionState.ACCEPTED, True), (MissionState.DONE, False)):
        Mission.objects.update(state=state)
        assert ("Issue a letter" in planner.get(address).content.decode()) is asks


@pytest.mark.parametrize(
    ("problem", "words"),
    [("site-photo", "the rule of this site"), ("site-recording", "the rule of this site"), ("kind", "no picture")],
)
def test_the_duty_officer_reads_why_a_photo_is_not_to_be_seen(problem, words, officer, phone, scene):
    ref = danger(phone, scene)
    models.DangerPhoto.objects.create(
        danger=models.Danger.objects.get(), sha256="0" * 64, size_bytes=9, sealed_ref="r", received_at=timezone.now(),
        derivative_problem=problem,
    )  # fmt: skip
    page = officer.get(f"/console/duty/dangers/{ref}/", headers={"accept-language": "en"}).content.decode()
    assert words in page and "<figure>" not in page
