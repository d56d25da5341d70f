"""
The words of what is touched beside the form: times and counts, promises, the log, what was seen besides.

Codes of docs/reference/capture-record.md stand behind a prefix: "mark-arrived" is the word for the mark `arrived`. Where
the desk says the same in English, Arabic still differs: she speaks of herself.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def record_words() -> dict[str, str]:
    """Return every word of the record by its name in `frontend/src/field`."""
    return (
        part_words()
        | change_words()
        | mark_words()
        | count_words()
        | promise_words()
        | contact_words()
        | memory_words()
        | place_words()
    )


def part_words() -> dict[str, str]:
    """Return the words of the parts of a note."""
    return {
        "recTabs": _("Parts of this note"),
        "recForm": _("Questions"),
        "recTimes": _("Times and counts"),
        "recLog": _("Log"),
        "recSeen": _("Seen besides"),
        "recCounts": _("Counts"),
        "recPromises": _("Promised and actual"),
        "recJustNow": _("Just now"),
        "recMinutes": _("{minutes} min"),
        "recSince": _("since: {what}"),
        "recNotKept": _("This could not be kept on the phone. Free some space, then touch it again."),
    }


def change_words() -> dict[str, str]:
    """Return the words of changing what was noted."""
    return {
        "recUndo": _("Undo"),
        "recChange": _("Change it"),
        "recChanged": _("changed"),
        "recTakeBack": _("Take back"),
        "recSave": _("Keep the change"),
        "recDone": _("That is all"),
        "recWhy": _("Why is it changed?"),
        "recWhen": _("When it was"),
        "recNumber": _("The number"),
        "recType": _("Type it"),
        "recNone": _("none yet"),
        "recLess": _("One less"),
        "recMore": _("One more"),
        "reason-late-touch": _("Touched too late"),
        "reason-wrong-touch": _("Touched by mistake"),
        "reason-miscounted": _("Miscounted"),
        "reason-other": _("Another reason"),
    }


def mark_words() -> dict[str, str]:
    """Return the names of moments."""
    return {
        "mark-arrived": _("I arrived"),
        "mark-ticket": _("Took a number"),
        "mark-called": _("Number called"),
        "mark-served": _("At the window"),
        "mark-left": _("I left"),
        "mark-dialled": pgettext("note", "Dialled"),
        "mark-machine": pgettext("note", "A machine answered"),
        "mark-hold-began": pgettext("note", "Put on hold"),
        "mark-hold-ended": pgettext("note", "Hold ended"),
        "mark-human": pgettext("note", "A person answered"),
        "mark-ended": _("It ended"),
        "mark-began": pgettext("note", "Began"),
        "mark-done": _("Got it done"),
        "mark-gave-up": pgettext("note", "Gave up"),
        "mark-written": _("Written"),
        "mark-receipt": pgettext("note", "Receipt came"),
        "mark-answered": _("Answer came"),
        "mark-addressed": _("Spoken to"),
    }


def count_words() -> dict[str, str]:
    """Return the names of counts."""
    return {
        "count-queue": _("People waiting"),
        "count-open-counters": _("Open windows"),
        "count-referrals": _("Sent elsewhere"),
        "count-appointment-days": pgettext("note", "Days until an appointment"),
        "count-rings": pgettext("note", "Rings"),
        "count-menu-steps": _("Menu steps"),
        "count-holds": pgettext("note", "Times on hold"),
        "count-transfers": _("Times put through"),
        "count-attempts": pgettext("note", "Attempts"),
        "count-steps": pgettext("note", "Steps"),
        "count-errors": pgettext("note", "Errors"),
        "count-reminders": pgettext("note", "Reminders"),
        "count-staff": _("Staff"),
        "count-visitors": pgettext("note", "Visitors"),
    }


def promise_words() -> dict[str, str]:
    """Return the words of promises."""
    return {
        "promise-wait-minutes": _("Minutes of waiting"),
        "promise-fee": _("Fee"),
        "promise-days": _("Days until it is done"),
        "promise-documents": _("Documents"),
        "recPromised": _("Promised"),
        "recWhere": _("Where it said so"),
        "recActual": _("What it was in fact"),
        "where-sign": _("On a sign"),
        "where-website": _("On the website"),
        "where-staff": _("Said by staff"),
        "where-letter": _("In a letter or message"),
        "where-other": _("Elsewhere"),
    }


def contact_words() -> dict[str, str]:
    """Return the words of the log of something that takes days."""
    return {
        "recLogWhy": _("For what takes days: note each contact when it happens, by two touches."),
        "recLogEmpty": _("Nothing noted yet."),
        "recChannel": _("By what?"),
        "recOutcome": pgettext("note", "What came of it"),
        "recPromisedBy": _("Promised by"),
        "channel-counter": _("At the counter"),
        "channel-phone": _("Phone"),
        "channel-website": _("Website"),
        "channel-app": _("App"),
        "channel-e-mail": _("E-mail"),
        "channel-message": _("A message"),
        "channel-letter": _("Letter"),
        "outcome-answered": pgettext("note", "Answered"),
        "outcome-no-answer": _("Nobody answered"),
        "outcome-sent-elsewhere": _("Sent elsewhere"),
        "outcome-asked-for-more": _("Asked for more"),
        "outcome-promised": _("Made a promise"),
        "outcome-done": _("It is done"),
    }


def memory_words() -> dict[str, str]:
    """Return the words of what is remembered and seen besides."""
    return {
        "recOutside": _("Write it down now, while it is fresh. Not inside the building."),
        "recFresh": _("Write it down now, while it is fresh."),
        "recWriteDown": _("Write now"),
        "recLater": _("Later"),
        "recRecall": _("Right after you leave"),
        "recRecallWhy": _("A few words each are enough. What is written the same day counts most."),
        "ask-what-happened": _("What happened, in order?"),
        "ask-who-served": _("Who helped you? A post or a window, no names."),
        "ask-what-was-said": _("What was said, word for word where you can?"),
        "ask-what-it-looked-like": _("What did the place or the page look like?"),
        "seen-observation": _("Something you noticed that nobody asked about"),
        "seen-story": _("Something good that deserves to be told"),
        "seen-proposal": _("Your own idea: what would make it better?"),
    }


def place_words() -> dict[str, str]:
    """Return the words of noting the place."""
    return {
        "recPlaces": _("Note the place with each touch"),
        "recPlacesWhy": _(
            "Off unless you allow it, and only for this note: one reading of the phone's place with each time and photo. "
            "It is sealed, sent apart, and destroyed after a set number of days. Nothing is read in the background."
        ),
        "recPlaceNoted": _("Place noted."),
        "recPlaceRefused": _("The phone gave no place. Nothing is missing without it."),
    }
