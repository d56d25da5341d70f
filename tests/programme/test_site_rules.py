"""Ruling 7 on the server: what arrives from a site where it may not be taken is kept, sealed, and seen by nobody."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.core.kernel.registry import SiteType
from basira.programme.fieldwork import likenesses, stores, tasks
from basira.programme.fieldwork.models import Attachment, Visit
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry import queries as registry
from basira.programme.registry import verbs
from basira.programme.registry.models import Centre
from basira.programme.registry.verbs import ReasonMissing
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import carry_key, filled, keep_evidence_in, make_scene
from tests.gateways.test_pictures import picture
from tests.security.hostile_pictures import drawn, saved
from tests.surfaces.test_openrosa import post

pytestmark = pytest.mark.django_db
AUDIO = b"\0\0\0\x18ftypM4A " + bytes(200)


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene(missions=2)


def at_a(site: SiteType) -> None:
    Centre.objects.update(site_type=site)


def decide(photos: bool, site: SiteType = SiteType.COURT, by=None) -> None:
    verbs.decide_photos(
        site=site, photos=photos, reason="By decree 7", by=by or actor("salem", Role.DIRECTOR), at=MONDAY_9AM
    )


def send(scene, number: int = 0, content: bytes = b"", mission: int = 0) -> Attachment:
    xml = filled(instance=f"uuid:{number}", mission=scene.missions[mission].ref, photo="a.jpg")
    assert post(scene, xml, a_jpg=content or picture("JPEG")).status_code == 201
    return Attachment.objects.get(visit__submission__instance_id=f"uuid:{number}")


def test_only_the_director_decides_and_gives_a_reason(db):
    for role in (Role.ADMINISTRATOR, Role.PLANNER, Role.REVIEWER):
        with pytest.raises(NotPermitted):
            decide(True, by=actor("x", role))
        with pytest.raises(NotPermitted):
            verbs.state_recording_basis(basis="Law 1", by=actor("x", role), at=MONDAY_9AM)
    with pytest.raises(ReasonMissing):
        verbs.decide_photos(site=SiteType.COURT, photos=True, reason=" ", by=actor("s", Role.DIRECTOR), at=MONDAY_9AM)
    assert not Entry.objects.filter(act__startswith="site-rule").exists()
    assert {rule.reason for rule in registry.site_rule_cards()} == {""}


@pytest.mark.parametrize("site", [SiteType.HOSPITAL, SiteType.COURT, SiteType.PASSPORT_OFFICE, SiteType.POLICE])
def test_a_photo_from_a_no_photo_site_is_taken_in_and_seen_by_nobody(scene, signed_in, site):
    at_a(site)
    row = send(scene)
    assert row.derivative_problem == "site-photo"
    assert b"".join(stores.originals().open_sealed(row.sealed_ref)) == picture("JPEG")
    assert tasks.repaint.call(row.ref) is False and tasks.repaint_again() == 0
    row.refresh_from_db()
    assert (row.derivative_ref, row.fingerprint) == ("", "")
    desk = signed_in(Role.REVIEWER)
    assert desk.get(reverse("console:review-picture", args=[row.visit.ref, row.ref])).status_code == 404
    page = desk.get(reverse("console:review-visit", args=[row.visit.ref])).content.decode()
    assert "Against the rule of this site" in page and row.filename in page and "<img" not in page


def test_the_database_itself_holds_no_picture_of_a_withheld_file(scene):
    at_a(SiteType.HOSPITAL)
    row = send(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(derivative_ref="x" * 26)


def test_a_file_that_follows_later_is_judged_too(scene):
    at_a(SiteType.COURT)
    xml = filled(mission=scene.missions[0].ref, photo="a.jpg")
    post(scene, xml)
    post(scene, xml, a_jpg=picture("JPEG"))
    assert Attachment.objects.get().derivative_problem == "site-photo"


def test_a_decision_holds_from_then_on_and_not_for_what_came_before(scene):
    at_a(SiteType.COURT)
    before = send(scene)
    decide(True)
    assert send(scene, 1, mission=1).derivative_problem == ""
    before.refresh_from_db()
    assert before.derivative_problem == "site-photo"
    entry = Entry.objects.get(act="site-rule.decided")
    assert entry.detail["photos"] is True and entry.detail["reason"] == "By decree 7"


def test_photos_may_be_forbidden_where_they_were_allowed(scene):
    decide(False, site=SiteType.OFFICE)
    assert send(scene).derivative_problem == "site-photo"


def test_a_recording_needs_a_stated_basis(scene):
    assert send(scene, content=AUDIO).derivative_problem == "site-recording"
    verbs.state_recording_basis(basis="Law 7, article 3", by=actor("s", Role.DIRECTOR), at=MONDAY_9AM)
    assert send(scene, 1, content=AUDIO, mission=1).derivative_problem == "kind"
    verbs.state_recording_basis(basis="", by=actor("s", Role.DIRECTOR), at=MONDAY_9AM)
    assert registry.recording_basis() == ""
    assert [entry.act for entry in Entry.objects.filter(subject="programme").order_by("pk")][-2:] == [
        "recording-basis.stated", "recording-basis.withdrawn",
    ]  # fmt: skip


def test_a_phone_is_told_what_it_may_capture_on_each_mission(scene):
    first, second = scene.missions
    Centre.objects.filter(pk=first.centre_id).update(site_type=SiteType.AIRPORT)
    told = carry_key(Client(), scene).get("/notes/state.json").json()["missions"]
    assert {each["ref"]: (each["photo_allowed"], each["recording_allowed"]) for each in told} == {
        first.ref: (False, False),
        second.ref: (True, False),
    }


def test_a_visit_without_a_mission_forbids_nothing(scene):
    post(scene, filled(photo="a.jpg"), a_jpg=picture("JPEG"))
    assert Visit.objects.get().mission is None and Attachment.objects.get().derivative_problem == ""


def test_a_picture_that_was_sent_before_is_pointed_at_and_nothing_more(scene, signed_in):
    first = send(scene, 0, saved(drawn((640, 480)), "JPEG"))
    again = send(scene, 1, saved(drawn((640, 480)).resize((320, 240)), "JPEG", quality=60), mission=1)
    for row in (first, again):
        assert tasks.repaint.call(row.ref) is True
    (alike,) = likenesses.look_alikes(again.visit.ref)
    assert (alike.attachment, alike.visit, alike.is_same_file) == (again.ref, first.visit.ref, False)
    page = signed_in(Role.REVIEWER).get(reverse("console:review-visit", args=[again.visit.ref])).content.decode()
    assert "Look twice" in page and first.visit.ref in page


def test_the_same_bytes_are_pointed_at_even_where_nobody_may_see_them(scene):
    at_a(SiteType.COURT)
    first, again = send(scene, 0), send(scene, 1, mission=1)
    (alike,) = likenesses.look_alikes(again.visit.ref)
    assert alike.visit == first.visit.ref and alike.is_same_file


def test_another_picture_is_not_pointed_at(scene):
    first = send(scene, 0, saved(drawn((640, 480)), "JPEG"))
    other = send(scene, 1, saved(drawn((640, 480)).rotate(90), "JPEG"), mission=1)
    for row in (first, other):
        tasks.repaint.call(row.ref)
    assert likenesses.look_alikes(other.visit.ref) == ()


def test_details_of_third_persons_warn_the_reviewer_and_change_nothing(scene, signed_in):
    words = "هاتف الموظفة ٠٥٠١٢٣٤٥٦٧"
    post(scene, filled(mission=scene.missions[0].ref, praise=words))
    visit = Visit.objects.get()
    assert visit.third_persons == [["/data/praise", ["phone"]]] and visit.answers["/data/praise"] == words
    page = signed_in(Role.REVIEWER).get(reverse("console:review-visit", args=[visit.ref])).content.decode()
    assert "phone number" in page
    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.update(third_persons=[])
