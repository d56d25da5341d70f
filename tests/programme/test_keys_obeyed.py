"""A key of a blueprint is obeyed only where changing it changes what happens: with a file that says it, and without."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import Channel, MissionKind
from basira.programme.fieldwork.keeping import places_kept_for
from basira.programme.findings.clock import Calendar
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.people.clocks import Clocks, set_clocks
from basira.programme.people.models import KeptBlueprint
from basira.programme.plans.opening import set_rules
from basira.programme.plans.rules import RulesCard, rules_card
from basira.programme.registry.models import Centre
from basira.programme.review import queries as review
from basira.programme.waves import queries as waves_queries
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import MissionPlan
from basira.project.zone import hold_programme_zone
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import EVERYBODY, make_scene

pytestmark = pytest.mark.django_db
HEAD = """format = 1
[programme]
code = "x"
name_ar = "ب"
name_en = "X"
governance = "independent"
profile = "full"
"""


def keep(*lines):
    """Have the programme keep a file that says these lines besides what every file says."""
    text = HEAD + "\n".join(lines) + "\n"
    KeptBlueprint.objects.update_or_create(
        pk=1, defaults={"code": "x", "text": text, "kept_at": MONDAY_9AM, "kept_by": "x"}
    )


def plan_in(scene, start, hours, **more):
    like = scene.missions[0]
    facts = {
        "cycle_number": like.cycle_number.ref, "centre": like.centre.ref, "channel": Channel.COUNTER,
        "scenario": like.scenario.ref, "questionnaire_version": scene.version.ref,
        "window_start": start, "window_end": start + timedelta(hours=hours),
    }  # fmt: skip
    return waves.plan_missions(wave=scene.wave, plans=[MissionPlan(**facts | more)], by=EVERYBODY, at=MONDAY_9AM)


def at(text):
    return datetime.fromisoformat(f"{text}+04:00")


NOON_CALL = at("2026-12-01T12:11:00")
"""When noon is called at the place of the tests, by the clock of Dubai, to a minute."""


@pytest.fixture
def scene():
    made = make_scene()
    Centre.objects.update(latitude=25.2048, longitude=55.2708)
    return made


# missions


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (['[missions]', 'kinds = ["phone-call"]'], {}),
        (["[missions]", "linkage = false"], {"kind": MissionKind.JOURNEY_STEP}),
    ],
)  # fmt: skip
def test_a_kind_that_the_file_leaves_out_is_not_planned(scene, lines, facts):
    keep(*lines)
    with pytest.raises(waves.PlanRefused) as refusal:
        plan_in(scene, at("2026-12-01T08:00:00"), 48, **facts)
    assert refusal.value.params["faults"] == ["1: kind-not-planned"]
    KeptBlueprint.objects.all().delete()
    assert plan_in(scene, at("2026-12-01T08:00:00"), 48, **facts)


def test_what_was_done_before_comes_in_whatever_the_file_plans(scene):
    keep("[missions]", 'kinds = ["phone-call"]')
    assert plan_in(scene, at("2026-12-01T08:00:00"), 48, state=MissionState.DONE)


def test_a_kind_that_is_known_to_the_body_is_marked_so_by_itself(scene):
    assert not plan_in(scene, at("2026-12-01T08:00:00"), 48)[0].is_known_to_body
    keep("[missions]", 'kinds = ["counter-visit"]', 'known_to_body = ["counter-visit"]')
    assert plan_in(scene, at("2026-12-02T08:00:00"), 48)[0].is_known_to_body


PRAYERS = ("[calendar]", "prayer_pauses = true")
RAMADAN = ("[calendar]", 'ramadan_opens = "09:00"', 'ramadan_closes = "14:00"')


@pytest.mark.parametrize(
    ("lines", "start", "hours"),
    [(PRAYERS, NOON_CALL, 0.4), (PRAYERS, NOON_CALL - timedelta(minutes=5), 0.6), (RAMADAN, at("2027-02-20T14:10:00"), 4)],
)  # fmt: skip
def test_a_window_in_pauses_alone_is_refused_at_a_counter_and_not_on_the_phone(scene, lines, start, hours):
    keep(*lines)
    with pytest.raises(waves.PlanRefused) as refusal:
        plan_in(scene, start, hours)
    assert refusal.value.params["faults"] == ["1: closed-hours"]
    assert plan_in(scene, start + timedelta(minutes=1), hours, channel=Channel.PHONE)
    assert plan_in(scene, start, hours + 24)
    KeptBlueprint.objects.all().delete()
    assert plan_in(scene, start, hours)


# clocks and calendar


def test_the_clocks_of_plans_are_the_files_until_the_director_sets_them():
    assert (rules_card().plan_days, rules_card().grace_days) == (10, 60)
    keep("[clocks]", "plan_working_days = 7", "repeat_after_days = 45")
    assert (rules_card().plan_days, rules_card().grace_days) == (7, 45)
    set_rules(rules=RulesCard(plan_days=12, grace_days=30), by=actor("salem", Role.DIRECTOR), at=MONDAY_9AM)
    assert (rules_card().plan_days, rules_card().grace_days) == (12, 30)


def overdue(at):
    return waves_queries.missions_overdue(at, kept_blueprint())


@pytest.mark.parametrize(
    ("key", "channel"), [("report_hours", Channel.COUNTER), ("report_hours_remote", Channel.PHONE)]
)
def test_the_desk_is_told_of_a_mission_once_its_report_is_overdue(scene, key, channel):
    Mission.objects.update(channel=channel, state=MissionState.ACCEPTED)
    late = Mission.objects.order_by("window_end").last().window_end + timedelta(hours=5)
    assert sum(overdue(late).values())
    keep("[clocks]", f"{key} = 6")
    assert not overdue(late)
    assert sum(overdue(late + timedelta(hours=2)).values())


def test_a_review_that_waits_longer_than_the_file_allows_is_counted(scene, monkeypatch):
    visits = SimpleNamespace(filter=lambda filed_at__lt: SimpleNamespace(count=lambda: int(filed_at__lt >= MONDAY_9AM)))
    monkeypatch.setattr(review, "waiting_for_a_reviewer", lambda _now: visits)
    after = MONDAY_9AM + timedelta(hours=30)
    assert review.count_overdue(after, kept_blueprint()) == 0
    keep("[clocks]", "review_hours = 24")
    assert [review.count_overdue(after - timedelta(hours=each), kept_blueprint()) for each in (0, 10)] == [1, 0]


def test_positions_are_kept_as_long_as_the_file_says(settings):
    settings.PLACES_KEPT_DAYS = 30
    assert places_kept_for() == timedelta(days=30)
    keep("[clocks]", "positions_days = 12")
    assert places_kept_for() == timedelta(days=12)


def test_a_holiday_is_no_working_day():
    monday = at("2026-11-30T09:00:00")
    set_clocks(clocks=Clocks(5, 5, ("saturday",)), by=actor("salem", Role.DIRECTOR), at=MONDAY_9AM)
    assert Calendar().after(monday, 3) == date(2026, 12, 3)
    keep("[[calendar.holidays]]", "on = 2026-12-02")
    assert Calendar().after(monday, 3) == date(2026, 12, 4)
    assert not Calendar().is_workday(date(2026, 12, 2))


def test_a_process_takes_over_the_files_zone_when_it_starts(settings):
    settings.TIME_ZONE = "Asia/Dubai"
    hold_programme_zone()
    assert timezone.get_default_timezone_name() == "Asia/Dubai"
    keep("[calendar]", 'time_zone = "Africa/Tunis"')
    hold_programme_zone()
    assert timezone.get_default_timezone_name() == "Africa/Tunis"
    assert timezone.localtime(MONDAY_9AM).hour == 6
