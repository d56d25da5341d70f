"""
A draw that nobody can bend: everything is bound first, and chance comes afterwards from a beacon that was named in advance.

Bound and published before the beacon speaks: the pool with its quotas (`commitment`), the list of panels, the share that is expected
to drop out (it says how many reserves there are), a number of the operator's own (its SHA-256), and which beacon of which moment will
be taken. Then

    seed = SHA-256("basira draw 1" ⏎ commitment ⏎ SHA-256 of the list ⏎ beacon ⏎ operator's number)

so that neither the beacon nor the operator alone knows the seed, and anybody with a shell works it out again. An operator whose
number does not come in time, or is another one, vetoes nothing: the last line is empty then.
"""

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from basira.core.kernel.problem import Problem
from basira.core.selection.reserves import DROP_OUT

HEADER = "basira draw 1"
LEAST_NOTICE = timedelta(hours=1)
"""How long before its moment a beacon is named at least, so that others can see what was bound."""
REVEALED_WITHIN = timedelta(days=1)
"""How long after the beacon's moment the operator's number counts."""
LEAST_LETTERS = 6
"""A public drawing has at least this many letters and digits: six of a lottery are about twenty bits."""


class Beacon(StrEnum):
    """Where chance comes from."""

    DRAND = "drand-quicknet"
    ANNOUNCED = "announced"


QUICKNET_CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_GENESIS = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
QUICKNET_PERIOD = timedelta(seconds=3)
"""The League of Entropy's unchained beacon: its chain hash, first round and period, as its /info tells."""


class BoundAgain(StrEnum):
    """Why a binding takes the place of an earlier one; the public reads it."""

    POOL_CHANGED = "pool-changed"
    QUOTAS_CHANGED = "quotas-changed"
    BEACON_MISSED = "beacon-missed"


class BeaconUnreadable(Problem):
    """What was pasted is not what this beacon says."""

    code = "draw.beacon-unreadable"


class BeaconOfAnotherRound(Problem):
    """What was pasted is round `found`; round `wanted` was named."""

    code = "draw.beacon-of-another-round"


class BeaconAltered(Problem):
    """The randomness is not the SHA-256 of the signature beside it: something was changed or cut off on the way."""

    code = "draw.beacon-altered"


class BeaconTooShort(Problem):
    """The result of a public drawing has too few letters and digits to be chance."""

    code = "draw.beacon-too-short"


@dataclass(frozen=True, slots=True)
class Named:
    """
    Which beacon of which moment is taken: named before it speaks.

    `name` says which public drawing it is; a drand beacon has none. `due` is when it speaks.
    """

    beacon: Beacon
    due: datetime
    name: str = ""

    @property
    def round(self) -> int | None:
        """Return the first round of drand that is not before `due`; None for a public drawing."""
        if self.beacon is Beacon.ANNOUNCED:
            return None
        return 1 + max(0, math.ceil((self.due - QUICKNET_GENESIS) / QUICKNET_PERIOD))


def read_beacon(named: Named, pasted: str) -> str:
    """
    Return what a beacon said as the one line that goes into the seed.

    Of drand the whole answer is pasted, as its address shows it. Of a public drawing the result, in any digits and spacing.

    :raises BeaconUnreadable, BeaconOfAnotherRound, BeaconAltered, BeaconTooShort: as they say
    """
    if named.beacon is Beacon.DRAND:
        return _drand(named.round or 0, pasted)
    plain = " ".join("".join(_plain(letter) for letter in unicodedata.normalize("NFKC", pasted)).split())
    if sum(letter.isalnum() for letter in plain) < LEAST_LETTERS:
        raise BeaconTooShort(least=LEAST_LETTERS)
    return f"{Beacon.ANNOUNCED} {plain}"


def _plain(letter: str) -> str:
    """Return a digit of any script as 0 to 9, what is no letter or digit as a space, and letters in lower case."""
    digit = unicodedata.digit(letter, -1)
    if digit >= 0:
        return str(digit)
    return letter.lower() if letter.isalnum() else " "


def _drand(wanted: int, pasted: str) -> str:
    try:
        said: dict[str, Any] = json.loads(pasted)
        found, signature, randomness = said["round"], bytes.fromhex(said["signature"]), str(said["randomness"]).lower()
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BeaconUnreadable() from None
    if isinstance(found, bool) or not isinstance(found, int) or not signature:
        raise BeaconUnreadable()
    if found != wanted:
        raise BeaconOfAnotherRound(found=found, wanted=wanted)
    if hashlib.sha256(signature).hexdigest() != randomness:
        raise BeaconAltered()
    return f"{Beacon.DRAND} {wanted} {randomness}"


def number_digest(number: str) -> str:
    """Return the SHA-256 by which the operator's own number is bound."""
    return hashlib.sha256(number.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bound:
    """
    What is published before the beacon speaks: SHA-256 of the pool with its quotas, of the list of panels, of the number; and
    `drop_out`, the share (0 to 1) that is expected to drop out.
    """

    commitment: str
    panels: str
    number_sha256: str
    named: Named
    drop_out: float = DROP_OUT


def seed_of(bound: Bound, *, beacon: str, number: str) -> str:
    """Return the seed of a draw. `number` is the operator's own: empty where it does not count."""
    return hashlib.sha256("\n".join((HEADER, bound.commitment, bound.panels, beacon, number)).encode()).hexdigest()


def counting_number(number: str, *, bound: str, due: datetime, at: datetime) -> str:
    """Return the operator's number as it counts: empty after `REVEALED_WITHIN`, or when it is not the one that was bound."""
    return number if at <= due + REVEALED_WITHIN and number_digest(number) == bound else ""


def protocol_of(bound: Bound, *, beacon: str = "", number: str = "") -> dict[str, Any]:
    """Return the record of a draw as it is published: what was bound, and once it is drawn what came after."""
    named = bound.named
    record = {
        "protocol": HEADER,
        "commitment": bound.commitment,
        "lottery_sha256": bound.panels,
        "number_sha256": bound.number_sha256,
        "drop_out": bound.drop_out,
        "beacon": {
            "kind": str(named.beacon),
            "name": named.name,
            "round": named.round,
            "due": named.due.astimezone(UTC).isoformat(),
        },
    }
    if not beacon:
        return record
    return record | {"value": beacon, "number": number, "seed": seed_of(bound, beacon=beacon, number=number)}


def broken_step(
    protocol: Mapping[str, Any], *, commitment: str, panels: str, seed: str, drop_out: float = DROP_OUT
) -> str:
    """
    Return the first step of a published record that does not hold against a draw's own files, or nothing.

    A record from before the drop-out was bound is of the usual one. The operator's number may be missing: then it did not count, and
    whoever reads the record sees it.
    """
    try:
        number, value, named = str(protocol["number"]), str(protocol["value"]), protocol["beacon"]
        said = Named(Beacon(named["kind"]), datetime.fromisoformat(named["due"]), named["name"])
        bound = Bound(commitment, panels, str(protocol["number_sha256"]), said)
        start = f"{said.beacon} {said.round} " if said.round else f"{said.beacon} "
        checks = {
            "protocol": protocol["protocol"] == HEADER,
            "commitment": protocol["commitment"] == commitment,
            "lottery_sha256": protocol["lottery_sha256"] == panels,
            "drop_out": protocol.get("drop_out", DROP_OUT) == drop_out,
            "number": not number or number_digest(number) == bound.number_sha256,
            "round": named["round"] == said.round,
            "value": value.startswith(start),
            "seed": protocol["seed"] == seed == seed_of(bound, beacon=value, number=number),
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return "protocol"
    return next((name for name, holds in checks.items() if not holds), "")
