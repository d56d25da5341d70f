"""Applicants in the vault: nobody outside learns whether somebody applied, papers are compared inside, no ref leads to a shopper."""

import time

import pytest

from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Claim, VaultRefused
from basira.gateways.vault_refusals import AgeDiffers, ApplicantsUnknown, IdentityIncomplete

pytestmark = pytest.mark.slow

IDENTITY = {
    "name": "Huda Salem",
    "phone": "+971501234567",
    "email": "huda@example.test",
    "national_id": "784-1990-1234567-1",
    "birth_date": "1990-05-17",
    "home": "Villa 3, Palm Street, North Town",
    "language": "ar",
}


def identity(number: int, **changed: str) -> dict[str, str]:
    return IDENTITY | {"phone": f"+97150000{number:04}", "national_id": f"7841990{number:08}"} | changed


def apply(vault, person, ref=None, **said):
    ref = ref or new_ref()
    return ref, vault.door.apply(Claim(ref, 18, "35-44"), person, by="applicant", **said)


def confirmed(vault, person):
    ref, _is_new = apply(vault, person)
    vault.door.confirm_applicants([ref], by="applicant")
    return ref


@pytest.mark.parametrize(
    "changed",
    [{"home": ""}, {"national_id": " "}, {"birth_date": "17/5/1990"}, {"birth_date": "1990-02-30"}, {"cat": "x"}],
)
def test_an_identity_that_lacks_something_is_refused_by_field_and_kept_nowhere(vault, changed):
    with pytest.raises(IdentityIncomplete) as refusal:
        apply(vault, IDENTITY | changed)
    assert refusal.value.params["fields"] == list(changed)
    assert vault.rows("SELECT 1 FROM person") == []


@pytest.mark.parametrize(("band", "least"), [("25-34", 18), ("35-44", 50), ("under-18", 0)])
def test_a_birthday_that_does_not_fit_what_was_said_is_refused(vault, band, least):
    with pytest.raises(AgeDiffers):
        vault.door.apply(Claim(new_ref(), least, band), IDENTITY, by="applicant")
    assert vault.rows("SELECT 1 FROM person") == []


def test_the_same_person_is_known_again_by_id_or_phone_and_the_second_is_kept_nowhere(vault):
    assert apply(vault, IDENTITY)[1] is True
    arabic = IDENTITY["national_id"].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for again in (identity(1, national_id=arabic), identity(2, phone="+971 50 123-4567")):
        assert apply(vault, again)[1] is False
    assert len(vault.rows("SELECT 1 FROM person")) == 1


def test_who_is_in_the_panel_is_known_and_an_applicant_cannot_be_enrolled_beside(vault):
    panel_ref = new_ref()
    person = {name: IDENTITY[name] for name in ("name", "phone", "national_id")}
    vault.door.enrol({panel_ref: person}, by="officer")
    assert apply(vault, IDENTITY)[1] is False


def test_a_lost_answer_makes_room_for_the_same_and_for_what_was_corrected(vault):
    ref, _ = apply(vault, IDENTITY)
    assert apply(vault, IDENTITY, ref)[1] is True
    assert apply(vault, IDENTITY | {"name": "Huda Salim"}, ref)[1] is True
    assert len(vault.rows("SELECT 1 FROM person")) == 1
    vault.door.confirm_applicants([ref], by="applicant")
    with pytest.raises(VaultRefused):
        apply(vault, IDENTITY | {"name": "Other"}, ref)


def test_a_lost_application_bars_the_same_person_for_a_minute_only_and_nobody_else_takes_it_away(vault):
    ref, _ = apply(vault, IDENTITY)
    assert apply(vault, IDENTITY, lost=[ref])[1] is False
    vault.rows_changed("UPDATE person SET enrolled_at = enrolled_at - interval '2 minutes'")
    assert apply(vault, IDENTITY)[1] is False
    assert apply(vault, IDENTITY, lost=[ref])[1] is True


def test_who_is_confirmed_is_never_taken_for_lost(vault):
    ref = confirmed(vault, IDENTITY)
    vault.rows_changed("UPDATE person SET enrolled_at = enrolled_at - interval '2 minutes'")
    assert apply(vault, IDENTITY, lost=[ref])[1] is False
    assert vault.door.unconfirmed_applicants(by="t") == []
    assert vault.door.unconfirmed(by="t") == []


def test_papers_are_compared_inside_and_whose_they_are_is_not_told(vault):
    ref, other = confirmed(vault, IDENTITY), confirmed(vault, identity(1))
    show = vault.door.show_papers
    assert not show(national_id=IDENTITY["national_id"], birth_date="1990-05-18", by="officer")
    assert not show(national_id="784-0000", birth_date="1990-05-17", by="officer")
    assert vault.door.papers_fit([ref, other], by="officer") == set()
    assert show(national_id="784 1990 1234567 1", birth_date="1990-05-17", by="officer") is True
    assert vault.door.papers_fit([ref, other], by="officer") == {ref}
    with pytest.raises(IdentityIncomplete):
        show(national_id="", birth_date="1990-05-17", by="officer")


def test_households_are_groups_without_a_name_however_the_home_is_spelled(vault):
    one = confirmed(vault, IDENTITY)
    two = confirmed(vault, identity(1, home="villa ٣ palm street – NORTH town"))
    alone = confirmed(vault, identity(2, home="Tower 9, South Town"))
    assert vault.door.households([one, two, alone], by="officer") == [sorted([one, two])]
    assert vault.door.households([one, alone], by="officer") == []


def test_messages_are_laid_sealed_for_who_is_kept_and_only_there(vault):
    ref = confirmed(vault, IDENTITY)
    assert vault.door.tell_applicants([ref, new_ref()], {"ar": "خبر\nنص", "en": "News\nText"}, by="officer") == 1
    ((sealed, state),) = vault.rows("SELECT sealed, state FROM message")
    assert state == "waiting" and "نص".encode() not in bytes(sealed)


def test_admission_names_panel_refs_and_not_whose_and_its_bars_hold_in_the_cycle(vault):
    refs = [confirmed(vault, identity(number)) for number in range(12)]
    body = new_ref()
    with pytest.raises(ApplicantsUnknown):
        vault.door.admit({refs[0]: [], new_ref(): []}, by="officer")
    assert vault.rows("SELECT 1 FROM person WHERE panel_ref IS NOT NULL") == []
    panel_refs = vault.door.admit({ref: [body] if ref == refs[3] else [] for ref in refs}, by="officer")
    assert vault.door.admit({ref: [] for ref in refs}, by="officer") == panel_refs == sorted(panel_refs)
    by_applicant = dict(vault.rows("SELECT applicant_ref, panel_ref FROM person"))
    assert [by_applicant[ref] for ref in sorted(refs)] != panel_refs  # 1 in 12! that the orders agree
    cycle = new_ref()
    numbers = vault.door.number_for_cycle(cycle, panel_refs, by="officer")
    barred = vault.door.barred([(ref, body) for ref, _number in numbers], by="planner")
    whose = vault.rows(f"SELECT panel_ref FROM cycle_number WHERE number_ref = '{next(iter(barred))[0]}'")
    assert len(barred) == 1 and whose == [(by_applicant[refs[3]],)]


def test_what_is_forgotten_is_gone_and_of_a_shopper_only_the_way_from_the_application(vault):
    stays, goes = confirmed(vault, identity(1)), confirmed(vault, identity(2))
    (panel_ref,) = vault.door.admit({stays: []}, by="officer")
    vault.door.forget_applicants([stays, goes], by="officer")
    assert vault.rows("SELECT panel_ref, applicant_ref FROM person") == [(panel_ref, None)]
    assert len(vault.rows("SELECT 1 FROM person_mark")) == 2 and vault.rows("SELECT 1 FROM household_mark") == []
    assert apply(vault, identity(2))[1] is True and apply(vault, identity(1))[1] is False


def test_who_declines_is_destroyed_also_after_an_admission_whose_answer_was_lost(vault):
    goes, stays = confirmed(vault, identity(1)), confirmed(vault, identity(2))
    body = new_ref()
    vault.door.admit({goes: [body]}, by="officer")
    (panel_ref,) = vault.door.admit({stays: [body]}, by="officer")
    vault.door.tell_applicants([goes], {"ar": "خبر"}, by="officer")
    assert len(vault.rows("SELECT 1 FROM companion")) == 2  # they live together
    vault.door.destroy_applicants([goes], by="officer")
    assert vault.rows("SELECT 1 FROM companion") == []
    assert vault.rows("SELECT panel_ref, applicant_ref FROM person") == [(panel_ref, stays)]
    assert vault.rows("SELECT panel_ref FROM bar") == [(panel_ref,)] and vault.rows("SELECT 1 FROM message") == []
    assert apply(vault, identity(1))[1] is True


def test_whoever_is_known_is_answered_after_the_same_time(vault):
    """ID-21, in its first form: the same work is done for both; the page evens out the rest."""
    confirmed(vault, identity(0))
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(1, 21):
        for person in (identity(number), identity(number, phone=identity(0)["phone"])):
            began = time.perf_counter()
            took[apply(vault, person)[1]].append(time.perf_counter() - began)
    medians = [sorted(each)[len(each) // 2] for each in took.values()]
    assert len(took[True]) == 20 and abs(medians[0] - medians[1]) < 0.02


def test_every_question_leaves_its_entry_before_it_is_answered(vault):
    """ID-18: with the journal dead, nothing is told and nothing is kept."""
    ref = confirmed(vault, identity(1))
    acts = {row[0] for row in vault.rows("SELECT act FROM vault_entry")}
    assert {"applied", "application confirmed"} <= acts
    vault.rows_changed("ALTER TABLE vault_entry ADD CONSTRAINT dead CHECK (false) NOT VALID")
    for asked in (
        lambda: apply(vault, identity(2)),
        lambda: vault.door.show_papers(national_id=identity(1)["national_id"], birth_date="1990-05-17", by="o"),
        lambda: vault.door.papers_fit([ref], by="o"),
        lambda: vault.door.households([ref], by="o"),
        lambda: vault.door.admit({ref: []}, by="o"),
        lambda: vault.door.forget_applicants([ref], by="o"),
        lambda: vault.door.destroy_applicants([ref], by="o"),
    ):
        with pytest.raises(Exception, match=r"vault\.not-reachable"):
            asked()
    assert vault.rows("SELECT applicant_ref, panel_ref, papers_fit_at FROM person") == [(ref, None, None)]
