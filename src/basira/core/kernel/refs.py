"""References that are safe to show: random, not guessable, not in order of anything."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, lower case: no i, l, o or u."""

REF_LENGTH = 26


def new_ref() -> str:
    """
    Return a new reference: 26 characters, 130 random bits.

    It carries no time, unlike a ULID: the order of visits must not be read off their references (security bar ID-12).
    """
    bits = secrets.randbits(5 * REF_LENGTH)
    return "".join([ALPHABET[bits >> place & 31] for place in range(0, 5 * REF_LENGTH, 5)])
