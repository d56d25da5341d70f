"""What tests of alarms, letters and dangers share: a moment, a plan, an alarm, a letter that is shown, a report."""

from dataclasses import replace
from datetime import timedelta

from basira.core.kernel.registry import Channel
from basira.programme.journal import queries as journal
from basira.programme.registry.models import Centre
from basira.programme.safety.verbs import alarms, dangers, letters
from basira.programme.safety.verbs.dangers import DangerReport, Words
from basira.programme.waves.models import Scenario
from basira.programme.waves.verbs import MissionPlan
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene

AT = MONDAY_9AM + timedelta(hours=2)
ID = "0e8c2f64-id"
TEXT = Words("قد يكون مخرج طوارئ مسدودًا.", "An emergency exit may be blocked.")


def plan_for(scene: Scene, centre: Centre, number: str = "") -> MissionPlan:
    return MissionPlan(
        cycle_number=number or scene.number.ref,
        centre=centre.ref,
        channel=Channel.COUNTER,
        scenario=Scenario.objects.get(code=f"renew-{scene.wave}").ref,
        questionnaire_version=scene.version.ref,
        window_start=MONDAY_9AM,
        window_end=MONDAY_9AM + timedelta(days=7),
    )


def raised(scene: Scene, **values):
    facts = {"client_id": ID, "mission": scene.missions[0].ref} | values
    return alarms.raise_alarm(**facts, by=scene.shopper, at=AT)


def reported(scene: Scene, **values) -> str:
    report = DangerReport(client_id=ID, what="fire-exit", since="today", mission=scene.missions[0].ref)
    return dangers.report_danger(report=replace(report, **values), by=scene.shopper, at=AT).ref


def acts_of(subject: str) -> list[str]:
    return [entry.act for entry in journal.entries_about(subject)]


def shown(scene: Scene, at=AT):
    letters.issue_letter(mission=scene.missions[0].ref, by=EVERYBODY, at=at)
    return letters.show_letter(mission=scene.missions[0].ref, by=scene.shopper, at=at)
