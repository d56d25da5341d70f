"""Makes a cycle in the field with many shoppers, each with a key and a mission of her own; all invented, and said to be."""

import json
import secrets
import sys
from datetime import date, timedelta
from decimal import Decimal
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
from basira.programme.panel import verbs as panel  # noqa: E402
from basira.programme.panel.links import exchange_link  # noqa: E402
from basira.programme.people import verbs as people  # noqa: E402
from basira.programme.registry import verbs as registry  # noqa: E402
from basira.programme.waves import verbs as waves  # noqa: E402

SITES = 50
SOUTH, WEST = Decimal("24.05"), Decimal("54.05")


def sites() -> list[tuple[str, str, str]]:
    """Add a body with its centres; return the ref, latitude and longitude of each."""
    who = {"by": OPERATOR, "at": timezone.now()}
    registry.add_sector(code="bench", name_ar="قطاع", name_en="Sector", **who)
    kind = EntityKind.AUTHORITY
    entity = registry.add_entity(code="bench", name_ar="جهة", name_en="Body", kind=kind, sector="bench", **who)
    found = []
    for number in range(SITES):
        place = {"latitude": SOUTH + number * Decimal("0.01"), "longitude": WEST + number * Decimal("0.01")}
        facts = registry.CentreFacts(name_ar=f"مركز {number}", name_en=f"Centre {number}", **place)
        centre = registry.add_centre(code=f"bench-{number}", entity=entity.ref, facts=facts, **who)
        found.append((centre.ref, str(place["latitude"]), str(place["longitude"])))
    return found


def what_is_asked(workbook: Path) -> tuple[str, str]:
    """Publish the form and approve a scenario; return the refs of the version and of the scenario."""
    who = {"by": OPERATOR, "at": timezone.now()}
    form = instruments.upload_questionnaire(content=workbook.read_bytes(), filename=workbook.name, **who)
    instruments.publish_questionnaire(ref=form.ref, **who)
    scenario = waves.write_scenario(code="bench", texts={"name_ar": "سيناريو", "name_en": "Scenario"}, **who)
    second = Actor(ActorKind.ACCOUNT, "second", frozenset({Role.DIRECTOR}))
    waves.approve_scenario(scenario=scenario.ref, revision=1, points=tuple(ScenarioPoint), by=second, at=who["at"])
    return str(form.ref), str(scenario.ref)


def link_for(number: str) -> str:
    """Have the desk make a link for a number."""
    who = {"by": OPERATOR, "at": timezone.now()}
    return str(panel.give_field_key(cycle_number=number, kind=KeyKind.LINK, language="ar", **who))


def main(workbook: Path, count: int) -> list[dict[str, str]]:
    """Return what each phone is told: its key, a link for one more, its mission, and where that is."""
    who = {"by": OPERATOR, "at": timezone.now()}
    people.set_programme(name_ar="قياس", name_en="Benchmark", simulated=True, **who)
    places, (version, scenario) = sites(), what_is_asked(workbook)
    today = date.today()
    wave = waves.open_wave(name_ar="دورة", name_en="Cycle", starts_on=today, ends_on=today + timedelta(days=30), **who)
    shoppers = panel.enrol_shoppers(count=count, state=ShopperState.ACTIVE, **who)
    numbers = panel.number_for_cycle(cycle=wave.ref, shoppers=shoppers, **who)
    window = {"window_start": who["at"] - timedelta(days=1), "window_end": who["at"] + timedelta(days=29)}
    asked = {"channel": Channel.COUNTER, "scenario": scenario, "questionnaire_version": version} | window
    plans = [
        waves.MissionPlan(
            cycle_number=number.ref, centre=places[place % SITES][0], state=MissionState.ACCEPTED, **asked
        )
        for place, number in enumerate(numbers)
    ]
    missions = waves.plan_missions(wave=wave.ref, plans=plans, **who)
    for state in (WaveState.COMMITTED, WaveState.IN_FIELD):
        waves.move_wave(wave=wave.ref, to=state, **who)
    told = []
    for place, (number, mission) in enumerate(zip(numbers, missions, strict=True)):
        token = secrets.token_urlsafe(32)
        put = {"key": panel.token_digest(token), "by": Actor(ActorKind.SHOPPER, number.ref), "at": who["at"]}
        exchange_link(link=panel.token_digest(link_for(number.ref)), **put)
        _centre, latitude, longitude = places[place % SITES]
        key = f"{token}/{wave.number}"
        link = f"{link_for(number.ref)}/{wave.number}"
        told.append({"key": key, "link": link, "mission": mission.ref, "latitude": latitude, "longitude": longitude})
    return told


print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
