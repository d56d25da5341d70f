"""How a visit was captured, at the review desk: durations, counts, words and doubts; never an exact time."""

import io
import re
from hashlib import sha256

import openpyxl
import pytest
from django.test import Client

from basira.core.kernel.actor import Role
from basira.programme.fieldwork import stores, verbs
from basira.programme.registry.models import Centre
from basira.project import worker
from basira.surfaces.console.review.capture import changed_how, lasted
from tests.capture_scene import places_json, point, signed, spoken, values_for
from tests.cast import MONDAY_9AM
from tests.field_scene import Scene, filled, keep_evidence_in, make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_monday_9am")]
DESK = "/console/review/"


@pytest.fixture
def scene(db, settings, tmp_path) -> Scene:
    keep_evidence_in(settings, tmp_path)
    scene = make_scene()
    Centre.objects.update(latitude="25.1", longitude="55.2")
    verbs.say_device_key(sender=scene.sender, key=spoken(point()), judge_again=print, by=scene.shopper, at=MONDAY_9AM)
    return scene


@pytest.fixture
def desk(signed_in) -> Client:
    return signed_in(Role.REVIEWER)


def send(scene: Scene, files: dict[str, bytes], xml: bytes = b"", source: str = "browser") -> str:
    store, sealings = stores.originals(), {}
    for name, content in files.items():
        sealings[name] = store.begin(limit=10**7, remember=300_000)
        sealings[name].write(content)
    return verbs.file_visit(
        sender=scene.sender, xml=xml or filled(), files=sealings, store=store, repaint=lambda ref: None,
        by=scene.shopper, at=MONDAY_9AM, source=source,
    ).visit  # fmt: skip


def whole(scene: Scene, **changed) -> dict[str, bytes]:
    """Return both parts of a sound record."""
    places, xml = places_json((25.1, 55.2, 9.0)), changed.pop("xml", filled())
    said = {"mission": scene.missions[0].ref, "places": {"sha256": sha256(places).hexdigest(), "size": len(places)}}
    return {"record.json": signed(values_for(xml, **said, **changed)), "places.json": places}


def page_of(desk: Client, visit: str) -> str:
    answer = desk.get(f"{DESK}{visit}/", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_visit_from_another_app_says_so_quietly(scene, desk):
    page = page_of(desk, send(scene, {}, source="openrosa"))
    assert "Sent by another app: nothing more is known" in page and "How the visit went" not in page


def test_a_visit_of_our_own_form_without_a_record_says_so(scene, desk):
    assert "The phone told nothing of how it was captured." in page_of(desk, send(scene, {}))


def test_a_sound_record_tells_durations_counts_promises_contacts_and_words(scene, desk):
    page = page_of(desk, send(scene, whole(scene)))
    for words in (
        "As the phone signed it", "Waited 1 hour", "People in the queue 7", "Minutes of waiting 15 on a sign 60",
        "First day Phone promised · within 7 days call again", "5 days later Counter done", "A good thing A clerk helped",
        "Who served Counter four 40 seconds after leaving", "Entries that were changed ( 2 )", "moved earlier by 1 hour",
        "5 became 7 · counted wrongly · two sat aside", "destroyed on 23 December 2026",
    ):  # fmt: skip
        assert words in page, (words, page)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda record: b"{", "What the phone noted on the way cannot be read"),
        (lambda record: record.replace(b"Counter four", b"Counter five"), "The signature does not fit"),
    ],
    ids=["unreadable", "changed"],
)
def test_a_doubt_is_told_with_what_to_do(scene, desk, spoil, words):
    parts = whole(scene)
    page = page_of(desk, send(scene, parts | {"record.json": spoil(parts["record.json"])}))
    assert words in page and "As the phone signed it" not in page


def test_a_file_with_other_bytes_and_one_that_was_added_are_named(scene, desk):
    xml = filled(photo="a.jpg", extra="")
    claim = {
        "name": "a.jpg",
        "sha256": "0" * 64,
        "size": 5,
        "captured_at": "2026-11-22T06:47:00Z",
        "from": "camera",
        "blurred": 3,
    }
    page = page_of(desk, send(scene, whole(scene, xml=xml, files=[claim]) | {"a.jpg": b"\xff\xd8\xff\xe0 photo"}, xml))
    assert (
        "Other bytes arrived than the phone captured: a.jpg" in page
        and "Not everything is as the phone signed it" in page
    )
    assert "3 places, drawn over on the phone" in page


def test_details_of_other_people_are_pointed_at_where_they_stand(scene, desk):
    seen = {"observation": "Call Ahmad on 050 123 4567", "story": "", "proposal": ""}
    assert "Holds a phone number; leave it out" in page_of(desk, send(scene, whole(scene, seen=seen)))


def test_the_worker_destroys_positions_in_time_and_the_page_says_so(scene, desk, settings, capsys):
    visit = send(scene, whole(scene))
    settings.PLACES_KEPT_DAYS = 5000
    worker.destroy_places()
    assert "Sealed; seen by nobody" in page_of(desk, visit) and not capsys.readouterr().err
    settings.PLACES_KEPT_DAYS = 0
    worker.destroy_places()
    assert "of 1 visits were destroyed" in capsys.readouterr().err
    page = page_of(desk, visit)
    assert "Destroyed when their days were over." in page and "Taken at the centre" in page


def test_words_are_shown_as_words(scene, desk):
    visit = send(scene, whole(scene, seen={"story": "<script>alert(1)</script>", "observation": "", "proposal": ""}))
    page = desk.get(f"{DESK}{visit}/").content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def exact_times(scene: Scene, signed_in, language: str) -> list[str]:
    """
    File a visit and return the addresses that show a moment of its record, on a page or in an export.

    The minute of each is 47, in UTC and in the programme's zone; whatever else is written here happens at nine sharp.
    """
    visit = send(scene, whole(scene))
    roles = (Role.REVIEWER, Role.ARBITER, Role.ANALYST, Role.DIRECTOR, Role.PLANNER, Role.AUDITOR)
    desk, found = signed_in(*roles), []
    exports = [f"/console/results/{scene.wave}/visits.{kind}" for kind in ("csv", "xlsx")]
    for address in (f"{DESK}{visit}/", DESK, f"{DESK}?state=all", "/console/journal/", "/console/", *exports):
        answer = desk.get(address, HTTP_ACCEPT_LANGUAGE=language)
        assert answer.status_code == 200, address
        text = told(b"".join(answer.streaming_content) if answer.streaming else answer.content, address)
        found += [address] if re.search(r"\b\d\d?:47|[:٫]٤٧|20\d{6}T\d\d47", text) else []
    return found


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_exact_time_is_on_any_page_or_export(scene, signed_in, language):
    assert exact_times(scene, signed_in, language) == []


@pytest.mark.parametrize(
    "shown",
    ["22 November 2026, 06:47", "22 November 2026, 10:47", "٢٢ نوفمبر ٢٠٢٦، ١٠:٤٧", "20261122T064730Z"],
    ids=["in UTC", "in the programme's zone", "in Arabic digits", "in short"],
)
def test_twin_a_page_that_tells_when_instead_of_how_long_fails_the_same_measure(scene, signed_in, monkeypatch, shown):
    monkeypatch.setattr("basira.surfaces.console.review.capture.lasted", lambda _seconds: shown)
    assert [re.sub(r"\w{26}", "visit", address) for address in exact_times(scene, signed_in, "en")] == [f"{DESK}visit/"]


def told(content: bytes, address: str) -> str:
    if not address.endswith("xlsx"):
        return content.decode()
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"), (1, "1 second"), (89, "89 seconds"), (90, "2 minutes"), (720, "12 minutes"), (3600, "1 hour"),
        (4830, "1 hour and 20 minutes"), (172_800, "2 days"), (3_599, "1 hour"),
    ],
)  # fmt: skip
def test_a_duration_reads_as_people_say_it(seconds, words):
    from django.utils.translation import override

    with override("en"):
        assert lasted(seconds) == words


def test_every_way_of_changing_an_entry_has_its_words():
    from django.utils.translation import override

    entry = {"of": "contact", "what": "phone", "before": "promised", "after": "done", "gone": False, "shift_s": None}
    with override("en"):
        assert changed_how(entry) == "promised became done"
        assert changed_how(entry | {"gone": True, "after": ""}) == "taken back (it said promised)"
        assert (
            changed_how(entry | {"of": "mark", "what": "left", "before": "", "after": "", "gone": True}) == "taken back"
        )
        assert (
            changed_how(entry | {"of": "mark", "before": "", "after": "", "shift_s": 0})
            == "noted again at the same moment"
        )
