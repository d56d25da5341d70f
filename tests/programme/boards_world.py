"""Bodies with two centres each that may be shown, for tests of boards."""

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.programme.findings.verbs import inform_bodies
from basira.programme.publishing.verbs import approve_release, prepare_release, publish_release
from basira.programme.registry.models import Centre
from basira.programme.results.verbs import score_wave
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity
from tests.programme.measured_world import MeasuredWorld, make_world

PUBLISHERS = (actor("huda", Role.PUBLISHER), actor("rashid", Role.PUBLISHER))


def told_cycle(number: int = 1, *, bodies: str = "EF", poor: str = "", sector: str = "health") -> MeasuredWorld:
    """
    Return an informed cycle: each body has two centres of 12 visits, and two of 4, which are too few to be shown and hide each
    other.
    """
    world = make_world(number)
    for body in bodies:
        for centre, visits in ((f"{body}1", 12), (f"{body}2", 12), (f"{body}3", 4), (f"{body}4", 4)):
            for visit in range(visits):
                answers = "no no" if body in poor and visit % 3 else ("yes no" if visit % 4 == 0 else "yes yes")
                world.visit(centre, visit % 5, answers=answers, entity=body, sector=sector)
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    return world


def publish(world: MeasuredWorld) -> None:
    """Publish an informed cycle."""
    release = prepare_release(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    for publisher in PUBLISHERS:
        approve_release(release=release.ref, by=publisher, at=MONDAY_9AM)
    publish_release(release=release.ref, by=PUBLISHERS[0], at=MONDAY_9AM)


def centre(name: str) -> str:
    """Return the ref of a centre by its code."""
    return Centre.objects.get(code=name).ref


def manager_of(*names: str) -> Actor:
    """Return the manager of some centres of one body."""
    body = entity(names[0][0])
    refs = frozenset(centre(name) for name in names)
    return Actor(ActorKind.ACCOUNT, f"manager-{names[0]}", frozenset({Role.CENTRE_MANAGER}), body, centres=refs)
