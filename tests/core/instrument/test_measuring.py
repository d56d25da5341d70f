"""Criteria, weights, dimensions, scales and roles, or why not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.instrument.scale import (
    AnswerOutsideScale,
    Scale,
    ScaleNotReadable,
    default_scale,
    parse_points,
    share_of,
)
from basira.core.instrument.tree import Criterion, Questionnaire, points_of, text_in

from .workbooks import a_form, check, errors, measured, warnings


def the_criterion(content: bytes) -> Criterion:
    found = check(content)
    assert found.ok, found.problems
    return found.tree.criteria[0]


@pytest.mark.parametrize(
    ("kind", "measures", "code"),
    [
        ("select_one yn", {"criterion": ""}, "form.no-criterion"),
        ("select_one yn", {"criterion": "has blanks"}, "form.bad-criterion"),
        ("select_one yn", {"criterion": "معيار"}, "form.bad-criterion"),
        ("select_one yn", {"weight": "0"}, "form.bad-weight"),
        ("select_one yn", {"weight": "-1"}, "form.bad-weight"),
        ("select_one yn", {"weight": "heavy"}, "form.bad-weight"),
        ("select_one yn", {"weight": "1e3"}, "form.bad-weight"),
        ("select_one yn", {"weight": "NaN"}, "form.bad-weight"),
        ("select_one yn", {"weight": "1001"}, "form.bad-weight"),
        ("select_one yn", {"dimension": "two words"}, "form.bad-dimension"),
        ("select_one yn", {"critical": "maybe"}, "form.bad-critical"),
        ("select_one yn", {"na": "na"}, "form.unknown-na"),
        ("integer", {"na": "none", "points": "<=5=1 else=0"}, "form.unknown-na"),
        ("select_one yn", {"points": "yes=2 no=0"}, "form.bad-points"),
        ("select_one yn", {"points": "yes"}, "form.bad-points"),
        ("select_one yn", {"points": "yes=1"}, "form.points-incomplete"),
        ("select_one yn", {"points": "yes=1 no=0 perhaps=0.5"}, "form.unknown-answer"),
        ("select_one words", {}, "form.points-needed"),
        ("select_multiple words", {}, "form.points-needed"),
        ("integer", {}, "form.points-needed"),
        ("text", {}, "form.not-measurable"),
        ("image", {}, "form.not-measurable"),
        ("note", {}, "form.not-measurable"),
        ("select_one yn", {"role": "spy"}, "form.unknown-role"),
        ("image", {"criterion": "", "dimension": "", "role": "mission"}, "form.role-type"),
        ("integer", {"points": "<=5=1 else=0", "limit": "20"}, "form.limit-elsewhere"),
        *(
            ("integer", {"criterion": "", "dimension": "", "role": "waiting-minutes", "limit": limit}, "form.bad-limit")
            for limit in ("0", "-5", "1441", "NaN", "soon")
        ),
    ],
)
def test_a_measuring_cell_that_makes_no_sense_is_an_error_at_its_row(kind, measures, code):
    found = check(measured(kind, **measures))
    assert errors(found) == [code]
    fault = next(fault for fault in found.problems if fault.code == code)
    assert (fault.place, fault.row) == ("survey:2", 2)
    assert not found.ok
    assert found.xform is None


def test_the_same_criterion_twice_is_an_error():
    header = ("type", "name", "label", "bind::basira:criterion")
    assert errors(check(a_form([header, ("select_one yn", "a", "A", "c"), ("select_one yn", "b", "B", "c")]))) == [
        "form.criterion-twice"
    ]


def test_a_criterion_in_a_repeat_is_an_error():
    header = ("type", "name", "label", "bind::basira:criterion")
    rows = [header, ("begin_repeat", "r", "R", ""), ("select_one yn", "a", "A", "c"), ("end_repeat", "", "", "")]
    found = check(a_form(rows))
    assert errors(found) == ["form.criterion-in-repeat"]
    assert next(fault.place for fault in found.problems if fault.severity == "error") == "survey:3"


def test_two_questions_with_one_role_are_an_error():
    header = ("type", "name", "label", "bind::basira:role")
    found = check(a_form([header, ("text", "a", "A", "mission"), ("text", "b", "B", "mission")]))
    assert errors(found) == ["form.role-twice"]


def test_a_dimension_outside_the_declared_list_is_an_error():
    choices = (
        ("list_name", "name", "label::English (en)", "label::العربية (ar)"),
        ("yn", "yes", "Yes", "نعم"),
        ("yn", "no", "No", "لا"),
        ("basira_dimensions", "welcome", "Welcome", "الاستقبال"),
    )
    header = (
        "type",
        "name",
        "label::English (en)",
        "label::العربية (ar)",
        "bind::basira:criterion",
        "bind::basira:dimension",
    )
    found = check(a_form([header, ("select_one yn", "q", "Q", "س", "c", "welcom")], choices=choices))
    assert errors(found) == ["form.unknown-dimension"]
    found = check(a_form([header, ("select_one yn", "q", "Q", "س", "c", "welcome")], choices=choices))
    assert found.ok, found.problems
    assert text_in(found.tree.dimensions[0].labels, "ar") == "الاستقبال"
    assert text_in(found.tree.dimensions[0].labels, "en") == "Welcome"


def test_a_form_without_criteria_can_be_filed_and_says_that_it_is_not_scored():
    found = check(a_form([("type", "name", "label"), ("text", "q", "Q")]))
    assert found.ok
    assert (found.questions, found.criteria) == (1, 0)
    assert "form.no-criteria" in warnings(found)


def test_a_criterion_without_dimension_counts_under_the_general_one():
    found = check(measured("select_one yn", dimension=""))
    assert found.ok
    assert found.tree.criteria[0].dimension == "general"
    assert "form.no-dimension" in warnings(found)


def test_yes_and_no_are_one_and_zero_and_na_leaves_the_base():
    criterion = the_criterion(measured("select_one ynn", weight="2.5", critical="yes"))
    assert (criterion.weight, criterion.critical, criterion.na) == (Decimal("2.5"), True, ("na",))
    assert points_of(criterion, "yes") == 1
    assert points_of(criterion, "no") == 0
    assert points_of(criterion, "na") is None
    assert points_of(criterion, "  ") is None
    with pytest.raises(AnswerOutsideScale):
        points_of(criterion, "maybe")


def test_whole_number_choices_run_straight_from_lowest_to_highest():
    criterion = the_criterion(measured("select_one five"))
    assert [points_of(criterion, str(answer)) for answer in range(1, 6)] == [
        Decimal(share) for share in ("0", "0.25", "0.5", "0.75", "1")
    ]
    with pytest.raises(AnswerOutsideScale):
        points_of(criterion, "6")


def test_minutes_win_by_bands_in_order():
    criterion = the_criterion(measured("integer", points="<=10=1 <=20=0.5 else=0", na="-1"))
    assert [points_of(criterion, minutes) for minutes in ("0", "10", "11", "20", "21", "-1", "")] == [
        1, 1, Decimal("0.5"), Decimal("0.5"), 0, None, None
    ]  # fmt: skip


def test_a_range_runs_straight_and_knows_its_ends():
    header = ("type", "name", "label", "parameters", "bind::basira:criterion")
    criterion = the_criterion(a_form([header, ("range", "q", "Q", "start=0 end=10 step=1", "c")]))
    assert points_of(criterion, "4") == Decimal("0.4")
    with pytest.raises(AnswerOutsideScale):
        points_of(criterion, "11")


def test_several_answers_add_up_to_one_at_most():
    criterion = the_criterion(measured("select_multiple words", points="good=0.6 fair=0.6 poor=0"))
    assert points_of(criterion, "good") == Decimal("0.6")
    assert points_of(criterion, "good fair poor") == 1


def test_roles_are_found_on_questions_that_fill_themselves():
    header = ("type", "name", "label", "bind::basira:role")
    rows = [header, ("start", "s", "", "started"), ("end", "e", "", "ended"), ("text", "m", "Mission", "mission")]
    found = check(a_form([*rows, ("integer", "w", "Minutes", "waiting-minutes")]))
    assert found.ok, found.problems
    assert found.tree.roles == {
        "started": "/data/s",
        "ended": "/data/e",
        "mission": "/data/m",
        "waiting-minutes": "/data/w",
    }
    assert found.questions == 2


def test_the_tree_says_what_is_asked_and_survives_json():
    header = (
        "type",
        "name",
        "label::English (en)",
        "label::العربية (ar)",
        "hint::English (en)",
        "required",
        "relevant",
    )
    rows = [
        header,
        ("begin_group", "g", "G", "م", "", "", ""),
        ("select_one yn", "q", "Was ${t} kind?", "هل؟", "Look", "yes", "${t} != ''"),
        ("end_group", "", "", "", "", "", ""),
        ("text", "t", "T", "ن", "", "", ""),
        ("note", "n", "Read this", "اقرأ", "", "", ""),
        ("calculate", "c", "", "", "", "", ""),
    ]
    rows = [(*row, "calculation" if row is header else "1 + 1" if row[1] == "c" else "") for row in rows]
    choices = (
        ("list_name", "name", "label::English (en)", "label::العربية (ar)"),
        ("yn", "yes", "Yes", "نعم"),
        ("yn", "no", "No", "لا"),
    )
    found = check(a_form(rows, choices=choices))
    assert found.ok, found.problems
    question = found.tree.questions[0]
    assert (question.path, question.kind, question.group) == ("/data/g/q", "select1", "/data/g")
    assert question.labels == {"English (en)": "Was ${t} kind?", "العربية (ar)": "هل؟"}
    assert text_in(question.hints, "en") == "Look"
    assert question.required == "true()"
    assert [choice.name for choice in question.choices] == ["yes", "no"]
    assert text_in(question.choices[0].labels, "ar") == "نعم"
    assert [one.kind for one in found.tree.questions] == ["select1", "input", "note"]
    assert found.questions == 2
    assert Questionnaire.from_dict(found.tree.as_dict()) == found.tree


@pytest.mark.parametrize(
    "text", ["", "yes", "yes=1.5", "yes=-1", "else=0", "else=0 yes=1", "<ten=1", "yes=1 yes=0", "=1", "a=b"]
)
def test_points_that_make_no_sense_are_not_readable(text):
    with pytest.raises(ScaleNotReadable):
        parse_points(text)


def test_there_is_no_obvious_scale_for_one_answer_or_mixed_ones():
    assert default_scale(()) is None
    assert default_scale(("1",)) is None
    assert default_scale(("1", "good")) is None
    assert default_scale(("1.5", "2")) is None


SHARES = st.decimals(0, 1, places=3)
RULES = st.lists(
    st.tuples(st.sampled_from(["<=", "<", ">=", ">", ""]), st.integers(-50, 50), SHARES), min_size=1, max_size=6
)


@given(RULES, SHARES, st.integers(-100, 100))
def test_every_number_wins_a_share_between_nothing_and_all(rules, otherwise, answer):
    seen = {bound for operator, bound, _share in rules if not operator}
    if len(seen) < sum(not operator for operator, _bound, _share in rules):
        return
    text = " ".join(f"{operator}{bound}={share}" for operator, bound, share in rules)
    scale = parse_points(f"{text} else={otherwise}")
    assert 0 <= share_of(scale, str(answer)) <= 1
    assert Scale.from_dict(scale.as_dict()) == scale


@given(st.sets(st.integers(-20, 20), min_size=2))
def test_a_straight_scale_keeps_the_order_and_reaches_both_ends(answers):
    ordered = sorted(answers)
    scale = default_scale(tuple(str(answer) for answer in ordered))
    shares = [share_of(scale, str(answer)) for answer in ordered]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_a_limit_of_waits_is_read_and_kept_with_the_tree_and_measures_nothing():
    found = check(measured("integer", criterion="", dimension="", role="waiting-minutes", limit="12.5"))
    assert errors(found) == [] and found.tree.wait_limit == Decimal("12.5") and found.tree.criteria == ()
    assert Questionnaire.from_dict(found.tree.as_dict()) == found.tree
    before = {name: value for name, value in found.tree.as_dict().items() if name != "wait_limit"}
    assert Questionnaire.from_dict(before).wait_limit is None
