"""
What the browser form can draw. A form that asks for more is refused at publishing, by name: nothing is skipped in silence.

`frontend/src/field/drawn.ts` is the same list on the other side; tests/house proves that the two agree.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from basira.core.instrument.faults import fault_at
from basira.core.instrument.opened import unopened
from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.problem import Fault

TEXTS = frozenset({"string", "int", "decimal", "date", "time", "dateTime", "barcode"})
DRAWN = {
    "input": TEXTS | {"geopoint"},
    "note": TEXTS | {"geopoint"},
    "select": frozenset({"string"}),
    "select1": frozenset({"string"}),
    "rank": frozenset({"string", "rank"}),
    "range": frozenset({"int", "decimal"}),
    "trigger": frozenset({"string"}),
    "upload": frozenset({"binary"}),
}
"""Types of the XForm by control. `upload` is any file: a picture, a recording, a document."""

LOOKS_NOT_DRAWN = frozenset({"signature", "draw", "annotate", "image-map", "map", "placement-map", "textonly-map"})
"""Appearances that change what is asked, and that the browser form lacks. Every other appearance is looks alone."""

BODY_CONTROLS = frozenset({"input", "select", "select1", "upload", "range", "rank", "trigger"})


def undrawn(tree: Questionnaire, xform: str) -> tuple[Fault, ...]:
    """
    Return a fault for each thing for which the browser form cannot show or draw a form, by name and place; empty when there
    is none.
    """
    root = fromstring(xform)
    wrong_types = [
        (question.path, question.type or "string")
        for question in tree.questions
        if (question.type or "string") not in DRAWN.get(question.kind, frozenset())
    ]
    undrawn_ones = (_fault(tree, path, kind) for path, kind in (*wrong_types, *_wrong_looks(root)))
    return (*undrawn_ones, *unopened(tree, root))


def _wrong_looks(root: Element) -> Iterator[tuple[str, str]]:
    for control in root.iter():
        looks = set(control.get("appearance", "").split())
        if _tag(control) in BODY_CONTROLS and (missing := looks & LOOKS_NOT_DRAWN):
            yield control.get("ref", ""), " ".join(sorted(missing))


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _fault(tree: Questionnaire, path: str, kind: str) -> Fault:
    name = path.rpartition("/")[2]
    message = (
        f"'{name}' asks for '{kind}', which the form in a phone's browser can't draw. "
        "Ask for it in another way, such as a photo, a place or text."
    )
    return fault_at("form.type-not-drawn", message, tree.places.get(path, "form"), name=name, kind=kind)
