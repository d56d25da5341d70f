"""Packs at the desk: who takes one, what comes of it, and that nothing is taken twice."""

import pytest
from django.conf import settings
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import ScenarioState
from basira.gateways.shipped import shipped_packs
from basira.programme.instruments import queries as instruments
from basira.programme.people.blueprints import keep_blueprint
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves.models import Scenario
from basira.programme.waves.packs import take_pack
from basira.programme.waves.scenario_cards import scenario_cards
from basira.programme.waves.verbs.scenarios import edit_scenario
from tests.cast import MONDAY_9AM, actor
from tests.core.instrument.workbooks import work_here
from tests.shared_data import ROOT

pytestmark = pytest.mark.django_db
PACKS = reverse("console:instruments-packs")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    work_here(monkeypatch)


def pack(name="service-counter"):
    return next(one for one in shipped_packs(settings.PACKS_FOLDER) if one.name == name)


def forms():
    return {card.form_id for card in instruments.version_list(search="", state="", page=1).cards}


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST, Role.PANEL_OFFICER])
def test_who_may_not_keep_questionnaires_takes_no_pack(role):
    with pytest.raises(NotPermitted):
        take_pack(pack=pack(), by=actor("x", role), at=MONDAY_9AM)
    assert forms() == set() and not Scenario.objects.exists()


def test_a_reader_sees_the_packs_and_no_button(signed_in):
    page = signed_in(Role.REVIEWER).get(PACKS).content.decode()
    assert "Service counter" in page and "Take as drafts" not in page


def test_a_pack_that_is_not_there_is_not_found(signed_in):
    assert signed_in(Role.PLANNER).post(reverse("console:instruments-pack", args=["prison"])).status_code == 404


def test_a_planner_takes_forms_and_scenarios_as_drafts(signed_in):
    page = signed_in(Role.PLANNER).post(reverse("console:instruments-pack", args=["service-counter"]), follow=True)
    assert "Kept as drafts: 2 forms, 3 scenarios." in page.content.decode()
    assert forms() == {"service_counter", "service_counter_spot"}
    cards = scenario_cards()
    assert {card.state for card in cards} == {ScenarioState.DRAFT} and len(cards) == 3
    texts = Scenario.objects.get(code="counter-companion")
    assert texts.never_ar.startswith("لا تُتعب قريبك") and texts.may_en and texts.story_en


def test_nothing_is_taken_twice_and_what_people_changed_stays(signed_in):
    planner = actor("p", Role.PLANNER)
    take_pack(pack=pack(), by=planner, at=MONDAY_9AM)
    ref = Scenario.objects.get(code="counter-companion").ref
    edit_scenario(scenario=ref, texts={"story_en": "Ours"}, by=planner, at=MONDAY_9AM)
    taken = take_pack(pack=pack(), by=planner, at=MONDAY_9AM)
    assert (taken.forms, taken.scenarios) == (0, 0)
    assert Scenario.objects.get(code="counter-companion").story_en == "Ours"
    page = signed_in(Role.PLANNER).post(reverse("console:instruments-pack", args=["service-counter"]), follow=True)
    assert "here already" in page.content.decode()


def test_a_director_takes_the_forms_and_a_planner_the_rest():
    first = take_pack(pack=pack(), by=actor("d", Role.DIRECTOR), at=MONDAY_9AM)
    then = take_pack(pack=pack(), by=actor("p", Role.PLANNER), at=MONDAY_9AM)
    assert (first.forms, first.scenarios, then.forms, then.scenarios) == (2, 0, 0, 3)


@pytest.mark.parametrize(("language", "named"), [("en", "Named by the programme"), ("ar", "يذكرها مخطط البرنامج")])
def test_what_the_programmes_blueprint_names_stands_first(signed_in, language, named):
    text = (ROOT / "blueprints" / "S2.toml").read_text(encoding="utf-8")
    keep_blueprint(text=text, by=actor("d", Role.DIRECTOR), at=MONDAY_9AM)
    answer = signed_in(Role.PLANNER, language=language).get(PACKS)
    wanted = [line.is_wanted for line in answer.context["packs"]]
    assert wanted == [True] * 5 + [False] * 3 and named in answer.content.decode()


def test_the_page_asks_the_same_few_queries(signed_in, django_assert_max_num_queries):
    client = signed_in(Role.PLANNER)
    client.get(PACKS)
    with django_assert_max_num_queries(8):
        client.get(PACKS)
