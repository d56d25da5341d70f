"""
What the engine of the notes cannot open at all. A converter takes such a form, and the phone would show nothing of it: so it is
refused at publishing, each cause by its question and its column, with what to do instead.

Proved against the engine in tests/journeys/test_forms_filled.py, over every workbook of the corpus.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from basira.core.instrument.expressions import FUNCTIONS, NotAnExpression, functions_in
from basira.core.instrument.faults import fault_at
from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.problem import Fault

XFORMS = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"
COLUMNS = {"calculate": "calculation", "relevant": "relevant", "constraint": "constraint", "required": "required",
           "readonly": "read_only"}  # fmt: skip
"""Attributes of a bind that hold an expression, and the column of the survey sheet from which each comes."""

NAME_OF_INSTANCE = "instanceName"


def unopened(tree: Questionnaire, root: Element) -> Iterator[Fault]:
    """Yield a fault for each thing in an XForm (its root) that the engine cannot open; nothing when it opens all."""
    yield from _namespace(root)
    for path, column, text in (*_of_binds(root), *_of_body(root)):
        yield from _expression(tree, path, column, text)
    yield from _empty_groups(tree, root)


def _namespace(root: Element) -> Iterator[Fault]:
    instance = root.find(f".//{XFORMS}model/{XFORMS}instance/*")
    space = "" if instance is None or "}" not in instance.tag else instance.tag[1:].partition("}")[0]
    if space and not urlsplit(space).scheme:
        message = (
            f"The column 'instance_xmlns' says '{space}', which is no address. Leave it empty, or write one such as "
            "https://example.org/forms."
        )
        yield fault_at("form.namespace-no-address", message, "settings", value=space)


def _of_binds(root: Element) -> Iterator[tuple[str, str, str]]:
    for bind in root.iter(f"{XFORMS}bind"):
        for attribute, column in COLUMNS.items():
            if text := bind.get(attribute):
                yield bind.get("nodeset", ""), column, text


def _of_body(root: Element) -> Iterator[tuple[str, str, str]]:
    """Yield the expressions of the body and of the texts: which choices, how many rounds, what stands in a label."""
    for element in root.iter():
        for control in (each for each in element if each.tag == f"{XFORMS}itemset"):
            yield element.get("ref", ""), "choice_filter", control.get("nodeset", "")
        if count := element.get(f"{JR}count"):
            yield element.get("nodeset", ""), "repeat_count", count
        if element.tag == f"{XFORMS}output":
            yield "", "label", element.get("value", "")
        if element.tag == f"{XFORMS}setvalue" and (value := element.get("value")):
            yield element.get("ref", ""), "default", value


def _expression(tree: Questionnaire, path: str, column: str, text: str) -> Iterator[Fault]:
    name = path.rpartition("/")[2] or "label"
    place = tree.places.get(path, "settings" if name == NAME_OF_INSTANCE else "survey")
    try:
        unknown = sorted(each for each in functions_in(text) if ":" not in each and each not in FUNCTIONS)
    except NotAnExpression:
        message = (
            f"The column '{column}' of '{name}' says '{text}', which is no formula. Correct it; put words between quotes, "
            "and write a question as ${name}."
        )
        yield fault_at("form.expression-not-read", message, place, name=name, sheet_column=column, text=text)
        return
    for function in unknown:
        message = (
            f"The column '{column}' of '{name}' uses {function}(), which the form in a phone's browser does not know. "
            "Remove it, or say it with another function."
        )
        yield fault_at("form.function-unknown", message, place, name=name, sheet_column=column, function=function)


def _empty_groups(tree: Questionnaire, root: Element) -> Iterator[Fault]:
    for group in root.iter(f"{XFORMS}group"):
        path = group.get("ref", "")
        if path and all(child.tag in (f"{XFORMS}label", f"{XFORMS}hint") for child in group) and _is_leaf(root, path):
            name = path.rpartition("/")[2]
            message = f"The group '{name}' holds nothing. Put a question into it, or remove it."
            yield fault_at("form.group-empty", message, tree.places.get(path, "survey"), name=name)


def _is_leaf(root: Element, path: str) -> bool:
    """Tell whether a path leads to a node of the answers that has none below it."""
    nodes = [each for each in root.iterfind(f".//{XFORMS}model/{XFORMS}instance/*")][:1]
    for step in path.split("/")[2:]:
        nodes = [child for node in nodes for child in node if child.tag.rpartition("}")[2] == step]
    return bool(nodes) and not any(len(node) for node in nodes)
