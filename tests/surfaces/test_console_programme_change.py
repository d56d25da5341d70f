"""The programme changed by its file at the desk: refusals by line, differences in words, then the change."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.registry import SiteType
from basira.programme.blueprints.exporting import exported
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.registry.verbs.site_rules import decide_photos
from tests.cast import MONDAY_9AM
from tests.programme.test_blueprint_changes import DIRECTOR as BY_DIRECTOR
from tests.programme.test_blueprint_changes import a_cycle, shipped, start

pytestmark = pytest.mark.django_db
PAGE, PROGRAMME = reverse("console:programme_change"), reverse("console:programme")


@pytest.fixture
def text():
    start(shipped("S3"))
    return exported().replace("review_hours = 72", "review_hours = 48")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PLANNER])
def test_others_neither_reach_the_page_nor_find_the_way_to_it(signed_in, role):
    client = signed_in(role)
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get(PROGRAMME).content.decode()


@pytest.mark.parametrize(("language", "told"), [("en", "Line"), ("ar", "السطر")])
def test_a_file_that_is_refused_comes_back_with_line_and_remedy_and_as_it_was_typed(signed_in, text, language, told):
    client = signed_in(Role.DIRECTOR, language=language)
    answer = client.post(PAGE, {"text": text.replace("review_hours = 48", "review_hours = 0"), "confirmed": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and "review_hours = 0" in page
    assert kept_blueprint().said("clocks.review_hours") == 72


def test_what_waits_for_the_next_cycle_is_said_and_cannot_be_confirmed(signed_in, text):
    a_cycle(WaveState.IN_FIELD)
    client, asked = signed_in(Role.DIRECTOR, language="en"), text.replace("rotation_days = 90", "rotation_days = 30")
    page = client.post(PAGE, {"text": asked}).content.decode()
    assert "has committed itself" in page and 'name="confirmed"' not in page
    answer = client.post(PAGE, {"text": asked, "confirmed": "1"})
    assert answer.status_code == 422 and "shoppers.rotation_days" in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"confirmed": "1", "on": ""}], ids=["tried", "confirmed"])
def test_a_file_that_does_not_go_with_what_it_leaves_out_is_told_what_to_say_as_well(signed_in, text, sent):
    asked = text.replace("repeat_after_findings = true\n", "").replace("repeat_after_days = 60\n", "")
    asked = asked.replace("plan_working_days = 10", "plan_working_days = 60")
    answer = signed_in(Role.DIRECTOR, language="en").post(PAGE, {"text": asked, **sent})
    assert answer.status_code == 422 and "clocks.repeat_after_days. Say these" in answer.content.decode()
    assert kept_blueprint().said("clocks.review_hours") == 72


@pytest.mark.parametrize(("language", "told"), [("en", "72 → 48"), ("ar", "72 \u200f←\u200f 48")])
def test_the_differences_are_read_first_and_then_carried_out(signed_in, text, language, told):
    client = signed_in(Role.DIRECTOR, language=language)
    assert client.get(PAGE).status_code == 200
    page = client.post(PAGE, {"text": "", "file": SimpleUploadedFile("own.toml", text.encode())}).content.decode()
    assert told in page and kept_blueprint().said("clocks.review_hours") == 72
    said = {
        "text": text.replace("\n", "\r\n"),
        "confirmed": "1",
        "on": re.search(r'name="on" value="(\w{64})"', page)[1],
    }
    answer = client.post(PAGE, said)
    assert answer["location"] == PROGRAMME and kept_blueprint().said("clocks.review_hours") == 48
    assert client.get(PROGRAMME).status_code == 200
    again = client.post(PAGE, {"text": text, "confirmed": "1"}, follow=True)
    assert again.status_code == 200 and exported() == text


@pytest.mark.parametrize(("language", "told"), [("en", "a moment ago"), ("ar", "قبل لحظات")])
def test_what_a_colleague_decided_meanwhile_is_shown_before_it_is_taken_back(signed_in, text, language, told):
    client = signed_in(Role.DIRECTOR, language=language)
    asked = text + '\n[[sites.decisions]]\ntype = "clinic"\nphotos = true\nreason = "A ward without patients."\n'
    read = re.search(r'name="on" value="(\w{64})"', client.post(PAGE, {"text": asked}).content.decode())[1]
    words = "Patients are on them."
    decide_photos(site=SiteType.CLINIC, photos=False, reason=words, by=BY_DIRECTOR, at=MONDAY_9AM)
    answer = client.post(PAGE, {"text": asked, "confirmed": "1", "on": read})
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and words in page
    assert kept_blueprint().said("clocks.review_hours") == 72
    now = re.search(r'name="on" value="(\w{64})"', page)[1]
    assert now != read and client.post(PAGE, {"text": asked, "confirmed": "1", "on": now})["location"] == PROGRAMME
