"""
Chance from a seed alone: numbers and orders that anybody with the seed gets again, in any language with SHA-256.

A number below n is made of blocks SHA-256(seed, purpose, 0), SHA-256(seed, purpose, 1) …: the first 64 bits of the first
block that lies under the greatest multiple of n, modulo n. So no number is likelier than another.
"""

import hashlib
import hmac
from collections.abc import Iterable
from itertools import count

BITS = 64


def number_below(limit: int, *, seed: str, purpose: str) -> int:
    """Return a whole number from 0 to `limit` - 1, each as likely as any other."""
    fair = (1 << BITS) // limit * limit
    for block in count():
        text = f"{purpose}\n{block}\n{seed}".encode()
        number = int.from_bytes(hashlib.sha256(text).digest()[: BITS // 8], "big")
        if number < fair:
            return number % limit
    raise AssertionError("blocks never end")


def shuffled(names: Iterable[str], *, key: str) -> list[str]:
    """Return names in an order that the key alone decides: by HMAC-SHA-256 of each."""
    return sorted(names, key=lambda name: (hmac.new(key.encode(), name.encode(), hashlib.sha256).digest(), name))
