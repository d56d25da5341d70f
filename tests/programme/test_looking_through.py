"""Whom a body may not see any more loses the missions there that she has already, under every number, and nothing says whose they are."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event

import pytest
from django.db import connection, transaction

from basira.core.kernel.actor import SYSTEM, Actor
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.journal.models import Entry
from basira.programme.panel import queries
from basira.programme.panel import verbs as panel
from basira.programme.panel.models import Bar
from basira.programme.people.permissions import NotPermitted
from basira.programme.safety.verbs import alarms
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import BodyToLookAt, Mission
from basira.project import worker
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, keep_evidence_in, make_scene
from tests.programme.test_taking_back import accepted, places, states, sweep

pytestmark = pytest.mark.django_db
BY = {"by": EVERYBODY, "at": MONDAY_9AM}


@dataclass
class World:
    """A shopper with an accepted mission at one body in each of two running cycles, beside another shopper's in each."""

    national_id: str
    hers: Actor
    """She, under her number of the first cycle."""
    here: Mission
    there: Mission
    others: list[Mission]

    @property
    def body(self) -> str:
        return str(self.here.centre.entity.ref)

    def say_tie(self) -> None:
        waves.say_tie(centre=self.here.centre.ref, by=self.hers, at=MONDAY_9AM)

    def raise_alarm(self) -> None:
        alarms.raise_alarm(client_id="an-alarm-id", mission=self.here.ref, by=self.hers, at=MONDAY_9AM)

    def on_a_list(self) -> list[dict[str, str]]:
        return [{"national_id": new_ref()} for _each in range(20)] + [{"national_id": self.national_id}]

    def name_on_a_list(self) -> None:
        waves.keep_staff_and_stop(entity_ref=self.body, people=self.on_a_list(), **BY)


@pytest.fixture
def world() -> World:
    scene = make_scene()
    later = make_scene(version=scene.version)
    who = panel.Identity(name="Muna", national_id=new_ref(), phone=new_ref(), email="", language="ar")
    shoppers = panel.enrol_people(identities=[who], state=ShopperState.ACTIVE, **BY)
    here, there = (mission_of(each, shoppers) for each in (scene, later))
    hers = replace(scene.shopper, ref=here.cycle_number.ref)
    return World(who.national_id, hers, here, there, [*scene.missions, *later.missions])


def mission_of(scene: Scene, shoppers) -> Mission:
    (number,) = panel.number_for_cycle(cycle=scene.wave, shoppers=shoppers, **BY)
    return accepted(scene, number)


def test_only_the_worker_looks_missions_through_and_only_the_panels_officer_keeps_a_list(world, huda_the_planner):
    for write in (
        lambda: waves.look_through_missions(by=EVERYBODY, at=MONDAY_9AM),
        lambda: waves.look_at_every_body(by=EVERYBODY),
        lambda: waves.keep_staff_and_stop(
            entity_ref=world.body, people=world.on_a_list(), by=huda_the_planner, at=MONDAY_9AM
        ),
    ):
        with pytest.raises(NotPermitted):
            write()
    assert not BodyToLookAt.objects.exists()


@pytest.mark.parametrize(("how", "silent"), [(World.say_tie, 1), (World.raise_alarm, 1), (World.name_on_a_list, 2)])
def test_who_may_not_go_there_any_more_is_stopped_a_moment_later_under_every_number(world, how, silent):
    """Of a list nobody is told whom it names: under none of her numbers is there an entry."""
    how(world)
    assert states(world.there) == [MissionState.ACCEPTED]  # not in one transaction with what was said
    before = places(world.there, *world.others)
    assert sweep() == silent
    assert not before & places(world.there, *world.others)  # all are written anew
    assert states(world.there, *world.others) == [MissionState.WITHDRAWN, *[MissionState.ACCEPTED] * 2]
    assert states(world.here)[0] in {MissionState.WITHDRAWN, MissionState.VOID}
    assert not Entry.objects.filter(act="mission.moved", subject=world.there.ref).exists()
    (entry,) = Entry.objects.filter(act="missions.looked-through")
    assert (entry.subject, entry.detail) == ("waves", {})
    assert sweep() == 0 and not BodyToLookAt.objects.exists()


@pytest.mark.parametrize("asked", ["bar", "barred"])
def test_a_silent_vault_lets_it_wait_and_nothing_is_forgotten(world, monkeypatch, asked):
    """A bar of which the vault was not told is told first: before, it could stop nothing under another number."""

    def silent(*_asked, **_said):
        raise VaultNotReachable()

    world.say_tie()
    with monkeypatch.context() as while_silent:
        while_silent.setattr(Vault, asked, silent)
        with pytest.raises(VaultNotReachable):
            sweep()
    assert states(world.there) == [MissionState.ACCEPTED]
    assert sweep() == 1 and states(world.there) == [MissionState.WITHDRAWN]
    assert Bar.objects.get().kept_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_mission_that_somebody_holds_is_not_waited_for_and_stops_the_next_time(world):
    world.say_tie()
    is_held, let_go = Event(), Event()
    with ThreadPoolExecutor() as beside:
        holding = beside.submit(hold, world.there, is_held, let_go)
        assert is_held.wait(30)
        assert sweep() == 0 and BodyToLookAt.objects.exists()
        let_go.set()
        holding.result()
    assert sweep() == 1 and states(world.there) == [MissionState.WITHDRAWN]


def hold(mission: Mission, is_held: Event, let_go: Event) -> None:
    """Hold a mission's row on a connection of its own until told otherwise."""
    try:
        with transaction.atomic():
            Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
            is_held.set()
            let_go.wait(30)
    finally:
        connection.close()


def test_once_a_day_all_is_looked_through_for_what_the_vault_alone_knows(world, settings, tmp_path):
    """The vault kept a list, and its answer was lost."""
    queries.vault().keep_staff(world.body, world.on_a_list(), by="t")
    assert sweep() == 0
    keep_evidence_in(settings, tmp_path)
    worker.sweep()
    assert sweep(by=SYSTEM) == 2
    assert states(world.here, world.there) == [MissionState.WITHDRAWN] * 2
