"""
A small programme with accepted visits, for tests of results and publishing.

Rows are written directly: what these tests are about begins where review has ended.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from basira.core.instrument.scale import Rule, Scale
from basira.core.instrument.tree import Choice, Criterion, Decimal, Questionnaire
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, VisitState, WaveState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel, EntityKind
from basira.programme.fieldwork.models import Visit
from basira.programme.instruments.models import Questionnaire as QuestionnaireRow
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.panel.models import CycleNumber
from basira.programme.registry.models import Centre, Entity, Sector
from basira.programme.review.models import Review
from basira.programme.waves.models import Mission, Scenario, Wave
from basira.programme.waves.planning import MissionPlan
from tests.cast import MONDAY_9AM

AT = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
BY = {"created_at": AT, "created_by": "test"}
YES_NO = Scale(rules=(Rule("", "yes", Decimal(1)), Rule("", "no", Decimal(0))))
TREE = Questionnaire(
    title="Test",
    form_id="test",
    version="1",
    criteria=(
        Criterion("greeted", "/data/greeted", Decimal(1), "courtesy", False, ("na",), YES_NO),
        Criterion("fee", "/data/fee", Decimal(3), "accuracy", True, ("na",), YES_NO),
    ),
    dimensions=(
        Choice("courtesy", {"Arabic (ar)": "التعامل", "English (en)": "Courtesy"}),
        Choice("accuracy", {"Arabic (ar)": "صحة المعلومات", "English (en)": "Accuracy"}),
    ),
)


@dataclass
class MeasuredWorld:
    """A cycle with what it needs; `visit` adds one made `at` that moment, accepted unless said otherwise."""

    wave: Wave
    version: QuestionnaireVersion
    scenario: Scenario
    numbers: Sequence[CycleNumber]
    centres: dict[str, Centre] = field(default_factory=dict)
    at: datetime = AT
    new_ref: Callable[[], str] = new_ref

    def centre(self, name: str, entity: str = "E", sector: str = "health") -> Centre:
        """Return the centre of this name, made when it is first asked for."""
        if name not in self.centres:
            sector_row, _ = Sector.objects.get_or_create(
                code=sector, defaults={"name_ar": f"قطاع {sector}", "name_en": f"Sector {sector}"}
            )
            entity_row, _ = Entity.objects.get_or_create(
                code=entity,
                defaults={
                    "kind": EntityKind.AUTHORITY,
                    "sector": sector_row,
                    "name_ar": f"جهة {entity}",
                    "name_en": f"Entity {entity}",
                    "name_key": entity,
                    **BY,
                },
            )
            self.centres[name] = Centre.objects.create(
                code=name, entity=entity_row, name_ar=f"مركز {name}", name_en=f"Centre {name}", name_key=name, **BY
            )
        return self.centres[name]

    def mission_plan(self, name: str = "C-1") -> MissionPlan:
        """Return what plans the first number's visit at a counter, in the week from Monday."""
        return MissionPlan(
            cycle_number=self.numbers[0].ref,
            centre=self.centre(name).ref,
            channel=Channel.COUNTER,
            scenario=self.scenario.ref,
            questionnaire_version=self.version.ref,
            window_start=MONDAY_9AM,
            window_end=MONDAY_9AM + timedelta(days=7),
        )

    def visit(
        self,
        centre: str,
        shopper: int,
        *,
        answers: str = "yes yes",
        state: VisitState = VisitState.ACCEPTED,
        remark: str = "",
        besides: Mapping[str, str] | None = None,
        **where: str,
    ) -> Visit:
        """File a visit with a verdict; `answers` are those to `greeted` and `fee`, `besides` others by path."""
        greeted, fee = answers.split()
        mission = Mission.objects.create(
            wave=self.wave,
            cycle_number=self.numbers[shopper],
            centre=self.centre(centre, **where),
            channel=Channel.COUNTER,
            scenario=self.scenario,
            questionnaire_version=self.version,
            window_start=self.at,
            window_end=self.at + timedelta(days=30),
            state=MissionState.DONE,
            **BY,
        )
        visit = Visit.objects.create(
            ref=self.new_ref(),
            wave=self.wave,
            cycle_number=self.numbers[shopper],
            mission=mission,
            questionnaire_version=self.version,
            source="import",
            answers={"/data/greeted": greeted, "/data/fee": fee}
            | ({"/data/remark": remark} if remark else {})
            | dict(besides or {}),
            filed_at=self.at,
        )
        settled = state not in (VisitState.SUBMITTED, VisitState.IN_REVIEW, VisitState.RETURNED)
        Review.objects.create(
            visit=visit,
            state=state,
            question="?" if state is VisitState.RETURNED else "",
            reason="no" if state is VisitState.REJECTED else "",
            opened_at=self.at,
            settled_at=self.at if settled else None,
            settled_by="test" if settled else None,
        )
        return visit

    def visits(self, centre: str, count: int, *, shoppers: int = 5, **where: str) -> None:
        """File `count` accepted visits by `shoppers` shoppers in turn, with answers that differ."""
        for number in range(count):
            answers = ["yes yes", "yes no", "no yes"][number % 3]
            self.visit(centre, number % shoppers, answers=answers, **where)


def make_world(
    number: int = 1, state: WaveState = WaveState.REVIEWED, *, start: date | None = None, tree: Questionnaire = TREE
) -> MeasuredWorld:
    """Return an empty cycle with ten shoppers; call again for a later cycle of the same programme."""
    starts_on = start or AT.date() + timedelta(days=90 * (number - 1))
    wave = Wave.objects.create(
        number=number,
        name_ar=f"الدورة {number}",
        name_en=f"Cycle {number}",
        state=state,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=60),
        **BY,
    )
    questionnaire, _ = QuestionnaireRow.objects.get_or_create(form_id="test", defaults=BY)
    version, _ = QuestionnaireVersion.objects.get_or_create(
        questionnaire=questionnaire,
        version="1",
        defaults={
            "state": QuestionnaireState.PUBLISHED,
            "title_ar": "اختبار",
            "title_en": "Test",
            "workbook": b"",
            "workbook_name": "test.xlsx",
            "workbook_sha256": "0" * 64,
            "xform": "<h/>",
            "xform_md5": "0" * 32,
            "tree": tree.as_dict(),
            "uploaded_at": AT,
            "uploaded_by": "test",
            "published_at": AT,
            "published_by": "test",
        },
    )
    approved = {"written_by": "test", "approved_at": AT, "approved_by": "second", "approved_texts": {"name_en": "S"}}
    scenario, _ = Scenario.objects.get_or_create(code="s", defaults={"name_ar": "س", "name_en": "S", **BY, **approved})
    numbers = [
        CycleNumber.objects.create(
            cycle=wave.ref,
            number=f"م-{count:04}",
            given_at=AT,
            given_by="test",
        )
        for count in range(10)
    ]
    centres = {centre.code: centre for centre in Centre.objects.all()}
    return MeasuredWorld(wave, version, scenario, numbers, centres)
