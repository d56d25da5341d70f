"""Waits within the limit at the desk: who may not look, where there are none, and shares with their intervals in both languages."""

from html import unescape

import pytest
from django.urls import reverse

from basira.core.kernel.actor import Role
from tests.programme.measured_world import make_world
from tests.programme.test_waits_of_a_run import TIMED, scored, waited

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world(tree=TIMED)
    waited(world, "A", ["5", "10", "15", "20", "30", "", "-1"])
    waited(world, "B", ["5"] * 3, entity="F")
    return world


def page(browser, world, query=""):
    answer = browser.get(reverse("console:results-waits", args=[world.wave.ref]) + query)
    return answer.status_code, unescape(answer.content.decode()).replace("<bdi>", "").replace("</bdi>", "")


def test_planners_reviewers_and_strangers_see_no_waits_and_before_a_run_there_are_none(world, signed_in, client):
    analyst = signed_in(Role.ANALYST)
    assert page(analyst, world)[0] == 404
    scored(world)
    assert {page(signed_in(role), world)[0] for role in (Role.PLANNER, Role.REVIEWER)} == {403}
    assert page(client, world)[0] == 302
    assert analyst.get(reverse("console:results-waits", args=["nothing"])).status_code == 404


def test_a_run_without_a_limit_says_how_one_is_declared(signed_in):
    world = make_world()
    world.visits("A", 6)
    scored(world)
    status, words = page(signed_in(Role.ANALYST), world)
    assert status == 200 and "No limit of waits is declared" in words and "Centre A" not in words


def test_shares_stand_with_their_intervals_and_too_few_are_said_to_be_so(
    world, signed_in, django_assert_max_num_queries
):
    scored(world)
    analyst = signed_in(Role.ANALYST)
    with django_assert_max_num_queries(20):
        status, words = page(analyst, world)
    assert status == 200 and "The limit that the form declares: 20 minutes." in words
    assert "80%" in words and "likely 38 to 96" in words and "4 of 5 visits" in words and "Too few visits" in words
    assert "1 visit has no wait that can be read" in words and "1 visit has a wait below zero" in words
    assert "Entity F" in page(analyst, world, "?level=entity")[1]
    unit = reverse("console:results-unit", args=[world.wave.ref, "centre", world.centres["A"].ref])
    assert "4 of 5 visits" in analyst.get(unit).content.decode().replace("<bdi>", "").replace("</bdi>", "")
    assert "الانتظار ضمن الحد" in page(signed_in(Role.ANALYST, language="ar"), world)[1]
