"""The worker's sign of life beside one long piece of work: kept up, and not for ever."""

import threading
import time

import pytest

from basira.gateways import heartbeat


@pytest.fixture
def beats(monkeypatch):
    """The beats that were made, every hundredth of a second."""
    made = []
    monkeypatch.setattr(heartbeat, "EVERY_S", 0.01)
    monkeypatch.setattr(heartbeat, "beat", made.append)
    return made


def wait_until(is_so):
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_beating():
    return any(thread.name == "heartbeat" for thread in threading.enumerate())


def test_a_piece_of_work_beyond_its_limit_gives_no_sign_of_life(tmp_path, beats):
    with heartbeat.kept_up(tmp_path, limit_s=0.055):
        wait_until(lambda: not is_beating())
    assert len(beats) == 1 + 5


def test_it_beats_beside_the_work_and_ends_with_it(tmp_path, beats):
    with pytest.raises(MemoryError), heartbeat.kept_up(tmp_path, limit_s=3600):
        wait_until(lambda: len(beats) > 3)
        raise MemoryError
    assert not is_beating()
