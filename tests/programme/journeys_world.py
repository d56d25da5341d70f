"""A life event over two bodies, with cases whose visits say what a test wants; rows of visits are written directly."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from basira.core.imports.life_events import KnownPlaces, check_life_events
from basira.core.imports.reading import read_table
from basira.core.instrument.scale import Rule, Scale
from basira.core.instrument.tree import Choice, Criterion, Decimal, Questionnaire
from basira.core.kernel.actor import Role
from basira.core.kernel.journeys import StepRole
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, VisitState, WaveState
from basira.programme.fieldwork.models import Visit
from basira.programme.instruments.models import Questionnaire as QuestionnaireRow
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.journeys.models import Case, LifeEvent
from basira.programme.journeys.verbs import StepOrder, plan_case, write_life_events
from basira.programme.registry.models import Entity, Service
from basira.programme.review.models import Review
from tests.cast import MONDAY_9AM, actor
from tests.programme.measured_world import AT, MeasuredWorld, make_world

PLANNER = actor("maha", Role.PLANNER)
HEAD = "code,name_ar,name_en,service,step_ar,step_en,centre,channel,promised_days,brings_ar,hands_ar\n"
BIRTH = "birth,ولادة,A birth,notice,إشعار الولادة,Birth notice,,counter,2,هوية,شهادة\n" + (
    "birth,,,card,بطاقة الطفل,The child's card,,counter,,شهادة,\n"
)
TREE = Questionnaire(
    title="Way",
    form_id="way",
    version="1",
    criteria=(
        Criterion(
            "again", "/data/again", Decimal(1), "links", False, ("na",),
            Scale(rules=(Rule("", "no", Decimal(1)), Rule("", "yes", Decimal(0)))),
        ),
    ),
    dimensions=(Choice("links", {"ar": "الربط", "en": "Links"}),),
    roles={
        StepRole.ASKED_AGAIN: "/data/again",
        StepRole.HANDED_OVER: "/data/handed",
        StepRole.RESULT_DAYS: "/data/days",
        StepRole.MINUTES_INSIDE: "/data/inside",
    },
)  # fmt: skip


@dataclass
class WayWorld:
    """A cycle in the field with a life event over the bodies E and F; `case` runs one case, accepted at once."""

    world: MeasuredWorld
    event: LifeEvent
    version: QuestionnaireVersion
    count: int = field(default=0)

    def order(self, body: str, shopper: int, *, day: int = 0) -> StepOrder:
        """Return the order of a step at a body's centre."""
        start = AT + timedelta(days=day, minutes=self.count)
        return StepOrder(
            cycle_number=self.world.numbers[shopper].ref,
            centre=self.world.centre(f"Centre-{body}", entity=body).ref,
            scenario=self.world.scenario.ref,
            questionnaire_version=self.version.ref,
            window_start=start,
            window_end=start + timedelta(days=3),
            state=MissionState.ACCEPTED,
        )

    def case(self, shopper: int, first: dict[str, str] | None = None, second: dict[str, str] | None = None) -> Case:
        """Run one case: what is said at each step, or no visit there."""
        self.count += 1
        orders = [self.order("E", shopper), self.order("F", shopper, day=4)]
        case = plan_case(wave=self.world.wave.ref, life_event=self.event.ref, orders=orders, by=PLANNER, at=MONDAY_9AM)
        for row, said, day in zip(case.steps.order_by("step__place"), (first, second), (1, 5), strict=True):
            if said is not None:
                self.visit(row.mission, said, AT.date() + timedelta(days=day))
        return case

    def visit(self, mission, said: dict[str, str], on: date) -> Visit:
        """File an accepted visit of a mission."""
        mission.state = MissionState.DONE
        mission.save(update_fields=["state"])
        visit = Visit.objects.create(
            wave=self.world.wave,
            cycle_number=mission.cycle_number,
            mission=mission,
            questionnaire_version=self.version,
            source="import",
            visited_on=on,
            answers={f"/data/{name}": text for name, text in said.items()},
            filed_at=AT,
        )
        Review.objects.create(visit=visit, state=VisitState.ACCEPTED, opened_at=AT, settled_at=AT, settled_by="test")
        return visit

    def end_review(self) -> None:
        """Let the cycle be scored."""
        self.world.wave.state = WaveState.REVIEWED
        self.world.wave.save(update_fields=["state"])


def way_world(rows: str = BIRTH) -> WayWorld:
    """Return a cycle in the field with a life event and nobody sent yet."""
    world = make_world(state=WaveState.IN_FIELD)
    services = {"notice": "E", "card": "F"}
    for code, body in services.items():
        world.centre(f"Centre-{body}", entity=body)
        Service.objects.create(code=code, entity=Entity.objects.get(code=body), name_ar=code, name_en=code)
    write(rows)
    form = QuestionnaireRow.objects.create(form_id="way", created_at=AT, created_by="test")
    version = QuestionnaireVersion.objects.create(
        questionnaire=form, version="1", state=QuestionnaireState.PUBLISHED, title_ar="رحلة", title_en="Way",
        workbook=b"", workbook_name="way.xlsx", workbook_sha256="0" * 64, xform="<h/>", xform_md5="0" * 32,
        tree=TREE.as_dict(), uploaded_at=AT, uploaded_by="test", published_at=AT, published_by="test",
    )  # fmt: skip
    return WayWorld(world, LifeEvent.objects.order_by("version").last(), version)


def write(rows: str, by=PLANNER):
    """Write life events as a checked list brings them."""
    known = KnownPlaces(dict(Service.objects.values_list("code", "entity__code")), {"Centre-E": "E", "Centre-F": "F"})
    check = check_life_events(read_table((HEAD + rows).encode(), "list.csv"), (), known)
    assert check.ok, check.faults
    return write_life_events(rows=check.events, file_sha256="0" * 64, by=by, at=MONDAY_9AM)
