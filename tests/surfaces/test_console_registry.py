"""The registry's pages: doors first, then refusals in words, then the whole way of an import."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from basira.core.kernel.actor import Role
from basira.core.kernel.registry import EntityKind
from basira.programme.registry import queries, verbs
from tests.cast import MONDAY_9AM

pytestmark = pytest.mark.django_db

LIST = (
    "code,name_ar,name_en,region\nC-1,مركز خدمة الشمال,North centre,الشمال\nC-2,مركز خدمة الجنوب,South centre,الجنوب\n"
)
CHOICES = {"mapping": "", "entity": "وزارة الداخلية / Interior", "sector": "الأمن / Security", "encoding": ""}


def upload(client, content, name="list.csv", **said):
    content = content.encode() if isinstance(content, str) else content
    return client.post("/console/registry/import/", CHOICES | said | {"file": SimpleUploadedFile(name, content)})


def digest_of(page):
    return re.search(r"registry/import/([0-9a-f]{64})", page.content.decode())[1]


def words(page):
    return page.content.decode()


@pytest.fixture
def a_ministry(salem_the_director):
    verbs.add_sector(code="security", name_ar="الأمن", name_en="Security", by=salem_the_director, at=MONDAY_9AM)
    return verbs.add_entity(
        code="moi", kind=EntityKind.MINISTRY, sector="security", name_ar="وزارة الداخلية", name_en="Interior",
        by=salem_the_director, at=MONDAY_9AM,
    )  # fmt: skip


PAGES = ["", "entities/", "import/", "entities/add", "sectors/add"]


@pytest.mark.parametrize("page", PAGES)
def test_nobody_reads_the_registry_without_signing_in(client, page):
    answer = client.get(f"/console/registry/{page}")
    assert answer.status_code == 302
    assert "/accounts/login" in answer["location"]


@pytest.mark.parametrize("page", ["import/", "entities/add", "sectors/add"])
def test_a_reviewer_may_read_and_not_write(signed_in, page):
    assert signed_in(Role.REVIEWER).get("/console/registry/").status_code == 200
    assert signed_in(Role.REVIEWER).get(f"/console/registry/{page}").status_code == 403


def test_a_panel_officer_does_not_meet_the_registry(signed_in):
    assert signed_in(Role.PANEL_OFFICER).get("/console/registry/").status_code == 403


def test_unknown_refs_lead_nowhere(signed_in):
    planner = signed_in(Role.PLANNER)
    for page in ("entities/none/", "centres/none/", "centres/none/edit", "entities/none/add-centre"):
        assert planner.get(f"/console/registry/{page}").status_code == 404


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_empty_registry_teaches_what_to_do(signed_in, language):
    page = signed_in(Role.PLANNER, language=language).get("/console/registry/")
    assert page.status_code == 200
    assert "/console/registry/import/" in words(page)
    assert ("لا توجد مراكز" if language == "ar" else "No centres yet") in words(page)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ("colour\nred\n", "list.csv", "No column holds the centres"),
        ("code,name_ar\n1,شمال\n1,جنوب\n", "list.csv", "already stands in row 2"),
        (b"\x89PNG\r\n\x1a\n", "list.csv", "not a table"),
        (b"PK\x03\x04nonsense", "list.xlsx", ""),
        ("code,name_ar\n1,مركز\n".encode("cp1256"), "list.csv", "Windows-1256"),
        ("code,name_ar\n1,a\u202eb\n", "list.csv", "U+202E"),
    ],
)
def test_a_file_with_errors_is_told_by_place_and_not_kept(signed_in, content, name, told):
    page = upload(signed_in(Role.PLANNER), content, name)
    assert page.status_code == 422
    assert told in words(page)
    assert "registry/import/" + "0" not in words(page)
    assert queries.centre_list(queries.CentreFilter()).total == 0


def test_an_upload_without_a_file_is_422(signed_in):
    assert signed_in(Role.PLANNER).post("/console/registry/import/", CHOICES).status_code == 422


def test_faults_are_told_in_arabic(signed_in):
    page = upload(signed_in(Role.PLANNER, language="ar"), "code,name_ar\n1,شمال\n1,جنوب\n")
    assert "already stands in" not in words(page)
    assert "الرمز" in words(page)


def test_a_digest_that_nobody_uploaded_writes_nothing(signed_in):
    answer = signed_in(Role.PLANNER).post(f"/console/registry/import/{'0' * 64}", CHOICES)
    assert answer.status_code == 302
    assert queries.centre_list(queries.CentreFilter()).total == 0


def test_another_persons_file_cannot_be_confirmed(signed_in):
    digest = digest_of(upload(signed_in(Role.PLANNER), LIST))
    signed_in(Role.PLANNER).post(f"/console/registry/import/{digest}", CHOICES)
    assert queries.centre_list(queries.CentreFilter()).total == 0


def test_rows_without_a_home_are_refused_at_the_confirmation(signed_in):
    planner = signed_in(Role.PLANNER)
    choices = CHOICES | {"entity": "", "sector": ""}
    digest = digest_of(upload(planner, LIST, entity="", sector=""))
    page = planner.post(f"/console/registry/import/{digest}", choices)
    assert page.status_code == 422
    assert "do not say where they belong" in words(page)
    assert queries.centre_list(queries.CentreFilter()).total == 0


def test_a_dry_run_writes_nothing_and_the_confirmation_writes_all(signed_in):
    planner = signed_in(Role.PLANNER)
    page = upload(planner, LIST)
    assert page.status_code == 200
    assert queries.centre_list(queries.CentreFilter()).total == 0
    planner.post(f"/console/registry/import/{digest_of(page)}", CHOICES)
    listed = words(planner.get("/console/registry/?q=الشمال"))
    assert "North centre" in listed
    assert "South centre" not in listed
    assert "South centre" in words(planner.get("/console/registry/?region=الجنوب"))
    assert "No centre fits" in words(planner.get("/console/registry/?q=zzz"))


def test_a_workbook_is_imported_too(signed_in):
    book = openpyxl.Workbook()
    book.active.append(["الرمز", "الاسم"])
    book.active.append([7, "مركز خدمة"])
    written = io.BytesIO()
    book.save(written)
    planner = signed_in(Role.PLANNER)
    planner.post(f"/console/registry/import/{digest_of(upload(planner, written.getvalue(), 'l.xlsx'))}", CHOICES)
    assert queries.centre_list(queries.CentreFilter()).cards[0].code == "7"


def test_sector_entity_and_centre_are_added_by_hand(signed_in):
    planner = signed_in(Role.PLANNER)
    assert planner.get("/console/registry/entities/add").status_code == 302
    sector = {"code": "health", "name_ar": "الصحة", "name_en": "Health"}
    assert planner.post("/console/registry/sectors/add", sector).status_code == 302
    assert planner.post("/console/registry/sectors/add", sector).status_code == 422
    said = {
        "code": "moh",
        "name_ar": "وزارة الصحة",
        "name_en": "Health ministry",
        "kind": "ministry",
        "sector": "health",
    }
    entity = planner.post("/console/registry/entities/add", said)["location"]
    assert planner.post("/console/registry/entities/add", said).status_code == 422
    place = {"code": "H-1", "name_ar": "عيادة", "name_en": "Clinic", "site_type": "clinic", "channels": ["counter"]}
    assert planner.post(f"{entity}add-centre", place | {"latitude": "24"}).status_code == 422
    centre = planner.post(f"{entity}add-centre", place | {"is_active": "on"})["location"]
    assert "open for visits" in words(planner.get(centre))
    assert planner.post(f"{centre}edit", place | {"name_en": ""}).status_code == 422
    assert planner.post(f"{centre}edit", place | {"name_en": "Eye clinic"}).status_code == 302
    page = words(planner.get(centre))
    assert "Eye clinic" in page and "closed to visits" in page
    assert "Eye clinic" in words(planner.get(entity))
    assert "Health ministry" in words(planner.get("/console/registry/entities/?q=health"))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_speaks_both_languages(signed_in, a_ministry, language):
    planner = signed_in(Role.PLANNER, language=language)
    for page in [*PAGES, f"entities/{a_ministry.ref}/", f"entities/{a_ministry.ref}/add-centre"]:
        answer = planner.get(f"/console/registry/{page}")
        assert answer.status_code == 200, page
        assert f'lang="{language}"' in words(answer)


def test_the_list_costs_the_same_however_long_it_is(signed_in, django_assert_max_num_queries):
    planner = signed_in(Role.PLANNER)
    rows = "code,name_ar\n" + "".join(f"C-{number},مركز {number}\n" for number in range(120))
    planner.post(f"/console/registry/import/{digest_of(upload(planner, rows))}", CHOICES)
    with django_assert_max_num_queries(12):
        page = planner.get("/console/registry/?page=2")
    assert "C-" in words(page)
