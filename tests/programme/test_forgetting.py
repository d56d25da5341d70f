"""The schedule tells the vault of which cycles nothing needs any more whose their numbers were; of no other."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import PlanState, WaveState
from basira.gateways.vault import Vault
from basira.programme.people.permissions import NotPermitted
from basira.programme.plans.forgetting import forget_numbers
from basira.programme.waves.models import Mission, Wave
from tests.cast import MONDAY_9AM, actor
from tests.programme.contest_world import contested, decide
from tests.programme.plans_world import brought_to, judge, make_visit, order, plans_world, tell

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=1_000)


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What the vault was told of last."""
    heard: list[str] = []

    def hear(_vault: Vault, cycles: list[str], *, by: str) -> int:
        heard[:] = cycles
        return len(cycles)

    monkeypatch.setattr(Vault, "destroy_maps", hear)
    return heard


def announced(wave: Wave) -> str:
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.ANNOUNCED)
    return wave.ref


def test_who_is_not_the_schedule_has_no_map_destroyed(monkeypatch):
    monkeypatch.delattr(Vault, "destroy_maps")
    for role in Role:
        with pytest.raises(NotPermitted):
            forget_numbers(by=actor("somebody", role), at=MONDAY_9AM)


def test_of_no_cycle_but_one_that_is_over_is_told(told):
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 2, 1), "created_at": MONDAY_9AM, "created_by": "t"}
    for number, state in enumerate(WaveState, start=1):
        Wave.objects.create(
            number=number, state=state, name_en=state, is_for_the_public=state in ("informed", "announced"), **days
        )
    assert forget_numbers(by=SYSTEM, at=MONDAY_9AM) == 1
    assert told == [Wave.objects.get(state=WaveState.ANNOUNCED).ref]


def test_a_cycle_whose_missions_a_gap_still_reaches_is_kept(told):
    world = plans_world()
    wave = announced(world.first.wave)
    last = Mission.objects.latest("window_end").window_end
    forget_numbers(by=SYSTEM, at=last + timedelta(days=89))
    assert told == []
    forget_numbers(by=SYSTEM, at=last + timedelta(days=91))
    assert told == [wave]


def test_a_cycle_whose_finding_a_body_contests_is_kept_until_its_arbiter_ended_it(told):
    finding = contested()
    wave = announced(finding.report.wave)
    forget_numbers(by=SYSTEM, at=timezone.now() + YEARS)
    assert told == []
    decide(finding, "not-upheld")
    forget_numbers(by=SYSTEM, at=timezone.now() + YEARS)
    assert told == [wave]


def test_cycles_of_a_plan_are_kept_until_a_stranger_has_closed_it(told):
    world = plans_world()
    first = announced(world.first.wave)
    plan = brought_to(PlanState.GRACE)
    repeat = order(world, plan)
    second = announced(world.second.wave)
    forget_numbers(by=SYSTEM, at=timezone.now() + YEARS)
    assert told == []
    make_visit(repeat)
    judge()
    tell(world)
    announced(world.second.wave)
    forget_numbers(by=SYSTEM, at=timezone.now() + YEARS)
    assert told == [first, second]
