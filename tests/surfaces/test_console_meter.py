"""The meter at the desk: what is blocked, where, and what to do; and the programme's least."""

import pytest
from django.urls import reverse

from basira.core.disclosure import Least
from basira.core.kernel.actor import Role
from basira.programme.findings.metering import least_now
from basira.programme.findings.models import EntityReport, MeterLeast
from tests.programme.bodies_world import informed_cycle
from tests.programme.test_meter import SMALL, remark, world

pytestmark = pytest.mark.django_db
LEAST = reverse("console:programme_meter")


@pytest.mark.parametrize(
    ("language", "told", "remedy"),
    [("en", "a centre", "Set the finding aside"), ("ar", "مركزًا", "اطرح النتيجة جانبًا")],
)
def test_a_blocked_sentence_stands_with_its_place_and_what_to_do(signed_in, language, told, remedy):
    made = world()
    remark(made, f"At {SMALL} no fee is shown.")
    client = signed_in(Role.DIRECTOR, language=language)
    page = client.get(reverse("console:results-meter", args=[made.wave.ref])).content.decode()
    assert told in page and remedy in page
    sent = client.post(reverse("console:results-inform", args=[made.wave.ref]), follow=True)
    assert not EntityReport.objects.exists()
    assert {"en": "Nobody was informed", "ar": "لم تُبلَّغ أي جهة"}[language] in sent.content.decode()


def test_a_cycle_in_which_nothing_is_blocked_says_so_and_leads_there(signed_in):
    made, client = world(), signed_in(Role.ANALYST, language="en")
    address = reverse("console:results-meter", args=[made.wave.ref])
    assert address in client.get(reverse("console:results-bodies", args=[made.wave.ref])).content.decode()
    page = client.get(address).content.decode()
    assert "Nothing is blocked" in page and LEAST not in page


def test_once_the_bodies_are_informed_there_is_nothing_to_read_off(signed_in):
    made = informed_cycle()
    page = signed_in(Role.DIRECTOR, language="en").get(reverse("console:results-meter", args=[made.wave.ref]))
    assert "Nothing to read off" in page.content.decode()


def test_the_page_asks_no_more_of_the_database_for_more_bodies(signed_in, django_assert_max_num_queries):
    made, client = world(), signed_in(Role.DIRECTOR)
    for body in "GHIJ":
        made.visits(f"Centre-{body}", 6, entity=body)
    with django_assert_max_num_queries(30):
        client.get(reverse("console:results-meter", args=[made.wave.ref]))


@pytest.mark.parametrize("sent", [{}, {"visits": "4", "shoppers": "3"}, {"visits": "5", "shoppers": "6"}])
def test_a_least_that_protects_nobody_comes_back_with_words(signed_in, sent):
    answer = signed_in(Role.DIRECTOR).post(LEAST, sent)
    assert answer.status_code == 422 and not MeterLeast.objects.exists()


def test_the_director_sets_the_least(signed_in):
    client = signed_in(Role.DIRECTOR)
    assert client.get(LEAST).status_code == 200
    assert client.post(LEAST, {"visits": "8", "shoppers": "4"}).status_code == 302
    assert least_now() == Least(8, 4)
