"""What pyxform lets through, or says badly: lints over the workbook's rows, each with its place."""

import re
from collections.abc import Iterator

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from basira.core.instrument.faults import FORM_ID, XPATH_NAME, fault_at
from basira.core.instrument.measuring import MEASURES
from basira.core.instrument.rows import Row, cell, name_of, numbered, plain, type_of
from basira.core.instrument.sheets import Workbook
from basira.core.kernel.problem import Fault

_PHONE_TYPES = frozenset(
    {"audit", "start-geopoint", "background-audio", "background-geopoint", "username", "email", "phonenumber"}
    | {"deviceid", "imei", "simserial", "subscriberid"}
)
_IDENTITY = frozenset({"type", "command", "name", "tag", "value"})
_NAMESPACED = re.compile(r"\s*[A-Za-z_][\w.-]*::?[^:\s]", re.ASCII)
_TRANSLATED = frozenset({"label", "media", "image", "big-image", "audio", "video", "caption", "hint", "text"})
_TOLD = re.compile(
    rf"(?:{'|'.join(sorted(_TRANSLATED))}|guidance_?hint|constrain(?:t|ing)_?message|required_?(?:message|msg)"
    r"|bind::?jr:(?:constraint|required)msg):"
)
"""How a column begins that ends with the name of a language, as `label::na` does (`_spelled`)."""
_REFERENCE = re.compile(r"\$\{(?:last-saved#)?([^}]+)\}")
_TERM = r"(?:\.(?![\w.])|\$\{[^}]+\}|'\d{1,2}:\d{2}[^']*'|\"\d{1,2}:\d{2}[^\"]*\")"
_ORDERED = re.compile(rf"({_TERM})\s*(?:<=|>=|<|>)\s*|(?:<=|>=|<|>)\s*({_TERM})")
_HIDDEN_LETTERS = re.compile("[\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def encryption_faults(workbook: Workbook) -> Iterator[Fault]:
    """Refuse encrypted forms: a server that can't read a visit can't score it."""
    settings = {plain(header) for header, value in workbook.settings.items() if value}
    if settings & {"public_key", "base64rsapublickey"}:
        message = (
            "The form is encrypted (settings: public_key). Remove the key: Basira seals visits itself, "
            "and must read them."
        )
        yield fault_at("form.encrypted", message, "settings:2")


def settings_faults(workbook: Workbook) -> Iterator[Fault]:
    """Lint the settings sheet: where visits go, what the form and its version are called."""
    settings = workbook.settings
    if cell(settings, "submission_url"):
        message = (
            "The form names a server of its own (submission_url). That is left out: visits come to this programme."
        )
        yield fault_at("form.submission-url", message, "settings:2", warning=True)
    if not cell(settings, "form_id", "set_form_id", "id_string"):
        message = (
            "The form has no form_id; its file name stands in. Set one, so that later versions are known "
            "as the same form."
        )
        yield fault_at("form.no-id", message, "settings", warning=True)
    if not cell(settings, "version"):
        message = "The form has no version; a short digest of its content stands in. Set one that people can read."
        yield fault_at("form.no-version", message, "settings", warning=True)
    for name in ("form_id", "set_form_id", "id_string", "version"):
        if _HIDDEN_LETTERS.search(cell(settings, name)) or len(cell(settings, name)) > 100:
            message = (
                f"The {name} holds invisible letters or is longer than 100 letters. Type it again, in plain letters."
            )
            yield fault_at("form.bad-id", message, "settings:2", name=name)
            return
    form_id = cell(settings, "form_id", "set_form_id", "id_string")
    if form_id and not FORM_ID.fullmatch(form_id):
        message = (
            f"The form_id '{form_id}' can't stand in an address. Use Latin letters, digits, '.', '_' and '-' alone, "
            "such as passport_renewal."
        )
        yield fault_at("form.id-not-for-addresses", message, "settings:2", form_id=form_id)


def column_faults(workbook: Workbook) -> Iterator[Fault]:
    """Find measuring columns that pyxform would drop without a word, or crash on."""
    for header in workbook.headers.get("survey", ()):
        if (fault := _survey_column_fault(header)) is not None:
            yield fault
    for header in workbook.headers.get("choices", ()):
        first = re.split(r"::?", header)[0].strip().casefold()
        if _NAMESPACED.match(header) and first not in _TRANSLATED and plain(first) not in _TRANSLATED:
            message = (
                f"The choices sheet can't have the column '{header}': a name with colons breaks the conversion. "
                "Say what an answer is worth in bind::basira:points on the survey sheet."
            )
            yield fault_at("form.namespaced-choice-column", message, "choices:1", column=header)


def _spelled(header: str) -> str:
    return re.sub(r"\s+", "", header).casefold()


def _survey_column_fault(header: str) -> Fault | None:
    spelled = _spelled(header)
    if not re.search(r"(^|:)basira[:_]", spelled):
        return _prefix_fault(header)
    if spelled.startswith("bind::basira:"):
        if spelled.removeprefix("bind::basira:") in MEASURES and header.strip() == header.strip().casefold():
            return None
        known = ", ".join(f"bind::basira:{name}" for name in MEASURES)
        message = f"The column '{header}' is not one that Basira knows. Known, in small letters: {known}."
        return fault_at("form.unknown-column", message, "survey:1", column=header)
    last = re.split(r"[:_]+", spelled)[-1]
    message = f"The column '{header}' would be dropped without a word. Write it as 'bind::basira:{last}'."
    return fault_at("form.bare-column", message, "survey:1", column=header)


def _prefix_fault(header: str) -> Fault | None:
    """
    Find the name of a measuring column under no prefix of ours: the form would hand a phone what `bind::key` says.

    A bare `key` is a warning: the converter leaves such columns out, and people keep notes of their own in them.
    """
    spelled = _spelled(header)
    if _TOLD.match(spelled):
        return None
    lasts = (part.rpartition(":")[2] for part in spelled.split("::"))
    name = next((own for last in lasts if (own := re.sub(r"^basira[\W_]*", "", last)) in MEASURES), None)
    if name is None:
        return None
    right = f"bind::basira:{name}"
    message = (
        f"The column '{header}' is not read, and phones may get what stands in it. Write it as '{right}', or rename it."
    )
    return fault_at("form.prefix-missing", message, "survey:1", warning=":" not in spelled, column=header, right=right)


def is_phone_identifying(row: Row) -> bool:
    """Tell whether a row asks the phone who or where it is, behind the shopper's back (security bar ID-07)."""
    spelled = type_of(row)
    if spelled in _PHONE_TYPES or cell(row, "bind::jr:preload").strip() == "property":
        return True
    known = QUESTION_TYPE_DICT.get(spelled, {}).get("bind", {})
    return bool(known.get("jr:preload") == "property")


def phone_faults(workbook: Workbook) -> Iterator[Fault]:
    """Warn of each question that identifies the phone; `drop_phone_questions` takes them out."""
    for number, row in numbered(workbook.survey):
        if is_phone_identifying(row):
            message = (
                f"'{type_of(row)}' identifies the phone or follows it. It is left out of the form: a "
                "shopper stays a number."
            )
            yield fault_at("form.phone-identifying", message, f"survey:{number}", warning=True, type=type_of(row))


def drop_phone_questions(workbook: Workbook) -> None:
    """
    Take phone-identifying questions out of the rows that will be converted, in place.

    One that an expression elsewhere refers to stays as an empty hidden value of the same name, so
    that the form still works.
    """
    used = {
        name.strip()
        for sheet in _all_rows(workbook)
        for text in sheet.values()
        for name in _REFERENCE.findall(str(text))
    }
    kept: list[Row] = []
    for row in workbook.survey:
        if not is_phone_identifying(row):
            kept.append(row)
        elif name_of(row) in used:
            kept.append({header: _emptied(header, text) for header, text in row.items() if plain(header) in _IDENTITY})
        else:
            kept.append({})  # an empty row keeps the numbers of those below
    workbook.survey[:] = kept
    workbook.source.survey = kept


def _emptied(header: str, text: str) -> str:
    return "hidden" if plain(header) in ("type", "command") else text


def _all_rows(workbook: Workbook) -> Iterator[Row]:
    yield from workbook.survey
    yield from workbook.choices
    yield workbook.settings
    for sheet in ("entities",):
        yield from getattr(workbook.source, sheet, None) or []


def time_faults(workbook: Workbook) -> Iterator[Fault]:
    """
    Find times compared as text. `. >= ${arrived}` is always false in a browser's form; `decimal-time()` is right.

    In a constraint that is an error (nobody could answer); in a relevance or calculation a warning.
    """
    times = {name_of(row) for row in workbook.survey if type_of(row) == "time"}
    for number, row in numbered(workbook.survey):
        for column in ("constraint", "relevant", "calculation"):
            text = cell(row, column, f"bind::{column}")
            if _compares_times(text, times, here=type_of(row) == "time" and column == "constraint"):
                message = (
                    f"The {column} compares times as text, which is never true in every client. "
                    "Write decimal-time(.) >= decimal-time(${question})."
                )
                yield fault_at(
                    "form.time-as-text", message, f"survey:{number}", warning=column != "constraint", column=column
                )


def _compares_times(text: str, times: set[str], *, here: bool) -> bool:
    without = re.sub(r"decimal-time\(\s*[^()]*\)", "0", text)
    for term in (first or second for first, second in _ORDERED.findall(without)):
        found = _REFERENCE.match(term)
        if (found and found[1].strip() in times) or (here and term == "."):
            return True
    return False


def external_choice_faults(workbook: Workbook) -> Iterator[Fault]:
    """Warn of headers of the external_choices sheet that a client can't use as names (it becomes itemsets.csv)."""
    for header in workbook.headers.get("external_choices", ()):
        if not XPATH_NAME.fullmatch(plain(header)):
            message = (
                f"The column '{header}' of external_choices becomes a CSV header that browsers can't "
                "read. Use plain letters."
            )
            yield fault_at("form.csv-header", message, "external_choices:1", warning=True, column=header)
