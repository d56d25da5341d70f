"""The public site: what it never shows first, then what it does, in both languages."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from basira.core.kernel.actor import Role
from basira.programme.findings.verbs import inform_bodies
from basira.programme.plans import queries as plans
from basira.programme.plans.cards import FixedSince
from basira.programme.publishing import queries
from basira.programme.publishing.cards import UnitLevel
from basira.programme.publishing.verbs import approve_release, prepare_release, publish_release
from basira.programme.results.verbs import score_wave
from tests.cast import MONDAY_9AM, actor
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db

PAGES = ["/", "/results/", "/not-visited/", "/method/", "/about/"]
ARABIC_LETTER = re.compile("[\u0621-\u064a]")


@pytest.fixture
def desk(yousef_the_analyst, aisha_the_publisher, rashid_the_second_publisher):
    return yousef_the_analyst, aisha_the_publisher, rashid_the_second_publisher


@pytest.fixture
def published(desk):
    """One published cycle: three shown centres, one with two visits only, one never visited."""
    world = make_world(1)
    world.visits("A", 8)
    world.visits("B", 9)
    world.visits("C", 7, entity="F")
    world.visits("D", 2, entity="F")
    world.visits("G", 6, entity="F")
    world.centre("N", entity="F")
    analyst, *publishers = desk
    score_wave(wave=world.wave.ref, by=analyst, at=MONDAY_9AM)
    inform_bodies(wave=world.wave.ref, by=actor("salem", Role.DIRECTOR), at=MONDAY_9AM)
    release = prepare_release(wave=world.wave.ref, by=analyst, at=MONDAY_9AM)
    for publisher in publishers:
        approve_release(release=release.ref, by=publisher, at=MONDAY_9AM)
    publish_release(release=release.ref, by=publishers[0], at=MONDAY_9AM)
    return world


def page(address, language="en", status=200):
    answer = Client(headers={"accept-language": language}).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def words_of(html):
    """What a reader sees: no markup, no attributes."""
    body = html.split("<body", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def centres():
    return {row.name.en: row for row in queries.results_table(UnitLevel.CENTRE).rows}


def shown_unit():
    return next(row for row in centres().values() if row.measure.is_shown)


def withheld_units():
    return [row for row in centres().values() if not row.measure.is_shown]


def test_before_the_first_release_the_site_says_that_nothing_is_published():
    for address in ("/", "/results/"):
        assert "Nothing has been published yet" in page(address)
    assert "لم يُنشر شيء بعد" in page("/", "ar")


@pytest.mark.parametrize("address", ["/centres/nothing/", "/entities/nothing/", "/sectors/nothing/", "/?cycle=nothing"])
def test_what_is_not_there_meets_the_page_for_that_in_the_readers_language(address, published):
    assert "There is nothing at this address" in page(address, status=404)
    assert "لا شيء في هذا العنوان" in page(address, "ar", status=404)


def test_a_centre_is_not_found_among_the_entities(published):
    page(f"/entities/{shown_unit().ref}/", status=404)


def test_a_withheld_centre_says_why_and_shows_no_number(published):
    withheld = withheld_units()
    assert withheld
    for row in withheld:
        html = page(f"/centres/{row.ref}/")
        assert 'class="c-dot" cx="' not in html.split("How to read this")[0]
        assert "Not shown" in words_of(html) or "Not visited" in words_of(html)
        assert "out of 100" not in words_of(html).split("How to read this")[0]


def test_what_was_fixed_since_stands_beside_a_shown_figure_only(published, monkeypatch):
    """Fresh eyes found it beside a withheld one: findings of few visits, told to everybody."""
    monkeypatch.setattr(plans, "fixed_since", lambda **_asked: FixedSince(2, "2027-Q2"))
    row = queries.results_table(UnitLevel.ENTITY).rows[0]
    assert row.measure.is_shown and "Fixed since: 2" in page(f"/entities/{row.ref}/")
    told = queries.unit_page(row.ref, None)
    withheld = replace(told, row=replace(told.row, measure=withheld_units()[0].measure))
    monkeypatch.setattr(queries, "unit_page", lambda *_asked: withheld)
    assert "Fixed since" not in page(f"/entities/{row.ref}/")


def test_no_score_stands_without_its_interval_and_its_visits(published):
    row = shown_unit()
    words = words_of(page(f"/centres/{row.ref}/"))
    assert re.search(r"\d+ out of 100 likely \d+ to \d+ \d+ visits", words)


def test_a_unit_says_its_tier_and_names_only_shown_units_as_its_like(published):
    """The three shown centres were marked alike: one tier, and each names the two others and nobody else."""
    row = shown_unit()
    address = f"/centres/{row.ref}/"
    words = words_of(page(address))
    assert "The visits do not part the units that have a place into tiers" in words
    others = [each for each in centres().values() if each.rank and each.ref != row.ref]
    assert f"It cannot be told apart from {len(others)} other" in words
    told = page(address).split("It cannot be told apart")[1].split("</details>")[0]
    assert all(each.name.en in told for each in others) and len(others) >= 1
    assert not any(each.name.en in told for each in withheld_units())
    assert "لا يمكن تمييزها عن" in page(address, "ar")
    assert "told apart" not in words_of(page(f"/centres/{withheld_units()[0].ref}/"))


def test_the_table_never_ranks_and_says_ties_in_words(published):
    words = words_of(page("/results/?sort=highest"))
    assert "read them as tied" in words
    assert not re.search(r"\brank(ed|ing)?\b(?! *\.)", words.replace("it is not a ranking", ""))


def test_no_date_is_finer_than_the_cycle(published):
    for address in [*PAGES, f"/centres/{shown_unit().ref}/"]:
        assert not re.search(r"\d{4}-\d{2}-\d{2}|<time", page(address)), address


@pytest.mark.parametrize("address", PAGES)
def test_every_page_speaks_both_languages(address, published):
    arabic, english = page(address, "ar"), page(address, "en")
    assert '<html lang="ar" dir="rtl"' in arabic
    assert '<html lang="en" dir="ltr"' in english
    assert len(ARABIC_LETTER.findall(words_of(arabic))) > 200


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_a_third_party_or_carries_inline_script_or_style(address, published):
    html = page(address)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)


def test_the_not_visited_page_names_what_was_not_visited(published):
    missed = {row.name.en for row in queries.not_visited()}
    assert missed
    words = words_of(page("/not-visited/"))
    assert all(name in words for name in missed)


def test_search_forgives_spelling_and_case(published):
    row = shown_unit()
    assert row.ref in page(f"/results/?q={row.name.en.upper()}")
    assert "Nothing fits" in page("/results/?q=zzzz")


def test_broken_questions_are_answered_with_the_plain_table(published):
    for query in ("?page=zero", "?page=999", "?sort=sideways", "?level=programme", "?sector=nothing&level=entity"):
        assert "Results" in page(f"/results/{query}")


def test_simulated_data_say_so_on_every_page(published, khalid_the_administrator, salem_the_director):
    banner = "Simulated data"
    card = people_card()
    for address in PAGES:
        assert (banner in page(address)) == card.simulated


def people_card():
    from basira.programme.people import queries as people_queries

    return people_queries.programme_card()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_a_bounded_number_of_queries(address, published, django_assert_max_num_queries):
    page(address)
    with django_assert_max_num_queries(6):
        page(address)


def test_the_switch_keeps_the_page(published):
    reader = Client(headers={"accept-language": "en"})
    answer = reader.post("/language", {"language": "ar", "next": "/results/?sort=highest"})
    assert answer["Location"] == "/results/?sort=highest"
    assert 'lang="ar"' in reader.get("/results/").content.decode()


def test_reading_changes_nothing(published):
    reader = Client()
    for address in PAGES:
        assert reader.post(address).status_code == 405


def test_a_page_is_light(published):
    files = [Path(str(finders.find(f"dist/{name}"))) for name in ("basira.css", "basira.js")]
    assets = sum(len(gzip.compress(path.read_bytes())) for path in files)
    for address in [*PAGES, f"/centres/{shown_unit().ref}/"]:
        assert len(gzip.compress(page(address).encode())) + assets < 120_000, address
