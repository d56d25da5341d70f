"""The phases of the programme at the desk: who may, what a running cycle keeps, what is refused, and what is kept."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import WaveState
from basira.programme.blueprints.exporting import exported
from basira.programme.journal import queries as journal
from basira.programme.people.clocks import Clocks, set_clocks
from basira.programme.registry.models import Sector
from basira.programme.waves.phases import begun_in, phases_now
from tests.cast import MONDAY_9AM
from tests.programme.test_blueprint_changes import DIRECTOR as BY_DIRECTOR
from tests.programme.test_blueprint_changes import a_cycle, shipped, start

pytestmark = pytest.mark.django_db
PAGE, PROGRAMME = reverse("console:programme_phases"), reverse("console:programme")


@pytest.fixture
def director(signed_in):
    start(shipped("S3"))
    Sector.objects.create(code="health", name_ar="الصحة", name_en="Health")
    Sector.objects.create(code="new", name_ar="جديد", name_en="New")
    return signed_in(Role.DIRECTOR, language="en")


def fields_of(page):
    """The form as a browser would send it: hidden and written fields, and what is chosen of each sector."""
    said = dict(re.findall(r'<input[^>]*name="(on|name_\w+)"[^>]*?value="([^"]*)"', page))
    said |= {name: "" for name in re.findall(r'<input[^>]*name="(name_\w+)"', page) if name not in said}
    for name, options in re.findall(r'<select[^>]*name="(sector_\d+)"(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="(\w+)"[^>]*selected', options)
        said[name] = chosen[1]
    return said


def field_of(page, sector):
    """The name of the field of a sector, by what it is called on the page."""
    return re.search(rf'<label for="id_(sector_\d+)">{sector}<', page)[1]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PLANNER])
def test_the_director_alone_sets_phases_and_finds_the_way_there(signed_in, director, role):
    assert PAGE in director.get(PROGRAMME).content.decode()
    other = signed_in(role)
    assert other.get(PAGE).status_code == other.post(PAGE, {}).status_code == 403
    assert PAGE not in other.get(PROGRAMME).content.decode()


def test_a_cycle_that_has_committed_itself_keeps_its_phases(director):
    page = director.get(PAGE).content.decode()
    said = fields_of(page) | {field_of(page, "Health"): "none"}
    a_cycle(WaveState.IN_FIELD)
    before = exported()
    answer = director.post(PAGE, said)
    assert answer.status_code == 422 and "has committed itself to its method" in answer.content.decode()
    assert exported() == before
    assert "Keep the phases" not in director.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name_en_0": ""}, "This field is required"),
        ({"name_ar_2": "ثالثة", "sector_0": "2"}, "so it needs its name"),
        ({"name_ar_2": "ثالثة", "name_en_2": "Third"}, "No sector begins with this phase"),
        ({"sector_0": "9"}, "is not one of the available choices"),
        ({"on": "x"}, "changed a moment ago"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed_and_changes_nothing(director, changed, told):
    said, before = fields_of(director.get(PAGE).content.decode()), exported()
    answer = director.post(PAGE, said | {"name_ar_0": "أولى الجهات"} | changed)
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and "أولى الجهات" in page
    assert exported() == before


def test_what_somebody_else_decided_meanwhile_is_not_undone(director):
    said = fields_of(director.get(PAGE).content.decode()) | {"name_en_0": "Begin"}
    set_clocks(clocks=Clocks(7, 8, ("friday",)), by=BY_DIRECTOR, at=MONDAY_9AM)
    assert director.post(PAGE, said).status_code == 422
    again = fields_of(director.get(PAGE).content.decode()) | {"name_en_0": "Begin"}
    assert director.post(PAGE, again).status_code == 302
    assert phases_now()[0].name_en == "Begin" and "reply_working_days = 7" in exported()


def test_sectors_move_between_phases_and_a_new_phase_comes_in(director):
    page = director.get(PAGE).content.decode()
    more = {field_of(page, "Health"): "1", field_of(page, "New"): "2", "name_ar_2": "ثالثة", "name_en_2": "Third"}
    assert director.post(PAGE, fields_of(page) | more).status_code == 302
    assert [each.code for each in phases_now()] == ["first", "all", "phase-1"]
    assert begun_in("first") == {"municipal", "social"}
    assert begun_in("phase-1") - begun_in("all") == {"new"} and "health" in begun_in("all")
    (entry,) = [each for each in journal.entries_about("programme") if each.act == "programme.blueprint-changed"]
    assert "phases[phase-1].code" in entry.detail["keys"]
    assert "Third: New" in director.get(PROGRAMME).content.decode()


def test_phases_end_when_no_sector_begins_with_them_and_the_same_again_changes_nothing(director):
    said = fields_of(director.get(PAGE).content.decode())
    before = exported()
    assert "Nothing was changed." in director.post(PAGE, said, follow=True).content.decode()
    assert exported() == before
    without = said | {name: "none" for name in said if name.startswith("sector_")}
    assert director.post(PAGE, without).status_code == 302
    assert phases_now() == () and "All at once" in director.get(PROGRAMME).content.decode()


def test_the_page_asks_the_database_no_more_for_more_sectors(director):
    director.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        director.get(PAGE)
    Sector.objects.bulk_create(Sector(code=f"s{each}", name_ar="ق", name_en="S") for each in range(30))
    with CaptureQueriesContext(connection) as many:
        director.get(PAGE)
    assert len(many) == len(few)
