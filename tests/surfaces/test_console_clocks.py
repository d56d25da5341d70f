"""The programme's clocks and weekend at the desk, and the whole programme as a file."""

import pytest
from django.urls import reverse

from basira.core.blueprint.reading import read_blueprint
from basira.core.kernel.actor import Role
from basira.programme.people.clocks import Clocks, clocks_now
from basira.programme.people.models import ProgrammeClocks

pytestmark = pytest.mark.django_db
CLOCKS, FILE, PAGE = (reverse(f"console:{name}") for name in ("programme_clocks", "programme_file", "programme"))


@pytest.mark.parametrize("role", [Role.PLANNER, Role.REVIEWER, Role.PUBLISHER])
def test_others_reach_neither_the_clocks_nor_the_file(signed_in, role):
    client = signed_in(role)
    assert [client.get(address).status_code for address in (CLOCKS, FILE)] == [403, 403]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer_days": "0", "arbiter_days": "5"},
        {"answer_days": "5", "arbiter_days": "61"},
        {"answer_days": "5", "arbiter_days": "5", "weekend": ["someday"]},
    ],
)
def test_clocks_that_cannot_be_come_back_with_words_and_change_nothing(signed_in, sent):
    answer = signed_in(Role.DIRECTOR).post(CLOCKS, sent)
    assert answer.status_code == 422 and not ProgrammeClocks.objects.exists()


@pytest.mark.parametrize(("language", "told"), [("en", "Sunday"), ("ar", "الأحد")])
def test_the_director_sets_the_clocks_and_the_page_says_them(signed_in, language, told):
    client = signed_in(Role.DIRECTOR, language=language)
    assert client.get(CLOCKS).status_code == 200
    page = client.post(CLOCKS, {"answer_days": "7", "arbiter_days": "8", "weekend": ["sunday"]}, follow=True)
    assert clocks_now() == Clocks(7, 8, ("sunday",)) and told in page.content.decode()


def test_the_programme_leaves_as_a_file_that_the_check_takes(signed_in):
    answer = signed_in(Role.ADMINISTRATOR).get(FILE)
    assert answer["content-disposition"] == 'attachment; filename="basira-blueprint.toml"'
    found = read_blueprint(answer.content)
    assert found.blueprint is not None, [str(fault) for fault in found.faults]
    assert signed_in(Role.DIRECTOR).get(PAGE).status_code == 200
