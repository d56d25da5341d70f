"""What pyxform lets through, drops or says badly."""

import io
import zipfile

import pytest

from basira.core.instrument.faults import attachment_faults

from .workbooks import SETTINGS, YES_NO, a_form, check, errors, measured, warnings

TEXT = ("text", "q", "Question")


def place_of(found, code):
    return next(fault.place for fault in found.problems if fault.code == code)


def test_an_encrypted_form_is_refused_in_those_words():
    settings = (("form_id", "version", "public_key", "submission_url"), ("f", "1", "MIIB", "https://elsewhere.example"))
    found = check(a_form([("type", "name", "label"), TEXT], settings=settings))
    assert not found.ok
    assert errors(found) == ["form.encrypted"]
    assert found.xform is None


def test_a_submission_address_alone_is_left_out_with_a_warning():
    settings = (("form_id", "version", "submission_url"), ("f", "1", "https://elsewhere.example"))
    found = check(a_form([("type", "name", "label"), TEXT], settings=settings))
    assert found.ok
    assert "form.submission-url" in warnings(found)
    assert "elsewhere" not in found.xform


@pytest.mark.parametrize(
    "column", ["basira::criterion", "basira:criterion", "BASIRA::weight", "bind:basira:weight", "basira_weight"]
)
def test_a_column_that_pyxform_would_drop_is_an_error_by_name(column):
    found = check(a_form([("type", "name", "label", column), (*TEXT, "c1")]))
    assert errors(found) == ["form.bare-column"]
    assert place_of(found, "form.bare-column") == "survey:1"
    assert column in found.problems[0].message


@pytest.mark.parametrize("column", ["bind::basira:colour", "bind::Basira:criterion"])
def test_a_measuring_column_that_nobody_knows_is_an_error(column):
    assert "form.unknown-column" in errors(check(a_form([("type", "name", "label", column), (*TEXT, "c1")])))


NAMES = ("criterion", "weight", "dimension", "critical", "na", "points", "role", "trap", "key", "promised")


@pytest.mark.parametrize(
    ("column", "name"),
    [
        *((f"bind::{name}", name) for name in NAMES),
        ("bind::Key", "key"),
        ("Bind :: trap ", "trap"),
        ("bind:key", "key"),
        ("bind::key::English (en)", "key"),
        ("bind::hint::key", "key"),
        ("instance::key", "key"),
        ("body::promised", "promised"),
        ("control::trap", "trap"),
        ("bind::odk:key", "key"),
        ("bind::basira.key", "key"),
        ("bind::basira-trap", "trap"),
        ("bind::basirakey", "key"),
    ],
)
def test_a_measuring_column_without_its_prefix_is_refused_with_the_right_name_before_a_phone_gets_it(column, name):
    found = check(a_form([("type", "name", "label", column), (*TEXT, "secret")]))
    assert errors(found) == ["form.prefix-missing"]
    assert place_of(found, "form.prefix-missing") == "survey:1"
    fault = next(fault for fault in found.problems if fault.code == "form.prefix-missing")
    assert dict(fault.params) == {"column": column.strip(), "right": f"bind::basira:{name}"}
    assert f"'bind::basira:{name}'" in fault.message
    assert (found.ok, found.xform) == (False, None)


@pytest.mark.parametrize("spelled", ["Key", "key", "Promised"])
def test_another_prefix_for_our_namespace_is_refused_by_its_column(spelled):
    settings = (("form_id", "version", "namespaces"), ("f", "1", 'b="urn:basira:xforms:1"'))
    found = check(a_form([("type", "name", "label", f"bind::b:{spelled}"), (*TEXT, "secret")], settings=settings))
    assert "form.prefix-missing" in errors(found)
    assert "form.no-criterion" not in errors(found)


@pytest.mark.parametrize("name", ["key", "Weight", "trap"])
def test_a_column_of_ones_own_that_reaches_no_phone_is_warned_of(name):
    found = check(a_form([("type", "name", "label", name), (*TEXT, "secret")]))
    assert found.ok
    assert "form.prefix-missing" in warnings(found)
    assert "secret" not in found.xform


@pytest.mark.parametrize(
    "column",
    [
        "label::na", "hint::NA", "guidance_hint::na", "constraint_message::na", "required message::na",
        "bind::jr:constraintMsg::na", "media::image::na", "image::na", "bind::keys", "bind::my_key", "keyboard",
        "bind::jr:noAppErrorString",
    ],
)  # fmt: skip
def test_a_language_or_another_column_is_no_measuring_one(column):
    found = check(a_form([("type", "name", "label", column), (*TEXT, "x")]))
    assert "form.prefix-missing" not in errors(found) + warnings(found)


def test_a_namespaced_column_on_choices_has_words_instead_of_a_crash():
    choices = (("list_name", "name", "label", "basira::score"), ("yn", "yes", "Yes", "1"), ("yn", "no", "No", "0"))
    found = check(a_form([("type", "name", "label"), ("select_one yn", "q", "Q")], choices=choices))
    assert errors(found) == ["form.namespaced-choice-column"]
    assert "bind::basira:points" in found.problems[0].message


def test_translated_choice_columns_are_no_namespaces():
    choices = (
        ("list_name", "name", "label::English (en)", "label:العربية (ar)"),
        ("yn", "yes", "Yes", "نعم"),
        ("yn", "no", "No", "لا"),
    )
    survey = [("type", "name", "label::English (en)", "label::العربية (ar)"), ("select_one yn", "q", "Q", "س")]
    assert check(a_form(survey, choices=choices)).ok


@pytest.mark.parametrize(
    "kind",
    [
        "deviceid",
        "phonenumber",
        "email",
        "username",
        "simserial",
        "subscriberid",
        "imei",
        "audit",
        "start-geopoint",
        "background-audio",
    ],
)
def test_a_question_that_identifies_the_phone_is_dropped_and_named(kind):
    survey = [("type", "name", "label"), TEXT, (kind, "audit" if kind == "audit" else "spy", "")]
    found = check(a_form(survey))
    assert found.ok, found.problems
    assert place_of(found, "form.phone-identifying") == "survey:3"
    for trace in ("spy", "audit", 'preload="property"', "setgeopoint", "recordaudio"):
        assert trace not in found.xform
    assert found.questions == 1


def test_a_dropped_question_that_others_refer_to_leaves_an_empty_value():
    survey = [
        ("type", "name", "label", "bind::calculate"),
        ("deviceid", "spy", "", ""),
        ("calculate", "copy", "", "concat(${spy}, 'x')"),
        TEXT,
    ]
    found = check(a_form(survey))
    assert found.ok, found.problems
    assert "property" not in found.xform
    assert "/data/spy" in found.xform


def test_a_property_asked_through_a_bind_column_is_dropped_too():
    survey = [
        ("type", "name", "label", "bind::jr:preload", "bind::jr:preloadParams"),
        TEXT,
        ("hidden", "spy", "", "property", "deviceid"),
    ]
    found = check(a_form(survey))
    assert "form.phone-identifying" in warnings(found)
    assert "spy" not in found.xform


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        (". >= ${ticket}", True),
        ("${ticket} < .", True),
        (". > '08:00'", True),
        ("decimal-time(.) >= decimal-time(${ticket})", False),
        ("string-length(.) > 3", False),
    ],
)
def test_times_compared_as_text_are_an_error_where_nobody_could_answer(constraint, wrong):
    survey = [
        ("type", "name", "label", "constraint"),
        ("time", "ticket", "Ticket", ""),
        ("time", "called", "Called", constraint),
    ]
    found = check(a_form(survey))
    assert ("form.time-as-text" in errors(found)) is wrong
    if wrong:
        assert place_of(found, "form.time-as-text") == "survey:3"


def test_a_relevance_over_times_is_a_warning_only():
    survey = [("type", "name", "label", "relevant"), ("time", "t", "T", ""), ("text", "q", "Q", "${t} > '10:00'")]
    found = check(a_form(survey))
    assert found.ok
    assert "form.time-as-text" in warnings(found)


def test_numbers_and_dates_may_be_compared_as_they_are():
    survey = [
        ("type", "name", "label", "constraint"),
        ("integer", "a", "A", ". > 3"),
        ("date", "b", "B", ". <= today()"),
    ]
    assert "form.time-as-text" not in errors(check(a_form(survey)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("name,label::العربية (ar)\na,ب\n".encode(), "form.csv-header"),
        (b"name,my label\n", "form.csv-header"),
        (b"", "form.csv-empty"),
        ("name,label\nأ,ب\n".encode("cp1256"), "form.csv-not-readable"),
    ],
)
def test_a_csv_that_a_browser_could_not_read_is_refused(content, code):
    assert [fault.code for fault in attachment_faults("centres.csv", content)] == [code]


def test_a_form_that_asks_for_a_file_says_so_until_it_comes():
    survey = [("type", "name", "label"), ("select_one_from_file centres.csv", "centre", "Centre")]
    assert "form.file-missing" in warnings(check(a_form(survey)))
    with_file = check(a_form(survey), attachments={"centres.csv": b"name,label\nc1,Centre\n"})
    assert with_file.ok
    assert "form.file-missing" not in warnings(with_file)


@pytest.mark.parametrize(
    ("survey", "place"),
    [
        ([("type", "name", "label"), TEXT, ("nonsense", "x", "X")], "survey:3"),
        ([("type", "name", "label"), TEXT, ("text", "", "No name")], "survey:3"),
        ([("type", "name", "label"), TEXT, ("select_one nowhere", "x", "X")], "survey:3"),
        ([("type", "name", "label"), TEXT, ("text", "nolabel", "")], "survey:3"),
        ([("type", "name", "label"), ("begin_group", "g", "G"), TEXT], "survey:2"),
    ],
)
def test_what_the_converter_refuses_has_words_and_a_place(survey, place):
    found = check(a_form(survey))
    assert not found.ok
    assert place_of(found, "form.not-convertible") == place
    assert "Traceback" not in found.problems[-1].message


def test_a_form_without_id_and_version_gets_them_with_a_warning():
    content = a_form([("type", "name", "label"), TEXT], settings=(("form_title",), ("T",)))
    found = check(content, "Visit to ‮centre (2).xlsx")
    assert found.ok
    assert {"form.no-id", "form.no-version"} <= set(warnings(found))
    assert found.tree.form_id == "Visit_to_centre_2"
    assert found.tree.version


def test_invisible_letters_in_the_id_are_refused():
    settings = (("form_title", "form_id", "version"), ("T", "vis‮it", "1"))
    assert "form.bad-id" in errors(check(a_form([("type", "name", "label"), TEXT], settings=settings)))


@pytest.mark.parametrize("form_id", ["a/b", "a b", "..", "نموذج", "a?b", "a#b", "a%2Fb"])
def test_a_form_id_that_does_not_fit_into_an_address_is_refused_in_its_place(form_id):
    settings = (("form_title", "form_id", "version"), ("T", form_id, "1"))
    found = check(a_form([("type", "name", "label"), TEXT], settings=settings))
    assert errors(found) == ["form.id-not-for-addresses"]
    assert place_of(found, "form.id-not-for-addresses") == "settings:2"


def test_a_workbook_of_the_wrong_kind_is_refused_before_it_is_read():
    assert errors(check(b"name,label\n", "form.xlsx")) == ["container.unknown"]


def test_the_same_workbook_gives_the_same_xform():
    content = measured("select_one yn")
    assert check(content).xform == check(content).xform


def test_the_namespace_is_ours_whatever_the_form_declares():
    settings = (
        ("form_id", "version", "namespaces"),
        ("f", "1", 'basira="https://other.example/x" esri="https://esri.example"'),
    )
    header = ("type", "name", "label", "bind::basira:criterion", "bind::esri:fieldType")
    found = check(a_form([header, ("select_one yn", "q", "Q", "c1", "x")], choices=YES_NO, settings=settings))
    assert found.ok, found.problems
    assert found.criteria == 1
    assert 'xmlns:basira="urn:basira:xforms:1"' in found.xform
    assert "other.example" not in found.xform
    assert SETTINGS  # the plain settings have no namespaces at all, and measured forms above still pass


CIRCLE = ("type", "name", "label", "calculation")


def test_calculations_that_wait_for_each_other_are_an_error():
    rows = [
        CIRCLE,
        ("calculate", "a", "", "${b} + 1"),
        ("calculate", "b", "", "${c} + 1"),
        ("calculate", "c", "", "${a}"),
    ]
    found = check(a_form([*rows, (*TEXT, "")]))
    assert errors(found) == ["form.circular"]
    assert "a → b → c" in next(fault.message for fault in found.problems if fault.code == "form.circular")


def test_a_long_chain_of_calculations_and_one_that_names_itself_are_fine():
    chain = [("calculate", f"c{number}", "", f"${{c{number + 1}}} + 1") for number in range(1200)]
    found = check(a_form([CIRCLE, *chain, ("calculate", "c1200", "", "once(${c1200})"), (*TEXT, "")]))
    assert found.ok, found.problems


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        "<a><b></a>",
    ],
    ids=["laughs", "outside", "broken"],
)
def test_hostile_xml_inside_a_workbook_is_refused_in_words(member, text):
    found = check(with_member(a_form([("type", "name", "label"), TEXT]), member, text))
    assert errors(found) == ["form.not-readable"]
    assert "root:" not in str(found.problems)


def with_member(content: bytes, member: str, text: str) -> bytes:
    """Return the workbook with one member replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == member else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("name", ["phone", "email", "username", "audit", "userid", "simid"])
def test_a_question_called_like_what_phones_send_is_pointed_at(name):
    found = check(a_form([("type", "name", "label"), TEXT, ("text", name, "Their desk's number")]))
    assert found.ok
    assert "form.reserved-name" in warnings(found)
    assert place_of(found, "form.reserved-name") == "survey:3"


def test_a_criterion_called_like_what_phones_send_is_an_error():
    header = ("type", "name", "label", "bind::basira:criterion")
    found = check(a_form([header, ("select_one yn", "phone", "Was the phone answered?", "c1")]))
    assert errors(found) == ["form.reserved-name"]


def test_deeper_down_a_question_may_be_called_phone():
    rows = [("type", "name", "label"), ("begin group", "desk", "Desk"), ("text", "phone", "Q"), ("end group", "", "")]
    assert "form.reserved-name" not in warnings(check(a_form(rows)))
