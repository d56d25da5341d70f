"""The ratings that a simulated cycle leaves after review, to be scored and compared with the truth they were drawn from."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from basira.core.scoring import Rating
from basira.core.simulation.plan import ProgrammePlan
from basira.core.simulation.world import SimulatedVerdict, World

ACCEPTED = (SimulatedVerdict.ACCEPT, SimulatedVerdict.RETURN_THEN_ACCEPT)


def accepted_ratings(world: World, cycle: str) -> Sequence[Rating]:
    """Return every answer of the accepted visits of a cycle; one that did not apply has no share. Empty: none was accepted."""
    centres = {centre.code: centre for centre in world.plan.centres}
    return [
        Rating(
            visit=mission.number,
            shopper=mission.shopper,
            centre=mission.centre,
            entity=centres[mission.centre].entity,
            sector=centres[mission.centre].sector,
            dimension=criterion.dimension,
            criterion=criterion.code,
            share=mission.visit.answers[criterion.code],
            weight=criterion.weight,
        )
        for mission in world.missions
        if mission.cycle == cycle and mission.visit is not None and mission.visit.verdict in ACCEPTED
        for criterion in world.plan.criteria
    ]


def of_equal_weights(plan: ProgrammePlan) -> ProgrammePlan:
    """
    Return a plan in which every criterion weighs 1: the truth is then what the model of mixed effects aims at.

    No draw depends on weights, so an equal seed gives the same visits.
    """
    return replace(plan, criteria=tuple(replace(criterion, weight=Decimal(1)) for criterion in plan.criteria))
