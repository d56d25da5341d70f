"""The pages on which the director decides what may be captured where, and what a reviewer is asked to look at twice."""

import pytest
from django.urls import reverse

from basira.core.assurance.presence import Sample, presence
from basira.core.kernel.actor import Role
from basira.core.kernel.registry import SiteType
from basira.programme.fieldwork.models import Visit
from basira.programme.journal.models import Entry
from basira.programme.registry import queries
from basira.programme.registry.models import Centre
from basira.programme.review.queries import review_card
from basira.surfaces.console.review.twice import presence_words
from tests.field_scene import filled, keep_evidence_in, make_scene
from tests.surfaces.test_openrosa import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def address(kind: str = "court") -> str:
    return reverse("console:programme_site", args=[kind])


def test_only_the_director_reaches_the_rules(signed_in):
    for role in (Role.ADMINISTRATOR, Role.PLANNER, Role.REVIEWER):
        assert signed_in(role).get(reverse("console:programme_sites")).status_code == 403
    assert (
        "What may be captured where"
        not in signed_in(Role.ADMINISTRATOR).get(reverse("console:programme")).content.decode()
    )


@pytest.mark.parametrize(
    "said", [{}, {"photos": "allowed"}, {"photos": "allowed", "reason": "  "}, {"photos": "x", "reason": "y"}]
)
def test_a_decision_that_lacks_something_comes_back_with_words(signed_in, said):
    page = signed_in(Role.DIRECTOR).post(address(), said)
    assert page.status_code == 422 and b"Please correct what follows" in page.content
    assert not Entry.objects.filter(act="site-rule.decided").exists()


def test_an_unknown_type_of_site_is_not_found(signed_in):
    assert signed_in(Role.DIRECTOR).get(address("castle")).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "By decree 7"), ("ar", "ما يجوز تصويره")])
def test_the_director_decides_with_a_reason(signed_in, language, words):
    desk = signed_in(Role.DIRECTOR, language=language)
    assert desk.get(address()).status_code == 200
    done = desk.post(address(), {"photos": "allowed", "reason": "By decree 7"}, follow=True)
    assert words in done.content.decode()
    assert queries.site_rules()[SiteType.COURT].photos is True


def test_the_legal_basis_of_recording_is_stated_and_taken_back(signed_in):
    desk, where = signed_in(Role.DIRECTOR), reverse("console:programme_recording")
    assert "no legal basis" in desk.get(reverse("console:programme_sites")).content.decode()
    assert "Law 7" in desk.post(where, {"basis": "Law 7"}, follow=True).content.decode()
    assert queries.site_rules()[SiteType.OFFICE].recordings and not queries.site_rules()[SiteType.COURT].recordings
    desk.post(where, {"basis": ""})
    assert queries.recording_basis() == ""


def test_a_position_is_told_roughly():
    near = presence_words(presence([Sample(25.0, 51.0, 5.0)], (25.0, 51.0)))
    assert near["score"] == 100 and len(near["reasons"]) == 1
    assert "About 900 m from it." in presence_words(presence([Sample(25.008, 51.0, 5.0)], (25.0, 51.0)))["reasons"]
    assert "About 6 km from it." in presence_words(presence([Sample(25.05, 51.0, 5.0)], (25.0, 51.0)))["reasons"]


def test_a_visit_with_a_position_tells_its_presence_and_keeps_no_position(signed_in, scene):
    Centre.objects.update(latitude="25.0", longitude="51.0")
    post(scene, filled(praise="25.4000 51.0000 0 10"))
    visit = Visit.objects.get()
    assert visit.presence == {
        "score": 0, "band": "doubtful", "reasons": ["far-from-the-place", "outside-the-window"], "distance_m": 44_000,
    }  # fmt: skip
    found = review_card(visit.ref).second_look.presence
    assert (found.score, str(found.band), found.distance_m) == (0, "doubtful", 44_000)
    page = signed_in(Role.REVIEWER).get(reverse("console:review-visit", args=[visit.ref])).content.decode()
    assert "25.4" not in page and visit.answers["/data/praise"] == "sealed"


def test_a_visit_without_a_position_has_no_presence(scene):
    post(scene, filled())
    assert Visit.objects.get().presence is None and review_card(Visit.objects.get().ref).second_look.presence is None
