"""A corrected release beside the one it replaces: the difference between the two is a figure as well."""

from collections.abc import Mapping

from basira.core.disclosure.rule import DisclosureRule, Presence
from basira.core.kernel.problem import Problem


class RevisionReveals(Problem):
    """Shown before and after, these units would tell what a few visits said: `units` names them."""

    code = "disclosure.revision-reveals"


def check_revision(before: Mapping[str, Presence], now: Mapping[str, Presence], rule: DisclosureRule) -> None:
    """
    Refuse a new release of a cycle from whose difference to the old one a few visits can be read.

    Both mappings hold the visits behind each *shown* total, by unit. Visits taken out and visits put in are looked at
    separately; each must be none at all or meet the thresholds.

    :raises RevisionReveals: naming every such unit
    """
    units = [
        key
        for key in sorted(before.keys() & now.keys())
        if not (rule.is_safe(before[key] - now[key]) and rule.is_safe(now[key] - before[key]))
    ]
    if units:
        raise RevisionReveals(units=", ".join(units), count=len(units))
