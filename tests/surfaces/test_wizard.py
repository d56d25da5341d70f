"""The wizard starts from a blueprint: a file that is refused says why, one that is taken fills the steps, none fills nothing."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from basira.gateways.shipped import shipped_blueprints
from basira.programme.people import queries, setting_up
from basira.surfaces.console.set_up.starting import OFFERED
from tests.cast import MONDAY_9AM, PASSWORD
from tests.shared_data import ROOT

pytestmark = pytest.mark.django_db
S1 = (ROOT / "blueprints" / "S1.toml").read_text(encoding="utf-8")
TYPED = {
    "legal_basis_ar": "القرار رقم 12 لسنة 2026.",
    "notice_on": "2026-11-01",
    "notice_ar": "إشعار",
    "purpose_ar": "غاية",
    "go": "on",
}
NEWCOMER = {
    "name_ar": "أمل", "name_en": "Amal", "username": "amal", "way": "password", "password": PASSWORD, "again": PASSWORD,
}  # fmt: skip


@pytest.fixture
def client():
    somebody = Client(headers={"accept-language": "en"})
    somebody.post("/set-up/", {"code": setting_up.renew_set_up_code(at=MONDAY_9AM)})
    return somebody


def begin(client, choice, text=None):
    sent = {"start": choice, "go": "on"}
    if text is not None:
        sent["file"] = SimpleUploadedFile("mine.toml", text if isinstance(text, bytes) else text.encode())
    return client.post("/set-up/start/", sent)


def walk(client, **changes):
    """Send every step as it stands, with what nobody but a person can say."""
    for name in ("programme", "basis", "words", "forms", "roles", "clocks"):
        form = client.get(f"/set-up/{name}/").context["form"]
        shown = {field.html_name: field.value() for field in form}
        sent = {key: value for key, value in shown.items() if value not in (None, False, "")}
        wanted = TYPED if name == "basis" else {"go": "on"}
        answer = client.post(f"/set-up/{name}/", sent | wanted | changes.get(name, {}))
        assert answer.status_code == 302, (name, answer.context["form"].errors)
    assert client.post("/set-up/account/", NEWCOMER | {"go": "on"}).status_code == 302
    return client.get("/set-up/check/")


def test_every_blueprint_that_ships_is_offered_and_no_other():
    assert set(OFFERED) == set(shipped_blueprints(settings.BLUEPRINTS_FOLDER))


def test_the_first_step_asks_for_a_choice(client):
    assert client.post("/set-up/start/", {"go": "on"}).status_code == 422
    assert begin(client, "own").status_code == 422
    assert begin(client, "S9").status_code == 422


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_file_of_ones_own_that_is_refused_says_line_and_key_and_fills_nothing(client, language):
    client.cookies["basira_language"] = language
    answer = begin(client, "own", S1.replace("reply_working_days = 5", "reply_working_days = 0"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "clocks.reply_working_days" in page
    assert ("اختر عددًا بينهما" if language == "ar" else "Choose a number between them") in page
    assert client.get("/set-up/programme/").context["form"]["name_en"].value() in (None, "")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"x" * 300_000])
def test_a_file_that_is_no_blueprint_at_all_is_refused(client, content):
    assert begin(client, "own", content).status_code == 422


def test_a_blueprint_fills_the_steps_and_what_it_cannot_know_is_asked(client):
    assert begin(client, "S1")["location"] == "/set-up/programme/"
    assert client.get("/set-up/programme/").context["form"]["body_name_en"].value() == "Social Services Department"
    assert client.get("/set-up/check/")["location"] == "/set-up/basis/"
    page = walk(client).content.decode()
    assert "The department&#x27;s mystery shopper" in page and "From the blueprint" in page
    assert "Friday · Saturday · Sunday" in " ".join(page.split()).replace(" ·", " ·")
    assert "What Basira keeps and does not do yet" in page


def test_a_file_of_ones_own_is_kept_while_somebody_goes_back_and_forth(client):
    mine = S1.replace("The department's mystery shopper", "Ours").replace(
        "reply_working_days = 5", "reply_working_days = 9"
    )
    assert begin(client, "own", mine).status_code == 302
    assert begin(client, "own").status_code == 302  # the browser does not send the file again
    page = walk(client).content.decode()
    assert "Ours" in page and "<dd>9</dd>" in page.replace("<bdi>", "").replace("</bdi>", "")


def test_starting_from_nothing_asks_for_everything(client):
    assert begin(client, "nothing").status_code == 302
    assert client.get("/set-up/programme/").context["form"]["name_en"].value() in (None, "")
    assert client.get("/set-up/clocks/").context["form"]["answer_days"].value() == settings.ANSWER_WORKING_DAYS


def test_another_blueprint_fills_again_and_nothing_that_it_does_not_speak_of_is_lost(client):
    begin(client, "S1")
    client.post("/set-up/basis/", TYPED)
    begin(client, "S3")
    basis = client.get("/set-up/basis/").context["form"]
    assert basis["legal_basis_ar"].value() == TYPED["legal_basis_ar"]
    assert basis["purpose_ar"].value().startswith("أن يشارك المجتمع")


def test_the_same_blueprint_again_leaves_what_was_typed(client):
    begin(client, "S1")
    walk(client, programme={"name_en": "Typed by hand"})
    begin(client, "S1")
    assert client.get("/set-up/programme/").context["form"]["name_en"].value() == "Typed by hand"


def test_a_programme_of_another_kind_than_its_blueprint_goes_back_to_the_start(client):
    begin(client, "S1")
    answer = walk(client, programme={"governance": "independent"})
    assert answer.status_code == 302 and answer["location"] == "/set-up/start/"
    assert "Choose another blueprint or nothing" in client.get("/set-up/start/").content.decode()
    assert not queries.is_set_up()


def test_a_week_without_work_is_refused_at_its_field(client):
    begin(client, "S1")
    every = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    answer = client.post("/set-up/clocks/", {"answer_days": "5", "arbiter_days": "5", "weekend": every, "go": "on"})
    assert answer.status_code == 422 and "at least one working day" in answer.content.decode()
