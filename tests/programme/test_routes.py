"""Routes by blueprint, classes beside numbers, and providers who send people of their own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.classes import Route, ShopperClass
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.registry import Channel, MissionKind
from basira.gateways.vault_refusals import IdentityIncomplete, PersonKnown
from basira.programme.journal.models import Entry
from basira.programme.panel import admitting, providing
from basira.programme.panel import queries as panel
from basira.programme.panel import verbs as panel_verbs
from basira.programme.panel.models import CycleNumber, Provider, Shopper
from basira.programme.panel.named_classes import ClassNotNamed, named_classes
from basira.programme.panel.verbs import Identity
from basira.programme.people import inviting
from basira.programme.people import queries as people
from basira.programme.people import verbs as people_verbs
from basira.programme.people.models import Account, KeptBlueprint
from basira.programme.people.permissions import NotPermitted
from basira.programme.people.verbs import RoleDoesNotFit
from basira.programme.publishing import verbs as publishing
from basira.programme.recruiting import queries as recruiting
from basira.programme.recruiting.routes import RouteClosed
from basira.programme.recruiting.verbs import calls
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import MissionPlan
from basira.programme.waves.verbs import EverydayNotOpen
from tests.cast import MONDAY_9AM, PASSWORD, actor
from tests.field_scene import EVERYBODY, make_scene
from tests.programme.bodies_world import informed_cycle
from tests.programme.recruiting_world import DIRECTOR, OFFICER
from tests.programme.reporting_world import keep
from tests.programme.test_everyday import begin, opened
from tests.programme.test_rotation import BLUEPRINT, number_in

pytestmark = pytest.mark.django_db
PLACE = iter(range(1, 10_000))


def somebody():
    place = next(PLACE)
    return Identity(name=f"Sent {place}", phone=f"+9715533{place:05}")


def a_provider(name="One"):
    calls.set_route(route=Route.PROVIDER, is_open=True, by=DIRECTOR, at=MONDAY_9AM)
    return providing.add_provider(name_ar="شركة", name_en=name, by=DIRECTOR, at=MONDAY_9AM)


def manager_of(provider):
    return Actor(ActorKind.ACCOUNT, f"manager of {provider}", frozenset({Role.PROVIDER}), provider_ref=provider)


def sent_and_numbered(cycle, count=1, provider=None):
    """Have a provider send people, and return their numbers in a cycle."""
    provider = provider or a_provider()
    providing.send_people(identities=[somebody() for _ in range(count)], by=manager_of(provider), at=MONDAY_9AM)
    fresh = list(Shopper.objects.filter(state=ShopperState.IN_TRAINING))
    Shopper.objects.filter(pk__in=[one.pk for one in fresh]).update(state=ShopperState.ACTIVE)
    panel_verbs.number_for_cycle(cycle=cycle, shoppers=fresh, by=EVERYBODY, at=MONDAY_9AM)
    return list(CycleNumber.objects.filter(cycle=cycle, provider_ref=provider))


def mission_for(scene, number, **said):
    like = scene.missions[0]
    start = like.window_start + timedelta(days=10)
    plan = MissionPlan(
        cycle_number=number.ref, centre=like.centre.ref, channel=Channel.COUNTER, scenario=like.scenario.ref,
        questionnaire_version=scene.version.ref, window_start=start, window_end=start,
    )  # fmt: skip
    return waves.plan_missions(wave=scene.wave, plans=[replace(plan, **said)], by=EVERYBODY, at=MONDAY_9AM)


def test_routes_are_as_the_blueprint_says_until_the_director_says_otherwise():
    assert recruiting.open_routes() == {Route.DRAW, Route.APPOINTMENT}
    text = BLUEPRINT + 'routes = ["contracted"]\n[[partners]]\ncode = "a"\nrole = "provider"\n'
    KeptBlueprint.objects.create(code="x", text=text, kept_at=MONDAY_9AM, kept_by="t")
    assert recruiting.open_routes() == {Route.PROVIDER}
    with pytest.raises(RouteClosed):
        admitting.appoint(identity=somebody(), state=ShopperState.ACTIVE, by=OFFICER, at=MONDAY_9AM)
    calls.set_route(route=Route.APPOINTMENT, is_open=True, by=DIRECTOR, at=MONDAY_9AM)
    assert recruiting.open_routes() == {Route.PROVIDER, Route.APPOINTMENT}


@pytest.mark.parametrize(
    ("shopper_class", "own_unit"),
    [(ShopperClass.CONTRACTED, None), (ShopperClass.EMPLOYEE, None), (ShopperClass.OBSERVER, "b" * 26)],
)
def test_nobody_is_appointed_as_what_she_cannot_be(shopper_class, own_unit):
    said = {"identity": somebody(), "state": ShopperState.ACTIVE, "by": OFFICER, "at": MONDAY_9AM}
    with pytest.raises(admitting.ClassDoesNotFit):
        admitting.appoint(shopper_class=shopper_class, own_unit=own_unit, **said)
    assert not Shopper.objects.exists()


def test_a_number_of_no_class_or_contracted_by_nobody_is_refused_by_the_database():
    scene = make_scene()
    for said in ({"shopper_class": "friend"}, {"shopper_class": "contracted"}, {"provider_ref": "p" * 26}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CycleNumber.objects.filter(pk=scene.number.pk).update(**said)


def test_an_observer_is_sent_on_spot_checks_alone_and_has_no_everyday_experience_to_tell():
    scene = make_scene()
    admitting.appoint(
        identity=somebody(), state=ShopperState.ACTIVE, shopper_class=ShopperClass.OBSERVER, by=OFFICER, at=MONDAY_9AM
    )
    number = number_in(scene.wave, Shopper.objects.order_by("-pk").first())
    assert number.shopper_class == ShopperClass.OBSERVER
    with pytest.raises(waves.PlanRefused) as refusal:
        mission_for(scene, number)
    assert refusal.value.params["faults"] == ["1: class"]
    mission_for(scene, number, kind=MissionKind.SPOT_CHECK)
    form = opened(scene)
    with pytest.raises(EverydayNotOpen):
        begin(scene, form, by=Actor(ActorKind.SHOPPER, number.ref))


def test_nothing_public_rests_on_visits_of_employees():
    world = informed_cycle(poor="")
    CycleNumber.objects.filter(cycle=world.wave.ref).update(shopper_class=ShopperClass.EMPLOYEE)
    with pytest.raises(publishing.EmployeesNotRanked) as refusal:
        publishing.prepare_release(wave=world.wave.ref, by=actor("yousef", Role.ANALYST), at=MONDAY_9AM)
    assert refusal.value.params["count"] > 0


WRITES = {
    "add": lambda by, provider: providing.add_provider(name_ar="ش", name_en="C", by=by, at=MONDAY_9AM),
    "close": lambda by, provider: providing.close_provider(provider=provider, by=by, at=MONDAY_9AM),
    "bar": lambda by, provider: providing.bar_provider(
        provider=provider, entity="e" * 26, reason="owns it", by=by, at=MONDAY_9AM
    ),
}


@pytest.mark.parametrize("write", WRITES)
def test_only_the_director_keeps_providers(write):
    provider = a_provider()
    for by in (OFFICER, manager_of(provider)):
        with pytest.raises(NotPermitted):
            WRITES[write](by, provider)
    assert Provider.objects.get().is_active


def test_a_provider_has_two_names_and_comes_by_an_open_route():
    with pytest.raises(RouteClosed):
        providing.add_provider(name_ar="ش", name_en="C", by=DIRECTOR, at=MONDAY_9AM)
    a_provider()
    with pytest.raises(providing.ProviderNameMissing):
        providing.add_provider(name_ar=" ", name_en="C", by=DIRECTOR, at=MONDAY_9AM)
    assert Provider.objects.count() == 1


@pytest.mark.parametrize("by", [OFFICER, DIRECTOR, actor("of nobody", Role.PROVIDER)])
def test_nobody_sends_people_or_reads_names_but_somebody_of_a_provider(by):
    a_provider()
    with pytest.raises(NotPermitted):
        providing.send_people(identities=[somebody()], by=by, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        providing.people_sent(by=by)
    assert not Shopper.objects.exists()


def test_a_provider_that_is_closed_or_whose_route_is_sends_nobody():
    provider = a_provider()
    calls.set_route(route=Route.PROVIDER, is_open=False, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(RouteClosed):
        providing.send_people(identities=[somebody()], by=manager_of(provider), at=MONDAY_9AM)
    calls.set_route(route=Route.PROVIDER, is_open=True, by=DIRECTOR, at=MONDAY_9AM)
    providing.close_provider(provider=provider, by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(providing.ProviderClosed):
        providing.send_people(identities=[somebody()], by=manager_of(provider), at=MONDAY_9AM)


def test_people_are_sent_all_or_none_and_seen_by_their_own_provider_alone():
    one, other = a_provider("One"), a_provider("Other")
    mine, theirs = [somebody(), somebody()], [somebody()]
    providing.send_people(identities=mine, by=manager_of(one), at=MONDAY_9AM)
    providing.send_people(identities=theirs, by=manager_of(other), at=MONDAY_9AM)
    with pytest.raises(IdentityIncomplete):
        providing.send_people(identities=[somebody(), Identity(name="")], by=manager_of(one), at=MONDAY_9AM)
    assert [each.name for each in providing.people_sent(by=manager_of(one))] == sorted(each.name for each in mine)
    assert [each.name for each in providing.people_sent(by=manager_of(other))] == [theirs[0].name]


def test_a_company_cannot_ask_who_is_a_shopper_and_the_desk_settles_it():
    """The officer enrolled a person; a company that sends the same phone is told what it is told of a stranger."""
    by, hers = manager_of(a_provider()), somebody()
    known = panel_verbs.enrol_shopper(identity=hers, state=ShopperState.ACTIVE, by=OFFICER, at=MONDAY_9AM)
    stranger = somebody()
    told = [providing.send_people(identities=[one], by=by, at=MONDAY_9AM) for one in (hers, stranger)]
    assert told == [1, 1]
    told_of = sorted([(hers.name, hers.phone), (stranger.name, stranger.phone)])
    assert [(each.name, each.phone) for each in providing.people_sent(by=by)] == told_of
    (again,) = panel.to_end()
    assert again.panel_ref != known and Shopper.objects.count() == 3
    with pytest.raises(panel_verbs.SentAgain):
        panel_verbs.move_shopper(panel_ref=again.panel_ref, to=ShopperState.CERTIFIED, by=OFFICER, at=MONDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shopper.objects.filter(panel_ref=again.panel_ref).update(state=ShopperState.ACTIVE)
    panel_verbs.move_shopper(panel_ref=again.panel_ref, to=ShopperState.ENDED, by=OFFICER, at=MONDAY_9AM)
    assert panel.to_end() == () and len(providing.people_sent(by=by)) == 2
    with pytest.raises(PersonKnown):  # the officer's own door refuses as before, and hers is still the first reference
        panel_verbs.enrol_shopper(identity=hers, state=ShopperState.ACTIVE, by=OFFICER, at=MONDAY_9AM)


def test_a_company_withdraws_its_own_people_alone_and_the_desk_ends_them():
    one, other, hers = a_provider("One"), a_provider("Other"), somebody()
    providing.send_people(identities=[hers, somebody()], by=manager_of(one), at=MONDAY_9AM)
    told = {"name": hers.name, "phone": hers.phone, "at": MONDAY_9AM}
    with pytest.raises(NotPermitted):
        providing.say_stops(**told, by=OFFICER)
    for by, said in (
        (manager_of(other), told),
        (manager_of(one), told | {"phone": ""}),
        (manager_of(one), told | {"name": "x"}),
    ):
        with pytest.raises(providing.PersonNotSent):
            providing.say_stops(**said, by=by)
    assert panel.count_stopping() == 0
    for _time in range(2):
        providing.say_stops(**told, by=manager_of(one))
    (going,) = panel.to_end()
    assert (going.stop_said_on, panel.count_stopping()) == (MONDAY_9AM.date(), 1)
    (entry,) = Entry.objects.filter(act="shopper.stop-said")
    assert (entry.subject, entry.by_ref) == (going.panel_ref, providing.SENDER.ref)
    panel_verbs.move_shopper(panel_ref=going.panel_ref, to=ShopperState.ENDED, by=OFFICER, at=MONDAY_9AM)
    assert panel.count_stopping() == 0 and panel.to_end() == ()


def marked(by: Actor) -> list[str]:
    """Return the names that a company's page marks as withdrawn."""
    return [each.name for each in providing.people_sent(by=by) if each.has_stopped]


def test_a_company_sees_whom_it_withdrew_itself_and_nobody_else_marked():
    one, other = manager_of(a_provider("One")), manager_of(a_provider("Other"))
    hers, ended, theirs = somebody(), somebody(), somebody()
    for by, sent in ((one, [hers]), (one, [ended]), (other, [theirs])):
        providing.send_people(identities=sent, by=by, at=MONDAY_9AM)
    of_the_desk = Shopper.objects.order_by("pk")[1].panel_ref
    panel_verbs.move_shopper(panel_ref=of_the_desk, to=ShopperState.ENDED, by=OFFICER, at=MONDAY_9AM)
    assert marked(one) == marked(other) == []  # whom the desk ended is the desk's to know
    providing.say_stops(name=hers.name, phone=hers.phone, by=one, at=MONDAY_9AM)
    providing.say_stops(name=theirs.name, phone=theirs.phone, by=other, at=MONDAY_9AM)
    assert (marked(one), marked(other)) == ([hers.name], [theirs.name])
    providing.say_stops(name=ended.name, phone=ended.phone, by=one, at=MONDAY_9AM)
    assert marked(one) == sorted([hers.name, ended.name]) and panel.count_stopping() == 2


def test_whom_the_vault_knew_is_withdrawn_like_anybody():
    by, hers = manager_of(a_provider()), somebody()
    known = panel_verbs.enrol_shopper(identity=hers, state=ShopperState.ACTIVE, by=OFFICER, at=MONDAY_9AM)
    providing.send_people(identities=[hers], by=by, at=MONDAY_9AM)
    providing.say_stops(name=hers.name, phone=hers.phone, by=by, at=MONDAY_9AM)
    (going,) = panel.to_end()
    assert going.is_sent_again and going.panel_ref != known and panel.shopper_card(known).stop_said_on is None


def test_no_row_and_no_entry_links_a_companys_account_with_a_panel_ref():
    by = manager_of(a_provider())
    providing.send_people(identities=[somebody()], by=by, at=MONDAY_9AM)
    shopper = Shopper.objects.get()
    assert shopper.enrolled_by == providing.SENDER.ref
    (entry,) = Entry.objects.filter(subject=shopper.panel_ref)
    assert (entry.act, entry.by_ref, entry.by_kind) == ("shopper.enrolled", providing.SENDER.ref, ActorKind.SYSTEM)
    assert not Entry.objects.filter(by_ref=by.ref).exists()


def test_none_of_a_provider_with_an_interest_is_sent_to_that_body():
    scene = make_scene()
    provider, body = a_provider(), scene.missions[0].centre.entity
    (number,) = sent_and_numbered(scene.wave, provider=provider)
    with pytest.raises(providing.InterestReasonMissing):
        providing.bar_provider(provider=provider, entity=body.ref, reason=" ", by=DIRECTOR, at=MONDAY_9AM)
    for _twice in range(2):
        providing.bar_provider(provider=provider, entity=body.ref, reason="owns a share", by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(waves.PlanRefused) as refusal:
        mission_for(scene, number)
    assert refusal.value.params["faults"] == ["1: barred"]
    assert panel.barred([(scene.number.ref, body.ref)], by="t") == set()


def test_whoever_is_on_her_way_to_a_body_is_taken_back_when_her_company_is_barred_from_it():
    scene = make_scene()
    provider, body = a_provider(), scene.missions[0].centre.entity
    (number,) = sent_and_numbered(scene.wave, provider=provider)
    (mine,) = mission_for(scene, number, state=MissionState.ACCEPTED)
    others = set(Mission.objects.exclude(pk=mine.pk).values_list("pk", "state"))
    said = {"provider": provider, "entity": body.ref, "reason": "owns a share"}
    with pytest.raises(NotPermitted):
        waves.bar_provider(**said, by=OFFICER, at=MONDAY_9AM)
    assert waves.bar_provider(**said, by=DIRECTOR, at=MONDAY_9AM) == 1
    mine.refresh_from_db()
    assert mine.state == MissionState.WITHDRAWN
    assert Entry.objects.get(act="mission.moved", subject=mine.ref).detail["reason"] == "interest"
    assert (
        set(Mission.objects.exclude(pk=mine.pk).values_list("pk", "state")) == others
    )  # nobody else's, and nowhere else
    assert waves.bar_provider(**said, by=DIRECTOR, at=MONDAY_9AM) == 0


def test_an_interest_that_was_said_a_moment_ago_bars_planning_and_everyday_experiences(monkeypatch):
    """What was asked before the lock knows nothing of it yet: the second look, under the lock, does."""
    scene = make_scene()
    provider, body = a_provider(), scene.missions[0].centre.entity
    (number,) = sent_and_numbered(scene.wave, provider=provider)
    form = opened(scene)
    providing.bar_provider(provider=provider, entity=body.ref, reason="owns a share", by=DIRECTOR, at=MONDAY_9AM)
    for module in ("plans", "everyday"):
        monkeypatch.setattr(f"basira.programme.waves.verbs.{module}.barred_centres", lambda pairs, by: set())
    with pytest.raises(waves.PlanRefused) as refusal:
        mission_for(scene, number)
    assert refusal.value.params["faults"] == ["1: barred"]
    monkeypatch.setattr("basira.programme.waves.verbs.everyday.may_be_sent", lambda who, kind: True)
    with pytest.raises(waves.EverydayCentreUnknown):  # of whatever class: a later table may let them tell of it
        begin(scene, form, by=Actor(ActorKind.SHOPPER, number.ref))


def test_an_account_is_of_one_side_and_holds_that_sides_roles(khalid_the_administrator):
    by = {"by": khalid_the_administrator, "at": MONDAY_9AM}
    names = {"password": PASSWORD, "name_ar": "ح", "name_en": "A"}
    with pytest.raises(RoleDoesNotFit):
        people_verbs.open_account(username="a", roles=[Role.PLANNER], provider_ref="p" * 26, **names, **by)
    with pytest.raises(RoleDoesNotFit):
        people_verbs.open_account(username="b", roles=[Role.PROVIDER], **names, **by)
    with pytest.raises(RoleDoesNotFit):
        inviting.invite(note="x", roles=[Role.DIRECTOR], provider_ref="p" * 26, **by)
    made = people_verbs.open_account(username="c", roles=[Role.PROVIDER], provider_ref="p" * 26, **names, **by)
    assert people.actor_by_ref(made.ref).provider_ref == "p" * 26
    for said in ({"entity_ref": "e" * 26}, {"provider_ref": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=made.pk).update(**said)


@pytest.mark.parametrize("name", ["سَلمى الحُكم", "salma  ALHUKM"])
def test_nobody_with_an_account_becomes_a_shopper_however_the_name_is_spelt(name, khalid_the_administrator):
    account = people_verbs.open_account(
        username="salma", password=PASSWORD, name_ar="سلمى الحكم", name_en="Salma Alhukm", roles=[Role.REVIEWER],
        by=khalid_the_administrator, at=MONDAY_9AM,
    )  # fmt: skip
    said = {"state": ShopperState.ACTIVE, "by": OFFICER, "at": MONDAY_9AM}
    with pytest.raises(admitting.JudgeAndShopper):
        admitting.appoint(identity=replace(somebody(), name=name), **said)
    assert not Shopper.objects.exists()
    people_verbs.close_account(account=account.ref, by=khalid_the_administrator, at=MONDAY_9AM)
    assert admitting.appoint(identity=replace(somebody(), name=name), **said)


CLASSES = """[[shoppers.classes]]
code = "%s"
name_ar = "من خارج الدائرة"
name_en = "From outside"
route = "appointed"
"""


@pytest.mark.parametrize(
    ("code", "comes_in"), [("outsider", ShopperClass.VOLUNTEER), ("observer", ShopperClass.OBSERVER)]
)
def test_the_classes_that_the_blueprint_names_come_in_and_no_others(code, comes_in):
    keep(shoppers='routes = ["appointed"]', more=CLASSES % code)
    (named,) = named_classes()
    assert (named.code, named.own, named.name_en) == (code, comes_in, "From outside")
    said = {"state": ShopperState.ACTIVE, "by": OFFICER, "at": MONDAY_9AM}
    other = {ShopperClass.VOLUNTEER: ShopperClass.OBSERVER, ShopperClass.OBSERVER: ShopperClass.VOLUNTEER}[comes_in]
    with pytest.raises(ClassNotNamed):
        admitting.appoint(identity=somebody(), shopper_class=other, **said)
    assert not Shopper.objects.exists()
    assert admitting.appoint(identity=somebody(), shopper_class=comes_in, **said)
