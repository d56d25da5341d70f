"""Makes a cycle in the field with one shopper and the benchmark's form; prints the path that her phone posts to."""

import sys
from datetime import date, timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from basira.core.kernel.actor import OPERATOR, Actor, ActorKind, Role  # noqa: E402
from basira.core.kernel.field_keys import KeyKind  # noqa: E402
from basira.core.kernel.lifecycles import MissionState, ShopperState, WaveState  # noqa: E402
from basira.core.kernel.registry import Channel, EntityKind  # noqa: E402
from basira.core.kernel.scenarios import ScenarioPoint  # noqa: E402
from basira.programme.instruments import verbs as instruments  # noqa: E402
from basira.programme.instruments.models import QuestionnaireVersion  # noqa: E402
from basira.programme.panel import verbs as panel  # noqa: E402
from basira.programme.panel.models import FieldKey  # noqa: E402
from basira.programme.people import verbs as people  # noqa: E402
from basira.programme.registry import verbs as registry  # noqa: E402
from basira.programme.registry.models import Centre  # noqa: E402
from basira.programme.waves import verbs as waves  # noqa: E402
from basira.programme.waves.models import Scenario  # noqa: E402


def publish(workbook: Path) -> str:
    """Publish the form, with a centre to visit and a scenario; return the version's ref."""
    who = {"by": OPERATOR, "at": timezone.now()}
    # Invented visits, and said to be: so that the reader of the tables needs no second factor either.
    people.set_programme(name_ar="قياس", name_en="Benchmark", simulated=True, **who)
    form = instruments.upload_questionnaire(content=workbook.read_bytes(), filename=workbook.name, **who)
    instruments.publish_questionnaire(ref=form.ref, **who)
    registry.add_sector(code="bench", name_ar="قطاع", name_en="Sector", **who)
    entity = registry.add_entity(
        code="bench", name_ar="جهة", name_en="Body", kind=EntityKind.AUTHORITY, sector="bench", **who
    )
    facts = registry.CentreFacts(name_ar="مركز", name_en="Centre")
    registry.add_centre(code="bench", entity=entity.ref, facts=facts, **who)
    scenario = waves.write_scenario(code="bench", texts={"name_ar": "سيناريو", "name_en": "Scenario"}, **who)
    second = Actor(ActorKind.ACCOUNT, "second", frozenset({Role.DIRECTOR}))
    points = tuple(ScenarioPoint)
    waves.approve_scenario(scenario=scenario.ref, revision=1, points=points, by=second, at=who["at"])
    return str(form.ref)


def plan(starts_on: date) -> tuple[str, str, str, int]:
    """Plan a cycle with one shopper and one mission; return the refs of cycle, mission and number, and its project."""
    who = {"by": OPERATOR, "at": timezone.now()}
    name = {"name_ar": f"دورة {starts_on}", "name_en": f"Cycle {starts_on}"}
    wave = waves.open_wave(**name, starts_on=starts_on, ends_on=starts_on + timedelta(days=30), **who)
    shoppers = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, **who)
    (number,) = panel.number_for_cycle(cycle=wave.ref, shoppers=shoppers, **who)
    mission = waves.MissionPlan(
        cycle_number=number.ref,
        centre=Centre.objects.get(code="bench").ref,
        channel=Channel.COUNTER,
        scenario=Scenario.objects.get(code="bench").ref,
        questionnaire_version=QuestionnaireVersion.objects.get().ref,
        window_start=who["at"],
        window_end=who["at"] + timedelta(days=30),
        state=MissionState.ACCEPTED,
    )
    (planned,) = waves.plan_missions(wave=wave.ref, plans=[mission], **who)
    for state in (WaveState.COMMITTED, WaveState.IN_FIELD):
        waves.move_wave(wave=wave.ref, to=state, **who)
    return wave.ref, planned.ref, number.ref, wave.number


def main(workbook: Path) -> None:
    """Publish, number, plan, and print the address."""
    publish(workbook)
    _wave, _mission, number, project = plan(date.today())
    token = panel.give_field_key(
        cycle_number=number, kind=KeyKind.OPENROSA, language="ar", by=OPERATOR, at=timezone.now()
    )
    # The rigs use both doors as one shopper: a key of before there were kinds opens either.
    FieldKey.objects.filter(token_sha256=panel.token_digest(token)).update(kind=KeyKind.EARLIER)
    print(f"/v1/key/{token}/projects/{project}/submission")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
