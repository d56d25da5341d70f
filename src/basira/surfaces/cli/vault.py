"""`./basira vault rotate`: give the vault a new key, and have every identity sealed under it. Shares: `project/key_shares`."""

import argparse
import json
import sys
import time

from basira.core.kernel.actor import OPERATOR
from basira.programme.panel.queries import vault

PAUSE_S = 0.2
"""Between steps in which nobody could be rewrapped, because others held what is left."""


def run(arguments: list[str]) -> int:
    """
    Rotate the vault's key while everybody goes on working. Asked again after any stop, it goes on where it was.

    :raises VaultNotReachable: when the vault does not answer
    :raises RotationHeld: while a backup is under way
    """
    parser = argparse.ArgumentParser(prog="./basira vault", description="What an operator does with the vault's keys.")
    parser.add_argument("action", choices=["rotate"], help="a new key; every identity is sealed under it")
    parser.add_argument("--json", action="store_true", help="print JSON")
    wanted = parser.parse_args(arguments)
    rotated, version = rotate()
    if wanted.json:
        print(json.dumps({"rewrapped": rotated, "key_version": version}))
    else:
        print(
            f"Every identity is sealed under key {version} now ({rotated} rewrapped); the old key is gone from the key file. "
            "The marks by which somebody is known again were made anew as well. Make a backup, and destroy the old copies and shares "
            "of the key with the old copies of the vault, which they open. Then split it again."
        )
    return 0


def rotate() -> tuple[int, int]:
    """Begin or go on, step by step to the end; return how many were rewrapped by this call, and the key's version."""
    door, by = vault(), OPERATOR.ref
    first = left = door.rotation("begin", by=by)
    while left:
        print(f"vault: {left} identities wait for the new key", file=sys.stderr, flush=True)
        before, left = left, door.rotation("step", by=by)
        if left >= before:
            time.sleep(PAUSE_S)
    return first, door.rotation("end", by=by)
