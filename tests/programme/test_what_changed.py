"""What shoppers are told that their reports changed: whole numbers of the whole programme, never of this month, never of few."""

from datetime import date, timedelta

import pytest

from basira.core.disclosure.rule import DisclosureRule
from basira.core.kernel.lifecycles import PlanState
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.drafting import confirm_finding
from basira.programme.findings.recommending import answer_proposal, recommend
from basira.programme.findings.verbs import inform_bodies
from basira.programme.plans import changed
from basira.programme.plans.changed import Changed, counted, what_changed
from basira.programme.plans.models import PlanMove
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST, DIRECTOR, scored_cycle
from tests.programme.notes_world import FEE, SUGGESTED, write, write_besides
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


@pytest.mark.django_db
def test_a_proposal_counts_once_the_month_is_over_in_which_its_body_heard_of_it(monkeypatch):
    monkeypatch.setattr(changed, "RULE", DisclosureRule(min_visits=1, min_shoppers=1))
    world = scored_cycle()
    visit = Visit.objects.filter(mission__centre__entity__code="F").first()
    write_besides(visit, proposal="More chairs")
    finding = write(world, FEE)
    step = recommend(finding=finding.ref, suggested=SUGGESTED, by=ANALYST, at=MONDAY_9AM)
    answer_proposal(visit=visit.ref, recommendation=step.ref, reason="", by=ANALYST, at=MONDAY_9AM)  # in November
    confirm_finding(finding=finding.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert what_changed(today=date(2026, 12, 20)) is None  # and no body has heard of it
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM + timedelta(days=14))
    assert what_changed(today=date(2026, 12, 20)) is None
    assert what_changed(today=date(2027, 1, 1)) == Changed(recommended=1, agreed=None, fixes=None)
