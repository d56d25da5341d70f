"""Where nothing may be ranked, neither page, table nor chart of the desk tells who is first."""

import json

import pytest
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.core.scoring import Level
from basira.programme.panel.models import CycleNumber
from basira.programme.results.standings import model_card
from tests.programme import test_run_models as modelled
from tests.programme.reporting_world import INDEPENDENT, keep

pytestmark = pytest.mark.django_db
parted = modelled.parted


def unranked_by_an_employee():
    CycleNumber.objects.filter(number=CycleNumber.objects.earliest("number").number).update(shopper_class="employee")


def unranked_by_the_blueprint():
    keep(head=INDEPENDENT, naming='ranked = ["body"]')


@pytest.fixture
def desk(parted, signed_in):
    """Reads a page of the cycle, as an analyst, in English."""
    analyst = signed_in(Role.ANALYST)

    def read(page, *more, **asked):
        address = reverse(f"console:results-{page}", args=[parted[0].wave.ref, *more])
        answer = analyst.get(address, {"level": "centre"} | asked, headers={"accept-language": "en"})
        return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()

    return read


def tiers_taken_out(desk):
    return [row["tier"] for row in json.loads(desk("export", "centre", "json"))["rows"]]


@pytest.mark.parametrize("unranked", [unranked_by_an_employee, unranked_by_the_blueprint])
def test_a_level_without_places_has_no_tiers(parted, desk, unranked):
    _world, run = parted
    assert '<th scope="col">Tier</th>' in desk("table") and {1, 2} < set(tiers_taken_out(desk))  # the twin
    unranked()
    card, html = model_card(run.ref, Level.CENTRE), desk("table")
    assert (card.units, card.tiers) == ({}, None) and card.generalizability > 0.8
    assert '<th scope="col">Tier</th>' not in html and "Nothing is ranked at this level, so there are no tiers." in html
    assert set(tiers_taken_out(desk)) == {None}


@pytest.mark.parametrize("unranked", [unranked_by_an_employee, unranked_by_the_blueprint])
def test_a_level_without_places_is_drawn_in_the_order_of_names_and_nobody_is_called_highest(parted, desk, unranked):
    drawn = [row["name"] for row in json.loads(desk("figures"))["rows"]]
    html = desk("charts")
    assert drawn != sorted(drawn) and " is highest (" in html and 'value="lowest"' in html  # the twin
    unranked()
    for sort in ("highest", "lowest", ""):
        html = desk("charts", sort=sort)
        assert [row["name"] for row in json.loads(desk("figures", sort=sort))["rows"]] == sorted(drawn)
        assert " is highest (" not in html and 'value="lowest"' not in html
        assert "In the order of names: nothing is ranked at this level." in html
