"""What shoppers wrote besides, at the results of a cycle: accepted visits alone, for who may read visits, and never whose."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basira.core.kernel.actor import PROGRAMME_ROLES, Role
from basira.core.kernel.lifecycles import VisitState
from basira.programme.fieldwork.models import CaptureRecord, Visit
from basira.programme.journal.models import Entry
from basira.programme.review.models import Review
from tests.capture_scene import CANARY_MINUTE
from tests.cast import MONDAY_9AM
from tests.field_scene import Scene, keep_evidence_in, make_scene
from tests.surfaces.test_console_capture import send, whole

pytestmark = pytest.mark.django_db
SEEN = {
    "observation": "The ramp is blocked; call 0501234567",
    "story": "A clerk walked an old man to the door",
    "proposal": "=HYPERLINK(1) more chairs",
}


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    return make_scene()


@pytest.fixture
def visit(scene) -> str:
    return send(scene, whole(scene, seen=SEEN))


def settle(visit: str, state: VisitState = VisitState.ACCEPTED) -> None:
    Review.objects.create(
        visit=Visit.objects.get(ref=visit), state=state, opened_at=MONDAY_9AM, settled_at=MONDAY_9AM, settled_by="r",
        reason="x" if state is VisitState.REJECTED else "", question="x" if state is VisitState.RETURNED else "",
    )  # fmt: skip


def address(scene: Scene, kind: str = "") -> str:
    name, ending = ("results-besides-export", [kind]) if kind else ("results-besides", [])
    return reverse(f"console:{name}", args=[scene.wave, *ending])


def told(client: Client, scene: Scene, kind: str = "") -> str:
    answer = client.get(address(scene), {"kind": kind}, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_nobody_else_reads_or_takes_them(scene, visit, signed_in):
    settle(visit)
    others = frozenset(PROGRAMME_ROLES) - {Role.REVIEWER, Role.ARBITER}
    for url in (address(scene), address(scene, "csv")):
        assert Client().get(url).status_code == 302
        assert signed_in(*others).get(url).status_code == 403
    assert not Entry.objects.filter(act="table.exported").exists()


def test_an_unknown_cycle_or_kind_of_file_is_404(scene, signed_in):
    desk = signed_in(Role.REVIEWER)
    for url in (
        reverse("console:results-besides", args=["none"]),
        reverse("console:results-besides-export", args=["none", "csv"]),
        address(scene, "pdf"),
    ):
        assert desk.get(url).status_code == 404


@pytest.mark.parametrize("state", [None, VisitState.RETURNED, VisitState.REJECTED, VisitState.VOID])
def test_what_is_not_accepted_stands_nowhere(scene, visit, signed_in, state):
    if state:
        settle(visit, state)
    desk = signed_in(Role.REVIEWER)
    assert all(words not in told(desk, scene, kind) for kind, words in SEEN.items())
    assert b"".join(desk.get(address(scene, "csv")).streaming_content).decode().count("\n") == 1


def test_a_reader_sees_one_kind_at_a_time_with_its_centre_and_never_whose_or_when(
    at_monday_9am, scene, visit, signed_in
):
    settle(visit)
    desk = signed_in(Role.REVIEWER)
    assert "The ramp is blocked; call […]" in told(desk, scene) and "0501234567" not in told(desk, scene)
    page = told(desk, scene, "story")
    assert SEEN["story"] in page and "more chairs" not in page and "Visit to a counter" in page
    assert scene.number.number not in page and CANARY_MINUTE.rstrip(":") not in page
    assert "The ramp" in told(desk, scene, "nonsense")


def test_the_file_holds_every_kind_and_no_shopper_and_is_noted(scene, visit, signed_in):
    settle(visit, VisitState.ACCEPTED_NOT_SCORED)
    content = b"".join(signed_in(Role.REVIEWER).get(address(scene, "csv")).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    assert [row["Kind"] for row in rows] == list(SEEN)
    assert rows[0]["Words"].endswith("call […]") and not rows[2]["Words"].startswith("=")
    assert scene.number.number not in content and visit not in content and scene.missions[0].ref not in content
    (line,) = Entry.objects.filter(act="table.exported")
    assert (line.subject, line.detail) == (scene.wave, {"table": "words", "kind": "csv"})


def test_the_page_asks_as_often_for_many_as_for_one(scene, visit, signed_in):
    settle(visit)
    desk = signed_in(Role.REVIEWER)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            told(desk, scene)
        return len(asked)

    few = statements()
    row, record = Visit.objects.get(), CaptureRecord.objects.get()
    for number in range(8):
        row.pk, row.ref = None, f"{number}" * 26
        row.save()
        settle(row.ref)
        record.pk, record.visit, record.sealed_ref = None, row, f"{number}"
        record.save()
    assert statements() == few
