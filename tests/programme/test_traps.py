"""A trap, its answer and the key are on no path to a body or to the public; what the bars leave alone is still there."""

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from basira.core.instrument.tree import AnswerKey, Choice, Question, Questionnaire
from basira.core.kernel.lifecycles import WaveState
from basira.gateways.postgres.roles import BODY_TABLES
from basira.programme.commissions.reporting import criterion_rows
from basira.programme.findings import notes
from basira.programme.findings.verbs import inform_bodies
from basira.programme.journeys.maps import told_of
from basira.programme.publishing.verbs import approve_release, prepare_release, publish_release
from basira.programme.results.inputs import gather_visits
from basira.programme.results.models import ScoreRun
from basira.programme.results.verbs import score_wave
from basira.project.environment import PROJECT_ROOT
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity
from tests.programme.measured_world import MeasuredWorld, make_world
from tests.programme.self_world import ASKED, LAST_DAY, ask

pytestmark = pytest.mark.django_db

TRAP, WHY, REMARK = "/data/board", "/data/board_why", "/data/remark"
SECRETS = ("QX-ASKED", "QX-RIGHT", "qx_right", "QX-WRONG", "qx_wrong", "QX-WHY", "QX-SAID", "QX-KEY", "QX-PROMISED")
"""What stands in the trap's question, in its answers, in what is asked because of it, and in the key beside a criterion."""
TRAPPED = Questionnaire.from_dict(
    ASKED.as_dict()
    | Questionnaire("", "", "", traps={TRAP: "qx_right"}, keys={"/data/fee": AnswerKey("QX-KEY", "QX-PROMISED")},
                    barred=(TRAP, WHY)).as_dict()
    | {name: ASKED.as_dict()[name] for name in ("title", "form_id", "version", "criteria", "dimensions")}
    | {"questions": ASKED.as_dict()["questions"] + Questionnaire("", "", "", questions=(
        Question(TRAP, "select1", "string", {"en": "QX-ASKED", "ar": "QX-ASKED"},
                 choices=(Choice("qx_right", {"en": "QX-RIGHT"}), Choice("qx_wrong", {"en": "QX-WRONG"}))),
        Question(WHY, "input", "string", {"en": "QX-WHY"}),
        Question(REMARK, "input", "string", {"en": "Anything else?"}),
    )).as_dict()["questions"]}
)  # fmt: skip
ANSWERS = {TRAP: "qx_wrong", WHY: "QX-SAID in words", REMARK: "A remark in words"}
OPEN_WORDS = {"report": "Fee right?", "quoted": "A remark in words"}
"""What a body does read, so that a measure which finds nothing is known to have looked."""


@pytest.fixture
def world() -> MeasuredWorld:
    """A scored cycle of two bodies that were asked about themselves before, with a trap in its questionnaire."""
    return scored(TRAPPED)


def scored(tree: Questionnaire) -> MeasuredWorld:
    """The same of any questionnaire."""
    world = make_world(1, WaveState.COMMITTED, start=LAST_DAY + timedelta(days=7), tree=tree)
    for body in "EF":
        world.centre(f"Centre-{body}", entity=body)
    ask(world)
    world.wave.state = WaveState.REVIEWED
    world.wave.save()
    for body in "EF":
        for visit in range(12):
            answers = ["yes no", "no no"][visit % 2] if body == "F" else "yes yes"
            world.visit(f"Centre-{body}", visit % 5, answers=answers, entity=body, besides=ANSWERS)
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return world


def told(text: str) -> list[str]:
    """The secrets that a text tells."""
    return [secret for secret in SECRETS if secret in text]


def rows_of(*tables: str) -> str:
    """Every row of tables, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_that_a_body_or_the_public_reads_holds_a_trap_or_the_key(
    world, yousef_the_analyst, aisha_the_publisher, rashid_the_second_publisher
):
    wave = world.wave.ref
    inform_bodies(wave=wave, by=DIRECTOR, at=MONDAY_9AM)
    release = prepare_release(wave=wave, by=yousef_the_analyst, at=MONDAY_9AM)
    for publisher in (aisha_the_publisher, rashid_the_second_publisher):
        approve_release(release=release.ref, by=publisher, at=MONDAY_9AM)
    publish_release(release=release.ref, by=aisha_the_publisher, at=MONDAY_9AM)

    assert told(json.dumps(ScoreRun.objects.get().inputs, ensure_ascii=False)) == []
    read_by_bodies = rows_of(*BODY_TABLES)
    assert OPEN_WORDS["report"] in read_by_bodies and told(read_by_bodies) == []
    assert (
        told(rows_of(*(table for table in connection.introspection.table_names() if table.startswith("publishing_"))))
        == []
    )
    for address in ("/", "/results/", "/method/", "/api/v1/"):
        assert told(Client().get(address).content.decode()) == [], address


def test_a_visit_told_by_itself_and_a_step_of_a_way_tell_no_trap(world):
    visit = gather_visits(world.wave.ref)[0]
    assert visit.answers[TRAP] == "qx_wrong"
    assert told(json.dumps(criterion_rows(visit, TRAPPED))) == []
    assert told(repr(told_of(visit, MONDAY_9AM.date(), TRAPPED, None))) == []


def test_the_bench_quotes_neither_a_trap_nor_what_is_asked_because_of_it(world):
    quoted = notes.notes_of(world.wave.ref, entity("F"))
    assert {one.note for one in quoted} == {REMARK}
    assert OPEN_WORDS["quoted"] in repr(quoted) and told(repr(quoted)) == []


def test_the_same_measure_finds_what_is_not_barred():
    world = scored(replace(TRAPPED, barred=()))
    assert told(repr(notes.notes_of(world.wave.ref, entity("F")))) == ["QX-SAID"]
    assert set(told(rows_of("fieldwork_visit", "instruments_questionnaireversion"))) == set(SECRETS)


def brought_in(surface: str) -> Iterator[str]:
    """The modules that a surface brings in, with where."""
    for path in sorted((PROJECT_ROOT / "src" / "basira" / "surfaces" / surface).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{name.name}" for name in node.names)
            elif isinstance(node, ast.Import):
                yield from (name.name for name in node.names)


@pytest.mark.parametrize("surface", ["portal", "public", "api"])
def test_no_page_of_a_body_or_of_the_public_brings_in_questionnaires_visits_or_the_review(surface):
    holding = ("basira.programme.instruments", "basira.programme.fieldwork", "basira.programme.review")
    found = {name for name in brought_in(surface) if name.startswith(holding)}
    assert found <= {"basira.programme.fieldwork.stores.originals"}
    assert any(name.startswith(holding) for name in brought_in("console"))
