"""
Own bar: what is good once is good once also when many use it at the same moment, each over a connection of its own: an invitation,
the code of the set-up, a draft that is sent, a person who applies, the code of a course.
"""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.training import MOST_CODE_TRIES
from basira.programme.people import inviting, setting_up
from basira.programme.people.models import Account, Invitation
from basira.programme.recruiting.models import Application
from basira.programme.recruiting.verbs import applying
from basira.programme.training.models import CourseSeat
from basira.programme.training.verbs import learning, preparing
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, make_scene
from tests.programme.recruiting_world import a_call_open_now, identity, sheet
from tests.programme.test_field_links import at_once
from tests.programme.test_setting_up import CHARTER, newcomer
from tests.programme.training_world import make_course

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6


def refused(came: list[Exception | None]) -> list[str]:
    """Return the names of the refusals, of those who were refused."""
    return [type(each).__name__ for each in came if each is not None]


def accounts_of_one_invitation() -> int:
    """Have many accept one invitation at once, under names of their own; return how many accounts there are then."""
    made = inviting.invite(note="one", roles=[Role.REVIEWER], by=OPERATOR, at=MONDAY_9AM)
    digest = inviting.digest_of(made.token)

    def accept(place: int) -> Callable[[], object]:
        new = newcomer(f"hand-{place}")
        return lambda: inviting.accept_invitation(digest=digest, new=new, at=MONDAY_9AM)

    at_once(*[accept(place) for place in range(HANDS)])
    return Account.objects.filter(username__startswith="hand-").count()


def test_an_invitation_opens_one_account():
    assert accounts_of_one_invitation() == 1
    assert Invitation.objects.get().accepted_by == Account.objects.get(username__startswith="hand-").ref


def test_twin_invitations_that_nobody_holds_open_many(monkeypatch):
    gate, is_open = threading.Barrier(HANDS), inviting.is_open

    def all_at_once(found: Invitation, at: object) -> bool:
        answer = is_open(found, at)
        gate.wait(60)
        return answer

    monkeypatch.setattr(inviting, "is_open", all_at_once)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_how: self)
    assert accounts_of_one_invitation() == HANDS


def test_the_code_of_the_set_up_sets_up_once():
    digest = setting_up.digest_of(setting_up.renew_set_up_code(at=MONDAY_9AM))

    def set_up(place: int) -> Callable[[], object]:
        first = newcomer(f"hand-{place}")
        return lambda: setting_up.set_up_programme(code_digest=digest, charter=CHARTER, first=first, at=MONDAY_9AM)

    came = at_once(*[set_up(place) for place in range(HANDS)])
    assert refused(came) == ["SetUpCodeWrong"] * (HANDS - 1) and Account.objects.count() == 1


def a_draft(call: str) -> str:
    code = applying.keep_draft(call=call, sheet=sheet(), at=timezone.now())
    applying.judge_draft(code=code, at=timezone.now())
    return code


def test_a_draft_is_sent_once_and_a_person_who_applies_many_times_at_once_is_new_once():
    call, person = a_call_open_now(), identity()
    code, more = a_draft(call), [a_draft(call) for _ in range(HANDS)]

    def send(by: str, who: dict[str, str]) -> Callable[[], object]:
        return lambda: applying.send(code=by, identity=who, at=timezone.now())

    same = identity()
    assert refused(at_once(*[send(code, same) for _ in range(HANDS)])) == ["ApplicationIsSent"] * (HANDS - 1)
    assert refused(at_once(*[send(each, person) for each in more])) == []
    assert sorted(Application.objects.values_list("is_repeated", flat=True)) == [False, False] + [True] * (HANDS - 1)


def test_the_code_of_a_course_is_tried_a_few_times_also_by_many_phones_at_once():
    scene = make_scene()
    course, code = make_course()
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)

    def attend(said: str) -> Callable[[], object]:
        return lambda: learning.attend(client_id=uuid4(), course=course, code=said, by=scene.shopper, at=MONDAY_9AM)

    wrong = f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"
    came = at_once(*[attend(wrong) for _ in range(2 * MOST_CODE_TRIES)])
    assert refused(came) == ["CodeWrong"] * (2 * MOST_CODE_TRIES)
    seat = CourseSeat.objects.get()
    assert (seat.tries, len(seat.tried)) == (MOST_CODE_TRIES, MOST_CODE_TRIES)
    assert refused(at_once(attend(code))) == ["CodeWrong"]
