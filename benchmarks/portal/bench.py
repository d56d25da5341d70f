"""
The bodies' portal and the desk's pages of findings in a programme of a whole country: 500 bodies, 10,000 centres, 200,000 visits.

A database of its own is filled by COPY with SIMULATED visits of four cycles; they are scored, their bodies informed, findings
answered and contested, plans opened, all by the product's own code. Then a server answers real requests over loopback: every
page of the portal, for several bodies, and the desk's pages of findings. Of each page the statements are counted, its time is
taken as the reader waits for it, and every statement that it sent is explained by the database: no plan may read a table of more
than 10,000 rows from end to end.

`--bodies 20` fills a small world of the same shape. Figures of a world that is still being read for the first time (the desk
keeps a run in memory) are told apart: the first request of each page is reported, the others are measured.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BODIES, CENTRES, VISITS = 500, 20, 20
"""Bodies; centres of each; visits to each centre, over all cycles."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how large the world is, and how often each page is asked for."""
    parser.add_argument("--bodies", type=int, default=BODIES, help="bodies, each with 20 centres of 20 visits")
    parser.add_argument("--rounds", type=int, default=5, help="requests of each page that are measured")


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Fill, walk, and return the rows. What is found of each page goes to the standard error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BASIRA_", "DATABASE", "DJANGO"))}
    kept |= {"PYTHONPATH": os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE)])}
    command = [
        sys.executable,
        str(HERE / "inside.py"),
        str(options.bodies),
        str(CENTRES),
        str(VISITS),
        str(options.rounds),
    ]
    done = subprocess.run(command, env=kept, stdout=subprocess.PIPE, text=True, check=True)
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows
