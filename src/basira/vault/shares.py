"""
Shamir's shares of a secret: any `threshold` of them give it back, fewer tell nothing of it (security bar DC-02).

Each byte is shared by a polynomial of its own over GF(256), the field of AES, whose constant is the byte and whose other
coefficients are drawn. The digest of the secret is shared with it, so that shares of two secrets, a changed share or too few
of them give a refusal and never another secret. The arithmetic takes time that depends on the bytes: it is for an operator's
command that runs alone, and is asked by nobody through the door.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from functools import reduce
from hashlib import sha256

from basira.core.kernel.problem import Problem

FIELD = 0x11B
"""x⁸ + x⁴ + x³ + x + 1, by which FIPS 197 reduces."""
DIGEST_BYTES = 16
MOST_SHARES = 16
LEAST_THRESHOLD = 2


class SharesRefused(Problem):
    """What was given does not make the secret whole: `reason` says why. Nothing of the secret was written."""

    code = "vault.shares-refused"


class SplitRefused(Problem):
    """Two people at least must be needed (`--threshold`), no more than there are shares, and of these 16 at most (`--shares`)."""

    code = "vault.split-refused"


def split(
    secret: bytes, count: int, threshold: int, draw: Callable[[int], bytes] = secrets.token_bytes
) -> dict[int, bytes]:
    """
    Return `count` shares by their places, from 1; any `threshold` of them give the secret back.

    :raises SplitRefused: when fewer than two would be enough, more would be needed than there are, or there are too many
    """
    if not LEAST_THRESHOLD <= threshold <= count <= MOST_SHARES:
        raise SplitRefused()
    whole = secret + digest(secret)
    coefficients = [whole, *(draw(len(whole)) for _ in range(threshold - 1))]
    return {
        place: bytes(value_at(place, polynomial) for polynomial in zip(*coefficients, strict=True))
        for place in range(1, count + 1)
    }


def join(shares: Mapping[int, bytes]) -> bytes:
    """
    Return the secret of shares by their places.

    :raises SharesRefused: when they are too few, of different secrets, or one was changed
    """
    if len({len(share) for share in shares.values()}) != 1 or not all(0 < place <= MOST_SHARES for place in shares):
        raise SharesRefused(reason="not of one secret")
    weights = {place: weight_of(place, list(shares)) for place in shares}
    columns = zip(*shares.values(), strict=True)
    whole = bytes(
        reduce(int.__xor__, (multiply(weight, byte) for weight, byte in zip(weights.values(), column, strict=True)))
        for column in columns
    )
    secret, said = whole[:-DIGEST_BYTES], whole[-DIGEST_BYTES:]
    if not hmac.compare_digest(digest(secret), said):
        raise SharesRefused(reason="too few, of different secrets, or changed")
    return secret


def digest(secret: bytes) -> bytes:
    """Return what is shared beside a secret, to know it again."""
    return sha256(b"basira share|" + secret).digest()[:DIGEST_BYTES]


def value_at(place: int, polynomial: tuple[int, ...]) -> int:
    """Return a polynomial's value at a place; its coefficients begin with the constant."""
    return reduce(lambda value, coefficient: multiply(value, place) ^ coefficient, reversed(polynomial), 0)


def weight_of(place: int, places: list[int]) -> int:
    """Return Lagrange's weight of one place at zero, among places that all differ."""
    others = [other for other in places if other != place]
    above = reduce(multiply, others, 1)
    below = reduce(multiply, (place ^ other for other in others), 1)
    return multiply(above, inverse(below))


def multiply(one: int, other: int) -> int:
    """Return the product of two elements of GF(256)."""
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = (one << 1) ^ (FIELD if one & 0x80 else 0)
        other >>= 1
    return product


def inverse(element: int) -> int:
    """Return the element whose product with this one is 1: its 254th power. Zero has none, and is answered by zero."""
    return reduce(lambda power, _turn: multiply(power, element), range(253), element)
