"""The demo's corrective plans: one whose repeat is due, for a planner to order, and one that runs into silence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from basira.core.kernel.actor import OPERATOR, Actor
from basira.core.kernel.scenarios import ScenarioPoint
from basira.core.scoring import Part
from basira.programme.fieldwork.stores import originals
from basira.programme.findings import kept_files
from basira.programme.findings import queries as findings
from basira.programme.findings.clock import Calendar
from basira.programme.people import queries as people
from basira.programme.plans import agreeing, answering, opening, queries
from basira.programme.waves import verbs as waves

OPENED_AFTER = timedelta(days=20)
"""Between informing the bodies of an earlier cycle and the plan that an officer opened for it."""
REASON = "نطلب خطة لهذه النتيجة لأنها تتكرر."
STEP = ("تعليق لوحة الرسوم عند كل شباك وتحديثها أول كل شهر", "مدير إدارة خدمة المتعاملين")
PERSONA = {
    "name_ar": "قريب يسأل نيابة عن غيره",
    "name_en": "A relative who asks for somebody else",
    "story_ar": "قريبك مشغول، وتسأل نيابة عنه عن الأوراق المطلوبة والرسوم.",
    "story_en": "A relative of yours is busy, and you ask for him about the papers and the fees.",
    "must_ar": "اسأل عن الأوراق والرسوم.",
    "must_en": "Ask about the papers and the fees.",
    "may_ar": "",
    "may_en": "",
    "never_ar": "لا تقدّم أوراق أحد.",
    "never_en": "Never hand in anybody's papers.",
}
"""Nobody was met in it yet, so that a repeat can be played in it."""
PROOF = "عُلّقت اللوحات، وهذه صورة منها."


@dataclass(frozen=True, slots=True)
class BodysPeople:
    """Who speaks for a body of the demo; without a head the body stays silent."""

    liaison: str
    head: str = ""


BODIES = (BodysPeople("liaison", "head"), BodysPeople("liaison2"))


def load_plans(proof: bytes) -> None:
    """Open a plan of an earlier cycle for each body that has one. Called in the transaction that loads the demo."""
    planner, director = people.actor_by_username("planner"), people.actor_by_username("director")
    assert planner and director  # noqa: S101  opened with the demo's other accounts
    at = timezone.now()
    written = waves.write_scenario(code="relative", texts=PERSONA, by=planner, at=at)
    waves.approve_scenario(scenario=written.ref, revision=1, points=tuple(ScenarioPoint), by=director, at=at)
    for body in BODIES:
        liaison = people.actor_by_username(body.liaison)
        head = people.actor_by_username(body.head) if body.head else None
        assert liaison is not None  # noqa: S101  opened a moment ago
        plan_of_earlier_cycle(liaison, head, proof)


def plan_of_earlier_cycle(liaison: Actor, head: Actor | None, proof: bytes) -> None:
    """Open a plan for a shortcoming of the oldest cycle of which a body was told; carry it out where there is a head."""
    now = timezone.now()
    own = findings.own_report(entity_ref=liaison.entity_ref, at=now, database=DEFAULT_DB_ALIAS)
    oldest = own.cycles[-1] if own and len(own.cycles) > 1 else None
    told = findings.informed_at(oldest.ref) if oldest else None
    if oldest is None or told is None:
        return
    report = findings.own_report(entity_ref=liaison.entity_ref, at=now, cycle=oldest.ref, database=DEFAULT_DB_ALIAS)
    found = report.report.findings if report else ()
    wanted = [one for one in found if one.part is not Part.STRENGTH and one.state in opening.STANDS]
    wanted.sort(key=lambda one: one.part is not Part.SHORTCOMING)
    if not wanted:
        return
    at = told + OPENED_AFTER
    plan = opening.open_plan(finding=wanted[0].ref, reason=REASON, by=OPERATOR, at=at).ref
    if head is not None:
        carry_out(plan, (liaison, head), proof, at)


def carry_out(plan: str, by: tuple[Actor, Actor], proof: bytes, at: datetime) -> None:
    """Propose a step, agree, do it, declare it with a file, and sign it off, all on the day of `at`."""
    liaison, head = by
    step = answering.Step(*STEP, due_on=Calendar().after(at, 5))
    answering.propose_plan(plan=plan, steps=[step], by=liaison, at=at, database=DEFAULT_DB_ALIAS)
    agreeing.agree_plan(plan=plan, by=OPERATOR, at=at)
    card = queries.own_plan(entity_ref=liaison.entity_ref, ref=plan, at=at, database=DEFAULT_DB_ALIAS)
    for one in card.steps if card else ():
        answering.finish_step(plan=plan, step=one.ref, by=liaison, at=at, database=DEFAULT_DB_ALIAS)
    store = originals()
    with store.begin(limit=kept_files.MAX_FILE_BYTES, accept=kept_files.KINDS) as sealing:
        sealing.write(proof)
        files = [("board.pdf", sealing)]
        answering.declare_fixed(
            plan=plan, words=PROOF, files=files, store=store, by=liaison, at=at, database=DEFAULT_DB_ALIAS
        )
    answering.sign_off(plan=plan, by=head, at=at, database=DEFAULT_DB_ALIAS)
