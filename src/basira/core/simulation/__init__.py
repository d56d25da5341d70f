"""Seeded worlds with known truth: the demo, rehearsals, and tests of the statistics."""

from basira.core.simulation.plan import (
    CentrePlan,
    Coverage,
    CriterionPlan,
    CyclePlan,
    DimensionPlan,
    EntityPlan,
    ProgrammePlan,
    SectorPlan,
    Town,
)
from basira.core.simulation.simulate import simulate_programme
from basira.core.simulation.world import (
    SimulatedMission,
    SimulatedOutcome,
    SimulatedVerdict,
    SimulatedVisit,
    Truth,
    World,
)

__all__ = [
    "CentrePlan",
    "Coverage",
    "CriterionPlan",
    "CyclePlan",
    "DimensionPlan",
    "EntityPlan",
    "ProgrammePlan",
    "SectorPlan",
    "SimulatedMission",
    "SimulatedOutcome",
    "SimulatedVerdict",
    "SimulatedVisit",
    "Town",
    "Truth",
    "World",
    "simulate_programme",
]
