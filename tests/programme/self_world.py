"""Bodies that are asked what they think of themselves before a cycle, for tests of it and of its pages."""

from datetime import timedelta

from basira.core.instrument.tree import Choice, Question, Questionnaire
from basira.core.kernel.lifecycles import WaveState
from basira.programme.findings.verbs import inform_bodies
from basira.programme.results.verbs import score_wave
from basira.programme.selfassessment import verbs
from basira.programme.selfassessment.models import Sheet
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity, liaison_of
from tests.programme.measured_world import TREE, MeasuredWorld, make_world

LAST_DAY = MONDAY_9AM.date() + timedelta(days=7)
GREETED, FEE = "courtesy/test:greeted", "accuracy/test:fee"
YES_NO = (Choice("yes", {"en": "Yes", "ar": "نعم"}), Choice("no", {"en": "No", "ar": "لا"}), Choice("na", {"en": "-"}))
ASKED = Questionnaire.from_dict(
    TREE.as_dict()
    | {
        "questions": Questionnaire(
            title="",
            form_id="",
            version="",
            questions=(
                Question("/data/greeted", "select1", "string", {"en": "Greeted?", "ar": "رحّبوا؟"}, choices=YES_NO),
                Question("/data/fee", "select1", "string", {"en": "Fee right?", "ar": "الرسم صحيح؟"}, choices=YES_NO),
            ),
        ).as_dict()["questions"]
    }
)


def planned_cycle(tree: Questionnaire = ASKED) -> MeasuredWorld:
    """A cycle in planning, two bodies with a centre each, and a published questionnaire whose criteria are asked."""
    world = make_world(1, WaveState.COMMITTED, start=LAST_DAY + timedelta(days=7), tree=tree)
    for body in "EF":
        world.centre(f"Centre-{body}", entity=body)
    return world


def ask(world: MeasuredWorld, **more: object) -> int:
    values = {"versions": [world.version.ref], "answer_by": LAST_DAY, "by": DIRECTOR, "at": MONDAY_9AM} | more
    return verbs.ask_bodies(wave=world.wave.ref, **values)


def sheet_of(code: str) -> Sheet:
    return Sheet.objects.get(entity_ref=entity(code))


def hand_in(code: str = "F", answers: dict[str, str] | None = None, **more: object) -> None:
    values = {"sheet": sheet_of(code).ref, "centre": "", "by": liaison_of(code), "at": MONDAY_9AM} | more
    said = {GREETED: "yes", FEE: "yes"} if answers is None else answers
    verbs.hand_in(**{"answers": said, "database": "default"} | values)


def to_the_field(world: MeasuredWorld, state: WaveState = WaveState.IN_FIELD) -> None:
    world.wave.state = state
    world.wave.save()


def seen(world: MeasuredWorld, poor: str = "F") -> None:
    """Visit each body, score the cycle and inform the bodies; the visits of `poor` won no point for the fee."""
    for code in "EF":
        for visit in range(12):
            answers = ["yes no", "no no"][visit % 2] if code in poor else "yes yes"
            world.visit(f"Centre-{code}", visit % 5, answers=answers, entity=code)
    to_the_field(world, WaveState.REVIEWED)
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
