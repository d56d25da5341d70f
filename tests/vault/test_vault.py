"""The vault's program: what is refused, what is kept and how, what a crash leaves, and that nothing of it comes out."""

import json
import os
import signal
import socketserver
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.gateways.vault import VaultNotReachable, VaultRefused
from basira.gateways.vault_refusals import NobodyToTell, NumbersRanOut, PersonKnown
from tests import database

WHO = {
    "name": "منى القناري",
    "phone": "+971500001234",
    "email": "mona.canary@example.test",
    "national_id": "784-1990-1",
}


def enrol(vault, ref: str = "", **changes: str) -> str:
    ref = ref or new_ref()
    vault.door.enrol({ref: WHO | {"national_id": new_ref(), "phone": new_ref()} | changes}, by="officer")
    return ref


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b'{"v": 2, "verb": "ping", "by": "x"}\n', b'{"v": 1, "verb": "drop"}\n',
     b'{"v": 1, "verb": "ping", "by": ""}\n', b'{"v": 1, "verb": "enrol", "by": "x"}\n', b"\xff\xfe\n", b"[" * 90_000 + b"\n",
     b'{"v": 1, "verb": "numbers_of", "by": "x", "panel_refs": 5}\n', b"half a line"],
    ids=lambda line: repr(line[:40]),
)  # fmt: skip
def test_nonsense_at_the_door_is_refused_and_the_next_is_served(busy_vault, line):
    said = busy_vault.say(line)
    assert not said or json.loads(said)["code"] in {"vault.not-understood", "vault.failed"}
    assert busy_vault.door.answers()


def test_a_line_of_ten_megabytes_is_not_taken(busy_vault):
    busy_vault.say(b'{"v": 1, "verb": "ping", "by": "' + b"x" * 10_000_000)
    assert busy_vault.door.answers()


def test_the_door_and_the_key_are_for_their_owner_alone(vault):
    assert stat.S_IMODE(os.stat(vault.folder / "run" / "door").st_mode) == 0o600
    assert stat.S_IMODE(os.stat(vault.folder / "run").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(vault.folder / "keys" / "vault.key").st_mode) == 0o400


def test_a_second_vault_at_the_same_door_ends(vault):
    first = vault.process
    second = vault.start()
    assert second.wait(20) == 1 and "vault.already-open" in vault.log()
    vault.process = first
    assert vault.door.answers()


def test_a_lost_key_is_not_replaced_and_a_wrong_one_opens_nothing(vault):
    ref = enrol(vault)
    assert ref
    vault.stop()
    key = vault.folder / "keys" / "vault.key"
    saved = key.read_bytes()
    key.unlink()
    assert vault.start().wait(20) == 1 and "vault.key-unusable" in vault.log() and not key.exists()
    key.write_bytes(bytes(32))
    key.chmod(0o644)
    assert vault.start().wait(20) == 1  # others may read it
    key.chmod(0o400)
    assert vault.start().wait(20) == 1 and "vault.seal-broken" in vault.log()  # under it everybody would seem new
    key.chmod(0o600)
    key.write_bytes(saved)
    key.chmod(0o400)
    vault.start()
    assert vault.door.answers()


def test_a_ciphertext_that_is_moved_to_another_row_does_not_open(vault):
    cycle = new_ref()
    refs = [enrol(vault, email="one@example.test"), enrol(vault, email="two@example.test")]
    pairs = vault.door.number_for_cycle(cycle, refs, by="officer")
    with psycopg.connect(vault.address) as connection:
        connection.execute(
            "UPDATE person_field a SET sealed = b.sealed FROM person_field b "
            "WHERE a.name = 'email' AND b.name = 'name' AND a.person_id = b.person_id"
        )
    for ref, _number in pairs:
        with pytest.raises(VaultRefused):
            vault.door.contact(ref, {"ar": "x"}, by="officer")


def test_nothing_of_a_person_lies_in_the_database_in_clear(vault):
    enrol(vault, name="Canary Name", phone="0500999888", national_id="784199012345671", email="canary@example.test")
    for table in ("person", "person_field", "person_mark", "vault_entry", "message", "cycle_number"):
        text = str(vault.rows(f"SELECT to_jsonb(t)::text, encode(t::text::bytea, 'escape') FROM {table} t"))
        for canary in ("Canary", "0500999888", "784199012345671", "canary@"):
            assert canary not in text and canary.encode().hex() not in text, (table, canary)


@pytest.mark.parametrize(
    "again", [{"national_id": " ٧٨٤-١٩٩٠-77 ", "phone": "1"}, {"national_id": "2", "phone": "+971 (50) 777"}]
)
def test_one_person_comes_in_once_in_whatever_digits(vault, again):
    enrol(vault, national_id="784199077", phone="97150777")
    with pytest.raises(PersonKnown) as refusal:
        enrol(vault, **again)
    assert refusal.value.params == {}
    assert vault.rows("SELECT count(*) FROM person") == [(1,)]
    assert vault.rows("SELECT act FROM vault_entry ORDER BY id DESC LIMIT 1") == [("refused as known",)]


def test_of_several_persons_all_come_in_or_none(vault):
    enrol(vault, national_id="known")
    people = {new_ref(): WHO | {"national_id": mark, "phone": mark} for mark in ("a", "b", "known")}
    with pytest.raises(PersonKnown):
        vault.door.enrol(people, by="officer")
    assert vault.rows("SELECT count(*) FROM person") == [(1,)]


def two_minutes_pass(vault) -> None:
    with psycopg.connect(vault.address) as connection:
        connection.execute("UPDATE person SET enrolled_at = enrolled_at - interval '2 minutes'")


def test_nobody_makes_room_for_the_same_phone_but_whom_the_panel_calls_lost(vault):
    first, again = enrol(vault, national_id="n", phone="050111"), new_ref()
    two_minutes_pass(vault)
    with pytest.raises(PersonKnown):  # the panel's word may have been lost: she stays
        enrol(vault, phone="050 111")
    assert vault.door.unconfirmed(by="officer") == [first]
    vault.door.enrol({again: WHO | {"national_id": "n", "phone": "050111"}}, by="officer", lost=[first, again])
    assert vault.rows("SELECT panel_ref FROM person") == [(again,)]
    assert (first,) in vault.rows("SELECT panel_ref FROM vault_entry WHERE act = 'forgotten as lost'")


def test_who_is_under_way_or_confirmed_makes_no_room_even_when_called_lost(vault):
    first = enrol(vault, national_id="n")
    for _turn in ("under way", "confirmed"):
        with pytest.raises(PersonKnown):
            vault.door.enrol({new_ref(): WHO | {"national_id": "n", "phone": "1"}}, by="officer", lost=[first])
        vault.door.confirm([first], by="officer")
        two_minutes_pass(vault)
    assert vault.rows("SELECT panel_ref FROM person") == [(first,)] and vault.door.unconfirmed(by="officer") == []


def test_a_mail_that_cannot_be_sent_stops_nobody_behind_it_and_is_tried_later(vault):
    cycle, bad, good = new_ref(), enrol(vault, email="a@"), enrol(vault, email="good@example.test")
    vault.door.number_for_cycle(cycle, [bad, good], by="officer")
    rows = vault.rows("SELECT panel_ref, number_ref FROM cycle_number")
    refs = {who: vault.door.contact(str(number), {"ar": "ملاحظات\nx"}, by="officer") for who, number in rows}
    Relay.mails.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        vault.stop()
        vault.start(BASIRA_VAULT_SMTP_URL=f"smtp://127.0.0.1:{relay.server_address[1]}?from=notes@basira.test")
        for _attempt in range(100):
            if vault.door.message_states([refs[good]]) == {refs[good]: "sent"}:
                break
            time.sleep(0.1)
        relay.shutdown()
    assert vault.door.message_states(list(refs.values())) == {refs[good]: "sent", refs[bad]: "waiting"}
    assert vault.rows("SELECT tries FROM message WHERE state = 'waiting' AND next_at > now()") == [(1,)]


def test_enrolling_the_same_again_changes_nothing(vault):
    ref, people = new_ref(), WHO | {"national_id": "n", "phone": "p"}
    vault.door.enrol({ref: people}, by="officer")
    vault.door.enrol({ref: people}, by="officer")  # the answer to the first was lost
    assert vault.rows("SELECT count(*) FROM person") == [(1,)]
    for field in people:
        with pytest.raises(VaultRefused) as refusal:  # never a "yes" to what was not kept
            vault.door.enrol({ref: people | {field: "another"}}, by="officer")
        assert refusal.value.params == {"reason": "vault.already-enrolled"}


def test_id_18_what_cannot_be_journalled_is_not_done(vault):
    """ID-18: the journal fails, so the read is refused; the twin works before and after."""
    cycle, refs = new_ref(), [enrol(vault), enrol(vault)]
    vault.door.number_for_cycle(cycle, refs, by="officer")
    assert len(vault.door.numbers_of(refs[:1], by="officer")) == 1
    with psycopg.connect(vault.address) as connection:
        connection.execute("ALTER TABLE vault_entry ADD CONSTRAINT broken CHECK (act = 'nothing') NOT VALID")
    for ask in (
        lambda: vault.door.numbers_of(refs[:1], by="officer"),
        lambda: vault.door.number_for_cycle(cycle, refs, by="officer"),
        lambda: enrol(vault),
        lambda: vault.door.contact(vault.rows("SELECT number_ref FROM cycle_number")[0][0], {"ar": "x"}, by="officer"),
    ):
        with pytest.raises(VaultNotReachable):
            ask()
    assert vault.rows("SELECT count(*) FROM person") == [(2,)]
    with psycopg.connect(vault.address) as connection:
        connection.execute("ALTER TABLE vault_entry DROP CONSTRAINT broken")
    assert len(vault.door.numbers_of(refs[:1], by="officer")) == 1


def test_the_vaults_journal_is_append_only(vault):
    enrol(vault)
    for statement in ("UPDATE vault_entry SET act = 'x'", "DELETE FROM vault_entry", "TRUNCATE vault_entry"):
        with psycopg.connect(vault.address) as connection, pytest.raises(psycopg.errors.RaiseException):
            connection.execute(statement)


def test_id_19_no_fault_and_no_log_holds_a_value(vault):
    """ID-19: every refusal and failure, with a canary in each field; neither answer nor log repeats it."""
    canary = "CANARY-" + new_ref()
    answers = []
    for field in WHO:
        for value in (canary * 60, canary):
            answers.append(vault.say(json.dumps({"v": 1, "verb": "enrol", "by": "x", "people": [
                {"panel_ref": "short", "identity": WHO | {field: value}}]}).encode() + b"\n"))  # fmt: skip
    with psycopg.connect(vault.address) as connection:
        connection.execute("ALTER TABLE person_field RENAME TO away")
    answers.append(vault.say(json.dumps({"v": 1, "verb": "enrol", "by": "x", "people": [
        {"panel_ref": new_ref(), "identity": WHO | {"name": canary}}]}).encode() + b"\n"))  # fmt: skip
    assert all(json.loads(answer)["ok"] is False for answer in answers)
    assert canary not in str(answers) + vault.log() and "UndefinedTable" in vault.log()


def test_the_pairs_that_come_back_are_in_the_order_of_the_numbers(vault):
    refs = [new_ref() for _ in range(50)]
    pairs = vault.door.number_for_cycle(new_ref(), refs, by="officer")
    assert [number for _ref, number in pairs] == sorted(number for _ref, number in pairs)
    assert not {ref for ref, _number in pairs} & set(refs)


def test_asking_for_one_shopper_gives_the_numbers_of_the_whole_cycle_and_leaves_a_trace(vault):
    """That of a numbering names nobody: it would stand for good beside the time at which the programme wrote the number."""
    cycle, refs = new_ref(), [new_ref() for _ in range(20)]
    whole = vault.door.number_for_cycle(cycle, refs, by="officer")
    assert vault.door.number_for_cycle(cycle, refs[:1], by="officer") == whole
    assert vault.door.count_unnumbered(cycle, refs[:1], by="curious") == 0
    entries = vault.rows("SELECT act, panel_ref, by_ref FROM vault_entry ORDER BY id")
    assert [each for each in entries if each[0].startswith("numbered")] == [
        (f"numbered in {cycle}: 20", "", "officer"),
        (f"numbered in {cycle}: 0", "", "officer"),
    ]
    assert entries[-1] == ("counted", refs[0], "curious")


def test_a_bar_holds_for_every_number_of_a_shopper_and_tells_only_what_was_asked(vault):
    first, second, shopper, other, body = (new_ref() for _ in range(5))
    numbered = [vault.door.number_for_cycle(cycle, [shopper, other], by="officer") for cycle in (first, second)]
    refs = [ref for pairs in numbered for ref, _number in pairs]
    mine = [row[0] for row in vault.rows(f"SELECT number_ref FROM cycle_number WHERE panel_ref = '{shopper}'")]
    assert vault.door.bar(mine[0], body, by="officer") and vault.door.bar(mine[0], body, by="officer")
    assert not vault.door.bar(new_ref(), body, by="officer")  # a number that stands for nobody
    asked = [(ref, entity) for ref in [*refs, new_ref()] for entity in (body, new_ref())]
    assert vault.door.barred(asked, by="planner") == {(ref, body) for ref in mine}
    assert vault.door.barred([], by="planner") == set()
    acts = [row[0] for row in vault.rows("SELECT act FROM vault_entry ORDER BY id")]
    assert acts.count("barred") == 2 and acts.count("bars asked for") == 1


def test_of_few_nobody_is_drawn_apart_however_the_list_is_padded(vault):
    shoppers = [new_ref() for _ in range(9)]
    first, second = ([ref for ref, _ in vault.door.number_for_cycle(new_ref(), shoppers, by="t")] for _ in range(2))
    for asked in (second[:4], [*second[:4], new_ref(), new_ref()], [second[0]] * 9, first[:0]):
        with pytest.raises(VaultRefused):
            vault.door.draw_apart(asked, first[:3], by="curious")
    assert vault.door.draw_apart(second, first[:5], by="curious") is None  # four are left, and that is not told either
    acts = [row[0] for row in vault.rows("SELECT act FROM vault_entry ORDER BY id")]
    assert acts.count("drawn apart") == 1


def test_shoppers_are_counted_and_not_their_numbers_and_of_few_each_is_journalled(vault):
    """Fresh eyes found that three shoppers with two numbers each passed for six."""
    shoppers = [new_ref() for _ in range(11)]
    first, second = ([ref for ref, _ in vault.door.number_for_cycle(new_ref(), shoppers, by="t")] for _ in range(2))
    of_whom = dict(vault.rows("SELECT number_ref, panel_ref FROM cycle_number"))

    def numbers_of(*who):
        return [ref for ref in (*first, *second) if of_whom[ref] in who]

    with pytest.raises(VaultRefused):
        vault.door.draw_apart(numbers_of(*shoppers[:3]), [], by="curious")
    went = [ref for ref in first if of_whom[ref] in shoppers[2:7]]
    assert vault.door.draw_apart(numbers_of(*shoppers[:7]), went, by="curious") is None  # four numbers, of two
    named = vault.rows("SELECT panel_ref FROM vault_entry WHERE act = 'drawn apart of few'")
    assert sorted(ref for (ref,) in named) == sorted(shoppers[:7])
    assert vault.door.draw_apart(second, [], by="planner") in second
    assert len(vault.rows("SELECT 1 FROM vault_entry WHERE act = 'drawn apart of few'")) == 7


def test_whoever_carried_an_earlier_number_is_never_drawn_and_everybody_else_is(vault):
    shoppers = [new_ref() for _ in range(9)]
    first, second = ([ref for ref, _ in vault.door.number_for_cycle(new_ref(), shoppers, by="t")] for _ in range(2))
    drawn = {vault.door.draw_apart(second, first[:3], by="planner") for _ in range(90)}
    of_whom = dict(vault.rows("SELECT number_ref, panel_ref FROM cycle_number"))
    assert {of_whom[ref] for ref in drawn} == set(shoppers) - {of_whom[ref] for ref in first[:3]}
    assert vault.door.draw_apart(second, [], by="planner") in second


def test_nobody_of_the_same_account_reads_the_vaults_memory(vault):
    status = Path(f"/proc/{vault.process.pid}/limits").read_text()
    assert "Max core file size        0                    0" in status
    code = (
        "import ctypes, basira.vault.__main__ as m; m.close_to_others(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    found = subprocess.run([sys.executable, "-c", code], env=vault.environment(), capture_output=True, text=True)
    assert found.stdout.strip() == "0", found.stderr


def test_a_cycle_has_ten_thousand_numbers_and_one_a_shopper(vault):
    cycle, refs = new_ref(), [new_ref() for _ in range(3)]
    assert vault.door.number_for_cycle(cycle, refs, by="o") == vault.door.number_for_cycle(cycle, refs, by="o")
    assert vault.door.count_unnumbered(cycle, [*refs, new_ref()]) == 1
    with pytest.raises(NumbersRanOut) as refusal:
        vault.door.number_for_cycle(cycle, [new_ref() for _ in range(9_998)], by="o")
    assert refusal.value.params == {"free": 9_997, "wanted": 9_998}


def test_no_framework_and_nothing_of_the_programme_is_in_the_vaults_process(vault):
    code = "import sys, basira.vault.__main__; print([m for m in sys.modules if m.split('.')[0] == 'django' " \
           "or m.startswith(('basira.programme', 'basira.surfaces', 'basira.gateways', 'basira.project'))])"  # fmt: skip
    found = subprocess.run([sys.executable, "-c", code], env=vault.environment(), capture_output=True, text=True)
    assert found.stdout.strip() == "[]", found.stderr


@pytest.mark.slow
def test_a_vault_that_is_killed_keeps_what_it_acknowledged_and_is_back_at_once(vault):
    acknowledged: list[str] = []

    def keep_enrolling() -> None:
        for _turn in range(400):
            ref = new_ref()
            try:
                enrol(vault, ref)
                acknowledged.append(ref)
            except (Problem, KeyError):
                time.sleep(0.02)

    workers = [threading.Thread(target=keep_enrolling) for _ in range(4)]
    for worker in workers:
        worker.start()
    for _kill in range(5):
        time.sleep(0.4)
        vault.process.send_signal(signal.SIGKILL)
        vault.process.wait()
        begun = time.monotonic()
        vault.start()
        assert vault.door.answers() and time.monotonic() - begun < 30
    for worker in workers:
        worker.join()
    kept = {row[0] for row in vault.rows("SELECT panel_ref FROM person")}
    assert len(acknowledged) > 100 and set(acknowledged) <= kept
    assert vault.rows("SELECT count(*) FROM person WHERE NOT EXISTS (SELECT 1 FROM person_field "
                      "WHERE person_field.person_id = person.person_id)") == [(0,)]  # fmt: skip
    with psycopg.connect(vault.address) as connection:  # the twin: one that is taken away is missed
        connection.execute("DELETE FROM person WHERE panel_ref = %s", [acknowledged[0]])
    assert not set(acknowledged) <= {row[0] for row in vault.rows("SELECT panel_ref FROM person")}


class Relay(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a mail needs."""

    mails: list[str] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.mails.append(body.decode())
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")


def test_a_message_is_sent_from_the_vault_and_wiped(vault):
    Relay.mails.clear()
    cycle, ref = new_ref(), enrol(vault, email="reader@example.test", language="en")
    ((number, _shown),) = vault.door.number_for_cycle(cycle, [ref], by="officer")
    with pytest.raises(NobodyToTell):
        vault.door.contact(new_ref(), {"en": "x"}, by="officer")
    message = vault.door.contact(number, {"ar": "ملاحظات\nافتح", "en": "Notes\nOpen this"}, by="officer")
    assert vault.door.message_states([message]) == {message: "waiting"}  # no relay yet: it waits
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        vault.stop()
        vault.start(BASIRA_VAULT_SMTP_URL=f"smtp://127.0.0.1:{relay.server_address[1]}?from=notes@basira.test")
        for _attempt in range(100):
            if vault.door.message_states([message]) == {message: "sent"}:
                break
            time.sleep(0.1)
        relay.shutdown()
    assert vault.door.message_states([message]) == {message: "sent"}
    (mail,) = Relay.mails
    assert "To: reader@example.test" in mail and "Subject: Notes" in mail and "Open this" in mail
    assert "Basira" not in mail and ref not in mail
    assert vault.rows("SELECT sealed FROM message") == [(None,)]
    assert "reader@" not in vault.log()


def test_a_door_where_nobody_is_says_so(vault):
    vault.stop()
    with pytest.raises(VaultNotReachable):
        vault.door.numbers_of([new_ref()], by="officer")
    assert not vault.door.answers()


def reached(name: str) -> list[str]:
    """Return what the roles that serve the app and the portal may do in a database of the vault."""
    found, tables = [], ("person", "person_field", "cycle_number", "vault_entry")
    for role in (database.start().app, database.start().portal):
        try:
            with psycopg.connect(psycopg.conninfo.make_conninfo(role, dbname=name), autocommit=True) as db:
                found.append("connect")
                for statement in (f"SELECT * FROM {table}" for table in tables):
                    with suppress(psycopg.errors.InsufficientPrivilege):
                        db.execute(statement)
                        found.append(statement)
        except psycopg.OperationalError as refusal:
            assert "permission denied" in str(refusal)
    return found


def test_id_02_the_serving_roles_reach_nothing_of_the_vault():
    """ID-02: they cannot even connect to its database; its own role does, so the refusal is theirs."""
    vault = database.start().vault
    assert reached(psycopg.conninfo.conninfo_to_dict(vault)["dbname"]) == []
    with psycopg.connect(vault) as own:
        assert own.execute("SELECT count(*) FROM person").fetchone()


def test_id_02_twin_a_database_of_the_vault_that_is_made_without_its_guard_fails_the_same_measure(busy_vault):
    name = psycopg.conninfo.conninfo_to_dict(busy_vault.address)["dbname"]
    assert reached(name) == ["connect", "connect"]
    busy_vault.rows_changed("GRANT SELECT ON person TO PUBLIC")
    assert reached(name).count("SELECT * FROM person") == 2
