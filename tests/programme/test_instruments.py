"""Questionnaires: what is refused, what is kept, and that a published version never changes."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.instrument.template import template_workbook
from basira.core.kernel.lifecycles import MoveNotAllowed, QuestionnaireState
from basira.programme.instruments import queries
from basira.programme.instruments.models import FormMedia, Questionnaire, QuestionnaireVersion
from basira.programme.instruments.verbs import (
    CriterionMoved,
    FilesMissing,
    FormIdUnfit,
    FormRefused,
    MediaNotAllowed,
    NotDrawn,
    VersionNotFound,
    VersionTaken,
    publish_questionnaire,
    retire_questionnaire,
    titles_of,
    upload_questionnaire,
)
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from tests.cast import MONDAY_9AM
from tests.core.instrument.workbooks import YES_NO, a_form, check, converted_here

pytestmark = pytest.mark.django_db

WITH_FILE = [("type", "name", "label"), ("select_one_from_file centres.csv", "centre", "Centre")]
CSV = b"name,label\nc1,Centre\n"


def a_simple_form(label: str = "Question", version: str = "1") -> bytes:
    settings = (("form_title", "form_id", "version"), ("Test", "test", version))
    return a_form([("type", "name", "label"), ("text", "q", label)], settings=settings)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Convert in this process; tests/gateways proves the limited one."""
    monkeypatch.setattr("basira.gateways.xlsforms.convert_in_limits", converted_here)


@pytest.fixture
def upload(huda_the_planner):
    def make(content: bytes | None = None, **more):
        content = template_workbook() if content is None else content
        return upload_questionnaire(content=content, filename="form.xlsx", by=huda_the_planner, at=MONDAY_9AM, **more)

    return make


@pytest.fixture
def published(upload, salem_the_director):
    ref = upload().ref
    publish_questionnaire(ref=ref, by=salem_the_director, at=MONDAY_9AM)
    return ref


def nothing_is_kept() -> bool:
    return not (Questionnaire.objects.exists() or QuestionnaireVersion.objects.exists() or FormMedia.objects.exists())


def test_a_reviewer_may_not_upload(noura_the_reviewer):
    with pytest.raises(NotPermitted):
        upload_questionnaire(content=template_workbook(), filename="f.xlsx", by=noura_the_reviewer, at=MONDAY_9AM)
    assert nothing_is_kept()


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04"])
def test_a_refused_workbook_leaves_no_trace(content, upload):
    with pytest.raises(FormRefused) as refusal:
        upload(content)
    assert refusal.value.faults
    assert nothing_is_kept()
    assert journal.entries_about("questionnaire") == ()


def test_a_form_with_faults_is_refused_with_every_place(upload):
    with pytest.raises(FormRefused) as refusal:
        upload(a_form([("type", "name", "label", "bind::basira:weight"), ("select_one yn", "q", "Q", "heavy")]))
    assert ("survey:2", "form.no-criterion") in {(fault.place, fault.code) for fault in refusal.value.faults}
    assert nothing_is_kept()


@pytest.mark.parametrize("name", ["../x.csv", "no-suffix", "صورة.csv", "a/b.csv", ".hidden.csv", "x" * 200 + ".csv"])
def test_a_file_with_a_strange_name_does_not_go_out(name, upload):
    with pytest.raises(MediaNotAllowed):
        upload(a_form(WITH_FILE), media={name: CSV})
    assert nothing_is_kept()


def test_too_many_and_too_large_files_do_not_go_out(upload):
    with pytest.raises(MediaNotAllowed):
        upload(media={f"{number}.csv": CSV for number in range(21)})
    with pytest.raises(MediaNotAllowed):
        upload(media={"large.csv": bytes(10 * 1024 * 1024 + 1)})


def test_a_csv_that_browsers_could_not_read_refuses_the_form(upload):
    with pytest.raises(FormRefused):
        upload(a_form(WITH_FILE), media={"centres.csv": "name,label::العربية (ar)\n".encode()})
    assert nothing_is_kept()


def test_another_workbook_under_the_same_version_is_refused(upload):
    first = upload(a_simple_form())
    with pytest.raises(VersionTaken) as refusal:
        upload(a_simple_form("Another question"))
    assert refusal.value.params["version"] == "1"
    assert QuestionnaireVersion.objects.count() == 1
    assert len(journal.entries_about(first.ref)) == 1


def test_the_same_workbook_with_other_files_is_refused(upload):
    content = a_form(WITH_FILE)
    upload(content, media={"centres.csv": CSV})
    with pytest.raises(VersionTaken):
        upload(content, media={"centres.csv": CSV + b"c2,Other\n"})


def test_the_same_workbook_again_is_no_second_version(upload):
    content = a_simple_form()
    first, second = upload(content), upload(content)
    assert (first.is_new, second.is_new, second.ref) == (True, False, first.ref)
    assert QuestionnaireVersion.objects.count() == 1


def test_a_draft_keeps_the_workbook_the_form_and_the_tree(upload):
    content = template_workbook()
    uploaded = upload(content)
    row = QuestionnaireVersion.objects.get(ref=uploaded.ref)
    assert row.state == QuestionnaireState.DRAFT
    assert bytes(row.workbook) == content
    assert row.workbook_sha256 == hashlib.sha256(content).hexdigest()
    assert row.xform_md5 == hashlib.md5(row.xform.encode(), usedforsecurity=False).hexdigest()
    assert (row.title_ar, row.title_en) == ("زيارة مركز خدمة", "Service visit")
    assert queries.tree_of(uploaded.ref) == check(content).tree
    (entry,) = journal.entries_about(uploaded.ref)
    assert (entry.act, entry.by_ref, entry.detail["form_id"]) == ("questionnaire.uploaded", "huda", "service_visit")


def test_a_new_version_of_a_form_stands_beside_the_old_one(upload):
    upload(a_simple_form())
    upload(a_simple_form("Another question", version="2"))
    assert Questionnaire.objects.count() == 1
    assert QuestionnaireVersion.objects.count() == 2


def test_a_planner_may_not_publish_and_a_ref_must_be_known(upload, huda_the_planner, salem_the_director):
    ref = upload().ref
    for verb in (publish_questionnaire, retire_questionnaire):
        with pytest.raises(NotPermitted):
            verb(ref=ref, by=huda_the_planner, at=MONDAY_9AM)
        with pytest.raises(VersionNotFound):
            verb(ref="nowhere", by=salem_the_director, at=MONDAY_9AM)
    assert queries.version_page(ref).card.state == QuestionnaireState.DRAFT


def test_a_draft_of_old_whose_form_id_fits_into_no_address_is_not_published(upload, salem_the_director):
    ref = upload().ref
    version = QuestionnaireVersion.objects.get(ref=ref)
    version.tree["form_id"] = "a/b"
    version.save(update_fields=["tree"])
    with pytest.raises(FormIdUnfit) as refusal:
        publish_questionnaire(ref=ref, by=salem_the_director, at=MONDAY_9AM)
    assert refusal.value.params["form_id"] == "a/b"
    assert queries.version_page(ref).card.state == QuestionnaireState.DRAFT


def test_a_form_whose_files_are_missing_is_not_published(upload, salem_the_director):
    ref = upload(a_form(WITH_FILE)).ref
    with pytest.raises(FilesMissing) as refusal:
        publish_questionnaire(ref=ref, by=salem_the_director, at=MONDAY_9AM)
    assert refusal.value.params["files"] == ["centres.csv"]
    assert queries.version_page(ref).missing_files == ("centres.csv",)


def a_measured_form(version: str, dimension: str, criterion: str = "greeted") -> bytes:
    return a_form(
        [
            ("type", "name", "label", "bind::basira:criterion", "bind::basira:dimension"),
            ("select_one yn", "q", "Question", criterion, dimension),
            ("select_one yn", "r", "Another", "informed", "accuracy"),
        ],
        choices=(*YES_NO, ("basira_dimensions", "welcome", "Welcome"), ("basira_dimensions", "accuracy", "Accuracy")),
        settings=(("form_title", "form_id", "version"), ("Test", "test", version)),
    )


def test_a_criterion_never_changes_its_dimension_between_published_versions(upload, salem_the_director):
    def publish(version, dimension, **more):
        ref = upload(a_measured_form(version, dimension, **more)).ref
        publish_questionnaire(ref=ref, by=salem_the_director, at=MONDAY_9AM)
        return ref

    first = publish("1", "welcome")
    for _again in range(2):
        with pytest.raises(CriterionMoved) as refusal:
            publish("2", "accuracy")
        assert refusal.value.params["codes"] == ["greeted"]
        if queries.version_page(first).card.state != QuestionnaireState.RETIRED:
            retire_questionnaire(ref=first, by=salem_the_director, at=MONDAY_9AM)
    publish("3", "accuracy", criterion="welcomed")
    publish("4", "welcome")


def test_a_form_with_its_files_goes_out_whole(upload, salem_the_director):
    ref = upload(a_form(WITH_FILE), media={"centres.csv": CSV}).ref
    publish_questionnaire(ref=ref, by=salem_the_director, at=MONDAY_9AM)
    assert queries.version_page(ref).card.state == QuestionnaireState.PUBLISHED
    assert queries.media_file(ref, "centres.csv").content == CSV
    assert queries.media_file(ref, "other.csv") is None


def test_a_published_version_is_neither_published_again_nor_changed(published, salem_the_director):
    with pytest.raises(MoveNotAllowed):
        publish_questionnaire(ref=published, by=salem_the_director, at=MONDAY_9AM)
    assert [entry.act for entry in journal.entries_about(published)].count("questionnaire.published") == 1


@pytest.mark.parametrize(
    "change",
    [
        "version = '9'",
        "xform = '<x/>'",
        "xform_md5 = 'x'",
        "tree = '{}'",
        "workbook = ''",
        "workbook_name = 'x'",
        "problems = '[1]'",
        "title_ar = 'x'",
        "uploaded_by = 'x'",
        "state = 'draft'",
    ],
)
def test_the_database_refuses_every_change_of_a_published_version(change, published):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE instruments_questionnaireversion SET " + change + " WHERE ref = %s", [published])


def test_the_database_refuses_to_remove_a_published_version(published):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM instruments_questionnaireversion WHERE ref = %s", [published])


def test_the_database_refuses_to_touch_the_files_of_a_published_version(upload, salem_the_director):
    ref = upload(a_form(WITH_FILE), media={"centres.csv": CSV}).ref
    publish_questionnaire(ref=ref, by=salem_the_director, at=MONDAY_9AM)
    version = QuestionnaireVersion.objects.get(ref=ref)
    for act in (
        lambda: FormMedia.objects.update(content=b"other"),
        lambda: FormMedia.objects.all().delete(),
        lambda: FormMedia.objects.create(version=version, filename="b.csv", content=b"", md5=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert queries.media_file(ref, "centres.csv").content == CSV


def test_a_retired_version_stays_readable(published, salem_the_director):
    retire_questionnaire(ref=published, by=salem_the_director, at=MONDAY_9AM)
    page = queries.version_page(published)
    assert (page.card.state, page.moves) == (QuestionnaireState.RETIRED, frozenset())
    assert len(page.tree.criteria) == 4
    with pytest.raises(MoveNotAllowed):
        retire_questionnaire(ref=published, by=salem_the_director, at=MONDAY_9AM)


def test_the_list_is_searched_and_filtered(upload, published):
    upload(a_simple_form())
    assert queries.version_list().total == 2
    assert [card.form_id for card in queries.version_list(search="زيارة").cards] == ["service_visit"]
    assert [card.form_id for card in queries.version_list(state="draft").cards] == ["test"]
    assert queries.version_list(search="nothing like it") == queries.VersionList((), 0, 1)
    card = queries.version_page(published).card
    assert (card.questions, card.criteria) == (8, 4)


def test_what_is_not_there_is_none(db):
    assert queries.version_page("x") is None
    assert queries.tree_of("x") is None
    assert queries.xform_of("x") is None
    assert queries.workbook_of("x") is None


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        ("Visit · زيارة", ("زيارة", "Visit")),
        ("زيارة | Visit", ("زيارة", "Visit")),
        ("Visit", ("Visit", "Visit")),
        ("زيارة", ("زيارة", "زيارة")),
        ("24/7 desk", ("24/7 desk", "24/7 desk")),
    ],
)
def test_one_title_may_hold_both_languages(title, titles):
    settings = (("form_title", "form_id", "version"), (title, "t", "1"))
    assert titles_of(check(a_form([("type", "name", "label"), ("text", "q", "Q")], settings=settings)).tree) == titles


def test_a_form_that_the_browser_cannot_draw_is_warned_of_and_never_published(upload, salem_the_director):
    content = a_form([("type", "name", "label"), ("text", "q", "Question"), ("geotrace", "way", "The way")])
    uploaded = upload(content)
    assert "form.type-not-drawn" in {fault.code for fault in queries.version_page(uploaded.ref).faults}
    with pytest.raises(NotDrawn) as refusal:
        publish_questionnaire(ref=uploaded.ref, by=salem_the_director, at=MONDAY_9AM)
    assert [dict(fault.params)["name"] for fault in refusal.value.faults] == ["way"]
    assert queries.version_page(uploaded.ref).card.state is QuestionnaireState.DRAFT
