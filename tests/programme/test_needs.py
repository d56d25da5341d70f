"""What shoppers need from government this month: whose it is, what the journal holds, and what fits."""

from datetime import timedelta
from uuid import uuid4

import pytest

from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.shopper_moves import MOST_NEEDS, NEED_TIME, ShopperMove
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry.models import Service
from basira.programme.waves import verbs
from basira.programme.waves.models import Mission
from basira.programme.waves.needs import need_cards, needs_of_number, service_choices
from tests.cast import MONDAY_9AM
from tests.field_scene import Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(missions=2)
    entity = scene.missions[0].centre.entity
    for code in ("renew", "licence"):
        Service.objects.create(code=code, entity=entity, name_ar=f"خدمة {code}", name_en=f"Service {code}")
    offered = {"state": MissionState.OFFERED, "service": Service.objects.get(code="renew")}
    Mission.objects.filter(pk=scene.missions[0].pk).update(**offered)
    return scene


def say(scene, *services, by=None, at=MONDAY_9AM):
    verbs.say_needs(services=services, by=by or scene.shopper, at=at)


def needed(scene, at=MONDAY_9AM):
    return needs_of_number(scene.number.pk, at)


def test_nobody_says_it_for_her_and_unknown_or_too_many_change_nothing(scene, huda_the_planner):
    say(scene, "renew")
    with pytest.raises(NotPermitted):
        say(scene, "licence", by=huda_the_planner)
    with pytest.raises(verbs.NeedUnknown):
        say(scene, "licence", "nothing")
    with pytest.raises(verbs.TooManyNeeds):
        say(scene, *[f"s-{place}" for place in range(MOST_NEEDS + 1)])
    assert needed(scene) == {"renew"}


def test_what_she_says_last_stands_for_a_month_and_the_journal_names_no_service(scene):
    say(scene, "renew", "licence")
    say(scene, "licence")
    assert needed(scene) == {"licence"} and needed(scene, MONDAY_9AM + NEED_TIME) == frozenset()
    said = journal.entries_about(scene.number.ref)
    assert [entry.detail for entry in said if entry.act == "needs.said"] == [{"count": 2}, {"count": 1}]
    assert "licence" not in str(said)
    say(scene)
    assert needed(scene) == frozenset()


def test_a_mission_that_she_needs_is_known_to_the_body_once_she_accepts(scene):
    say(scene, "renew")
    first = scene.missions[0]
    verbs.answer_mission(answer=verbs.Answer(uuid4(), first.ref, ShopperMove.ACCEPT), by=scene.shopper, at=MONDAY_9AM)
    assert Mission.objects.get(pk=first.pk).is_known_to_body


@pytest.mark.parametrize("services, at", [((), MONDAY_9AM), (("licence",), MONDAY_9AM),
                                          (("renew",), MONDAY_9AM - NEED_TIME - timedelta(days=1))])  # fmt: skip
def test_another_need_or_an_old_one_marks_nothing(scene, services, at):
    say(scene, *services, at=at)
    first = scene.missions[0]
    verbs.answer_mission(answer=verbs.Answer(uuid4(), first.ref, ShopperMove.ACCEPT), by=scene.shopper, at=MONDAY_9AM)
    assert not Mission.objects.get(pk=first.pk).is_known_to_body


def test_the_planner_finds_first_what_fits_a_planned_mission(scene):
    say(scene, "licence", "renew")
    Mission.objects.filter(pk=scene.missions[0].pk).update(state=MissionState.PLANNED)
    cards = need_cards(scene.wave, MONDAY_9AM)
    assert [card.mission_ref for card in cards] == [scene.missions[0].ref, ""]
    assert cards[0].number == scene.number.number and need_cards("another", MONDAY_9AM) == ()
    assert [each.code for each in service_choices(search="licence")] == ["licence"]
