"""Words of a draw: refusals, beacons, why something was bound again, and the groups that tallies tell of."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from basira.core.recruiting.attributes import ELSEWHERE, SPEAKS, Language
from basira.core.selection.protocol import Beacon, BoundAgain
from basira.surfaces.shared.recruiting_words import (
    AGES,
    DISABILITIES,
    LANGUAGES,
    NATIONALITIES,
    OCCUPATIONS,
    SEXES,
    STANDINGS,
)

DRAW_WORDS: Final = {
    "draw.beacon-unreadable": _(
        "This is not what the beacon shows. Open its address and paste all of it, from the first { to the last }."
    ),
    "draw.beacon-of-another-round": _("This is round %(found)s. Round %(wanted)s was named: open its address again."),
    "draw.beacon-altered": _(
        "Something was changed or cut off on the way: the two long values do not fit together. Copy the beacon's answer again."
    ),
    "draw.beacon-too-short": _(
        "A public drawing needs at least %(least)s letters and digits to be chance. Type its whole result."
    ),
    "recruiting.beacon-too-soon": _(
        "Others need time to see what was bound. Name a moment at least %(minutes)s minutes from now."
    ),
    "recruiting.beacon-unnamed": _("Say which public drawing is taken, so that everybody finds its result."),
    "recruiting.beacon-not-due": _("The beacon has not spoken yet. Draw after %(due)s."),
    "recruiting.bound-before": _(
        "Something was bound before, and everybody can see it. Say why another binding takes its place."
    ),
    "recruiting.list-changed": _(
        "This version of the program lists other panels than the one that bound them, so nothing was drawn. "
        "Bind again, and name another moment."
    ),
}
BEACONS: Final = {
    Beacon.DRAND: _("drand quicknet, the public randomness of the League of Entropy"),
    Beacon.ANNOUNCED: _("A public drawing, such as a national lottery"),
}
REASONS_BOUND_AGAIN: Final = {
    BoundAgain.POOL_CHANGED: _("Who may be chosen has changed"),
    BoundAgain.QUOTAS_CHANGED: _("The quotas were changed"),
    BoundAgain.BEACON_MISSED: _("The beacon's moment passed, or it did not speak"),
}
CATEGORIES: Final = {
    "sex": _("Sex"),
    "age": _("Age"),
    "standing": _("Citizens and residents"),
    "nationality": _("Nationality"),
    "occupation": _("Occupation"),
    "disability": _("Disability"),
    "region": _("Region"),
}
FEATURES: Final = {
    "sex": SEXES,
    "age": AGES,
    "standing": STANDINGS,
    "nationality": NATIONALITIES,
    "occupation": OCCUPATIONS,
    "disability": DISABILITIES,
}
YES_NO: Final = {"yes": _("Yes"), "no": _("No")}


def category_words(category: str) -> str:
    """Return a category of quotas in the reader's language."""
    if category.startswith(SPEAKS):
        return str(_("Speaks %(language)s")) % {"language": LANGUAGES[Language(category.removeprefix(SPEAKS))]}
    return str(CATEGORIES.get(category, category))


def feature_words(category: str, feature: str) -> str:
    """Return a group of a category in the reader's language; a region as it stands."""
    if category.startswith(SPEAKS):
        return str(YES_NO.get(feature, feature))
    if (category, feature) == ("region", ELSEWHERE):
        return str(_("Elsewhere"))
    return str(FEATURES.get(category, {}).get(feature, feature))  # type: ignore[attr-defined]
