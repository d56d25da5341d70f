"""The review desk in a reviewer's browser."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from basira.core.assurance.screens import THRESHOLD
from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import VisitState
from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.fieldwork.models import Attachment, Conflict, Visit
from basira.programme.fieldwork.verbs import read_kept_conflicts
from basira.programme.journal import queries as journal
from basira.programme.review import queries
from tests.cast import MONDAY_9AM
from tests.field_scene import filled, keep_evidence_in, make_scene
from tests.gateways.test_pictures import picture

pytestmark = pytest.mark.django_db
DESK = "/console/review/"


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


@pytest.fixture
def a_visit(scene):
    store = stores.originals()
    with store.begin(limit=10**7) as sealing:
        sealing.write(picture("JPEG", comment=b"a secret comment"))
        return fieldwork.file_visit(
            sender=scene.sender, xml=filled(photo="a.jpg"), files={"a.jpg": sealing}, store=store,
            repaint=lambda ref: None, by=scene.shopper, at=MONDAY_9AM,
        ).visit  # fmt: skip


@pytest.fixture
def desk(signed_in) -> Client:
    return signed_in(Role.REVIEWER)


def state_of(visit: str) -> VisitState:
    return queries.review_card(visit).state


@pytest.mark.parametrize("place", ["", "{visit}/", "{visit}/correct?path=/data/praise", "{visit}/pictures/x"])
def test_only_reviewers_see_the_desk(a_visit, signed_in, place):
    address = DESK + place.format(visit=a_visit)
    assert Client().get(address).status_code == 302
    assert signed_in(Role.DIRECTOR, Role.PLANNER, Role.ANALYST).get(address).status_code == 403


def test_an_arbiter_reads_and_settles_nothing(a_visit, signed_in):
    arbiter = signed_in(Role.ARBITER)
    page = arbiter.get(f"{DESK}{a_visit}/")
    assert page.status_code == 200 and b"Write the verdict" not in page.content
    assert arbiter.post(f"{DESK}{a_visit}/settle", {"verdict": "accepted"}).status_code == 403
    assert state_of(a_visit) is VisitState.SUBMITTED


def test_that_an_arbiter_looks_at_a_visit_stands_in_the_journal_and_a_reviewers_page_is_none(a_visit, signed_in, desk):
    desk.get(f"{DESK}{a_visit}/")
    assert "review.looked-at" not in [entry.act for entry in journal.entries_about(a_visit)]
    signed_in(Role.ARBITER).get(f"{DESK}{a_visit}/")
    assert [entry.act for entry in journal.entries_about(a_visit)][-1] == "review.looked-at"


@pytest.mark.parametrize("place", ["nothing/", "nothing/correct?path=/data/praise", "nothing/pictures/x"])
def test_an_unknown_visit_is_not_found(scene, desk, place):
    assert desk.get(DESK + place).status_code == 404


@pytest.mark.parametrize("what", ["open", "settle"])
def test_a_verdict_is_posted_never_got(a_visit, desk, what):
    assert desk.get(f"{DESK}{a_visit}/{what}").status_code == 405


@pytest.mark.parametrize(
    "said", [{}, {"verdict": "submitted"}, {"verdict": "returned"}, {"verdict": "rejected", "words": " "}]
)
def test_a_verdict_that_lacks_something_comes_back_with_words(a_visit, desk, said):
    page = desk.post(f"{DESK}{a_visit}/settle", said)
    assert page.status_code == 422
    assert b"Please correct what follows" in page.content
    assert state_of(a_visit) is VisitState.SUBMITTED


def test_a_correction_that_lacks_something_comes_back_with_words(a_visit, desk):
    address = f"{DESK}{a_visit}/correct?path=/data/wait/minutes"
    assert desk.post(address, {"after": "9"}).status_code == 422
    assert (
        desk.post(f"{DESK}{a_visit}/correct?path=/data/wait/greeted", {"after": "x", "reason": "y"}).status_code == 422
    )
    assert desk.get(f"{DESK}{a_visit}/correct?path=/data/nothing").status_code == 404


def test_an_empty_desk_teaches_the_next_step(db, desk):
    assert b"No visits yet" in desk.get(DESK).content


def test_the_queue_is_searched_and_filtered(a_visit, scene, desk):
    assert scene.number.number in desk.get(DESK).content.decode()
    assert scene.number.number in desk.get(DESK, {"q": "centre c-1"}).content.decode()
    assert b"No visit fits" in desk.get(DESK, {"q": "nothing"}).content
    assert b"Nothing waits here" in desk.get(DESK, {"state": "accepted"}).content
    assert scene.number.number in desk.get(DESK, {"state": "all", "page": "99"}).content.decode()


def test_a_visit_shows_mission_answers_points_and_verdicts(a_visit, scene, desk):
    page = desk.get(f"{DESK}{a_visit}/").content.decode()
    for words in (
        "Centre C-1-0",
        "Renewal",
        "Waiting",
        "How many minutes did you wait?",
        "12",
        "Yes",
        "critical",
        "a.jpg",
    ):
        assert words in page, words
    assert 'data-key="1"' in page and "Accept: it counts for the scores" in page


def test_the_page_speaks_arabic(a_visit, signed_in):
    page = signed_in(Role.REVIEWER, language="ar").get(f"{DESK}{a_visit}/").content.decode()
    assert 'dir="rtl"' in page
    for words in ("كم دقيقة انتظرت؟", "تسجيل القرار", "الشواهد", "قبول: تُحتسب في الدرجات"):
        assert words in page, words


def test_a_visit_is_taken_up_then_accepted(a_visit, desk):
    assert desk.post(f"{DESK}{a_visit}/open").status_code == 302
    assert state_of(a_visit) is VisitState.IN_REVIEW
    done = desk.post(f"{DESK}{a_visit}/settle", {"verdict": "accepted", "words": ""}, follow=True)
    assert b"was written: Accepted" in done.content
    assert state_of(a_visit) is VisitState.ACCEPTED
    assert b"It can only be declared void" in desk.get(f"{DESK}{a_visit}/").content


def test_a_returned_visit_shows_its_question(a_visit, desk):
    desk.post(f"{DESK}{a_visit}/settle", {"verdict": "returned", "words": "Which counter?"})
    assert b"Which counter?" in desk.get(f"{DESK}{a_visit}/").content


def test_a_correction_stands_beside_the_original(a_visit, desk):
    address = f"{DESK}{a_visit}/correct?path=/data/wait/minutes"
    assert b"How many minutes" in desk.get(address).content
    assert desk.post(address, {"after": "9", "reason": "The ticket says so"}).status_code == 302
    page = desk.get(f"{DESK}{a_visit}/").content.decode()
    assert "As filed:" in page and "The ticket says so" in page


def test_a_picture_is_made_of_pixels_and_the_original_is_never_served(a_visit, desk):
    attachment = Attachment.objects.get()
    address = f"{DESK}{a_visit}/pictures/{attachment.ref}"
    assert desk.get(address).status_code == 404
    assert b"It is being prepared" in desk.get(f"{DESK}{a_visit}/").content
    assert tasks.repaint.call(attachment.ref) is True
    shown = desk.get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert shown["Cache-Control"] == "private, no-store"
    assert b"secret" not in shown.content
    assert desk.get(f"{DESK}{a_visit}/pictures/{attachment.sealed_ref}").status_code == 404


def test_a_visit_page_costs_a_bounded_number_of_queries(a_visit, desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        desk.get(f"{DESK}{a_visit}/")
    with django_assert_max_num_queries(15):
        desk.get(DESK)


def test_many_rounds_of_a_repeat_are_shown_a_page_at_a_time(scene, desk, a_visit):
    row = Visit.objects.select_related("questionnaire_version").get(ref=a_visit)
    asked = {"path": "/data/room/clean", "kind": "input", "type": "string", "labels": {"default": "Clean?"},
             "choices": [], "in_repeat": True}  # fmt: skip
    tree = row.questionnaire_version.tree
    row.questionnaire_version.pk = None
    row.questionnaire_version.ref, row.questionnaire_version.version = "another", "2"
    row.questionnaire_version.tree = tree | {"questions": [*tree["questions"], tree["questions"][0] | asked]}
    row.questionnaire_version.save()
    rounds = {f"/data/room[{number}]/clean": f"room {number}." for number in range(1, 1001)}
    a_visit = Visit.objects.create(
        wave_id=row.wave_id, cycle_number_id=row.cycle_number_id, questionnaire_version=row.questionnaire_version,
        source="import", answers=rounds, filed_at=MONDAY_9AM,
    ).ref  # fmt: skip
    first, third = (desk.get(f"{DESK}{a_visit}/?page={page}").content.decode() for page in (1, 3))
    assert "room 1." in first and "room 1000." not in first and first.count("<tr>") < 450
    assert "room 1000." in third and "room 1." not in third and "?page=2" in third


def send_again(scene, xml: bytes, **files: bytes) -> None:
    store = stores.originals()
    sealings = {}
    for name, content in files.items():
        sealings[name.replace("_", ".")] = sealing = store.begin(limit=10**7)
        sealing.write(content)
    with pytest.raises(Problem):
        fieldwork.file_visit(
            sender=scene.sender, xml=xml, files=sealings, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
        )
    for sealing in sealings.values():
        sealing.drop()


def test_what_was_sent_again_stands_beside_the_visit_with_its_differences_alone(scene, desk, a_visit, signed_in):
    assert b"conflicts" not in desk.get(f"{DESK}{a_visit}/").content
    again = (
        filled(photo="a.jpg", praise="Rude <b>")
        .replace(b"<b>", b"&lt;b&gt;")
        .replace(b"yes</greeted>", b"no</greeted>")
    )
    send_again(scene, again, a_jpg=b"\xff\xd8\xff other")
    send_again(scene, filled(photo="a.jpg"), a_jpg=b"\xff\xd8\xff another")
    page = desk.get(f"{DESK}{a_visit}/").content.decode()
    section = page[page.index('id="conflicts"') :].split("</section>")[0]
    assert "Rude &lt;b&gt;" in section and "Kind" in section and "No" in section and "a.jpg" in section
    assert "How many minutes" not in section and "12" not in section
    assert signed_in(Role.DIRECTOR, Role.PLANNER, Role.ANALYST).get(f"{DESK}{a_visit}/").status_code == 403


def without_answers(conflict: Conflict) -> None:
    """Leave a refused sending as an older version did: sealed, without its answers beside it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fieldwork_conflict DISABLE TRIGGER USER")
        cursor.execute("UPDATE fieldwork_conflict SET answers = NULL WHERE id = %s", [conflict.pk])
        cursor.execute("ALTER TABLE fieldwork_conflict ENABLE TRIGGER USER")


def test_the_page_opens_nothing_that_is_sealed(scene, desk, a_visit, monkeypatch):
    send_again(scene, filled(photo="a.jpg", praise="Rude"))
    monkeypatch.setattr(EvidenceStore, "open_sealed", lambda *_: pytest.fail("the web process opened an original"))
    assert b"Rude" in desk.get(f"{DESK}{a_visit}/").content


def test_a_sending_of_an_older_version_is_shown_once_the_worker_has_read_it(scene, desk, a_visit):
    send_again(scene, filled(photo="a.jpg", praise="Rude"))
    without_answers(Conflict.objects.get())
    assert b">Rude<" not in desk.get(f"{DESK}{a_visit}/").content
    assert [read_kept_conflicts(stores.originals()) for _ in range(2)] == [1, 0]
    assert b"Rude" in desk.get(f"{DESK}{a_visit}/").content
    with pytest.raises(DatabaseError), transaction.atomic():
        Conflict.objects.update(answers={})


def test_a_sending_that_nobody_can_read_any_more_says_so(scene, desk, a_visit):
    send_again(scene, filled(photo="a.jpg", praise="Rude"))
    without_answers(Conflict.objects.get())
    stores.originals().remove(Conflict.objects.get().sealed_ref)
    assert read_kept_conflicts(stores.originals()) == 0
    page = desk.get(f"{DESK}{a_visit}/")
    assert page.status_code == 200 and b"It cannot be read any more" in page.content


@pytest.mark.parametrize(("score", "is_shown"), [(THRESHOLD - 1, False), (THRESHOLD, True), (None, False)])
def test_a_picture_that_looks_like_one_of_a_screen_is_pointed_at_with_reasons_and_refuses_nothing(
    a_visit, desk, score, is_shown
):
    tasks.repaint.call(Attachment.objects.get().ref)
    Attachment.objects.update(screen_score=score, screen_reasons=["grid", "fringes"])
    told = desk.get(f"{DESK}{a_visit}/").content.decode()
    assert ("Perhaps a picture of a screen" in told) is is_shown
    assert ("a fine, even grid" in told and "waves of colour" in told and "not verdicts" in told) is is_shown
    assert state_of(a_visit) is VisitState.SUBMITTED and "Write the verdict" in told


def test_the_re_making_of_a_picture_notes_how_much_it_looks_like_a_screen(a_visit):
    tasks.repaint.call(Attachment.objects.get().ref)
    row = Attachment.objects.get()
    assert (row.screen_score, row.screen_reasons) == (0, [])
