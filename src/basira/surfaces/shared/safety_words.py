"""The words of refusals of what protects a shopper: alarms, letters of authority, dangers to life."""

from django.utils.translation import gettext_lazy as _

SAFETY_WORDS = {
    "cover.tells": _(
        "«%(words)s» would tell somebody who reads it on a phone what it is for (%(by)s). Choose a name as any app has it."
    ),
    "cover.unfit": _("Each name on the phone has one to %(limit)s letters, without line breaks or hidden signs."),
    "safety.mission-unknown": _("This is not one of your notes any more."),
    "safety.id-taken": _("Something else was already sent in its place; that one stands."),
    "safety.id-unfit": _("This could not be read. It is kept here; tell your contact."),
    "safety.alarm-unknown": _("There is no such alarm. Go back to the duty desk."),
    "safety.alarm-not-taken-on": _(
        "Take the alarm on first, so that others see that somebody looks after her. One that is closed needs nobody."
    ),
    "safety.no-number-to-ring": _(
        "No number of the duty officer is set, so that she could ring nobody. Have one set under The programme."
    ),
    "safety.asked-to-ring-already": _(
        "She was asked to ring less than %(minutes)s minutes ago. Give her time: a phone that sounds again tells on her."
    ),
    "safety.mission-named": _("This alarm names its mission already."),
    "safety.words-missing": _("Write a few words, at most %(limit)s letters."),
    "safety.too-many-words": _("Please shorten this to at most %(limit)s letters."),
    "safety.letter-missing": _("No letter is ready for this. Call your contact; the number is in your instructions."),
    "safety.letter-not-now": _("There is a letter only in the time of a note that is yours to do."),
    "safety.letter-unknown": _("There is no such letter, or it was not shown. Go back to the duty desk."),
    "safety.danger-unclear": _("Choose what it is and since when (%(field)s)."),
    "safety.place-missing": _("Say where: choose one of your notes, or a place from the list."),
    "safety.danger-unknown": _("There is no such report. Send the report first, then its photo."),
    "safety.photo-taken": _("Another photo came with this report already; that one stands."),
    "safety.text-betrays": _(
        "This text could betray who was there (%(found)s). Leave out numbers of shoppers and people, times of day and "
        "every word about a visit."
    ),
    "safety.pause-unfit": _("Choose a moment in the coming seven days."),
    "safety.told-already": _("That this one was told is on record already."),
    "safety.told-later": _("Say when they were told: after the report came in, and not later than now."),
    "safety.phone-missing": _("Give one to %(limit)s phone numbers of the duty officer."),
    "safety.body-unknown": _("The registry has no such body."),
    "safety.contact-incomplete": _("A contact needs its function in both languages and a phone number."),
}
