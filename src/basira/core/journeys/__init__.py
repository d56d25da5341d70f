"""One way of a citizen over several bodies: what its visits told, where it breaks, and whose a failed hand-off was."""

from basira.core.journeys.counting import Counted, Middle, counted, middle_of
from basira.core.journeys.steps import StepCounts, StepPlan, step_counts
from basira.core.journeys.told import StepVisit, told
from basira.core.journeys.ways import Case, HandOff, WayMap, way_map

__all__ = [
    "Case",
    "Counted",
    "HandOff",
    "Middle",
    "StepCounts",
    "StepPlan",
    "StepVisit",
    "WayMap",
    "counted",
    "middle_of",
    "step_counts",
    "told",
    "way_map",
]
