"""The words of refusals of what a phone sealed and gave over."""

from django.utils.translation import gettext_lazy as _

SENDING_WORDS = {
    "review.sendings-wait": _(
        "Visits that phones gave over are still being opened: %(count)s. Wait a minute and try again; if it stays so, tell "
        "whoever looks after the server that the worker does not run."
    ),
    "sending.part-not-sealed": _(
        "This was not sealed to the key of this list, so it was not taken. Fetch your notes anew and send again."
    ),
    "sending.part-taken": _("Something else was already sent in this place. Both were kept; your contact will ask."),
    "sending.parts-missing": _("Something is still to come (%(numbers)s). Send what is missing, then try again."),
    "sending.given-over": _("This was already received in full, with other contents. Your contact will ask."),
    "sending.list-unfit": _("This could not be read, so nothing was done. It is kept here; try again."),
    "sending.part-unreadable": _(
        "A sealed part cannot be opened: it was changed on the way, or sealed to another key. It is kept as it came."
    ),
    "sending.list-differs": _("What came is not what its sealed list names. It is kept as it came."),
    "sending.refused": _("What is inside could not be filed. It is kept as it came."),
    "sending.mission-over": _("This was not wanted any more as it came. What is here of it is kept sealed."),
    "sending.parts-destroyed": _(
        "Its answers, or the list of its parts, were destroyed when their days were over. It cannot be opened again: set it aside."
    ),
    "sending.form-differs": _(
        "The mission that was chosen asks by another form than this visit is of. It is kept as it came: try it again for its own "
        "mission, or for one that asks by the same form."
    ),
    "sending.never-opened": _("Nobody could open it."),
    "sending.unknown": _("There is no such visit that was given over. Go back to the list and look again."),
    "sending.still-opening": _(
        "It may be opened yet. Wait an hour from when it was given over or tried again, then decide."
    ),
    "sending.cycle-over": _(
        "The review of its cycle has ended, so nothing is filed in it any more. Set it aside, with the reason."
    ),
    "sending.mission-not-hers": _("Choose a mission that this number accepted."),
    "sending.reason-missing": _("Give the reason in a few words, at most %(limit)s letters."),
    "review.sendings-undecided": _(
        "Visits that phones gave over could not be filed, and nobody has decided yet what becomes of them: %(count)s. Decide under "
        "Review, then end it."
    ),
    "sending.unfit": _("It opens, but what is inside is no visit of this mission. It is kept as it came."),
}
