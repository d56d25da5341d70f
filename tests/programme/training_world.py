"""A programme with a kind of certificate, a bank, a pledge and an example, for tests of training."""

from datetime import timedelta

from basira.core.kernel.training import CourseKind
from basira.core.training.bank import Option
from basira.programme.training.gate import Demand
from basira.programme.training.verbs.preparing import (
    Both,
    CoursePlan,
    ExampleItem,
    ExamplePlan,
    QualificationPlan,
    QuestionPlan,
    open_qualification,
    publish_pledge,
    set_demand,
    write_course,
    write_example,
    write_question,
)
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY

PLEDGE = Both("أتعهد بالحياد والسرية.", "I undertake to be neutral and secret.")
YES, NO = Option("نعم", "Yes", True), Option("لا", "No", False)


def words(english: str) -> Both:
    """Return a text in both languages, the Arabic one marked by its letter."""
    return Both(f"ع {english}", english)


def question(english: str = "Do you say who you are?", **facts) -> QuestionPlan:
    """Return a question whose first option is right."""
    plain = {"topic": words("Cover"), "text": words(english), "options": (YES, NO), "read": words(f"Read: {english}")}
    return QuestionPlan(**(plain | facts))


def make_bank(count: int = 4) -> list[str]:
    """Write questions of one topic, for all sectors and channels, and return their refs."""
    return [write_question(plan=question(f"Question {n}?"), by=EVERYBODY, at=MONDAY_9AM) for n in range(count)]


def make_qualification(**facts) -> str:
    """Open a kind of certificate of four questions, three of them to be right, and two attempts."""
    plain = {"name": words("Counter visits"), "questions": 4, "pass_mark": 75, "minutes": 10, "attempts": 2}
    return open_qualification(plan=QualificationPlan(**(plain | facts)), by=EVERYBODY, at=MONDAY_9AM)


def make_example(qualification: str) -> str:
    """Write an example of two items whose marks may be a fifth of the scale off."""
    items = (ExampleItem(words("Greeted"), 0, 1, 1), ExampleItem(words("Order"), 1, 5, 4))
    plan = ExamplePlan(qualification, words("A quiet morning"), words("The clerk looked up."), items)
    return write_example(plan=plan, by=EVERYBODY, at=MONDAY_9AM)


def demand(*, certificate: bool = True, pledge: bool = True) -> None:
    """Publish a pledge where it is demanded, and demand."""
    if pledge:
        publish_pledge(text=PLEDGE, by=EVERYBODY, at=MONDAY_9AM)
    set_demand(demand=Demand(certificate, pledge), by=EVERYBODY, at=MONDAY_9AM)


def make_course(qualification: str = "", **facts) -> tuple[str, str]:
    """Write a workshop of Monday morning, and return its ref and its code."""
    plain = {"starts_at": MONDAY_9AM, "ends_at": MONDAY_9AM + timedelta(hours=3), "qualification": qualification}
    texts = {name: words(name) for name in ("title", "text", "place")}
    plan = CoursePlan(CourseKind.WORKSHOP, **(texts | plain | facts))
    return write_course(plan=plan, by=EVERYBODY, at=MONDAY_9AM)
