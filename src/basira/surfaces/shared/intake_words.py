"""The words of refusals at the doors for visits: of a form application, and of what is filed."""

from django.utils.translation import gettext_lazy as _

INTAKE_WORDS = {
    "panel.link-used": _(
        "This link was used already, and a link opens once. If it was you, open your notes with your code where you "
        "opened it first. If not, ask your contact for a new link, and say that somebody else may have used this one."
    ),
    "panel.link-expired": _("This link waited too long and opens nothing any more. Ask your contact for a new link."),
    "panel.link-closed": _(
        "This link opens nothing any more: a newer one was made, or it was withdrawn. Ask your contact for a new link."
    ),
    "panel.key-unfit": _(
        "This phone could not make its key. Open the link once more; if it stays so, tell your contact."
    ),
    "openrosa.key-unknown": _("This key is not known or was withdrawn. Ask the programme for a new one."),
    "openrosa.not-here": _("%(name)s is not here. Refresh your list of forms, or ask the programme."),
    "openrosa.not-a-post": _("What arrived was not a visit. Send it again from your form application."),
    "openrosa.post-too-large": _("This is too large to send at once. Send fewer or smaller files."),
    "openrosa.try-later": _(
        "The programme cannot take visits just now. Keep the visit on your phone and send it later."
    ),
    "openrosa.method-refused": _("This address does not do that. Use a form application."),
    "submission.unreadable": _("The visit could not be read. Keep it on your phone and tell the programme."),
    "submission.too-large": _("The answers are too long to be taken. Keep the visit and tell the programme."),
    "submission.encrypted": _("Encrypted visits cannot be reviewed. Ask the programme for the right form."),
    "fieldwork.form-unknown": _("This form or this version of it is not in use. Refresh your list of forms."),
    "fieldwork.cycle-not-open": _("Nothing is taken for this cycle now. Keep the note and tell your contact."),
    "fieldwork.filename-too-long": _("A file's name is longer than %(limit)s letters. Give it a shorter name."),
    "fieldwork.instance-taken": _(
        "Other answers were already sent for this visit. Both were kept; the programme will ask."
    ),
    "fieldwork.attachment-taken": _("Another file of the same name was already sent. Both were kept: %(names)s."),
    "fieldwork.import-refused": _("%(count)s missions of these visits do not exist, such as %(missions)s."),
}
