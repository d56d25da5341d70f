"""
What the converter of forms says, in the reader's words.

The converter speaks English alone. What it says most is known here by its own words, and told with what it names; anything else
is quoted, with a sentence around it that says so. Versions that are kept hold the converter's words, so they are read when shown.
"""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from basira.surfaces.shared.figures import END_OF_ISOLATE, ISOLATE

KNOWN: Final = tuple(
    (re.compile(said, re.DOTALL), words)
    for said, words in (
        (
            r"Use the max-pixels parameter",
            _(
                "A picture is sent as large as the phone took it. Write max-pixels=1600 in the column “parameters”: it is sent sooner and "
                "takes less room."
            ),
        ),
        (
            r"following language declarations do not contain valid machine-readable codes: (?P<names>.+)\. Learn more",
            _("A language has no code: %(names)s. Write it with its code, such as “Arabic (ar)”."),
        ),
        (
            r"Language '(?P<name>[^']+)' is missing the (?P<sheet>\w+) columns? (?P<columns>[\w:, -]+)\.",
            _("On the sheet “%(sheet)s” the language %(name)s lacks: %(columns)s."),
        ),
        (
            r"uses or_other and translations",
            _("“or_other” brings an answer in English alone. Write “other” into the list."),
        ),
        (
            r"On the 'choices' sheet, the 'label' value is invalid",
            _("An answer of a list has no text. Write one, or people see its code."),
        ),
        (
            r"On the 'choices' sheet, the '(?P<column>[^']*)' value is invalid. Column headers",
            _("On the sheet “choices” the name of a column is empty or has a space: “%(column)s”."),
        ),
        (
            r"the 'name' value '(?P<name>[^']+)' is problematic",
            _("The name “%(name)s” differs from another one by capital letters alone. Give it another name."),
        ),
        (r"(?:Group|Repeat) has no label: .*'name': '(?P<name>[^']+)'", _("The group “%(name)s” has no title.")),
        (
            r"'disabled' column header",
            _("The column “disabled” is old. Write into “relevant” when a question is asked."),
        ),
        (r"Row without name, text, or label is being skipped", _("A row without name and text was left out.")),
        (
            r"When looking for a sheet named '(?P<sheet>\w+)', the following sheets with similar names were found: (?P<names>[^.]+)\.",
            _("There is no sheet “%(sheet)s”, but one of nearly this name: %(names)s. Rename it if it is meant."),
        ),
        (r"form_id and id_string column headers are both", _("“settings” names the form twice: keep “form_id” alone.")),
        (
            r"is no longer supported on most devices",
            _("Phones do not tell this of themselves any more. Take the row out."),
        ),
        (r"Question with no type", _("A question has no type. Write one into the column “type”.")),
        (r"Question or group with no name", _("A question or group has no name. Write one into the column “name”.")),
        (r"Missing calculation", _("A calculation is empty. Write it into the column “calculation”.")),
        (
            r"the 'name' value '(?P<name>[^']+)' is invalid. (?:Questions|Repeat names)",
            _("The name “%(name)s” stands twice. Each question and each group needs a name of its own."),
        ),
        (r"Choices must have a name", _("An answer of a list has no code. Write one into the column “name”.")),
        (r"Choice names must be unique", _("A code stands twice in one list of answers. Each answer needs its own.")),
        (
            r"Names must begin with a letter or underscore",
            _("A name begins with a Latin letter and has letters, digits, “_”, “-” and “.” alone."),
        ),
        (
            r"Could not find the name '(?P<name>[^']+)'",
            _("“${%(name)s}” names a question that the form does not have. Check how it is written."),
        ),
        (r"Reference variables? must start with", _("A name between “${” and “}” is not closed or not whole.")),
        (r"The name '(?P<name>[^']+)' appears more than once", _("“${%(name)s}” may mean several questions.")),
        (
            r"required column headers were not found: (?P<names>[^.]+)\.",
            _("A column is missing: %(names)s. Compare the sheet with the template."),
        ),
    )
)
"""What the converter says, as it says it, and how we say it; the first that fits counts."""

CONVERTER: Final = {"form.converter-warns", "form.not-convertible"}
"""Codes of what the converter said."""


def converter_words(said: str) -> str:
    """Return what the converter said in the reader's language; "" for what is not known here."""
    for known, words in KNOWN:
        if found := known.search(said):
            named = {name: f"{ISOLATE}{value}{END_OF_ISOLATE}" for name, value in found.groupdict().items()}
            return str(words) % named if named else str(words)
    return ""
