"""The words of questions about her notes, of what happens after an alarm, and of what waits for a line."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FORMS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}
"""A number that each form of CLDR is spoken with, in Arabic; English says "one" or "other"."""


def counted(name: str, of: Callable[[int], str]) -> dict[str, str]:
    """Return a sentence that counts in every form its language may have, as `name.few`: the phone chooses by the number."""
    return {f"{name}.{form}": of(count) for form, count in FORMS.items()}


def asked_words() -> dict[str, str]:
    """Return the words of a question about one of her notes; they could stand in anybody's notes."""
    return {
        "questionTitle": _("A question about your note"),
        "questionUntil": _("Please answer by {until}, from memory and in your own words."),
        "questionLate": _("The time to answer is over. Your answer may still help."),
        "questionPast": _("Time is over"),
        "questionGone": _("This is not asked any more. You need do nothing."),
        "questionWhy": _("If you do not remember, write just that: it is an answer, too."),
        "answer": _("Your answer"),
        "answerWanted": _("Write a few words first."),
        "answerChange": _("Change it"),
        "answerHeard": _("Your answer has arrived. Thank you."),
    }


def after_words() -> dict[str, str]:
    """Return the words of what happens after an alarm."""
    return {
        "afterTitle": _("What happens now"),
        "afterHeard": _("They have known since {time}."),
        "afterWaits": _(
            "Being told since {time}. Keep this phone on: it is told the moment there is a line, and goes on trying by itself."
        ),
        "afterLeave": _("Leave calmly. You owe nobody an answer."),
        "afterNothing": _(
            "There is nothing else to do. This note ends here without blame, and you are not sent there again."
        ),
        "afterNothingAny": _("There is nothing else to do. What you wrote is kept."),
        "afterLetter": _("Only if somebody stops you, show the letter."),
        "afterRings": _(
            "Nobody rings you, so that nothing rings at the wrong moment. When you are away from there, you may ring:"
        ),
        "afterRingsNobody": _(
            "Nobody rings you, so that nothing rings at the wrong moment. They write to you, if need be."
        ),
        "afterAway": _("Put this away"),
        "dangerNext": _(
            "Step away if it is near you. There is nothing else to do: the duty officer decides within the hour whom to tell, and "
            "does not ring you."
        ),
    }


def line_words() -> dict[str, str]:
    """Return the words of a phone without a line: since when, and what waits for one."""
    return (
        {
            "awaySince": _("No line since {time}; everything here works without one."),
            "waitList": _("Waiting for it: {what}."),
            "waitNothing": _("Nothing waits to be sent."),
        }
        | counted("waitNotes", lambda count: ngettext("{count} note", "{count} notes", count))
        | counted("waitAnswers", lambda count: ngettext("{count} answer", "{count} answers", count))
        | counted("waitSaid", lambda count: ngettext("{count} message", "{count} messages", count))
    )
