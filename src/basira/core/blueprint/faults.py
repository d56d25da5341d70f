"""A fault of a blueprint: its code, the line and key where it is, and its words in either language."""

from collections.abc import Mapping

from basira.core.blueprint.keys import BY_PATH
from basira.core.blueprint.lines import Lines
from basira.core.blueprint.schema import Kind
from basira.core.blueprint.words import FAULTS, HINTS, KIND_WORDS, said
from basira.core.kernel.problem import Fault, Severity


def fault_of(
    code: str, path: str, lines: Lines, params: Mapping[str, str] | None = None, severity: Severity = Severity.ERROR
) -> Fault:
    """
    Return a fault at a key, as "panel.quotas[0].least": `row` is its line, `column` its path, the message English.

    A key that is not there stands at the line of its table.
    """
    values = {**(params or {}), "key": path}
    line = line_of(path, lines)
    return Fault(
        severity,
        code,
        _in_words(code, values, "en"),
        row=line,
        column=path,
        place=f"line {line}",
        params=tuple(values.items()),
    )


def fault_in_words(fault: Fault, language: str) -> str:
    """Return the words of a fault in "ar" or "en"."""
    return _in_words(fault.code, dict(fault.params), language)


def line_of(path: str, lines: Lines) -> int:
    """Return the line of a key, else of the nearest table around it, else 1."""
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return 1


def _in_words(code: str, values: dict[str, str], language: str) -> str:
    more = {}
    if kind := values.get("kind"):
        more["kind_words"] = said(KIND_WORDS[Kind(kind)], language)
    if code == "blueprint.unknown-key":
        near = values.get("near", "")
        more["hint"] = said(HINTS["near" if near else "none"], language, near=near)
    if key := BY_PATH.get(unnumbered(values["key"])):
        more["meaning"] = key.arabic if language == "ar" else key.english
    return said(FAULTS[code], language, **values, **more).strip()


def unnumbered(path: str) -> str:
    """Return the path of the schema for one in a file: "panel.quotas[0].least" is "panel.quotas[].least"."""
    head, bracket, tail = path.partition("[")
    return f"{head}[]{tail.partition(']')[2]}" if bracket else path
