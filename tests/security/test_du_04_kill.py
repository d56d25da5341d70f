"""DU-04: kill -9 of web server, worker, vault and database while visits come in; the long form is `./basira bench kill`."""

import sys

import pytest

from tests.journeys.running import ROOT

POSTS, KILLS = 80, 6
KINDS = {"web", "worker", "vault", "database"}
for folder in ("submission", "kill"):
    sys.path.insert(0, str(ROOT / "benchmarks" / folder))

from checking import break_three, check  # noqa: E402
from killing import MOST_RESTART_S, Plan, is_healthy, rehearse  # noqa: E402
from watching import Watched  # noqa: E402

pytestmark = [pytest.mark.slow]


def test_du_04_nothing_acknowledged_is_lost_and_the_check_can_tell(in_the_field):
    serving = in_the_field.running
    watched = Watched(serving.process.pid, serving.data)
    plan = Plan(POSTS, pause_s=0.8, kills=KILLS)
    log = rehearse(watched, serving.url, in_the_field.path, plan)
    assert is_healthy(serving.url)
    assert len(log.acknowledged) >= POSTS and log.given_up == 0
    assert set(log.kills) == KINDS and sum(log.kills.values()) == KILLS
    assert max(seconds for seconds, _what in log.restarts) < MOST_RESTART_S
    found = check(serving.data, watched.address, log.acknowledged)
    assert (found.lost, found.half, found.orphans, found.untold) == ((), (), (), ())
    broken = break_three(watched, log.acknowledged)  # the twin: a row, a file and a byte are taken away
    lost = {fault.partition(": ")[0] for fault in check(serving.data, watched.address, log.acknowledged).lost}
    assert lost == broken
