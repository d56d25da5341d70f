"""The arbiter's desk: what each role sees of a contest, words that could tell, the second look, and the answer."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from basira.core.kernel.actor import SYSTEM, Role
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.stores import derivatives, originals
from basira.programme.findings.contest_verbs import show_proof
from basira.programme.findings.models import ContestOutcome, ReplyFile
from basira.programme.journal import queries as journal
from basira.programme.journal import verbs as journal_verbs
from basira.programme.people.models import Account
from basira.surfaces.cli.demo_bodies import queue_log
from tests.cast import MONDAY_9AM, actor
from tests.programme.contest_world import REASONS, TELLING, contested, decide

pytestmark = pytest.mark.django_db
HOME = "/console/"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The clock stands where the bodies were just informed; a test moves it."""
    moment = {"now": MONDAY_9AM}
    monkeypatch.setattr("basira.surfaces.console.contests.views.timezone.now", lambda: moment["now"])
    return moment


def page(client, finding, of="contest", *more):
    return client.get(reverse(f"console:{of}", args=[finding.ref, *more]))


def post(client, finding, of="answer", /, **sent):
    values = {"outcome": "upheld", "reasons": REASONS} if of == "answer" else {}
    return client.post(reverse(f"console:contest-{of}", args=[finding.ref]), values | sent)


def test_the_director_sees_that_it_is_contested_and_nothing_behind_it(signed_in):
    finding = contested()
    director = signed_in(Role.DIRECTOR)
    text = page(director, finding).content.decode()
    assert "Our log says otherwise." in text and "file-0.pdf" in text
    assert "م-0" not in text and "Centre-F" not in text and "contest-answer" not in text
    assert "End the contest" not in text and "/files/" not in text
    file, visit = ReplyFile.objects.get().ref, Visit.objects.first().ref
    for of, more in (("contest-file", (file,)), ("contest-visit", (visit,)), ("contest-page", (file, "1"))):
        assert page(director, finding, of, *more).status_code == 403
    assert post(director, finding).status_code == 403


def test_the_arbiter_opens_visits_and_files_and_each_opening_stands_in_the_journal(signed_in):
    finding = contested(files=(queue_log(),))
    arbiter, file = signed_in(Role.ARBITER), ReplyFile.objects.get().ref
    assert "Its pages are being made" in page(arbiter, finding, "contest-file", file).content.decode()
    show_proof(file=file, originals=originals(), derivatives=derivatives(), by=SYSTEM)
    visit = Visit.objects.filter(mission__centre__entity__code="F").first()
    text = page(arbiter, finding).content.decode()
    assert visit.cycle_number.number in text and "The visits behind it" in text
    answered = page(arbiter, finding, "contest-visit", visit.ref)
    assert answered.status_code == 302 and visit.ref in answered["location"]
    assert arbiter.get(answered["location"]).status_code == 200
    assert "<img" in page(arbiter, finding, "contest-file", file).content.decode()
    picture = page(arbiter, finding, "contest-page", file, "1")
    assert picture.content.startswith(b"\xff\xd8\xff") and "no-store" in picture["Cache-Control"]
    acts = [entry.act for entry in journal.entries_about(finding.ref)]
    assert acts.count("contest.visit-opened") == 1 and acts.count("contest.file-opened") == 2
    other = Visit.objects.filter(mission__centre__entity__code="E").first()
    for of, more in (
        ("contest-visit", (other.ref,)),
        ("contest-file", ("nothing",)),
        ("contest-page", (file, "2")),
        ("contest-page", (file, "x")),
        ("contest-page", (file, "9" * 40)),
    ):
        assert page(arbiter, finding, of, *more).status_code == 404


def test_an_arbiter_with_a_hand_in_it_is_told_so_and_sees_nothing_behind(signed_in):
    finding = contested(files=(queue_log(),))
    show_proof(file=ReplyFile.objects.get().ref, originals=originals(), derivatives=derivatives(), by=SYSTEM)
    arbiter = signed_in(Role.ARBITER)
    account = Account.objects.get(roles_held__role=Role.ARBITER)
    visit = Visit.objects.filter(mission__centre__entity__code="F").first()
    with transaction.atomic():
        journal_verbs.record("review.settled", subject=visit.ref, by=actor(account.ref), at=MONDAY_9AM)
    text = page(arbiter, finding).content.decode()
    assert "You reviewed a visit of this body in this cycle." in text
    assert "The visits behind it" not in text and "End the contest" not in text
    refused = post(arbiter, finding)
    assert refused.status_code == 422 and "You had a hand" in refused.content.decode()
    assert page(arbiter, finding, "contest-visit", visit.ref).status_code == 422
    assert page(arbiter, finding, "contest-page", ReplyFile.objects.get().ref, "1").status_code == 404
    assert not ContestOutcome.objects.exists()


def test_telling_words_come_back_then_wait_for_the_director_who_returns_and_confirms(signed_in):
    finding = contested()
    arbiter, director = signed_in(Role.ARBITER), signed_in(Role.DIRECTOR)
    first = post(arbiter, finding, reasons=TELLING)
    text = first.content.decode()
    assert first.status_code == 422 and "Recognised in them: a day." in text and TELLING in text
    assert "ask_second_look" in text and "ask_second_look" not in page(arbiter, finding).content.decode()
    assert post(arbiter, finding, reasons=TELLING, ask_second_look="on").status_code == 302
    assert "You wrote them, so a second person" in page(arbiter, finding).content.decode()
    assert post(arbiter, finding, "confirm").status_code == 422
    assert "1 answer of the arbiter waits for a second look." in director.get(HOME).content.decode()
    text = page(director, finding).content.decode()
    assert TELLING in text and "They tell of no visit" in text
    assert post(director, finding, "return", words="").status_code == 422
    assert post(director, finding, "return", words="Leave the day out.").status_code == 302
    text = page(arbiter, finding).content.decode()
    assert "Leave the day out." in text and "End the contest" in text
    assert post(arbiter, finding, reasons=TELLING, ask_second_look="on").status_code == 302
    assert post(director, finding, "confirm").status_code == 302
    assert ContestOutcome.objects.get().reasons == TELLING
    assert post(director, finding, "confirm").status_code == 422


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_answer_is_shown_to_every_reader_at_the_desk(signed_in, language):
    finding = contested()
    arbiter = signed_in(Role.ARBITER, language=language)
    change = {"outcome": "changed", "now_reads": "The board was corrected.", "now_part": "opportunity"}
    assert post(arbiter, finding, **change).status_code == 302
    again = post(arbiter, finding)
    assert again.status_code == 422 and ContestOutcome.objects.count() == 1
    word = {"ar": "عُدّلت", "en": "Changed"}[language]
    analyst = signed_in(Role.ANALYST, language=language)
    wave = finding.report.wave.ref
    for url in (
        reverse("console:results-body", args=[wave, finding.entity_ref]),
        reverse("console:results-bodies", args=[wave]),
    ):
        assert word in analyst.get(url).content.decode()
    text = analyst.get(reverse("console:results-body", args=[wave, finding.entity_ref])).content.decode()
    assert REASONS in text and "The board was corrected." in text
    assert {"ar": "لا يُعاد احتساب", "en": "not calculated anew"}[language] in text
    listed = arbiter.get(reverse("console:contests")).content.decode()
    assert word in listed


def test_what_is_overdue_is_told_on_the_desk_and_today(signed_in, now):
    finding = contested()
    arbiter, director = signed_in(Role.ARBITER), signed_in(Role.DIRECTOR)
    assert "1 contest waits for the arbiter." in arbiter.get(HOME).content.decode()
    assert "waits for the arbiter" not in director.get(HOME).content.decode()
    now["now"] = MONDAY_9AM + timedelta(days=15)
    arbiter, director = signed_in(Role.ARBITER), signed_in(Role.DIRECTOR)  # who was signed in has been idle since
    for client in (arbiter, director):
        assert "1 contest is past its day." in client.get(HOME).content.decode()
        assert "Overdue" in client.get(reverse("console:contests")).content.decode()
        assert "Overdue" in page(client, finding).content.decode()
    decide(finding)
    assert "past its day" not in director.get(HOME).content.decode()


def test_a_programme_without_an_arbiter_is_told_so(signed_in):
    director = signed_in(Role.DIRECTOR)
    text = director.get(reverse("console:contests")).content.decode()
    assert "Nobody holds the role of the arbiter" in text and "No finding is contested" in text
    signed_in(Role.ARBITER)
    assert "Nobody holds" not in director.get(reverse("console:contests")).content.decode()
    assert director.get(reverse("console:contest", args=["nothing"])).status_code == 404
