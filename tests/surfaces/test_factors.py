"""The doors: second factors, sign-in without enumeration, set-up and invitations as pages; what is refused first."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from basira.core.kernel.actor import OPERATOR, Role
from basira.programme.journal import queries as journal
from basira.programme.people import inviting, queries, setting_up, verbs
from basira.surfaces.cli import demo
from basira.surfaces.console.set_up import steps
from tests.cast import MONDAY_9AM, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    """Each test starts with doors that nobody tried."""
    cache.clear()


@pytest.fixture
def salma(khalid_the_administrator):
    """A director with a password alone, as `./basira account` opens one."""
    return verbs.open_account(
        username="salma", password=PASSWORD, name_ar="سلمى", name_en="Salma",
        roles=[Role.DIRECTOR], by=khalid_the_administrator, at=MONDAY_9AM,
    )  # fmt: skip


def browser():
    return Client(headers={"accept-language": "en"})


def sign_in(client, username="salma", password=PASSWORD):
    return client.post("/accounts/login/", {"login": username, "password": password})


def code_now(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def enrol(client):
    """Add an app through its page, and return its secret."""
    client.get("/accounts/second-factor/app/add/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/second-factor/app/add/", {"code": code_now(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


# The second factor


def test_a_password_alone_passes_no_door(salma):
    client = browser()
    assert sign_in(client).status_code == 302
    for path in ("/console/", "/console/registry/", "/console/programme/"):
        answer = client.get(path)
        assert (answer.status_code, answer["location"]) == (302, "/accounts/second-factor/")
    assert "First a second factor" in client.get("/accounts/second-factor/").content.decode()


def test_in_a_simulated_programme_nobody_needs_one(salma):
    verbs.set_programme(name_ar="أ", name_en="a", simulated=True, by=OPERATOR, at=MONDAY_9AM)
    client = browser()
    sign_in(client)
    assert client.get("/console/").status_code == 200
    assert "This is a demo" in browser().get("/accounts/login/").content.decode()


def test_recovery_codes_alone_are_no_second_factor(salma):
    Authenticator.objects.create(user=salma, type=Authenticator.Type.RECOVERY_CODES, data={})
    client = browser()
    client.force_login(salma, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/console/").status_code == 302


def test_a_wrong_code_enrols_nothing(salma):
    client = browser()
    sign_in(client)
    client.get("/accounts/second-factor/app/add/")
    answer = client.post("/accounts/second-factor/app/add/", {"code": "000000"})
    assert "This code is not right" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_an_enrolled_account_gives_both_and_its_secret_is_kept_encrypted(salma):
    first = browser()
    sign_in(first)
    secret = enrol(first)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert first.get("/console/").status_code == 200
    second = browser()
    assert sign_in(second)["location"] == "/accounts/second-factor/confirm/"
    assert second.get("/console/").status_code == 302
    assert "not right" in second.post("/accounts/second-factor/confirm/", {"code": "000000"}).content.decode()
    assert second.post("/accounts/second-factor/confirm/", {"code": code_now(secret)}).status_code == 302
    assert second.get("/console/").status_code == 200


MALFORMED = [
    "3",
    '"x"',
    "[1]",
    "not json",
    '{"a": 1}',
    '{"id": 1, "rawId": 1, "type": "public-key", "response": 3}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "eA"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": [],'
    ' "response": {"clientDataJSON": "eyJ0eXBlIjoxfQ", "attestationObject": "oA", "authenticatorData": "eA",'
    ' "signature": "eA", "userHandle": "eA"}}',
]


@pytest.mark.parametrize("credential", MALFORMED)
def test_a_malformed_passkey_is_refused_in_the_form(salma, credential):
    client = browser()
    sign_in(client)
    client.get("/accounts/passkey/add/")
    answer = client.post("/accounts/passkey/add/", {"name": "x", "credential": credential})
    assert answer.status_code == 422 and b"passkey" in answer.content
    assert not Authenticator.objects.exists()
    session = client.session
    session["join"] = {
        "digest": "0" * 64, "ref": "01", "secret": "X", "way": "passkey", "username": "n", "name_ar": "ن", "name_en": "N",
    }  # fmt: skip
    session.save()
    client.get("/join/factor/")
    answer = client.post("/join/factor/", {"name": "x", "credential": credential})
    assert answer.status_code == 422
    newcomer = browser()
    newcomer.get("/accounts/passkey/login/")
    answer = newcomer.post("/accounts/passkey/login/", {"credential": credential})
    assert answer.status_code < 500 and "_auth_user_id" not in newcomer.session


def test_a_malformed_passkey_is_refused_at_set_up_as_well(monkeypatch):
    monkeypatch.setattr(steps, "first_gap", lambda draft: None)
    client = browser()
    client.post("/set-up/", {"code": setting_up.renew_set_up_code(at=timezone.now())})
    session = client.session
    account = {"way": "passkey", "username": "n", "name_ar": "ن", "name_en": "N"}
    session["set_up"] = session["set_up"] | {"answers": {"account": account}}
    session.save()
    assert client.get("/set-up/finish/").status_code == 200
    for credential in MALFORMED:
        assert client.post("/set-up/finish/", {"name": "x", "credential": credential}).status_code == 422


@pytest.mark.django_db(transaction=True)  # allauth tells of a change when it is committed
def test_a_changed_factor_ends_the_other_sessions_and_is_journalled(salma):
    mine, other = browser(), browser()
    sign_in(mine)
    sign_in(other)
    enrol(mine)
    assert mine.get("/console/").status_code == 200
    assert "/accounts/login/" in other.get("/console/")["location"]
    assert "account.factors-changed" in [entry.act for entry in journal.entries_about(salma.ref)]


def test_a_changed_password_ends_the_other_sessions(signed_in):
    mine = signed_in(Role.DIRECTOR)
    account = get_user_model().objects.get()
    other = browser()
    other.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = "another-long-password-9"
    mine.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert mine.get("/console/").status_code == 200
    assert "/accounts/login/" in other.get("/console/")["location"]


def test_a_taken_role_and_a_closed_account_act_at_once(signed_in, khalid_the_administrator):
    client = signed_in(Role.DIRECTOR, Role.ANALYST)
    ref = queries.account_cards()[0].ref
    verbs.take_role(account=ref, role=Role.DIRECTOR, by=khalid_the_administrator, at=MONDAY_9AM)
    assert client.get("/console/programme/").status_code == 403
    get_user_model().objects.update(is_active=False)
    assert "/accounts/login/" in client.get("/console/")["location"]


# Sign-in (AC-13)


def answer_of(client, username):
    page = sign_in(client, username, "wrong-password-for-sure").content.decode()
    return re.sub(r'value="[^"]*"|name="csrf[^>]*>', "", page)


@pytest.fixture
def slow_passwords(monkeypatch):
    """Enough rounds that hashing costs several times the page: an answer without any would stand out by more than a half."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 200_000)


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer_in_the_same_time(slow_passwords, salma):
    assert answer_of(browser(), "salma") == answer_of(browser(), "nobody")

    def seconds(username):
        cache.clear()
        began = time.process_time()
        sign_in(browser(), username, "wrong-password-for-sure")
        return time.process_time() - began

    known, unknown = (min(seconds(name) for _ in range(4)) for name in ("salma", "nobody"))
    assert 0.5 < known / unknown < 2


def test_the_door_shuts_after_five_failures_in_our_words_and_only_for_a_while(salma):
    for _ in range(5):
        sign_in(browser(), password="wrong-password-for-sure")
    answer = sign_in(browser())
    assert answer.status_code == 200
    assert "this door is shut for five minutes" in answer.content.decode()


# Set-up and invitations, as pages


def test_the_wizard_is_shut_without_the_code_and_gone_after_set_up(salma):
    for path in ("/set-up/", "/set-up/start/", "/set-up/programme/", "/set-up/check/", "/set-up/finish/"):
        assert browser().get(path).status_code == 404


def test_without_the_code_no_step_is_shown_and_a_new_start_shuts_an_old_wizard_out():
    client = browser()
    assert client.get("/set-up/programme/")["location"] == "/set-up/"
    assert client.post("/set-up/", {"code": "WRONG"}).status_code == 422
    code = setting_up.renew_set_up_code(at=MONDAY_9AM)
    assert client.post("/set-up/", {"code": code}).status_code == 302
    assert client.get("/set-up/programme/").status_code == 200
    assert client.get("/set-up/finish/")["location"] == "/set-up/start/"
    setting_up.renew_set_up_code(at=MONDAY_9AM)
    assert client.get("/set-up/programme/")["location"] == "/set-up/"


def test_before_set_up_home_and_sign_in_say_how_to_get_there_in_both_languages():
    for path in ("/", "/accounts/login/"):
        assert "not set up yet" in browser().get(path).content.decode()
        assert "لم تُعدّ بصيرة" in Client(headers={"accept-language": "ar"}).get(path).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name_ar": ""}, "Your name in Arabic"),
        ({"password": "password", "again": "password"}, "too easy to guess"),
        ({"again": "something-else-entirely"}, "not the same"),
        ({"password": "", "again": ""}, "Choose a password"),
        ({"username": "two words"}, "Use only letters"),
    ],
)
def test_a_wrong_newcomer_is_refused_and_no_password_is_sent_back_or_kept(salma, wrong, told):
    made = inviting.invite(note="x", roles=[Role.ANALYST], by=OPERATOR, at=timezone.now())
    client = browser()
    client.post("/join/", {"token": made.token})
    sent = {
        "name_ar": "ن",
        "name_en": "n",
        "username": "noor",
        "way": "password",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    answer = client.post("/join/account/", sent | wrong)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert PASSWORD not in answer.content.decode() + str(dict(client.session))


def test_a_dead_link_opens_no_page_of_an_account():
    client = browser()
    assert client.post("/join/", {"token": "nonsense"}).status_code == 422
    assert client.get("/join/account/")["location"] == "/join/"
    assert client.get("/join/factor/")["location"] == "/join/account/"


# The demo beside a real programme


def test_the_demo_is_not_loaded_beside_a_real_programme(salma):
    with pytest.raises(demo.FolderIsReal):
        demo.load_demo(at=MONDAY_9AM)
    assert [card.username for card in queries.account_cards()] == ["salma"]
