"""The words of refusals of what is kept, and of what is destroyed."""

from django.utils.translation import gettext_lazy as _

RETENTION_WORDS = {
    "retention.not-withheld": _("Only a file that the rule of its site forbade can be destroyed. Evidence is kept."),
    "retention.same-person": _("You proposed this, so a second person decides. Ask a colleague."),
    "retention.still-held": _(
        "This file may still be needed, so it stays. Its page says what holds it: settle that first."
    ),
    "retention.reason-unfit": _("Give the reason in a few words, at most %(limit)s letters."),
    "retention.destruction-unknown": _("There is no such proposal. Go back to the list and look again."),
    "sound.refused": _("No sound could be made of this file; the original is sealed."),
}
