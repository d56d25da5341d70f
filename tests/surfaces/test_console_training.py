"""Training at the desk: the pages, what their forms refuse in words, and that only the trainer sees numbers."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import ShopperState
from basira.gateways.vault import Vault, VaultNotReachable
from basira.gateways.vault_refusals import NobodyToTell
from basira.programme.panel import verbs as panel
from basira.programme.panel.models import CycleNumber, LeavingNotice
from basira.programme.training.gate import Demand, demand_now
from basira.programme.training.models import (
    Attempt,
    BankQuestion,
    Certificate,
    Course,
    CourseSeat,
    Example,
    PledgeText,
    Qualification,
)
from basira.programme.training.verbs import learning
from basira.programme.training.verbs.preparing import publish_pledge
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.programme import training_world as world

pytestmark = pytest.mark.django_db
HOME = "/console/training/"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def trainer(signed_in):
    return signed_in(Role.PANEL_OFFICER)


@pytest.fixture
def director(signed_in):
    return signed_in(Role.DIRECTOR)


CERTIFICATE = {
    "name_ar": "زيارات", "name_en": "Visits", "questions": 4, "pass_mark": 75, "minutes": 10, "attempts": 2, "valid_months": 12,
}  # fmt: skip
QUESTION = {
    "topic_ar": "غطاء", "topic_en": "Cover", "text_ar": "أتقول من أنت؟", "text_en": "Do you say who you are?",
    "options_ar": "*لا\nنعم", "options_en": "*No\nYes", "read_ar": "اقرأ", "read_en": "Read",
}  # fmt: skip


def test_an_empty_page_says_what_to_do_and_shows_no_roster_to_the_director(scene, trainer, director):
    for client, sees in ((trainer, True), (director, False)):
        page = client.get(HOME).content.decode()
        assert "No certificate can be earned yet" in page and ("/console/training/roster/" in page) is sees
    assert director.get(f"/console/training/roster/{scene.wave}/").status_code == 403


def test_a_demand_that_nobody_could_meet_is_refused_in_words(director):
    page = director.post(HOME + "demand/", {"pledge": "on"}, follow=True).content.decode()
    assert "Nobody could meet this yet" in page and demand_now() == Demand()
    director.post(HOME + "pledge/", {"text_ar": "نص", "text_en": "Text"})
    director.post(HOME + "demand/", {"pledge": "on"})
    assert demand_now() == Demand(pledge=True) and PledgeText.objects.get().version == 1


@pytest.mark.parametrize(
    ("address", "said", "model", "words"),
    [
        ("certificates/open/", CERTIFICATE | {"pass_mark": 101}, Qualification, "less than or equal to 100"),
        ("questions/write/", QUESTION | {"options_ar": "*لا"}, BankQuestion, "as many lines"),
        (
            "questions/write/",
            QUESTION | {"options_ar": "لا\nنعم", "options_en": "No\nYes"},
            BankQuestion,
            "answered fairly",
        ),
        ("pledge/", {"text_ar": "نص", "text_en": ""}, PledgeText, "required"),
    ],
)
def test_what_does_not_fit_comes_back_in_words(director, address, said, model, words):
    answer = director.post(HOME + address, said)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not model.objects.exists()


def test_certificates_and_questions_are_opened_listed_and_closed(trainer):
    assert trainer.post(HOME + "certificates/open/", CERTIFICATE).status_code == 302
    assert trainer.post(HOME + "questions/write/", QUESTION).status_code == 302
    assert "Too few for a test" in trainer.get(HOME).content.decode()
    assert "Do you say who you are?" in trainer.get(HOME + "questions/").content.decode()
    trainer.post(HOME + f"questions/{BankQuestion.objects.get().ref}/out/")
    trainer.post(HOME + f"certificates/{Qualification.objects.get().ref}/close/")
    assert BankQuestion.objects.get().taken_out_at and Qualification.objects.get().closed_at


def test_a_courses_code_is_shown_once_and_its_numbers_are_invited(trainer, scene):
    qualification = world.make_qualification()
    start = timezone.localtime().replace(second=0, microsecond=0)
    said = {
        "kind": "workshop", "title_ar": "ورشة", "title_en": "Workshop", "qualification": qualification,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    early = trainer.post(HOME + "courses/write/", said | {"ends_at": said["starts_at"]})
    assert early.status_code == 422 and not Course.objects.exists()
    page = trainer.post(HOME + "courses/write/", said)
    (code,) = re.findall(r">(\d{6})<", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    course = Course.objects.get().ref
    trainer.post(HOME + f"courses/{course}/invite/", {"wave": scene.wave, "only_without": "on"})
    assert CourseSeat.objects.get().cycle_number == scene.number
    learning.attend(client_id=uuid4(), course=course, code=code, by=scene.shopper, at=timezone.now())
    said_today = re.sub(r"<[^>]+>", "", trainer.get(HOME).content.decode())
    assert "Invited: 1" in said_today and "Came" not in said_today
    Course.objects.update(starts_at=start - timedelta(days=2), ends_at=start - timedelta(days=1))
    assert "Came, as of yesterday: 0" in re.sub(r"<[^>]+>", "", trainer.get(HOME).content.decode())


def test_a_silent_vault_is_asked_for_one_mail_and_no_more_and_the_page_says_so(trainer, scene, monkeypatch):
    panel.enrol_shoppers(count=2, state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    panel.number_active_for_cycle(cycle=scene.wave, by=EVERYBODY, at=MONDAY_9AM)
    course, _code = world.make_course()
    asked = []

    def silent(_vault, number, *_asked, **_said):
        asked.append(number)
        raise VaultNotReachable()

    monkeypatch.setattr(Vault, "contact", silent)
    said = {"wave": scene.wave, "is_mailed": "on"}
    page = trainer.post(HOME + f"courses/{course}/invite/", said, follow=True).content.decode()
    assert CourseSeat.objects.count() == 3 and len(asked) == 1
    assert "The vault did not answer" in page


def test_whoever_has_no_address_stops_no_mail_to_others(trainer, scene, monkeypatch):
    panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    panel.number_active_for_cycle(cycle=scene.wave, by=EVERYBODY, at=MONDAY_9AM)
    course, _code = world.make_course()

    def without_one(_vault, number, *_asked, **_said):
        if number == scene.number.ref:
            raise NobodyToTell()
        return "a" * 26

    monkeypatch.setattr(Vault, "contact", without_one)
    said = {"wave": scene.wave, "is_mailed": "on"}
    page = trainer.post(HOME + f"courses/{course}/invite/", said, follow=True).content.decode()
    assert "The vault writes 1 mail." in page and "did not answer" not in page


def test_who_has_the_certificate_is_not_invited_where_only_those_without_are(trainer, scene):
    qualification = world.make_qualification()
    trainer.post(
        HOME + f"roster/{scene.wave}/recognise/", {"qualification": qualification, "numbers": [scene.number.ref]}
    )
    assert Certificate.objects.get().cycle_number == scene.number
    facts = {"starts_at": timezone.now(), "ends_at": timezone.now() + timedelta(hours=1)}
    course = Course.objects.create(
        kind="course", title_ar="x", title_en="x", qualification=Qualification.objects.get(), code_sha256="0" * 64,
        written_at=timezone.now(), written_by="t", **facts,
    )  # fmt: skip
    trainer.post(HOME + f"courses/{course.ref}/invite/", {"wave": scene.wave, "only_without": "on"})
    assert not CourseSeat.objects.exists()


def test_the_roster_shows_who_lacks_what_who_stops_and_allows_more_tries(trainer, scene):
    qualification = world.make_qualification(attempts=1)
    world.demand()
    Attempt.objects.create(
        qualification=Qualification.objects.get(), cycle_number=scene.number, seed="s", asked=[], begun_at=timezone.now(),
        due_at=timezone.now() + timedelta(minutes=1), ended_at=timezone.now(), right=0, has_passed=False, answers={},
    )  # fmt: skip
    LeavingNotice.objects.create(cycle_number=scene.number, said_on=timezone.localdate())
    page = trainer.get(f"{HOME}roster/{scene.wave}/").content.decode()
    for words in ("Lacks it", "Not signed", "Wants to stop", "Tries used: allow more"):
        assert words in page
    trainer.post(f"{HOME}numbers/{scene.number.ref}/again/", {"qualification": qualification})
    trainer.post(f"{HOME}numbers/{scene.number.ref}/leaving/")
    assert Attempt.objects.get().is_set_aside and LeavingNotice.objects.get().seen_by


def test_the_roster_puts_first_who_stops_and_then_who_lacks_something(trainer, scene):
    qualification = world.make_qualification()
    shoppers = panel.enrol_shoppers(count=3, state=ShopperState.ACTIVE, by=EVERYBODY, at=MONDAY_9AM)
    panel.number_for_cycle(cycle=scene.wave, shoppers=shoppers, by=EVERYBODY, at=MONDAY_9AM)
    first, second, third, fourth = CycleNumber.objects.filter(cycle=scene.wave).order_by("number")
    have = {"qualification": qualification, "numbers": [first.ref, third.ref, fourth.ref]}
    trainer.post(HOME + f"roster/{scene.wave}/recognise/", have)
    LeavingNotice.objects.create(cycle_number=fourth, said_on=timezone.localdate())
    page = trainer.get(f"{HOME}roster/{scene.wave}/").content.decode().split("<tbody>")[1]
    places = {each.number: page.index(f"<bdi>{each.number}</bdi>") for each in (fourth, second, first, third)}
    assert sorted(places.values()) == list(places.values())


def test_what_a_number_holds_is_taken_back_with_a_reason_by_the_trainer_alone(trainer, director, scene):
    qualification, path = world.make_qualification(), f"{HOME}numbers/{scene.number.ref}/take-back/"
    assert trainer.get(path).status_code == 404  # it holds nothing
    trainer.post(
        HOME + f"roster/{scene.wave}/recognise/", {"qualification": qualification, "numbers": [scene.number.ref]}
    )
    assert path in trainer.get(f"{HOME}roster/{scene.wave}/").content.decode()
    assert director.get(path).status_code == director.post(path).status_code == 403
    form = trainer.get(path).content.decode()
    assert "Take back</button>" in form and "Keep it</button>" not in form
    for said in ({"proof": qualification}, {"proof": qualification, "reason": "x"}, {"reason": "own-wish"}):
        assert trainer.post(path, said).status_code == 422
    page = trainer.post(path, {"proof": qualification, "reason": "own-wish"}, follow=True).content.decode()
    assert "It stands no more." in page and Certificate.objects.get().taken_back is not None
    assert trainer.get(path).status_code == 404


def test_a_number_that_signed_an_older_pledge_alone_holds_nothing_that_could_be_taken_back(trainer, scene):
    path = f"{HOME}numbers/{scene.number.ref}/take-back/"
    world.demand(certificate=False)
    learning.sign_pledge(pledge=PledgeText.objects.get().ref, language="ar", by=scene.shopper, at=timezone.now())
    assert path in trainer.get(f"{HOME}roster/{scene.wave}/").content.decode()
    publish_pledge(text=world.words("newer"), by=EVERYBODY, at=MONDAY_9AM)
    assert path not in trainer.get(f"{HOME}roster/{scene.wave}/").content.decode()
    assert trainer.get(path).status_code == 404


def test_a_silent_vault_is_said_on_the_roster(trainer, scene, monkeypatch):
    world.make_qualification()

    def silent(*_asked, **_said):
        raise VaultNotReachable()

    monkeypatch.setattr(Vault, "proven", silent)
    assert "The vault does not answer" in trainer.get(f"{HOME}roster/{scene.wave}/").content.decode()


def test_an_example_is_written_line_by_line_and_shows_who_marked_it_how(trainer, scene):
    said = {
        "qualification": world.make_qualification(), "title_ar": "صباح", "title_en": "Morning", "story_ar": "قصة",
        "story_en": "Story", "most_divergence": 20,
    }  # fmt: skip
    refused = trainer.post(HOME + "examples/write/", said | {"items": "رحّب | Greeted | 0 | 1 | 1\nnonsense"})
    assert refused.status_code == 422 and "Line 2 has another shape" in refused.content.decode()
    trainer.post(HOME + "examples/write/", said | {"items": "رحّب | Greeted | 0 | 1 | 1"})
    example = Example.objects.get().ref
    assert "Nobody has marked it yet" in trainer.get(f"{HOME}examples/{example}/").content.decode()
    learning.mark_example(client_id="0" * 32, example=example, marks={"i1": 0}, by=scene.shopper, at=timezone.now())
    page = trainer.get(f"{HOME}examples/{example}/").content.decode()
    assert scene.number.number in page and "to the severe side" in page
