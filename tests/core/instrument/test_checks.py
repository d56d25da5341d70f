"""Traps and answer keys: refused where they make no sense, read into the tree, and gone from what a phone gets."""

import re

import pytest

from basira.core.instrument.checks import Agreement, agreement, served
from basira.core.instrument.convert import convert, converted
from basira.core.instrument.editing.opening import open_book
from basira.core.instrument.tree import AnswerKey, Questionnaire

from .workbooks import YES_NO, a_form, check, errors, measured

RIGHT, FEE, LAW = "fair", "Fifty & a half", "Schedule 7 of the fees, https://example.org/fees"
HEADER = ("type", "name", "label", "relevant", "bind::basira:criterion", "bind::basira:trap", "bind::basira:key",
          "bind::basira:promised")  # fmt: skip
SURVEY = (
    HEADER,
    ("select_one yn", "greeted", "Greeted", "", "greeted", "", FEE, LAW),
    ("select_one words", "board", "Colour of the board", "", "", RIGHT, "", ""),
    ("text", "board_why", "Why?", "${board} = 'poor'", "", "", "", ""),
    ("text", "greeted_why", "What happened?", "${greeted} = 'no'", "", "", "", ""),
)


def one(kind: str, **columns: str) -> bytes:
    """A form with one question of this kind and these columns of ours."""
    header = ["type", "name", "label", *(f"bind::basira:{name}" for name in columns)]
    return a_form([header, [kind, "q", "Question", *columns.values()]])


@pytest.mark.parametrize(
    ("kind", "columns", "code"),
    [
        ("select_one yn", {"trap": "yes", "criterion": "c"}, "form.trap-measured"),
        ("select_one yn", {"trap": "yes", "weight": "2"}, "form.trap-measured"),
        ("select_one yn", {"trap": "yes", "points": "yes=1 no=0"}, "form.trap-measured"),
        ("integer", {"trap": "5", "role": "waiting-minutes"}, "form.trap-measured"),
        ("text", {"trap": "yes"}, "form.trap-unfit"),
        ("note", {"trap": "yes"}, "form.trap-unfit"),
        ("image", {"trap": "yes"}, "form.trap-unfit"),
        ("select_multiple words", {"trap": "fair"}, "form.trap-unfit"),
        ("select_one yn", {"trap": "perhaps"}, "form.trap-unknown-answer"),
        ("select_one yn", {"trap": "Yes"}, "form.trap-unknown-answer"),
        ("integer", {"trap": "five"}, "form.trap-no-number"),
        ("integer", {"trap": "2.5"}, "form.trap-no-number"),
        ("decimal", {"trap": "1e3"}, "form.trap-no-number"),
        ("note", {"key": "50"}, "form.key-unanswered"),
        ("text", {"promised": "The board"}, "form.promised-alone"),
        ("text", {"key": "x" * 501}, "form.key-too-long"),
        ("text", {"key": "50", "promised": "x" * 501}, "form.key-too-long"),
    ],
)
def test_a_trap_or_a_key_that_makes_no_sense_is_refused_at_its_row(kind, columns, code):
    found = check(one(kind, **columns))
    assert errors(found) == [code]
    assert next(fault.place for fault in found.problems if fault.code == code) == "survey:2"
    assert (found.ok, found.xform) == (False, None)


def test_a_trap_in_a_repeat_is_refused():
    rows = [HEADER[:3] + HEADER[5:6], ("begin_repeat", "r", "R", ""), ("select_one yn", "a", "A", "yes"),
            ("end_repeat", "", "", "")]  # fmt: skip
    found = check(a_form(rows))
    assert errors(found) == ["form.trap-in-repeat"]
    assert next(fault.place for fault in found.problems if fault.severity == "error") == "survey:3"


@pytest.mark.parametrize(("kind", "right"), [("select_one yn", "no"), ("integer", "12"), ("decimal", "2.5")])
def test_a_trap_and_a_key_of_500_letters_are_read_and_measure_nothing(kind, right):
    found = check(one(kind, trap=right, key="x" * 500, promised="y" * 500))
    assert found.ok, found.problems
    assert found.tree.traps == {"/data/q": right}
    assert found.tree.keys == {"/data/q": AnswerKey("x" * 500, "y" * 500)}
    assert found.tree.criteria == ()


@pytest.mark.parametrize(
    ("text", "service", "shown"),
    [
        ("Free for children. [renewal] 50 [loss] 120", "loss", "Free for children. 120"),
        ("[renewal] 50 [loss] 120", "renewal", "50"),
        ("[a] 1 [b] 2 [a] and 3", "a", "1 and 3"),
        ("[renewal] 50 [loss] 120", "", "[renewal] 50 [loss] 120"),
        ("[renewal] 50 [loss] 120", "first-issue", "[renewal] 50 [loss] 120"),
        ("Fifty [dirhams]", "renewal", "Fifty [dirhams]"),
        ("", "renewal", ""),
    ],
)
def test_a_key_says_what_holds_at_one_service_and_hides_nothing_from_a_guess(text, service, shown):
    assert AnswerKey(text, text).at_service(service) == AnswerKey(shown, shown)


def test_the_tree_keeps_them_and_an_older_tree_has_none():
    tree = check(a_form(SURVEY)).tree
    assert Questionnaire.from_dict(tree.as_dict()) == tree
    older = {name: value for name, value in tree.as_dict().items() if name not in ("traps", "keys", "barred")}
    read = Questionnaire.from_dict(older)
    assert (read.traps, read.keys, read.barred) == ({}, {}, ())


def told(xform: str) -> list[str]:
    """What of the check a form tells: the texts of the key, and the right answer beside its own name."""
    return [text for text in (f'trap="{RIGHT}"', "Fifty", "Schedule 7") if text in xform]


def test_what_a_phone_gets_holds_none_of_them_and_a_form_that_was_not_stripped_fails_the_same_measure():
    content = a_form(SURVEY)
    assert told(converted(content, "form")["xform"]) == [f'trap="{RIGHT}"', "Fifty", "Schedule 7"]
    found = check(content)
    assert told(found.xform) == []


@pytest.mark.parametrize("prefix", ["basira", "other"])
def test_a_phone_gets_no_weight_no_points_and_nothing_unknown_of_our_namespace_but_what_others_declare(prefix):
    bind = f'type="string" {prefix}:points="yes=1" {prefix}:Key="Fifty" {prefix}:new="{LAW}" far:key="theirs"'
    names = f'xmlns:{prefix}="urn:basira:xforms:1" xmlns:far="https://far.example"'
    whole = f'<h {names}><bind nodeset="/data/q" {bind}/><label>{prefix}:key=</label></h>'
    assert told(whole) == ["Fifty", "Schedule 7"]
    kept = '<bind nodeset="/data/q" type="string" far:key="theirs"/>'
    assert kept in served(whole)


def test_what_a_question_measures_stands_in_the_tree_and_on_no_phone():
    found = check(measured("select_one yn", weight="7", points="yes=1 no=0.25"))
    assert [str(criterion.weight) for criterion in found.tree.criteria] == ["7"]
    assert not re.search(r"basira:\w+=\"(?!urn)", found.xform)
    assert re.search(r"basira:\w+=\"(?!urn)", converted(measured("select_one yn", weight="7"), "form")["xform"])


def test_another_prefix_of_the_same_namespace_is_no_way_round():
    header = ("type", "name", "label", "bind::other:trap", "bind::other:key")
    settings = (("form_id", "version", "namespaces"), ("test", "1", 'other="urn:basira:xforms:1"'))
    content = a_form([header, ("select_one words", "board", "Board", RIGHT, FEE)], settings=settings)
    assert told(converted(content, "form")["xform"]) == [f'trap="{RIGHT}"', "Fifty"]
    assert told(convert(content, "form")["xform"]) == []
    assert errors(check(content)) == ["form.prefix-missing", "form.prefix-missing"]


def test_a_form_without_any_is_served_as_it_was_converted():
    content = a_form([("type", "name", "label"), ("text", "q", "The basira:key = basira:trap=1")])
    whole = converted(content, "form")["xform"]
    assert served(whole) is whole


def test_what_is_asked_because_of_a_trap_is_barred_with_it_and_what_explains_a_criterion_is_not():
    assert check(a_form(SURVEY)).tree.barred == ("/data/board", "/data/board_why")


def test_groups_calculations_and_presets_between_are_no_way_round():
    rows = [
        (*HEADER[:4], "calculation", "default", *HEADER[4:6]),
        ("select_one yn", "look", "Look", "", "", "", "", "yes"),
        ("calculate", "missed", "", "", "if(${look} = 'no', 1, 0)", "", "", ""),
        ("begin_group", "then", "Then", "${missed} = 1", "", "", "", ""),
        ("text", "said", "What did you see?", "", "", "", "", ""),
        ("select_one yn", "fair", "Fair", "", "", "", "fair", ""),
        ("end_group", "", "", "", "", "", "", ""),
        ("text", "filled", "As you said", "", "", "${look}", "", ""),
        ("text", "looked", "Something else", "", "", "", "", ""),
    ]
    found = check(a_form(rows))
    assert [path.rpartition("/")[2] for path in found.tree.barred] == ["look", "missed", "then", "said", "filled"]


COUNTED = ("type", "name", "label", "relevant", "choice_filter", "appearance", "repeat_count", "calculation", "required", "readonly",
           "trigger", "default",
           "bind::basira:criterion", "bind::basira:trap")  # fmt: skip
TOWNS = (("list_name", "name", "label", "region"), ("yn", "yes", "Yes", ""), ("yn", "no", "No", ""),
         ("towns", "riyadh", "Riyadh", "a"), ("towns", "abha", "Abha", "b"))  # fmt: skip


def barred_in(*rows: dict[str, str]) -> list[str]:
    """The names that are barred in a form with a trap `doors` and these rows."""
    trap = {"type": "integer", "name": "doors", "label": "How many doors?", "bind::basira:trap": "3"}
    return barred(trap, *rows)


def barred(*rows: dict[str, str]) -> list[str]:
    """The names that are barred in a form with these rows."""
    found = check(a_form([COUNTED, *([row.get(name, "") for name in COUNTED] for row in rows)], choices=TOWNS))
    assert found.ok, found.problems
    return [path.rpartition("/")[2] for path in found.tree.barred]


def text(name: str, **more: str) -> dict[str, str]:
    return {"type": "text", "name": name, "label": "Say more"} | more


def rounds(name: str, count: str, *inside: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"type": "begin_repeat", "name": name, "label": "R", "repeat_count": count},
        *inside,
        {"type": "end_repeat"},
    ]


@pytest.mark.parametrize(
    ("count", "more"), [("${doors}", []), ("${doors} + 0", ["r_count"]), ("if(${doors} = 3, 0, 1)", ["r_count"])]
)
def test_what_is_asked_as_often_as_a_trap_says_is_barred_and_what_is_asked_as_often_as_another_number_is_not(
    count, more
):
    inner = [text("said"), *rounds("within", "2", text("deeper"))]
    rows = [*rounds("r", count, *inner), *rounds("s", "${other}", text("free"))]
    counted = {"type": "calculate", "name": "times", "calculation": "count(${r})"}
    found = barred_in({"type": "integer", "name": "other", "label": "Others?"}, *rows, counted)
    assert [name for name in found if name != "within_count"] == ["doors", *more, "said", "deeper", "times"]


def test_what_is_filled_in_when_a_trap_is_answered_is_barred_beside_what_another_question_fills_in():
    other = {"type": "integer", "name": "other", "label": "Others?"}
    filled = text("filled", trigger="${doors}", calculation="'x'")
    both = text("both", trigger="${other}, ${doors}", calculation="'x'", default="concat('a', 'b')")
    preset = text("preset", trigger="${other}", calculation="'x'", default="${doors}")
    free = text("free", trigger="${other}", calculation="'x'")
    assert barred_in(other, filled, both, preset, free) == ["doors", "filled", "both", "preset"]


@pytest.mark.parametrize("column", ["required", "readonly"])
def test_what_must_or_may_be_answered_because_of_a_trap_is_barred_unless_it_explains_a_criterion(column):
    criterion = {"type": "select_one yn", "name": "greeted", "label": "G", "bind::basira:criterion": "c"}
    asked = [text("said", **{column: "${doors} != 3"}), text("free", **{column: "${greeted} = 'no'"})]
    assert barred_in(criterion | {column: "${doors} != 3"}, *asked) == ["doors", "said"]


def test_a_chain_that_is_asked_backwards_is_followed_to_its_end():
    chain = [{"type": "calculate", "name": f"c{at}", "calculation": f"${{c{at + 1}}} + 1"} for at in range(300)]
    last = {"type": "calculate", "name": "c300", "calculation": "${doors}"}
    assert barred_in(*chain, last, text("free")) == ["doors", *(f"c{at}" for at in range(301))]


LOOKED = "if(${doors} = 3, 'a', 'b')"


def chosen(kind: str, name: str, **more: str) -> dict[str, str]:
    return {"type": kind, "name": name, "label": "Which?"} | more


@pytest.mark.parametrize(
    ("kind", "filtered"),
    [
        ("select_one towns", {"choice_filter": "region = ${doors}"}),
        ("select_multiple towns", {"choice_filter": "region = ${looked}"}),
        ("select_one towns", {"choice_filter": "selected(../doors, region)"}),
        ("select_one ${person}", {"choice_filter": "${age} > ${doors}"}),
        ("select_one_from_file places.csv", {"choice_filter": "region = ${doors}"}),
        ("select_one towns", {"appearance": "search('towns', 'matches', 'region', ${doors})"}),
    ],
)
def test_a_question_whose_choices_depend_on_a_trap_is_barred_and_one_whose_choices_depend_on_another_is_not(
    kind, filtered
):
    people = rounds("people", "2", text("person"), {"type": "integer", "name": "age", "label": "Age"})
    looked = {"type": "calculate", "name": "looked", "calculation": LOOKED}
    free = chosen(kind, "free", **{column: said.replace("doors", "ages").replace("looked", "ages")
                                   for column, said in filtered.items()})  # fmt: skip
    rows = [
        *people,
        {"type": "integer", "name": "ages", "label": "Ages"},
        looked,
        chosen(kind, "town", **filtered),
        free,
    ]
    assert barred_in(*rows, text("why", relevant="${town} != ''")) == ["doors", "looked", "town", "why"]


@pytest.mark.parametrize(
    "formula",
    [
        "sum(/data/seen/*)", "count-non-empty(${seen}/*)", "concat(/data/seen/*[name() = 'doors'], '')", "sum(//*)",
        "string(../*[2])", "string(/data/seen)", "string(/data/seen/node())", "/data/seen/doors/text()",
        "/data/seen/doors/.", "/data/seen/child::doors", "string(/data/seen[doors = 3]/other)", "string(/data/seen/other/..)",
        "2 * /data/seen/doors", "sum(/data/*/doors)", "string(/data/seen/other/preceding-sibling::*)", "sum(/data/seen/other | *)",
    ],
)  # fmt: skip
def test_no_wildcard_and_no_other_way_of_naming_it_goes_round_a_trap(formula):
    assert "formed" in barred_with(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "sum(/data/free/*)", "/data/seen/other * 3", "${other} *3", "concat('/data/seen/doors', 'doors')",
        "position(..)", "position(../..)", "sum(/data/*/other)", "instance('towns')/root/item[name = ${other}]/label",
    ],
)  # fmt: skip
def test_a_formula_that_reads_beside_a_trap_is_not_barred(formula):
    assert barred_with(formula) == ["doors"]


def barred_with(formula: str) -> list[str]:
    """The names that are barred in a form with a trap in a group beside `other`, and a calculation with this formula."""
    group = [{"type": "begin_group", "name": "seen", "label": "S"}, {"type": "integer", "name": "doors", "label": "D",
             "bind::basira:trap": "3"}, {"type": "integer", "name": "other", "label": "O"}, {"type": "end_group"}]  # fmt: skip
    free = [{"type": "begin_group", "name": "free", "label": "F"}, text("item"), text("note"), {"type": "end_group"}]
    formed = {"type": "calculate", "name": "formed", "calculation": formula}
    return barred(chosen("select_one towns", "town"), *group, *free, formed)


@pytest.mark.parametrize(
    ("right", "answer", "said"),
    [
        ("yes", "yes", Agreement.AGREES),
        ("yes", "no", Agreement.DIFFERS),
        ("yes", "", Agreement.UNANSWERED),
        ("yes", " ", Agreement.UNANSWERED),
        ("12", "12.0", Agreement.AGREES),
        ("12", "012", Agreement.AGREES),
        ("12", "13", Agreement.DIFFERS),
        ("2.5", "about three", Agreement.DIFFERS),
    ],
)
def test_a_number_agrees_by_its_value_and_a_choice_by_its_code(right, answer, said):
    assert agreement(right, answer) is said


def test_the_editor_keeps_them_and_would_say_if_it_lost_one():
    book = open_book(a_form(SURVEY, choices=YES_NO))
    assert [row.get("bind::basira:trap", "") for row in book.survey.rows] == ["", RIGHT, "", ""]
