"""The desk's pages of calls: refusals in words, blind assessors, and no name and no panel ref on any of them."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.lifecycles import CallState, ShopperState
from basira.core.selection.protocol import Beacon, Named
from basira.core.selection.verifying import faults_of, replayed
from basira.programme.panel import queries as panel
from basira.programme.people.blueprints import keep_blueprint
from basira.programme.recruiting import draws, queries
from basira.programme.recruiting.models import Application
from basira.programme.recruiting.verbs import calls, choosing
from tests.cast import MONDAY_9AM
from tests.programme.recruiting_world import (
    OFFICER,
    an_application,
    an_open_call,
    assessed,
    identity,
    marks,
    passed,
)
from tests.shared_data import ROOT

pytestmark = pytest.mark.django_db

WRITTEN = {
    "title_ar": "باب", "title_en": "A call", "conditions_ar": "شروط", "conditions_en": "Conditions",
    "other_language": "ur", "other_text": "شرائط", "opens_on": "2026-11-01", "closes_on": "2026-12-01", "capacity": "5",
    "least_age": "21", "takes": "citizen-or-resident", "years_resident": "2", "criteria": ["credibility", "secrecy"],
    "is_free_of_bodies": "on", "languages": ["ar"], "pass_mark": "60",
    "most_apart": "20",
}  # fmt: skip


@pytest.fixture
def officer(signed_in):
    return signed_in(Role.PANEL_OFFICER)


@pytest.fixture
def a_call():
    return an_open_call(capacity=1)


def words(answer):
    return re.sub("</?bdi[^>]*>", "", answer.content.decode())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title_ar": ""}, "Please correct what follows"),
        ({"capacity": "0"}, "Please correct what follows"),
        ({"closes_on": "2026-10-01"}, "would close before it opens"),
    ],
)
def test_a_call_that_is_wrong_is_refused_beside_its_field_and_nothing_is_lost(officer, changed, said):
    answer = officer.post("/console/calls/write/", WRITTEN | changed)
    assert answer.status_code == 422 and said in words(answer) and "Conditions" in words(answer)
    assert queries.call_cards() == ()


def test_a_call_is_written_changed_and_opened_and_then_stands(officer):
    officer.post("/console/calls/write/", WRITTEN)
    (card,) = queries.call_cards()
    edit = f"/console/calls/{card.ref}/edit/"
    assert 'value="21"' in officer.get(edit).content.decode()
    officer.post(edit, WRITTEN | {"least_age": "25", "is_free_of_bodies": "", "other_text": ""})
    assert [rule.as_dict() for rule in queries.call_card(card.ref).rules] == [
        {"rule": "age-at-least", "years": 25},
        {"rule": "citizen-or-resident", "years": 2},
        {"rule": "speaks-one-of", "languages": ["ar"]},
    ]
    officer.post(f"/console/calls/{card.ref}/move/", {"to": "open"})
    refused = officer.post(edit, WRITTEN)
    assert refused.status_code == 422 and "not changed any more" in words(refused)


def test_a_move_that_the_lifecycle_lacks_is_refused(officer, a_call):
    assert officer.post(f"/console/calls/{a_call}/move/", {"to": "ended"}).status_code == 422
    assert officer.post(f"/console/calls/{a_call}/move/", {"to": "nowhere"}).status_code == 404


def test_the_director_opens_and_closes_ways_in_and_the_officer_reads_them(signed_in, officer):
    director = signed_in(Role.DIRECTOR)
    director.post("/console/calls/routes/", {"route": "appointment"})
    assert "Write a call" in words(director.get("/console/calls/"))
    refused = director.post("/console/calls/routes/", {"route": "employees", "is_open": "on"})
    assert refused.status_code == 422 and "independent" in words(refused)
    person = identity() | {"state": str(ShopperState.IN_TRAINING)}
    answer = officer.post("/console/panel/person/", person)
    assert answer.status_code == 422 and "Nobody comes in by this way now" in words(answer)


def test_an_assessor_reads_what_was_written_and_nothing_of_who_it_is_or_what_another_marked(signed_in, officer, a_call):
    ref = an_application(a_call)
    officer.post(f"/console/applications/{ref}/assess/", marks(4))
    publisher = signed_in(Role.PUBLISHER)
    assert ref in publisher.get(f"/console/calls/{a_call}/assess/").content.decode()
    page = words(publisher.get(f"/console/applications/{ref}/assess/")).partition("<main")[2].partition("</main>")[0]
    assert "I waited for 31 minutes." in page and "Female" not in page and "checked" not in page
    refused = publisher.post(f"/console/applications/{ref}/assess/", marks() | {"credibility": ""})
    assert refused.status_code == 422 and "Please correct what follows" in words(refused)
    publisher.post(f"/console/applications/{ref}/assess/", marks(4))
    assert Application.objects.get(ref=ref).state == "assessed"
    again = publisher.post(f"/console/applications/{ref}/assess/", marks(1))
    assert again.status_code == 422 and "Your marks are given" in words(again)


def test_a_second_application_of_the_same_person_is_told_to_the_officer_alone(officer, a_call):
    person = identity()
    first, second = an_application(a_call, person), an_application(a_call, person)
    assert "The vault knows this person already" in words(officer.get(f"/console/applications/{second}/"))
    assert "The vault knows this person already" not in words(officer.get(f"/console/applications/{first}/"))
    assert second not in officer.get(f"/console/calls/{a_call}/assess/").content.decode()
    assert officer.get(f"/console/applications/{second}/assess/").status_code == 404


def test_an_application_under_the_mark_cannot_pass(officer, a_call):
    ref = assessed(an_application(a_call), 1, 1)
    assert officer.post(f"/console/applications/{ref}/settle/", {}).status_code == 422
    refused = officer.post(f"/console/applications/{ref}/settle/", {"decision": "passes"})
    assert refused.status_code == 422 and "lies under the pass mark" in words(refused)
    officer.post(f"/console/applications/{ref}/settle/", {"decision": "below-mark"})
    assert "The score lies under the pass mark" in words(officer.get(f"/console/applications/{ref}/"))


def test_papers_are_answered_with_yes_or_no(officer, a_call):
    person = identity()
    an_application(a_call, person)
    said = {"national_id": person["national_id"], "birth_date": person["birth_date"]}
    assert officer.post("/console/calls/papers/", said | {"birth_date": ""}).status_code == 422
    assert "No applicant fits these papers" in words(
        officer.post("/console/calls/papers/", said | {"national_id": "1"})
    )
    answer = officer.post("/console/calls/papers/", said)
    assert "The papers fit" in words(answer) and person["national_id"] not in answer.content.decode()


LOTTERY = {"beacon": "announced", "name": "Lottery 412", "due": f"{localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"}


def bind_at(call, at):
    """Bind by a lottery whose draw is an hour later."""
    named = Named(Beacon.ANNOUNCED, at + timedelta(hours=1), "Lottery 412")
    choosing.bind_choice(call=call, quotas="", named=named, by=OFFICER, at=at)


def test_before_its_beacon_spoke_the_page_says_when_and_nobody_draws(officer, a_call):
    passed(a_call)
    passed(a_call)
    calls.move_call(ref=a_call, to=CallState.CLOSED, by=OFFICER, at=MONDAY_9AM)
    choice = f"/console/calls/{a_call}/choice/"
    officer.post(f"{choice}bind/", {"quotas": ""} | LOTTERY | {"beacon": "drand-quicknet"})
    assert "The beacon speaks at" in words(officer.get(choice))
    early = officer.post(f"{choice}draw/", {"said": "{}"})
    assert early.status_code == 422 and "The beacon has not spoken yet" in words(early)


def test_faulty_quotas_are_listed_by_row(officer, a_call):
    calls.move_call(ref=a_call, to=CallState.CLOSED, by=OFFICER, at=MONDAY_9AM)
    quotas = "category,feature,min,max\nsex,woman,0,1\n"
    answer = officer.post(f"/console/calls/{a_call}/choice/bind/", {"quotas": quotas} | LOTTERY)
    assert answer.status_code == 422 and "sex woman is no group of applicants" in words(answer)
    assert quotas.split()[1] in words(answer)


def test_from_the_binding_to_the_panel_and_the_auditor_takes_out_what_was_bound(officer, signed_in, a_call):
    for _each in range(2):
        passed(a_call)
    calls.move_call(ref=a_call, to=CallState.CLOSED, by=OFFICER, at=MONDAY_9AM)
    choice = f"/console/calls/{a_call}/choice/"
    assert officer.post(f"{choice}draw/", {"said": "1"}).status_code == 422  # nothing is bound
    assert officer.post(f"{choice}bind/", {"quotas": ""} | LOTTERY | {"name": ""}).status_code == 422
    bind_at(a_call, timezone.now() - timedelta(hours=2))
    again = officer.post(f"{choice}bind/", {"quotas": ""} | LOTTERY)
    assert again.status_code == 422 and "Why it is bound again" in words(again)
    assert officer.post(f"{choice}draw/", {"said": ""}).status_code == 422
    short = officer.post(f"{choice}draw/", {"said": "4 8"})
    assert short.status_code == 422 and "at least 6 letters and digits" in words(short)
    officer.post(f"{choice}draw/", {"said": "4 8 15 16 23 42"})
    card = draws.choice_card(a_call)
    assert card.commitment in words(officer.get(choice)) and card.is_drawn
    auditor, publisher = signed_in(Role.AUDITOR), signed_in(Role.PUBLISHER)
    assert auditor.get(f"{choice}pool.csv").content.decode() == card.pool
    with zipfile.ZipFile(io.BytesIO(auditor.get(f"{choice}draw.zip").content)) as archive:
        files = {name.removeprefix("draw/"): archive.read(name) for name in archive.namelist()}
    assert faults_of(files) == replayed(files) == () and "protocol.json" in files
    assert publisher.get(f"{choice}draw.zip").status_code == 403
    assert auditor.get(f"{choice}names.csv").status_code == 404
    assert publisher.get(f"{choice}pool.csv").status_code == 403
    assert card.chosen[0] not in auditor.get(choice).content.decode()
    officer.post(f"{choice}tell/")
    before = officer.get(choice).content.decode()
    assert "Take all who are chosen" in before
    officer.post(f"{choice}admit/")
    (shopper,) = panel.shopper_cards()
    assert shopper.state is ShopperState.IN_TRAINING
    for path in (choice, f"/console/calls/{a_call}/", f"/console/calls/{a_call}/vetting/"):
        assert shopper.panel_ref not in officer.get(path).content.decode()
    calls.move_call(ref=a_call, to=CallState.ENDED, by=OFFICER, at=MONDAY_9AM)
    ended = words(auditor.get(choice))
    assert card.commitment in ended and "the draw cannot be made again" in ended and "pool.csv" not in ended
    assert auditor.get(f"{choice}pool.csv").status_code == auditor.get(f"{choice}draw.zip").status_code == 404


def test_the_pages_ask_the_database_as_little_for_many_as_for_few(officer, a_call, django_assert_max_num_queries):
    for _each in range(6):
        an_application(a_call)
    paths = ("/console/calls/", f"/console/calls/{a_call}/", f"/console/calls/{a_call}/vetting/")
    for path in (*paths, f"/console/calls/{a_call}/assess/"):
        with django_assert_max_num_queries(20):
            officer.get(path)


def test_a_call_opens_with_what_the_programme_asks_and_is_refused_in_words_when_it_asks_less(officer):
    keep_blueprint(text=(ROOT / "blueprints" / "S3.toml").read_text(), by=OPERATOR, at=MONDAY_9AM)
    page = words(officer.get("/console/calls/write/"))
    assert "A call may ask for more, never for less." in page
    assert re.search(r'value="secrecy"[^>]*checked', page) and not re.search(r'value="observation"[^>]*checked', page)
    refused = officer.post("/console/calls/write/", WRITTEN)
    assert refused.status_code == 422 and "asks less of applicants than the programme" in words(refused)
    criteria = ["credibility", "responsibility", "public-interest", "neutrality", "secrecy"]
    assert officer.post("/console/calls/write/", WRITTEN | {"criteria": criteria}).status_code == 302
    (card,) = queries.call_cards()
    assert "Neutrality: tells what was there" in words(officer.get(f"/console/calls/{card.ref}/"))


def test_a_call_for_citizens_alone_is_shown_again_as_such(officer):
    officer.post("/console/calls/write/", WRITTEN | {"takes": "citizen"})
    (card,) = queries.call_cards()
    assert card.rules[1].as_dict() == {"rule": "citizen"}
    assert re.search(r'value="citizen"[^>]*checked', words(officer.get(f"/console/calls/{card.ref}/edit/")))
    assert "You are a citizen." in words(officer.get(f"/console/calls/{card.ref}/"))
