"""A questionnaire tried on a phone at the desk: refusals first, then what its page says, and what it can never do."""

import json
import re
from base64 import b64decode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basira.core.instrument.template import template_workbook
from basira.core.kernel.actor import Role
from basira.programme.instruments import copy_cards, queries, trials
from basira.programme.instruments.copies import Naming, Step, begin_empty, change_copy, copy_version
from basira.programme.instruments.copy_cards import copy_card
from basira.programme.instruments.models import FormMedia, WorkingCopy
from basira.programme.instruments.verbs import upload_questionnaire
from tests.cast import MONDAY_9AM, actor
from tests.core.instrument.workbooks import work_here

pytestmark = pytest.mark.django_db
SALEM = actor("salem", Role.PLANNER)
PHONES = ["edit-preview-phone", "preview-phone"]
WHAT_GOES_WITH_IT = {"names.csv": b"name,label\na,A\n"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    work_here(monkeypatch)


@pytest.fixture
def version() -> str:
    """A draft of the template, uploaded under a name that tells something, with a file."""
    sent = {"content": template_workbook(), "filename": "minister-secret.xlsx", "media": WHAT_GOES_WITH_IT}
    return upload_questionnaire(**sent, by=SALEM, at=MONDAY_9AM).ref


@pytest.fixture
def copy(version) -> str:
    """A copy of it."""
    return copy_version(ref=version, by=SALEM, at=MONDAY_9AM)


def to(name: str, ref: str) -> str:
    return reverse(f"console:instruments-{name}", args=[ref])


def told(answer) -> dict:
    """What a page tells the script of the preview."""
    found = re.search(
        r'<script id="preview-page" type="application/json">(.*?)</script>', answer.content.decode(), re.S
    )
    assert found
    return json.loads(found[1])


def policy(answer) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))


@pytest.mark.parametrize("page", ["preview", *PHONES])
def test_a_form_that_is_not_there_is_not_found(page, signed_in):
    assert signed_in(Role.PLANNER).get(to(page, "nowhere")).status_code == 404


def test_a_copy_is_tried_by_those_who_may_write_it_and_a_version_by_those_who_may_read_it(copy, version, signed_in):
    auditor, publisher = signed_in(Role.AUDITOR), signed_in(Role.PUBLISHER)
    for page, ref in (("edit-preview", copy), ("edit-preview-phone", copy)):
        assert auditor.get(to(page, ref)).status_code == 403
    for page, ref in (("preview", version), ("preview-phone", version)):
        assert auditor.get(to(page, ref)).status_code == 200
        assert publisher.get(to(page, ref)).status_code == 403


def test_a_copy_that_is_closed_or_has_errors_is_not_tried(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    row = next(at for at, cells in enumerate(copy_card(copy).book.survey.rows) if cells.get("name") == "greeted")
    weight = {"bind::basira:weight": "-2"}
    spoilt = Step("spoilt", lambda book: book.with_sheet("survey", book.survey.changed(row, weight)))
    change_copy(ref=copy, revision=1, step=spoilt, by=SALEM, at=MONDAY_9AM)
    assert planner.get(to("edit-preview-phone", copy)).status_code == 404
    page = planner.get(to("edit-preview", copy)).content.decode()
    assert "<iframe" not in page and to("edit-check", copy) in page
    planner.post(to("edit-discard", copy), {"revision": 2})
    assert planner.get(to("edit-preview-phone", copy)).status_code == 422


@pytest.mark.parametrize("page", PHONES)
def test_the_page_in_the_frame_can_neither_keep_nor_send_and_only_the_desk_frames_it(page, copy, version, signed_in):
    answer = signed_in(Role.PLANNER).get(to(page, copy if "edit" in page else version))
    said = policy(answer)
    assert said["sandbox"] == "allow-scripts allow-forms"
    assert said["connect-src"] == said["form-action"] == said["default-src"] == said["base-uri"] == "'none'"
    assert said["script-src"] == "'self' 'wasm-unsafe-eval'" and said["frame-ancestors"] == "'self'"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN" and "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("page", ["edit-preview", "preview"])
def test_the_page_with_the_frame_is_as_strict_as_any_other_but_for_the_frame(page, copy, version, signed_in):
    planner = signed_in(Role.PLANNER)
    answer = planner.get(to(page, copy if "edit" in page else version))
    home = policy(planner.get(reverse("console:instruments")))
    assert policy(answer) == home | {"frame-src": "'self'"}
    assert f'src="{to(page + "-phone", copy if "edit" in page else version)}"' in answer.content.decode()


@pytest.mark.parametrize("page", PHONES)
def test_the_page_is_told_this_form_its_files_and_words_and_nothing_else(page, copy, version, signed_in):
    begin_empty(naming=Naming("another_draft", "مسودة أخرى", "Another draft"), by=SALEM, at=MONDAY_9AM)
    answer = signed_in(Role.PLANNER).get(to(page, copy if "edit" in page else version))
    page_told = told(answer)
    assert set(page_told) == {"language", "words", "form", "hidden", "files"}
    assert page_told["hidden"] == "/data/mission" and "Did a member of staff greet you?" in page_told["form"]
    assert {name: b64decode(content) for name, content in page_told["files"].items()} == WHAT_GOES_WITH_IT
    assert page_told["words"]["ar"].keys() == page_told["words"]["en"].keys()
    assert page_told["words"]["ar"]["send"] == "إرسال"
    for secret in ("minister-secret", "another_draft", "Another draft", copy, version, "salem"):
        assert secret not in answer.content.decode()


def test_hostile_words_end_no_script(signed_in):
    ref = begin_empty(naming=Naming("x", "</script><b>x</b>", ""), by=SALEM, at=MONDAY_9AM)
    answer = signed_in(Role.PLANNER).get(to("edit-preview-phone", ref))
    assert "</script><b>" not in answer.content.decode()


def test_files_that_are_too_much_are_left_out_the_largest_first(version, monkeypatch):
    monkeypatch.setattr(trials, "MOST_FILE_BYTES", 5)
    assert trials.fitting([(1, 2), (2, 3), (3, 1)]) == [1, 2]
    form = trials.version_form(version)
    assert form and form.files == {}


SEVERAL = {"names.csv": b"a\n1\n", "letter.pdf": b"b" * 9, "sign.png": b"c" * 6}


@pytest.mark.parametrize(("most", "read"), [(5, ["names.csv"]), (10, ["names.csv", "sign.png"]), (1, [])])
def test_what_does_not_fit_is_not_read_from_the_database(most, read, monkeypatch):
    sent = {"content": template_workbook(), "filename": "t.xlsx", "media": SEVERAL}
    ref = upload_questionnaire(**sent, by=SALEM, at=MONDAY_9AM).ref
    monkeypatch.setattr(trials, "MOST_FILE_BYTES", most)
    with CaptureQueriesContext(connection) as asked:
        form = trials.version_form(ref)
        files = queries.version_page(ref).media
    assert form.files == {name: SEVERAL[name] for name in read}
    assert {file.filename: file.bytes for file in files} == {name: len(content) for name, content in SEVERAL.items()}
    reading = [one["sql"] for one in asked if re.search(r'(?<!LENGTH\()"instruments_formmedia"."content"', one["sql"])]
    pks = FormMedia.objects.filter(filename__in=read).order_by("filename").values_list("pk", flat=True)
    assert len(reading) == bool(read) and all(f"IN ({', '.join(map(str, pks))})" in sql for sql in reading)


def test_the_check_of_a_copy_reads_lists_and_no_other_file():
    sent = {"content": template_workbook(), "filename": "t.xlsx", "media": SEVERAL}
    ref = copy_version(ref=upload_questionnaire(**sent, by=SALEM, at=MONDAY_9AM).ref, by=SALEM, at=MONDAY_9AM)
    copy = WorkingCopy.objects.get(ref=ref)
    assert copy_cards.files_to_check(copy) == {"names.csv": SEVERAL["names.csv"], "letter.pdf": b"", "sign.png": b""}
    assert copy_cards.media_of(copy) == SEVERAL


@pytest.mark.parametrize(("language", "minutes"), [("en", "at most 2 minutes to fill"), ("ar", "دقيقتان على الأكثر")])
def test_the_page_says_the_minutes_and_lists_the_questions_for_browsers_without_scripts(
    language, minutes, version, signed_in
):
    page = signed_in(Role.PLANNER, language=language).get(to("preview", version)).content.decode()
    assert minutes in re.sub(r"<[^>]+>", "", page) and page.count('type="radio"') == 14


@pytest.mark.parametrize("page", ["preview", *PHONES])
def test_pages_ask_the_same_few_queries(page, copy, version, signed_in, django_assert_max_num_queries):
    planner = signed_in(Role.PLANNER)
    ref = copy if "edit" in page else version
    planner.get(to(page, ref))
    with django_assert_max_num_queries(10):
        planner.get(to(page, ref))
