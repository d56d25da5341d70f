"""DU-04: kill -9 of web server, worker, vault and database while visits come in; the long form is `./basira bench kill`."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.running import ROOT, Running, start
from tests.journeys.test_filing_order import phone_path

POSTS = 120
for folder in ("submission", "kill"):
    sys.path.insert(0, str(ROOT / "benchmarks" / folder))

from killing import MOST_RESTART_S, break_three, check, is_healthy, rehearse  # noqa: E402
from watching import Watched  # noqa: E402

pytestmark = [pytest.mark.slow]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Running]:
    for path in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        path.chmod(0o711)
    running = start("serve", tmp_path / "data")
    yield running
    running.stop()


def test_du_04_nothing_acknowledged_is_lost_and_the_check_can_tell(serving, tmp_path):
    watched = Watched(serving.process.pid, serving.data)
    log = rehearse(watched, serving.url, phone_path(serving, tmp_path), posts=POSTS, pause_s=0.8)
    assert is_healthy(serving.url)
    assert len(log.acknowledged) == POSTS and sum(log.kills.values()) >= 3
    assert max(seconds for seconds, _what in log.restarts) < MOST_RESTART_S
    found = check(serving.data, watched.address, log.acknowledged)
    assert (found.lost, found.half, found.orphans) == ((), (), ())
    broken = break_three(watched, log.acknowledged)  # the twin: a row, a file and a byte are taken away
    lost = {fault.partition(": ")[0] for fault in check(serving.data, watched.address, log.acknowledged).lost}
    assert lost == broken
