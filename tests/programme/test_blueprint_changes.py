"""A running programme goes out as a file and comes back the same; it is changed by one, and never what a cycle has committed to."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from basira.core.blueprint.differences import differences
from basira.core.blueprint.keys import BY_PATH
from basira.core.blueprint.reading import read_blueprint
from basira.core.kernel.actor import Role
from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.registry import SiteType
from basira.core.kernel.training import ALSO_SIGNED_IN
from basira.programme.blueprints.changing import (
    ChangedMeanwhile,
    MethodCommitted,
    ProgrammeNotSetUp,
    change_blueprint,
    change_of,
    digest_of,
    set_gaps_between_cycles,
)
from basira.programme.blueprints.exporting import as_it_stands, exported
from basira.programme.journal import queries as journal
from basira.programme.panel.terms import Gaps, gaps_now, set_gaps
from basira.programme.people import queries as people
from basira.programme.people import setting_up
from basira.programme.people.blueprints import BlueprintRefused, charter_values, clocks_in, kept_blueprint, label_in
from basira.programme.people.charter import Charter, Governance, GovernanceStays
from basira.programme.people.clocks import Clocks, clocks_now, set_clocks
from basira.programme.people.permissions import NotPermitted
from basira.programme.people.profiles import ProfileCode
from basira.programme.people.reporting import Reader, readers
from basira.programme.people.verbs import NewAccount, hashed
from basira.programme.plans.opening import set_rules
from basira.programme.plans.rules import RulesCard, rules_card
from basira.programme.recruiting.queries import open_routes
from basira.programme.recruiting.verbs.calls import set_route
from basira.programme.registry.blueprints import Start
from basira.programme.registry.verbs.site_rules import decide_photos, state_recording_basis
from basira.programme.training.gate import Demand
from basira.programme.training.queries import pledge_now
from basira.programme.training.starting import start_with_training
from basira.programme.training.verbs.preparing import Both, publish_pledge, set_demand
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Wave
from basira.programme.waves.phases import begun_in
from tests.cast import MONDAY_9AM, PASSWORD, actor
from tests.shared_data import ROOT

pytestmark = pytest.mark.django_db
DIRECTOR = actor("salem", Role.DIRECTOR, Role.PLANNER)
URDU = "میں غیر جانبدار رہوں گا"
TYPED = {"legal_basis_ar": "القرار رقم 12 لسنة 2026.", "notice_on": date(2026, 11, 1)}


def shipped(code):
    return (ROOT / "blueprints" / f"{code}.toml").read_text(encoding="utf-8")


def start(text):
    """Start a programme from a file as the wizard does, with what no shipped file says typed in."""
    blueprint = read_blueprint(text).blueprint
    values = TYPED | charter_values(blueprint)
    values |= {"governance": Governance(values["governance"]), "profile": ProfileCode(values["profile"])}
    labels = {label: label_in(blueprint, label) for label in ("shopper", "customer")}
    digest = setting_up.digest_of(setting_up.renew_set_up_code(at=MONDAY_9AM))
    begun = Start(Charter(**values, **labels), clocks_in(blueprint, clocks_now()), text)
    first = NewAccount("amal", hashed(PASSWORD), "أمل", "Amal")
    start_with_training(code_digest=digest, start=begun, first=first, at=MONDAY_9AM)


def change_at_the_desk(packs=()):
    """Decide at the desk everything of which a page of its own decides."""
    said = {"by": DIRECTOR, "at": MONDAY_9AM}
    set_route(route=Route.APPOINTMENT, is_open=True, **said)
    set_route(route=Route.DRAW, is_open=True, **said)
    set_gaps(gaps=Gaps(0, 15, 0), **said)
    publish_pledge(text=Both("تعهّد آخر", "Another pledge"), others={"ur": URDU}, **said)
    set_clocks(clocks=Clocks(7, 8, ("friday",)), **said)
    set_rules(rules=RulesCard(plan_days=12, grace_days=45), **said)
    decide_photos(site=SiteType.CLINIC, photos=False, reason="خصوصية المرضى", **said)
    setting_up.change_charter(charter=replace(people.charter_card(), purpose_en="Another purpose"), **said)


def a_cycle(state=WaveState.COMMITTED):
    wave = waves.open_wave(
        name_ar="دورة", name_en="Cycle", starts_on=date(2026, 12, 1), ends_on=date(2027, 1, 1),
        by=DIRECTOR, at=MONDAY_9AM,
    )  # fmt: skip
    told = state is WaveState.INFORMED and Reader.PUBLIC in readers()
    Wave.objects.filter(pk=wave.pk).update(state=state, is_for_the_public=told)


# out, and in again


@pytest.mark.parametrize("code", ["S1", "S3"])
def test_what_was_changed_at_the_desk_comes_out_and_starts_another_programme_that_comes_out_the_same(code):
    text = shipped(code) + ("\n[panel]\nsize = 9\n" if code == "S1" else "")  # whoever opens the draw says for how many
    with transaction.atomic():
        start(text)
        change_at_the_desk()
        out = exported()
        transaction.set_rollback(True)
    changed = {one.path for one in differences(read_blueprint(text).blueprint, read_blueprint(out).blueprint)}
    assert changed >= {
        "shoppers.routes", "shoppers.rotation_days", "shoppers.rotation_days_body", "shoppers.pledge_ar", "shoppers.pledge_ur",
        "clocks.reply_working_days", "calendar.weekend", "clocks.plan_working_days", "clocks.repeat_after_days",
        "sites.decisions[clinic].photos", "programme.purpose_en",
    }  # fmt: skip
    start(out)
    assert exported() == out
    assert gaps_now() == Gaps(0, 15, 0) and rules_card().grace_days == 45 and Route.APPOINTMENT in open_routes()
    assert pledge_now().text_en == "Another pledge" and pledge_now().others == {"ur": URDU}


# changed by a file


def change(*, text, by=DIRECTOR, at=MONDAY_9AM):
    """Change the programme by a file whose differences were read a moment ago."""
    return change_blueprint(text=text, on=digest_of(as_it_stands()), by=by, at=at)


def changed(old, new, code="S3"):
    text = exported()
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PLANNER, Role.ANALYST])
def test_the_director_alone_changes_the_programme_by_its_file(role):
    start(shipped("S3"))
    with pytest.raises(NotPermitted):
        change(text=changed("review_hours = 72", "review_hours = 48"), by=actor("x", role), at=MONDAY_9AM)
    assert kept_blueprint().said("clocks.review_hours") == 72


def test_without_a_programme_there_is_nothing_to_change():
    with pytest.raises(ProgrammeNotSetUp):
        change(text=shipped("S3"), by=DIRECTOR, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("review_hours = 72", "review_hours = 0", BlueprintRefused),
        ('routes = ["drawn"]', 'routes = ["drawn", "employees"]', BlueprintRefused),
        ('governance = "independent"', 'governance = "internal"\nbody_name_ar = "أ"\nbody_name_en = "A"', GovernanceStays),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_obeyed_changes_nothing(old, new, refusal):
    start(shipped("S3"))
    text, before = changed(old, new), exported()
    with pytest.raises(refusal), transaction.atomic():
        change(text=text, by=DIRECTOR, at=MONDAY_9AM)
    assert exported() == before


@pytest.mark.parametrize("state", [WaveState.COMMITTED, WaveState.IN_FIELD, WaveState.SCORED])
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("rotation_days = 90", "rotation_days = 30", "shoppers.rotation_days"),
        ('"website-or-app", "everyday"', '"everyday"', "missions.kinds"),
    ],
)
def test_what_a_cycle_has_committed_itself_to_waits_for_the_next(state, old, new, key):
    start(shipped("S3"))
    a_cycle(state)
    text = changed(old, new).replace("review_hours = 72", "review_hours = 48")
    with pytest.raises(MethodCommitted) as refusal:
        change(text=text, by=DIRECTOR, at=MONDAY_9AM)
    assert refusal.value.params == {"cycle": 1, "keys": key}
    assert kept_blueprint().said("clocks.review_hours") == 72
    Wave.objects.update(state=WaveState.INFORMED)
    assert key in [one.path for one in change(text=text, by=DIRECTOR, at=MONDAY_9AM)]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('ranked = ["body", "centre"]', 'ranked = ["centre"]', "naming.ranked"),
        ('negative = ["body", "centre"]', 'negative = ["body"]', "naming.negative"),
        ('"state-leadership", "public"]', '"state-leadership"]', "reporting.to"),
    ],
)
def test_who_is_named_ranked_and_told_stays_until_the_results_are_out(old, new, key):
    start(shipped("S3"))
    a_cycle(WaveState.INFORMED)
    text = changed(old, new)
    with pytest.raises(MethodCommitted) as refusal:
        change(text=text, by=DIRECTOR, at=MONDAY_9AM)
    assert refusal.value.params == {"cycle": 1, "keys": key}
    Wave.objects.update(state=WaveState.ANNOUNCED)
    assert [one.path for one in change(text=text, by=DIRECTOR, at=MONDAY_9AM)] == [key]


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [("S1", 'ranked = ["centre", "unit"]', 'ranked = ["unit"]'), ("S2", 'ranked = ["body", "centre"]', 'ranked = ["body"]')],
    ids=["internal", "without the public"],
)  # fmt: skip
def test_a_programme_that_publishes_nothing_is_free_once_its_bodies_are_informed(code, old, new):
    start(shipped(code))
    a_cycle(WaveState.SCORED)
    text = changed(old, new)
    with pytest.raises(MethodCommitted):
        change(text=text, by=DIRECTOR, at=MONDAY_9AM)
    Wave.objects.update(state=WaveState.INFORMED)
    assert [one.path for one in change(text=text, by=DIRECTOR, at=MONDAY_9AM)] == ["naming.ranked"]


def test_what_was_told_while_the_public_was_no_reader_waits_for_nobody_when_it_becomes_one():
    start(shipped("S2"))
    a_cycle(WaveState.INFORMED)
    change(text=changed('to = ["state-leadership"]', 'to = ["state-leadership", "public"]'))
    change(text=changed('ranked = ["body", "centre"]', 'ranked = ["body"]'))
    a_cycle(WaveState.INFORMED)
    with pytest.raises(MethodCommitted) as refusal:  # the twin
        change(text=changed('ranked = ["body"]', 'ranked = ["body", "centre"]'))
    assert refusal.value.params == {"cycle": 2, "keys": "naming.ranked"}


def in_another_order(text):
    """Return a file with its last phase before the others."""
    head, *phases = text.split("\n[[phases]]\n")
    return "\n[[phases]]\n".join([head, phases[-1], *phases[:-1]])


@pytest.mark.parametrize(
    ("changed_by", "keys"),
    [
        (
            lambda text: text.replace('code = "first"', 'code = "begin"', 1),
            {"phases[first].code", "phases[begin].code"},
        ),
        (lambda text: text.replace('"municipal", "social"', '"municipal"', 1), {"phases[first].sectors"}),
        (in_another_order, {"phases[].code"}),
    ],
    ids=["another code", "fewer sectors", "another order"],
)
def test_the_phases_that_bound_a_cycle_stay_while_it_is_under_way(changed_by, keys):
    start(shipped("S3"))
    a_cycle(WaveState.IN_FIELD)
    Wave.objects.update(phase="first")
    text = changed_by(exported())
    with pytest.raises(MethodCommitted) as refusal:
        change(text=text, by=DIRECTOR, at=MONDAY_9AM)
    assert set(refusal.value.params["keys"].split(", ")) >= keys
    assert begun_in("first") == {"municipal", "social", "health"}
    Wave.objects.update(state=WaveState.INFORMED)
    assert change(text=text, by=DIRECTOR, at=MONDAY_9AM) and exported() == text


def test_the_gaps_of_a_cycle_under_way_are_not_changed_at_the_desk_either():
    start(shipped("S3"))
    a_cycle(WaveState.IN_FIELD)
    with pytest.raises(NotPermitted):
        set_gaps_between_cycles(gaps=Gaps(30, 0, 0), by=actor("x", Role.PLANNER), at=MONDAY_9AM)
    with pytest.raises(MethodCommitted):
        set_gaps_between_cycles(gaps=Gaps(30, 0, 0), by=DIRECTOR, at=MONDAY_9AM)
    Wave.objects.update(state=WaveState.ANNOUNCED)
    set_gaps_between_cycles(gaps=Gaps(30, 0, 0), by=DIRECTOR, at=MONDAY_9AM)
    assert gaps_now() == Gaps(30, 0, 0)


def test_what_touches_no_method_is_changed_while_a_cycle_runs_and_stands_in_the_journal():
    start(shipped("S3"))
    a_cycle(WaveState.IN_FIELD)
    text = changed("review_hours = 72", "review_hours = 48").replace("plan_working_days = 10", "plan_working_days = 8")
    text = text.replace('routes = ["drawn"]', 'routes = ["drawn", "appointed"]').replace(
        "reply_working_days = 10", "reply_working_days = 6"
    )
    assert change_of(text).waiting == ()
    made = change(text=text, by=DIRECTOR, at=MONDAY_9AM)
    assert {one.path for one in made} == {
        "clocks.review_hours", "clocks.plan_working_days", "shoppers.routes", "clocks.reply_working_days"
    }  # fmt: skip
    assert exported() == text and rules_card().plan_days == 8 and clocks_now().answer_days == 6
    assert open_routes() == {Route.DRAW, Route.APPOINTMENT}
    entries = {entry.act: entry for entry in journal.entries_about("programme")}
    assert entries["programme.blueprint-changed"].detail["keys"] == [one.path for one in made]
    assert change(text=text, by=DIRECTOR, at=MONDAY_9AM) == ()


def test_a_confirmation_changes_nothing_else_than_what_was_read():
    start(shipped("S3"))
    text = changed("review_hours = 72", "review_hours = 48")
    text = text.replace('type = "school"\nphotos = false\n', 'type = "school"\nphotos = true\n')
    read = change_of(text)
    reason = "Other parents are on them."
    decide_photos(site=SiteType.SCHOOL, photos=False, reason=reason, by=DIRECTOR, at=MONDAY_9AM)
    before = exported()
    with pytest.raises(ChangedMeanwhile):
        change_blueprint(text=text, on=read.on, by=DIRECTOR, at=MONDAY_9AM)
    assert exported() == before
    again = change_of(text)
    assert "sites.decisions[school].reason" in {one.path for one in again.differences} - {
        one.path for one in read.differences
    }
    assert change_blueprint(text=text, on=again.on, by=DIRECTOR, at=MONDAY_9AM) == again.differences
    assert change_blueprint(text=text, on=again.on, by=DIRECTOR, at=MONDAY_9AM) == ()  # sent twice


@pytest.mark.parametrize(
    "decide",
    [
        partial(set_route, route=Route.APPOINTMENT, is_open=True),
        partial(set_gaps, gaps=Gaps(0, 15, 0)),
        partial(set_gaps_between_cycles, gaps=Gaps(0, 15, 0)),
        partial(publish_pledge, text=Both("تعهّد آخر", "Another pledge")),
        partial(set_demand, demand=Demand()),
        partial(set_clocks, clocks=Clocks(7, 8, ("friday",))),
        partial(set_rules, rules=RulesCard(plan_days=12)),
        partial(decide_photos, site=SiteType.CLINIC, photos=False, reason="Patients"),
        partial(state_recording_basis, basis="Act 7, article 4"),
        partial(change, text=shipped("S3")),
    ],
    ids=lambda decide: decide.func.__name__,
)
def test_who_decides_at_the_desk_and_who_changes_by_the_file_wait_for_each_other(decide):
    start(shipped("S3"))
    with CaptureQueriesContext(connection) as asked:
        decide(by=DIRECTOR, at=MONDAY_9AM)
    said = [each["sql"] for each in asked]
    held = next(place for place, sql in enumerate(said) if '"people_programme"' in sql and "FOR UPDATE" in sql)
    assert not [sql for sql in said[:held] if sql.startswith(("INSERT", "UPDATE", "DELETE")) or "FOR UPDATE" in sql]


def test_a_pledge_in_every_language_of_signing_comes_out_and_stays_when_another_text_changes():
    assert {f"shoppers.pledge_{code}" for code in ("ar", "en", *ALSO_SIGNED_IN)} <= BY_PATH.keys()
    start(shipped("S3"))
    text = Both(pledge_now().text_ar, pledge_now().text_en)
    publish_pledge(text=text, others={"ur": URDU}, by=DIRECTOR, at=MONDAY_9AM)
    change(text=changed("I undertake to be neutral", "I promise to be neutral"))
    assert pledge_now().text_en.startswith("I promise") and pledge_now().others == {"ur": URDU}
    without = changed(f'pledge_ur = "{URDU}"\n', "")
    assert [one.path for one in change_of(without).differences] == ["shoppers.pledge_ur"]
    change(text=changed(URDU, "اب کچھ اور"))
    assert pledge_now().others == {"ur": "اب کچھ اور"}
    publish_pledge(text=text, by=DIRECTOR, at=MONDAY_9AM)
    assert "pledge_ur" not in exported()


def test_what_a_file_leaves_out_of_the_charter_and_of_sites_stays():
    start(shipped("S3"))
    change(text=shipped("S3").replace("review_hours = 72", "review_hours = 48"), by=DIRECTOR, at=MONDAY_9AM)
    assert people.charter_card().legal_basis_ar == TYPED["legal_basis_ar"]
    school = 'type = "school"\nphotos = false\n'
    text = exported().replace(school, school.replace("school", "clinic"))
    assert change(text=text, by=DIRECTOR, at=MONDAY_9AM)
    assert {row["type"] for row in read_blueprint(exported()).blueprint.table("sites.decisions")} == {
        "school",
        "clinic",
    }
