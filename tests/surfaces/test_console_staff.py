"""Staff lists at the desk: read in memory, faults by place without a value, handed to the vault, kept nowhere else."""

import io

import pytest
from django.conf import settings
from django.db import connection

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import ShopperState
from basira.core.kernel.refs import new_ref
from basira.programme.panel import queries, staff, verbs
from basira.programme.people.permissions import NotPermitted
from basira.surfaces.shared.post_limits import limit_of
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    return make_scene(missions=1)


@pytest.fixture
def body(scene) -> str:
    return scene.missions[0].centre.entity.ref


def sent(body: str, text: str) -> dict[str, object]:
    file = io.BytesIO(text.encode())
    file.name = "staff.csv"
    return {"entity": body, "file": file}


def lines(count: int, *also: str) -> str:
    return "\n".join(["رقم الهوية,phone,name", *(f"{new_ref()},,Canary Name" for _ in range(count)), *also, ""])


@pytest.mark.parametrize(
    ("text", "words"),
    [("name\nCanary\n", "No column is a national ID"), ("id,phone\n", "no row"), ("id,phone,name\n,,Canary\n", "neither a national ID"),
     ("id,phone\n78419901234,12\n", "This is no national ID"), ("id\n" + "1234567\n" * 30, "fewer than 20"), ("", "")],
)  # fmt: skip
def test_a_wrong_list_is_refused_whole_with_its_faults_by_place_and_no_value(signed_in, body, text, words):
    answer = signed_in(Role.PANEL_OFFICER).post("/console/panel/staff/", sent(body, text))
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert "78419901234" not in page and "Canary" not in page
    assert body not in queries.vault().staff_lists(by="t")


def test_a_list_bars_a_shopper_from_her_own_body_and_stands_nowhere_on_this_side(signed_in, scene, body, caplog):
    officer = signed_in(Role.PANEL_OFFICER)
    national_id = f"784{new_ref()}"
    by = actor("mariam", Role.PANEL_OFFICER)
    who = verbs.Identity("Somebody", phone=new_ref(), national_id=national_id)
    verbs.enrol_shopper(identity=who, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM)
    verbs.number_active_for_cycle(cycle=scene.wave, by=by, at=MONDAY_9AM)
    numbers = [card.ref for card in queries.number_cards(scene.wave)]
    before = queries.vault().barred([(ref, body) for ref in numbers], by="t")
    answer = officer.post(
        "/console/panel/staff/", sent(body, lines(25, f"{national_id},,Canary Somebody")), follow=True
    )
    assert "26" in answer.content.decode()
    assert len(queries.vault().barred([(ref, body) for ref in numbers], by="t")) == len(before) + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(t::text, ''), '') FROM journal_entry t")
        entries = cursor.fetchone()[0]
    assert "staff-list.kept" in entries and national_id not in entries and "Canary" not in entries
    assert national_id not in caplog.text
    again = officer.post("/console/panel/staff/", sent(body, lines(25)))
    assert again.status_code == 422 and "less than a week" in again.content.decode()


def test_only_a_panel_officer_keeps_lists_and_only_of_a_body(body):
    with pytest.raises(NotPermitted):
        staff.keep_staff_list(entity_ref=body, people=[], by=actor("x", Role.DIRECTOR), at=MONDAY_9AM)
    with pytest.raises(staff.StaffOfNobody):
        staff.keep_staff_list(entity_ref="x", people=[], by=actor("x", Role.PANEL_OFFICER), at=MONDAY_9AM)


def test_an_upload_is_never_larger_than_what_stays_in_memory(signed_in, rf):
    request = rf.post("/console/panel/staff/")
    request.session = signed_in(Role.PANEL_OFFICER).session
    assert limit_of(request) < settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    request.path_info = "/console/instruments/"  # the twin: elsewhere more is taken, and goes to the disk
    assert limit_of(request) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
