"""`first-run`: what a start must know of its database. Prints JSON: whether it is the demo's, and the new set-up code."""

import json

from django.utils import timezone

from basira.programme.people import queries, setting_up


def run(_arguments: list[str]) -> int:
    """Renew the set-up code unless somebody has an account, and print it: the only time that it is told."""
    is_demo = queries.holds_simulation()
    code = "" if is_demo else setting_up.renew_set_up_code(at=timezone.now())
    print(json.dumps({"demo": is_demo, "code": code}), flush=True)
    return 0
