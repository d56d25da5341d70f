"""
How well photographs of screens are told from others, and what looking costs: on SIMULATED photographs of screens and of what
repeats by itself, made from seeds that nothing was fitted to. Photographs of a folder (`BASIRA_BENCH_PHOTOS`) are looked at too:
every second of them is shown on screens, and all are negatives.

The threshold was fitted to other seeds: see `core/assurance/screens.py`.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent))
import material  # noqa: E402

from basira.core.assurance.screens import THRESHOLD  # noqa: E402
from basira.gateways.repainting import MAX_SIDE, screen_look_of  # noqa: E402

SEED = "held out"
SCREENS, OF_A_KIND = 40, 12
MOST_FALSE_SHARE, MOST_CPU_MS = 0.02, 60
APART = "mesh"
"""A fine weave that fills a picture leaves what a screen leaves: it is told of by itself."""


def photos() -> list[Path]:
    """Return the photographs of the folder that is named, if one is."""
    folder = os.environ.get("BASIRA_BENCH_PHOTOS")
    return sorted(Path(folder).glob("*.jpg")) if folder else []


def opened(path: Path) -> Image.Image:
    """Return a photograph as the phone makes it smaller."""
    made = Image.open(path).convert("RGB")
    made.thumbnail((MAX_SIDE, MAX_SIDE))
    return made


def pictures() -> Iterator[tuple[str, Image.Image]]:
    """Yield each picture with what it is."""
    found = photos()
    for number in range(SCREENS):
        chance = Random(f"{SEED} screen {number}")
        shown = [opened(chance.choice(found[::2]))] if found else []
        yield "screen", material.screen(material.shown_on(chance, shown), chance)
    for kind in material.PATTERNS:
        for number in range(OF_A_KIND):
            yield kind, material.pattern(kind, Random(f"{SEED} {kind} {number}"))
    for path in found:
        yield "photograph", opened(path)


def run() -> list[dict[str, Any]]:
    """Return the rows: how many screens are found, how many others are taken for one, and the CPU time of a look."""
    looked: dict[str, list[bool]] = {}
    spent = []
    for kind, made in pictures():
        began = time.process_time()
        score = screen_look_of(made).score
        spent.append(time.process_time() - began)
        looked.setdefault(kind, []).append(score >= THRESHOLD)
    others = [found for kind, all_found in looked.items() if kind not in ("screen", APART) for found in all_found]
    cpu = sorted(spent)[len(spent) // 2] * 1000
    return [
        row("simulated screens found", looked["screen"], None),
        row("others taken for a screen", others, MOST_FALSE_SHARE),
        *(row(f"of these: {kind}", found, None) for kind, found in looked.items() if kind != "screen"),
        {
            "name": "CPU of a look, median",
            "value": round(cpu, 1),
            "unit": "ms",
            "target": MOST_CPU_MS,
            "met": cpu <= MOST_CPU_MS,
        },
    ]


def row(name: str, found: list[bool], most: float | None) -> dict[str, Any]:
    """Return a row with the share that was flagged."""
    share = sum(found) / len(found)
    met = None if most is None else share <= most
    return {"name": f"{name} (of {len(found)})", "value": round(share, 3), "unit": "share", "target": most, "met": met}
