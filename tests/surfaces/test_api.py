"""The read API: refusals first, then the published table, and its description without a third party."""

import pytest
from django.test import Client

from tests.surfaces.test_public import desk, published  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


def test_before_the_first_release_there_are_no_cycles_and_no_table():
    assert Client().get("/api/v1/cycles").json() == []
    assert Client().get("/api/v1/results").status_code == 404


@pytest.mark.parametrize("query", ["?cycle=nothing", "?level=programme"])
def test_what_is_not_published_is_not_found(query, published):  # noqa: F811
    assert Client().get(f"/api/v1/results{query}").status_code == 404


def test_an_unknown_level_is_refused(published):  # noqa: F811
    assert Client().get("/api/v1/results?level=shopper").status_code == 422


def test_nothing_can_be_written(published):  # noqa: F811
    assert Client().post("/api/v1/results").status_code == 405


def test_a_withheld_result_has_a_reason_and_no_number(published):  # noqa: F811
    results = Client().get("/api/v1/results").json()["results"]
    withheld = [one["measure"] for one in results if one["measure"]["withheld"]]
    assert withheld
    for measure in withheld:
        assert (measure["score"], measure["low"], measure["high"], measure["visits"]) == (None, None, None, None)


def test_the_table_names_its_cycle_and_gives_every_score_its_interval(published):  # noqa: F811
    cycle = Client().get("/api/v1/cycles").json()[0]
    table = Client().get(f"/api/v1/results?cycle={cycle['ref']}&level=entity").json()
    assert table["cycle"] == cycle
    shown = [one["measure"] for one in table["results"] if not one["measure"]["withheld"]]
    assert all(0 <= m["low"] <= m["score"] <= m["high"] <= 1 and m["visits"] for m in shown)


def test_the_description_is_served_and_there_is_no_page_that_loads_from_elsewhere():
    description = Client().get("/api/v1/openapi.json")
    assert "/api/v1/results" in description.json()["paths"]
    assert Client().get("/api/v1/docs").status_code == 404
