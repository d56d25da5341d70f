"""The vault's own settings, read from its environment at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from basira.core.kernel.problem import Problem


class SettingUnusable(Problem):
    """
    A setting of the vault is no whole number in its range: BASIRA_VAULT_KEEP_DAYS and BASIRA_VAULT_MAP_DAYS 1–3650,
    BASIRA_UNMASKING_COOLING_HOURS 1–720.
    """

    code = "vault.setting-unusable"


@dataclass(frozen=True, slots=True)
class Clocks:
    """
    How long things last in the vault.

    `kept_for` from a shopper's end to the destruction of her key (BASIRA_VAULT_KEEP_DAYS, 180: an objection or a covert repeat may
    still need her). `maps_kept_for` from the sealing of a cycle's map to its destruction at the earliest (BASIRA_VAULT_MAP_DAYS,
    730: no rotation gap is longer). `cooling` from the second approval of an unmasking to its opening
    (BASIRA_UNMASKING_COOLING_HOURS, 24), and as long must approvers and their passkeys have been known before a request.
    """

    kept_for: timedelta = timedelta(days=180)
    cooling: timedelta = timedelta(hours=24)
    maps_kept_for: timedelta = timedelta(days=730)


def clocks_of(environment: Mapping[str, str]) -> Clocks:
    """
    Return the clocks that an environment names, ours where it names none.

    :raises SettingUnusable: for what is no number in its range
    """
    return Clocks(
        timedelta(days=whole(environment, "BASIRA_VAULT_KEEP_DAYS", "180", 3650)),
        timedelta(hours=whole(environment, "BASIRA_UNMASKING_COOLING_HOURS", "24", 720)),
        timedelta(days=whole(environment, "BASIRA_VAULT_MAP_DAYS", "730", 3650)),
    )


def whole(environment: Mapping[str, str], name: str, default: str, most: int) -> int:
    """Return a variable as a whole number from 1 to `most`."""
    text = environment.get(name) or default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise SettingUnusable(setting=name)
    return int(text)
