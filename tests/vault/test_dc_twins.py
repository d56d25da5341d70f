"""
DC-01, DC-03..06 and ID-18 once as the code is and once with a guard taken away (the planted fault): the same measure finds nothing, and
then something. Where the database refuses what the code would let through, its guard is taken away as well, after it was seen to hold.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from fido2.webauthn import CollectedClientData

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.kernel.unmasking import Consent
from basira.vault import door, unmasking, verbs
from tests.passkeys import PRESENT, Passkey
from tests.vault.office import ADMIN, Office, Somebody
from tests.vault.test_unmasking import STANDING, TABLES
from tests.vault.within import VaultWithin, vault_within

AT_ONCE = 2
SOMEBODY_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def vault_here() -> Iterator[VaultWithin]:
    with vault_within() as made:
        yield made


@pytest.fixture
def office(vault_here) -> Office:
    shut, open_ = ([f"ALTER TABLE {each} {how} TRIGGER USER" for each in STANDING] for how in ("DISABLE", "ENABLE"))
    vault_here.rows_changed("; ".join([*shut, f"TRUNCATE {TABLES} CASCADE", *open_]))
    return Office(vault_here)


def goes_through(step: Callable[[], object]) -> bool:
    """Tell whether the vault did what it was asked."""
    try:
        step()
    except (Problem, psycopg.Error):
        return False
    return True


def those(ways: dict[str, Callable[[], object]]) -> list[str]:
    """Return the names of what went through, tried in order."""
    return [name for name, step in ways.items() if goes_through(step)]


# DC-01


def opened_by_fewer(office: Office) -> list[str]:
    """Return the ways by which fewer than two people apart, or one who was dismissed, bring a request to its end."""
    colleague = Somebody()
    office.named(colleague, "Au\u200bdit  bureau", "Other")
    office.age()
    ref = office.asked()
    first = those({"the asker approves her own": lambda: office.approve(ref, office.asker)})
    office.approve(ref, office.first)
    found = those(
        {
            "one approves twice": lambda: office.approve(ref, office.first),
            "two of one body approve": lambda: office.approve(ref, colleague),
        }
    )
    left = office.approved()
    office.door.dismiss_signatory(office.second.ref, by=ADMIN)
    return [*first, *found, *those({"one was dismissed midway": lambda: office.open(left)})]


def test_dc_01_no_way_of_fewer_than_two_apart_opens(office):
    assert opened_by_fewer(office) == []


def test_dc_01_twin_a_vault_that_takes_every_side_for_another_fails_the_same_measure(office, monkeypatch):
    monkeypatch.setattr(unmasking, "matching_key", lambda text: f"{text} {new_ref()}")
    assert opened_by_fewer(office) == ["two of one body approve"]


def test_dc_01_twin_a_vault_that_checks_no_approval_anew_fails_the_same_measure(office, monkeypatch):
    monkeypatch.setattr(unmasking, "check_approvals", lambda db, held, asked: None)
    assert opened_by_fewer(office) == ["one was dismissed midway"]


def test_dc_01_twin_a_vault_that_lets_everybody_sign_is_held_by_its_database_but_for_two_spellings(office, monkeypatch):
    monkeypatch.setattr(unmasking, "may", lambda db, held, consent, asked: unmasking.signatory_of(db, asked.by))
    assert opened_by_fewer(office) == ["two of one body approve"]


# DC-03


def taken_for_another(office: Office) -> list[str]:
    """Return for what else a signature of one request, person, purpose and half hour is taken."""
    one, other = office.asked(), office.asked(why="Something else")
    signed = office.signed(one, office.first)
    for each in (one, other):  # the questions that they could answer instead
        office.door.question(each, Consent.APPROVE, by=office.second.ref)
    office.door.question(other, Consent.APPROVE, by=office.first.ref)
    found = those(
        {
            "another request": lambda: office.door.approve(other, signed, by=office.first.ref),
            "another person": lambda: office.door.approve(one, signed, by=office.second.ref),
        }
    )
    late = office.asked()
    signed_late = office.signed(late, office.first)
    office.vault.rows_changed("UPDATE unmasking_question SET asked_at = asked_at - interval '31 minutes'")
    found += those({"half an hour later": lambda: office.door.approve(late, signed_late, by=office.first.ref)})
    altered = office.approved()
    office.vault.rows_changed("ALTER TABLE unmasking DISABLE TRIGGER USER")
    office.vault.rows_changed(f"UPDATE unmasking SET why = 'x' WHERE request_ref = '{altered}'")
    office.vault.rows_changed("ALTER TABLE unmasking ENABLE TRIGGER USER")
    return found + those({"an altered request": lambda: office.open(altered)})


def test_dc_03_a_signature_is_taken_for_nothing_else(office):
    assert taken_for_another(office) == []


def test_dc_03_twin_a_vault_that_does_not_look_at_what_was_signed_fails_the_same_measure(office, monkeypatch):
    real = unmasking.check_assertion

    def whatever_was_signed(key, assertion, _challenge):
        return real(key, assertion, CollectedClientData(assertion.client_data).challenge)

    monkeypatch.setattr(unmasking, "check_assertion", whatever_was_signed)
    assert taken_for_another(office) == ["another request", "an altered request"]  # another's key is still another's


def test_dc_03_twin_a_vault_whose_questions_stand_for_a_day_fails_the_same_measure(office, monkeypatch):
    monkeypatch.setattr(unmasking, "SIGNING_TIME", timedelta(days=1))
    assert taken_for_another(office) == ["half an hour later"]


# DC-04


def opened_at_once(
    office: Office, monkeypatch, faults: Callable[[pytest.MonkeyPatch], None] = lambda patched: None
) -> int:
    """Return how many of two openings go through that both read the request before either writes, unless one must wait."""
    ref = office.approved()
    signed = office.signed(ref, office.asker, Consent.OPEN)
    arrived, came, real = [], [], unmasking.person_behind

    def when_the_other_is_here_or_waits(db, keys, number):
        arrived.append(number)
        while len(arrived) < AT_ONCE and office.vault.rows(SOMEBODY_WAITS) == [(0,)]:
            pass
        return real(db, keys, number)

    def open_it() -> None:
        came.append(goes_through(lambda: office.door.open_once(ref, signed, by=office.asker.ref)))

    with monkeypatch.context() as patched:
        patched.setattr(unmasking, "person_behind", when_the_other_is_here_or_waits)
        faults(patched)
        threads = [threading.Thread(target=open_it) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return came.count(True)


def test_dc_04_of_two_openings_at_once_one_goes_through(office, monkeypatch):
    assert opened_at_once(office, monkeypatch) == 1


def without_turns(patched: pytest.MonkeyPatch) -> None:
    """Hold no row, and use no question up."""
    real = unmasking.hold
    patched.setattr(unmasking, "signed", lambda db, held, consent, sent, asked: None)
    patched.setattr(unmasking, "hold", lambda db, request_ref, asked: real(Unheld(db), request_ref, asked))


def test_dc_04_twin_without_turns_the_database_refuses_and_without_its_trigger_both_go_through(office, monkeypatch):
    assert opened_at_once(office, monkeypatch, without_turns) == 1
    office.vault.rows_changed("ALTER TABLE unmasking DISABLE TRIGGER USER")
    assert opened_at_once(office, monkeypatch, without_turns) == AT_ONCE


class Unheld:
    """A connection on which nobody waits for a row."""

    def __init__(self, db) -> None:
        self.db = db

    def execute(self, statement: str, values: list[object]):
        return self.db.execute(statement.replace(" FOR UPDATE", ""), values)


# DC-05, ID-18


def told_without_a_journal(office: Office) -> list[str]:
    """Return what a vault with a dead journal tells and does."""
    ref = office.approved()
    signed = office.signed(ref, office.asker, Consent.OPEN)
    office.vault.rows_changed("ALTER TABLE vault_entry ADD CONSTRAINT dead CHECK (false) NOT VALID")
    try:
        return those(
            {
                "a number": lambda: office.vault.door.numbers_of([office.panel_ref], by="curious"),
                "a request": lambda: office.door.one(ref, by="curious"),
                "an identity": lambda: office.door.open_once(ref, signed, by=office.asker.ref),
            }
        )
    finally:
        office.vault.rows_changed("ALTER TABLE vault_entry DROP CONSTRAINT dead")


def test_dc_05_without_a_journal_nothing_is_told(office):
    assert told_without_a_journal(office) == []


def test_id_18_twin_dc_05_twin_a_vault_that_writes_no_entry_fails_the_same_measure(office, monkeypatch):
    for module in (door, unmasking, verbs):
        monkeypatch.setattr(module, "write_entry", lambda db, act, panel_ref, asked: None)
    assert told_without_a_journal(office) == ["a number", "a request", "an identity"]


# DC-06


def taken_for_a_person(office: Office) -> list[str]:
    """Return which wrong answers to a question are taken for the consent of the person, each to a question of its own."""
    stranger = Passkey(credential_id=office.first.key.credential_id)
    wrong: dict[str, Callable[[str], object]] = {
        "a key that asked nobody": lambda ref: office.signed(ref, office.first, flags=PRESENT),
        "another site": lambda ref: office.signed(ref, office.first, origin="https://elsewhere.test"),
        "a key that another made": lambda ref: stranger.sign(
            office.door.question(ref, Consent.APPROVE, by=office.first.ref).challenge
        ),
        "a password": lambda ref: {"password": "x"},
    }
    found = []
    for name, answer in wrong.items():
        ref = office.asked()
        office.door.question(ref, Consent.APPROVE, by=office.first.ref)
        sent = answer(ref)
        if goes_through(lambda ref=ref, sent=sent: office.door.approve(ref, sent, by=office.first.ref)):
            found.append(name)
    return found


def test_dc_06_only_a_fresh_signature_of_the_persons_own_passkey_is_taken(office):
    assert taken_for_a_person(office) == []


def test_dc_06_twin_a_vault_that_checks_no_signature_fails_the_same_measure(office, monkeypatch):
    monkeypatch.setattr(unmasking, "check_assertion", lambda key, assertion, challenge: key.sign_count + 1)
    assert taken_for_a_person(office) == ["a key that asked nobody", "another site", "a key that another made"]
