"""ID-07: no form asks a phone who or where it is. ID-08: what a phone says of itself is in no table and in no log."""

import logging

import pytest
from django.db import connection

from basira.core.instrument import lints
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.models import Submission
from basira.programme.fieldwork.verbs import filing
from basira.surfaces.openrosa import views
from tests.core.instrument.workbooks import a_form, check
from tests.field_scene import filled
from tests.surfaces.test_openrosa import PHOTO, post

SPIES = (
    "deviceid",
    "phonenumber",
    "email",
    "username",
    "simserial",
    "subscriberid",
    "audit",
    "start-geopoint",
    "background-audio",
)
TRACES = ("spy", "audit", 'preload="property"', "setgeopoint", "recordaudio")
SECRETS = ("SECRETDEVICE", "SECRETAGENT", "353918050000001")


def followed_by(kind: str) -> list[str]:
    """Return what a phone would meet of a form that asks for `kind`; empty when it is dropped by name, or refused."""
    survey = [
        ("type", "name", "label"),
        ("text", "praise", "What went well?"),
        (kind, "audit" if kind == "audit" else "spy", ""),
    ]
    found = check(a_form(survey))
    is_named = any(problem.code == "form.phone-identifying" for problem in found.problems)
    return [trace for trace in TRACES if found.ok and trace in found.xform] + ([] if is_named else ["not named"])


@pytest.mark.parametrize("kind", SPIES)
def test_id_07_a_question_that_follows_the_phone_is_dropped_and_named(kind):
    assert followed_by(kind) == []


@pytest.mark.parametrize("kind", ["audit", "start-geopoint", "background-audio"])
def test_id_07_twin_a_converter_that_passes_on_what_it_reads_fails_the_same_measure(monkeypatch, kind):
    monkeypatch.setattr(lints, "drop_phone_questions", lambda workbook: None)
    assert followed_by(kind)


def leaks(scene, caplog) -> list[str]:
    """File a visit from a phone that tells much of itself, and return where any of it stands afterwards."""
    caplog.set_level(logging.DEBUG)
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    assert Submission.objects.exists()
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            text = cursor.fetchone()[0]
            found += [f"{table}: {secret}" for secret in (*SECRETS, scene.client) if secret in text]
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    found += [f"log: {secret}" for secret in (*SECRETS, scene.client) if any(secret in line for line in lines)]
    opened = b"".join(stores.originals().open_sealed(Submission.objects.get().sealed_ref)).decode()
    return found + [f"sealed: {secret}" for secret in SECRETS if secret in opened]


@pytest.mark.django_db
def test_id_08_nothing_of_the_phone_is_kept(scene, caplog):
    assert leaks(scene, caplog) == []


@pytest.mark.django_db
def test_id_08_twin_an_intake_that_keeps_what_it_is_told_fails_the_same_measure(scene, caplog, monkeypatch):
    real = filing.keep_known

    def keeps_all(read, shape):
        kept = real(read, shape)
        return type(kept)(**{field: getattr(kept, field) for field in kept.__slots__}
                          | {"answers": kept.answers | {"/data/deviceid": "collect:353918050000001"}})  # fmt: skip

    monkeypatch.setattr(filing, "keep_known", keeps_all)
    assert any("fieldwork_visit" in leak for leak in leaks(scene, caplog))


@pytest.mark.django_db
def test_id_08_twin_a_door_that_writes_down_who_came_fails_the_same_measure(scene, caplog, monkeypatch):
    real = views.file_received

    def talkative(request, *words, **more):
        logging.getLogger("basira.talkative").info("from %s", request.headers["User-Agent"])
        return real(request, *words, **more)

    monkeypatch.setattr(views, "file_received", talkative)
    assert leaks(scene, caplog) == ["log: SECRETAGENT"]
