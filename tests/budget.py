"""Budgets of CPU time that neighbours on the machine cannot spoil: the best of a few tries counts, children included."""

import gc
import os
import time
from collections.abc import Callable


def least_cpu_s(act: Callable[[], object], *, tries: int = 5) -> float:
    """Return the least CPU seconds, of this process and of the children it waited for, that `act` took."""

    def spent() -> float:
        times = os.times()
        return time.process_time() + times.children_user + times.children_system

    least = float("inf")
    gc.freeze()  # what the suite keeps in memory is not walked at the cost of what is measured
    try:
        for _ in range(tries):
            before = spent()
            act()
            least = min(least, spent() - before)
    finally:
        gc.unfreeze()
    return least
