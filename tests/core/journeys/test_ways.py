"""One way over several bodies: what breaks it, whose a failed hand-off was, and what few cases may not tell."""

from datetime import date
from decimal import Decimal

import pytest

from basira.core.disclosure import DisclosureRule
from basira.core.journeys import Case, StepPlan, StepVisit, counted, middle_of, step_counts, told, way_map
from basira.core.journeys.ways import whose_failure
from basira.core.kernel.journeys import BreakKind, Handed, Whose

RULE = DisclosureRule()
STEPS = (StepPlan(1, "hospital", 2), StepPlan(2, "registry"))
PATHS = {
    "asked-again": "/data/again",
    "handed-over": "/data/handed",
    "step-visits": "/data/visits",
    "channel-switches": "/data/switches",
    "minutes-inside": "/data/inside",
    "result-days": "/data/days",
}


def visit(number, **said):
    return StepVisit(f"visit-{number}", f"shopper-{number % 4}", **said)


def case(number, first=None, second=None):
    visits = {1: first, 2: second}
    return Case(f"case-{number}", {place: one for place, one in visits.items() if one})


def test_no_case_is_nothing_of_nothing():
    found = way_map(STEPS, [], RULE)
    assert (found.cases, found.whole, found.breaks) == (0, 0, ())
    assert found.steps[0].breaks[BreakKind.LATE].of == 0 and found.steps[0].breaks[BreakKind.LATE].low is None
    assert found.hand_offs[0].days.value is None


def test_one_case_seen_once_is_no_break_and_no_number_to_be_told():
    found = way_map(STEPS, [case(1, visit(1), visit(11, asked_again=True))], RULE)
    again = found.steps[1].breaks[BreakKind.ASKED_AGAIN]
    assert (again.seen, again.of, again.is_once) == (1, 1, True)
    assert not again.is_safe and not again.is_break and found.breaks == ()


def test_three_shoppers_are_needed_however_many_cases():
    said = [(True, f"visit-{number}", f"shopper-{number % 2}") for number in range(12)]
    assert not counted(said, RULE).is_safe
    assert counted([(seen, name, name) for seen, name, _who in said], RULE).is_safe


def test_few_that_did_not_tell_withhold_those_that_did():
    everybody = frozenset((f"visit-{number}", f"shopper-{number}") for number in range(8))
    said = [(True, f"visit-{number}", f"shopper-{number}") for number in range(7)]
    assert counted(said, RULE).is_safe
    assert not counted(said, RULE, everybody).is_safe


def test_a_figure_over_more_steps_withholds_a_step_that_leaves_few_of_it():
    said = [(True, f"visit-{number}", f"shopper-{number}") for number in range(7)]
    figure = frozenset((f"visit-{number}", f"shopper-{number}") for number in range(12))
    few = frozenset(pair for pair in figure if pair[0] != "visit-11" and pair[0] < "visit-8")
    assert counted(said, RULE, figure).is_safe
    assert not counted(said, RULE, figure, few).is_safe


def test_what_is_seldom_is_no_break_however_many_cases():
    said = [(number == 0, f"visit-{number}", f"shopper-{number}") for number in range(40)]
    found = counted(said, RULE)
    assert found.is_safe and not found.is_break


def test_what_is_often_is_a_break_of_its_step():
    cases = [case(n, visit(n), visit(n + 100, asked_again=n > 0)) for n in range(8)]
    assert way_map(STEPS, cases, RULE).breaks == ((2, BreakKind.ASKED_AGAIN),)


@pytest.mark.parametrize(
    ("given", "again", "whose"),
    [
        (Handed.WHOLE, False, None),
        (Handed.WHOLE, True, Whose.TAKER),
        (Handed.PART, True, Whose.GIVER),
        (Handed.NOTHING, False, Whose.GIVER),
        (None, True, Whose.UNCLEAR),
        (None, None, None),
    ],
)
def test_whose_a_failed_hand_off_was(given, again, whose):
    assert whose_failure(visit(1, handed_over=given), visit(2, asked_again=again)) is whose


def test_a_giver_is_told_by_its_own_visit_alone():
    assert whose_failure(visit(1, handed_over=Handed.NOTHING), None) is Whose.GIVER
    assert whose_failure(None, visit(2, typed_again=True)) is Whose.UNCLEAR


def test_hand_offs_count_the_cases_in_which_both_steps_were_visited():
    cases = [
        case(
            n,
            visit(n, handed_over=Handed.WHOLE, on=date(2026, 3, 1)),
            visit(n + 100, asked_again=True, on=date(2026, 3, 4)),
        )
        for n in range(6)
    ] + [case(9, visit(9, handed_over=Handed.NOTHING))]
    found = way_map(STEPS, cases, RULE).hand_offs[0]
    assert (found.failed.seen, found.failed.of) == (6, 6)
    assert found.whose[Whose.TAKER].seen == 6 and found.whose[Whose.GIVER].seen == 0
    assert found.days.value == 3 and found.days.is_safe


def test_what_a_step_counts_knows_nothing_of_the_other_steps():
    own = [visit(n, asked_again=True, handed_over=Handed.WHOLE) for n in range(6)]
    worlds = [
        [case(n, one, visit(n + 100, asked_again=asked, handed_over=Handed.NOTHING)) for n, one in enumerate(own)]
        for asked in (True, False)
    ]
    first, second = (way_map(STEPS, cases, RULE) for cases in worlds)
    assert first.steps[0] == second.steps[0] == step_counts(STEPS[0], own, RULE)
    assert (
        first.hand_offs != second.hand_offs
    )  # what both bodies did stands in hand-offs, and only the analyst reads these


def test_promised_days_against_actual_days():
    visits = [visit(n, result_days=Decimal(n)) for n in range(6)]
    late = step_counts(STEPS[0], visits, RULE).breaks[BreakKind.LATE]
    assert (late.seen, late.of) == (3, 6)
    assert step_counts(STEPS[1], visits, RULE).breaks[BreakKind.LATE].of == 0  # nothing was promised there


def test_the_middle_of_numbers():
    said = [(Decimal(n), f"v{n}", f"s{n}") for n in (1, 2, 30)] + [(None, "v", "s")]
    found = middle_of(said, RULE)
    assert (found.value, found.of, found.is_safe) == (2, 3, False)


@pytest.mark.parametrize(("middle", "told"), [("33.28", "35"), ("32.5", "35"), ("32.4", "30"), ("0.2", "0")])
def test_the_middle_is_rounded_so_that_it_is_nobodys_own(middle, told):
    said = [(Decimal(one), f"v{place}", f"s{place}") for place, one in enumerate(("0", middle, "90"))]
    assert str(middle_of(said, RULE, to=Decimal(5)).value) == told


def test_answers_tell_by_their_roles():
    answers = {
        "/data/again": "yes", "/data/handed": "partly", "/data/visits": "2", "/data/switches": "1",
        "/data/inside": "35", "/data/days": "4",
    }  # fmt: skip
    found = told(visit="v", shopper="s", on=None, roles=PATHS, answers=answers)
    assert found == StepVisit("v", "s", None, True, None, Handed.PART, 2, 1, Decimal(35), Decimal(4))


@pytest.mark.parametrize("text", ["", "perhaps", "-3", "NaN", "1e999999999"])
def test_an_answer_that_is_none_tells_nothing(text):
    found = told(visit="v", shopper="s", on=None, roles=PATHS, answers=dict.fromkeys(PATHS.values(), text))
    assert found == StepVisit("v", "s")


def test_a_phones_record_goes_before_what_was_typed():
    answers = {"/data/inside": "35", "/data/switches": "0", "/data/visits": "1"}
    contacts = ["counter", "phone", "counter", "counter"]
    found = told(
        visit="v", shopper="s", on=None, roles=PATHS, answers=answers, durations={"visit": 2700}, contacts=contacts
    )
    assert (found.minutes_inside, found.channel_switches, found.visits) == (45, 2, 3)
