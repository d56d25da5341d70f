"""Questionnaires at the desk: refusals first, then the way of a form from upload to retirement."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import basira
from basira.core.instrument.template import template_workbook
from basira.core.kernel.actor import Role
from basira.programme.instruments import queries
from basira.programme.instruments.models import QuestionnaireVersion
from basira.surfaces.shared.words import WORDS
from tests.core.instrument.workbooks import a_form, converted_here

pytestmark = pytest.mark.django_db

LIST = "/console/instruments/"
UPLOAD = "/console/instruments/upload/"
BAD = a_form(
    [("type", "name", "label", "basira::criterion"), ("select_one yn", "q", "Q", "c1"), ("nonsense", "x", "X", "")]
)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Convert in this process; tests/gateways proves the limited one."""
    monkeypatch.setattr("basira.gateways.xlsforms.convert_in_limits", converted_here)


def sent(content: bytes, name: str = "form.xlsx", **more):
    return {"workbook": SimpleUploadedFile(name, content), **more}


def uploaded(client, content: bytes | None = None) -> str:
    answer = client.post(UPLOAD, sent(template_workbook() if content is None else content))
    assert answer.status_code == 302
    return re.search(r"instruments/(\w{26})/", answer.headers["Location"])[1]


def test_somebody_not_signed_in_is_asked_to(client):
    for url in (LIST, UPLOAD, "/console/instruments/template", "/console/instruments/x/"):
        assert client.get(url).status_code == 302
        assert "login" in client.get(url).headers["Location"]


def test_who_has_another_role_is_told_so(signed_in):
    panel_officer, reviewer = signed_in(Role.PANEL_OFFICER), signed_in(Role.REVIEWER)
    assert panel_officer.get(LIST).status_code == 403
    assert reviewer.get(LIST).status_code == 200
    assert reviewer.get(UPLOAD).status_code == 403
    assert reviewer.post(UPLOAD, sent(template_workbook())).status_code == 403
    assert not QuestionnaireVersion.objects.exists()


def test_a_planner_may_neither_publish_nor_retire(signed_in):
    planner = signed_in(Role.PLANNER)
    ref = uploaded(planner)
    for act in ("publish", "retire"):
        assert planner.post(f"{LIST}{ref}/{act}").status_code == 403
    assert "btn-error" not in planner.get(f"{LIST}{ref}/").content.decode()


@pytest.mark.parametrize("name", ["version", "workbook", "xform"])
def test_a_version_that_is_not_there_is_not_found(name, signed_in):
    assert signed_in(Role.PLANNER).get(reverse(f"console:instruments-{name}", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("act", ["publish", "retire"])
def test_publishing_and_retiring_need_a_post_and_a_version(act, signed_in):
    director = signed_in(Role.DIRECTOR)
    assert director.get(f"{LIST}nowhere/{act}").status_code == 405
    assert director.post(f"{LIST}nowhere/{act}").status_code == 404


def test_an_upload_without_a_file_says_so(signed_in):
    answer = signed_in(Role.PLANNER).post(UPLOAD, {})
    assert answer.status_code == 422
    assert "Please correct what follows" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_bad_workbook_shows_every_fault_by_place_and_keeps_nothing(language, signed_in):
    answer = signed_in(Role.PLANNER, language=language).post(UPLOAD, sent(BAD))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "survey:1" in page
    assert "survey:3" in page
    assert "basira::criterion" in page
    assert not QuestionnaireVersion.objects.exists()


def test_a_file_that_is_no_workbook_is_refused_in_words(signed_in):
    answer = signed_in(Role.PLANNER).post(UPLOAD, sent(b"<script>alert(1)</script>", "x.xlsx"))
    assert answer.status_code == 422
    assert "neither an .xlsx nor an .xls" in answer.content.decode()


def test_hostile_words_in_a_workbook_are_shown_as_text(signed_in):
    planner = signed_in(Role.PLANNER)
    ref = uploaded(planner, a_form([("type", "name", "label"), ("text", "q", "<script>alert(1)</script>")]))
    page = planner.get(f"{LIST}{ref}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_another_workbook_under_the_same_version_is_refused_in_words(signed_in):
    planner = signed_in(Role.PLANNER)
    uploaded(planner, a_form([("type", "name", "label"), ("text", "q", "One")]))
    answer = planner.post(UPLOAD, sent(a_form([("type", "name", "label"), ("text", "q", "Two")])))
    assert answer.status_code == 422
    assert "is here already, with other content" in answer.content.decode()


def test_publishing_twice_is_refused_in_words(signed_in):
    director = signed_in(Role.DIRECTOR)
    ref = uploaded(director)
    assert director.post(f"{LIST}{ref}/publish").status_code == 302
    assert director.post(f"{LIST}{ref}/publish").status_code == 422


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_empty_list_says_what_to_do(language, signed_in):
    page = signed_in(Role.PLANNER, language=language).get(LIST).content.decode()
    assert reverse("console:instruments-upload") in page
    assert reverse("console:instruments-template") in page


def test_the_list_is_searched(signed_in):
    planner = signed_in(Role.PLANNER)
    uploaded(planner)
    assert "service_visit" in planner.get(LIST, {"q": "visit"}).content.decode()
    nothing = planner.get(LIST, {"q": "zzz", "page": "²"})
    assert nothing.status_code == 200
    assert "No questionnaire fits" in nothing.content.decode()


def test_the_list_costs_the_same_for_many_versions(signed_in, django_assert_max_num_queries):
    planner = signed_in(Role.PLANNER)
    for number in range(3):
        settings = (("form_title", "form_id", "version"), ("T", "t", str(number)))
        uploaded(planner, a_form([("type", "name", "label"), ("text", "q", "Q")], settings=settings))
    with django_assert_max_num_queries(9):
        planner.get(LIST)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_form_goes_from_upload_to_retirement(language, signed_in):
    director = signed_in(Role.DIRECTOR, language=language)
    ref = uploaded(director)
    page = director.get(f"{LIST}{ref}/").content.decode()
    for expected in ("greeted", "courtesy", "بصورة صحيحة" if language == "ar" else "told correctly"):
        assert expected in page
    assert director.post(f"{LIST}{ref}/publish").status_code == 302
    assert queries.version_page(ref).card.state == "published"
    assert f"{ref}/publish" not in director.get(f"{LIST}{ref}/").content.decode()
    assert director.post(f"{LIST}{ref}/retire").status_code == 302
    assert queries.version_page(ref).card.state == "retired"


def test_downloads_are_files_to_keep(signed_in):
    planner = signed_in(Role.PLANNER)
    ref = uploaded(planner)
    workbook = planner.get(f"{LIST}{ref}/workbook")
    assert workbook.content == template_workbook()
    for answer in (workbook, planner.get(f"{LIST}{ref}/xform"), planner.get(f"{LIST}template")):
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/octet-stream"


def test_a_form_with_its_file_can_be_uploaded_and_the_file_fetched(signed_in):
    planner = signed_in(Role.PLANNER)
    form = a_form([("type", "name", "label"), ("select_one_from_file centres.csv", "c", "Centre")])
    answer = planner.post(UPLOAD, sent(form, attachments=[SimpleUploadedFile("centres.csv", b"name,label\nc1,C\n")]))
    assert answer.status_code == 302
    ref = QuestionnaireVersion.objects.get().ref
    assert planner.get(f"{LIST}{ref}/files/centres.csv").content == b"name,label\nc1,C\n"
    assert planner.get(f"{LIST}{ref}/files/other.csv").status_code == 404


def test_every_fault_of_a_form_has_words_in_the_catalogue():
    source = Path(basira.__file__).parent / "core"
    files = [
        *(source / "instrument").glob("*.py"),
        source / "kernel" / "container.py",
        source / "kernel" / "compound.py",
    ]
    codes = {code for path in files for code in re.findall(r'"((?:form|container)\.[a-z0-9.-]+)"', path.read_text())}
    assert len(codes) > 50
    assert codes - set(WORDS) == set()


@pytest.mark.parametrize(("language", "told"), [("en", "at most 2 minutes to fill"), ("ar", "دقيقتان على الأكثر")])
def test_a_version_says_how_long_it_takes_to_fill(language, told, signed_in):
    planner = signed_in(Role.PLANNER, language=language)
    page = planner.get(f"{LIST}{uploaded(planner)}/")
    assert page.context["fill_minutes"] == 2 and told in re.sub(r"</?bdi[^>]*>", "", page.content.decode())
