"""`load-demo`: the simulated programme and its accounts, through the real verbs. Prints the accounts as JSON."""

import json
import sys

from django.utils import timezone

from basira.surfaces.cli import demo


def run(arguments: list[str]) -> int:
    """Load the demo unless it is there, and print who can sign in."""
    print(json.dumps(demo.load_demo(at=timezone.now()).as_dict(), ensure_ascii=False))
    sys.stdout.flush()
    return 0
