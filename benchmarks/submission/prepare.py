"""Makes a cycle in the field with one shopper and the benchmark's form; prints the path that her phone posts to."""

import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from basira.core.kernel.actor import OPERATOR  # noqa: E402
from basira.core.kernel.lifecycles import MissionState, ShopperState, WaveState  # noqa: E402
from basira.core.kernel.registry import Channel, EntityKind  # noqa: E402
from basira.programme.instruments import verbs as instruments  # noqa: E402
from basira.programme.panel import verbs as panel  # noqa: E402
from basira.programme.registry import verbs as registry  # noqa: E402
from basira.programme.waves import verbs as waves  # noqa: E402


def main(workbook: Path) -> None:
    """Publish, number, plan, and print the address."""
    who = {"by": OPERATOR, "at": timezone.now()}
    form = instruments.upload_questionnaire(content=workbook.read_bytes(), filename=workbook.name, **who)
    instruments.publish_questionnaire(ref=form.ref, **who)
    registry.add_sector(code="bench", name_ar="قطاع", name_en="Sector", **who)
    entity = registry.add_entity(
        code="bench", name_ar="جهة", name_en="Body", kind=EntityKind.AUTHORITY, sector="bench", **who
    )
    facts = registry.CentreFacts(name_ar="مركز", name_en="Centre")
    centre = registry.add_centre(code="bench", entity=entity.ref, facts=facts, **who)
    today = who["at"].date()
    wave = waves.open_wave(name_ar="دورة", name_en="Cycle", starts_on=today, ends_on=today + timedelta(days=30), **who)
    shoppers = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, **who)
    (number,) = panel.number_for_cycle(cycle=wave.ref, shoppers=shoppers, **who)
    scenario = waves.write_scenario(code="bench", texts={"name_ar": "سيناريو", "name_en": "Scenario"}, **who)
    plan = waves.MissionPlan(
        cycle_number=number.ref,
        centre=centre.ref,
        channel=Channel.COUNTER,
        scenario=scenario.ref,
        questionnaire_version=form.ref,
        window_start=who["at"],
        window_end=who["at"] + timedelta(days=30),
        state=MissionState.ACCEPTED,
    )
    waves.plan_missions(wave=wave.ref, plans=[plan], **who)
    for state in (WaveState.COMMITTED, WaveState.IN_FIELD):
        waves.move_wave(wave=wave.ref, to=state, **who)
    token = panel.give_field_key(cycle_number=number.ref, language="ar", **who)
    print(f"/v1/key/{token}/projects/{wave.number}/submission")


main(Path(sys.argv[1]))
