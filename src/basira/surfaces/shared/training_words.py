"""Words of refusals of training, the pledge, and what a shopper keeps of herself; and words of what is lacking."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from basira.programme.waves.phases import NOT_BEGUN

TRAINING_WORDS = {
    "training.not-ready": _(
        "This mission is not open yet: a certificate or the signed pledge is missing. The training pages say what to do next."
    ),
    "waves.shoppers-not-ready": _(
        "These numbers lack a certificate or the signed pledge: %(numbers)s. The training pages show which. Withdraw their missions, "
        "or have them trained first."
    ),
    "waves.shoppers-barred": _(
        "These numbers may not be sent any more to a body to which they were to go: %(numbers)s. Withdraw those missions, and plan "
        "them for others."
    ),
    "waves.no-longer-offered": _("This visit cannot be accepted any more. Decline it; nothing else is asked of you."),
    "training.demand-cannot-be-met": _(
        "Nobody could meet this yet: open a kind of certificate, and publish a pledge, before they are demanded."
    ),
    "training.qualification-refused": _(
        "Give the certificate a name in both languages, and keep the numbers in their ranges. At fault: %(faults)s."
    ),
    "training.question-refused": _(
        "This question cannot be answered fairly. It needs words in both languages, two to six options, and one right option, or "
        "at least one where several may be chosen."
    ),
    "training.course-refused": _("A course has a title in both languages, and ends after it begins."),
    "training.example-refused": _(
        "The example is not whole: item %(place)s (0 is the example itself). Every item has words in both languages, and a key "
        "between its least and its most."
    ),
    "training.pledge-empty": _("Write the pledge in both languages."),
    "training.pledge-not-now": _("There is a newer text. Open the page again, read it, and sign that one."),
    "training.not-invited": _(
        "This has not begun yet, or you are not invited to it. Ask whoever looks after your notes."
    ),
    "training.code-wrong": _("This is not the code that was said there. Tries left: %(left)s."),
    "training.example-unknown": _(
        "This example is not there any more, or something in it is not marked. Open it again."
    ),
    "training.no-such-test": _("This test is not open just now. Ask whoever looks after your notes."),
    "training.attempts-spent": _(
        "All %(limit)s tries are used. Ask whoever looks after your notes to allow you more, and read the texts again meanwhile."
    ),
    "training.time-is-over": _(
        "The time was over before the answers came, so this try counts as not passed. You may try again."
    ),
    "training.nothing-to-take-back": _(
        "This number does not hold it today: it has ended, or was taken back already. Look at the roster again."
    ),
    "waves.tie-unknown": _("This place is not known. Search for it again."),
    "panel.days-refused": _(
        "The last day comes before the first, or there are more than %(limit)s entries. Please look again."
    ),
    "panel.hours-refused": _("Write some time or an amount, and no more than a month can hold."),
    "mission.away": _("%(number)s is away on all days of this window. Choose another shopper for it, or other days."),
    "mission.kind-not-planned": _(
        "The programme plans no missions of this kind. Choose another kind, or change the programme's file before the next cycle."
    ),
    "mission.closed-hours": _(
        "This window leaves no ten minutes outside prayer times, or outside the hours of Ramadan. Make it longer, or move it."
    ),
    "mission.not-trained": _(
        "%(number)s has no valid certificate for this sector and channel. Choose another shopper, or have her certified first."
    ),
    "mission.pledge-not-signed": _(
        "%(number)s has not signed the pledge that holds now. Choose another shopper for it."
    ),
}

PLAN_FAULTS: Final = {
    "barred": _("This shopper may not be sent to this centre, or not yet. Choose another."),
    "class": _(
        "This shopper is of a class that is not sent on missions of this kind. Choose another, or another kind."
    ),
    "away": _("This shopper is away on all days of this window. Choose another, or other days."),
    "kind-not-planned": _(
        "The programme plans no missions of this kind. Choose another kind, or change the programme's file before the next cycle."
    ),
    "closed-hours": _(
        "This window leaves no ten minutes outside prayer times, or outside the hours of Ramadan. Make it longer, or move it."
    ),
    NOT_BEGUN: _(
        "The sector of this centre has not begun in the phase of this cycle. Choose another centre, or plan it in a cycle of a later "
        "phase."
    ),
    "not-trained": _("This shopper has no valid certificate for this sector and channel. Choose another."),
    "pledge-not-signed": _("This shopper has not signed the pledge that holds now. Choose another."),
}
"""Why a shopper is not sent on a mission, by the code of the fault; why a body is closed to somebody is nobody's to know here."""
