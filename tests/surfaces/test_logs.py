"""What the logs hold of phones: no key, no code, no device, whoever writes the line."""

import io
import logging

import pytest
from django.conf import settings
from django.db import connection
from django.urls import NoReverseMatch, reverse

from basira.surfaces.shared.logs import MaskingFormatter
from tests.field_scene import filled, keep_evidence_in, make_scene
from tests.surfaces.test_openrosa import PHOTO, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def test_nothing_of_the_phone_reaches_the_database_or_the_log(scene, caplog):
    """Bar ID-08: device headers and the user agent are stored nowhere."""
    caplog.set_level(logging.DEBUG)
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    secrets = ("SECRETDEVICE", "SECRETAGENT", "353918050000001", scene.client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            text = cursor.fetchone()[0]
            assert not [secret for secret in secrets if secret in text], table
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in ours for secret in secrets if secret in line]


def written(name: str, message: str, *args: object, fault: BaseException | None = None) -> str:
    """Return what a logger's handler writes of a record, as the settings configure it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(MaskingFormatter(settings.LOGGING["formatters"]["plain"]["format"]))
    exc_info = (type(fault), fault, fault.__traceback__) if fault else None
    handler.handle(logging.LogRecord(name, logging.WARNING, "", 1, message, args, exc_info))
    return out.getvalue()


@pytest.mark.parametrize(
    "path",
    [
        "/v1/key/{}/projects/1/formList",
        "/v1%2Fkey%2f{}%2Fprojects/1/formList",
        "/notes/open%23{}/3",
        "/notes/open#{}/3",
        "/notes/open/%23{}",
        "/join/%23{}",
        "/join/#{}",
        "/join%23{}",
        "/ar/join/ {}",
        "/set-up/%23{}",
        "/set-up/?next={}",
    ],
)
def test_the_log_masks_keys_tokens_and_codes_whoever_writes_them(path):
    secret = "SECRET-4711_x"
    for line in (
        written("django.request", "%s: %s", "Not Found", path.format(secret)),
        written("granian.access", '[%s] - "GET %s HTTP/1.1" 404 1.2', "now", path.format(secret)),
    ):
        assert secret not in line and "…" in line


def test_a_traceback_is_masked_and_no_line_of_it_looks_like_a_record():
    with pytest.raises(NoReverseMatch) as refusal:
        reverse("openrosa:form", kwargs={"token": "SECRET-4711_x", "project": 1, "form_id": "a/b"})
    line = written("x", "OpenRosa request failed", fault=refusal.value)
    assert "NoReverseMatch" in line and "SECRET-4711_x" not in line
    forged = written("x", "it failed", fault=ValueError("\u202e\n2026-11-28 WARNING all is well"))
    assert "\u202e" not in forged and "\n2026" not in forged


def test_a_record_that_another_handler_has_written_is_masked_all_the_same():
    record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), None)
    record.exc_text = "Traceback: /v1/key/SECRET-4711_x/projects"
    assert "SECRET-4711_x" not in MaskingFormatter().format(record) and "SECRET" in record.exc_text


def test_the_server_keeps_no_access_log_and_every_log_passes_the_mask(settings):
    from basira.gateways.postgres.roles import Addresses
    from basira.project.serving import Serving, web_child

    child = web_child(Addresses("", "", ""), Serving("127.0.0.1", 8000))
    assert "--no-access-log" in child.command
    formatters = settings.LOGGING["formatters"]
    assert {one["()"] for one in formatters.values()} == {f"{MaskingFormatter.__module__}.{MaskingFormatter.__name__}"}
    assert all(handler["formatter"] in formatters for handler in settings.LOGGING["handlers"].values())
    # Django's own server and granian bring handlers of their own; ours replace them.
    for name in ("django", "django.server", "_granian", "granian.access"):
        assert settings.LOGGING["loggers"][name]["handlers"] == ["stderr"]


@pytest.mark.parametrize(("address", "status", "is_told"), [("/healthz", 503, False), ("/nowhere/", 404, True)])
def test_a_start_that_asks_whether_it_is_up_writes_no_errors(address, status, is_told, client, monkeypatch):
    monkeypatch.setattr("basira.surfaces.shared.health.worker_lives", lambda: False)
    lines = io.StringIO()
    handler, logger = logging.StreamHandler(lines), logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert client.get(address).status_code == status
    finally:
        logger.removeHandler(handler)
    assert (address in lines.getvalue()) is is_told
