"""What shoppers have earned and signed, as the vault keeps it: for the lasting shopper, told by number, yes or no."""

from datetime import date

import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.vault import VaultRefused

TODAY = date(2026, 11, 23)


def test_a_proof_holds_under_the_number_of_the_next_cycle_until_its_day_is_over(vault):
    shoppers = [new_ref() for _ in range(3)]
    first, second = ([ref for ref, _ in vault.door.number_for_cycle(new_ref(), shoppers, by="t")] for _ in range(2))
    certificate, pledge = new_ref(), new_ref()
    owner = dict(vault.rows("SELECT number_ref, panel_ref FROM cycle_number"))
    mine = next(ref for ref in second if owner[ref] == owner[first[0]])
    stranger = new_ref()
    told = [(first[0], certificate, TODAY), (first[0], pledge, None), (stranger, pledge, None)]
    assert vault.door.keep_proofs(told, by="desk") == {stranger}
    asked = [(number, proof) for number in (*second, stranger) for proof in (certificate, pledge)]
    assert vault.door.proven(asked, on=TODAY, by="desk") == {(mine, certificate), (mine, pledge)}
    assert vault.door.proven(asked, on=date(2026, 11, 24), by="desk") == {(mine, pledge)}
    assert vault.door.proven([], on=TODAY, by="desk") == set()


def test_the_later_day_of_a_proof_holds_and_telling_it_again_changes_nothing(vault):
    (number,) = [ref for ref, _ in vault.door.number_for_cycle(new_ref(), [new_ref()], by="t")]
    certificate = new_ref()
    for until in (date(2027, 1, 31), TODAY, date(2027, 1, 31)):
        vault.door.keep_proofs([(number, certificate, until)], by="desk")
    assert vault.door.proven([(number, certificate)], on=date(2027, 1, 31), by="desk") == {(number, certificate)}
    assert vault.rows("SELECT count(*) FROM proof") == [(1,)]


def test_the_vaults_journal_names_no_shopper_for_a_proof(vault):
    """The time of such an entry beside the time at which a number passed its test would tell whose the number is."""
    (number,) = [ref for ref, _ in vault.door.number_for_cycle(new_ref(), [new_ref()], by="t")]
    vault.door.keep_proofs([(number, new_ref(), TODAY)], by="desk")
    assert vault.rows("SELECT panel_ref FROM vault_entry WHERE act = 'proofs kept'") == [("",)]


def test_a_day_that_is_none_is_not_understood(vault):
    with pytest.raises(VaultRefused) as refusal:
        vault.door.ask("proven", "desk", pairs=[[new_ref(), new_ref()]], on="soon")
    assert refusal.value.params["reason"] == "vault.not-understood"
