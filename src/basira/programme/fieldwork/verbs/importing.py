"""Filing visits that were made before Basira, or drawn by the simulator: no phone, no sealed submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.programme.fieldwork.bounds import check_open
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.tree_paths import TreePaths, paths_by_version
from basira.programme.fieldwork.verbs.third_persons import warnings_of
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission


class ImportRefused(Problem):
    """Visits name missions that do not exist; `missions` lists the first of them."""

    code = "fieldwork.import-refused"


@dataclass(frozen=True, slots=True)
class ImportedVisit:
    """One past visit: the mission it was (by ref), its answers by question path, and its day when it is known."""

    mission: str
    answers: dict[str, str]
    visited_on: date | None = None


@transaction.atomic
def import_visits(*, visits: Sequence[ImportedVisit], by: Actor, at: datetime) -> list[str]:
    """
    File past visits, all or none, and return their refs in the order given. No visits file nothing.

    Each takes its cycle, number and questionnaire from its mission, which is marked as done by whoever planned it.

    :raises NotPermitted: when `by` may not import visits
    :raises ImportRefused: when a mission does not exist
    :raises CycleNotOpen: when a mission's cycle takes no visits
    """
    permissions.check(by, Act.IMPORT_VISITS)
    missions = {mission.ref: mission for mission in Mission.objects.filter(ref__in={visit.mission for visit in visits})}
    unknown = sorted({visit.mission for visit in visits} - missions.keys())
    if unknown:
        raise ImportRefused(count=len(unknown), missions=unknown[:10])
    for wave_id in sorted({mission.wave_id for mission in missions.values()}):
        check_open(waves.hold_state(wave_id=wave_id))
    paths = paths_by_version({mission.questionnaire_version_id for mission in missions.values()})
    pairs = [(visit, missions[visit.mission]) for visit in visits]
    rows = Visit.objects.bulk_create(
        [_row(visit, mission, paths[mission.questionnaire_version_id], at) for visit, mission in pairs],
        batch_size=500,
    )
    lines = [
        journal.Line("visit.imported", row.ref, {"mission": visit.mission})
        for row, visit in zip(rows, visits, strict=True)
    ]
    journal.record_many(lines, by=by, at=at)
    return [row.ref for row in rows]


def _row(visit: ImportedVisit, mission: Mission, paths: TreePaths, at: datetime) -> Visit:
    return Visit(
        ref=new_ref(),
        wave_id=mission.wave_id,
        cycle_number_id=mission.cycle_number_id,
        mission=mission,
        questionnaire_version_id=mission.questionnaire_version_id,
        source="import",
        visited_on=visit.visited_on,
        answers={path: paths.kept(path, answer) for path, answer in visit.answers.items()},
        third_persons=warnings_of(visit.answers, paths.written),
        filed_at=at,
    )
