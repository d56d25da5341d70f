"""What tests of limited processes share."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from basira.gateways.limited import RunLimits, run_limited


@pytest.fixture
def out_of_time(monkeypatch, tmp_path) -> Callable[[ModuleType], None]:
    """
    Have a gateway's limited process sleep for longer than it may take, in place of its work.

    A limit that the work itself exceeds proves nothing on a machine where whoever waits for it is held up for as long.
    """
    (tmp_path / "basira_test_sleeper.py").write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setattr("basira.gateways.limited.EXTRA_PATHS", (str(tmp_path),))

    def sleeping(_module: str, content: bytes, **_more: Any) -> Any:
        return run_limited("basira_test_sleeper", content, limits=RunLimits(wall_seconds=0.1))

    return lambda gateway: monkeypatch.setattr(gateway, "run_limited", sleeping)
