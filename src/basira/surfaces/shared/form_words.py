"""The words for the faults of a workbook and of a questionnaire, by code; part of `words.WORDS`."""

from django.utils.translation import gettext_lazy as _

from basira.surfaces.shared.editing_words import EDITING_WORDS

CONTAINER_WORDS = {
    "container.empty": _("The file is empty."),
    "container.unknown": _("The file is neither an .xlsx nor an .xls workbook, whatever its name says."),
    "container.too-large": _("The file is too large: %(bytes)s bytes, and at most %(limit)s are taken."),
    "container.broken": _("The workbook is damaged. Open it, save it again and upload that."),
    "container.encrypted": _("The workbook is encrypted. Save it without a password and upload that."),
    "container.ole2.not-a-workbook": _("The file is an old Office container, but holds no workbook."),
    "container.ole2.size-lies": _("The workbook says that it is longer than the file that holds it."),
    "container.zip.64-bit": _("The workbook is packed in a format for huge files. Save it again and upload that."),
    "container.zip.compression": _(
        "A part of the workbook is packed in an unusual way. Save it again and upload that."
    ),
    "container.zip.duplicate-member": _("A part of the workbook is there twice. Save it again and upload that."),
    "container.zip.leading-bytes": _("Something stands before the start of the workbook."),
    "container.zip.trailing-bytes": _("Something follows the end of the workbook."),
    "container.zip.member-too-large": _("A part of the workbook is too large when unpacked. Split the workbook."),
    "container.zip.total-too-large": _("The workbook is too large when unpacked. Split it."),
    "container.zip.nested": _("There is an archive inside the workbook. Take it out."),
    "container.zip.not-a-workbook": _("The file is a zip archive, but no workbook."),
    "container.zip.overlap": _("Parts of the workbook overlap, as no program writes them."),
    "container.zip.ratio": _("A part of the workbook grows far too much when unpacked, as in a zip bomb."),
    "container.zip.size-lies": _("A part of the workbook has another size than the workbook says."),
    "container.zip.symlink": _("A part of the workbook is a link to another file."),
    "container.zip.too-many-members": _("The workbook has too many parts: %(count)s, and at most %(limit)s are taken."),
    "container.zip.unsafe-name": _("A part of the workbook has a name that leads out of the workbook."),
}

FORM_WORDS = {
    # what goes in
    "form.bad-suffix": _("XLSForms end in .xlsx or .xls; this name does not."),
    "form.not-readable": _("The workbook can't be read: %(words)s"),
    "form.not-convertible": _("The form can't be converted. The converter says, in English: %(words)s"),
    "form.converter-stumbled": _("The converter stumbled over the form. Compare its columns with the template."),
    "form.converter-warns": _("The converter of forms remarks, in English: %(words)s"),
    "form.out-of-time": _("The form takes too long to convert. Make it smaller or split it."),
    "form.out-of-memory": _("The form takes too much memory to convert. Make it smaller or split it."),
    "form.too-deep": _("The form's groups or expressions are nested too deeply."),
    # settings
    "form.encrypted": _("The form is encrypted. Remove public_key: Basira seals visits itself, and must read them."),
    "form.submission-url": _("The form names a server of its own. That is left out: visits come to this programme."),
    "form.no-id": _("The form has no form_id; its file name stands in. Set one on the settings sheet."),
    "form.no-version": _("The form has no version; a digest of its content stands in. Set one on the settings sheet."),
    "form.bad-id": _("The %(name)s holds invisible letters or is too long. Type it again, in plain letters."),
    "form.id-not-for-addresses": _(
        "The form_id “%(form_id)s” can't stand in an address. Use Latin letters, digits, '.', '_' and '-' alone."
    ),
    "form.undeclared-prefix": _("A column uses a prefix that isn't declared under 'namespaces' on the settings sheet."),
    # columns
    "form.bare-column": _("The column “%(column)s” would be dropped silently. Begin it with bind::basira:"),
    "form.unknown-column": _("The column “%(column)s” is not one that Basira knows. Compare it with the template."),
    "form.prefix-missing": _(
        "The column “%(column)s” is not read, and phones may get what stands in it. Write it as %(right)s, or rename it."
    ),
    "form.namespaced-choice-column": _(
        "The choices sheet can't have the column “%(column)s”. Say what an answer is worth in bind::basira:points."
    ),
    "form.type-not-drawn": _(
        "'%(name)s' asks for '%(kind)s', which the form in a phone's browser can't draw. "
        "Ask for it in another way, such as a photo, a place or text."
    ),
    "form.function-unknown": _(
        "The column “%(sheet_column)s” of “%(name)s” uses %(function)s(), which the form in a phone's browser does not know. "
        "Remove it, or say it with another function."
    ),
    "form.expression-not-read": _(
        "The column “%(sheet_column)s” of “%(name)s” says “%(text)s”, which is no formula. Correct it; put words between "
        "quotes, and write a question as ${name}."
    ),
    "form.group-empty": _("The group “%(name)s” holds nothing. Put a question into it, or remove it."),
    "form.namespace-no-address": _(
        "The column “instance_xmlns” of the settings says “%(value)s”, which is no address. Leave it empty, or write one such "
        "as https://example.org/forms."
    ),
    "instrument.not-drawn": _(
        "This questionnaire can't be published: the form in a phone's browser can't draw some of its questions. "
        "They are listed with what to do."
    ),
    "form.time-as-text": _("Times are compared as text here. Write decimal-time(.) >= decimal-time(${question})."),
    "form.csv-header": _("The header “%(column)s” is not a plain name. Use Latin letters, digits and underscores."),
    "form.csv-not-readable": _("This file is not a CSV in UTF-8. Save it as “CSV UTF-8”."),
    "form.csv-empty": _("This file is empty."),
    "form.file-missing": _("The form asks for the file “%(file)s”. Upload it together with the form."),
    # questions
    "form.phone-identifying": _(
        "A question of type “%(type)s” identifies the phone or follows it. It is left out: a shopper stays a number."
    ),
    "form.phone-not-dropped": _("A question still asks the phone who it is. Remove it."),
    "form.reserved-name": _("“%(name)s” is a name by which phones tell of themselves. Give the question another name."),
    "form.no-questions": _("The form asks nothing that a person could answer."),
    "form.circular": _("These calculations wait for each other: %(names)s. Break the circle."),
    # measuring
    "form.no-criteria": _("The form has no criteria: its visits can be filed, but not scored."),
    "form.no-criterion": _("This row has measuring columns but no criterion. Give it a code."),
    "form.bad-criterion": _("A criterion's code must be Latin letters, digits, '.', '_' or '-', at most 40."),
    "form.criterion-twice": _("The criterion %(criterion)s is there twice. Each question needs a code of its own."),
    "form.criterion-in-repeat": _("The criterion %(criterion)s stands in a repeat. Move it out of the repeat."),
    "form.not-measurable": _("This question is neither a choice nor a number, so it can't be measured."),
    "form.bad-weight": _("The weight “%(weight)s” of %(criterion)s must be a number above 0, such as 2 or 0.5."),
    "form.no-dimension": _("The criterion %(criterion)s names no dimension; it counts under the general one."),
    "form.bad-dimension": _("The dimension “%(dimension)s” must be a code of Latin letters and digits."),
    "form.unknown-dimension": _("The dimension “%(dimension)s” is not in the list basira_dimensions."),
    "form.bad-critical": _("The critical column of %(criterion)s must be yes or no."),
    "form.unknown-na": _("“%(answer)s” should mean not applicable, but the question has no such answer."),
    "form.bad-points": _("The points “%(points)s” can't be read. Write them like yes=1 no=0, or <=10=1 else=0."),
    "form.points-needed": _("Say in bind::basira:points what each answer of “%(question)s” wins."),
    "form.points-incomplete": _("The points of “%(question)s” don't say what “%(answer)s” wins."),
    "form.unknown-answer": _("The points of “%(question)s” name “%(answer)s”, which is not an answer that counts."),
    "form.unknown-role": _("The role “%(role)s” is not known."),
    "form.role-twice": _("Two questions have the role “%(role)s”. Only one may."),
    "form.role-type": _("A question of this type can't have the role “%(role)s”."),
    "form.limit-elsewhere": _(
        "A limit of waits stands on a question that asks for no wait. Put it on the question with the role waiting-minutes."
    ),
    "form.bad-limit": _("The limit “%(limit)s” must be a number of minutes above 0, at most 1440."),
    "form.trap-measured": _(
        "A trap checks the shopper and measures nothing. Empty %(column)s on this row, or take the trap out of it."
    ),
    "form.trap-unfit": _(
        "A trap stands on a question with one answer (select_one) or on a number. Put it on such a question."
    ),
    "form.trap-in-repeat": _(
        "A trap stands in a repeat, where one visit has several answers. Move it out of the repeat."
    ),
    "form.trap-no-number": _(
        "“%(answer)s” is no number that “%(question)s” can be answered with. Write the right one."
    ),
    "form.trap-unknown-answer": _(
        "“%(answer)s” is not the code of an answer that “%(question)s” offers. Write the code of the right one."
    ),
    "form.key-unanswered": _(
        "The answer key stands on something that nobody answers. Put it beside the question that is judged by it."
    ),
    "form.promised-alone": _(
        "Something was promised here, but nothing says what. Fill bind::basira:key too, or empty bind::basira:promised."
    ),
    "form.key-too-long": _(
        "%(column)s has more than %(limit)s letters. Say it shorter, or name the page where it stands."
    ),
    "form.no-mission-role": _(
        "No question has the role “mission”: visits can be filed only from a mission's own link."
    ),
}

INSTRUMENT_WORDS = {
    "instrument.form-refused": _(
        "The questionnaire was refused: %(count)s remarks, listed by place. Nothing was kept."
    ),
    "instrument.version-taken": _(
        "Version %(version)s of the form %(form_id)s is here already, with other content. Change the version on the "
        "settings sheet and upload again."
    ),
    "instrument.version-not-found": _("There is no such version of a questionnaire."),
    "instrument.form-id-unfit": _(
        "The form_id “%(form_id)s” can't stand in the address under which phones fetch the form. Change it on the "
        "settings sheet (Latin letters, digits, '.', '_' and '-' alone) and upload again."
    ),
    "instrument.files-missing": _(
        "The form asks for files that are not here: %(files)s. Upload them with a new version."
    ),
    "instrument.criterion-moved": _(
        "Criteria stand in another dimension than in an earlier version: %(codes)s. Give them new codes, or the old dimension."
    ),
    "instrument.media-not-allowed": _(
        "The file “%(name)s” can't go out with the form: Latin letters in its name, 10 MB at most, %(limit)s files at most."
    ),
    "instrument.answer-outside-scale": _("The answer “%(answer)s” is not one that the criterion's scale knows."),
}

QUESTIONNAIRE_WORDS = CONTAINER_WORDS | FORM_WORDS | INSTRUMENT_WORDS | EDITING_WORDS
