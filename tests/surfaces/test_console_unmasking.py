"""
Unmasking at the desk: nothing is approved or opened without a passkey's signature of this request, the value stands on one page once,
and the programme's own journal has it first.
"""

import json
import re
from dataclasses import dataclass, field

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.test import Client

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.lifecycles import ShopperState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.unmasking import Consent
from basira.programme.panel import queries, unmasking, verbs
from basira.programme.people.permissions import NotPermitted
from basira.programme.people.verbs import close_account, take_role
from basira.programme.waves import verbs as waves
from tests import database
from tests.cast import MONDAY_9AM, actor
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db

SITE = "testserver"
NAME = "Mona Canary"


@dataclass
class Person:
    """A browser, its account, and her passkey."""

    client: Client
    ref: str = ""
    key: Passkey = field(default_factory=Passkey)

    def __post_init__(self) -> None:
        user = get_user_model().objects.get(pk=self.client.session["_auth_user_id"])
        self.ref = user.ref
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Passkey", "credential": self.key.registration()},
        )

    def sends(self, path: str, **wrong: object):
        """Load a request's page, sign its question, and send that."""
        page = self.client.get(path.rpartition("/")[0].rpartition("/")[0] + "/").content.decode()
        found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page)
        assert found, "nothing to sign on the page"
        options = json.loads(found[1])["publicKey"]
        assert options["rpId"] == SITE and options["userVerification"] == "required"
        return self.client.post(path, {"credential": json.dumps(self.key.sign(options["challenge"], **wrong))})


def vault_rows(statement: str) -> None:
    with psycopg.connect(database.start().vault) as vault:
        vault.execute(statement)


def a_day_passes() -> None:
    vault_rows("UPDATE signatory SET named_at = named_at - interval '25 hours'")
    vault_rows("UPDATE signatory_key SET known_at = known_at - interval '25 hours'")


def it_cools(ref: str) -> None:
    vault_rows(f"UPDATE unmasking SET cooled_at = now() - interval '1 second' WHERE request_ref = '{ref}'")


@pytest.fixture
def people(signed_in) -> dict[str, Person]:
    """Who names, who asks and who approves, named and known for a day."""
    administrator = signed_in(Role.ADMINISTRATOR)
    found = {
        "asker": Person(signed_in(Role.DIRECTOR)),
        "first": Person(signed_in(Role.AUDITOR)),
        "second": Person(signed_in(Role.ARBITER)),
    }
    bodies = {"asker": "Programme", "first": "Audit bureau", "second": "University"}
    for name, person in found.items():
        sent = {"account": person.ref, "body": bodies[name], "unit": "Law"}
        assert administrator.post("/console/unmasking/people/name/", sent).status_code == 302
        assert person.client.post("/console/unmasking/people/keys/").status_code == 302
    a_day_passes()
    return found


@pytest.fixture
def a_number(huda_the_planner) -> queries.NumberCard:
    days = {"starts_on": MONDAY_9AM.date(), "ends_on": MONDAY_9AM.date()}
    wave = waves.open_wave(name_ar="الدورة", name_en="The cycle", **days, by=huda_the_planner, at=MONDAY_9AM)
    officer = actor("mariam", Role.PANEL_OFFICER)
    who = verbs.Identity(NAME, phone=new_ref(), email="mona@canary.test", national_id=new_ref())
    verbs.enrol_shopper(identity=who, state=ShopperState.ACTIVE, by=officer, at=MONDAY_9AM)
    verbs.number_active_for_cycle(cycle=wave.ref, by=officer, at=MONDAY_9AM)
    return queries.number_cards(wave.ref)[0]


def form_of(card: queries.NumberCard, **changes: str) -> dict[str, str]:
    sent = {"cycle": card.cycle, "number": card.number, "why": "A threat", "ground": "court-order"}
    return sent | {"ground_words": "12/2026"} | changes


def another(card: queries.NumberCard) -> str:
    """Return a number of nobody: the cycle has one."""
    return "م-0001" if card.number != "م-0001" else "م-0002"


def asked(people: dict[str, Person], number: queries.NumberCard) -> str:
    answer = people["asker"].client.post("/console/unmasking/ask/", form_of(number))
    assert answer.status_code == 302
    return answer.headers["Location"]


def approved(people: dict[str, Person], number: queries.NumberCard) -> str:
    place = asked(people, number)
    for each in ("first", "second"):
        assert people[each].sends(f"{place}approve/").status_code == 302
    it_cools(place.split("/")[-2])
    return place


def words(answer) -> str:
    return re.sub("</?bdi>", "", answer.content.decode())


@pytest.mark.parametrize(
    "changes", [{"why": ""}, {"ground_words": " "}, {"number": "another"}, {"number": "x"}, {"ground": "curiosity"},
                {"ground": "own-wish", "forbids_notice": "on"}, {"cycle": "none"}],
    ids=str,
)  # fmt: skip
def test_a_wrong_request_is_refused_beside_its_field_and_nothing_is_asked(people, a_number, changes):
    sent = form_of(a_number, **changes)
    sent["number"] = another(a_number) if sent["number"] == "another" else sent["number"]
    answer = people["asker"].client.post("/console/unmasking/ask/", sent)
    assert answer.status_code == 422
    assert "unmasking.asked" not in acts()


def acts() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT act FROM journal_entry ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_an_administrator_names_others_who_may_and_nobody_else(people, signed_in):
    administrator = Person(signed_in(Role.ADMINISTRATOR, Role.DIRECTOR))
    reviewer = Person(signed_in(Role.REVIEWER))
    for ref in (administrator.ref, reviewer.ref, "nobody"):
        sent = {"account": ref, "body": "B", "unit": "U"}
        assert administrator.client.post("/console/unmasking/people/name/", sent).status_code == 422
    assert people["asker"].client.post("/console/unmasking/people/name/", {}).status_code == 403
    with pytest.raises(NotPermitted):
        unmasking.name_signatory(account="x", body="B", unit="U", by=actor("x", Role.AUDITOR), at=MONDAY_9AM)
    with pytest.raises(unmasking.NotAnApprover):
        unmasking.name_signatory(
            account=reviewer.ref, body="B", unit="U", by=actor("x", Role.ADMINISTRATOR), at=MONDAY_9AM
        )


def test_who_has_no_passkey_is_told_that_codes_are_not_enough(people, a_number, signed_in):
    late = signed_in(Role.PUBLISHER)
    ref = get_user_model().objects.get(pk=late.session["_auth_user_id"]).ref
    unmasking.name_signatory(account=ref, body="B", unit="U", by=actor("x", Role.ADMINISTRATOR), at=MONDAY_9AM)
    assert "You have no passkey yet" in words(late.get("/console/unmasking/people/"))
    a_day_passes()
    place = asked(people, a_number)
    page = words(late.get(place))
    assert "A password, or codes from an app, are not enough" in page and "passkey-options" not in page
    for sent in ({}, {"credential": ""}, {"credential": "123456"}, {"credential": "{}"}):
        answer = late.post(f"{place}approve/", sent)
        assert answer.status_code == 422 and "Nothing was done" in words(answer)


def test_who_replaced_a_lost_passkey_is_told_so_and_tells_the_vault_though_the_count_is_the_same(people):
    first, told = people["first"], "What the vault knows is not what you have"
    page = words(first.client.get("/console/unmasking/people/"))
    assert told not in page and "Tell the vault of your passkeys" in page
    hers = Authenticator.objects.filter(user__ref=first.ref, type=Authenticator.Type.WEBAUTHN)
    hers.update(data={"name": "Passkey", "credential": Passkey().registration()})
    assert told in words(first.client.get("/console/unmasking/people/"))
    first.client.post("/console/unmasking/people/keys/")
    assert told not in words(first.client.get("/console/unmasking/people/"))
    hers.delete()  # the only one is lost, and there is none instead
    assert told in words(first.client.get("/console/unmasking/people/"))
    answer = first.client.post("/console/unmasking/people/keys/", follow=True)
    assert "no passkey of yours any more" in words(answer) and told not in words(answer)


def test_who_asked_has_nothing_to_approve_and_no_reader_has_anything_to_sign(people, a_number, signed_in):
    place = asked(people, a_number)
    for client in (people["asker"].client, signed_in(Role.ADMINISTRATOR), signed_in(Role.DUTY_OFFICER)):
        page = client.get(place)
        assert page.status_code == 200 and b"passkey-options" not in page.content
    assert people["asker"].client.post(f"{place}approve/", {"credential": "{}"}).status_code == 403
    assert people["first"].client.post(f"{place}open/", {"credential": "{}"}).status_code == 403


def test_a_signature_of_another_site_is_refused_in_words_and_the_request_waits(people, a_number):
    place = asked(people, a_number)
    answer = people["first"].sends(f"{place}approve/", origin="https://elsewhere.test")
    assert answer.status_code == 422 and "not signed by a passkey of yours" in words(answer)
    assert "unmasking.approved" not in acts()
    assert people["first"].sends(f"{place}approve/").status_code == 302


def test_before_it_has_cooled_the_page_says_when_and_offers_no_opening(people, a_number):
    place = asked(people, a_number)
    for each in ("first", "second"):
        people[each].sends(f"{place}approve/")
    page = words(people["asker"].client.get(place))
    assert "Hours left: 24" in page and "passkey-options" not in page


def test_it_is_opened_on_one_page_once_and_nowhere_else(people, a_number, caplog):
    place = approved(people, a_number)
    opened = people["asker"].sends(f"{place}open/")
    assert opened.status_code == 200 and NAME in words(opened) and "mona@canary.test" in words(opened)
    assert "no-store" in opened.headers["Cache-Control"]
    again = people["asker"].client.post(f"{place}open/", {"credential": "{}"})
    assert again.status_code == 422 and NAME not in words(again)
    for path in (place, "/console/unmasking/", "/console/unmasking/people/", "/console/journal/"):
        for client in (people["first"].client, people["asker"].client):
            assert NAME not in words(client.get(path, follow=True))
    with connection.cursor() as cursor:
        for table in ("journal_entry", "django_session", "django_cache"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ''), '') FROM {table} t")
            assert "Canary" not in cursor.fetchone()[0]
    assert "Canary" not in caplog.text
    assert acts()[-1] != "" and "unmasking.opening" in acts()


def test_dc_05_where_the_programmes_own_journal_is_dead_nothing_is_opened(people, a_number, monkeypatch):
    place = approved(people, a_number)

    def dead(*_args: object, **_said: object) -> None:
        raise RuntimeError("no journal")

    with monkeypatch.context() as broken:
        broken.setattr(unmasking.journal, "record", dead)
        people["asker"].client.raise_request_exception = False
        answer = people["asker"].sends(f"{place}open/")
        assert answer.status_code == 500 and NAME not in words(answer)
    assert NAME in words(people["asker"].sends(f"{place}open/"))  # the twin: with a journal it opens


def test_a_request_is_refused_by_another_and_taken_back_by_who_asked(people, a_number, signed_in):
    place = approved(people, a_number)
    assert signed_in(Role.ADMINISTRATOR).post(f"{place}end/").status_code == 403
    assert signed_in(Role.PUBLISHER).post(f"{place}end/").status_code == 422  # not named to sign
    assert people["second"].client.post(f"{place}end/").status_code == 302
    assert "Refused" in words(people["asker"].client.get(place))
    other = asked(people, a_number)
    assert people["asker"].client.post(f"{other}end/").status_code == 302
    assert people["asker"].client.post(f"{other}end/").status_code == 422


def test_of_whom_is_dismissed_the_approval_counts_no_more(people, a_number, signed_in):
    place = approved(people, a_number)
    ref = people["first"].ref
    assert signed_in(Role.ADMINISTRATOR).post(f"/console/unmasking/people/{ref}/dismiss/").status_code == 302
    answer = people["asker"].sends(f"{place}open/")
    assert answer.status_code == 422 and NAME not in words(answer)


@pytest.mark.parametrize("what", ["account closed", "role taken"])
def test_what_was_approved_by_somebody_who_may_approve_no_more_is_not_opened_and_the_page_says_so(
    people, a_number, what
):
    place, administrator = approved(people, a_number), actor("ibrahim", Role.ADMINISTRATOR)
    assert b"passkey-options" in people["asker"].client.get(place).content
    if what == "account closed":
        close_account(account=people["second"].ref, by=administrator, at=MONDAY_9AM)
    else:
        take_role(account=people["second"].ref, role=Role.ARBITER, by=administrator, at=MONDAY_9AM)
    page = people["asker"].client.get(place)
    assert b"passkey-options" not in page.content and "no open account that may approve" in words(page)
    door = unmasking.unmaskings()
    ref = place.split("/")[-2]
    signed = people["asker"].key.sign(door.question(ref, Consent.OPEN, by=people["asker"].ref).challenge)
    answer = people["asker"].client.post(f"{place}open/", {"credential": json.dumps(signed)})
    assert answer.status_code == 422 and NAME not in words(answer)
    assert "unmasking.opening" not in acts() and "no open account that may approve" in words(answer)
    assert door.open_once(ref, signed, by=people["asker"].ref).notice == "laid"  # the twin: nothing else was in its way


def test_twenty_readers_of_the_public_page_leave_one_entry_in_the_vaults_journal_at_most(people, a_number):
    caches["process"].clear()
    with psycopg.connect(database.start().vault) as vault:
        asked_for = "SELECT count(*) FROM vault_entry WHERE act = 'asked: unmasking_counts'"
        before = vault.execute(asked_for).fetchone()[0]
        for _reader in range(20):
            assert Client().get("/about/").status_code == 200
        assert vault.execute(asked_for).fetchone()[0] - before == 1
    count = unmasking.unmasked_by_year()
    people["asker"].sends(f"{approved(people, a_number)}open/")
    assert unmasking.unmasked_by_year() != count  # what was opened now is counted now


def test_the_public_reads_how_often_it_was_done(people, a_number):
    people["asker"].sends(f"{approved(people, a_number)}open/")
    page, arabic = (words(Client(headers={"accept-language": each}).get("/about/")) for each in ("en", "ar"))
    assert "unmasked" in page and "كُشفت هوية" in arabic and NAME not in page + arabic


@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_are_read_in_both_languages_within_few_queries(
    people, a_number, signed_in, language, django_assert_max_num_queries
):
    place = asked(people, a_number)
    auditor = signed_in(Role.AUDITOR, language=language)
    for path in ("/console/unmasking/", place, "/console/unmasking/people/"):
        with django_assert_max_num_queries(20):
            assert auditor.get(path).status_code == 200


def test_an_operator_or_a_shopper_signs_nothing():
    for by in (Actor(ActorKind.SHOPPER, "م-0417"), Actor(ActorKind.SYSTEM, "system")):
        for ask in (unmasking.unmasking_cards, unmasking.signatory_cards):
            with pytest.raises(NotPermitted):
                ask(by=by)
        with pytest.raises(NotPermitted):
            unmasking.end_unmasking(ref="x", by=by, at=MONDAY_9AM)
