"""The words of what a reviewer is asked to look at twice."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from basira.core.assurance.presence import Band, Presence, Reason
from basira.core.assurance.screens import ScreenSign
from basira.core.assurance.third_persons import Detail
from basira.programme.review.second_look import SecondLook
from basira.surfaces.shared.figures import number

DETAILS: Final = {
    Detail.PHONE: gettext_lazy("a phone number"),
    Detail.IDENTITY: gettext_lazy("an identity number"),
    Detail.IBAN: gettext_lazy("a bank account"),
    Detail.EMAIL: gettext_lazy("an e-mail address"),
    Detail.PLATE: gettext_lazy("a number plate"),
}
BANDS: Final = {
    Band.LIKELY: gettext_lazy("Fits the centre"),
    Band.UNCLEAR: gettext_lazy("Says little"),
    Band.DOUBTFUL: gettext_lazy("Does not fit the centre"),
}
REASONS: Final = {
    Reason.NO_POSITION: gettext_lazy("The phone gave no position."),
    Reason.NO_PLACE: gettext_lazy("The registry does not know where the centre is."),
    Reason.AT_THE_PLACE: gettext_lazy("Taken at the centre, as far as the phone knows."),
    Reason.NEAR_THE_PLACE: gettext_lazy("Taken at some distance from the centre."),
    Reason.FAR_FROM_THE_PLACE: gettext_lazy("Taken far from the centre."),
    Reason.VAGUE: gettext_lazy("The phone knew its position only roughly."),
    Reason.OUTSIDE_THE_WINDOW: gettext_lazy("Taken outside the mission's window."),
}
SIGNS: Final = {
    ScreenSign.GRID: gettext_lazy("a fine, even grid such as the points of a screen"),
    ScreenSign.FRINGES: gettext_lazy("waves of colour such as a screen leaves in a camera"),
    ScreenSign.FRAME: gettext_lazy("a dark, straight frame along a side"),
}
ONE_KILOMETRE_M = 1000


def twice(look: SecondLook) -> dict[str, Any]:
    """Return what to look at twice, in the reader's language."""
    return {
        "is_due": look.is_due,
        "third_persons": [
            (each, comma_list([str(DETAILS[kind]) for kind in each.kinds])) for each in look.third_persons
        ],
        "traps": look.traps,
        "look_alikes": look.look_alikes,
        "of_screens": [(each, comma_list([str(SIGNS[sign]) for sign in each.signs])) for each in look.of_screens],
        "presence": presence_words(look.presence) if look.presence else None,
    }


def presence_words(found: Presence) -> dict[str, Any]:
    """Return a score of presence with its band and its reasons. A distance is told roughly; nobody needs more."""
    reasons = [str(REASONS[reason]) for reason in found.reasons]
    if found.distance_m is not None and found.reasons[0] is not Reason.AT_THE_PLACE:
        reasons.append(_("About %(distance)s from it.") % {"distance": rough(found.distance_m)})
    return {"score": found.score, "band": BANDS[found.band], "reasons": reasons}


def rough(metres: float) -> str:
    """Return a distance as people say it: to a hundred metres, from a kilometre on in whole kilometres."""
    if metres < ONE_KILOMETRE_M:
        return _("%(count)s m") % {"count": number(max(1, round(metres / 100)) * 100)}
    return _("%(count)s km") % {"count": number(round(metres / ONE_KILOMETRE_M))}


def comma_list(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    return pgettext("between the words of a list", ", ").join(words)
