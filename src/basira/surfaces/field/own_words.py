"""The words of what a shopper begins, says and shows herself; part of what `form_words` returns."""

from django.utils.translation import gettext as _


def own_words() -> dict[str, str]:
    """Return the words of her own pages, by their names in `frontend/src/field`."""
    return everyday_words() | need_words() | over_words() | shown_words()


def everyday_words() -> dict[str, str]:
    """Return the words of an experience that nobody assigned, and of looking for its place."""
    return {
        "own": _("Of my own"),
        "everyday": _("Something I went through myself"),
        "everydayWhy": _("Something of your own life that nobody asked you for: tell it while you remember it well."),
        "everydayNone": _("Nothing of this kind is open just now."),
        "everydayWhat": _("What was it about"),
        "everydayHow": _("How"),
        "byCounter": _("In person"),
        "byPhone": _("By phone"),
        "byWebsite": _("On a website"),
        "byApp": _("In an app"),
        "everydayWhere": _("Where was it"),
        "everydayBegin": _("Begin the note"),
        "beginsLater": _("The note opens here once there is a line."),
        "knownThere": _(
            "You are there under your own name, so they may guess that a note is yours. This is taken into account before "
            "anything is told, and your name is never passed on."
        ),
        "find": _("Search"),
        "findLine": _("Searching needs a line. Try again when there is one."),
        "findNothing": _("Nothing found. Try another word of the name."),
        "changeIt": _("Change"),
    }


def need_words() -> dict[str, str]:
    """Return the words of what she needs this month."""
    return {
        "needs": _("What I need this month"),
        "needsWhy": _(
            "Which services do you need anyway? What fits may be offered to you. It is kept for 31 days, and you may take "
            "it back at any time."
        ),
        "needsNone": _("Nothing chosen."),
        "needsFind": _("Name of a service"),
        "needsTell": _("Keep this"),
        "needsSaid": _("It is noted."),
        "fitsNeed": _("Fits what you need this month"),
    }


def over_words() -> dict[str, str]:
    """Return the words of what is over, and of taking back what nobody was told yet."""
    return {
        "takeBack": _("Take it back"),
        "keptHere": _("Kept here"),
        "keptHereWhy": _("What you wrote stays on this phone for you to read. Nothing more is needed; all is well."),
        "nothingNeeded": _("Nothing more needed"),
        "overNothing": _("Nothing more is needed here; all is well."),
    }


def shown_words() -> dict[str, str]:
    """Return the words of the letter as it is shown, and of the photo of a danger."""
    return {
        "letterQr": _("A picture for a phone's camera; it leads to the address below"),
        "letterUntil": _("good until"),
        "letterAway": _("Put it away"),
        "dangerPhotoWhy": _("A photo only if it is safe to take one. The words go first; the photo follows by itself."),
        "dangerPhotoWaits": _("The photo follows as soon as the line allows."),
        "photoTooLarge": _("This file is too large to be sent. Choose a smaller one, or tell it in words alone."),
    }
