"""Ruling 9: exact times and places of a visit are in no table, on no page and in no file that leaves; in the sealed original alone."""

import io
import re
import zipfile

import pytest
from django.db import connection
from django.urls import reverse

from basira.core.instrument import keeping
from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import VisitState
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.models import Submission, Visit
from basira.programme.fieldwork.verbs.importing import ImportedVisit, import_visits
from basira.programme.review.verbs import edit_answer, settle_review
from tests import field_scene
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, keep_evidence_in, make_form, make_scene
from tests.surfaces.test_openrosa import post

CLOCK, PLACE = "03:17", ("24.453884", "54.377343")
CANARIES = {
    "the day and minute": re.compile(r"2026-11-2[12][T ](?:03|23):17"),
    "the minute": re.compile(rf"(?<![\d:])(?<!\d[T ]){CLOCK}"),
    "the place": re.compile("|".join(rf"(?<![\d:]){each}" for each in PLACE)),
}
"""
What tells when and where a visit was, in the programme's zone and in UTC, and what no clock of this run writes: the house's stands at
nine, and what Django writes by its own (when a migration was run) stands behind its day.
"""
XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Visit</h:title><model>
<instance><data id="exact" version="1"><start/><end/><arrived/><when/><seen/><where/><copy/><north/><minutes/><mission/>
<wait><minutes/><greeted/></wait><praise/><meta><instanceID/><instanceName/></meta></data></instance>
<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
<bind nodeset="/data/arrived" type="time"/><bind nodeset="/data/when" type="dateTime"/><bind nodeset="/data/where" type="geopoint"/>
<bind nodeset="/data/copy" type="string" calculate="concat('at ', /data/arrived )"/>
<bind nodeset="/data/north" type="string" calculate="selected-at( /data/where , 0)"/>
<bind nodeset="/data/minutes" type="int"
 calculate="(decimal-date-time( /data/end ) - decimal-date-time( /data/start )) * 1440"/>
<bind nodeset="/data/meta/instanceName" type="string" calculate="concat('Visit ', now())"/>
</model></h:head><h:body><input ref="/data/arrived"/><input ref="/data/seen"/></h:body></h:html>"""


def answered(instance: str = "uuid:1") -> bytes:
    """Return a visit that tells when and where it was in every way that a form knows."""
    moment = f"2026-11-22T{CLOCK}:17.219+04:00"
    return (
        f'<data id="exact" version="1"><start>{moment}</start><end>{moment}</end><arrived>{CLOCK}:00.000+04:00</arrived>'
        f"<when>{moment}</when><seen>{CLOCK}</seen><where>{' '.join(PLACE)} 0 5</where><copy>at {CLOCK}</copy>"
        f"<north>{PLACE[0]}</north><minutes>12</minutes><wait><minutes>12</minutes><greeted>yes</greeted></wait>"
        f"<praise>Kind</praise><meta><instanceID>{instance}</instanceID><instanceName>Visit {moment}</instanceName></meta></data>"
    ).encode()


@pytest.fixture
def scene(db, at_monday_9am, settings, tmp_path, monkeypatch) -> Scene:
    keep_evidence_in(settings, tmp_path)
    kinds = {
        "arrived": "time",
        "when": "dateTime",
        "seen": "string",
        "where": "geopoint",
        "copy": "string",
        "north": "string",
    }
    plain = field_scene.TREE["questions"][-1]
    asked = [plain | {"path": f"/data/{name}", "type": kind} for name, kind in kinds.items()]
    monkeypatch.setitem(field_scene.TREE, "questions", [*field_scene.TREE["questions"], *asked])
    return make_scene(version=make_form("exact", xform=XFORM))


def found_in(where: str, text: str) -> list[str]:
    return [f"{where}: {what}" for what, canary in CANARIES.items() if canary.search(text)]


def leaks(scene: Scene, signed_in) -> list[str]:
    """File, contradict, correct and settle a visit, and return where its time and its place stand afterwards."""
    assert post(scene, answered()).status_code == 201
    assert post(scene, answered().replace(b"Kind", b"Rude")).status_code == 409
    visit = Visit.objects.get().ref
    moment = f"2026-11-22T{CLOCK}:00Z"
    corrected = {"after": moment, "reason": "Read it again", "by": EVERYBODY, "at": MONDAY_9AM}
    edit_answer(visit=visit, path="/data/when", **corrected)
    edit_answer(visit=visit, path="/data/seen", **(corrected | {"after": CLOCK}))
    pages = pages_of(scene, visit, signed_in)
    settle_review(visit=visit, to=VisitState.ACCEPTED, words="", by=EVERYBODY, at=MONDAY_9AM)
    return [*in_tables(), *(leak for name, text in pages.items() for leak in found_in(name, text))]


def in_tables() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            found += found_in(table, cursor.fetchone()[0])
    return found


def pages_of(scene: Scene, visit: str, signed_in) -> dict[str, str]:
    """Return what people read of a visit, and what they take with them."""
    desk, analyst = signed_in(Role.REVIEWER), signed_in(Role.ANALYST)
    table = {kind: reverse("console:results-visits-export", args=[scene.wave, kind]) for kind in ("csv", "xlsx")}
    correct = reverse("console:review-correct", args=[visit])
    pages = {
        "queue": desk.get(reverse("console:review")),
        "visit": desk.get(reverse("console:review-visit", args=[visit])),
        "correct": desk.get(f"{correct}?path=/data/arrived"),
        "besides": desk.get(reverse("console:results-besides", args=[scene.wave])),
        "csv": desk.get(table["csv"]),
        "analyst's csv": analyst.get(table["csv"]),
    }
    assert {answer.status_code for answer in pages.values()} == {200}
    texts = {name: b"".join(answer).decode() for name, answer in pages.items()}
    with zipfile.ZipFile(io.BytesIO(b"".join(desk.get(table["xlsx"])))) as book:
        texts["xlsx"] = "".join(book.read(name).decode() for name in book.namelist())
    return texts


def test_exact_times_and_places_are_sealed_and_durations_stay(scene, signed_in):
    assert leaks(scene, signed_in) == []
    answers = Visit.objects.get().answers
    assert answers["/data/arrived"] == answers["/data/seen"] == "night"
    assert answers["/data/when"] == answers["/data/start"] == answers["/data/end"] == "2026-W47 night"
    assert {answers[f"/data/{name}"] for name in ("where", "copy", "north")} == {"sealed"}
    assert answers["/data/minutes"] == answers["/data/wait/minutes"] == "12"
    assert str(Visit.objects.get().visited_on) == "2026-11-22"
    opened = b"".join(stores.originals().open_sealed(Submission.objects.get().sealed_ref)).decode()
    assert found_in("opened", opened) == [f"opened: {what}" for what in CANARIES] and all(
        each in opened for each in PLACE
    )


def test_exact_times_and_places_of_visits_that_come_from_elsewhere_are_made_coarse_by_the_same_rule(scene):
    vague = {
        "/data/arrived": "about ten",
        "/data/where": "24.45 54.37",
        "/data/seen": CLOCK,
        "/data/wait/greeted": "yes",
    }
    import_visits(
        visits=[ImportedVisit(scene.missions[0].ref, vague)], by=EVERYBODY, at=MONDAY_9AM
    )  # fmt: skip
    assert Visit.objects.get().answers == {
        "/data/arrived": "sealed", "/data/where": "sealed", "/data/seen": "night", "/data/wait/greeted": "yes",
    }  # fmt: skip


def test_nothing_that_is_no_place_is_measured_as_one(scene):
    """What the form works out is sealed with the places, and two numbers in it are no position."""
    moved = answered().replace(f"<where>{' '.join(PLACE)} 0 5</where>".encode(), b"<where/>")
    assert post(scene, moved.replace(f"<copy>at {CLOCK}".encode(), b"<copy>10 43")).status_code == 201
    visit = Visit.objects.get()
    assert visit.presence is None and visit.answers["/data/copy"] == "sealed"


def test_twin_an_intake_that_stores_what_it_is_told_fails_the_same_measure(scene, signed_in, monkeypatch):
    monkeypatch.setattr(keeping._Keeper, "stored", lambda _keeper, _path, text: text)
    found = leaks(scene, signed_in)
    assert {leak.partition(":")[0] for leak in found} >= {"fieldwork_visit", "fieldwork_conflict", "visit", "csv"}
