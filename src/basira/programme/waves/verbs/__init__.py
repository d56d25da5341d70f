"""Opening cycles, writing and approving scenarios, planning missions and saying what came of them."""

from basira.programme.waves.planning import MissionPlan
from basira.programme.waves.verbs.cycles import (
    MOVED_BY_PLANNING,
    MoveIsNotPlannings,
    WaveDatesRefused,
    advance_wave,
    hold_state,
    lock_wave,
    move_wave,
    open_wave,
)
from basira.programme.waves.verbs.moving import (
    DoneByItsVisit,
    ScenarioNotApproved,
    lock_missions,
    mark_done,
    move_mission,
    move_missions,
)
from basira.programme.waves.verbs.plans import (
    OPEN_FOR_MISSIONS,
    PlanRefused,
    WaveNotOpen,
    plan_missions,
    record_past_missions,
)
from basira.programme.waves.verbs.scenarios import (
    ApprovedByItsAuthor,
    ChecklistIncomplete,
    ScenarioChangedSince,
    ScenarioCodeTaken,
    approve_scenario,
    edit_scenario,
    write_scenario,
)

__all__ = [
    "MOVED_BY_PLANNING",
    "OPEN_FOR_MISSIONS",
    "ApprovedByItsAuthor",
    "ChecklistIncomplete",
    "DoneByItsVisit",
    "MissionPlan",
    "MoveIsNotPlannings",
    "PlanRefused",
    "ScenarioChangedSince",
    "ScenarioCodeTaken",
    "ScenarioNotApproved",
    "WaveDatesRefused",
    "WaveNotOpen",
    "advance_wave",
    "approve_scenario",
    "edit_scenario",
    "hold_state",
    "lock_missions",
    "lock_wave",
    "mark_done",
    "move_mission",
    "move_missions",
    "move_wave",
    "open_wave",
    "plan_missions",
    "record_past_missions",
    "write_scenario",
]
