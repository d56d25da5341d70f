"""Opening cycles, writing and approving scenarios, planning missions and saying what came of them."""

from basira.programme.waves.planning import MissionPlan
from basira.programme.waves.verbs.answering import (
    Answer,
    AnswerIdTaken,
    CycleIsOver,
    MissionNotFound,
    OfferLapsed,
    answer_mission,
)
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
    expire_offers,
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
    "Answer",
    "AnswerIdTaken",
    "ApprovedByItsAuthor",
    "ChecklistIncomplete",
    "CycleIsOver",
    "DoneByItsVisit",
    "MissionNotFound",
    "MissionPlan",
    "MoveIsNotPlannings",
    "OfferLapsed",
    "PlanRefused",
    "ScenarioChangedSince",
    "ScenarioCodeTaken",
    "ScenarioNotApproved",
    "WaveDatesRefused",
    "WaveNotOpen",
    "advance_wave",
    "answer_mission",
    "approve_scenario",
    "edit_scenario",
    "expire_offers",
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
