"""How a contest ends: who may not answer, what may not be said, the second look; then the outcome, once and for good."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from basira.core.assurance.arbiters import NotImpartial
from basira.core.kernel.actor import OPERATOR, SYSTEM, Role
from basira.core.kernel.lifecycles import FindingState, MoveNotAllowed
from basira.core.scoring import Part
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.stores import derivatives, originals
from basira.programme.findings import contest_queries, holding, queries
from basira.programme.findings.contest_verbs import (
    ArbiterAnswer,
    ChangeIsWorse,
    ChangeUnclear,
    ContestNotFound,
    NothingToLookAt,
    OutcomeUnknown,
    ReasonsNameSomebody,
    ReasonsTell,
    ReasonsUnfit,
    SamePerson,
    SecondLookWaits,
    answer_contest,
    confirm_reasons,
    fit_answer,
    open_file,
    open_visit,
    return_reasons,
    show_proof,
)
from basira.programme.findings.models import ContestOutcome, Finding, ProofPage, ReplyFile, SecondLook
from basira.programme.journal import queries as journal
from basira.programme.journal import verbs as journal_verbs
from basira.programme.people.permissions import NotPermitted
from basira.programme.results.models import ScoreRun
from basira.programme.review.models import AnswerEdit
from basira.surfaces.cli.demo_bodies import queue_log
from tests.cast import MONDAY_9AM, actor
from tests.gateways.test_pictures import picture
from tests.programme.bodies_world import (
    DIRECTOR,
    PDF,
    answer,
    asked_of,
    entity,
    informed_cycle,
    liaison_of,
)
from tests.programme.contest_world import ARBITER, REASONS, SECOND, TELLING, contested, decide

pytestmark = pytest.mark.django_db


def state_of(finding: Finding, at=MONDAY_9AM) -> FindingState:
    return card_of(finding, at).state


def card_of(finding: Finding, at=MONDAY_9AM):
    found = queries.own_finding(entity_ref=finding.entity_ref, ref=finding.ref, at=at, database="default")
    assert found is not None
    return found[1]


def looked_at(visit: Visit, by: str) -> None:
    with transaction.atomic():
        journal_verbs.record("review.opened", subject=visit.ref, by=actor(by, Role.REVIEWER), at=MONDAY_9AM)


def edited(visit: Visit, by: str) -> None:
    AnswerEdit.objects.create(
        visit=visit, path="/data/fee", before="no", after="no", reason="x", edited_at=MONDAY_9AM, edited_by=by
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ARBITER])
def test_only_an_arbiter_answers_and_opens_what_is_behind(role):
    finding = contested()
    somebody = actor("x", role)
    with pytest.raises(NotPermitted):
        decide(finding, by=somebody)
    for verb, of in ((open_visit, {"visit": Visit.objects.first().ref}), (open_file, {"file": "x"})):
        with pytest.raises(NotPermitted):
            verb(finding=finding.ref, by=somebody, at=MONDAY_9AM, **of)
    with pytest.raises(NotPermitted):
        show_proof(file=ReplyFile.objects.get().ref, originals=originals(), derivatives=derivatives(), by=somebody)
    assert not ContestOutcome.objects.exists()


def test_who_had_a_hand_in_it_is_no_arbiter_of_it():
    finding = contested()
    visit = Visit.objects.filter(mission__centre__entity__code="F").first()
    looked_at(visit, "looked")
    edited(visit, "edited")
    for ref, why in (
        ("test", "reviewed"),
        ("looked", "reviewed"),
        ("edited", "reviewed"),
        (DIRECTOR.ref, "released"),
        (liaison_of("F").ref, "of-the-body"),
    ):
        both = actor(ref, Role.ARBITER, Role.REVIEWER, Role.DIRECTOR)
        with pytest.raises(NotImpartial) as refusal:
            decide(finding, by=both)
        assert refusal.value.params["why"] == [why]
        with pytest.raises(NotImpartial):
            open_visit(finding=finding.ref, visit=visit.ref, by=both, at=MONDAY_9AM)
    assert decide(finding, by=ARBITER)


def test_a_reviewer_of_another_bodys_visits_may_answer():
    finding = contested()
    visit = Visit.objects.filter(mission__centre__entity__code="E").first()
    looked_at(visit, ARBITER.ref)
    edited(visit, ARBITER.ref)
    assert decide(finding)


def test_the_database_refuses_an_arbiter_with_a_hand_in_it_too():
    finding = contested()
    row = {"entity_ref": finding.entity_ref, "finding": finding, "outcome": "upheld", "reasons": "x"}
    edited(Visit.objects.filter(mission__centre__entity__code="F").first(), "edited")
    for ref in ("test", "edited", DIRECTOR.ref, liaison_of("F").ref):
        with pytest.raises(IntegrityError, match="no hand"), transaction.atomic():
            ContestOutcome.objects.create(**row, decided_at=MONDAY_9AM, decided_by=ref)
    other = Finding.objects.filter(entity_ref=entity("F"), reply=None).first()
    for change in ({"finding": other}, {"entity_ref": entity("E")}):
        with pytest.raises(IntegrityError, match="ends a contest"), transaction.atomic():
            ContestOutcome.objects.create(**row | change, decided_at=MONDAY_9AM, decided_by=ARBITER.ref)


def test_what_is_not_contested_has_no_arbiter():
    informed_cycle()
    finding = asked_of("F")
    with pytest.raises(ContestNotFound):
        decide(finding)
    answer(finding.ref, liaison_of("F"), said="accepted-in-part", words="part")
    with pytest.raises(ContestNotFound):
        decide(finding)
    with pytest.raises(ContestNotFound):
        answer_contest(finding="nothing", answer=None, by=ARBITER, at=MONDAY_9AM)


def test_an_answer_is_one_of_three_with_reasons_and_a_change_says_what_holds():
    finding = contested()
    for outcome in ("", "contested", "accepted", "verified"):
        with pytest.raises(OutcomeUnknown):
            decide(finding, outcome)
    for reasons in ("  ", "x" * 4001):
        with pytest.raises(ReasonsUnfit):
            decide(finding, reasons=reasons)
    for change in ({}, {"now_reads": "x"}, {"now_part": "opportunity"}, {"now_reads": "x", "now_part": "strength"}):
        with pytest.raises(ChangeUnclear):
            decide(finding, "changed", **change)
    assert not ContestOutcome.objects.exists()


def test_a_contest_never_makes_a_finding_worse():
    worse = ArbiterAnswer("changed", REASONS, "It is worse.", "shortcoming")
    with pytest.raises(ChangeIsWorse):
        fit_answer(worse, Part.OPPORTUNITY)
    assert fit_answer(worse, Part.SHORTCOMING).now_part == "shortcoming"


@pytest.mark.parametrize("where", ["reasons", "now_reads"])
@pytest.mark.parametrize("words", [TELLING, "At 10:40.", "In Centre Centre-F.", "Mr Salem was there."])
def test_words_that_could_tell_of_a_visit_are_refused(where, words):
    finding = contested()
    with pytest.raises(ReasonsTell):
        decide(finding, "changed", **{"now_reads": "x", "now_part": "opportunity"} | {where: words})
    assert not ContestOutcome.objects.exists()


def test_the_number_of_a_shopper_passes_no_second_look():
    finding = contested()
    with pytest.raises(ReasonsNameSomebody):
        decide(finding, reasons="What م-0001 saw stands.", ask_second_look=True)
    assert contest_queries.waiting_for_a_look(finding) is None


def test_telling_words_wait_for_a_second_person_and_no_body_reads_them():
    finding = contested()
    assert decide(finding, reasons=TELLING, ask_second_look=True) is False
    card = card_of(finding)
    assert card.state is FindingState.CONTESTED and card.outcome is None
    with pytest.raises(SecondLookWaits):
        decide(finding)
    for by in (ARBITER, actor(ARBITER.ref, Role.DIRECTOR)):
        with pytest.raises(SamePerson):
            confirm_reasons(finding=finding.ref, by=by, at=MONDAY_9AM)
    for role in set(Role) - {Role.ARBITER, Role.DIRECTOR}:
        with pytest.raises(NotPermitted):
            confirm_reasons(finding=finding.ref, by=actor("x", role), at=MONDAY_9AM)
    with pytest.raises(NotImpartial):
        confirm_reasons(finding=finding.ref, by=actor(liaison_of("F").ref, Role.DIRECTOR), at=MONDAY_9AM)
    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        proposed = contest_queries.waiting_for_a_look(finding)
        SecondLook.objects.create(proposed=proposed, is_fit=True, looked_at=MONDAY_9AM, looked_by=ARBITER.ref)
    with pytest.raises(ReasonsUnfit):
        return_reasons(finding=finding.ref, words=" ", by=SECOND, at=MONDAY_9AM)
    return_reasons(finding=finding.ref, words="The day tells it.", by=SECOND, at=MONDAY_9AM)
    with pytest.raises(NothingToLookAt):
        confirm_reasons(finding=finding.ref, by=SECOND, at=MONDAY_9AM)
    page = contest_queries.contest_page(finding=finding.ref, by=ARBITER, at=MONDAY_9AM)
    assert page.waiting is None and [one.returned for one in page.returned] == ["The day tells it."]
    assert decide(finding) and state_of(finding) is FindingState.UPHELD


def test_a_confirmed_answer_is_the_arbiters_and_ends_the_contest():
    finding = contested()
    decide(finding, reasons=TELLING, ask_second_look=True)
    confirm_reasons(finding=finding.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert ContestOutcome.objects.get().decided_by == ARBITER.ref and card_of(finding).outcome.reasons == TELLING
    acts = [(entry.act, entry.by_ref) for entry in journal.entries_about(finding.ref)]
    assert acts[-3:] == [("contest.proposed", "maha"), ("contest.confirmed", "salem"), ("contest.answered", "salem")]


@pytest.mark.parametrize("outcome", ["upheld", "changed", "not-upheld"])
def test_an_outcome_stands_beside_the_finding_which_stays_as_it_was_told(outcome):
    finding = contested()
    before = Finding.objects.values_list("figures", "part", "report__figures_sha256").get(pk=finding.pk)
    runs = list(ScoreRun.objects.values_list("inputs_sha256", flat=True))
    change = {"now_reads": "The board was corrected.", "now_part": "opportunity"} if outcome == "changed" else {}
    assert decide(finding, outcome, **change) is True
    card = card_of(finding)
    assert card.state is FindingState(outcome) and card.answer.answer is FindingState.CONTESTED
    assert (card.outcome.reasons, card.outcome.now_reads) == (REASONS, change.get("now_reads", ""))
    assert card.part is Part.SHORTCOMING and card.outcome.now_part == (Part.OPPORTUNITY if change else None)
    assert Finding.objects.values_list("figures", "part", "report__figures_sha256").get(pk=finding.pk) == before
    assert list(ScoreRun.objects.values_list("inputs_sha256", flat=True)) == runs  # no score is calculated anew
    entry = journal.entries_about(finding.ref)[-1]
    assert (entry.act, entry.by_ref, entry.detail) == (
        "contest.answered", ARBITER.ref, {"to": outcome, "arbiter": ARBITER.ref},
    )  # fmt: skip
    assert "log" not in json.dumps(entry.detail)
    with pytest.raises(MoveNotAllowed):
        decide(finding)


def test_an_outcome_and_what_led_to_it_are_never_changed():
    finding = contested(files=(queue_log(),))
    show_proof(file=ReplyFile.objects.get().ref, originals=originals(), derivatives=derivatives(), by=SYSTEM)
    decide(finding, reasons=TELLING, ask_second_look=True)
    confirm_reasons(finding=finding.ref, by=SECOND, at=MONDAY_9AM)
    for table, change in (
        ("findings_contestoutcome", "outcome = 'not-upheld'"),
        ("findings_proposedoutcome", "reasons = 'x'"),
        ("findings_secondlook", "is_fit = false"),
        ("findings_proofpage", "derivative_ref = 'x'"),
    ):
        for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_failure_of_the_journal_leaves_the_contest_open(monkeypatch):
    finding = contested()

    def fails(*_words, **_more):
        raise RuntimeError

    monkeypatch.setattr("basira.programme.findings.contest_verbs.journal.record", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        decide(finding)
    assert not ContestOutcome.objects.exists()


def test_the_arbiters_clock_knows_the_weekend_and_ends_with_the_answer():
    finding = contested()
    (card,) = contest_queries.contests(MONDAY_9AM)
    assert str(card.answer_by) == "2026-12-07" and not card.is_late  # ten working days, two weekends
    last, late = MONDAY_9AM + timedelta(days=14), MONDAY_9AM + timedelta(days=15)
    assert not contest_queries.contests(last)[0].is_late and contest_queries.contests(late)[0].is_late
    assert str(card_of(finding).arbiter_by) == "2026-12-07"
    decide(finding)
    (card,) = contest_queries.contests(late)
    assert not card.is_late and card.state is FindingState.UPHELD


def test_the_contest_holds_the_bodys_files_until_it_ends():
    finding = contested()
    wave = finding.report.wave_id
    assert holding.contested([wave]) == {(wave, entity("F"))}
    second = Finding.objects.filter(entity_ref=entity("F"), answer_by__isnull=False, reply=None).first()
    if second is not None:
        answer(second.ref, liaison_of("F"), said="contested", words="this too")
        decide(finding)
        assert holding.contested([wave]) == {(wave, entity("F"))}
        decide(second, "not-upheld")
    else:
        decide(finding, "not-upheld")
    assert holding.contested([wave]) == frozenset()


def test_the_arbiter_opens_the_visits_behind_the_finding_alone_and_the_journal_tells():
    finding = contested()
    behind = contest_queries.visits_of(finding.ref)
    assert {one.ref for one in behind} == set(
        Visit.objects.filter(mission__centre__entity__code="F").values_list("ref", flat=True)
    )
    assert [one.share for one in behind] == sorted(one.share for one in behind)
    open_visit(finding=finding.ref, visit=behind[0].ref, by=ARBITER, at=MONDAY_9AM)
    entry = journal.entries_about(finding.ref)[-1]
    assert (entry.act, entry.detail) == ("contest.visit-opened", {"visit": behind[0].ref})
    others = Visit.objects.filter(mission__centre__entity__code="E").first()
    with pytest.raises(ContestNotFound):
        open_visit(finding=finding.ref, visit=others.ref, by=ARBITER, at=MONDAY_9AM)
    with pytest.raises(ContestNotFound):
        open_file(finding=finding.ref, file="nothing", by=ARBITER, at=MONDAY_9AM)


@pytest.mark.parametrize("content", [queue_log(), picture("JPEG")], ids=["pdf", "jpeg"])
def test_the_worker_makes_pages_of_a_bodys_file_from_pixels_once(content):
    finding = contested(files=(content,))
    file = ReplyFile.objects.get()
    assert contest_queries.unshown_proofs() == [file.ref]
    made = {"file": file.ref, "originals": originals(), "derivatives": derivatives(), "by": SYSTEM}
    assert show_proof(**made) is True and show_proof(**made) is False
    assert contest_queries.unshown_proofs() == []
    sealed = contest_queries.page_of_proof(finding=finding.ref, file=file.ref, place=1)
    page = b"".join(derivatives().open_sealed(sealed))
    assert page.startswith(b"\xff\xd8\xff") and b"PDF" not in page
    assert contest_queries.page_of_proof(finding="another", file=file.ref, place=1) is None


def test_a_file_of_which_no_page_can_be_made_says_why_and_stays_sealed():
    contested(files=(PDF,))
    file = ReplyFile.objects.get()
    made = {"file": file.ref, "originals": originals(), "derivatives": derivatives(), "by": SYSTEM}
    assert show_proof(**made) is False and ProofPage.objects.get().problem == "unreadable"
    assert contest_queries.unshown_proofs() == []


def test_only_the_system_shows_proof():
    contested()
    made = {"file": ReplyFile.objects.get().ref, "originals": originals(), "derivatives": derivatives()}
    for by in (ARBITER, DIRECTOR, OPERATOR):
        with pytest.raises(NotPermitted):
            show_proof(**made, by=by)
