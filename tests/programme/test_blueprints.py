"""A programme starts from a blueprint, all or nothing, and comes out as one: what is refused, then what happens."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from basira.core.blueprint.differences import differences
from basira.core.blueprint.reading import read_blueprint
from basira.core.kernel.actor import Role
from basira.core.kernel.registry import SiteType
from basira.core.kernel.workdays import WeekendUnreadable
from basira.programme.blueprints.exporting import exported
from basira.programme.findings import clock
from basira.programme.journal import queries as journal
from basira.programme.people import queries, setting_up
from basira.programme.people.blueprints import (
    BlueprintRefused,
    charter_values,
    clocks_in,
    keep_blueprint,
    kept_blueprint,
    label_in,
)
from basira.programme.people.charter import Charter, Governance
from basira.programme.people.clocks import ClockOutOfRange, Clocks, clocks_now, set_clocks
from basira.programme.people.models import KeptBlueprint, ProgrammeClocks
from basira.programme.people.permissions import NotPermitted
from basira.programme.people.profiles import ProfileCode
from basira.programme.people.verbs import NewAccount, hashed
from basira.programme.registry import queries as registry
from basira.programme.registry.blueprints import BlueprintOfAnotherKind, Start
from basira.programme.registry.models import SiteDecision
from basira.programme.training.starting import start_with_training
from tests.cast import MONDAY_9AM, PASSWORD, actor
from tests.shared_data import ROOT

pytestmark = pytest.mark.django_db
SHIPPED = ("S0", "S1", "S2", "S3", "S4")
TYPED = {"legal_basis_ar": "القرار رقم 12 لسنة 2026.", "notice_on": date(2026, 11, 1)}
"""What no shipped blueprint says: the person who sets the programme up types it."""


def text_of(code):
    return (ROOT / "blueprints" / f"{code}.toml").read_text(encoding="utf-8")


def start_from(code):
    """What the wizard makes of a blueprint when nothing is changed."""
    blueprint = read_blueprint(text_of(code)).blueprint
    values = charter_values(blueprint) | TYPED
    values |= {"governance": Governance(values["governance"]), "profile": ProfileCode(values["profile"])}
    labels = {label: label_in(blueprint, label) for label in ("shopper", "customer")}
    return Start(Charter(**values, **labels), clocks_in(blueprint, clocks_now()), text_of(code))


def started(start):
    digest = setting_up.digest_of(setting_up.renew_set_up_code(at=MONDAY_9AM))
    first = NewAccount("amal", hashed(PASSWORD), "أمل", "Amal")
    return start_with_training(code_digest=digest, start=start, first=first, at=MONDAY_9AM)


def test_a_blueprint_of_the_other_kind_starts_nothing():
    start = start_from("S3")
    internal = replace(start.charter, governance=Governance.INTERNAL, body_name_ar="دائرة", body_name_en="Department")
    with pytest.raises(BlueprintOfAnotherKind):
        started(replace(start, charter=internal))
    assert not queries.is_set_up() and not KeptBlueprint.objects.exists()


def test_a_file_that_is_refused_starts_nothing():
    broken = text_of("S3").replace("reply_working_days = 10", "reply_working_days = 0")
    with pytest.raises(BlueprintRefused) as refusal:
        started(replace(start_from("S3"), blueprint=broken))
    assert "clocks.reply_working_days" in [fault.column for fault in refusal.value.faults]
    assert not queries.is_set_up()


def test_clocks_that_nobody_can_keep_start_nothing():
    with pytest.raises(ClockOutOfRange):
        started(replace(start_from("S3"), clocks=Clocks(0, 10, ("friday",))))
    assert not queries.is_set_up() and not ProgrammeClocks.objects.exists() and not SiteDecision.objects.exists()


@pytest.mark.parametrize("code", SHIPPED)
def test_a_programme_that_started_from_a_blueprint_comes_out_as_the_same(code):
    start = start_from(code)
    started(start)
    found = read_blueprint(exported())
    assert found.blueprint is not None, [str(fault) for fault in found.faults]
    changed = {one.path: one.after for one in differences(read_blueprint(text_of(code)).blueprint, found.blueprint)}
    assert changed == {f"programme.{name}": value for name, value in TYPED.items()}


def test_what_was_decided_since_stands_in_the_export():
    started(start_from("S3"))
    before = read_blueprint(exported()).blueprint
    director = actor("salem", Role.DIRECTOR)
    charter = replace(queries.charter_card(), name_en="Another name")
    setting_up.change_charter(charter=charter, by=director, at=MONDAY_9AM)
    set_clocks(clocks=Clocks(7, 10, ("saturday", "friday")), by=director, at=MONDAY_9AM)
    after = read_blueprint(exported()).blueprint
    assert {one.path for one in differences(before, after)} == {"programme.name_en", "clocks.reply_working_days"}


def test_a_programme_without_a_blueprint_comes_out_as_one_too():
    started(replace(start_from("S1"), blueprint=""))
    found = read_blueprint(exported()).blueprint
    assert found is not None and kept_blueprint() is None
    assert found.said("programme.code") == "own" and found.said("programme.governance") == "internal"
    assert found.table("sites.decisions") == ()


def test_a_label_that_somebody_wrote_comes_out_form_by_form():
    start = start_from("S3")
    words = {**start.charter.shopper.arabic, "many_the": "المتسوقون السرّيون"}
    started(replace(start, charter=replace(start.charter, shopper=replace(start.charter.shopper, arabic=words))))
    found = read_blueprint(exported()).blueprint
    assert found.said("words.shopper.preset") == "secret-shopper"
    assert found.said("words.shopper.many_the") == "المتسوقون السرّيون" and "words.shopper.man_the" not in found.values


def test_what_the_blueprint_decides_on_sites_holds_and_stands_in_the_journal_as_the_operators():
    started(start_from("S3"))
    card = next(card for card in registry.site_rule_cards() if card.site_type is SiteType.SCHOOL)
    assert card.photos is False and card.by_default is True and card.reason.startswith("حماية")
    assert [entry.act for entry in journal.entries_about("school")] == ["site-rule.decided"]
    acts = [entry.act for entry in journal.entries_about("programme")]
    assert {"programme.set-up", "programme.clocks-set", "programme.blueprint-kept"} <= set(acts)


# clocks


@pytest.mark.parametrize("role", [Role.PLANNER, Role.REVIEWER, Role.ANALYST])
def test_only_those_who_set_the_programme_set_its_clocks(role):
    with pytest.raises(NotPermitted):
        set_clocks(clocks=Clocks(5, 5, ()), by=actor("x", role), at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        keep_blueprint(text=text_of("S1"), by=actor("x", role), at=MONDAY_9AM)
    assert not ProgrammeClocks.objects.exists() and not KeptBlueprint.objects.exists()


def test_a_week_without_work_and_a_day_of_no_week_are_refused():
    director = actor("salem", Role.DIRECTOR)
    every = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for weekend in (every, ("someday",)):
        with pytest.raises(WeekendUnreadable):
            set_clocks(clocks=Clocks(5, 5, weekend), by=director, at=MONDAY_9AM)


@pytest.mark.parametrize(
    "row",
    [
        {"answer_days": 0, "arbiter_days": 5, "weekend": []},
        {"answer_days": 5, "arbiter_days": 61, "weekend": []},
        {"answer_days": 5, "arbiter_days": 5, "weekend": ["someday"]},
        {"answer_days": 5, "arbiter_days": 5, "weekend": ["friday"] * 7},
        {"pk": 2, "answer_days": 5, "arbiter_days": 5, "weekend": []},
    ],
)
def test_the_database_refuses_clocks_that_cannot_be(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeClocks.objects.create(**row)


def test_the_database_keeps_one_blueprint_and_never_an_empty_one():
    for row in ({"pk": 2, "text": "x"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            KeptBlueprint.objects.create(code="S1", kept_at=MONDAY_9AM, kept_by="x", **row)


def test_the_servers_clocks_hold_until_the_programme_sets_its_own(settings):
    settings.ANSWER_WORKING_DAYS, settings.ARBITER_WORKING_DAYS, settings.WEEKEND = 3, 4, ["Sunday", "saturday"]
    assert clocks_now() == Clocks(3, 4, ("saturday", "sunday"))
    monday = datetime.fromisoformat("2026-11-02T09:00:00+04:00")
    assert clock.Calendar().answer_by(monday) == date(2026, 11, 5)
    set_clocks(clocks=Clocks(5, 6, ("friday", "saturday")), by=actor("salem", Role.DIRECTOR), at=MONDAY_9AM)
    assert clock.Calendar().answer_by(monday) == date(2026, 11, 9)
    assert clock.Calendar().arbiter_by(monday) == date(2026, 11, 10)


def test_the_same_clocks_again_are_not_told_twice():
    for _ in range(2):
        set_clocks(clocks=Clocks(5, 6, ("friday",)), by=actor("salem", Role.DIRECTOR), at=MONDAY_9AM)
    assert [entry.act for entry in journal.entries_about("programme")].count("programme.clocks-set") == 1
