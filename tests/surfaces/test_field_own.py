"""A shopper's own pages over the wire: what a phone is told, what it may say, tests, and that nothing of another is in it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.training import TakenBackFor
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.panel.models import AwaySpan, Bar, LeavingNotice, OwnHours
from basira.programme.panel.verbs import withdraw_field_keys
from basira.programme.training.models import Attempt, CourseSeat, PledgeSignature, PledgeText
from basira.programme.training.verbs import preparing
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.verbs import take_back_and_stop
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, carry_key, make_scene
from tests.programme import training_world as world

pytestmark = pytest.mark.django_db
ADDRESS = "/notes/own.json"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def phone(scene: Scene) -> Client:
    return carry_key(Client(headers={"accept-language": "en"}), scene)


def say(phone: Client, what: str, **facts: object) -> dict[str, str]:
    one = {"id": str(uuid4()), "mission": "", "move": what} | facts
    answer = phone.post("/notes/moves", json.dumps({"moves": [one]}), "application/json")
    return answer.json()["answers"][0] if answer.status_code == 200 else {"outcome": str(answer.status_code)}


def own(phone: Client) -> dict[str, object]:
    return phone.get(ADDRESS).json()


def test_without_a_key_nothing_is_told_or_taken(scene):
    for answer in (Client().get(ADDRESS), Client().post("/notes/test/begin"), Client().post("/notes/test/finish")):
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("what", "facts"),
    [
        ("sign-pledge", {"pledge": "x", "language": "fr"}),
        ("sign-pledge", {}),
        ("attend", {"course": 5, "code": "1"}),
        ("mark-example", {"example": "x", "marks": {"i1": "1"}}),
        ("mark-example", {"example": "x", "marks": [1]}),
        ("away", {"days": [["2026-12-01"]]}),
        ("away", {}),
        ("away", {"add": "2026-12-01"}),
        ("away", {"drop": ["2026-12-01"]}),
        ("away", {"days": [["soon", "later"]]}),
        ("hours", {"month": "2026-13", "minutes": 5, "expenses": "0"}),
        ("hours", {"month": "2026-11", "minutes": True, "expenses": "0"}),
        ("hours", {"month": "2026-11", "minutes": 5, "expenses": "1e9"}),
        ("tie", {"centre": "\x00"}),
        (["leave"], {}),
    ],
)
def test_a_move_of_another_shape_is_refused_whole(phone, what, facts):
    assert say(phone, what, **facts) == {"outcome": "400"}


def test_what_cannot_be_is_refused_in_words_and_leaves_no_trace(phone):
    told = [
        say(phone, "sign-pledge", pledge="none", language="ar"),
        say(phone, "attend", course="none", code="1"),
        say(phone, "away", add=["2026-12-02", "2026-12-01"]),
        say(phone, "hours", month="2026-11", minutes=0, expenses="0"),
        say(phone, "tie", centre="none"),
    ]
    assert [each["code"] for each in told] == [
        "training.pledge-not-now", "training.not-invited", "panel.days-refused", "panel.hours-refused", "waves.tie-unknown",
    ]  # fmt: skip
    assert all(each["message"] for each in told)
    assert not AwaySpan.objects.exists() and not OwnHours.objects.exists() and not Bar.objects.exists()


def test_a_phone_that_knows_less_takes_no_days_back(phone):
    """Two phones of hers, or one whose answer was lost: what one does not know yet, it does not take back."""
    for said in (
        {"add": ["2026-12-24", "2026-12-24"]},
        {"add": ["2026-12-10", "2026-12-11"]},
        {"add": ["2026-12-10", "2026-12-11"]},  # again, since its answer was lost
        {"days": [["2026-12-01", "2026-12-03"]]},  # a phone of before, which knows nothing of the others
        {"days": []},
    ):
        assert say(phone, "away", **said)["outcome"] == "done"
    three = [["2026-12-01", "2026-12-03"], ["2026-12-10", "2026-12-11"], ["2026-12-24", "2026-12-24"]]
    assert own(phone)["away"] == three
    for _time in range(2):
        assert say(phone, "away", drop=three[0])["outcome"] == "done"
    assert own(phone)["away"] == three[1:]


def test_no_more_spans_stand_than_a_list_may_hold(phone):
    days = [[f"2026-12-{day:02}", f"2026-12-{day:02}"] for day in range(1, 22)]
    for day in days[:20]:
        assert say(phone, "away", add=day)["outcome"] == "done"
    assert say(phone, "away", add=days[20])["code"] == "panel.days-refused"
    assert AwaySpan.objects.count() == 20


def test_hours_add_up_by_month(phone):
    twice = str(uuid4())
    for facts in ({"id": twice, "minutes": 30}, {"id": twice, "minutes": 30}, {"minutes": 60, "expenses": "12.5"}):
        assert say(phone, "hours", **({"month": "2026-11", "expenses": "0"} | facts))["outcome"] == "done"
    told = own(phone)
    assert told["hours"] == [{"month": "2026-11", "minutes": 90, "expenses": "12.50"}]


def test_where_she_is_known_she_is_not_sent_and_what_was_planned_there_is_taken_back(phone, scene):
    mission = scene.missions[0]
    assert say(phone, "tie", centre=mission.centre.ref)["outcome"] == "done"
    assert Bar.objects.get().entity_id == mission.centre.entity_id
    assert Mission.objects.get().state == MissionState.WITHDRAWN


def test_notice_is_given_once_and_told_back(phone):
    for _time in range(2):
        assert say(phone, "leave")["outcome"] == "done"
    assert LeavingNotice.objects.count() == 1 and own(phone)["leaves_on"]


def test_a_pledge_stands_in_urdu_with_the_words_to_sign_by(phone):
    others = {"ur": "میں عہد کرتا ہوں"}
    preparing.publish_pledge(text=world.PLEDGE, others=others, by=EVERYBODY, at=MONDAY_9AM)
    pledge = own(phone)["training"]["pledge"]
    told = pledge["others"]["ur"]
    assert (told["name"], told["text"], told["pledge"]) == ("اردو", others["ur"], "میرا عہد")
    assert say(phone, "sign-pledge", pledge=pledge["ref"], language="ur")["outcome"] == "done"
    assert own(phone)["training"]["pledge"]["signed"] is True


def test_a_pledge_is_told_and_signed_in_the_language_that_she_reads(phone):
    world.demand(certificate=False)
    pledge = own(phone)["training"]["pledge"]
    assert pledge["text_ar"] == world.PLEDGE.ar and pledge["signed"] is False
    assert say(phone, "sign-pledge", pledge=pledge["ref"], language="en")["outcome"] == "done"
    assert PledgeSignature.objects.get().language == "en" and own(phone)["training"]["pledge"]["signed"] is True


def test_a_test_is_begun_handed_in_and_answered_at_once(phone):
    world.make_bank()
    qualification = world.make_qualification()
    paper = phone.post("/notes/test/begin", json.dumps({"qualification": qualification}), "application/json").json()
    assert 590 < paper["seconds"] <= 600 and len(paper["questions"]) == 4
    answers = {question["ref"]: [0] for question in paper["questions"]}
    said = {"ref": paper["ref"], "answers": answers}
    told = phone.post("/notes/test/finish", json.dumps(said), "application/json").json()
    assert told["has_passed"] and told["right"] == 4 and told["until"]
    (certificate,) = own(phone)["training"]["certificates"]
    assert certificate["is_held"] and certificate["until"] == told["until"]


def test_no_test_is_begun_under_a_number_whose_cycle_is_over(phone, scene):
    world.make_bank()
    qualification = world.make_qualification()
    Wave.objects.filter(ref=scene.wave).update(state=WaveState.CLOSED)
    answer = phone.post("/notes/test/begin", json.dumps({"qualification": qualification}), "application/json")
    assert answer.json()["code"] == "waves.cycle-is-over" and not Attempt.objects.exists()


def test_a_code_that_comes_again_because_its_answer_was_lost_is_one_try(phone, scene):
    (course, _code), one = world.make_course(), str(uuid4())
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    told = [say(phone, "attend", id=one, course=course, code="wrong")["message"] for _time in range(3)]
    assert len(set(told)) == 1 and CourseSeat.objects.get().tries == 1


def test_nobody_comes_to_anothers_course_or_signs_for_another_and_a_withdrawn_phone_hands_nothing_in(phone, scene):
    """Not with the right code, not by naming her number, not with what was written down before the key was withdrawn."""
    other = make_scene(version=scene.version)
    world.demand(certificate=False)
    (course, code), pledge = world.make_course(), PledgeText.objects.get().ref
    preparing.invite(course=course, numbers=[other.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    hers = {"number": other.number.ref, "by": other.number.ref, "cycle_number": other.number.ref}
    assert say(phone, "attend", course=course, code=code, **hers)["code"] == "training.not-invited"
    assert say(phone, "sign-pledge", pledge=pledge, language="ar", **hers)["outcome"] == "done"
    assert list(PledgeSignature.objects.values_list("cycle_number", flat=True)) == [scene.number.pk]
    preparing.invite(course=course, numbers=[scene.number.ref], by=EVERYBODY, at=MONDAY_9AM)
    withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    assert say(phone, "attend", course=course, code=code) == {"outcome": "401"}
    assert not CourseSeat.objects.exclude(attended_on=None).exists()
    theirs = carry_key(Client(headers={"accept-language": "en"}), other)
    assert say(theirs, "attend", course=course, code=code)["outcome"] == "done"  # the twin


@pytest.mark.parametrize("answers", [None, [], {"q": 0}, {"q": ["0"]}, {"q": [True]}, {"q": [-1]}, {"q": [99]}])
def test_answers_of_another_shape_are_not_understood(phone, answers):
    answer = phone.post("/notes/test/finish", json.dumps({"ref": "x", "answers": answers}), "application/json")
    assert answer.status_code == 400 and answer.json()["code"] == "field.not-understood"


def test_a_test_that_is_not_open_is_refused_in_words(phone):
    answer = phone.post("/notes/test/begin", json.dumps({"qualification": "none"}), "application/json")
    assert answer.status_code == 422 and answer.json()["message"]


def test_what_a_phone_has_is_not_sent_again(phone):
    first = phone.get(ADDRESS)
    again = phone.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_silent_vault_takes_nothing_from_what_this_cycle_knows(phone, monkeypatch):
    world.demand(certificate=False)
    say(phone, "sign-pledge", pledge=PledgeText.objects.get().ref, language="ar")

    def silent(*_asked, **_said):
        raise VaultNotReachable()

    monkeypatch.setattr(Vault, "proven", silent)
    assert own(phone)["training"]["pledge"]["signed"] is True


def test_a_signature_that_is_sent_again_does_not_undo_its_taking_back(phone, scene):
    world.demand(certificate=False)
    pledge = PledgeText.objects.get().ref
    sent = {"id": str(uuid4()), "pledge": pledge, "language": "ar"}
    assert say(phone, "sign-pledge", **sent)["outcome"] == "done"
    number, reason = scene.number.ref, TakenBackFor.SECRECY
    take_back_and_stop(number=number, proof=pledge, reason=reason, by=EVERYBODY, at=timezone.now())
    assert say(phone, "sign-pledge", **sent)["outcome"] == "done"  # its answer was lost
    assert own(phone)["training"]["pledge"]["signed"] is False and PledgeSignature.objects.count() == 1
    assert say(phone, "sign-pledge", pledge=pledge, language="ar")["outcome"] == "done"  # the twin: signed anew
    assert own(phone)["training"]["pledge"]["signed"] is True


def test_an_offer_is_refused_in_words_until_she_is_ready(phone, scene):
    Mission.objects.update(state=MissionState.OFFERED, answer_by=timezone.now() + timedelta(days=1))
    world.demand(certificate=False)
    said = {"mission": scene.missions[0].ref}
    refused = say(phone, "accept", **said)
    assert refused["code"] == "training.not-ready" and "not open yet" in refused["message"]
    say(phone, "sign-pledge", pledge=PledgeText.objects.get().ref, language="ar")


def test_another_shopper_is_in_nothing_of_it(phone, scene):
    """Her number, her marks and her days: nothing of somebody else is told to this phone, nor a panel ref to anybody."""
    other = make_scene(version=scene.version)
    theirs = carry_key(Client(headers={"accept-language": "en"}), other)
    say(theirs, "away", days=[["2026-12-25", "2026-12-26"]])
    say(theirs, "hours", month="2026-10", minutes=77, expenses="0")
    say(theirs, "leave")
    told = phone.get(ADDRESS).content.decode()
    assert other.number.ref not in told and "2026-12-25" not in told and "77" not in told
    assert json.loads(told)["leaves_on"] is None


def test_the_cost_does_not_grow_with_what_there_is(phone, scene):
    world.make_bank()
    for _each in range(3):
        world.make_qualification()
    world.demand(certificate=False)
    with CaptureQueriesContext(connection) as asked:
        phone.get(ADDRESS)
    assert len(asked) <= 18, [each["sql"] for each in asked]
    assert EVERYBODY
