"""What shoppers are told that their reports changed: whole numbers of the whole programme, never of this month, never of few."""

import pytest

from basira.core.disclosure.rule import DisclosureRule
from basira.core.kernel.lifecycles import PlanState
from basira.programme.plans import changed
from basira.programme.plans.changed import Changed, counted, what_changed
from basira.programme.plans.models import PlanMove
from tests.programme.plans_world import brought_to, plans_world

MANY = [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (5, "c")]


@pytest.mark.parametrize(
    ("things", "told"),
    [([], None), (MANY[:4], None), ([(place, "a" if body == "c" else body) for place, body in MANY], None), (MANY, 5)],
    ids=["nothing", "four things", "of two bodies", "five of three"],
)
def test_nothing_is_told_of_few_things_or_of_few_bodies(things, told):
    assert counted(things) == told


def test_a_plan_that_was_agreed_twice_is_one():
    assert counted([*MANY, MANY[0]]) == 5


@pytest.mark.django_db
def test_what_happened_this_month_is_not_told_before_it_is_over(monkeypatch):
    plans_world()
    plan = brought_to(PlanState.AGREED)
    day = PlanMove.objects.get(plan=plan, to=PlanState.AGREED).moved_at.date()
    next_month = day.replace(year=day.year + 1)
    assert what_changed(today=next_month) is None  # one plan of one body
    monkeypatch.setattr(changed, "RULE", DisclosureRule(min_visits=1, min_shoppers=1))
    assert what_changed(today=day) is None
    assert what_changed(today=next_month) == Changed(recommended=None, agreed=1, fixes=None)
