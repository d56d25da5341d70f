"""`./basira score CYCLE`: run the scores of a measuring cycle, by its public number or its ref."""

import argparse
import json

from django.utils import timezone

from basira.core.kernel.actor import OPERATOR
from basira.core.kernel.problem import Problem
from basira.programme.results import verbs
from basira.programme.waves import queries


class CycleNotFound(Problem):
    """No cycle has this number or ref."""

    code = "waves.cycle-not-found"


def run(arguments: list[str]) -> int:
    """
    Score one cycle and print the run.

    :raises CycleNotFound: when no cycle has this number or ref
    """
    parser = argparse.ArgumentParser(prog="./basira score", description="Run the scores of a measuring cycle.")
    parser.add_argument("cycle", help="the cycle's number (1, 2, 3 …) or its ref")
    parser.add_argument("--json", action="store_true", help="print JSON")
    wanted = parser.parse_args(arguments)
    found = next((card for card in queries.wave_cards() if wanted.cycle in (str(card.number), card.ref)), None)
    if found is None:
        raise CycleNotFound(cycle=wanted.cycle)
    scored = verbs.score_wave(wave=found.ref, by=OPERATOR, at=timezone.now())
    report = {"run": scored.ref, "cycle": found.number, "visits": scored.visits, "inputs_sha256": scored.inputs_sha256}
    if wanted.json:
        print(json.dumps(report))
    else:
        print(f"Cycle {found.number}: run {scored.ref} over {scored.visits} accepted visits")
    return 0
