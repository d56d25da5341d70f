"""Staff lists: whoever works for a body is never sent there, whichever came first; and no list is a question about one person."""

import psycopg
import pytest

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from tests.vault.test_vault import enrol


def staff(count: int, *also: dict[str, str]) -> list[dict[str, str]]:
    return [{"national_id": new_ref()} for _ in range(count)] + list(also)


def numbered(vault, *refs: str) -> dict[str, str]:
    cycle = new_ref()
    vault.door.number_for_cycle(cycle, list(refs), by="officer")
    return dict(vault.rows(f"SELECT panel_ref, number_ref FROM cycle_number WHERE cycle = '{cycle}'"))


def test_a_list_of_few_is_refused_however_it_is_padded(vault):
    body, one = new_ref(), {"national_id": "784-1"}
    for people in ([], staff(18, one), [one] * 50, staff(0, *[{"national_id": "784-1"}, {"national_id": "٧٨٤ ١"}] * 20),
                   [{"national_id": " - "}] * 30, [{"phone": ""}] * 30):  # fmt: skip
        with pytest.raises(Problem) as refusal:
            vault.door.keep_staff(body, people, by="officer")
        assert refusal.value.code == "vault.staff-too-few" and refusal.value.params["least"] == 20
    assert vault.door.staff_lists(by="officer") == {}


def test_a_list_is_not_replaced_within_a_week(vault):
    body = new_ref()
    vault.door.keep_staff(body, staff(20), by="officer")
    with pytest.raises(Problem, match="staff-too-soon"):
        vault.door.keep_staff(body, staff(21), by="officer")
    vault.rows_changed("UPDATE staff_list SET kept_at = kept_at - interval '8 days'")
    assert vault.door.keep_staff(body, staff(21), by="officer") == 21
    assert vault.rows("SELECT count(*) FROM staff_mark") == [(21,)]


def test_who_works_there_is_barred_there_by_id_or_phone_in_whatever_digits_and_whenever_she_came(vault):
    body, other = new_ref(), new_ref()
    before = enrol(vault, national_id="784-1990-1", phone="1")
    by_phone = enrol(vault, national_id="x", phone="+971 50 123")
    free = enrol(vault)
    people = staff(20, {"national_id": "٧٨٤١٩٩٠١"}, {"phone": "97150123"}, {"national_id": "784-1990-2"})
    assert vault.door.keep_staff(body, people, by="officer") == 23
    after = enrol(vault, national_id="784 1990 2", phone="2")
    numbers = numbered(vault, before, by_phone, free, after)
    pairs = [(number, entity) for number in numbers.values() for entity in (body, other)]
    assert vault.door.barred(pairs, by="planner") == {(numbers[who], body) for who in (before, by_phone, after)}


def test_beside_a_list_a_lost_key_is_not_made_anew_or_nobody_on_it_would_be_known_again(vault):
    vault.door.keep_staff(new_ref(), staff(20), by="officer")
    vault.stop()
    key = vault.folder / "keys" / "vault.key"
    key.rename(key.with_name("lost"))
    assert vault.start().wait(20) == 1 and "vault.key-unusable" in vault.log() and not key.exists()
    key.with_name("lost").rename(key)
    vault.start()
    assert vault.door.answers()  # the twin: with its key it opens


def test_nothing_of_a_list_is_kept_in_clear_and_the_journal_names_nobody(vault):
    body = new_ref()
    vault.door.keep_staff(body, staff(20, {"national_id": "CANARYID", "phone": "0509998887"}), by="officer")
    for table in ("staff_list", "staff_mark", "vault_entry"):
        text = str(vault.rows(f"SELECT t::text, encode(t::text::bytea, 'escape') FROM {table} t")).casefold()
        assert "canaryid" not in text and "0509998887" not in text
    assert (f"staff list kept: {body}", "officer") in vault.rows("SELECT act, by_ref FROM vault_entry")
    assert "CANARY" not in vault.log()


def test_whether_somebody_of_a_list_is_in_the_panel_is_told_to_nobody(vault):
    body, empty = new_ref(), new_ref()
    enrol(vault, national_id="784-1")
    with_her = vault.door.keep_staff(body, staff(20, {"national_id": "784-1"}), by="officer")
    without = vault.door.keep_staff(empty, staff(21), by="officer")
    assert with_her == without == 21


def test_without_a_journal_no_list_is_kept_and_the_database_knows_no_mark_without_its_list(vault):
    vault.rows_changed("ALTER TABLE vault_entry ADD CONSTRAINT dead CHECK (false) NOT VALID")
    with pytest.raises(Problem, match="not-reachable"):
        vault.door.keep_staff(new_ref(), staff(20), by="officer")
    assert vault.rows("SELECT count(*) FROM staff_list") == [(0,)]
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        vault.rows_changed(f"INSERT INTO staff_mark VALUES ('{new_ref()}', 'phone', 'x')")
