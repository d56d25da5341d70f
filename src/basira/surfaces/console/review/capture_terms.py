"""What a phone's record speaks of, in words: its codes, and what each doubt means for a reviewer."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.assurance.capture_entries import Ask, ContactChannel, Outcome, Reason, Where
from basira.core.assurance.capture_measures import Duration
from basira.core.assurance.capture_record import Flag
from basira.core.assurance.instruments import Count, Mark, Promised

DURATIONS: Final = {
    Duration.WAIT: _("Waited"),
    Duration.SERVICE: _("Was served for"),
    Duration.VISIT: _("Was inside for"),
    Duration.TO_HUMAN: _("Until a person answered"),
    Duration.HOLD: _("On hold"),
    Duration.TASK: _("Time on the task"),
    Duration.REPLY: _("Until the reply"),
    Duration.CHECK: _("Looked for"),
}
COUNTS: Final = {
    Count.QUEUE: _("People in the queue"),
    Count.OPEN_COUNTERS: _("Open counters"),
    Count.REFERRALS: _("Times sent elsewhere"),
    Count.APPOINTMENT_DAYS: _("Days until an appointment"),
    Count.RINGS: _("Rings"),
    Count.MENU_STEPS: _("Steps of the menu"),
    Count.HOLDS: _("Times on hold"),
    Count.TRANSFERS: _("Times passed on"),
    Count.ATTEMPTS: _("Attempts"),
    Count.STEPS: _("Steps"),
    Count.ERRORS: _("Errors"),
    Count.REMINDERS: _("Reminders"),
    Count.STAFF: _("Staff at the stand"),
    Count.VISITORS: _("Visitors"),
}
MARKS: Final = {
    Mark.ARRIVED: pgettext_lazy("moment of a visit", "Arrived"),
    Mark.TICKET: _("Ticket taken"),
    Mark.CALLED: _("Called"),
    Mark.SERVED: _("Served"),
    Mark.LEFT: _("Left"),
    Mark.DIALLED: _("Dialled"),
    Mark.MACHINE: _("A machine answered"),
    Mark.HOLD_BEGAN: _("Put on hold"),
    Mark.HOLD_ENDED: _("Hold ended"),
    Mark.HUMAN: _("A person answered"),
    Mark.ENDED: _("Ended"),
    Mark.BEGAN: _("Began"),
    Mark.DONE: pgettext_lazy("moment of a task", "Done"),
    Mark.GAVE_UP: _("Gave up"),
    Mark.WRITTEN: _("Wrote"),
    Mark.RECEIPT: _("Receipt came"),
    Mark.ANSWERED: pgettext_lazy("moment of a message", "Answered"),
    Mark.ADDRESSED: _("Was spoken to"),
}
PROMISED: Final = {
    Promised.WAIT_MINUTES: _("Minutes of waiting"),
    Promised.FEE: _("Fee"),
    Promised.DAYS: _("Days"),
    Promised.DOCUMENTS: _("Documents"),
}
WHERE: Final = {
    Where.SIGN: _("on a sign"),
    Where.WEBSITE: _("on the website"),
    Where.STAFF: _("by staff"),
    Where.LETTER: _("in a letter"),
    Where.OTHER: _("elsewhere"),
}
CHANNELS: Final = {
    ContactChannel.COUNTER: pgettext_lazy("contact", "Counter"),
    ContactChannel.PHONE: pgettext_lazy("contact", "Phone"),
    ContactChannel.WEBSITE: pgettext_lazy("contact", "Website"),
    ContactChannel.APP: pgettext_lazy("contact", "App"),
    ContactChannel.EMAIL: pgettext_lazy("contact", "E-mail"),
    ContactChannel.MESSAGE: pgettext_lazy("contact", "Message"),
    ContactChannel.LETTER: pgettext_lazy("contact", "Letter"),
}
OUTCOMES: Final = {
    Outcome.ANSWERED: pgettext_lazy("outcome", "answered"),
    Outcome.NO_ANSWER: pgettext_lazy("outcome", "no answer"),
    Outcome.SENT_ELSEWHERE: pgettext_lazy("outcome", "sent elsewhere"),
    Outcome.ASKED_FOR_MORE: pgettext_lazy("outcome", "asked for more"),
    Outcome.PROMISED: pgettext_lazy("outcome", "promised"),
    Outcome.DONE: pgettext_lazy("outcome", "done"),
}
REASONS: Final = {
    Reason.LATE_TOUCH: _("touched late"),
    Reason.WRONG_TOUCH: _("touched by mistake"),
    Reason.MISCOUNTED: _("counted wrongly"),
    Reason.OTHER: _("another reason"),
}
ASKED: Final = {
    Ask.WHAT_HAPPENED: _("What happened"),
    Ask.WHO_SERVED: _("Who served"),
    Ask.WHAT_WAS_SAID: _("What was said"),
    Ask.WHAT_IT_LOOKED_LIKE: _("What it looked like"),
}
SEEN: Final = {
    "observation": _("Seen beside the questions"),
    "story": _("A good thing"),
    "proposal": _("A proposal"),
}
FLAGS: Final = {
    Flag.UNREADABLE: _("It is in no form that this version reads. It is kept as it came."),
    Flag.TOO_LARGE: _("It is larger than any phone makes it, so it was not read. It is kept as it came."),
    Flag.UNSIGNED: _("It carries no signature. Take its times and counts as told, not as proved."),
    Flag.KEY_UNKNOWN: _(
        "It is signed with a key that no phone of this number named before. Ask whether the phone was changed; until then take "
        "its times and counts as told, not as proved."
    ),
    Flag.SIGNATURE_WRONG: _(
        "The signature does not fit: it was changed after signing, or signed by another phone. Ask the shopper, and do not "
        "rely on its times and counts."
    ),
    Flag.ANSWERS_DIFFER: _(
        "It was signed for other answers than those that arrived. Ask the shopper before you accept."
    ),
    Flag.VISIT_DIFFERS: _("It was signed for another visit. Ask the shopper which one it belongs to."),
    Flag.ENTRIES_UNFIT: _("Some entries could not be read and are left out here."),
    Flag.HISTORY_UNFIT: _("Some entries were changed without a history that can be read. Take them as told."),
    Flag.DURATION_NEGATIVE: _("An end was touched before its beginning; that duration is left out."),
    Flag.CLOCK_OFF: _(
        "The phone's clock was off by more than five minutes. Durations hold all the same; the day may be wrong."
    ),
    Flag.CLOCK_UNPROVED: _("The phone had no line to compare its clock. Durations hold all the same."),
}
