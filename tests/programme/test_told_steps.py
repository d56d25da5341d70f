"""A corrected release beside the steps of life events that a body was told: its own figure minus a step is a figure as well."""

import pytest

from basira.core.disclosure import RevisionReveals
from basira.core.kernel.lifecycles import VisitState
from basira.programme.findings.models import EntityReport
from basira.programme.publishing.verbs import prepare_release
from basira.programme.review.models import Review
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.programme.journeys_world import way_world
from tests.programme.test_publishing import desk, inform, score

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


def beside_the_way(way, shopper):
    """File a visit at the first body's centre that belongs to no case."""
    order = way.order("E", shopper)
    mission = Mission.objects.create(
        wave=way.world.wave, cycle_number=way.world.numbers[shopper], kind="counter-visit", channel="counter",
        centre=way.world.centre("Centre-E"), scenario=way.world.scenario, questionnaire_version=way.version,
        window_start=order.window_start, window_end=order.window_end, created_at=MONDAY_9AM, created_by="x",
    )  # fmt: skip
    return way.visit(mission, {"again": "yes" if shopper % 2 else "no"}, MONDAY_9AM.date())


@pytest.mark.parametrize(("voided", "is_refused"), [(6, True), (8, False), (0, False)])
def test_a_correction_leaves_no_few_visits_beside_a_step_that_the_body_was_told(desk, voided, is_refused):
    """Told "6 of 6 asked again" and reading its own figure over eight visits, it would know what two others said."""
    way = way_world()
    for shopper in range(6):
        way.case(shopper, {"again": "yes"})
    others = [beside_the_way(way, shopper) for shopper in range(8)]
    way.end_review()
    inform(way.world, desk)
    (step,) = EntityReport.objects.get().figures["ways"][0]["steps"]
    assert step["breaks"]["asked-again"] == {"seen": 6, "of": 6}
    Review.objects.filter(visit__in=others[:voided]).update(state=VisitState.VOID, reason="no")
    score(way.world, desk)
    if is_refused:
        with pytest.raises(RevisionReveals):
            prepare_release(wave=way.world.wave.ref, by=desk[0], at=MONDAY_9AM)
        return
    assert prepare_release(wave=way.world.wave.ref, by=desk[0], at=MONDAY_9AM)
