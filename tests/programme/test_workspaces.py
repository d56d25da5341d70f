"""Workspaces: whose they are, what may not be written, who agrees to what, and how agreed changes become a plan's steps."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from basira.core.kernel.actor import Role
from basira.core.kernel.workspaces import Drawn, Side
from basira.programme.findings.drafting import WordsBetray, WordsNamePeople, WordsRepeat
from basira.programme.findings.own_rows import PORTAL as ALIAS
from basira.programme.findings.own_rows import own_rows
from basira.programme.findings.verbs import inform_bodies
from basira.programme.people.permissions import NotPermitted
from basira.programme.plans.models import PlanStep
from basira.programme.results.verbs import score_wave
from basira.programme.workspace import queries, verbs
from basira.programme.workspace.models import Agreement, Change, Drawing, Remark, Workspace
from basira.programme.workspace.verbs import ChangeText, DrawnStepText
from basira.programme.workspace.writing import NamesSomebody, WordsMissing, WordsTooNarrow, WorkspaceNotFound
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import (
    ANALYST,
    DIRECTOR,
    asked_of,
    entity,
    informed_cycle,
    liaison_of,
    scored_cycle,
)  # fmt: skip
from tests.programme.measured_world import make_world
from tests.programme.plans_world import opened

pytestmark = pytest.mark.django_db
BOTH = [liaison_of, lambda code: ANALYST]
DUE = MONDAY_9AM.date() + timedelta(days=9)
STEPS = (
    DrawnStepText("Counter", "Takes the form", 5, "Copy of the card", "The law asks for it"),
    DrawnStepText("Back office", "Types it again"),
)


def around(code="F", by=None):
    """A workspace around a finding of a body, opened by its liaison."""
    finding, by = asked_of(code).ref, by or liaison_of(code)
    return verbs.open_workspace(title="Paying the fee", finding=finding, by=by, at=MONDAY_9AM, database="default")


def say(workspace, words, by, database="default"):
    verbs.remark(workspace=workspace, words=words, by=by, at=MONDAY_9AM, database=database)


def draw(workspace, by, steps=STEPS, kind=Drawn.AS_IS, database="default"):
    verbs.draw(workspace=workspace, kind=kind, steps=steps, by=by, at=MONDAY_9AM, database=database)


def propose(workspace, by, what="Ask for no copy", who="Head of services", due_on=DUE, database="default"):
    change = ChangeText(what, who, due_on)
    verbs.propose_change(workspace=workspace, change=change, by=by, at=MONDAY_9AM, database=database)
    return Change.objects.latest("pk")


def agree(workspace, change, by, database="default"):
    verbs.agree_to_change(workspace=workspace, change=change.ref, by=by, at=MONDAY_9AM, database=database)


def test_a_director_reads_and_does_not_write_and_no_other_role_writes():
    informed_cycle()
    for by in (DIRECTOR, *(ANALYST.__class__(ANALYST.kind, "x", frozenset({role})) for role in (Role.REVIEWER,))):
        with pytest.raises(NotPermitted):
            around(by=by)
    workspace = around()
    with pytest.raises(NotPermitted):
        say(workspace, "Yes.", DIRECTOR)


def test_another_bodys_finding_workspace_and_change_are_not_there():
    informed_cycle(poor="EF")
    with pytest.raises(verbs.NothingToWorkOn):
        verbs.open_workspace(
            title="x", finding=asked_of("E").ref, by=liaison_of("F"), at=MONDAY_9AM, database="default"
        )
    for by, body in ((ANALYST, ""), (ANALYST, "nothing"), (ANALYST, entity("E"))):
        with pytest.raises(verbs.NothingToWorkOn):
            verbs.open_workspace(title="x", finding="nothing", entity=body, by=by, at=MONDAY_9AM)
    workspace = around("F")
    change = propose(workspace, ANALYST)
    other = liaison_of("E")
    for act in (
        lambda: say(workspace, "Ours?", other),
        lambda: draw(workspace, other),
        lambda: propose(workspace, other),
        lambda: agree(workspace, change, other),
    ):
        with pytest.raises(WorkspaceNotFound):
            act()
    with pytest.raises(verbs.ChangeNotFound):
        agree(around("E"), change, other)


def test_a_finding_has_one_workspace():
    informed_cycle()
    around()
    with pytest.raises(verbs.AlreadyOpen):
        around(by=ANALYST)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("The shopper saw it.", WordsBetray),
        ("At 10:43 nobody was there.", WordsBetray),
        ("م-0417 رأى ذلك", WordsBetray),
        ("Ask Mr. Salem Ali about it, 050 123 4567.", (NamesSomebody, WordsNamePeople)),
    ],
)
def test_what_tells_of_a_visit_or_a_person_is_not_typed_in_by_an_analyst(words, refusal):
    informed_cycle()
    workspace = around()
    for act in (
        lambda: say(workspace, words, ANALYST),
        lambda: draw(workspace, ANALYST, [DrawnStepText("Counter", words)]),
        lambda: draw(workspace, ANALYST, [DrawnStepText("Counter", "x", why=words)]),
        lambda: propose(workspace, ANALYST, what=words),
        lambda: verbs.open_workspace(title=words, entity=entity("F"), by=ANALYST, at=MONDAY_9AM),
    ):
        with pytest.raises(refusal):
            act()
    assert Workspace.objects.count() == 1 and not Remark.objects.exists() and not Drawing.objects.exists()


@pytest.mark.parametrize("who", ["Shopper م-0417", "The shopper", "متسوق خفي"])
def test_the_post_of_a_step_tells_nothing_of_a_visit_either(who):
    informed_cycle()
    workspace = around()
    with pytest.raises(WordsBetray):
        draw(workspace, ANALYST, [DrawnStepText(who, "Takes the form")])
    assert not Drawing.objects.exists()
    draw(workspace, ANALYST, [DrawnStepText("Counter clerk", "Takes the form")])


def test_an_analyst_names_no_place_of_two_visits_around_a_finding_nor_without_one():
    world = make_world(1)
    for visit in range(14):
        centre = "Small-House" if visit > 11 else "Centre-F"
        world.visit(centre, visit % 6, answers=["yes no", "no no"][visit % 2], entity="F")
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    workspace = around()
    alone = verbs.open_workspace(title="Paying", entity=entity("F"), by=ANALYST, at=MONDAY_9AM)
    for act in (
        lambda: say(workspace, "At Small-House no fee is shown.", ANALYST),
        lambda: say(alone, "At Small-House no fee is shown.", ANALYST),
        lambda: verbs.open_workspace(title="Small-House", entity=entity("F"), by=ANALYST, at=MONDAY_9AM),
    ):
        with pytest.raises(WordsTooNarrow) as refused:
            act()
        assert refused.value.params == {"visits": 2}
    say(workspace, "At Centre-F no fee is shown.", ANALYST)
    say(workspace, "At Small-House we show it now.", liaison_of("F"))


def test_an_analyst_repeats_nothing_that_a_shopper_wrote():
    prose = "the clerk at the end sent everybody back to the first window again"
    world = scored_cycle(remark=prose)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    workspace = around()
    with pytest.raises(WordsRepeat):
        say(workspace, prose.capitalize(), ANALYST)
    say(workspace, prose.capitalize(), liaison_of("F"))  # the twin: the body has not read it, and says it of itself


def test_a_body_names_no_person():
    informed_cycle()
    workspace = around()
    with pytest.raises(NamesSomebody):
        say(workspace, "Call her: 050 123 4567.", liaison_of("F"))
    with pytest.raises(NamesSomebody):
        propose(workspace, liaison_of("F"), who="Mr. Salem, +971 50 123 4567")


def test_a_drawing_is_refused_whole_with_every_fault_by_its_place():
    informed_cycle()
    workspace = around()
    faulty = [DrawnStepText("", "x" * 300, -1), DrawnStepText("Counter", "", 2, "p" * 300, "w" * 300)]
    with pytest.raises(verbs.StepsRefused) as refusal:
        draw(workspace, liaison_of("F"), faulty)
    assert refusal.value.params["faults"] == ["1: who", "1: what", "1: minutes", "2: what", "2: paper", "2: why"]
    for steps in ((), STEPS * 7):
        with pytest.raises(verbs.StepsRefused):
            draw(workspace, liaison_of("F"), steps)


def test_nothing_is_said_without_words_and_no_change_without_a_day():
    informed_cycle()
    workspace = around()
    for words in (" ", "x" * 300):
        with pytest.raises(WordsMissing):
            say(workspace, words, liaison_of("F"))
    for change in ({"what": ""}, {"who": " "}, {"due_on": MONDAY_9AM.date()}, {"due_on": DUE + timedelta(days=400)}):
        with pytest.raises(verbs.ChangeUnfit):
            propose(workspace, liaison_of("F"), **change)


@pytest.mark.parametrize("own", BOTH)
def test_the_other_side_agrees_and_once(own):
    informed_cycle()
    workspace, mine = around(), own("F")
    other = ANALYST if mine.entity_ref else liaison_of("F")
    change = propose(workspace, mine)
    with pytest.raises(verbs.OwnChange):
        agree(workspace, change, mine)
    row = {"change": change, "entity_ref": entity("F"), "post": "x", "agreed_at": MONDAY_9AM, "agreed_by": "x"}
    with pytest.raises(DatabaseError, match="other side"), transaction.atomic():
        Agreement.objects.create(side=change.side, **row)
    agree(workspace, change, other)
    with pytest.raises(verbs.AgreedAlready):
        agree(workspace, change, other)
    with pytest.raises(DatabaseError), transaction.atomic():
        Change.objects.update(what="Another")


def test_both_sides_read_the_same_and_who_wrote_stands_as_side_and_post():
    informed_cycle()
    workspace = around()
    draw(workspace, liaison_of("F"))
    draw(workspace, ANALYST, STEPS[:1], Drawn.COULD_BE)
    draw(workspace, ANALYST, STEPS[1:], Drawn.COULD_BE)
    say(workspace, "The form is on the desk.", liaison_of("F"))
    body = queries.own_workspace(entity_ref=entity("F"), ref=workspace, database="default")
    desk = queries.desk_workspace(workspace)
    assert (body.as_is, body.could_be, body.remarks, body.changes) == (
        desk.as_is, desk.could_be, desk.remarks, desk.changes
    )  # fmt: skip
    assert body.as_is.minutes is None and body.could_be.earlier == 1 and len(body.could_be.steps) == 1
    assert (desk.could_be.by.side, desk.could_be.by.post) == (Side.PROGRAMME, Role.ANALYST)
    assert ANALYST.ref not in repr(body) and body.remarks[0].words == "The form is on the desk."


def test_changes_that_were_not_agreed_or_have_no_plan_become_no_steps():
    informed_cycle()
    workspace, mine = around(), liaison_of("F")
    agree(workspace, propose(workspace, ANALYST), mine)
    with pytest.raises(verbs.NothingAgreed):
        verbs.take_into_plan(workspace=workspace, by=mine, at=MONDAY_9AM, database="default")
    with pytest.raises(WorkspaceNotFound):
        verbs.take_into_plan(workspace=workspace, by=liaison_of("E"), at=MONDAY_9AM, database="default")


def test_agreed_changes_become_the_steps_of_the_plan():
    informed_cycle()
    mine, plan = liaison_of("F"), opened("F")
    workspace = verbs.open_workspace(
        title="Paying", finding=plan.finding.ref, by=ANALYST, at=MONDAY_9AM, database="default"
    )
    agree(workspace, propose(workspace, ANALYST, "Hang the fees"), mine)
    propose(workspace, ANALYST, "Not agreed")
    assert verbs.take_into_plan(workspace=workspace, by=mine, at=MONDAY_9AM, database="default") == plan.ref
    assert [step.what for step in PlanStep.objects.filter(move__plan=plan)] == ["Hang the fees"]


@pytest.fixture
def two_bodies(transactional_db):
    """Two bodies with a workspace each, written through the portal's own role and by an analyst."""
    database.let_the_portal_in()
    informed_cycle(poor="EF")
    for code in "EF":
        mine = liaison_of(code)
        workspace = verbs.open_workspace(title="Paying", finding=asked_of(code).ref, by=mine, at=MONDAY_9AM)
        draw(workspace, mine, database=ALIAS)
        say(workspace, "As it is.", mine, database=ALIAS)
        agree(workspace, propose(workspace, ANALYST), mine, database=ALIAS)
    yield
    connections[ALIAS].close()


MODELS = (Workspace, Drawing, Remark, Change, Agreement)


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_a_body_sees_its_own_rows_alone_and_the_planted_twin_sees_both(two_bodies):
    both = {entity("E"), entity("F")}
    for mine in both:
        with own_rows(mine) as alias:
            for model in MODELS:
                assert {row.entity_ref for row in model.objects.using(alias).all()} == {mine}
    other = Workspace.objects.get(entity_ref=entity("F")).ref
    assert queries.own_workspace(entity_ref=entity("E"), ref=other) is None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workspace_remark DISABLE ROW LEVEL SECURITY")
    try:
        with own_rows(entity("E")) as alias:
            assert {row.entity_ref for row in Remark.objects.using(alias).all()} == both
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE workspace_remark ENABLE ROW LEVEL SECURITY")


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_as_the_portals_role_nobody_writes_for_the_programme_or_into_another_bodys_workspace(two_bodies):
    mine, other = (Workspace.objects.get(entity_ref=entity(code)) for code in "EF")
    said = {"words": "x", "post": "analyst", "said_at": MONDAY_9AM, "said_by": "x"}
    for workspace, body, side in ((mine, "E", "programme"), (other, "E", "body"), (other, "F", "body")):
        with pytest.raises(DatabaseError), own_rows(entity("E")) as alias:
            Remark.objects.using(alias).create(workspace=workspace, entity_ref=entity(body), side=side, **said)
    with own_rows(entity("E")) as alias:  # the twin
        Remark.objects.using(alias).create(workspace=mine, entity_ref=entity("E"), side="body", **said)


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_two_worlds_that_differ_in_the_other_bodys_workspace_read_alike(two_bodies):
    def reads():
        mine = Workspace.objects.get(entity_ref=entity("E")).ref
        return repr(
            (queries.own_workspaces(entity_ref=entity("E")), queries.own_workspace(entity_ref=entity("E"), ref=mine))
        )

    before, other = reads(), Workspace.objects.get(entity_ref=entity("F")).ref
    say(other, "Something else.", liaison_of("F"), database=ALIAS)
    propose(other, ANALYST)
    assert reads() == before
    say(Workspace.objects.get(entity_ref=entity("E")).ref, "Ours.", liaison_of("E"), database=ALIAS)
    assert reads() != before  # the twin
