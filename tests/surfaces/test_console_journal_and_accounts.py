"""The journal's pages, and those of accounts and roles."""

import re

import pytest
from django.db import transaction

from basira.core.kernel.actor import OPERATOR, SYSTEM, Actor, ActorKind, Role
from basira.programme.journal import verbs as journal
from basira.programme.people import queries
from basira.programme.people.permissions import Act
from basira.surfaces.console.act_names import ACT_NAMES
from basira.surfaces.console.journal.words import staff_names
from basira.surfaces.console.vocabulary import ROLE_NAMES, act_words
from tests.cast import MONDAY_9AM, PASSWORD
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(signed_in):
    return signed_in(Role.ADMINISTRATOR)


def words(answer):
    return re.sub("</?bdi>", "", answer.content.decode())


def card_named(username):
    return next(card for card in queries.account_cards() if card.username == username)


# Journal


def test_the_journal_says_acts_in_words_newest_first(signed_in):
    with transaction.atomic():
        journal.record("wave.opened", subject="first", by=OPERATOR, at=MONDAY_9AM)
        journal.record("nobody.knows-this", subject="second", by=OPERATOR, at=MONDAY_9AM, fields=["a", "b"])
    page = words(signed_in(Role.AUDITOR).get("/console/journal/", {"q": "operator"}))
    assert page.index("nobody.knows-this") < page.index("Cycle opened")
    assert "a, b" in page
    assert "فتح دورة قياس" in words(signed_in(Role.AUDITOR, language="ar").get("/console/journal/", {"q": "operator"}))


def test_details_of_entries_are_told_in_the_readers_words(signed_in):
    told = [
        ("plan.escalated", {"rung": "top", "lateness": "no-plan"}),
        ("plan.opened", {"why": "critical", "finding": "m557"}),
        ("wave.moved", {"to": "in-field"}),
        ("contact.recorded", {"kind": "who", "entity": ""}),
        ("digest.written", {"kind": "overdue"}),
        ("programme.clocks-set", {"answer_days": 10, "weekend": ["friday", "saturday"]}),
        ("programme.charter-changed", {"fields": ["name_ar", "notice_on"]}),
        ("sending.refused", {"why": "sending.list-unfit"}),
        ("certificate.given", {"until": "2026-11-30"}),
        ("plan-rules.set", {"critical_failed": "True"}),
        ("table.exported", {"table": "scores", "kind": "csv"}),
    ]
    with transaction.atomic():
        journal.record_many([journal.Line(act, "waves", detail) for act, detail in told], by=SYSTEM, at=MONDAY_9AM)
    page = rows_of(signed_in(Role.AUDITOR).get("/console/journal/", {"q": "system"}))
    for said in ("What is late: No plan", "Days off in a week: Friday, Saturday", "Kind: Who visited or will visit"):
        assert said in page
    arabic = rows_of(signed_in(Role.AUDITOR, language="ar").get("/console/journal/", {"q": "system"}))
    assert set(re.findall("[A-Za-z][A-Za-z0-9-]+", arabic)) == {"m557", "csv"}
    for said in ("أيام العطلة", "الجمعة", "الاسم (العربية)", "30 نوفمبر 2026", "نعم", "الدورات والمهام"):
        assert said in arabic


def rows_of(answer):
    """Return the text of the journal's rows, without tags."""
    return re.sub("<[^>]+>", "", words(answer).split("<tbody>")[1].split("</tbody>")[0])


def test_the_journal_is_read_page_by_page(signed_in, django_assert_max_num_queries):
    with transaction.atomic():
        journal.record_many([journal.Line("thing.done", f"n-{n}", {}) for n in range(35)], by=OPERATOR, at=MONDAY_9AM)
    client = signed_in(Role.DIRECTOR)
    with django_assert_max_num_queries(10):
        page = words(client.get("/console/journal/", {"q": "thing"}))
    assert "n-34" in page
    assert ">n-9<" not in page
    older = page.split("before=")[1].split('"')[0].split("&")[0]
    assert ">n-9<" in words(client.get("/console/journal/", {"q": "thing", "before": older}))


def test_a_search_without_an_answer_and_a_strange_page_number_are_met_in_words(signed_in):
    client = signed_in(Role.DIRECTOR)
    assert "No entry fits" in words(client.get("/console/journal/", {"q": "no such thing"}))
    assert client.get("/console/journal/", {"before": "x; drop"}).status_code == 200
    assert client.get("/console/journal/", {"before": "9" * 30}).status_code == 200


def test_an_act_without_words_shows_its_code():
    assert act_words("strange.act") == "strange.act"


# Accounts


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"username": "two words"}, "Use only letters"),
        ({"password": "password"}, "too easy to guess"),
        ({"name_en": ""}, "Name in English"),
        ({"roles": ["king"]}, "Roles"),
    ],
)
def test_a_wrong_account_is_refused_and_its_password_is_not_sent_back(administrator, wrong, told):
    sent = {"username": "noura", "password": PASSWORD, "name_ar": "نورة", "name_en": "Noura", "roles": ["reviewer"]}
    answer = administrator.post("/console/accounts/open/", sent | wrong)
    assert answer.status_code == 422
    assert told in words(answer)
    assert PASSWORD not in words(answer)
    assert len(queries.account_cards()) == 1


def test_an_account_is_opened_given_a_role_and_closed(administrator):
    sent = {"username": "noura", "password": PASSWORD, "name_ar": "نورة", "name_en": "Noura", "roles": ["reviewer"]}
    assert administrator.post("/console/accounts/open/", sent).status_code == 302
    ref = card_named("noura").ref
    administrator.post(f"/console/accounts/{ref}/give-role/", {"role": "analyst"})
    administrator.post(f"/console/accounts/{ref}/take-role/", {"role": "reviewer"})
    assert card_named("noura").roles == (Role.ANALYST,)
    answer = administrator.post(f"/console/accounts/{ref}/close/", follow=True)
    assert "The account noura is closed." in words(answer)
    assert not card_named("noura").is_active


def test_the_last_administrator_is_kept_in_words(administrator):
    ref = queries.account_cards()[0].ref
    for path, sent in (("take-role", {"role": "administrator"}), ("close", {})):
        answer = administrator.post(f"/console/accounts/{ref}/{path}/", sent)
        assert answer.status_code == 422
        assert "last open account" in words(answer)


def test_accounts_are_searched(administrator):
    assert "No account fits" in words(administrator.get("/console/accounts/", {"q": "nobody"}))
    assert administrator.get("/console/accounts/nobody/").status_code == 404


def test_the_permission_table_is_shown_whole_in_both_languages(administrator, signed_in):
    page = words(administrator.get("/console/accounts/permissions/"))
    assert all(str(act) in page for act in Act)
    assert "الضابط المناوب" in words(signed_in(Role.ADMINISTRATOR, language="ar").get("/console/accounts/permissions/"))


def test_every_act_and_every_role_has_words():
    assert set(ACT_NAMES) == set(Act)
    assert set(ROLE_NAMES) == set(Role)


def test_staff_stand_in_the_journal_by_name_and_others_by_their_kind(signed_in):
    auditor = signed_in(Role.AUDITOR)
    noura = queries.account_cards()[-1]
    shopper = Actor(ActorKind.SHOPPER, "number-ref")
    with transaction.atomic():
        journal.record("wave.moved", subject="x", by=Actor(ActorKind.ACCOUNT, noura.ref), at=MONDAY_9AM, to="in-field")
        journal.record("visit.filed", subject="x", by=shopper, at=MONDAY_9AM, roles=["reviewer"])
    page = words(auditor.get("/console/journal/", {"q": "x"}))
    assert f"{noura.name_en}<br>" in page and noura.ref in page
    assert "Shopper<br>" in page
    assert "In the field" in page and "in-field" not in page
    assert "Roles:" in page and "Reviewer" in page


def test_a_liaison_stands_in_the_journal_without_a_name(signed_in):
    world = make_world()
    world.centre("C-1")
    entity = world.centres["C-1"].entity.ref
    signed_in(Role.BODY_LIAISON, entity_ref=entity)
    liaison = next(card for card in queries.account_cards() if card.entity_ref)
    assert liaison.ref not in staff_names(arabic=False)
