"""The words of missions for the desk and for phones: kinds, a shopper's moves, and their reasons."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from basira.core.kernel.registry import MissionKind
from basira.core.kernel.shopper_moves import MoveReason, ShopperMove

KIND_NAMES: Final = {
    MissionKind.COUNTER_VISIT: _("Visit to a counter"),
    MissionKind.PHONE_CALL: _("Phone call"),
    MissionKind.WEBSITE_OR_APP: _("Website or app"),
    MissionKind.MESSAGE: _("E-mail or message"),
    MissionKind.EVENT: _("Stand at an event"),
    MissionKind.SPOT_CHECK: _("Two-minute spot check"),
    MissionKind.EVERYDAY: _("Everyday experience"),
    MissionKind.JOURNEY_STEP: _("Step of a journey"),
}

MOVE_NAMES: Final = {
    ShopperMove.ACCEPT: _("Accepted"),
    ShopperMove.DECLINE: _("Declined"),
    ShopperMove.ANOTHER_TIME: _("Took another time"),
    ShopperMove.HAND_BACK: _("Handed back"),
    ShopperMove.NOT_DONE: _("Could not be done"),
    ShopperMove.BEGIN_EVERYDAY: _("Begun by herself"),
}

REASON_WORDS: Final = {
    MoveReason.NO_TIME: _("No time"),
    MoveReason.TOO_FAR: _("Too far"),
    MoveReason.UNWELL: _("Not well"),
    MoveReason.KNOWN_THERE: _("Known to somebody there"),
    MoveReason.NOT_FITTING: _("The story does not fit me"),
    MoveReason.FEELS_UNSAFE: _("It does not feel safe"),
    MoveReason.CLOSED: _("It was closed"),
    MoveReason.MOVED: _("It has moved"),
    MoveReason.NOT_FOUND: _("It could not be found"),
    MoveReason.REFUSED_SERVICE: _("The service was refused"),
    MoveReason.UNSAFE: _("It was not safe"),
    MoveReason.OTHER: _("Something else"),
}
