"""The words of a form on a screen, the notes' own and its preview at the desk, by their names in `frontend/src/field`."""

from django.utils.translation import gettext as _


def sheet_words() -> dict[str, str]:
    """Return every word that a form's questions, its controls and the way through it show, in the reader's language."""
    return question_words() | step_words() | control_words()


def question_words() -> dict[str, str]:
    """Return the words beside the questions."""
    return {
        "loading": _("Opening the form …"),
        "somebodys": _(
            "This looks like somebody's number, plate or address. Leave it out unless it is needed: nobody is to be known by it."
        ),
        "language": _("Language of the form"),
        "required": _("required"),
        "requiredMissing": _("This needs an answer."),
        "constraintBroken": _("This answer does not fit. Look at the hint and try again."),
        "numberUnread": _("Write a number, such as 12."),
        "wholeUnread": _("Write a whole number, such as 12."),
        "placeholder": _("Choose …"),
        "notDrawn": _("This question cannot be shown here. Tell your contact its name."),
        "removeLast": _("Remove the last one"),
        "faultsTitle": _("Before this can be sent"),
        "send": _("Send"),
        "addRepeat": _("Add another"),
        "removeRepeat": _("Remove this one"),
    }


def step_words() -> dict[str, str]:
    """Return the words of going through a form one question at a time."""
    return {
        "waysTitle": _("How the questions are shown"),
        "wayPage": _("The whole page"),
        "wayOne": _("One at a time"),
        "stepBack": _("Back"),
        "stepNext": _("Next question"),
        "stepOf": _("{place} of {all}"),
        "stepsDone": _("That was the last question. Look once more, or send it."),
    }


def control_words() -> dict[str, str]:
    """Return the words of the form's controls."""
    return {
        "place": _("Take the place now"),
        "placeAgain": _("Take it again"),
        "placeTaken": _("Place taken, accurate to {metres} m"),
        "placeRefused": _("The phone gave no place. Allow it in the browser, or go on without it."),
        "placeWaiting": _("Waiting for the phone …"),
        "soundBegin": _("Record"),
        "clear": _("Remove"),
        "photo": _("Take or choose a photo"),
        "file": _("Choose a file"),
        "confirm": _("I confirm"),
        "up": _("Move up"),
        "down": _("Move down"),
        "progress": _("{done} of {all} answered"),
    }
