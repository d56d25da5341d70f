"""Results and publishing at the desk: who may not, then each page in both languages, then the way to publication."""

from html import unescape

import pytest
from django.urls import reverse

from basira.core.kernel.actor import OPERATOR, SYSTEM, Role
from basira.core.kernel.lifecycles import WaveState
from basira.programme.publishing import queries as publishing
from basira.programme.publishing.verbs import RELEASABLE
from basira.programme.results import asking, running
from basira.programme.results.models import AskedRun, AskedState, ScoreRun
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = make_world()
    made.visits("A", 8)
    made.visits("B", 7)
    made.visits("C", 6, entity="F")
    made.visits("D", 2, entity="F")
    return made


@pytest.fixture
def scored(world):
    score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    return world


def pages(world):
    wave = world.wave.ref
    centre, entity = world.centres["A"].ref, world.centres["A"].entity.ref
    return [
        reverse("console:results"),
        reverse("console:results-table", args=[wave]),
        reverse("console:results-table", args=[wave]) + "?level=entity&q=zzz",
        reverse("console:results-table", args=[wave]) + "?level=sector",
        reverse("console:results-unit", args=[wave, "centre", centre]),
        reverse("console:results-unit", args=[wave, "entity", entity]),
        reverse("console:results-unit", args=[wave, "sector", "health"]),
        reverse("console:results-releases", args=[wave]),
        reverse("console:results-bodies", args=[wave]),
        reverse("console:results-body", args=[wave, entity]),
        reverse("console:results-leadership", args=[wave]),
    ]


def posts(wave, ref="x"):
    return {
        Role.ANALYST: [reverse("console:results-score", args=[wave]), reverse("console:results-prepare", args=[wave])],
        Role.PUBLISHER: [
            reverse("console:results-release-step", args=[wave, ref, step])
            for step in ("approve", "publish", "withdraw")
        ],
    }


def test_reviewers_planners_and_strangers_see_no_scores(scored, signed_in, client):
    for role in (Role.REVIEWER, Role.PLANNER, Role.ADMINISTRATOR):
        browser = signed_in(role)
        assert {browser.get(page).status_code for page in pages(scored)} == {403}
    assert all("/accounts/login" in client.get(page)["Location"] for page in pages(scored))


def test_each_step_is_its_own_roles_and_no_get(scored, signed_in):
    analyst, publisher = signed_in(Role.ANALYST), signed_in(Role.PUBLISHER)
    for url in posts(scored.wave.ref)[Role.PUBLISHER]:
        assert analyst.post(url).status_code == 403
    for url in posts(scored.wave.ref)[Role.ANALYST]:
        assert publisher.post(url).status_code == 403
        assert analyst.get(url).status_code == 405
    assert publisher.post(reverse("console:results-move", args=[scored.wave.ref])).status_code == 403


def test_unknown_things_are_404(scored, signed_in):
    browser = signed_in(Role.ANALYST, Role.PUBLISHER)
    wave = scored.wave.ref
    for url in (
        reverse("console:results-table", args=["nothing"]),
        reverse("console:results-unit", args=[wave, "centre", "nothing"]),
        reverse("console:results-unit", args=[wave, "planet", "nothing"]),
        reverse("console:results-table", args=[wave]) + "?level=planet",
    ):
        assert browser.get(url).status_code == 404
    assert browser.post(reverse("console:results-release-step", args=[wave, "nothing", "approve"])).status_code == 404


def table_of(world, browser, level="centre"):
    address = reverse("console:results-table", args=[world.wave.ref])
    return unescape(browser.get(f"{address}?level={level}").content.decode())


def parted(world, *, harsh=False):
    """Two bodies that the visits part, by six shoppers, the first of whom may see only faults."""
    for number in range(24):
        for centre, entity, answers in (
            ("H", "E", "yes yes"),
            ("I", "E", "yes yes"),
            ("L", "G", "no no"),
            ("M", "G", "no no"),
        ):
            odd = "yes no" if number % 5 == ord(centre) % 5 else answers
            world.visit(centre, number % 6, answers="no no" if harsh and number % 6 == 0 else odd, entity=entity)
    score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)


def test_a_run_says_how_far_its_scores_tell_units_apart_and_each_tier(signed_in):
    world = make_world()
    parted(world, harsh=True)
    english, arabic = (table_of(world, signed_in(Role.ANALYST, language=language)) for language in ("en", "ar"))
    assert "parts are the units' own; the rest is chance" in english and "There are 2 tiers." in english
    assert "Shoppers who mark clearly more severely: 1, more mildly: 0, of 6." in english
    assert english.count('data-label="Tier"') == 4
    assert "هناك فئتان" in arabic and arabic.count('data-label="الفئة"') == 4
    sectors = table_of(world, signed_in(Role.ANALYST, language="en"), level="sector")
    assert "How far the scores tell units apart" not in sectors and 'data-label="Tier"' not in sectors


def test_a_run_that_tells_nothing_apart_says_so_and_shows_no_tier(signed_in):
    world = make_world()
    world.visit("A", 0)
    score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    page = table_of(world, signed_in(Role.ANALYST, language="en"))
    assert "too few, to say how far the scores tell units apart" in page and 'data-label="Tier"' not in page


def test_one_tier_for_all_is_said_once_and_is_no_column(scored, signed_in):
    page = table_of(scored, signed_in(Role.ANALYST, language="en"))
    assert "How far the scores tell units apart" in page and 'data-label="Tier"' not in page


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_speaks_and_is_bounded(scored, signed_in, language, django_assert_max_num_queries):
    browser = signed_in(Role.ANALYST, language=language)
    for page in pages(scored):
        with django_assert_max_num_queries(30):
            response = browser.get(page)
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()


def test_empty_states_teach_the_next_step(db, signed_in):
    browser = signed_in(Role.ANALYST)
    assert "No cycles yet" in browser.get(reverse("console:results")).content.decode()
    wave = make_world().wave.ref
    assert "No score run yet" in browser.get(reverse("console:results-table", args=[wave])).content.decode()
    browser.post(reverse("console:results-score", args=[wave]))
    assert "No visit of this cycle has been accepted" in browser.get(reverse("console:results")).content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "wait for the server"), ("ar", "في انتظار الخادم")])
def test_a_large_cycle_is_scored_by_the_worker_and_its_page_says_how_far_it_is(
    world, signed_in, monkeypatch, language, said
):
    monkeypatch.setattr(asking, "AT_ONCE", 5)
    browser, wave = signed_in(Role.ANALYST, language=language), world.wave.ref
    page = browser.post(reverse("console:results-score", args=[wave]), follow=True).content.decode()
    assert said in page and not ScoreRun.objects.exists()
    AskedRun.objects.update(state=AskedState.RUNNING, begun_at=MONDAY_9AM)
    table = reverse("console:results-table", args=[wave])
    assert {"en": "being run now", "ar": "تُحتسب الدرجات الآن"}[language] in browser.get(table).content.decode()
    asking.close_broken_runs(by=SYSTEM, at=MONDAY_9AM)
    assert {"en": "The server stopped", "ar": "توقّف الخادم"}[language] in browser.get(table).content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "step 2 of 6: finding how much"), ("ar", "تقدير مقدار ما تختلف به")]
)
def test_a_page_that_waits_for_a_run_shows_its_step_and_its_round_and_is_read_again_once_it_is_over(
    world, signed_in, monkeypatch, settings, tmp_path, language, said
):
    settings.HEARTBEAT_FILE = tmp_path / "run" / "beat"
    monkeypatch.setattr(asking, "AT_ONCE", 5)
    browser, table = signed_in(Role.ANALYST, language=language), reverse("console:results-table", args=[world.wave.ref])
    browser.post(reverse("console:results-score", args=[world.wave.ref]))
    AskedRun.objects.update(state=AskedState.RUNNING, begun_at=MONDAY_9AM)
    with running.telling(AskedRun.objects.get().ref) as tell:
        tell(running.Step.VARIANCES, 3)
        page = browser.get(table).content.decode()
        part = browser.get(table, headers={"HX-Request": "true"}).content.decode()
    for told in (page, part):
        assert said in told and '<progress class="progress progress-primary w-full" value="2" max="6"' in told
        assert f'<a class="link" href="{table}">' in told
    assert 'hx-trigger="every 5s"' in page and "<html" not in part
    unscripted = '<noscript><meta http-equiv="refresh" content="5"></noscript>'
    assert unscripted in page
    assert "<progress" not in browser.get(table).content.decode()  # nothing is told any more
    asking.close_broken_runs(by=SYSTEM, at=MONDAY_9AM)
    assert browser.get(table, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert unscripted not in browser.get(table).content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "is not one that the criterion"), ("ar", "ليست ضمن مقياس المعيار")]
)
def test_a_refused_run_of_a_large_cycle_says_which_visits_stood_in_its_way(
    world, signed_in, monkeypatch, language, said
):
    monkeypatch.setattr(asking, "AT_ONCE", 5)
    browser, wave = signed_in(Role.ANALYST, language=language), world.wave.ref
    wrong = world.visit("A", 1, answers="perhaps yes").ref
    browser.post(reverse("console:results-score", args=[wave]))
    assert not asking.make_asked_run(ref=AskedRun.objects.get().ref, at=MONDAY_9AM)
    url = reverse("console:results-table", args=[wave])
    page = browser.get(url).content.decode()
    assert f"{wrong}:greeted" in page and "perhaps" in page and said in page
    assert wrong not in signed_in(Role.DIRECTOR).get(url).content.decode()


def test_a_run_that_measured_nothing_is_no_error(world, signed_in):
    ScoreRun.objects.create(
        wave=world.wave, method="old", inputs={}, inputs_sha256="", visits=1, run_at=MONDAY_9AM, run_by="test"
    )
    page = signed_in(Role.ANALYST).get(reverse("console:results-table", args=[world.wave.ref]))
    assert "No score run yet" in page.content.decode()


def test_few_visits_have_no_place_and_scores_are_never_naked(scored, signed_in):
    page = signed_in(Role.ANALYST).get(reverse("console:results-table", args=[scored.wave.ref])).content.decode()
    rows = {name: page.split(f"Centre {name}")[1].split("</tr>")[0] for name in "ABCD"}
    assert "1 to" in rows["A"] and "likely" in rows["A"] and "visits" in rows["A"]
    assert "<bdi>—</bdi>" in rows["D"]


def test_the_run_is_checked_by_scoring_it_again(scored, signed_in):
    browser = signed_in(Role.ANALYST)
    page = browser.post(reverse("console:results-check", args=[scored.wave.ref]), follow=True)
    assert "every number is the same" in page.content.decode()


def test_the_director_moves_a_cycle_on_and_only_as_the_lifecycle_goes(signed_in):
    world = make_world(state=WaveState.IN_FIELD)
    browser = signed_in(Role.DIRECTOR)
    url = reverse("console:results-move", args=[world.wave.ref])
    browser.post(url, {"to": "announced"})
    assert Wave.objects.get().state == WaveState.IN_FIELD
    for state in (WaveState.CLOSED, WaveState.REVIEWED):
        browser.post(url, {"to": str(state)})
        assert Wave.objects.get().state == state


def test_from_scores_to_publication_by_three_people(world, signed_in):
    analyst, first, second = signed_in(Role.ANALYST), signed_in(Role.PUBLISHER), signed_in(Role.PUBLISHER)
    wave = world.wave.ref
    desk = reverse("console:results-releases", args=[wave])
    assert "whose review has ended" in analyst.get(desk).content.decode()
    analyst.post(reverse("console:results-score", args=[wave]))
    refused = analyst.post(reverse("console:results-prepare", args=[wave]), follow=True).content.decode()
    assert "The bodies read their results before the public does" in refused
    bodies = reverse("console:results-bodies", args=[wave])
    assert "Inform the bodies of" not in analyst.get(bodies).content.decode()
    director = signed_in(Role.DIRECTOR)
    assert "Inform the bodies of Cycle 1" in director.get(bodies).content.decode()
    told = director.post(reverse("console:results-inform", args=[wave]), follow=True).content.decode()
    assert "2 bodies were informed" in told
    again = director.post(reverse("console:results-inform", args=[wave]), follow=True).content.decode()
    assert "Bodies are informed once" in again
    analyst.post(reverse("console:results-prepare", args=[wave]))
    (release,) = publishing.release_cards(wave)
    approve, publish, withdraw = posts(wave, release.ref)[Role.PUBLISHER]
    first.post(approve)
    assert "second approval is another person" in first.get(desk).content.decode()
    assert "second approval is another person" in first.post(approve, follow=True).content.decode()
    second.post(approve)
    page = first.post(publish, follow=True).content.decode()
    assert "The results are published." in page and "Would reveal another" in page
    assert publishing.programme_minute() is not None
    second.post(withdraw)
    assert publishing.programme_minute() is None


def test_a_run_before_the_review_has_ended_is_called_provisional(signed_in):
    world = make_world(state=WaveState.CLOSED)
    analyst = signed_in(Role.ANALYST)
    path = reverse("console:results-table", args=[world.wave.ref])
    assert "as soon as one visit of the cycle is accepted" in analyst.get(path).content.decode()
    world.visits("A", 6)
    score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    assert "This run is provisional" in analyst.get(path).content.decode()
    Wave.objects.update(state=WaveState.SCORED)
    assert "This run is provisional" not in analyst.get(path).content.decode()


@pytest.mark.parametrize("state", list(WaveState))
def test_the_release_page_says_what_comes_next_in_every_state(scored, signed_in, state):
    Wave.objects.update(state=state, is_for_the_public=state in RELEASABLE)
    page = signed_in(Role.PUBLISHER).get(reverse("console:results-releases", args=[scored.wave.ref])).content.decode()
    assert ("Waiting for:" in page) is (state is not WaveState.ANNOUNCED)


def test_a_cycle_that_its_bodies_know_as_one_without_the_public_is_offered_to_nobody_for_release(scored, signed_in):
    Wave.objects.update(state=WaveState.INFORMED)
    analyst, url = signed_in(Role.ANALYST), reverse("console:results-releases", args=[scored.wave.ref])
    page = analyst.get(url).content.decode()
    assert "did not report to the public, and that stands" in page
    assert "Prepare a release" not in page and "Waiting for:" not in page and "No release yet" not in page
    refused = analyst.post(reverse("console:results-prepare", args=[scored.wave.ref]), follow=True).content.decode()
    assert refused.count("did not report to the public, and that stands") == 2
