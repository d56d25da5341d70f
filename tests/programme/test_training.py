"""Training: what the desk prepares, what a shopper does of it, and what she earns."""

from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from basira.core.blueprint.values import Blueprint
from basira.core.training.bank import Option, QuestionRefused
from basira.gateways.vault import Vault
from basira.programme.journal import queries as journal
from basira.programme.panel import queries as panel
from basira.programme.people.blueprints import blueprint_from
from basira.programme.people.permissions import NotPermitted
from basira.programme.training import queries
from basira.programme.training.gate import Demand, demand_now
from basira.programme.training.models import (
    Attempt,
    BankQuestion,
    Certificate,
    CourseSeat,
    ExampleMarks,
    PledgeSignature,
    PledgeText,
    Qualification,
)
from basira.programme.training.phones import phone_training
from basira.programme.training.starting import begin_training
from basira.programme.training.verbs import earning, learning, papers, preparing
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.programme import training_world as world
from tests.shared_data import ROOT

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9AM.date()


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def right_answers(paper, wrong: int = 0) -> dict[str, list[int]]:
    """Return the answers of a paper, the first `wrong` of them wrong: option 0 is right everywhere."""
    return {question.ref: [1 if place < wrong else 0] for place, question in enumerate(paper.questions)}


def take(scene, qualification, wrong: int = 0, at=MONDAY_9AM) -> papers.Outcome:
    paper = papers.begin_test(qualification=qualification, by=scene.shopper, at=at)
    return papers.finish_test(attempt=paper.ref, answers=right_answers(paper, wrong), by=scene.shopper, at=at)


# what the desk prepares


def test_who_may_not_prepare_prepares_nothing(noura_the_reviewer, mariam_the_panel_officer):
    with pytest.raises(NotPermitted):
        preparing.write_question(plan=world.question(), by=noura_the_reviewer, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        preparing.open_qualification(
            plan=preparing.QualificationPlan(world.words("x")), by=noura_the_reviewer, at=MONDAY_9AM
        )
    with pytest.raises(NotPermitted):
        preparing.publish_pledge(text=world.PLEDGE, by=mariam_the_panel_officer, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        preparing.set_demand(demand=Demand(), by=mariam_the_panel_officer, at=MONDAY_9AM)
    assert not BankQuestion.objects.exists() and not Qualification.objects.exists()


def test_a_director_sees_no_roster_and_invites_nobody(scene, salem_the_director):
    course, _code = world.make_course()
    with pytest.raises(NotPermitted):
        preparing.invite(course=course, numbers=[scene.number.ref], by=salem_the_director, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        preparing.recognise(qualification="", numbers=[], by=salem_the_director, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"topic": preparing.Both("غطاء", " ")}, "empty"),
        ({"options": (world.YES,)}, "options"),
        ({"options": (world.NO, world.NO)}, "right"),
        ({"options": (world.YES, Option("", "No", False))}, "empty"),
    ],
)
def test_a_question_that_is_not_whole_is_refused(facts, fault):
    with pytest.raises(QuestionRefused) as refusal:
        preparing.write_question(plan=world.question(**facts), by=EVERYBODY, at=MONDAY_9AM)
    assert refusal.value.params == {"fault": fault}
    assert not BankQuestion.objects.exists()


def test_a_kind_of_certificate_out_of_range_is_refused_with_every_field():
    plan = preparing.QualificationPlan(preparing.Both("", "x"), pass_mark=101, attempts=0)
    with pytest.raises(preparing.QualificationRefused) as refusal:
        preparing.open_qualification(plan=plan, by=EVERYBODY, at=MONDAY_9AM)
    assert refusal.value.params == {"faults": ["name", "pass_mark", "attempts"]}


def test_an_example_with_a_key_off_its_scale_is_refused_by_its_place():
    qualification = world.make_qualification()
    items = (preparing.ExampleItem(world.words("a"), 0, 1, 1), preparing.ExampleItem(world.words("b"), 1, 5, 6))
    plan = preparing.ExamplePlan(qualification, world.words("t"), world.words("s"), items)
    with pytest.raises(preparing.ExampleRefused) as refusal:
        preparing.write_example(plan=plan, by=EVERYBODY, at=MONDAY_9AM)
    assert refusal.value.params == {"place": 2}


def test_nothing_is_demanded_that_nobody_could_have():
    with pytest.raises(preparing.DemandCannotBeMet) as refusal:
        preparing.set_demand(demand=Demand(certificate=True, pledge=True), by=EVERYBODY, at=MONDAY_9AM)
    assert refusal.value.params == {"lacks": ["certificate", "pledge"]}


@pytest.mark.parametrize("column", ["text_en", "options", "read_ar"])
def test_the_database_changes_no_question(column):
    world.make_bank(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankQuestion.objects.update(**{column: "x"})


def test_a_question_that_is_taken_out_stays_in_the_test_that_runs(scene):
    world.make_bank()
    qualification = world.make_qualification()
    paper = papers.begin_test(qualification=qualification, by=scene.shopper, at=MONDAY_9AM)
    preparing.take_out_question(question=paper.questions[0].ref, by=EVERYBODY, at=MONDAY_9AM)
    again = papers.begin_test(qualification=qualification, by=scene.shopper, at=MONDAY_9AM)
    assert again == paper
    outcome = papers.finish_test(attempt=paper.ref, answers=right_answers(paper), by=scene.shopper, at=MONDAY_9AM)
    assert outcome.has_passed


# the test


def test_a_test_of_a_bank_that_is_too_small_does_not_open(scene):
    world.make_bank(3)
    with pytest.raises(papers.NoSuchTest):
        papers.begin_test(qualification=world.make_qualification(), by=scene.shopper, at=MONDAY_9AM)


def test_a_test_of_a_closed_kind_or_somebody_elses_is_not_there(scene):
    world.make_bank()
    qualification = world.make_qualification()
    paper = papers.begin_test(qualification=qualification, by=scene.shopper, at=MONDAY_9AM)
    with pytest.raises(papers.NoSuchTest):
        papers.finish_test(attempt=paper.ref, answers={}, by=make_scene(version=scene.version).shopper, at=MONDAY_9AM)
    preparing.close_qualification(qualification=qualification, by=EVERYBODY, at=MONDAY_9AM)
    with pytest.raises(papers.NoSuchTest):
        papers.begin_test(qualification=qualification, by=scene.shopper, at=MONDAY_9AM)


def test_nobody_of_the_desk_takes_a_test(scene, mariam_the_panel_officer):
    with pytest.raises(NotPermitted):
        papers.begin_test(qualification=world.make_qualification(), by=mariam_the_panel_officer, at=MONDAY_9AM)


def test_who_fails_hears_at_once_what_to_read_again_and_how_often_she_may_try(scene):
    world.make_bank()
    outcome = take(scene, world.make_qualification(), wrong=2)
    assert (outcome.right, outcome.of, outcome.has_passed, outcome.attempts_left) == (2, 4, False, 1)
    assert len(outcome.read_again) == 2 and all(text["en"].startswith("Read: Question") for text in outcome.read_again)
    assert outcome.until is None and not Certificate.objects.exists()


def test_attempts_are_limited_until_the_trainer_allows_more(scene):
    world.make_bank()
    qualification = world.make_qualification()
    for _time in range(2):
        take(scene, qualification, wrong=4)
    with pytest.raises(papers.AttemptsSpent) as refusal:
        take(scene, qualification)
    assert refusal.value.params == {"limit": 2}
    assert preparing.allow_more(qualification=qualification, number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM) == 2
    assert take(scene, qualification).has_passed


def test_answers_that_come_too_late_count_as_not_passed_and_stay_so(scene):
    world.make_bank()
    paper = papers.begin_test(qualification=world.make_qualification(), by=scene.shopper, at=MONDAY_9AM)
    late = paper.due_at + papers.LATE + timedelta(seconds=1)
    for _time in range(2):
        with pytest.raises(papers.TimeIsOver):
            papers.finish_test(attempt=paper.ref, answers=right_answers(paper), by=scene.shopper, at=late)
    attempt = Attempt.objects.get()
    assert attempt.has_passed is False and attempt.ended_at == late


def test_a_test_whose_time_passed_is_closed_and_counted_when_the_next_begins(scene):
    world.make_bank()
    qualification = world.make_qualification()
    first = papers.begin_test(qualification=qualification, by=scene.shopper, at=MONDAY_9AM)
    later = MONDAY_9AM + timedelta(hours=1)
    second = papers.begin_test(qualification=qualification, by=scene.shopper, at=later)
    assert second.ref != first.ref
    assert Attempt.objects.get(ref=first.ref).has_passed is False


def test_a_test_handed_in_twice_stands_as_it_was_first(scene):
    world.make_bank()
    paper = papers.begin_test(qualification=world.make_qualification(), by=scene.shopper, at=MONDAY_9AM)
    told = [
        papers.finish_test(attempt=paper.ref, answers=right_answers(paper, wrong), by=scene.shopper, at=MONDAY_9AM)
        for wrong in (2, 0)
    ]
    assert told[0] == told[1] and not told[0].has_passed


def test_no_paper_and_no_phone_says_which_option_is_right(scene):
    world.make_bank()
    qualification = world.make_qualification()
    world.make_example(qualification)
    paper = papers.begin_test(qualification=qualification, by=scene.shopper, at=MONDAY_9AM)
    assert all(set(option) == {"ar", "en"} for question in paper.questions for option in question.options)
    (example,) = phone_training(scene.number.ref, on=TODAY).examples
    assert all("key" not in item for item in example.items)


# certificates


def test_who_passes_is_certified_to_the_end_of_a_month(scene):
    world.make_bank()
    qualification = world.make_qualification(valid_months=3)
    outcome = take(scene, qualification, wrong=1)
    assert outcome.has_passed and outcome.until == date(2027, 2, 28)
    (certificate,) = phone_training(scene.number.ref, on=TODAY).certificates
    assert certificate.is_held and certificate.until == date(2027, 2, 28)
    (after,) = phone_training(scene.number.ref, on=date(2027, 3, 1)).certificates
    assert not after.is_held
    assert take(scene, qualification, at=MONDAY_9AM + timedelta(days=100)).until == date(2027, 6, 30)


def test_where_she_must_come_and_mark_an_example_the_last_of_them_certifies(scene):
    world.make_bank()
    qualification = world.make_qualification(needs_attendance=True, needs_example=True)
    example, (course, code) = world.make_example(qualification), world.make_course(qualification)
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    assert take(scene, qualification).until is None
    learning.attend(client_id=uuid4(), course=course, code=code, by=scene.shopper, at=MONDAY_9AM)
    assert not Certificate.objects.exists()
    for marks, certified in (({"i1": 0, "i2": 4}, False), ({"i1": 1, "i2": 5}, True)):
        learning.mark_example(client_id=uuid4(), example=example, marks=marks, by=scene.shopper, at=MONDAY_9AM)
        assert Certificate.objects.exists() is certified


def test_a_certificate_holds_under_the_number_of_the_next_cycle(scene, django_capture_on_commit_callbacks):
    world.make_bank()
    qualification = world.make_qualification()
    with django_capture_on_commit_callbacks(execute=True):
        take(scene, qualification)
    assert Certificate.objects.get().kept_at == MONDAY_9AM
    vault = panel.vault()
    assert vault.proven([(scene.number.ref, qualification)], on=TODAY, by="t") == {(scene.number.ref, qualification)}


def test_what_the_vault_missed_is_told_later_and_only_once(scene):
    world.make_bank()
    take(scene, world.make_qualification())  # on commit, which never comes here
    assert earning.keep_waiting(at=MONDAY_9AM) == 1
    assert earning.keep_waiting(at=MONDAY_9AM) == 0


def test_of_a_number_that_the_vault_does_not_know_the_proof_waits_is_journalled_once_and_told_again_a_day_later(
    scene, monkeypatch
):
    world.make_bank()
    qualification = world.make_qualification()
    take(scene, qualification)
    keep, told = Vault.keep_proofs, []

    def unknown(_vault, proofs, *, by):
        told.append(len(proofs))
        return {number for number, *_ in proofs}

    def not_kept() -> int:
        return [entry.act for entry in journal.entries_about(scene.number.ref)].count("cycle-number.proof-not-kept")

    with monkeypatch.context() as lost:
        lost.setattr(Vault, "keep_proofs", unknown)
        for hours in (0, 1, 23):
            assert earning.keep_waiting(at=MONDAY_9AM + timedelta(hours=hours)) == 0
        assert Certificate.objects.get().kept_at is None and told == [1] and not_kept() == 1
        assert earning.keep_waiting(at=MONDAY_9AM + timedelta(hours=25)) == 0 and told == [1, 1] and not_kept() == 2
    assert Vault.keep_proofs is keep
    assert earning.keep_waiting(at=MONDAY_9AM + timedelta(hours=50)) == 1  # the twin: it is known again
    assert Certificate.objects.get().kept_at is not None


def test_the_database_changes_no_certificate_no_signature_and_no_marks(scene):
    world.make_bank()
    world.demand(certificate=False)
    qualification = world.make_qualification()
    take(scene, qualification)
    pledge = PledgeText.objects.get()
    learning.sign_pledge(pledge=pledge.ref, language="ar", by=scene.shopper, at=MONDAY_9AM)
    learning.mark_example(
        client_id=uuid4(),
        example=world.make_example(qualification),
        marks={"i1": 1, "i2": 4},
        by=scene.shopper,
        at=MONDAY_9AM,
    )
    for change in (
        lambda: Certificate.objects.update(until=date(2030, 1, 1)),
        lambda: PledgeSignature.objects.update(language="en"),
        lambda: PledgeText.objects.update(text_en="other"),
        lambda: ExampleMarks.objects.all().delete(),
        lambda: Attempt.objects.update(asked=[]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# courses


def test_who_is_not_invited_or_too_early_does_not_attend(scene):
    course, code = world.make_course()
    with pytest.raises(learning.NotInvited):
        learning.attend(client_id=uuid4(), course=course, code=code, by=scene.shopper, at=MONDAY_9AM)
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    with pytest.raises(learning.NotInvited):
        learning.attend(
            client_id=uuid4(), course=course, code=code, by=scene.shopper, at=MONDAY_9AM - timedelta(minutes=1)
        )


def test_a_wrong_code_is_counted_and_after_five_none_is_taken(scene):
    course, code = world.make_course()
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    left = []
    for _time in range(6):
        with pytest.raises(learning.CodeWrong) as refusal:
            learning.attend(client_id=uuid4(), course=course, code="wrong", by=scene.shopper, at=MONDAY_9AM)
        left.append(refusal.value.params["left"])
    assert left == [4, 3, 2, 1, 0, 0]
    with pytest.raises(learning.CodeWrong):
        learning.attend(client_id=uuid4(), course=course, code=code, by=scene.shopper, at=MONDAY_9AM)
    assert CourseSeat.objects.get().attended_on is None


def test_the_desk_sees_who_came_from_the_next_day_on(scene):
    """In the room, a screen that counts up as somebody types would tell whose number it is."""
    course, code = world.make_course()
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    assert preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM) == []
    learning.attend(client_id=uuid4(), course=course, code=code, by=scene.shopper, at=MONDAY_9AM)
    (today,), (tomorrow,) = (queries.course_cards(today=TODAY + timedelta(days=days)) for days in (0, 1))
    assert (today.invited, today.attended) == (1, 0) and tomorrow.attended == 1
    (own,) = phone_training(scene.number.ref, on=TODAY).courses
    assert own.has_attended


def test_who_comes_after_midnight_of_the_place_is_counted_from_its_next_day_on(scene):
    course, code = world.make_course()
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    at = MONDAY_9AM.astimezone(UTC).replace(hour=21)  # it is Tuesday there already
    learning.attend(client_id=uuid4(), course=course, code=code, by=scene.shopper, at=at)
    (card,) = queries.course_cards(today=localdate(at))
    assert localdate(at) > at.date() and card.attended == 0


def test_a_course_that_ends_before_it_begins_is_refused():
    with pytest.raises(preparing.CourseRefused):
        world.make_course(ends_at=MONDAY_9AM)


# calibration


def test_marks_that_are_not_of_the_scales_are_refused(scene):
    example = world.make_example(world.make_qualification())
    for marks in ({}, {"i1": 1}, {"i1": 2, "i2": 3}, {"i1": True, "i2": 3}, {"i1": 1, "i2": 3, "i3": 1}):
        with pytest.raises(learning.ExampleUnknown):
            learning.mark_example(client_id=uuid4(), example=example, marks=marks, by=scene.shopper, at=MONDAY_9AM)
    assert not ExampleMarks.objects.exists()


def test_she_and_the_trainer_see_how_far_she_is_from_the_key_and_her_last_marks_count(scene):
    example = world.make_example(world.make_qualification())
    one = uuid4()
    for client_id, marks in ((one, {"i1": 0, "i2": 2}), (one, {"i1": 1, "i2": 4}), (uuid4(), {"i1": 1, "i2": 3})):
        learning.mark_example(client_id=client_id, example=example, marks=marks, by=scene.shopper, at=MONDAY_9AM)
    assert ExampleMarks.objects.count() == 2
    (own,) = phone_training(scene.number.ref, on=TODAY).examples
    (observer,) = queries.observers_of(example)
    assert own.found == observer.found and observer.number == scene.number.number
    assert str(own.found.divergence) == "0.1250" and own.found.from_others is None
    assert queries.observers_of("none") is None


# the pledge


def test_another_text_than_the_newest_is_not_signed(scene):
    with pytest.raises(learning.PledgeNotNow):
        learning.sign_pledge(pledge="none", language="ar", by=scene.shopper, at=MONDAY_9AM)
    world.demand(certificate=False)
    old = PledgeText.objects.get()
    preparing.publish_pledge(text=world.words("newer"), by=EVERYBODY, at=MONDAY_9AM)
    with pytest.raises(learning.PledgeNotNow):
        learning.sign_pledge(pledge=old.ref, language="ar", by=scene.shopper, at=MONDAY_9AM)
    assert not PledgeSignature.objects.exists()


def test_a_pledge_is_signed_once_stays_readable_and_a_newer_one_asks_anew(scene):
    assert phone_training(scene.number.ref, on=TODAY).pledge is None
    world.demand(certificate=False)
    for _time in range(2):
        learning.sign_pledge(pledge=PledgeText.objects.get().ref, language="ar", by=scene.shopper, at=MONDAY_9AM)
    told = phone_training(scene.number.ref, on=TODAY)
    assert told.has_signed and told.pledge.text_ar == world.PLEDGE.ar
    assert [entry.act for entry in journal.entries_about(scene.number.ref)].count("pledge.signed") == 1
    assert preparing.publish_pledge(text=world.PLEDGE, by=EVERYBODY, at=MONDAY_9AM) == 1
    assert preparing.publish_pledge(text=world.words("newer"), by=EVERYBODY, at=MONDAY_9AM) == 2
    assert not phone_training(scene.number.ref, on=TODAY).has_signed


def test_the_database_keeps_one_signature_for_an_id_of_a_phone(scene):
    world.demand(certificate=False)
    said = {"language": "ar", "by": scene.shopper, "at": MONDAY_9AM, "client_id": uuid4()}
    learning.sign_pledge(pledge=PledgeText.objects.get().ref, **said)
    preparing.publish_pledge(text=world.words("newer"), by=EVERYBODY, at=MONDAY_9AM)
    facts = {"cycle_number": scene.number, "language": "ar", "signed_on": TODAY, "client_id": said["client_id"]}
    for change in (
        lambda: PledgeSignature.objects.create(pledge=PledgeText.objects.get(version=2), **facts),
        lambda: PledgeSignature.objects.update(client_id=uuid4()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_pledge_is_signed_in_a_language_of_applying_only_where_it_stands_in_it(scene):
    preparing.publish_pledge(text=world.PLEDGE, others={"ur": " "}, by=EVERYBODY, at=MONDAY_9AM)
    said = {"language": "ur", "by": scene.shopper, "at": MONDAY_9AM}
    with pytest.raises(learning.PledgeNotNow):
        learning.sign_pledge(pledge=PledgeText.objects.get().ref, **said)
    with pytest.raises(LookupError):
        preparing.publish_pledge(text=world.PLEDGE, others={"hi": "…"}, by=EVERYBODY, at=MONDAY_9AM)
    others = {"ur": "میں عہد کرتا ہوں"}
    assert preparing.publish_pledge(text=world.PLEDGE, others=others, by=EVERYBODY, at=MONDAY_9AM) == 2
    learning.sign_pledge(pledge=PledgeText.objects.get(version=2).ref, **said)
    assert PledgeSignature.objects.get().language == "ur"


def test_a_pledge_in_one_language_alone_is_refused():
    with pytest.raises(preparing.PledgeEmpty):
        preparing.publish_pledge(text=preparing.Both("نص", ""), by=EVERYBODY, at=MONDAY_9AM)


# the start of a programme


def test_a_programme_starts_with_its_pledge_and_demands_training_before_there_is_any():
    """Until somebody has prepared training, nobody is sent untrained."""
    begin_training(blueprint_from((ROOT / "blueprints" / "S3.toml").read_text(encoding="utf-8")), MONDAY_9AM)
    assert demand_now() == Demand(certificate=True, pledge=True)
    assert "neutral" in queries.pledge_now().text_en


def test_a_blueprint_that_is_silent_on_training_demands_nothing():
    begin_training(Blueprint({"format": 1, "programme.code": "x"}), MONDAY_9AM)
    assert demand_now() == Demand() and queries.pledge_now() is None
