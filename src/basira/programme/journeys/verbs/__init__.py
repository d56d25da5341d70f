"""What is done with life events and cases."""

from basira.programme.journeys.verbs.cases import (
    CaseDoesNotFit,
    LifeEventNotFound,
    StepOrder,
    plan_case,
)
from basira.programme.journeys.verbs.life_events import PlacesUnknown, Written, write_life_events

__all__ = [
    "CaseDoesNotFit",
    "LifeEventNotFound",
    "PlacesUnknown",
    "StepOrder",
    "Written",
    "plan_case",
    "write_life_events",
]
