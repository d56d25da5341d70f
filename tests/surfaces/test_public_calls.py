"""Applying without an account: refusals in words, nothing of the applicant in an address, a cookie, a session or a log."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from basira.core.kernel.lifecycles import CallState
from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.recruiting.models import Application, Call
from basira.programme.recruiting.verbs import calls
from basira.surfaces.public import calls as views
from tests.cast import MONDAY_9AM
from tests.programme.recruiting_world import OFFICER, a_call_open_now, call_text, identity

pytestmark = pytest.mark.django_db

SAID = {
    "age": "30", "sex": "female", "standing": "citizen", "nationality": "home", "region": "elsewhere",
    "occupation": "student", "languages": ["ar", "ur"], "disability": "none", "motive": "Better services.",
    "trial_report": "I waited for 31 minutes.", "has_consented": "on", "do": "go-on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(views, "EVEN_S", 0.0)


@pytest.fixture
def client():
    """A reader of English: without a wish, the site speaks Arabic."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def a_call():
    return a_call_open_now(other_conditions={"ur": "شرائط"})


def words(answer):
    return re.sub("</?bdi[^>]*>", "", answer.content.decode())


def code_in(answer):
    return re.search(r'name="code" value="([0-9A-Z-]+)"', answer.content.decode())[1]


def first_page(client, call, **changed):
    return client.post(f"/calls/{call}/apply/", SAID | changed)


def second_page(client, call, code, person):
    return client.post(f"/calls/{call}/apply/identity/", person | {"code": code})


def test_without_a_call_the_page_says_so(client):
    assert "No call is open now" in words(client.get("/calls/"))


@pytest.mark.parametrize("path", ["", "apply/"])
def test_a_draft_or_closed_call_is_nowhere(client, a_call, path):
    draft = calls.write_call(text=call_text(), by=OFFICER, at=MONDAY_9AM)
    calls.move_call(ref=a_call, to=CallState.CLOSED, by=OFFICER, at=MONDAY_9AM)
    for ref in (draft, a_call, new_ref()):
        assert client.get(f"/calls/{ref}/{path}").status_code == 404
    assert "No call is open now" in words(client.get("/calls/"))


def test_a_call_is_read_with_its_rules_its_notice_and_its_other_language(client, a_call):
    english = words(client.get(f"/calls/{a_call}/", headers={"accept-language": "en"}))
    assert "You are at least 18 years old." in english and "Privacy notice, version 1" in english
    assert '<p lang="ur" dir="auto">' in english
    assert "18" in words(client.get(f"/calls/{a_call}/", headers={"accept-language": "ar"}))


@pytest.mark.parametrize(
    "changed",
    [
        {"age": "x"},
        {"sex": ""},
        {"trial_report": ""},
        {"has_consented": ""},
        {"standing": "resident"},
        {"languages": []},
        {"works_at": ["nobody"]},
        {"region": "the moon"},
    ],
)
def test_what_is_missing_or_unknown_is_said_at_its_field_and_kept_nowhere(client, a_call, changed):
    answer = first_page(client, a_call, **changed)
    assert answer.status_code == 422 and "Please correct what follows" in words(answer)
    assert not Application.objects.exists()


def test_who_does_not_meet_a_rule_is_told_which_and_who_she_is_is_never_asked(client, a_call):
    answer = first_page(client, a_call, age="17", standing="resident", years_resident="1")
    page = words(answer)
    assert "You are at least 18 years old." in page and "for 2 years or longer" in page
    assert "do not work for" not in page and 'name="national_id"' not in page
    assert Application.objects.get().state == "refused"


def test_a_draft_goes_on_under_its_code_and_age_is_asked_anew(client, a_call):
    kept = first_page(client, a_call, do="keep", sex="", has_consented="", trial_report="")
    assert kept.status_code == 200 and "Write this code down" in words(kept)
    code = code_in(kept)
    again = client.post("/application/", {"code": code.lower().replace("-", " ")})
    page = again.content.decode()
    assert 'value="30"' not in page and "Better services." in page and code in page
    gone_on = first_page(client, a_call, code=code)
    assert 'name="national_id"' in gone_on.content.decode() and code_in(gone_on) == code
    assert Application.objects.count() == 1


@pytest.mark.parametrize("state", [CallState.CLOSED, CallState.CHOSEN])
def test_a_draft_whose_call_has_closed_is_said_to_be_over_and_may_be_destroyed(client, a_call, state):
    code = code_in(first_page(client, a_call, do="keep"))
    Call.objects.update(state=state)
    answer = client.post("/application/", {"code": code})
    assert answer.status_code == 200 and "The call has closed" in words(answer) and "Destroy it" in words(answer)
    assert "It was taken back" in words(client.post("/application/", {"code": code, "do": "withdraw"}))
    assert (Application.objects.get().state, Application.objects.get().motive) == ("withdrawn", "")


def test_a_wrong_code_is_refused_in_words(client, a_call):
    for post in (
        lambda: client.post("/application/", {"code": "x" * 200}),
        lambda: client.post("/application/", {"code": new_ref(), "do": "withdraw"}),
        lambda: first_page(client, a_call, code=new_ref()),
        lambda: second_page(client, a_call, new_ref(), identity()),
    ):
        answer = post()
        assert answer.status_code == 422 and "No application has this code" in words(answer)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Please correct what follows"),
        ({"email": "nowhere"}, "Please correct what follows"),
        ({"birth_date": "1960-01-01"}, "does not fit the age"),
    ],
)
def test_what_is_wrong_with_an_identity_is_said_and_the_draft_stays(client, a_call, changed, said):
    code = code_in(first_page(client, a_call))
    answer = second_page(client, a_call, code, identity() | changed)
    assert answer.status_code == 422 and said in words(answer)
    assert Application.objects.get().state == "draft"


def test_with_the_vault_away_it_says_so_and_nothing_is_sent(client, a_call, monkeypatch):
    code = code_in(first_page(client, a_call))

    def away(*_args, **_said):
        raise VaultNotReachable

    monkeypatch.setattr(Vault, "ask", away)
    answer = second_page(client, a_call, code, identity())
    assert answer.status_code == 422 and "vault of identities does not answer" in words(answer)


def test_who_applies_twice_reads_the_same_page(client, a_call):
    person, pages = identity(), []
    for _each in range(2):
        code = code_in(first_page(client, a_call))
        answer = second_page(client, a_call, code, person)
        assert answer.status_code == 200
        arrived = client.post("/application/", {"code": code})
        pages.append((words(answer).replace(code, "…"), words(arrived).replace(code, "…")))
    tokens = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert tokens.sub("", pages[0][0]) == tokens.sub("", pages[1][0])
    assert tokens.sub("", pages[0][1]) == tokens.sub("", pages[1][1])
    assert sorted(Application.objects.values_list("is_repeated", flat=True)) == [False, True]


def test_it_is_taken_back_by_the_code_alone(client, a_call):
    code = code_in(first_page(client, a_call))
    second_page(client, a_call, code, identity())
    page = words(client.post("/application/", {"code": code, "do": "withdraw"}))
    assert "It was taken back" in page and Application.objects.get().state == "withdrawn"


def test_nothing_of_an_applicant_is_in_a_cookie_a_session_an_address_or_a_log(client, a_call, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    person = identity(name="Canary Palmtree", home="Canary Street 7")
    code = code_in(first_page(client, a_call))
    second_page(client, a_call, code, person | {"birth_date": "x"})
    client.raise_request_exception = False
    with monkeypatch.context() as patch:  # our own fault, in the midst of it
        patch.setattr(views.applying, "send", lambda **_said: 1 / 0)
        broken = second_page(client, a_call, code, person)
    assert broken.status_code == 500 and "Canary" not in broken.content.decode()
    assert second_page(client, a_call, code, person).status_code == 200
    secret = [value for name, value in person.items() if name != "language"] + [code, code.replace("-", "").lower()]
    held = caplog.text + str(client.cookies) + str([each.get_decoded() for each in Session.objects.all()])
    assert [each for each in secret if each in held] == []
    assert set(client.cookies) <= {"csrftoken"} and "ZeroDivisionError" in caplog.text
    for answer in (client.get(f"/calls/{a_call}/apply/"), client.post("/application/", {"code": code})):
        assert "no-store" in answer["Cache-Control"]


def test_a_flood_is_told_to_wait_and_no_address_is_kept(client, a_call, settings):
    settings.ACCOUNT_RATE_LIMITS = {"apply": "2/m/key"}
    answers = [first_page(client, a_call, do="keep").status_code for _each in range(3)]
    assert answers == [200, 200, 403]


def test_the_pages_ask_the_database_little(client, a_call, django_assert_max_num_queries):
    for path in ("/calls/", f"/calls/{a_call}/", f"/calls/{a_call}/apply/", "/application/"):
        with django_assert_max_num_queries(8):
            client.get(path)


# In Urdu


def test_a_call_is_read_and_applied_to_in_urdu_by_its_address_alone(client, a_call):
    for path in (f"/calls/{a_call}/", f"/calls/{a_call}/apply/", "/application/", "/calls/"):
        answer = client.get(f"{path}?language=ur")
        assert 'lang="ur" dir="rtl"' in answer.content.decode() and answer.headers["Content-Language"] == "ur"
        assert "basira_language" not in answer.cookies
    page = client.get(f"/calls/{a_call}/?language=ur").content.decode()
    assert f"/calls/{a_call}/apply/?language=ur" in page and "/application/?language=ur" in page
    refused = client.post(f"/calls/{a_call}/apply/?language=ur", SAID | {"age": ""})
    assert refused.status_code == 422 and "یہ خانہ پُر کرنا ضروری ہے۔" in refused.content.decode()


def test_the_rest_of_the_site_and_unknown_languages_stay_as_they_are(client, a_call):
    for path in ("/?language=ur", f"/calls/{a_call}/?language=xx", f"/calls/{a_call}/"):
        assert 'lang="en" dir="ltr"' in client.get(path, follow=True).content.decode()
    urdu = Client(headers={"accept-language": "ur"})
    assert 'lang="ur"' not in urdu.get("/method/").content.decode()
