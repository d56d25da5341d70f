"""Informing the bodies and their answers: refusals first, then all at once, then once and for good."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from basira.core.disclosure import DisclosureRule
from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.lifecycles import FindingState, WaveState
from basira.core.scoring import Part, ReportRule
from basira.gateways.evidence import EvidenceKindRefused
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.stores import originals
from basira.programme.findings import queries, reports
from basira.programme.findings.kept_files import TooManyFiles
from basira.programme.findings.models import EntityReport, Finding, Reply, ReplyFile
from basira.programme.findings.own_rows import NoBody
from basira.programme.findings.verbs import (
    AlreadyAnswered,
    AnswerUnknown,
    CycleNotScored,
    FindingNotFound,
    NothingToAnswer,
    ReasonMissing,
    TimeIsOver,
    WordsTooLong,
    inform_bodies,
)
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.results.queries import latest_runs
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import (
    DIRECTOR,
    PDF,
    answer,
    asked_of,
    entity,
    informed_cycle,
    liaison_of,
    report_of,
    scored_cycle,
)
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
RULE, LINES = DisclosureRule(), ReportRule()


def sealed_refs():
    return set(originals().refs())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_only_the_director_informs_the_bodies(role):
    world = scored_cycle()
    with pytest.raises(NotPermitted):
        inform_bodies(wave=world.wave.ref, by=actor("x", role), at=MONDAY_9AM)
    assert not EntityReport.objects.exists()


@pytest.mark.parametrize("state", [state for state in WaveState if state is not WaveState.SCORED])
def test_bodies_are_informed_of_a_scored_cycle_only(state):
    world = scored_cycle()
    Wave.objects.update(state=state)
    with pytest.raises(CycleNotScored):
        inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)


def test_a_cycle_without_a_run_tells_nothing():
    world = make_world(state=WaveState.SCORED)
    with pytest.raises(CycleNotScored):
        inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)


def test_all_bodies_are_informed_at_one_moment_and_once():
    world = informed_cycle(bodies="EFG")
    assert {one.entity_ref for one in EntityReport.objects.all()} == {entity(code) for code in "EFG"}
    assert {one.released_at for one in EntityReport.objects.all()} == {MONDAY_9AM}
    with pytest.raises(CycleNotScored):
        inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert journal.entries_about(world.wave.ref)[-1].act == "bodies.informed"


def test_a_failure_half_way_informs_nobody(monkeypatch):
    world = scored_cycle()
    real, calls = reports.digest, []

    def fails_at_the_second(figures):
        calls.append(figures)
        if len(calls) == 2:
            raise RuntimeError
        return real(figures)

    monkeypatch.setattr(reports, "digest", fails_at_the_second)
    with pytest.raises(RuntimeError), transaction.atomic():
        inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert not EntityReport.objects.exists() and Wave.objects.get().state == WaveState.SCORED


def test_who_may_not_answer(a_stranger):
    informed_cycle()
    finding = asked_of("F")
    for nobody in (a_stranger, DIRECTOR, OPERATOR):
        with pytest.raises(NotPermitted):
            answer(finding.ref, nobody)
    with pytest.raises(NoBody):
        answer(finding.ref, actor("nobody's liaison", Role.BODY_LIAISON))
    with pytest.raises(FindingNotFound):
        answer(finding.ref, liaison_of("E"))
    assert not Reply.objects.exists()


def test_an_answer_must_be_one_and_say_why():
    informed_cycle()
    finding, by = asked_of("F").ref, liaison_of("F")
    for said in ("", "released", "no-reply", "upheld"):
        with pytest.raises(AnswerUnknown):
            answer(finding, by, said=said)
    for said in ("contested", "accepted-in-part"):
        with pytest.raises(ReasonMissing):
            answer(finding, by, said=said, words="  ")
    with pytest.raises(WordsTooLong):
        answer(finding, by, words="x" * 4001)
    with pytest.raises(TooManyFiles):
        answer(finding, by, said="contested", files=(PDF,) * 4)
    assert not Reply.objects.exists()


def test_a_file_of_another_kind_is_refused_and_nothing_is_kept():
    informed_cycle()
    before = sealed_refs()
    with pytest.raises(EvidenceKindRefused):
        answer(asked_of("F").ref, liaison_of("F"), said="contested", files=(PDF, b"MZ\x90\x00 program"))
    assert not Reply.objects.exists() and sealed_refs() == before


def test_a_strength_asks_for_no_answer():
    informed_cycle()
    strength = Finding.objects.filter(part=Part.STRENGTH).first()
    assert strength.answer_by is None
    with pytest.raises(NothingToAnswer):
        answer(strength.ref, liaison_of("E"))


def test_a_second_answer_is_refused_in_words_and_by_the_database_and_leaves_no_file():
    informed_cycle()
    finding, by = asked_of("F"), liaison_of("F")
    answer(finding.ref, by)
    before = sealed_refs()
    with pytest.raises(AlreadyAnswered):
        answer(finding.ref, by, said="contested", files=(PDF,))
    assert sealed_refs() == before
    twice = {"entity_ref": finding.entity_ref, "finding": finding, "answer": "accepted"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Reply.objects.create(**twice, replied_at=MONDAY_9AM, replied_by="x")


def test_silence_becomes_no_reply_without_a_write_and_then_it_is_too_late():
    informed_cycle()
    finding, by = asked_of("F"), liaison_of("F")
    own = queries.own_report(entity_ref=by.entity_ref, at=MONDAY_9AM, database="default")
    assert str(finding.answer_by) == "2026-12-07" and own.report.open_findings
    last = MONDAY_9AM + timedelta(days=14)
    assert queries.state_of(finding.answer_by, None, last) is FindingState.RELEASED
    late = last + timedelta(days=1)
    own = queries.own_report(entity_ref=by.entity_ref, at=late, database="default")
    assert {one.state for one in own.report.findings if one.answer_by} == {FindingState.NO_REPLY}
    with pytest.raises(TimeIsOver):
        answer(finding.ref, by, at=late)
    assert not Reply.objects.exists()


@pytest.mark.parametrize("said", ["accepted", "accepted-in-part", "contested"])
def test_an_answer_stands_with_its_words_and_sealed_files(said):
    world = informed_cycle()
    finding, by = asked_of("F"), liaison_of("F")
    store = answer(finding.ref, by, said=said, words="Our log says 11 minutes.", files=(PDF,))
    _report, card = queries.own_finding(entity_ref=by.entity_ref, ref=finding.ref, at=MONDAY_9AM, database="default")
    assert (card.state, card.answer.words) == (FindingState(said), "Our log says 11 minutes.")
    kept = ReplyFile.objects.get()
    assert b"".join(store.open_sealed(kept.sealed_ref)) == PDF and kept.kind == "application/pdf"
    entry = journal.entries_about(finding.ref)[-1]
    assert (entry.act, entry.by_ref) == ("finding.answered", by.ref)
    assert "minutes" not in json.dumps(entry.detail) and "file-0" not in json.dumps(entry.detail)
    body = {one.entity_ref: one for one in queries.body_cards(world.wave.ref, MONDAY_9AM)}[by.entity_ref]
    assert body.accepted + body.accepted_in_part + body.contests == 1
    assert len(body.contested) == (said == "contested")


def test_what_was_told_and_answered_is_never_changed():
    informed_cycle()
    answer(asked_of("F").ref, liaison_of("F"), said="contested", files=(PDF,))
    for table, change in (
        ("findings_entityreport", "figures = '{}'"),
        ("findings_finding", "answer_by = '2030-01-01'"),
        ("findings_reply", "words = 'x'"),
        ("findings_replyfile", "filename = 'x'"),
    ):
        for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_strengths_and_shortcomings_are_what_the_answers_say():
    informed_cycle()
    for code, part in (("E", Part.STRENGTH), ("F", Part.SHORTCOMING)):
        found = {row["code"]: row["part"] for row in report_of(code).figures["findings"]}
        assert found["accuracy/test:fee"] == part
    assert report_of("E").figures["findings"][0]["visits"] == 12


def a_ragged_cycle():
    """Bodies with few visits, few shoppers, and a criterion that seldom applies."""
    world = make_world()
    for visit in range(4):
        world.visit("few", visit, answers="yes yes", entity="A")
    for visit in range(8):
        world.visit("two-shoppers", visit % 2, answers="yes no", entity="B")
    for visit in range(9):
        world.visit("seldom", visit % 4, answers="yes yes" if visit < 3 else "yes na", entity="C")
    for visit in range(14):
        world.visit(f"ragged-{visit % 3}", visit % 5, answers="no yes" if visit % 4 else "yes na", entity="D")
    return world


def test_no_figure_of_any_report_stands_on_few_visits_or_shoppers():
    """PR-01 against the visits themselves, counted here from the answers, for every cell of every report."""
    world = a_ragged_cycle()
    score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    found = reports.reports_of(latest_runs()[world.wave.ref].ref)
    assert len(found) == 4
    shown = 0
    for figures in found:
        visits = Visit.objects.filter(mission__centre__entity__ref=figures["entity"]["ref"])
        for row in [*figures["findings"], *figures["dimensions"]]:
            if "withheld" in row:
                assert not {"score", "low", "high", "visits", "se"} & set(row)
                continue
            path = "/data/fee" if "accuracy" in row["code"] else "/data/greeted"
            behind = [one for one in visits if one.answers[path] != "na"]
            assert len(behind) >= RULE.min_visits and len({one.cycle_number_id for one in behind}) >= RULE.min_shoppers
            assert row["visits"] == len(behind) or (row["at_least"] and row["visits"] <= len(behind))
            shown += 1
    assert shown >= 2
    by_code = {figures["entity"]["en"]: figures for figures in found}
    assert by_code["Entity A"]["findings"] == [] and "withheld" in by_code["Entity A"]["total"]
    assert by_code["Entity B"]["findings"] == []
    assert all("accuracy" not in row["code"] for row in by_code["Entity C"]["findings"])


def test_every_finding_of_every_report_keeps_the_two_lines():
    informed_cycle(bodies="EFGH", poor="FH")
    for finding in Finding.objects.all():
        low, high, score = (Decimal(finding.figures[key]) for key in ("low", "high", "score"))
        if finding.part == Part.STRENGTH:
            assert low >= LINES.strength_from
        elif finding.part == Part.SHORTCOMING:
            assert high < LINES.shortcoming_below
        else:
            assert score < LINES.strength_from and not high < LINES.shortcoming_below


def test_a_report_holds_no_visit_no_shopper_no_time_and_nothing_that_a_shopper_wrote():
    world = scored_cycle(remark="the clerk with the green scarf shouted at me")
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    for report in EntityReport.objects.all():
        text = json.dumps([report.figures, [one.figures for one in report.findings.all()]], ensure_ascii=False)
        assert not any(visit.ref in text for visit in Visit.objects.all())
        assert not any(number.ref in text or number.number in text for number in world.numbers)
        assert "scarf" not in text and "2026-" not in text and str(world.wave.starts_on) not in text
        others = {entity(code) for code in "EF"} - {report.entity_ref}
        assert not any(other in text for other in others)
        assert reports.digest(report.figures) == report.figures_sha256
