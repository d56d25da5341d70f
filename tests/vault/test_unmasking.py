"""
DC-01..06: nobody is unmasked but by two people apart, each signing this request with a passkey, after it has cooled, once; and
the shopper is told. Every refusal first; a refusal opens nothing and leaves its trace.
"""

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import websafe_encode
from fido2.webauthn import CollectedClientData

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.kernel.unmasking import Apart, Consent, Ground, Statement, UnmaskingState
from basira.surfaces.public.applying_languages import APPLYING_LANGUAGES
from basira.vault import post
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys
from basira.vault.unmasking import NOTICE
from tests.passkeys import PRESENT, Passkey, flipped
from tests.vault.conftest import VaultOfItsOwn, own_vault
from tests.vault.office import ADMIN, Office, Somebody, refused
from tests.vault.test_vault import enrol

TABLES = (
    "unmasking_question, unmasking_approval, unmasking, signatory_key, signatory, cycle_number, person, vault_entry"
)
STANDING = ("unmasking", "unmasking_approval", "vault_entry")


@pytest.fixture(scope="module")
def one_vault() -> Iterator[VaultOfItsOwn]:
    """One vault for all of these tests: each begins with empty tables."""
    with own_vault() as made:
        yield made


@pytest.fixture
def office(one_vault) -> Office:
    shut, open_ = ([f"ALTER TABLE {each} {how} TRIGGER USER" for each in STANDING] for how in ("DISABLE", "ENABLE"))
    one_vault.rows_changed("; ".join([*shut, f"TRUNCATE {TABLES} CASCADE", *open_]))  # also what stands for good
    return Office(one_vault)


# asking


@pytest.mark.parametrize(
    ("changes", "fields"),
    [({"why": " "}, ["why"]), ({"ground_words": ""}, ["ground_words"]), ({"why": "x" * 1001}, ["why"]),
     ({"ground": Ground.DANGER, "forbids_notice": True}, ["forbids_notice"]),
     ({"ground": Ground.OWN_WISH, "forbids_notice": True}, ["forbids_notice"])],
)  # fmt: skip
def test_a_request_without_reason_or_ground_or_with_an_unlawful_silence_is_refused(office, changes, fields):
    refusal = refused("unmasking.statement-unfit", lambda: office.asked(**changes))
    assert refusal.params["fields"] == fields and office.door.all(by="x") == ()


def test_only_a_signatory_with_a_passkey_that_is_known_long_enough_asks(office):
    stranger = Somebody()
    refused("unmasking.not-signatory", lambda: office.door.request(office.request(), by=stranger.ref))
    office.door.name_signatory(stranger.ref, "B", "U", by=ADMIN)
    refused("unmasking.known-too-shortly", lambda: office.door.request(office.request(), by=stranger.ref))
    office.age()
    refused("unmasking.no-passkey", lambda: office.door.request(office.request(), by=stranger.ref))
    office.door.keep_keys([stranger.key.attested()], "testserver", by=stranger.ref)
    refused("unmasking.no-passkey", lambda: office.door.request(office.request(), by=stranger.ref))  # known too shortly
    office.age()
    assert office.door.request(office.request(), by=stranger.ref)


def test_nobody_is_behind_a_number_that_is_none_or_of_a_rehearsal(office):
    ((rehearsal, _shown),) = office.vault.door.number_for_cycle(new_ref(), [new_ref()], by="officer")
    for number in (new_ref(), rehearsal):
        refused("unmasking.nobody-behind", lambda number=number: office.asked(number_ref=number))


# who may approve (DC-01)


def test_nobody_names_herself_and_no_key_signs_for_two_accounts(office):
    refused("unmasking.named-by-oneself", lambda: office.door.name_signatory(ADMIN, "B", "U", by=ADMIN))
    other = Somebody(key=office.first.key)
    office.door.name_signatory(other.ref, "B", "U", by=ADMIN)
    attested = office.first.key.attested()
    refused("unmasking.passkey-taken", lambda: office.door.keep_keys([attested], "testserver", by=other.ref))
    same_key_renamed = Passkey(private=office.first.key.private).attested()
    refused("unmasking.passkey-taken", lambda: office.door.keep_keys([same_key_renamed], "testserver", by=other.ref))
    assert office.door.keep_keys([attested], "testserver", by=office.first.ref) == 1  # her own, again
    refused("vault.signature-refused", lambda: office.door.keep_keys(["AAAA"], "testserver", by=other.ref))


def test_a_request_waits_for_who_may_approve_it_and_has_not_yet(office):
    def waiting() -> list[int]:
        return [office.door.waiting(by=who.ref) for who in (office.asker, office.first, office.second)]

    assert waiting() == [0, 0, 0]
    ref = office.asked()
    late = Somebody()
    office.named(late, "Court", "Law")
    assert waiting() == [0, 1, 1] and [office.door.waiting(by=ref) for ref in (late.ref, ADMIN)] == [0, 0]
    office.approve(ref, office.first)
    assert waiting() == [0, 0, 1]
    office.approve(ref, office.second)
    assert waiting() == [0, 0, 0]
    lapsing = office.asked()
    office.door.dismiss_signatory(office.first.ref, by=ADMIN)
    assert waiting() == [0, 0, 1]
    office.door.end(lapsing, by=office.asker.ref)
    assert waiting() == [0, 0, 0]


def test_a_lost_passkey_that_is_told_no_more_signs_nothing_and_its_replacement_does(office):
    lost, new = office.first.key, Passkey()
    ref = office.approved()
    assert office.door.keep_keys([new.attested()], "testserver", by=office.first.ref) == 1
    (card,) = [each for each in office.door.signatories(by="x") if each.account_ref == office.first.ref]
    assert card.keys == (websafe_encode(new.credential_id),)
    refused("unmasking.altered", lambda: office.open(ref))  # the lost key may have approved it
    office.age()
    other = office.asked()
    refused("vault.signature-refused", lambda: office.approve(other, office.first))
    office.first.key = new
    assert office.approve(other, office.first) is UnmaskingState.APPROVED_ONCE
    assert office.door.keep_keys([], "testserver", by=office.first.ref) == 0
    assert lost.credential_id not in [
        bytes(row[0]) for row in office.vault.rows("SELECT credential_id FROM signatory_key")
    ]
    assert len(office.vault.rows("SELECT 1 FROM signatory_key")) == 2  # those of the others stay


def test_dc_01_who_asked_does_not_approve_and_one_person_approves_once(office):
    ref = office.asked()
    refused("unmasking.not-yours", lambda: office.approve(ref, office.asker))
    office.approve(ref, office.first)
    refused("unmasking.same-person", lambda: office.approve(ref, office.first))
    assert office.state(ref) is UnmaskingState.APPROVED_ONCE


@pytest.mark.parametrize(
    ("apart", "body", "unit", "is_apart"),
    [(Apart.BODIES, " audit  BUREAU ", "Other", False), (Apart.BODIES, "Au\u200bdit\u2060 bu\u200freau", "Other", False),
     (Apart.UNITS, "Audit bureau", "L\u00adaw", False), (Apart.UNITS, "Audit bureau", "law", False),
     (Apart.UNITS, "Audit bureau", "Other", True)],
)  # fmt: skip
def test_dc_01_the_two_are_of_different_bodies_or_in_a_small_programme_of_different_units(
    office, apart, body, unit, is_apart
):
    colleague = Somebody()
    office.named(colleague, body, unit)
    office.age()
    ref = office.asked(apart=apart)
    office.approve(ref, office.first)
    if is_apart:
        assert office.approve(ref, colleague) is UnmaskingState.COOLING
    else:
        refused("unmasking.not-apart", lambda: office.approve(ref, colleague))


def test_dc_01_a_body_spelled_with_tatweel_or_another_hamza_is_the_same_body(office):
    one, other = Somebody(), Somebody()
    office.named(one, "هيئة الإحصاء", "القانون")
    office.named(other, "هيـئه الا\u200cحصاء", "البحوث")
    office.age()
    ref = office.asked()
    office.approve(ref, one)
    refused("unmasking.not-apart", lambda: office.approve(ref, other))


def test_dc_01_nobody_is_named_for_one_request_nor_by_who_asks(office):
    late, own = Somebody(), Somebody()
    office.named(own, "Friends", "Of hers", by=office.asker.ref)
    office.age()
    ref = office.asked()
    office.named(late, "Late", "Comers")
    refused("unmasking.known-too-shortly", lambda: office.approve(ref, late))
    refused("unmasking.known-too-shortly", lambda: office.approve(ref, own))
    office.vault.rows_changed(
        f"UPDATE signatory SET named_at = now() - interval '9 days' WHERE account_ref = '{late.ref}'"
    )
    refused("unmasking.no-passkey", lambda: office.approve(ref, late))  # her key came after the request


def test_dc_01_an_approver_who_is_dismissed_midway_takes_her_approval_with_her(office):
    ref = office.approved()
    office.door.dismiss_signatory(office.first.ref, by=ADMIN)
    refused("unmasking.altered", lambda: office.open(ref))
    assert office.unmasked() == 0
    refused(
        "unmasking.not-signatory", lambda: office.door.question(office.asked(), Consent.APPROVE, by=office.first.ref)
    )


def test_what_she_signed_is_proven_by_the_database_alone_also_when_she_signs_no_more(office):
    ref = office.approved()
    for each in (office.first, office.second):
        office.door.dismiss_signatory(each.ref, by=ADMIN)
    assert len(office.vault.rows("SELECT 1 FROM signatory_key")) == 1  # the asker's
    rows = office.vault.rows(
        "SELECT unmasking.request_ref, number_ref, why, ground, ground_words, apart, forbids_notice, unmasking.asked_by, "
        "asked_at, account_ref, nonce, public_key, client_data, authenticator_data, signature "
        "FROM unmasking JOIN unmasking_approval USING (request_ref)"
    )
    assert len(rows) == 2 and {row[0] for row in rows} == {ref}
    for *said, asked_at, account, nonce, public_key, client_data, device, signature in rows:
        statement = Statement(*said, asked_at.astimezone(UTC).isoformat())
        client = CollectedClientData(client_data)
        assert client.challenge == statement.challenge(Consent.APPROVE, account, nonce)
        CoseKey.parse(cbor.decode(public_key)).verify(device + client.hash, signature)
        other = replace(statement, why="Something else").challenge(Consent.APPROVE, account, nonce)
        assert client.challenge != other  # the twin: another request is not what she signed


def test_a_key_beside_an_approval_that_is_not_hers_is_an_alteration(office):
    ref = office.approved()
    office.vault.rows_changed("ALTER TABLE unmasking_approval DISABLE TRIGGER USER")
    office.vault.rows_changed("UPDATE unmasking_approval SET public_key = 'x' WHERE place = 1")
    refused("unmasking.altered", lambda: office.open(ref))


def test_dc_01_no_order_of_steps_by_fewer_than_two_approvers_opens(office):
    """All orders of what one approver and the asker can do, in three steps: none of them opens."""

    def steps(ref: str) -> dict[str, Callable[[], object]]:
        return {
            "asker approves": lambda: office.approve(ref, office.asker),
            "first approves": lambda: office.approve(ref, office.first),
            "first opens": lambda: office.open(ref, office.first),
            "asker opens": lambda: office.open(ref),
        }

    for order in itertools.product(steps(""), repeat=3):
        ref = office.asked()
        for step in order:
            try:
                steps(ref)[step]()
            except Problem:
                continue
        assert office.state(ref) in {UnmaskingState.ASKED, UnmaskingState.APPROVED_ONCE}, order
    assert office.unmasked() == 0


# what a signature is worth (DC-03, DC-06)


@pytest.mark.parametrize(
    "wrong",
    [{"flags": PRESENT}, {"flags": 0}, {"kind": "webauthn.create"}, {"origin": "https://elsewhere.test"},
     {"origin": "http://testserver"}, {"origin": "https://testserver.evil.test"}, {"rp_id": "elsewhere.test"}],
    ids=str,
)  # fmt: skip
def test_dc_06_a_signature_of_another_site_kind_or_without_the_person_verified_is_refused(office, wrong):
    ref = office.asked()
    sent = office.signed(ref, office.first, **wrong)
    refused("vault.signature-refused", lambda: office.door.approve(ref, sent, by=office.first.ref))
    assert office.state(ref) is UnmaskingState.ASKED
    assert office.approve(ref, office.first) is UnmaskingState.APPROVED_ONCE  # the twin: a right one is taken


@pytest.mark.parametrize("part", ["signature", "clientDataJSON", "authenticatorData"])
def test_dc_06_one_changed_byte_of_a_signature_is_refused(office, part):
    ref = office.asked()
    sent = office.signed(ref, office.first)
    sent["response"][part] = flipped(sent["response"][part])
    refused("vault.signature-refused", lambda: office.door.approve(ref, sent, by=office.first.ref))


@pytest.mark.parametrize(
    "sent",
    [{}, {"id": "AA"}, {"id": 5, "response": {}}, {"password": "x"}, {"code": "123456"}, 123456, "123456", [], None],
)
def test_dc_06_a_password_or_a_code_is_no_signature(office, sent):
    ref = office.asked()
    office.door.question(ref, Consent.APPROVE, by=office.first.ref)
    refused("vault.signature-refused", lambda: office.door.approve(ref, sent, by=office.first.ref))


def test_dc_03_a_signature_is_for_one_request_one_person_one_consent_and_once(office):
    one, other = office.asked(), office.asked(why="Something else")
    signed = office.signed(one, office.first)
    office.door.question(other, Consent.APPROVE, by=office.first.ref)
    refused("vault.signature-refused", lambda: office.door.approve(other, signed, by=office.first.ref))
    office.door.question(one, Consent.APPROVE, by=office.second.ref)
    refused("vault.signature-refused", lambda: office.door.approve(one, signed, by=office.second.ref))
    assert office.door.approve(one, signed, by=office.first.ref) is UnmaskingState.APPROVED_ONCE
    refused("unmasking.same-person", lambda: office.door.approve(one, signed, by=office.first.ref))
    ready = office.approved()
    question = office.door.question(ready, Consent.OPEN, by=office.asker.ref)
    as_approval = office.door.one(ready, by="x")
    assert question and as_approval
    refused("vault.signature-refused", lambda: office.door.open_once(ready, signed, by=office.asker.ref))


def test_dc_03_a_question_stands_for_half_an_hour_and_a_new_one_takes_its_place(office):
    ref = office.asked()
    first = office.signed(ref, office.first)
    second = office.signed(ref, office.first)
    assert first != second
    refused("vault.signature-refused", lambda: office.door.approve(ref, first, by=office.first.ref))
    late = office.signed(ref, office.first)
    office.vault.rows_changed("UPDATE unmasking_question SET asked_at = asked_at - interval '31 minutes'")
    refused("unmasking.question-gone", lambda: office.door.approve(ref, late, by=office.first.ref))
    assert office.approve(ref, office.first) is UnmaskingState.APPROVED_ONCE


def test_a_key_whose_counter_goes_back_is_a_copy_and_signs_no_more(office):
    office.door.approve(*[(ref := office.asked()), office.signed(ref, office.first, counter=7)], by=office.first.ref)
    again = office.asked()
    refused("vault.signature-refused",
            lambda: office.door.approve(again, office.signed(again, office.first, counter=7), by=office.first.ref))  # fmt: skip
    assert office.door.approve(again, office.signed(again, office.first, counter=8), by=office.first.ref)


@pytest.mark.parametrize(
    "change",
    ["number_ref = (SELECT number_ref FROM cycle_number WHERE number_ref <> unmasking.number_ref LIMIT 1)", "why = 'x'",
     "ground = 'own-wish'", "forbids_notice = true", "asked_at = asked_at - interval '1 second'"],
)  # fmt: skip
def test_dc_03_a_request_that_was_altered_in_the_database_opens_nothing(office, change):
    office.vault.door.number_for_cycle(new_ref(), [enrol(office.vault)], by="officer")
    ref = office.approved()
    with pytest.raises(psycopg.errors.RaiseException):
        office.vault.rows_changed(f"UPDATE unmasking SET {change}")
    office.vault.rows_changed("ALTER TABLE unmasking DISABLE TRIGGER unmasking_stands")  # a database administrator
    office.vault.rows_changed(f"UPDATE unmasking SET {change}")
    refused("unmasking.altered", lambda: office.open(ref))
    assert office.unmasked() == 0


def test_approvals_that_somebody_wrote_into_the_database_are_none(office):
    ref = office.asked()
    office.vault.rows_changed(
        "INSERT INTO unmasking_approval SELECT request_ref, asked_by, place, signed.account_ref, signed.body, "
        "credential_id, public_key, decode(repeat('00', 32), 'hex'), 'x', 'x', 'x', now() FROM unmasking, "
        f"(VALUES (1, '{office.first.ref}'), (2, '{office.second.ref}')) AS faked (place, account_ref) "
        "JOIN signatory AS signed USING (account_ref) JOIN signatory_key USING (account_ref)"
    )
    office.vault.rows_changed("UPDATE unmasking SET state = 'cooling', cooled_at = now() - interval '1 second'")
    refused("unmasking.altered", lambda: office.open(ref))
    assert office.unmasked() == 0


# when (cooling, lapse, once)


def test_before_it_has_cooled_it_is_not_opened_and_anybody_may_still_refuse(office):
    ref = office.asked()
    office.approve(ref, office.first)
    refused("unmasking.not-open", lambda: office.open(ref))
    office.approve(ref, office.second)
    assert refused("unmasking.too-early", lambda: office.open(ref)).params["hours"] == 24
    assert office.door.end(ref, by=office.second.ref) is UnmaskingState.REFUSED
    late = (
        lambda: office.open(ref),
        lambda: office.approve(ref, office.first),
        lambda: office.door.end(ref, by=office.asker.ref),
    )
    for step in late:
        with pytest.raises(Problem):
            step()
    assert office.unmasked() == 0


def test_who_asked_takes_it_back_and_nobody_else_does_anything_with_it_then(office):
    ref = office.approved()
    assert office.door.end(ref, by=office.asker.ref) is UnmaskingState.TAKEN_BACK
    refused("unmasking.not-open", lambda: office.open(ref))
    refused("unmasking.not-signatory", lambda: office.door.end(office.asked(), by=new_ref()))
    refused("unmasking.unknown", lambda: office.door.end(new_ref(), by=office.asker.ref))


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_request_lapses_when_its_days_are_over(office, is_approved):
    ref = office.approved() if is_approved else office.asked()
    assert office.vault.rows("SELECT lapses_at - asked_at = interval '15 days' FROM unmasking") == [(True,)]
    office.vault.rows_changed("UPDATE unmasking SET lapses_at = asked_at + interval '1 microsecond'")
    assert office.state(ref) is UnmaskingState.LAPSED
    step = (lambda: office.open(ref)) if is_approved else (lambda: office.approve(ref, office.first))
    refused("unmasking.not-open", step)
    assert office.unmasked() == 0


def test_it_is_opened_once_by_who_asked_and_the_shopper_is_told_in_neutral_words(office):
    ref = office.approved()
    refused("unmasking.not-yours", lambda: office.open(ref, office.first))
    opened = office.open(ref)
    assert opened.identity["name"] == "Mona Canary" and opened.notice == "laid" and "Mona" not in repr(opened)
    refused("unmasking.not-open", lambda: office.open(ref))
    assert office.state(ref) is UnmaskingState.OPENED and office.unmasked() == 1
    assert office.vault.rows("SELECT act, panel_ref FROM vault_entry WHERE act LIKE 'unmasked%'") == [
        (f"unmasked: {ref}", office.panel_ref)
    ]
    assert office.vault.rows("SELECT state FROM message") == [("waiting",)]
    ((year, *counted),) = counts(office)
    assert year > 2000 and counted == [1, 0, 0, 0]  # it waits in the outbox, so nobody was told yet
    text = str(office.vault.rows("SELECT t::text FROM vault_entry t")) + office.vault.log()
    assert "Canary" not in text and "canary" not in text and "Case 12" not in text


def test_the_notice_is_written_in_every_language_in_which_somebody_can_apply():
    assert set(NOTICE) == {"ar", "en", *APPLYING_LANGUAGES}
    assert all(text.count("\n") == 1 and "{ref}" in text for text in NOTICE.values())


def test_where_the_ground_forbids_it_she_is_not_told_and_the_count_says_so(office):
    assert office.open(office.approved(forbids_notice=True)).notice == "forbidden"
    assert office.vault.rows("SELECT count(*) FROM message") == [(0,)]
    assert [row[1:] for row in counts(office)] == [(1, 0, 1, 0)]


def test_who_left_no_address_cannot_be_told_and_that_is_said(office):
    ref = enrol(office.vault, email="")
    ((number, _shown),) = office.vault.door.number_for_cycle(new_ref(), [ref], by="officer")
    assert office.open(office.approved(number_ref=number)).notice == "no-address"
    assert [row[1:] for row in counts(office)] == [(1, 0, 0, 1)]


@pytest.mark.parametrize("goes_out", [True, False])
def test_she_is_counted_as_told_only_once_the_notice_went_out_and_also_when_her_days_are_over(
    office, goes_out, monkeypatch
):
    office.open(office.approved())
    monkeypatch.setattr(post, "deliver", lambda *_said: goes_out)
    keys = Keys(open_key_file(office.vault.folder / "keys" / "vault.key", may_make=False))
    with psycopg.connect(office.vault.address, autocommit=True) as db:
        ((message,),) = office.vault.rows("SELECT message_ref FROM message")
        post.send_one(db, keys, {}, message, datetime.now(UTC))
    told = int(goes_out)
    assert [row[1:] for row in counts(office)] == [(1, told, 0, 0)]
    office.vault.rows_changed("DELETE FROM message")  # as her end does
    assert [row[1:] for row in counts(office)] == [(1, told, 0, 0)]


def counts(office: Office) -> list[tuple[int, ...]]:
    return [(each.year, each.opened, each.told, each.untold, each.unreached) for each in office.door.years()]


# at once, and without a journal (DC-04, DC-05)


def at_once(count: int, do: Callable[[int], object]) -> list[object]:
    """Run something so many times at one moment, and return what came of each: its answer, or its refusal's code."""
    gate, came = threading.Barrier(count), [None] * count

    def run(place: int) -> None:
        gate.wait()
        try:
            came[place] = do(place)
        except Problem as problem:
            came[place] = problem.code

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_dc_04_of_fifty_approvals_at_once_exactly_one_is_the_second(office):
    others = [Somebody() for _ in range(10)]
    for place, each in enumerate(others):
        office.named(each, f"Body {place}", "Unit")
    office.age()
    ref = office.asked()
    office.approve(ref, office.first)
    signed = [office.signed(ref, each) for each in others]
    came = at_once(50, lambda place: office.door.approve(ref, signed[place % 10], by=others[place % 10].ref))
    assert came.count(UnmaskingState.COOLING) == 1, came
    assert office.vault.rows("SELECT count(*) FROM unmasking_approval") == [(2,)]


def test_dc_04_of_twenty_openings_at_once_exactly_one_tells(office):
    ref = office.approved()
    signed = office.signed(ref, office.asker, Consent.OPEN)
    came = at_once(20, lambda _place: office.door.open_once(ref, signed, by=office.asker.ref).notice)
    assert came.count("laid") == 1 and office.unmasked() == 1, came


def test_dc_05_with_a_dead_journal_nothing_is_asked_approved_or_opened(office):
    ref = office.approved()
    signed = office.signed(ref, office.asker, Consent.OPEN)
    office.vault.rows_changed("ALTER TABLE vault_entry ADD CONSTRAINT dead CHECK (false) NOT VALID")
    steps = (
        office.asked,
        lambda: office.door.open_once(ref, signed, by=office.asker.ref),
        lambda: office.door.all(by="x"),
    )
    for step in steps:
        refused("vault.not-reachable", step)
    office.vault.rows_changed("ALTER TABLE vault_entry DROP CONSTRAINT dead")
    assert office.state(ref) is UnmaskingState.COOLING
    assert office.door.open_once(ref, signed, by=office.asker.ref).notice == "laid"  # the twin: with a journal it opens


def test_every_refusal_leaves_its_trace(office):
    ref = office.asked()
    refused("unmasking.not-yours", lambda: office.approve(ref, office.asker))
    assert office.vault.rows("SELECT act, by_ref FROM vault_entry ORDER BY id DESC LIMIT 1") == [
        ("refused: unmasking.not-yours", office.asker.ref)
    ]


# what the database itself refuses


@pytest.mark.parametrize(
    "statement",
    ["UPDATE unmasking SET state = 'opened'", "UPDATE unmasking SET state = 'cooling'", "DELETE FROM unmasking",
     "TRUNCATE unmasking CASCADE", "DELETE FROM unmasking_approval", "UPDATE unmasking_approval SET side = 'x'",
     "UPDATE unmasking SET told_at = now()",
     "INSERT INTO unmasking_approval SELECT request_ref, asked_by, 2, asked_by, 'y', credential_id, public_key, nonce, "
     "client_data, authenticator_data, signature, at FROM unmasking_approval",
     "INSERT INTO unmasking_approval SELECT request_ref, asked_by, 2, account_ref, 'y', credential_id, public_key, nonce, "
     "client_data, authenticator_data, signature, at FROM unmasking_approval",
     "INSERT INTO signatory VALUES (repeat('b', 26), 'B', 'U', repeat('b', 26), now())"],
)  # fmt: skip
def test_the_database_itself_knows_no_opening_without_two(office, statement):
    ref = office.asked()
    office.approve(ref, office.first)
    with pytest.raises(psycopg.Error):
        office.vault.rows_changed(statement)
    assert office.state(ref) is UnmaskingState.APPROVED_ONCE
