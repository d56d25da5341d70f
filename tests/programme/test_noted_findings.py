"""An analyst's findings: who may not, what a figure does not say, what words may not say; then two people and the report."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MoveNotAllowed, VisitState, WaveState
from basira.core.kernel.noting import IntegrityKind
from basira.core.scoring import EffectImpossible, Part
from basira.programme.fieldwork.models import Visit
from basira.programme.findings import noted, queries, reports
from basira.programme.findings.behind import visits_behind
from basira.programme.findings.bench import bench_of, recommendation_table
from basira.programme.findings.drafting import (
    AlreadyNoted,
    ConfirmedByAuthor,
    FigureNotShown,
    NoteCodesUnknown,
    NoteNotFound,
    NoteNotSupported,
    WordsBetray,
    WordsIncomplete,
    WordsNamePeople,
    WordsOfIntegrity,
    WordsRepeat,
    confirm_finding,
    set_aside,
)
from basira.programme.findings.models import (
    EntityReport,
    Finding,
    IntegrityItem,
    NotedFinding,
    ProposalAnswer,
    Recommendation,
)
from basira.programme.findings.noted import NotesOpen, NotesOutdated
from basira.programme.findings.notes import notes_of, proposals_of
from basira.programme.findings.recommending import (
    DueTooEarly,
    FindingStands,
    ProposalAnswered,
    ProposalNotFound,
    ProposalReasonMissing,
    TooManyRecommendations,
    answer_proposal,
    recommend,
)
from basira.programme.findings.sealing import (
    AlreadyReferred,
    AlreadySealed,
    IntegrityNoteNotFound,
    TooFewToRefer,
    integrity_groups,
    refer_integrity,
    seal_integrity,
)
from basira.programme.findings.verbs import CycleNotScored, inform_bodies
from basira.programme.journal import queries as journal
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.results.models import ScoreRun
from basira.programme.results.queries import latest_runs
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity, report_of, scored_cycle
from tests.programme.measured_world import make_world
from tests.programme.notes_world import FEE, OFFICER, STRENGTH, SUGGESTED, bring_law, write, write_besides

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ANALYST])
def test_only_an_analyst_writes_findings_and_recommendations(role):
    world = scored_cycle()
    with pytest.raises(NotPermitted):
        write(world, FEE, by=actor("x", role))
    found = write(world, FEE)
    with pytest.raises(NotPermitted):
        recommend(finding=found.ref, suggested=SUGGESTED, by=actor("x", role), at=MONDAY_9AM)
    assert NotedFinding.objects.count() == 1 and not Recommendation.objects.exists()


@pytest.mark.parametrize("state", [state for state in WaveState if state is not WaveState.SCORED])
def test_findings_are_written_of_a_scored_cycle_before_its_bodies_are_informed(state):
    world = scored_cycle()
    Wave.objects.update(state=state)
    with pytest.raises(CycleNotScored):
        write(world, FEE)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"code": "accuracy/test:nothing"}, FigureNotShown),
        ({"centre_ref": "nobody"}, FigureNotShown),
        ({"part": "strength", "wording": "kept"}, NoteNotSupported),
        ({"part": "opportunity", "wording": "earlier"}, NoteNotSupported),
        ({"wording": "kept"}, NoteNotSupported),
        ({"wording": "shouts"}, NoteCodesUnknown),
        ({"topic": "weather"}, NoteCodesUnknown),
        ({"severity": ""}, NoteCodesUnknown),
        ({"step": "lunch"}, NoteCodesUnknown),
        ({"causes": ("malice",)}, NoteCodesUnknown),
        ({"causes": ("rules", "rules")}, NoteCodesUnknown),
        ({"causes": ("rules", "staffing", "training", "system")}, NoteCodesUnknown),
        ({"articles": ("0" * 26,)}, NoteCodesUnknown),
        ({"remark_ar": "تُعلن الرسوم"}, WordsIncomplete),
        ({"remark_ar": "ن" * 281, "remark_en": "n"}, WordsIncomplete),
        ({"remark_ar": "عند الساعة", "remark_en": "At 10:40"}, WordsBetray),
        ({"remark_ar": "م-0417", "remark_en": "number"}, WordsBetray),
        ({"remark_ar": "زار المتسوق", "remark_en": "came"}, WordsBetray),
        ({"remark_ar": "اتصل", "remark_en": "Call 0501234567"}, WordsNamePeople),
        ({"remark_ar": "طُلبت رشوة", "remark_en": "money"}, WordsOfIntegrity),
        ({"remark_ar": "الموظف", "remark_en": "the clerk with the GREEN scarf"}, WordsRepeat),
    ],
)
def test_what_a_finding_may_not_say(change, refusal):
    world = scored_cycle(remark="the clerk with the green scarf shouted at me")
    with pytest.raises(refusal):
        write(world, replace(FEE, **change))
    assert not NotedFinding.objects.exists()


def test_of_a_body_with_few_visits_nothing_can_be_said():
    world = make_world()
    for visit in range(3):
        world.visit("Centre-S", visit, answers="no no", entity="S")
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    assert bench_of(world.wave.ref, entity("S")).subjects == ()
    with pytest.raises(FigureNotShown):
        write(world, FEE, body="S")


def test_a_figure_has_one_finding_until_it_is_set_aside():
    world = scored_cycle()
    first = write(world, FEE)
    with pytest.raises(AlreadyNoted):
        write(world, FEE)
    set_aside(finding=first.ref, by=ANALYST, at=MONDAY_9AM)
    write(world, FEE)


def test_nobody_confirms_her_own_finding_neither_by_the_verb_nor_in_the_database():
    world = scored_cycle()
    found = write(world, FEE)
    with pytest.raises(ConfirmedByAuthor):
        confirm_finding(finding=found.ref, by=ANALYST, at=MONDAY_9AM)
    own = {"state": "confirmed", "confirmed_at": MONDAY_9AM, "confirmed_by": found.written_by}
    with pytest.raises(IntegrityError), transaction.atomic():
        NotedFinding.objects.filter(ref=found.ref).update(**own)
    for role in (Role.REVIEWER, Role.PUBLISHER, Role.BODY_LIAISON):
        with pytest.raises(NotPermitted):
            confirm_finding(finding=found.ref, by=actor("x", role), at=MONDAY_9AM)
    with pytest.raises(NoteNotFound):
        confirm_finding(finding="nothing", by=DIRECTOR, at=MONDAY_9AM)


def test_what_was_confirmed_or_set_aside_stands():
    world = scored_cycle()
    found = write(world, FEE, confirmed=True)
    with pytest.raises(MoveNotAllowed):
        confirm_finding(finding=found.ref, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(FindingStands):
        recommend(finding=found.ref, suggested=SUGGESTED, by=ANALYST, at=MONDAY_9AM)
    set_aside(finding=found.ref, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(MoveNotAllowed):
        set_aside(finding=found.ref, by=DIRECTOR, at=MONDAY_9AM)


def test_the_database_refuses_a_change_of_what_was_written():
    world = scored_cycle()
    found = write(world, FEE)
    recommend(finding=found.ref, suggested=SUGGESTED, by=ANALYST, at=MONDAY_9AM)
    confirm_finding(finding=found.ref, by=DIRECTOR, at=MONDAY_9AM)
    for statement in (
        "UPDATE findings_notedfinding SET part = 'strength'",
        "UPDATE findings_notedfinding SET remark_ar = 'x', remark_en = 'x'",
        "UPDATE findings_notedfinding SET confirmed_by = 'somebody else'",
        "DELETE FROM findings_notedfinding",
        "UPDATE findings_recommendation SET effect = 1",
        "DELETE FROM findings_recommendation",
    ):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"effect": Decimal(0)}, EffectImpossible),
        ({"effect": Decimal(101)}, EffectImpossible),
        ({"unit": "dirhams"}, NoteCodesUnknown),
        ({"certainty": "sworn"}, NoteCodesUnknown),
        ({"effort": "years"}, NoteCodesUnknown),
        ({"owner_en": "x" * 121}, NoteCodesUnknown),
        ({"due_on": date(2026, 11, 23)}, DueTooEarly),
        ({"text_en": ""}, WordsIncomplete),
        ({"owner_ar": ""}, WordsIncomplete),
        ({"text_en": "Ask the shopper"}, WordsBetray),
        ({"owner_en": "Ali, 0501234567, phone"}, WordsNamePeople),
    ],
)
def test_what_a_recommendation_may_not_say(change, refusal):
    world = scored_cycle()
    found = write(world, FEE)
    with pytest.raises(refusal):
        recommend(finding=found.ref, suggested=replace(SUGGESTED, **change), by=ANALYST, at=MONDAY_9AM)
    assert not Recommendation.objects.exists()


def test_a_finding_has_at_most_five_recommendations_the_largest_gain_first():
    world = scored_cycle()
    found = write(world, FEE)
    for effect in ("1", "5", "3", "2", "4"):
        more = replace(SUGGESTED, effect=Decimal(effect))
        recommend(finding=found.ref, suggested=more, by=ANALYST, at=MONDAY_9AM)
    with pytest.raises(TooManyRecommendations):
        recommend(finding=found.ref, suggested=SUGGESTED, by=ANALYST, at=MONDAY_9AM)
    gains = [Decimal(row["priority"]) for row in noted.said(found, found.code)["recommendations"]]
    assert gains == sorted(gains, reverse=True) and gains[0] == Decimal("3.0")


def test_no_body_is_informed_while_a_finding_waits_for_a_second_person():
    world = scored_cycle()
    found = write(world, FEE)
    with pytest.raises(NotesOpen):
        inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert not EntityReport.objects.exists()
    set_aside(finding=found.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert "noted" not in json.dumps(report_of("F").figures)


def test_a_finding_that_newer_scores_do_not_say_stops_the_informing():
    world = scored_cycle()
    write(world, FEE, confirmed=True)
    Wave.objects.update(state=WaveState.REVIEWED)
    for visit in range(60):
        world.visit("Centre-F", visit % 5, answers="yes yes", entity="F")
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    with pytest.raises(NotesOutdated):
        inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert not EntityReport.objects.exists()
    assert [line.is_supported for line in bench_of(world.wave.ref, entity("F")).findings] == [False]


def test_a_confirmed_finding_is_frozen_into_the_report_beside_the_rules_own():
    world = scored_cycle()
    law = bring_law()
    found = write(world, replace(FEE, articles=(law,), causes=("information",), step="paying"))
    recommend(finding=found.ref, suggested=SUGGESTED, by=ANALYST, at=MONDAY_9AM)
    confirm_finding(finding=found.ref, by=DIRECTOR, at=MONDAY_9AM)
    plain = {row["code"] for row in reports.reports_of(latest_runs()[world.wave.ref].ref)[0]["findings"]}
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    told = report_of("F")
    assert reports.digest(told.figures) == told.figures_sha256
    (row,) = [row for row in told.figures["findings"] if "noted" in row]
    assert (row["code"], row["part"], row["noted"]["wording"]) == ("accuracy/test:fee", "shortcoming", "differs")
    assert row["noted"]["articles"][0]["text"]["en"] == "Fees are shown"
    assert row["noted"]["recommendations"][0]["priority"] == "12.0" and row["noted"]["recurrence"] == "first"
    assert len(told.figures["findings"]) >= len(plain)
    card = next(
        one
        for one in queries.own_report(entity_ref=entity("F"), at=MONDAY_9AM, database="default").report.findings
        if one.noted
    )
    assert card.noted.recommendations[0].owner.en == "Customer services" and card.answer_by is not None
    text = json.dumps(told.figures, ensure_ascii=False)
    assert found.ref not in text and ANALYST.ref not in text and law not in text
    others = json.dumps(report_of("E").figures)
    assert "noted" not in others


def test_findings_keep_the_order_of_a_report_strengths_first():
    world = scored_cycle()
    write(world, STRENGTH, body="E", confirmed=True)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    parts = [list(Part).index(Part(row["part"])) for row in report_of("E").figures["findings"]]
    assert parts == sorted(parts)
    assert Finding.objects.get(entity_ref=entity("E"), code=STRENGTH.code).answer_by is None


def test_a_centre_is_named_only_where_its_figure_is_shown():
    world = make_world()
    for visit in range(24):
        place = "Big" if visit < 20 else f"Small-{visit}"
        world.visit(place, visit % 5, answers="yes no", entity="F")
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    bench = bench_of(world.wave.ref, entity("F"))
    assert bench.centres <= {world.centres["Big"].ref}
    for name in ("Small-20", "Small-23"):
        with pytest.raises(FigureNotShown):
            write(world, replace(FEE, code="accuracy/", centre_ref=world.centres[name].ref))


def test_a_dimension_at_a_shown_centre_becomes_a_row_of_its_own():
    world = scored_cycle()
    centre = world.centres["Centre-F"].ref
    found = write(world, replace(FEE, code="accuracy/", centre_ref=centre), confirmed=True)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    row = next(row for row in report_of("F").figures["findings"] if row["code"] == f"accuracy/@{centre}")
    assert row["centre"]["en"] == "Centre Centre-F" and row["visits"] == 12 and found.ref not in json.dumps(row)
    told = Finding.objects.get(code=row["code"])
    assert len(visits_behind(told)) == 12  # so that an arbiter finds what a contest is about


def test_behind_a_finding_at_a_centre_stand_that_centres_visits_alone():
    world = scored_cycle(poor="F")
    finding = Finding(entity_ref=entity("F"), code=f"accuracy/@{world.centres['Centre-E'].ref}")
    finding.report = EntityReport(run=ScoreRun.objects.get(wave=world.wave))
    assert visits_behind(finding) == ()


def test_recurrence_is_read_off_earlier_reports_not_typed():
    first = scored_cycle(1)
    inform_bodies(wave=first.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    second = scored_cycle(2)
    write(second, FEE, confirmed=True)
    write(second, replace(STRENGTH, code="accuracy/test:fee"), body="E", confirmed=True)
    inform_bodies(wave=second.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    (row,) = [row for row in report_of("F").figures["findings"] if "noted" in row]
    assert row["noted"]["recurrence"] == "again"
    third = scored_cycle(3)
    found = write(third, FEE)
    assert noted.recurrence(found, FEE.code) == "lasting"


def test_notes_are_of_accepted_visits_covered_and_without_whose_or_when():
    world = scored_cycle()
    first = Visit.objects.filter(mission__centre__entity__code="F").order_by("pk").first()
    second = world.visit("Centre-F", 0, state=VisitState.REJECTED, entity="F")
    write_besides(first, observation="Call 0501234567, the clerk said")
    write_besides(second, observation="Never seen")
    (note,) = notes_of(world.wave.ref, entity("F"))
    assert "0501234567" not in note.words and "[…]" in note.words and note.centre_ar == ""
    (named,) = notes_of(world.wave.ref, entity("F"), [world.centres["Centre-F"].ref])
    assert named.centre_en == "Centre Centre-F"
    assert notes_of(world.wave.ref, entity("E")) == ()


def test_a_proposal_is_answered_once_taken_up_or_not_with_a_reason():
    world = scored_cycle()
    first, second = Visit.objects.filter(mission__centre__entity__code="F").order_by("pk")[:2]
    write_besides(first, proposal="More chairs")
    write_besides(second, proposal="Fewer papers")
    finding = write(world, FEE)
    step = recommend(finding=finding.ref, suggested=SUGGESTED, by=ANALYST, at=MONDAY_9AM)
    say = {"by": ANALYST, "at": MONDAY_9AM}
    with pytest.raises(NotPermitted):
        answer_proposal(visit=first.ref, recommendation=step.ref, reason="", by=DIRECTOR, at=MONDAY_9AM)
    for visit, taken in (("nothing", ""), (first.ref, "nothing")):
        with pytest.raises(ProposalNotFound):
            answer_proposal(visit=visit, recommendation=taken, reason="x", **say)
    for taken, reason in (("", " "), (step.ref, "both"), ("", "x" * 281)):
        with pytest.raises(ProposalReasonMissing):
            answer_proposal(visit=first.ref, recommendation=taken, reason=reason, **say)
    answer_proposal(visit=first.ref, recommendation=step.ref, reason="", **say)
    answer_proposal(visit=second.ref, recommendation="", reason="A law asks for them.", **say)
    with pytest.raises(ProposalAnswered):
        answer_proposal(visit=first.ref, recommendation="", reason="no", **say)
    assert {one.taken_up for one in proposals_of(world.wave.ref, entity("F"))} == {True, False}
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        ProposalAnswer.objects.all().delete()
    (row,) = recommendation_table(world.wave.ref).rows
    assert row[-1] == 1 and row[13] == Decimal("12.0")
    assert all(first.ref not in json.dumps(entry.detail) for entry in Entry.objects.all())


def test_a_hint_of_dishonesty_leaves_the_bench_and_reaches_no_report():
    world = scored_cycle()
    visits = list(Visit.objects.filter(mission__centre__entity__code="F").order_by("pk")[:4])
    for visit in visits:
        write_besides(visit, observation=f"A gift was hinted at {visit.pk}")
    seal = {"note": "observation", "kind": str(IntegrityKind.BRIBE_HINTED), "at": MONDAY_9AM}
    for role in (Role.DIRECTOR, Role.REVIEWER, Role.INTEGRITY_OFFICER):
        with pytest.raises(NotPermitted):
            seal_integrity(visit=visits[0].ref, by=actor("x", role), **seal)
    with pytest.raises(IntegrityNoteNotFound):
        seal_integrity(visit=visits[0].ref, by=ANALYST, **(seal | {"note": "story"}))
    seal_integrity(visit=visits[0].ref, by=ANALYST, **seal)
    with pytest.raises(AlreadySealed):
        seal_integrity(visit=visits[0].ref, by=ANALYST, **seal)
    assert len(notes_of(world.wave.ref, entity("F"))) == 3
    refer = {"wave": world.wave.ref, "entity": entity("F"), "kind": seal["kind"], "at": MONDAY_9AM}
    with pytest.raises(NotPermitted):
        refer_integrity(by=ANALYST, **refer)
    seal_integrity(visit=visits[1].ref, by=ANALYST, **seal)
    with pytest.raises(TooFewToRefer):
        refer_integrity(by=OFFICER, **refer)
    for visit in visits[2:]:
        seal_integrity(visit=visit.ref, by=ANALYST, **seal)
    (group,) = integrity_groups()
    assert (group.visits, group.shoppers, group.may_be_referred, len(group.words)) == (4, 4, True, 4)
    referral = refer_integrity(by=OFFICER, **refer)
    assert referral.at_least == 3
    with pytest.raises(AlreadyReferred):
        refer_integrity(by=OFFICER, **refer)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    told = json.dumps([one.figures for one in EntityReport.objects.all()])
    assert "gift" not in told and "bribe" not in told
    for entry in Entry.objects.filter(act__startswith="integrity."):
        assert entry.detail == {}
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        IntegrityItem.objects.all().delete()


def test_the_journal_says_who_wrote_and_who_confirmed_and_no_words():
    world = scored_cycle()
    found = write(
        world, replace(FEE, remark_ar="تُعلن الرسوم كلها", remark_en="All fees could be shown"), confirmed=True
    )
    lines = journal.entries_about(found.ref)
    assert {(line.act, line.by_ref) for line in lines} == {
        ("noted.written", ANALYST.ref),
        ("noted.confirmed", DIRECTOR.ref),
    }
    assert "All fees" not in json.dumps([line.detail for line in lines])
