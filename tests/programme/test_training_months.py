"""Certificates over months: only a test that is passed prolongs one; and a code is typed once, in whatever digits."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from basira.core.kernel.training import MOST_CODE_TRIES
from basira.programme.training.models import Attempt, Certificate, CourseSeat
from basira.programme.training.verbs import learning, papers, preparing
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.programme import training_world as world

pytestmark = pytest.mark.django_db
NEAR, FAR = {"i1": 1, "i2": 4}, {"i1": 0, "i2": 1}
FEBRUARY = date(2027, 2, 28)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def kind() -> str:
    """A kind of certificate for three months, with a test and an example."""
    world.make_bank()
    return world.make_qualification(valid_months=3, needs_example=True)


def passes(scene: Scene, kind: str, days: int = 0) -> date | None:
    at = MONDAY_9AM + timedelta(days=days)
    paper = papers.begin_test(qualification=kind, by=scene.shopper, at=at)
    answers = {question.ref: [0] for question in paper.questions}
    return papers.finish_test(attempt=paper.ref, answers=answers, by=scene.shopper, at=at).until


def marks(scene: Scene, example: str, said: dict[str, int], days: int = 0) -> None:
    at = MONDAY_9AM + timedelta(days=days)
    learning.mark_example(client_id=uuid4(), example=example, marks=said, by=scene.shopper, at=at)


def untils() -> list[date]:
    return list(Certificate.objects.order_by("until").values_list("until", flat=True))


def test_marking_an_example_every_month_prolongs_nothing(scene, kind):
    example = world.make_example(kind)
    marks(scene, example, NEAR)
    assert passes(scene, kind) == FEBRUARY
    for days in (31, 62, 93, 124, 155):
        marks(scene, example, NEAR, days)
    assert untils() == [FEBRUARY]
    assert passes(scene, kind, 155) == date(2027, 7, 31) and untils() == [FEBRUARY, date(2027, 7, 31)]


def test_what_is_done_months_after_the_test_counts_from_the_test(scene, kind):
    example = world.make_example(kind)
    passes(scene, kind)
    marks(scene, example, NEAR, 62)
    assert untils() == [FEBRUARY] and Certificate.objects.get().given_on == MONDAY_9AM.date()


def test_what_is_done_when_the_test_is_long_ago_gives_nothing(scene, kind):
    example = world.make_example(kind)
    passes(scene, kind)
    marks(scene, example, NEAR, 155)
    assert untils() == []


def test_a_kind_that_is_closed_is_given_to_nobody(scene, kind):
    example = world.make_example(kind)
    passes(scene, kind)
    preparing.close_qualification(qualification=kind, by=EVERYBODY, at=MONDAY_9AM)
    marks(scene, example, NEAR)
    assert untils() == []


def test_the_last_marks_of_an_example_count_and_not_the_best(scene, kind):
    example = world.make_example(kind)
    marks(scene, example, NEAR)
    marks(scene, example, FAR, 1)
    assert passes(scene, kind, 2) is None and untils() == []
    marks(scene, example, NEAR, 3)
    assert untils() == [FEBRUARY]


def test_a_certificate_that_is_younger_than_the_last_test_stands_alone(scene, kind):
    example = world.make_example(kind)
    passes(scene, kind)
    later = MONDAY_9AM + timedelta(days=40)
    preparing.recognise(qualification=kind, numbers=[scene.number.ref], by=EVERYBODY, at=later)
    before = untils()
    marks(scene, example, NEAR, 41)
    assert untils() == before and len(before) == 1 and Attempt.objects.count() == 1


def attend(scene: Scene, course: str, code: str, client_id: UUID) -> None:
    learning.attend(client_id=client_id, course=course, code=code, by=scene.shopper, at=MONDAY_9AM)


def invited(scene: Scene) -> tuple[str, str]:
    course, code = world.make_course()
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    return course, code


def test_one_typing_is_one_try_however_often_it_comes(scene):
    course, code = invited(scene)
    one, other = uuid4(), uuid4()
    left = []
    for client_id in (one, other, one, one, other):
        with pytest.raises(learning.CodeWrong) as refusal:
            attend(scene, course, "wrong", client_id)
        left.append(refusal.value.params["left"])
    assert left == [MOST_CODE_TRIES - 1, *[MOST_CODE_TRIES - 2] * 4]
    attend(scene, course, code, uuid4())
    assert CourseSeat.objects.get().attended_on is not None


@pytest.mark.parametrize("zero", ["٠", "۰", "０"])
def test_a_code_is_the_same_in_whatever_digits_it_is_typed(scene, zero):
    course, code = invited(scene)
    attend(scene, course, f" {''.join(chr(ord(zero) + int(digit)) for digit in code)} ", uuid4())
    assert CourseSeat.objects.get().tries == 0 and CourseSeat.objects.get().attended_on is not None
