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


# what the engine cannot open at all

WIDE = ("type", "name", "label", "calculation", "relevant", "constraint")


def closed(*rows: tuple[str, ...], **sheets: object) -> list[tuple[str, str, str]]:
    """Return code, place and what is named of each thing that the engine cannot open."""
    found = check(a_form([WIDE, ("text", "q", "Question", "", "", ""), *rows], **sheets))
    assert found.tree is not None and found.xform is not None, found.problems
    return [
        (fault.code.partition(".")[2], fault.place, " ".join(dict(fault.params).values()))
        for fault in undrawn(found.tree, found.xform)
    ]


@pytest.mark.parametrize("column", ["calculation", "relevant", "constraint"])
def test_a_function_that_the_engine_does_not_know_is_named_with_its_row_and_column(column):
    row = ["calculate" if column == "calculation" else "text", "phone", "", "", "", ""]
    row[2] = "" if column == "calculation" else "Phone"
    row[WIDE.index(column)] = "device-info() != ''"
    assert closed(tuple(row)) == [("function-unknown", "survey:3", f"phone {column} device-info")]


def test_what_is_no_formula_is_named_with_its_row_and_column():
    assert closed(("calculate", "sum", "", "because pyxform doesn't know", "", "")) == [
        ("expression-not-read", "survey:3", "sum calculation because pyxform doesn't know")
    ]


def test_a_group_without_a_question_is_named():
    rows = [("begin group", "g", "A group", "", "", ""), ("end group", "", "", "", "", "")]
    assert closed(*rows) == [("group-empty", "survey:3", "g")]
    assert closed(rows[0], ("text", "inside", "In it", "", "", ""), rows[1]) == []


def test_a_namespace_that_is_no_address_is_named():
    settings = [("form_id", "instance_xmlns"), ("x", "1234")]
    assert closed(settings=settings) == [("namespace-no-address", "settings", "1234")]
    assert closed(settings=[settings[0], ("x", "https://example.org/x")]) == []


def test_a_form_that_was_converted_before_places_were_noted_is_read_all_the_same():
    found = check(a_form([WIDE, ("text", "q", "Question", "", "", ""), ("calculate", "c", "", "nothing()", "", "")]))
    assert found.tree is not None and found.xform is not None
    older = {name: value for name, value in found.tree.as_dict().items() if name != "places"}
    (fault,) = undrawn(type(found.tree).from_dict(older), found.xform)
    assert (fault.place, fault.code) == ("survey", "form.function-unknown")
