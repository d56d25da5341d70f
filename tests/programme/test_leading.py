"""The leadership's page: what moved for sure, what is late, and where nobody looked."""

from datetime import timedelta

import pytest

from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import FindingState
from basira.programme.findings.leading import leadership_page
from basira.programme.findings.models import Finding
from basira.programme.plans import agreeing, opening
from basira.programme.plans.models import Plan
from basira.programme.registry.models import Centre
from basira.programme.results.queries import latest_runs
from basira.programme.results.verbs import score_wave
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST, answer, asked_of, entity, informed_cycle, liaison_of, scored_cycle
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(days=90)
GOOD, POOR = ["yes yes", "yes yes", "no yes"], ["no no", "yes no", "no no"]


def cycle(number, bodies):
    """Score a cycle in which each body has twelve visits, good or poor ones."""
    world = make_world(number)
    for body, kind in bodies.items():
        for visit in range(12):
            world.visit(f"Centre-{body}", visit % 5, answers=kind[visit % 3], entity=body)
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return world


def page(world, at=MONDAY_9AM):
    return leadership_page(run=latest_runs()[world.wave.ref].ref, at=at)


def codes(rows):
    return [row.names.name_en[-1] for row in rows]


def test_a_run_that_does_not_exist_has_an_empty_page(db):
    found = leadership_page(run="nothing", at=MONDAY_9AM)
    assert (found.whole, found.moved.better, found.overdue, found.centres) == (None, (), (), 0)


def test_a_first_cycle_has_nothing_to_be_compared_with():
    found = page(scored_cycle())
    assert (found.moved.better, found.moved.worse, found.moved.unclear, found.moved.without_before) == ((), (), 0, 2)


def test_only_what_is_surer_than_chance_is_better_or_worse():
    cycle(1, {"E": GOOD, "F": POOR, "G": GOOD})
    found = page(cycle(2, {"E": POOR, "F": GOOD, "G": GOOD, "H": GOOD}))
    assert codes(found.moved.better) == ["F"]
    assert codes(found.moved.worse) == ["E"]
    assert (found.moved.unclear, found.moved.without_before) == (1, 1)


def test_late_is_what_had_no_answer_in_time_and_what_the_arbiter_owes():
    world = informed_cycle(bodies="EFG", poor="FG")
    first = asked_of("F")
    answer(first.ref, liaison_of("F"), said=FindingState.CONTESTED, words="Our own log says otherwise.")
    assert page(world).overdue == ()
    late = {row.entity_ref: (row.silent, row.contests) for row in page(world, LATER).overdue}
    asked = Finding.objects.filter(answer_by__isnull=False)
    assert late[entity("F")] == (asked.filter(entity_ref=entity("F")).count() - 1, 1)
    assert late[entity("G")] == (asked.filter(entity_ref=entity("G")).count(), 0)
    assert entity("E") not in late


def test_a_centre_out_of_service_is_no_gap_and_one_that_nobody_visited_is():
    world = scored_cycle(bodies="EF")
    world.centre("Seen-by-nobody", entity="F")
    closed = world.centre("Closed", entity="E")
    Centre.objects.filter(pk=closed.pk).update(is_active=False)
    found = page(world)
    assert [(gap.entity.en, gap.missing, gap.centres) for gap in found.not_covered] == [("Entity F", 1, 2)]
    assert (found.visited, found.centres) == (2, 3)


def test_a_body_that_no_mission_ever_went_to_stands_first_among_the_gaps():
    world = scored_cycle(bodies="EF")
    world.centre("Other", entity="F")
    world.centre("Never", entity="Z")
    assert [gap.entity.en for gap in page(world).not_covered] == ["Entity Z", "Entity F"]


def test_the_page_asks_the_same_whatever_the_number_of_bodies(django_assert_max_num_queries):
    make_world(7)
    world = informed_cycle(bodies="ABCDEFGH", poor="FGH")
    with django_assert_max_num_queries(20):
        page(world, LATER)


def test_plans_stand_on_the_page_and_in_its_table_for_whoever_may_see_plans(signed_in):
    world = informed_cycle()
    opening.open_due_plans(by=SYSTEM, at=LATER)
    agreeing.climb_ladders(by=SYSTEM, at=LATER + timedelta(days=90))
    plan = Plan.objects.first()
    address = f"/console/results/{world.wave.ref}/leadership"

    def seen(role):
        browser = signed_in(role)
        table = b"".join(browser.get(f"{address}.csv").streaming_content).decode()
        return browser.get(f"{address}/").content.decode(), table

    for role in (Role.DIRECTOR, Role.ANALYST, Role.AUDITOR):
        page, table = seen(role)
        assert plan.ref in page and "plan-no-reply,جهة F,Entity F" in table, role
    page, table = seen(Role.PUBLISHER)
    assert "climbed to the top" not in page and plan.ref not in page and "plan-" not in table


def test_the_desk_shows_it_and_gives_it_away_as_a_table(signed_in):
    cycle(1, {"E": GOOD, "F": POOR})
    world = cycle(2, {"E": POOR, "F": GOOD})
    browser = signed_in(Role.DIRECTOR)
    shown = browser.get(f"/console/results/{world.wave.ref}/leadership/").content.decode()
    assert "Entity F" in shown.split("Clearly better")[1].split("Clearly worse")[0]
    assert "Entity E" in shown.split("Clearly worse")[1].split("Overdue")[0]
    table = b"".join(browser.get(f"/console/results/{world.wave.ref}/leadership.csv").streaming_content).decode()
    assert "better,جهة F,Entity F" in table and "worse,جهة E,Entity E" in table
    assert browser.get(f"/console/results/{world.wave.ref}/leadership.pdf").status_code == 404
