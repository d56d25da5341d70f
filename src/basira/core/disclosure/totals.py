"""
Which totals may be shown: thresholds first, then residuals.

The shown totals form a tree. What a reader can work out from it by adding and subtracting are exactly unions of
*blocks*: the visits of a shown unit that no shown unit below it holds. So every block must be empty or meet both
thresholds, and nothing else need be asked.
"""

from collections.abc import Set

from basira.core.disclosure.rule import DisclosureRule, Forest, Presence, joined


def nearest_shown(key: str, shown: set[str], forest: Forest) -> list[str]:
    """Return the shown units directly below `key`, seen through the withheld ones between."""
    found: list[str] = []
    waiting = list(forest.children[key])
    while waiting:
        child = waiting.pop()
        if child in shown:
            found.append(child)
        else:
            waiting.extend(forest.children[child])
    return sorted(found)


def block(key: str, shown: set[str], forest: Forest) -> Presence:
    """Return the visits of a shown unit that no shown unit below it holds."""
    return forest.units[key].presence - joined(
        forest.units[child].presence for child in nearest_shown(key, shown, forest)
    )


def totals_to_show(forest: Forest, rule: DisclosureRule, among: Set[str] | None = None) -> set[str]:
    """
    Return the keys of the totals that may be shown together; `among` leaves no others than these.

    Where a residual is too small, the shown unit below with the fewest visits joins it, again and again. It ends: with
    everything below withheld, the residual is the unit itself, which meets the thresholds.
    """
    open_keys = forest.units.keys() if among is None else among
    shown = {key for key in open_keys if forest.units[key].presence and rule.is_safe(forest.units[key].presence)}
    for key in sorted(shown, key=lambda one: (-forest.depth[one], one)):
        while key in shown and not rule.is_safe(block(key, shown, forest)):
            below = nearest_shown(key, shown, forest)
            shown.discard(min(below, key=lambda one: (len(forest.units[one].presence), one)))
    return shown
