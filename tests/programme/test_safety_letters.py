"""Letters of authority: prepared, shown, checked by a guard, spent and seen, each with its entry."""

from datetime import timedelta

import pytest

from basira.core.kernel.actor import ActorKind
from basira.core.kernel.lifecycles import LetterState, MissionState, MoveNotAllowed
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.safety import models
from basira.programme.safety.queries import letters as letter_queries
from basira.programme.safety.queries.waiting import waiting
from basira.programme.safety.verbs import desk, letters
from basira.programme.waves.models import Mission
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.safety_scene import AT, acts_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(missions=2)


def test_letters_are_prepared_once_for_each_mission_to_come(scene, huda_the_planner, noura_the_reviewer):
    with pytest.raises(NotPermitted):
        letters.prepare_letters(wave=scene.wave, by=noura_the_reviewer, at=AT)
    Mission.objects.filter(pk=scene.missions[1].pk).update(state=MissionState.DONE)
    assert letters.prepare_letters(wave=scene.wave, by=huda_the_planner, at=AT) == 1
    assert letters.prepare_letters(wave=scene.wave, by=huda_the_planner, at=AT) == 0
    assert letter_queries.letters_ready(scene.wave) == 1


def test_a_mission_whose_letter_is_spent_gets_another_and_one_whose_letter_stands_does_not(scene, huda_the_planner):
    shown(scene)
    letters.prepare_letters(wave=scene.wave, by=huda_the_planner, at=AT)  # of the other mission
    assert letters.prepare_letters(wave=scene.wave, by=huda_the_planner, at=AT) == 0
    spent = AT + letters.SPENT_AFTER
    assert letters.prepare_letters(wave=scene.wave, by=huda_the_planner, at=spent) == 1
    assert letters.prepare_letters(wave=scene.wave, by=huda_the_planner, at=spent) == 0
    assert letters.show_letter(mission=scene.missions[0].ref, by=scene.shopper, at=spent).token


def test_the_desk_asks_for_no_letter_that_is_over(scene, omar_the_duty_officer, monkeypatch):
    asked = []
    monkeypatch.setattr(letter_queries, "card_of", lambda row, *_more: asked.append(row.ref))
    seen = shown(scene)
    letter_queries.letters_on_desk(AT)
    letters.see_letter(letter=seen.ref, by=omar_the_duty_officer, at=AT)
    letter_queries.letters_on_desk(AT)
    letter_queries.letters_on_desk(AT + letters.SPENT_AFTER)
    assert asked == [seen.ref] * 2


def test_a_letter_has_at_least_128_bits_and_says_nothing_in_a_trace(scene):
    seen = shown(scene)
    assert 5 * len(seen.token) >= 128 and seen.token not in repr(seen) and seen.code not in repr(seen)


def test_a_guard_reads_the_place_by_token_or_code_however_it_is_typed(scene):
    desk.set_duty_desk(phones=["1"], hours_ar="", hours_en="", by=EVERYBODY, at=AT)
    seen = shown(scene)
    for text in (seen.token, seen.code, f" {seen.code[:5].upper()}-{seen.code[5:].upper()} "):
        checked = letters.check_letter(text=text, at=AT)
        assert (checked.centre_en, checked.phones) == (scene.missions[0].centre.name_en, ("1",))
        assert scene.number.number not in str(checked)
    (card,) = letter_queries.letters_on_desk(AT)
    assert card.state is LetterState.CHECKED and len(card.checks) == 3
    assert acts_of(seen.ref) == ["letter.prepared", "letter.shown", *["letter.checked"] * 3]
    assert letter_queries.missions_with_spent_cover(scene.wave) == {scene.missions[0].ref}


def test_wrong_spent_confirmed_and_withdrawn_look_the_same_and_do_the_same_work(scene, omar_the_duty_officer):
    seen, by = shown(scene), omar_the_duty_officer
    half_an_hour = AT + letters.SPENT_AFTER
    assert letters.check_letter(text="7kq2mx9tda", at=AT) is None
    assert letters.check_letter(text="", at=AT) is None
    assert letters.check_letter(text=seen.code, at=half_an_hour) is None
    letters.confirm_letter(letter=seen.ref, by=by, at=AT)
    assert letters.check_letter(text=seen.token, at=AT) is None
    again = shown(scene)
    letters.withdraw_letter(letter=again.ref, by=by, at=AT)
    assert letters.check_letter(text=again.token, at=AT) is None
    assert models.LetterCheck.objects.filter(letter=None).count() == 5
    assert acts_of("letter") == ["letter.check-failed"] * 5


def test_a_spent_letter_is_not_shown_again(scene, omar_the_duty_officer):
    seen = shown(scene)
    letters.confirm_letter(letter=seen.ref, by=omar_the_duty_officer, at=AT)
    with pytest.raises(letters.LetterMissing):
        letters.show_letter(mission=scene.missions[0].ref, by=scene.shopper, at=AT)
    with pytest.raises(MoveNotAllowed):
        letters.confirm_letter(letter=seen.ref, by=omar_the_duty_officer, at=AT)


def test_a_letter_that_was_shown_waits_until_somebody_knows(scene, omar_the_duty_officer):
    seen = shown(scene)
    later = AT + timedelta(hours=2)
    assert waiting(later).letters == 1 and letter_queries.letters_on_desk(later)[0].is_spent
    letters.see_letter(letter=seen.ref, by=omar_the_duty_officer, at=later)
    assert waiting(later).letters == 0 and letter_queries.letters_on_desk(later) == ()


def test_the_guard_is_nobody(scene):
    seen = shown(scene)
    letters.check_letter(text=seen.code, at=AT)
    entry = journal.entries_about(seen.ref)[-1]
    assert (entry.by_kind, entry.by_ref) == (ActorKind.SYSTEM, "guard")
