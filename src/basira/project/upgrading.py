"""Originals that an older version sealed with one key, wrapped anew to the programme's key: a few at each turn of the worker."""

import sys
from itertools import islice

from django.conf import settings

from basira.core.kernel.problem import Problem
from basira.gateways.resealing import older_refs, reseal
from basira.programme.fieldwork import stores

A_TURN = 20


def older_originals() -> list[str]:
    """Return the refs of originals that the web process's key could open still; a list that `upgrade_some` empties."""
    found = older_refs(settings.EVIDENCE_FOLDER)
    if found:
        print(f"worker: {len(found)} originals are sealed anew to the programme's key", file=sys.stderr, flush=True)
    return found


def upgrade_some(older: list[str]) -> bool:
    """Seal the next few anew, and tell whether there were any. What cannot be is left as it is until the next start, and told."""
    turn = list(islice(older, A_TURN))
    for ref in turn:
        try:
            reseal(stores.originals(), ref)
        except (Problem, OSError) as fault:
            print(f"worker: {ref} is not sealed anew: {fault!r}", file=sys.stderr, flush=True)
    del older[: len(turn)]
    return bool(turn)
