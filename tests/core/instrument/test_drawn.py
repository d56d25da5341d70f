"""A form that asks for what the browser form lacks is refused by name; every form that ships is drawn whole."""

import pytest

from basira.core.instrument.drawn import undrawn
from basira.core.instrument.template import template_workbook
from basira.core.simulation.demo_plan import demo_plan
from basira.surfaces.cli.demo_form import demo_workbook

from .workbooks import YES_NO, a_form, check

SURVEY = ("type", "name", "label", "appearance")


def lacking(*rows: tuple[str, ...], **sheets: object) -> list[tuple[str, str]]:
    found = check(a_form([SURVEY, *rows], **sheets))
    assert found.tree is not None and found.xform is not None, found.problems
    return [tuple(dict(fault.params).values()) for fault in undrawn(found.tree, found.xform)]


@pytest.mark.parametrize("kind", ["geotrace", "geoshape"])
def test_a_type_that_is_not_drawn_is_named(kind):
    assert lacking((kind, "way", "The way")) == [("way", kind)]


@pytest.mark.parametrize("look", ["signature", "draw", "annotate"])
def test_a_look_that_changes_what_is_asked_is_named(look):
    assert lacking(("image", "hand", "Sign here", look)) == [("hand", look)]
    assert lacking(("image", "photo", "Photo", "new")) == []


def test_an_order_is_drawn():
    assert lacking(("rank yn", "order", "In which order?"), choices=YES_NO) == []


def test_a_picture_map_is_named_and_other_looks_are_only_looks():
    assert lacking(("select_one yn", "where", "Where", "image-map"), choices=YES_NO) == [("where", "image-map")]
    assert lacking(("select_one yn", "ok", "Fine?", "likert"), choices=YES_NO) == []


@pytest.mark.parametrize(
    "kind", ["text", "integer", "decimal", "date", "time", "dateTime", "geopoint", "image", "audio", "video", "file",
             "barcode", "acknowledge", "note"]
)  # fmt: skip
def test_what_a_visit_needs_is_drawn(kind):
    assert lacking((kind, "q", "Question")) == []


@pytest.mark.parametrize("workbook", [template_workbook(), demo_workbook(demo_plan())], ids=["template", "demo"])
def test_every_form_that_ships_is_drawn_whole(workbook):
    found = check(workbook)
    assert found.tree is not None and found.xform is not None
    assert undrawn(found.tree, found.xform) == ()
