"""A body with a corrective plan: a measured cycle, its plan at any state, and a second cycle for the repeat."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from basira.core.kernel.actor import SYSTEM, Actor, ActorKind, Role
from basira.core.kernel.lifecycles import PlanState, ShopperState, VisitState, WaveState
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.stores import originals
from basira.programme.findings.kept_files import KINDS, MAX_FILE_BYTES
from basira.programme.findings.verbs import inform_bodies
from basira.programme.panel.models import CycleNumber, Shopper
from basira.programme.panel.verbs import enrol_shoppers, number_for_cycle
from basira.programme.plans import agreeing, answering, opening, repeating
from basira.programme.plans.models import Plan, Repeat
from basira.programme.results.verbs import score_wave
from basira.programme.review.models import Review
from basira.programme.waves.models import Mission, Scenario
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, PDF, answer, asked_of, entity, liaison_of
from tests.programme.measured_world import AT, BY, MeasuredWorld, make_world

PLANNER = actor("huda", Role.PLANNER)
PANEL_OFFICER = actor("mariam", Role.PANEL_OFFICER)
STEPS = (
    answering.Step("Print the fees anew and hang them at each counter", "Head of customer services", date(2026, 12, 9)),
    answering.Step("Teach the counters", "Training unit", date(2026, 12, 16)),
)
AFTER_GRACE = MONDAY_9AM + timedelta(days=70)
REPEAT_DAYS = (date(2027, 2, 8), date(2027, 2, 12))


@dataclass
class PlansWorld:
    """Two cycles of the same shoppers: the first is informed, the second in the field."""

    first: MeasuredWorld
    shoppers: list[Shopper]
    second: MeasuredWorld | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario of the second cycle, in which nobody was met."""
        found, _ = Scenario.objects.get_or_create(
            code="other",
            defaults={
                "name_ar": "أخرى",
                "name_en": "Other",
                "written_by": "test",
                "approved_at": AT,
                "approved_by": "second",
                "approved_texts": {"name_en": "Other"},
                **BY,
            },
        )
        return found


def numbered(world: MeasuredWorld, shoppers: list[Shopper]) -> MeasuredWorld:
    """Give the shoppers of a world numbers that the vault knows."""
    CycleNumber.objects.filter(cycle=world.wave.ref).delete()
    number_for_cycle(cycle=world.wave.ref, shoppers=shoppers, by=PANEL_OFFICER, at=AT)
    world.numbers = list(CycleNumber.objects.filter(cycle=world.wave.ref).order_by("number"))
    return world


def plans_world(*, bodies: str = "EF", poor: str = "F", shoppers: int = 12) -> PlansWorld:
    """Return an informed cycle in which the bodies of `poor` won no point for the fee; three shoppers went to each."""
    people = enrol_shoppers(count=shoppers, state=ShopperState.ACTIVE, by=PANEL_OFFICER, at=AT)
    world = numbered(make_world(1), people)
    for body in bodies:
        for visit in range(12):
            answers = ["yes no", "no no"][visit % 2] if body in poor else "yes yes"
            world.visit(f"Centre-{body}", visit % 3, answers=answers, entity=body)
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    return PlansWorld(world, people)


def head_of(code: str) -> Actor:
    """Return the head of a body."""
    return Actor(ActorKind.ACCOUNT, f"head-{code}", frozenset({Role.BODY_HEAD}), entity(code))


def opened(code: str = "F", *, database: str = "default") -> Plan:
    """Return the plan that the rules open once the body accepted its finding about the fee."""
    answer(asked_of(code).ref, liaison_of(code), database=database)
    opening.open_due_plans(by=SYSTEM, at=MONDAY_9AM)
    return Plan.objects.get(entity_ref=entity(code))


def propose(plan: Plan, code: str = "F", **more: object) -> None:
    """Propose the steps as the body's liaison."""
    values = {"steps": STEPS, "by": liaison_of(code), "at": MONDAY_9AM, "database": "default"} | more
    answering.propose_plan(plan=plan.ref, **values)


def finish_steps(plan: Plan, code: str = "F", *, database: str = "default") -> None:
    """Say that every step is done."""
    for step in answering.agreed_steps(plan, "default"):
        answering.finish_step(plan=plan.ref, step=step.ref, by=liaison_of(code), at=MONDAY_9AM, database=database)


def declare(plan: Plan, code: str = "F", *, files: tuple[bytes, ...] = (PDF,), **more: object) -> EvidenceStore:
    """Declare the fault mended as the portal does; return the store of its files."""
    store, sealings = originals(), []
    for number, content in enumerate(files):
        sealing = store.begin(limit=MAX_FILE_BYTES, accept=KINDS)
        sealing.write(content)
        sealings.append((f"proof-{number}.pdf", sealing))
    values = {"words": "The fees hang.", "by": liaison_of(code), "at": MONDAY_9AM, "database": "default"} | more
    try:
        answering.declare_fixed(plan=plan.ref, files=sealings, store=store, **values)
    finally:
        for _name, sealing in sealings:
            sealing.drop()
    return store


def brought_to(state: PlanState, code: str = "F", *, database: str = "default") -> Plan:
    """Return a plan brought to a state before the repeat, through the verbs."""
    plan = opened(code, database=database)
    acts = {
        PlanState.PROPOSED: lambda: propose(plan, code, database=database),
        PlanState.AGREED: lambda: agreeing.agree_plan(plan=plan.ref, by=ANALYST, at=MONDAY_9AM),
        PlanState.UNDER_WAY: lambda: finish_steps(plan, code, database=database),
        PlanState.DECLARED: lambda: declare(plan, code, database=database),
        PlanState.GRACE: lambda: answering.sign_off(plan=plan.ref, by=head_of(code), at=MONDAY_9AM, database=database),
    }
    if state is PlanState.OPEN:
        return plan
    for reached, act in acts.items():
        act()
        if reached is state:
            return plan
    raise AssertionError(state)


def next_cycle(world: PlansWorld) -> MeasuredWorld:
    """Open the cycle of the repeat, in the field, with numbers of the same shoppers."""
    if world.second is None:
        world.second = numbered(make_world(2, WaveState.IN_FIELD, start=date(2027, 2, 1)), world.shoppers)
    return world.second


def order(world: PlansWorld, plan: Plan, **more: object) -> Repeat:
    """Order the repeat as the planner."""
    next_cycle(world)
    values = {"scenario": world.scenario.ref, "days": REPEAT_DAYS, "by": PLANNER, "at": AFTER_GRACE} | more
    return repeating.order_repeat(plan=plan.ref, **values)


def make_visit(repeat: Repeat, answers: str = "yes yes", state: VisitState = VisitState.ACCEPTED) -> Visit:
    """File the repeat's visit, with a verdict of review."""
    greeted, fee = answers.split()
    Mission.objects.filter(pk=repeat.mission_id).update(state="done")
    visit = Visit.objects.create(
        wave=repeat.mission.wave,
        cycle_number=repeat.mission.cycle_number,
        mission=repeat.mission,
        questionnaire_version=repeat.mission.questionnaire_version,
        source="import",
        answers={"/data/greeted": greeted, "/data/fee": fee},
        filed_at=AFTER_GRACE,
    )
    reason = "no" if state is VisitState.REJECTED else ""
    facts = {"opened_at": AFTER_GRACE, "settled_at": AFTER_GRACE, "settled_by": "noura", "reason": reason}
    Review.objects.create(visit=visit, state=state, **facts)
    return visit


def judge() -> int:
    """Judge the repeats as the worker does."""
    return repeating.judge_repeats(by=SYSTEM, at=AFTER_GRACE)


def tell(world: PlansWorld, at: datetime = AFTER_GRACE + timedelta(days=60)) -> int:
    """End the second cycle's field work and tell the bodies what its repeats saw."""
    second = next_cycle(world)
    second.wave.state = WaveState.REVIEWED
    second.wave.save()
    return repeating.release_verdicts(wave=second.wave.ref, by=DIRECTOR, at=at)


def verified(world: PlansWorld, code: str = "F", answers: str = "yes yes", *, database: str = "default") -> Plan:
    """Return a plan whose repeat was made, judged and told."""
    plan = brought_to(PlanState.GRACE, code, database=database)
    make_visit(order(world, plan), answers)
    judge()
    tell(world)
    return plan
