"""Fills a programme: bodies and centres, four cycles of visits by COPY, then scores, reports, answers, contests and plans."""

import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection

from basira.core.instrument.scale import Rule, Scale
from basira.core.instrument.tree import Choice, Criterion, Decimal, Questionnaire
from basira.core.kernel.actor import OPERATOR, SYSTEM, Actor, ActorKind, Role
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.refs import new_ref
from basira.core.scoring import ENGINE, Level, inputs_digest, score_units
from basira.programme.findings.contest_verbs import ArbiterAnswer, answer_contest
from basira.programme.findings.models import Finding, Reply
from basira.programme.findings.verbs import inform_bodies
from basira.programme.instruments.models import Questionnaire as QuestionnaireRow
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.panel.models import CycleNumber
from basira.programme.people import verbs as people
from basira.programme.plans import opening
from basira.programme.registry.models import Centre, Entity, Sector
from basira.programme.results.inputs import gather_inputs, ratings_of
from basira.programme.results.models import Score, ScoreRun
from basira.programme.results.verbs import score_rows
from basira.programme.waves.models import Scenario, Wave

AT = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
BY = {"created_at": AT, "created_by": "bench"}
CYCLES, NUMBERS, SECTORS = 4, 200, 10
CRITERIA = {"courtesy": ("greeted", "listened"), "accuracy": ("fee", "papers"), "waiting": ("called", "seated")}
YES_NO = Scale(rules=(Rule("", "yes", Decimal(1)), Rule("", "no", Decimal(0))))
DIRECTOR = Actor(ActorKind.ACCOUNT, "director", frozenset({Role.DIRECTOR}))
ARBITER = Actor(ActorKind.ACCOUNT, "arbiter", frozenset({Role.ARBITER}))


@dataclass
class World:
    """What was made: refs of bodies and of cycles (the last one scored, those before informed), and how many of each."""

    bodies: list[str]
    cycles: list[str]
    centres: int
    visits: int
    seconds: dict[str, float] = field(default_factory=dict)


def fill(bodies: int, centres: int, visits: int) -> World:
    """Fill the database, and have the statistics taken."""
    people.set_programme(name_ar="قياس", name_en="Benchmark", simulated=True, by=OPERATOR, at=AT)
    version, scenario = questionnaire(), approved_scenario()
    places = registry(bodies, centres)
    refs = list(Entity.objects.order_by("pk").values_list("ref", flat=True))
    world = World(refs, [], bodies * centres, bodies * centres * visits)
    chance = Random("portal")  # noqa: S311  a world is drawn, not a secret
    for number in range(1, CYCLES + 1):
        wave = cycle(number)
        world.cycles.append(wave.ref)
        timed(world, "visits", lambda wave=wave: copy_visits(wave, version, scenario, places, visits // CYCLES, chance))
        analyse()
        timed(world, "scores", lambda wave=wave: score(wave))
        if number < CYCLES:
            timed(
                world,
                "bodies informed",
                lambda wave=wave, at=day(number): inform_bodies(wave=wave.ref, by=DIRECTOR, at=at),
            )
            timed(world, "answers", lambda wave=wave, at=day(number): answer(wave, chance, at))
            timed(world, "plans opened", lambda at=day(number): opening.open_due_plans(by=SYSTEM, at=at))
    analyse()
    return world


def timed(world: World, name: str, act: Any) -> None:
    """Carry a step out and add what it took."""
    began = time.monotonic()
    act()
    world.seconds[name] = world.seconds.get(name, 0) + time.monotonic() - began
    print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)


def day(number: int) -> datetime:
    """Return the moment at which a cycle's bodies are informed: long ago, but for the newest."""
    return datetime.now(UTC) - timedelta(days=30 * (CYCLES - 1 - number) + 1)


def analyse() -> None:
    """Have the database count its rows and tidy up, as its own cleaner does within minutes."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def registry(bodies: int, centres: int) -> list[tuple[int, int]]:
    """Make sectors, bodies and centres; return (centre's key, number of its body)."""
    sectors = [Sector(code=f"s{n}", name_ar=f"قطاع {n}", name_en=f"Sector {n}") for n in range(SECTORS)]
    Sector.objects.bulk_create(sectors)
    entities = [
        Entity(code=f"b{n:04}", kind="authority", sector=sectors[n % SECTORS], name_ar=f"جهة {n:04}", name_en=f"Body {n:04}",
               name_key=f"b{n}", **BY)
        for n in range(bodies)
    ]  # fmt: skip
    Entity.objects.bulk_create(entities)
    made = [
        Centre(code=f"c{n:04}-{c:02}", entity=entities[n], name_ar=f"مركز {n:04}-{c:02}", name_en=f"Centre {n:04}-{c:02}",
               name_key=f"c{n}{c}", **BY)
        for n in range(bodies)
        for c in range(centres)
    ]  # fmt: skip
    Centre.objects.bulk_create(made, batch_size=2000)
    return [(centre.pk, place // centres) for place, centre in enumerate(made)]


def questionnaire() -> QuestionnaireVersion:
    """Publish a form of six criteria in three dimensions."""
    criteria = [
        Criterion(code, f"/data/{code}", Decimal(1), dimension, False, ("na",), YES_NO)
        for dimension, codes in CRITERIA.items()
        for code in codes
    ]
    dimensions = [Choice(code, {"Arabic (ar)": f"محور {code}", "English (en)": code.title()}) for code in CRITERIA]
    tree = Questionnaire("Bench", "bench", "1", criteria=tuple(criteria), dimensions=tuple(dimensions))
    row = QuestionnaireRow.objects.create(form_id="bench", **BY)
    return QuestionnaireVersion.objects.create(
        questionnaire=row, version="1", state="published", title_ar="قياس", title_en="Bench", workbook=b"",
        workbook_name="bench.xlsx", workbook_sha256="0" * 64, xform="<h/>", xform_md5="0" * 32, tree=tree.as_dict(),
        uploaded_at=AT, uploaded_by="bench", published_at=AT, published_by="bench",
    )  # fmt: skip


def approved_scenario() -> Scenario:
    """Make the one scenario."""
    return Scenario.objects.create(
        code="bench", name_ar="سيناريو", name_en="Scenario", written_by="bench", approved_at=AT, approved_by="second",
        approved_texts={"name_en": "Scenario"}, **BY,
    )  # fmt: skip


def cycle(number: int) -> Wave:
    """Open a cycle that was reviewed, with its numbers."""
    starts_on = date(2026, 1, 1) + timedelta(days=60 * (number - 1))
    wave = Wave.objects.create(
        number=number, name_ar=f"الدورة {number}", name_en=f"Cycle {number}", state=WaveState.REVIEWED,
        starts_on=starts_on, ends_on=starts_on + timedelta(days=50), **BY,
    )  # fmt: skip
    CycleNumber.objects.bulk_create(
        CycleNumber(cycle=wave.ref, number=f"م-{n:04}", given_at=AT, given_by="bench") for n in range(NUMBERS)
    )
    return wave


def copy_visits(  # noqa: PLR0913  a filling has these parts
    wave: Wave,
    version: QuestionnaireVersion,
    scenario: Scenario,
    places: list[tuple[int, int]],
    each: int,
    chance: Random,
) -> None:
    """COPY missions, visits and their reviews: `each` to every centre, some bodies better than others, none by one shopper twice."""
    numbers = list(CycleNumber.objects.filter(cycle=wave.ref).values_list("pk", flat=True))
    made = [(centre, body, n) for centre, body in places for n in chance.sample(numbers, each)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM waves_mission")
        first = cursor.fetchone()[0] + 1
        copy(cursor, "waves_mission", (
            "id", "ref", "wave_id", "cycle_number_id", "centre_id", "channel", "kind", "scenario_id", "questionnaire_version_id",
            "window_start", "window_end", "state", "created_at", "created_by",
        ), ((first + place, new_ref(), wave.pk, number, centre, "counter", "counter-visit", scenario.pk, version.pk, AT,
             AT + timedelta(days=30), "done", AT, "bench") for place, (centre, _body, number) in enumerate(made)))  # fmt: skip
        copy(cursor, "fieldwork_visit", (
            "id", "ref", "wave_id", "cycle_number_id", "mission_id", "questionnaire_version_id", "source", "answers", "filed_at",
        ), ((first + place, new_ref(), wave.pk, number, first + place, version.pk, "import", answers(body, chance), AT)
            for place, (_centre, body, number) in enumerate(made)))  # fmt: skip
        copy(cursor, "review_review", ("id", "ref", "visit_id", "state", "question", "reason", "opened_at", "settled_at", "settled_by"),
             ((first + place, new_ref(), first + place, "accepted", "", "", AT, AT, "bench") for place in range(len(made))))  # fmt: skip


def copy(cursor: Any, table: str, columns: tuple[str, ...], rows: Any) -> None:
    """Write rows with COPY. Names are our own."""
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as lines:
        for row in rows:
            lines.write_row(row)


def answers(body: int, chance: Random) -> str:
    """Return answers as JSON: a body's number says how good it is at what."""
    said = {}
    for place, code in enumerate(code for codes in CRITERIA.values() for code in codes):
        good = 0.35 + 0.6 * ((body * 7 + place * 3) % 10) / 10
        said[f"/data/{code}"] = "yes" if chance.random() < good else "no"
    return json.dumps(said)


def score(wave: Wave) -> None:
    """Score a cycle as the verb does, without the model beside the scores: no page that is walked reads it."""
    inputs = gather_inputs(wave.ref)
    ratings = ratings_of(inputs)
    run = ScoreRun.objects.create(
        wave=wave, method=ENGINE, inputs=inputs, inputs_sha256=inputs_digest(ratings), visits=len(inputs["visits"]),
        run_at=AT, run_by="bench",
    )  # fmt: skip
    units = (unit for level in Level for unit in score_units(ratings, level=level))
    Score.objects.bulk_create(score_rows(run, units), batch_size=2000)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.SCORED)


def answer(wave: Wave, chance: Random, at: datetime) -> None:
    """Answer most findings of a cycle, contest some; the arbiter ends a few of these."""
    rows = list(Finding.objects.filter(report__wave=wave, answer_by__isnull=False).order_by("entity_ref", "place"))
    said = chance.choices(["accepted", "contested", ""], [7, 1, 2], k=len(rows))
    Reply.objects.bulk_create(
        (
            Reply(
                entity_ref=row.entity_ref,
                finding=row,
                answer=word,
                words="Our log.",
                replied_at=at,
                replied_by="liaison",
            )
            for row, word in zip(rows, said, strict=True)
            if word
        ),
        batch_size=2000,
    )
    contested = [row for row, word in zip(rows, said, strict=True) if word == "contested"]
    for row in contested[: min(5, len(contested) // 2)]:
        given = ArbiterAnswer("not-upheld", "Over the whole cycle the figure does not stand.")
        answer_contest(finding=row.ref, answer=given, by=ARBITER, at=at)


def rows(world: World, took: float) -> list[dict[str, Any]]:
    """Return what was filled, and what the product's own steps took over all cycles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fieldwork_visit")
        visits = cursor.fetchone()[0]
    found = [
        {"name": "bodies", "value": len(world.bodies), "unit": ""},
        {"name": "centres", "value": world.centres, "unit": ""},
        {"name": "visits", "value": visits, "unit": ""},
        {"name": "findings", "value": Finding.objects.count(), "unit": ""},
        {"name": "filled in", "value": round(took), "unit": "s"},
    ]
    return found + [
        {"name": f"filled: {name}, all cycles", "value": round(seconds, 1), "unit": "s"}
        for name, seconds in world.seconds.items()
    ]
