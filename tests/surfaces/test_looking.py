"""Maps, charts and papers: nothing that a snapshot withholds gets out by them, and they say what their pages say."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from basira.core.kernel.actor import OPERATOR, Role
from basira.programme.findings.verbs import inform_bodies
from basira.programme.publishing import queries
from basira.programme.publishing.cards import Funnel, Measure, Name, UnitLevel, UnitRow
from basira.programme.publishing.models import Release
from basira.programme.publishing.verbs import approve_release, prepare_release, publish_release
from basira.programme.registry.models import Centre
from basira.programme.results.verbs import score_wave
from basira.surfaces.console.results import papers
from basira.surfaces.public import charts as public_charts
from basira.surfaces.public import reports as public_reports
from basira.surfaces.shared import reports
from tests.cast import MONDAY_9AM, actor
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
PROPERTIES = {"name", "where", "figure", "kind", "kind_words", "url"}


@pytest.fixture
def world():
    made = make_world(1)
    made.visits("A", 8)
    made.visits("B", 9)
    made.visits("C", 7, entity="F")
    made.visits("D", 2, entity="F")
    made.visits("G", 6, entity="F")
    made.centre("N", entity="F")
    for place, centre in enumerate(made.centres.values()):
        Centre.objects.filter(pk=centre.pk).update(latitude=24 + place / 10, longitude=54 + place / 10)
    made.centre("M", entity="F")  # has no place on record
    score_wave(wave=made.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    return made


@pytest.fixture
def published(world, yousef_the_analyst, aisha_the_publisher, rashid_the_second_publisher):
    inform_bodies(wave=world.wave.ref, by=actor("salem", Role.DIRECTOR), at=MONDAY_9AM)
    release = prepare_release(wave=world.wave.ref, by=yousef_the_analyst, at=MONDAY_9AM)
    for publisher in (aisha_the_publisher, rashid_the_second_publisher):
        approve_release(release=release.ref, by=publisher, at=MONDAY_9AM)
    publish_release(release=release.ref, by=aisha_the_publisher, at=MONDAY_9AM)
    return world


def get(address, language="en", status=200):
    answer = Client(headers={"accept-language": language}).get(address)
    assert answer.status_code == status
    return answer


def features(answer):
    return {each["id"]: each for each in json.loads(answer.content)["features"]}


def test_before_a_release_the_public_map_holds_nothing(world):
    assert features(get("/map/centres.json")) == {}
    assert "Nothing has been published yet" in get("/map/").content.decode()
    assert features(get("/map/centres.json?cycle=nothing")) == {}
    get("/map/?cycle=nothing", status=404)


def test_the_public_map_is_the_snapshot_and_nothing_else(published):
    snapshot = Release.objects.get().snapshot
    units = {unit["ref"]: unit for unit in snapshot["units"] if unit["level"] == "centre"}
    found = features(get("/map/centres.json"))
    assert found.keys() == {ref for ref, unit in units.items() if unit["latitude"]}
    for ref, feature in found.items():
        unit, told = units[ref], feature["properties"]
        assert feature.keys() == {"type", "id", "geometry", "properties"} and told.keys() == PROPERTIES
        assert feature["geometry"]["coordinates"] == [float(unit["longitude"]), float(unit["latitude"])]
        assert told["name"] == unit["en"]
        if unit["measure"].get("withheld"):
            assert told["kind"] in ("withheld", "not-visited")
            assert not re.search(r"\d", told["figure"]), "a withheld centre must not show a number"
        else:
            assert told["kind"] in ("above", "below", "same")
            assert f"{unit['measure']['visits']} visits" in told["figure"]
    assert {each["properties"]["kind"] for each in found.values()} >= {"withheld", "not-visited"}


def test_the_list_beside_the_map_holds_the_same_centres_and_words(published):
    for language in ("ar", "en"):
        html = get("/map/", language).content.decode()
        for ref, feature in features(get("/map/centres.json", language)).items():
            entry = re.search(rf'data-place="{ref}".*?</a>', html, re.S)[0]
            told = feature["properties"]
            assert told["name"] in entry and told["figure"] in entry and told["kind_words"] in entry
        assert html.count('class="place-name"') == len(queries.centre_spots())
        assert "Centre M" in html or "مركز M" in html


def test_the_map_loads_nothing_until_it_is_asked_for(published):
    html = get("/map/").content.decode()
    assert re.findall(r"<script[^>]*src=\"([^\"]+)\"", html) == ["/static/dist/basira.js"]
    assert 'data-script="/static/dist/map.js"' in html and "data-now" not in html


def test_only_a_page_with_a_map_may_start_a_worker(published, signed_in):
    def policy(answer):
        return answer["Content-Security-Policy"]

    assert "worker-src 'self' blob:" in policy(get("/map/"))
    assert "worker-src" not in policy(get("/")) and "worker-src" not in policy(get("/results/"))
    director = signed_in(Role.DIRECTOR)
    assert "worker-src 'self' blob:" in policy(director.get(reverse("console:registry_map")))
    assert "worker-src" not in policy(director.get(reverse("console:registry")))


def test_the_ground_can_be_replaced_because_borders_are_political(published, settings, tmp_path):
    get("/basemap.json", status=404)
    assert 'data-ground="/static/dist/ground.json"' in get("/map/").content.decode()
    settings.BASEMAP_FILE = tmp_path / "ours.geojson"
    settings.BASEMAP_FILE.write_text('{"type": "FeatureCollection", "features": []}')
    assert 'data-ground="/basemap.json"' in get("/map/").content.decode()
    answer = get("/basemap.json")
    assert b"".join(answer.streaming_content).startswith(b"{") and answer["Content-Type"] == "application/geo+json"


def test_the_desks_maps_hold_their_lists_and_filters(world, signed_in):
    director = signed_in(Role.DIRECTOR)
    everything = features(director.get(reverse("console:registry_places")))
    assert len(everything) == len(world.centres) - 1
    assert features(director.get(reverse("console:registry_places"), {"q": "zzz"})) == {}
    assert director.get(reverse("console:registry_map"), {"sector": "health"}).status_code == 200
    scores = features(director.get(reverse("console:results-places", args=[world.wave.ref])))
    assert scores[world.centres["N"].ref]["properties"]["kind"] == "not-visited"
    assert "2 visits" in scores[world.centres["D"].ref]["properties"]["figure"], "inside, nothing is withheld"


def test_reviewers_and_strangers_see_no_scores_by_map_chart_or_paper(world, signed_in, client):
    wave, entity = world.wave.ref, world.centres["A"].entity.ref
    pages = [reverse(f"console:results-{name}", args=[wave]) for name in ("charts", "figures", "map", "places")]
    pages.append(reverse("console:results-report", args=[wave, entity]))
    reviewer = signed_in(Role.REVIEWER)
    assert {reviewer.get(page).status_code for page in pages} == {403}
    assert all("/accounts/login" in client.get(page)["Location"] for page in pages)


def test_the_charts_have_their_sentence_their_table_and_the_same_numbers(world, signed_in):
    analyst = signed_in(Role.ANALYST)
    for level, language in (("centre", "ar"), ("entity", "en"), ("sector", "en")):
        address = reverse("console:results-charts", args=[world.wave.ref])
        html = analyst.get(address, {"level": level}, headers={"accept-language": language}).content.decode()
        drawn = json.loads(
            analyst.get(
                reverse("console:results-figures", args=[world.wave.ref]),
                {"level": level},
                headers={"accept-language": language},
            ).content
        )
        assert html.count("says-first") == 4
        for row in drawn["rows"]:
            assert row["name"] in html and row["words"] in html
        assert len(drawn["heat"]) == len(drawn["rows"])
        assert all(0 <= low <= high <= 1 for _visits, low, high in drawn["funnel"])
    assert analyst.get(address, {"level": "nothing"}).status_code == 404


def test_the_public_paper_tells_what_the_page_tells(published, monkeypatch):
    """The text of the paper is its document (typesetting adds none), so the two are compared by their words."""
    seen = []
    monkeypatch.setattr(
        reports, "typeset", lambda _name, paper, *, language: seen.append((paper, language)) or b"%PDF-"
    )
    reports.pressed.cache_clear()
    entity = next(row for row in queries.results_table(UnitLevel.ENTITY).rows if row.measure.is_shown)
    for language in ("ar", "en"):
        answer = get(f"/entities/{entity.ref}/report.pdf", language)
        assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
        html = re.sub(r"<[^>]+>", "", get(f"/entities/{entity.ref}/", language).content.decode())
        paper, spoken = seen.pop()
        assert spoken == paper["language"] == language and paper["parts"] == []
        for words in (
            paper["entity"],
            paper["cycle"],
            paper["score"]["figure"],
            *[one["name"] for one in paper["dimensions"]],
        ):
            assert words in html, words
        for one in paper["dimensions"]:
            assert one.get("withheld", one.get("figure")) in html
    reports.pressed.cache_clear()


def test_a_withheld_entity_has_a_paper_without_a_number(published):
    withheld = queries.results_table(UnitLevel.CENTRE)
    hidden = next(row.measure for row in withheld.rows if not row.measure.is_shown)
    assert public_reports.figure(hidden).keys() == {"withheld"}


def test_a_paper_is_of_an_entity_only(published):
    centre = next(iter(queries.results_table(UnitLevel.CENTRE).rows))
    get(f"/entities/{centre.ref}/report.pdf", status=404)
    get("/entities/nothing/report.pdf", status=404)


def test_the_paper_of_the_desk_is_a_real_pdf_and_says_that_it_is_for_inside(world, signed_in):
    analyst, entity = signed_in(Role.ANALYST), world.centres["A"].entity.ref
    answer = analyst.get(reverse("console:results-report", args=[world.wave.ref, entity]))
    assert answer.content.startswith(b"%PDF-") and "no-store" in answer["Cache-Control"]
    assert analyst.get(reverse("console:results-report", args=[world.wave.ref, "nothing"])).status_code == 404
    assert papers.figure(None).keys() == {"withheld"}


def test_the_desk_walks_to_the_next_open_visit_by_key(signed_in):
    html = signed_in(Role.REVIEWER).get(reverse("console:review")).content.decode()
    for key in ("?", "/", "j", "g"):
        assert f"<kbd>{key}</kbd>" in html
    assert 'data-go="v"' in html and "data-keys-switch" in html


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_public_funnel_is_drawn_only_where_it_says_something(world, published, language):
    assert "c-funnel" not in get("/results/", language).content.decode(), "five centres need no funnel"
    rows = [
        UnitRow(
            f"r{visits}", UnitLevel.CENTRE, Name("مركز", "Centre"), "", None, "", None, None,
            Measure(Decimal("0.6"), Decimal("0.5"), Decimal("0.7"), visits), None, None,
        )
        for visits in (5, 6, 7, 8, 9, 12, 20, 40)
    ]  # fmt: skip
    with translation.override(language):
        drawn, says = public_charts.funnel_of(Funnel(tuple(rows), Decimal("0.6"), Decimal("0.2")))
        assert drawn.count("c-dot") == 8 and "c-funnel" in drawn and says in drawn
        even = [replace(row, measure=replace(row.measure, visits=6)) for row in rows]
        assert public_charts.funnel_of(Funnel(tuple(even), Decimal("0.6"), Decimal("0.2"))) == ("", "")
    assert public_charts.funnel_of(None) == ("", "")
