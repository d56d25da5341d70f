"""Calculations that wait for each other: no client can ever settle them, and most refuse the whole form."""

import re

from basira.core.instrument.xform import XForm

_PATH = re.compile(r"/[^\s\"'\[\](),=<>!+*|]+")


def calculation_cycle(xform: XForm) -> tuple[str, ...]:
    """
    Return the paths of one cycle of calculations, in order; empty when there is none.

    A calculation that names only itself is left to the client: `once()` is written so.
    """
    calculated = {bind.path: bind.calculate for bind in xform.binds.values() if bind.calculate}
    waits_for = {
        path: [named for named in dict.fromkeys(_PATH.findall(text)) if named in calculated and named != path]
        for path, text in calculated.items()
    }
    settled: set[str] = set()
    for start in waits_for:
        if cycle := _walk(start, waits_for, settled):
            return cycle
    return ()


def _walk(start: str, waits_for: dict[str, list[str]], settled: set[str]) -> tuple[str, ...]:
    """Go depth first without recursion: a chain may be thousands long."""
    way: dict[str, None] = {}  # in order, and quick to ask
    ahead = [iter([start])]
    while ahead:
        step = next(ahead[-1], None)
        if step is None:
            ahead.pop()
            if way:
                settled.add(way.popitem()[0])
        elif step in way:
            steps = list(way)
            return tuple(steps[steps.index(step) :])
        elif step not in settled:
            way[step] = None
            ahead.append(iter(waits_for[step]))
    return ()
