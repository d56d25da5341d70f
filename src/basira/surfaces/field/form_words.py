"""The words that the form's script shows, in the reader's language."""

from django.utils.translation import gettext as _


def form_words() -> dict[str, str]:
    """Return every word by its name in `frontend/src/field/words.ts`."""
    return {
        "loading": _("Opening the form …"),
        "notOpened": _("The form could not be opened. Go back and open it again; what you wrote is kept."),
        "restored": _("Your draft was kept. Go on where you were."),
        "kept": _("Kept on this phone"),
        "notKept": _("This browser keeps no drafts (a private window, or full). Send before you close the page."),
        "language": _("Language of the form"),
        "required": _("required"),
        "requiredMissing": _("This needs an answer."),
        "constraintBroken": _("This answer does not fit. Look at the hint and try again."),
        "numberUnread": _("Write a number, such as 12."),
        "wholeUnread": _("Write a whole number, such as 12."),
        "placeholder": _("Choose …"),
        "notDrawn": _("This question cannot be shown here. Tell your contact its name."),
        "faultsTitle": _("Before this can be sent"),
        "send": _("Send"),
        "sending": _("Sending …"),
        "sent": _("Sent"),
        "backToAll": _("Back to all notes"),
        "notSent": _("Not sent yet; it is kept here. Try again when the line is better."),
        "tryAgain": _("Try again"),
        "addRepeat": _("Add another"),
        "removeRepeat": _("Remove this one"),
        "place": _("Take the place now"),
        "placeAgain": _("Take it again"),
        "placeTaken": _("Place taken, accurate to {metres} m"),
        "placeRefused": _("The phone gave no place. Allow it in the browser, or go on without it."),
        "placeWaiting": _("Waiting for the phone …"),
        "clear": _("Remove"),
        "photo": _("Take or choose a photo"),
        "file": _("Choose a file"),
        "confirm": _("I confirm"),
        "up": _("Move up"),
        "down": _("Move down"),
        "progress": _("{done} of {all} answered"),
    }
