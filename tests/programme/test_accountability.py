"""Accountability files: about a post, heard, on two sources, ended by another; each rule by verb and by database."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from basira.core.kernel.actor import Role
from basira.core.kernel.commissions import Addressee, FileOutcome, SecondSource
from basira.core.kernel.registry import MissionKind
from basira.programme.commissions import file_queries, file_verbs, queries, verbs
from basira.programme.commissions.file_queries import FileStep
from basira.programme.commissions.file_verbs import Decision
from basira.programme.commissions.models import AccountabilityFile, FileEnd, FileStatement
from basira.programme.findings.clock import Calendar
from basira.programme.findings.own_rows import own_rows
from basira.programme.journal import queries as journal
from basira.programme.people.charter import Governance
from basira.programme.people.clocks import Clocks, set_clocks
from basira.programme.people.models import Programme
from basira.programme.people.permissions import NotPermitted
from basira.programme.waves.models import Mission
from tests import database
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity, liaison_of
from tests.programme.measured_world import make_world
from tests.programme.reporting_world import keep
from tests.programme.test_commissions import before_its_visit, make_internal, write_report

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(days=60)
GUIDANCE = Decision(
    FileOutcome.GUIDANCE,
    "The line is to be answered within a minute.",
    SecondSource.COMPLAINT,
    "Two complaints say so.",
)
NO_ACTION = Decision(FileOutcome.NO_ACTION, "The line was down for everybody.")


@pytest.fixture
def report():
    """A single report that unit E has read and replied to."""
    make_internal()
    world = make_world(1)
    world.visit("Line-E", 0, answers="yes no", entity="E")
    world.visit("Line-F", 1, answers="yes no", entity="F")
    Mission.objects.update(kind=MissionKind.PHONE_CALL)
    made = released(0)
    reply(made)
    return made


def reply(report, unit="E"):
    said = {"words": "We look into it.", "by": liaison_of(unit), "at": MONDAY_9AM, "database": "default"}
    verbs.reply_to_report(report=report, **said)


def released(place, addressee=Addressee.UNIT):
    mission = Mission.objects.order_by("pk")[place].ref
    with before_its_visit(mission):
        made = verbs.order_commission(mission=mission, addressee=addressee, why="Slow?", by=DIRECTOR, at=MONDAY_9AM)
    return verbs.release_single_report(commission=made, by=DIRECTOR, at=MONDAY_9AM)


def opened(
    report, by=ANALYST, post="Head of the call centre", concern="The fee that was told was not the published one."
):
    return file_verbs.open_file(report=report, post=post, concern=concern, by=by, at=MONDAY_9AM)


def state(file, by=None, words="The list of fees was old."):
    by = by or liaison_of("E")
    file_verbs.state_for_file(file=file, words=words, by=by, at=MONDAY_9AM, database="default")


def end(file, decision=GUIDANCE, by=DIRECTOR, at=MONDAY_9AM):
    file_verbs.end_file(file=file, decision=decision, by=by, at=at)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DIRECTOR, Role.ANALYST)])
def test_only_who_may_opens_and_ends(report, role):
    with pytest.raises(NotPermitted):
        opened(report, by=actor("x", role))
    with pytest.raises(NotPermitted):
        end("x", by=actor("x", role))


def test_an_independent_programme_has_no_files(report):
    Programme.objects.update(governance=Governance.INDEPENDENT, body_name_ar="", body_name_en="")
    with pytest.raises(verbs.NotInternal):
        opened(report)
    with pytest.raises(DatabaseError, match="that its unit reads"), transaction.atomic():
        write_file(report)


def write_file(report, unit="E"):
    """Write a file past the verb."""
    found = verbs.SingleReport.objects.get(ref=report)
    AccountabilityFile.objects.create(
        entity_ref=entity(unit), report=found, post="x", concern="y", answer_by=LATER.date(),
        opened_at=MONDAY_9AM, opened_by="yousef",
    )  # fmt: skip


def test_nobody_answers_for_what_he_may_not_read(report):
    top = released(1, Addressee.TOP)
    with pytest.raises(file_verbs.UnitDoesNotKnow):
        opened(top)
    for unit in "EF":
        with pytest.raises(DatabaseError, match="that its unit reads"), transaction.atomic():
            write_file(top, unit)
    with pytest.raises(verbs.CommissionNotFound):
        opened("nothing")


def test_a_file_waits_for_the_notice_and_the_reply_of_its_unit(report):
    silent = released(1)
    with pytest.raises(file_verbs.UnitNotHeard) as refusal:
        opened(silent)
    assert refusal.value.params["day"] > MONDAY_9AM.date()
    with pytest.raises(DatabaseError, match="after the reply"), transaction.atomic():
        write_file(silent, "F")
    opened(report)
    assert file_verbs.open_file(report=silent, post="Head", concern="Why?", by=ANALYST, at=LATER)


def test_the_last_day_for_a_reply_stands_in_the_report_whatever_the_clocks_say_later(report):
    silent = released(1)
    (told,) = queries.own_single_reports(entity_ref=entity("F"), database="default")
    assert told.answer_by == Calendar().answer_by(MONDAY_9AM)
    set_clocks(clocks=Clocks(1, 1, ("saturday", "sunday")), by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(file_verbs.UnitNotHeard) as refusal:
        asked_about(silent, MONDAY_9AM + timedelta(days=2))
    assert refusal.value.params["day"] == told.answer_by
    assert asked_about(silent, LATER)


def asked_about(report, at):
    return file_verbs.open_file(report=report, post="Head", concern="Why?", by=ANALYST, at=at)


def test_in_a_report_from_before_days_were_kept_the_day_is_counted_from_its_release(report):
    silent = verbs.SingleReport.objects.get(ref=released(1))
    silent.answer_by = None
    with pytest.raises(file_verbs.UnitNotHeard):
        file_verbs.check_replied(silent, MONDAY_9AM + timedelta(days=2))
    file_verbs.check_replied(silent, LATER)


def test_a_report_to_the_top_asks_nobody_for_a_reply(report):
    top = verbs.SingleReport.objects.get(ref=released(1, Addressee.TOP))
    assert top.answer_by is None
    with pytest.raises(DatabaseError, match="asks_a_unit_alone"), transaction.atomic():
        write_report(top.commission, entity_ref=None, answer_by=LATER.date())


@pytest.mark.parametrize("post", ["الموظفة سعاد", "موظف النافذة الثالثة", "Clerk of window 3", "the call agent"])
def test_a_clerk_is_never_named(report, post):
    with pytest.raises(file_verbs.ClerkNamed):
        opened(report, post=post)
    assert not AccountabilityFile.objects.exists()


def test_who_answers_for_clerks_is_no_clerk(report):
    assert opened(report, post="مدير شؤون الموظفين")


@pytest.mark.parametrize(
    ("naming", "is_kept"),
    [
        ("", True),
        ("accountability_files = true", True),
        ("accountability_files = false", False),
        ('negative = ["unit"]', False),
        ('negative = ["unit", "accountable-post"]', True),
    ],
)
def test_files_are_kept_as_the_blueprint_says(report, naming, is_kept):
    keep(naming=naming)
    if is_kept:
        assert opened(report)
        return
    with pytest.raises(file_verbs.FilesNotKept):
        opened(report)


@pytest.mark.parametrize(
    ("post", "concern"),
    [
        ("Mr Hamad", "The fee was wrong."),
        ("Head", "Ask Mrs Salma of the first window."),
        ("Head", "It was on 3 March."),
    ],
)
def test_a_file_names_a_post_and_tells_of_no_person_and_no_day(report, post, concern):
    with pytest.raises(file_verbs.WordsTell):
        opened(report, post=post, concern=concern)
    assert not AccountabilityFile.objects.exists()


def test_a_file_says_what_it_asks_and_a_report_has_one(report):
    for changed in ({"post": " "}, {"concern": ""}, {"post": "x" * 201}):
        with pytest.raises(verbs.WordsMissing):
            opened(report, **changed)
    opened(report)
    with pytest.raises(file_verbs.FileIsOpen):
        opened(report)


def test_one_covert_visit_alone_ends_no_file_against_anybody(report):
    file = opened(report)
    state(file)
    for lacking in (
        Decision(FileOutcome.GUIDANCE, "x"),
        Decision(FileOutcome.REFERRED, "x", SecondSource.DOCUMENT, " "),
    ):
        with pytest.raises(file_verbs.OneSource):
            end(file, lacking)
    for outcome in ("guidance", "referred"):
        with pytest.raises(DatabaseError, match="two_sources"), transaction.atomic():
            write_end(outcome=outcome)
    assert not FileEnd.objects.exists()


def write_end(**changed):
    """Write an end past the verb."""
    values = {"outcome": "no-action", "reasons": "x", "decided_by": "salem", "entity_ref": entity("E")} | changed
    times = {"decided_at": MONDAY_9AM, "decided_on": MONDAY_9AM.date()}
    FileEnd.objects.create(file=AccountabilityFile.objects.get(), **times | values)


def test_nobody_is_judged_unheard_while_there_is_time(report):
    file = opened(report)
    with pytest.raises(file_verbs.NotHeard):
        end(file)
    with pytest.raises(DatabaseError, match="unheard"), transaction.atomic():
        write_end(outcome="guidance", source="complaint", source_words="x")
    assert file_queries.file_page(file, LATER).step is FileStep.SILENT
    end(file, at=LATER)
    assert file_queries.file_page(file, LATER).step is FileStep.ENDED


def test_the_last_day_is_over_when_it_is_over_where_the_programme_is(report):
    file = opened(report)
    last = file_queries.file_page(file, MONDAY_9AM).answer_by
    against = {"outcome": "guidance", "source": "complaint", "source_words": "x"}
    evening = datetime.combine(last, time(19, 59), UTC)  # one minute before midnight in Dubai
    with pytest.raises(file_verbs.NotHeard):
        end(file, at=evening)
    with pytest.raises(DatabaseError, match="unheard"), transaction.atomic():
        write_end(**against, decided_at=evening, decided_on=last)
    end(file, at=evening + timedelta(minutes=1))
    assert FileEnd.objects.get().decided_on == last + timedelta(days=1)


def test_who_opened_a_file_does_not_end_it(report):
    file = opened(report)
    state(file)
    with pytest.raises(file_verbs.OwnFile):
        end(file, by=ANALYST)
    with pytest.raises(DatabaseError, match="another than who opened"), transaction.atomic():
        write_end(decided_by=ANALYST.ref)


def test_a_file_may_end_without_action_at_once(report):
    file = opened(report)
    end(file, NO_ACTION)
    assert file_queries.file_page(file, MONDAY_9AM).end.source is None
    for again in (lambda: end(file), lambda: state(file)):
        with pytest.raises(file_verbs.FileEnded):
            again()


def test_a_unit_is_heard_once_and_in_its_own_file(report):
    file = opened(report)
    with pytest.raises(file_verbs.FileNotFound):
        state(file, by=liaison_of("F"))
    with pytest.raises(verbs.WordsMissing):
        state(file, words="  ")
    state(file)
    with pytest.raises(file_verbs.StatementStands):
        state(file)
    assert FileStatement.objects.get().words == "The list of fees was old."


def test_the_whole_way_is_read_by_unit_and_desk_and_stands_in_the_journal(report):
    file = opened(report)
    state(file)
    end(file)
    (own,) = file_queries.own_files(entity_ref=entity("E"), at=MONDAY_9AM, database="default")
    (card,) = file_queries.file_cards(MONDAY_9AM)
    assert own == card and card.end.outcome is FileOutcome.GUIDANCE and not card.may_state
    assert {entry.act for entry in journal.entries_about(file)} == {
        "accountability.opened", "accountability.heard", "accountability.ended",
    }  # fmt: skip


@pytest.mark.parametrize("table", ["accountabilityfile", "filestatement", "fileend"])
def test_the_database_refuses_any_change(report, table):
    file = opened(report)
    state(file)
    end(file)
    for statement in (f"UPDATE commissions_{table} SET id = id", f"DELETE FROM commissions_{table}"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connections["default"].cursor().execute(statement)


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_through_the_portals_role_a_unit_sees_its_own_file_alone(report):
    database.let_the_portal_in()
    file = opened(report)
    for unit, seen in (("E", 1), ("F", 0)):
        with own_rows(entity(unit)) as alias:
            assert AccountabilityFile.objects.using(alias).count() == seen
    with pytest.raises(DatabaseError, match="row-level security"), own_rows(entity("F")) as alias:
        FileStatement.objects.using(alias).create(
            entity_ref=entity("F"), file_id=AccountabilityFile.objects.get(ref=file).pk, words="x",
            said_at=MONDAY_9AM, said_by="x",
        )  # fmt: skip
    connections["portal"].close()
