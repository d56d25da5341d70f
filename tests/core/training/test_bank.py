"""Which questions a test asks, and what the answers are worth."""

import pytest

from basira.core.training.bank import Asked, Option, QuestionRefused, check_question, draw_questions, mark

RIGHT, WRONG = Option("نعم", "Yes", True), Option("لا", "No", False)


@pytest.mark.parametrize(
    ("options", "is_multiple", "fault"),
    [
        ((RIGHT,), False, "options"),
        ((RIGHT,) + (WRONG,) * 6, False, "options"),
        ((RIGHT, Option("", "No", False)), False, "empty"),
        ((RIGHT, Option("لا", " ", False)), False, "empty"),
        ((WRONG, WRONG), False, "right"),
        ((WRONG, WRONG), True, "right"),
        ((RIGHT, RIGHT), False, "right"),
    ],
)
def test_a_question_that_cannot_be_answered_fairly_is_refused(options, is_multiple, fault):
    with pytest.raises(QuestionRefused) as refusal:
        check_question(options, is_multiple=is_multiple)
    assert refusal.value.params == {"fault": fault}


def test_several_right_options_are_sound_where_several_may_be_chosen():
    check_question((RIGHT, RIGHT, WRONG), is_multiple=True)


TOPICS = {f"a{n}": "cover" for n in range(6)} | {"b0": "safety", "b1": "safety"}


def test_topics_take_turns_as_long_as_they_have_questions():
    drawn = draw_questions(TOPICS, 4, "seed")
    assert sorted(TOPICS[ref] for ref in drawn) == ["cover", "cover", "safety", "safety"]
    assert len(set(draw_questions(TOPICS, 6, "seed"))) == 6


def test_a_draw_is_its_seed_and_not_the_order_of_the_bank():
    backwards = dict(reversed(TOPICS.items()))
    assert draw_questions(TOPICS, 5, "seed") == draw_questions(backwards, 5, "seed")
    assert len({draw_questions(TOPICS, 5, f"seed {n}") for n in range(20)}) > 10


def test_a_bank_that_is_too_small_gives_all_it_has():
    assert sorted(draw_questions(TOPICS, 100, "seed")) == sorted(TOPICS)
    assert draw_questions({}, 3, "seed") == ()


ASKED = (Asked("one", frozenset({0})), Asked("two", frozenset({1, 2})), Asked("three", frozenset({0})))


def test_only_exactly_the_right_options_count():
    marked = mark(ASKED, {"one": [0], "two": [1], "three": [0, 1]})
    assert (marked.right, marked.of, marked.missed) == (1, 3, ("two", "three"))


def test_the_pass_mark_is_reached_at_its_very_share():
    two_of_three = mark(ASKED, {"one": [0], "two": [2, 1]})
    assert two_of_three.missed == ("three",)
    assert two_of_three.passes(66) and not two_of_three.passes(67)


def test_a_test_of_no_questions_is_passed_by_nobody():
    assert not mark((), {}).passes(0)
