"""What bodies think of themselves, at the portal and the desk: whose it is not, what is refused and said, then one way through."""

import pytest
from django.db import connections
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.selfassessment.models import SelfAssessment, Sheet
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import entity
from tests.programme.self_world import LAST_DAY, ask, hand_in, planned_cycle, seen, sheet_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The portal's role has its rights, and the clock stands before the cycle."""
    database.let_the_portal_in()
    for module in ("portal.selfassessment", "console.selfassessment.views"):
        monkeypatch.setattr(f"basira.surfaces.{module}.timezone.now", lambda: MONDAY_9AM)
    yield
    connections["portal"].close()


def liaison(signed_in, code="F", role=Role.BODY_LIAISON, language="en"):
    return signed_in(role, entity_ref=entity(code), language=language)


def at(code="F", place="body"):
    return reverse("portal:assess", args=[sheet_of(code).ref, place])


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_another_bodys_sheet_and_centre_are_not_found(signed_in):
    world = planned_cycle()
    ask(world)
    client = liaison(signed_in, "E")
    for address in (reverse("portal:sheet", args=[sheet_of("F").ref]), at("F"), at("E", world.centres["Centre-F"].ref)):
        assert client.get(address).status_code == 404
    for address in (at("F"), at("E", world.centres["Centre-F"].ref)):
        assert client.post(address, {"c0": "yes"}).status_code == 404
    assert not SelfAssessment.objects.exists()


def test_the_head_reads_and_hands_nothing_in(signed_in):
    ask(planned_cycle())
    head = liaison(signed_in, role=Role.BODY_HEAD)
    assert "Hand it in" not in head.get(at()).content.decode()
    assert head.post(at(), {"c0": "yes"}).status_code == 403


def test_what_fits_no_scale_or_says_nothing_comes_back_marked(signed_in):
    ask(planned_cycle())
    client = liaison(signed_in)
    for sent, says in (({"c0": "perhaps"}, "Greeted?"), ({}, "Answer at least one line")):
        answered = client.post(at(), sent)
        assert answered.status_code == 422 and says in answered.content.decode()
    assert not SelfAssessment.objects.exists()


def test_only_the_director_asks_and_a_day_in_the_cycle_is_refused_in_words(signed_in):
    world = planned_cycle()
    address = reverse("console:self_assessment", args=[world.wave.ref])
    sent = {"versions": [world.version.ref], "answer_by": LAST_DAY.isoformat()}
    assert signed_in(Role.ANALYST).post(address, sent).status_code == 403
    director = signed_in(Role.DIRECTOR, language="en")
    refused = director.post(address, sent | {"answer_by": world.wave.starts_on.isoformat()})
    assert refused.status_code == 422 and "before the first day of the cycle" in refused.content.decode()
    assert not Sheet.objects.exists()
    assert director.post(address, sent).status_code == 302 and Sheet.objects.count() == 2


def test_a_body_hands_in_once_and_reads_it_beside_what_was_seen(signed_in):
    world = planned_cycle()
    ask(world)
    client, whole = liaison(signed_in), reverse("portal:sheet", args=[sheet_of("F").ref])
    assert "Waits for us" in client.get(reverse("portal:sheets")).content.decode()
    assert client.post(at(), {"c0": "yes", "c1": "yes"}).status_code == 302
    assert client.post(at(), {"c0": "no"}).status_code == 422
    assert SelfAssessment.objects.get().answers == {"courtesy/test:greeted": "yes", "accuracy/test:fee": "yes"}
    assert "once all bodies are informed" in client.get(whole).content.decode()
    seen(world)
    text = client.get(whole).content.decode()
    assert "Less was seen than was thought." in text and "likely" in text
    assert "أقل" in liaison(signed_in, language="ar").get(whole).content.decode()


def test_the_desk_reads_every_body_and_asks_a_bounded_number_of_questions(signed_in, django_assert_max_num_queries):
    world = planned_cycle()
    ask(world)
    hand_in("F")
    seen(world)
    analyst = signed_in(Role.ANALYST, language="en")
    with django_assert_max_num_queries(20):
        text = analyst.get(reverse("console:self_assessment", args=[world.wave.ref])).content.decode()
    assert "Entity E" in text and "Nothing was handed in" in text and "Less was seen" in text
