"""The words for what the questionnaire editor refuses, by code; part of `words.WORDS`."""

from django.utils.translation import gettext_lazy as _

EDITING_WORDS = {
    "editing.copy-not-found": _("There is no such working copy. Go back to the questionnaires and look again."),
    "editing.copy-changed": _(
        "Somebody else saved a change after you opened this page, so nothing of yours was saved. Open the list of questions in "
        "another tab to see what stands there now, then write yours again."
    ),
    "editing.copy-closed": _(
        "This working copy was kept as a version or thrown away. Go back to the questionnaires: each version can be edited anew."
    ),
    "editing.would-lose": _(
        "The editor would change this form by writing it again, so it does not open it. Edit the workbook in a spreadsheet and "
        "upload it. What would differ: %(lost)s"
    ),
    "editing.form-id-taken": _(
        "A questionnaire called %(form_id)s is here already. Choose another form id, or open that questionnaire and edit its "
        "next version."
    ),
    "editing.title-missing": _("Give the questionnaire a title, in Arabic or in English or in both."),
    "editing.row-not-there": _("The form has no such question any more. Go back to the list of questions."),
    "editing.name-unfit": _(
        "“%(name)s” can't be a code. Use Latin letters, digits, '_', '.' and '-', a letter or '_' first, at most 60."
    ),
    "editing.name-taken": _("Another question has the code %(name)s. Choose another code."),
    "editing.still-referred-to": _(
        "%(name)s can't be removed: others refer to it (%(by)s). Change their formulas or texts first."
    ),
    "editing.form-full": _(
        "The form has %(limit)s rows, the most that the editor takes. Split it into two questionnaires."
    ),
    "editing.nothing-beyond": _("It stands first, or last, already."),
    "editing.frame": _(
        "This is the end of a group. Move or open the group itself, or move questions into it and out of it."
    ),
    "editing.list-missing": _("Choose a list of answers for %(name)s, or ask for a new one."),
    "editing.explains-nothing": _(
        "Nobody can answer No to %(name)s, so there is nothing to explain. Leave the box empty."
    ),
    "editing.answer-unfit": _(
        "“%(name)s” can't be the code of an answer. Use Latin letters, digits, '_', '.' and '-', without blanks."
    ),
    "editing.answer-twice": _("Two answers have the code %(name)s. Give each a code of its own."),
    "editing.list-unfit": _("“%(name)s” can't be the name of a list. Use Latin letters, digits, '_', '.' and '-'."),
    "editing.list-in-use": _(
        "These questions take their answers from this list: %(by)s. Leave at least one answer in it."
    ),
    "editing.answer-read": _(
        "The code %(name)s can't be changed or taken out: these questions read it in a formula or a filter (%(by)s). Change "
        "those first."
    ),
    "editing.meaning-lost": _(
        "The answer %(name)s means “not applicable” in these questions by its code alone (%(by)s): under another code it would "
        "count as an answer. Write first, on the page of each, which answers mean “not applicable”; then change the code here "
        "and there."
    ),
    "editing.list-too-long": _(
        "The list %(name)s has more than %(limit)s answers, too many for this page. Change it in a spreadsheet: keep a version, "
        "download its workbook, and upload it again."
    ),
}
