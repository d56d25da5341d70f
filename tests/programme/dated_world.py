"""
A cycle whose visits were made on known days, for what a reader could learn of these days.

Every reference is named after what it stands for, so that two such cycles differ in nothing but their days and in the
order in which everything came in.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from basira.programme.findings.verbs import inform_bodies
from basira.programme.panel.models import CycleNumber
from basira.programme.registry.models import Centre, Entity
from basira.programme.results.models import ScoreRun
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST, DIRECTOR
from tests.programme.measured_world import AT, MeasuredWorld, make_world

DAYS = 60
"""Of the cycle, as `make_world` plans it."""
ANSWERS = ("yes yes", "yes no", "no yes")


@dataclass
class DatedWorld:
    """A cycle and the day (0 to `DAYS` - 1) of every visit, by the name of its centre."""

    world: MeasuredWorld
    days: dict[str, list[int]] = field(default_factory=dict)

    @property
    def run(self) -> ScoreRun:
        """The one run of the cycle."""
        return ScoreRun.objects.select_related("wave").get(wave=self.world.wave)


def dated_cycle(seed: int, *, bodies: int = 4, centres: int = 10, visits: int = 6) -> DatedWorld:
    """Return a scored cycle of `bodies` × `centres` × `visits` visits, made and filed in an order that the seed gives."""
    chance = random.Random(seed)  # noqa: S311  a world is drawn, not a secret
    made = DatedWorld(make_world(1))
    give_names(made.world.wave)
    plan = [
        (f"C{body}-{centre:02}", f"B{body}", visit)
        for body in range(bodies)
        for centre in range(centres)
        for visit in range(visits)
    ]
    for name, body, _visit in sorted(plan):
        made.world.centre(name, entity=body)
    days = {one: chance.randrange(DAYS) for one in plan}
    for one in sorted(plan, key=lambda each: (days[each], chance.random())):
        file_visit(made, one, AT + timedelta(days=days[one], minutes=chance.randrange(600)))
        made.days.setdefault(one[0], []).append(days[one])
    for kind in (Centre, Entity):
        for row in kind.objects.all():
            kind.objects.filter(pk=row.pk).update(ref=f"ref-{row.code}")
    score_wave(wave=made.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return made


def give_names(wave: Wave) -> None:
    """Give the cycle and its numbers references that do not depend on chance."""
    Wave.objects.filter(pk=wave.pk).update(ref="ref-wave")
    wave.ref = "ref-wave"
    for row in CycleNumber.objects.all():
        CycleNumber.objects.filter(pk=row.pk).update(ref=f"ref-{row.number}", cycle=wave.ref)


def file_visit(made: DatedWorld, one: tuple[str, str, int], at: datetime) -> None:
    """File one accepted visit that was made at a moment; its answers and its shopper follow from what it is, not from when."""
    name, body, visit = one
    place = sum(map(ord, name)) + visit
    made.world.at, made.world.new_ref = at, lambda: f"ref-{name}-{visit}"
    made.world.visit(name, place % 5, answers=ANSWERS[place % 3], entity=body)


def inform(made: DatedWorld) -> None:
    """Inform the bodies of the cycle."""
    inform_bodies(wave=made.world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
