"""Working copies of questionnaires: refusals first, two people at one copy, then the way to a version."""

import pytest
from django.db import IntegrityError, transaction

from basira.core.instrument.editing import steps
from basira.core.instrument.template import template_workbook
from basira.core.kernel.actor import Role
from basira.programme.instruments import queries, verbs
from basira.programme.instruments.copies import (
    CopyChanged,
    CopyClosed,
    CopyNotFound,
    FormIdTaken,
    Naming,
    NotEditable,
    Step,
    TitleMissing,
    begin_empty,
    change_copy,
    copy_version,
    copy_workbook,
    discard_copy,
    keep_copy,
)
from basira.programme.instruments.copy_cards import checked, copy_card, open_copies
from basira.programme.instruments.models import Questionnaire, QuestionnaireVersion, WorkingCopy
from basira.programme.instruments.verbs import (
    FormIdUnfit,
    FormRefused,
    VersionNotFound,
    VersionTaken,
    publish_questionnaire,
    upload_questionnaire,
)
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from tests.cast import MONDAY_9AM, actor
from tests.core.instrument.workbooks import a_form, work_here

pytestmark = pytest.mark.django_db
HUDA, SALEM = actor("huda", Role.DIRECTOR), actor("salem", Role.PLANNER)
NAMING = Naming("passport_visit", "زيارة", "Visit")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    work_here(monkeypatch)


def a_copy(naming: Naming = NAMING) -> str:
    return begin_empty(naming=naming, by=SALEM, at=MONDAY_9AM)


def a_version() -> str:
    return upload_questionnaire(content=template_workbook(), filename="t.xlsx", by=HUDA, at=MONDAY_9AM).ref


def adding(name: str) -> Step:
    return Step("question.added", lambda book: steps.add(book, kind="yes_no", name=name, after=2)[0])


def change(ref: str, revision: int, step: Step, by=SALEM) -> int:
    return change_copy(ref=ref, revision=revision, step=step, by=by, at=MONDAY_9AM)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST, Role.PANEL_OFFICER])
def test_who_may_not_maintain_questionnaires_edits_none(role):
    somebody, ref, version = actor("x", role), a_copy(), a_version()
    for verb in (
        lambda: begin_empty(naming=NAMING, by=somebody, at=MONDAY_9AM),
        lambda: copy_workbook(content=template_workbook(), naming=NAMING, by=somebody, at=MONDAY_9AM),
        lambda: copy_version(ref=version, by=somebody, at=MONDAY_9AM),
        lambda: change(ref, 1, adding("q1"), by=somebody),
        lambda: keep_copy(ref=ref, revision=1, by=somebody, at=MONDAY_9AM),
        lambda: discard_copy(ref=ref, revision=1, by=somebody, at=MONDAY_9AM),
    ):
        with pytest.raises(NotPermitted):
            verb()
    assert copy_card(ref).revision == 1 and len(open_copies()) == 1


@pytest.mark.parametrize(
    ("naming", "refusal"),
    [
        (Naming("two words", "زيارة", ""), FormIdUnfit),
        (Naming("", "زيارة", ""), FormIdUnfit),
        (Naming("visit", " ", ""), TitleMissing),
        (Naming("service_visit", "زيارة", ""), FormIdTaken),
    ],
)
def test_a_questionnaire_that_cannot_be_called_so_is_not_begun(naming, refusal):
    a_version()
    with pytest.raises(refusal):
        a_copy(naming)
    with pytest.raises(refusal):
        copy_workbook(content=template_workbook(), naming=naming, by=SALEM, at=MONDAY_9AM)
    assert not WorkingCopy.objects.exists()


def test_what_is_not_there_is_not_edited():
    with pytest.raises(VersionNotFound):
        copy_version(ref="nowhere", by=SALEM, at=MONDAY_9AM)
    with pytest.raises(CopyNotFound):
        change("nowhere", 1, adding("q1"))
    assert copy_card("nowhere") is None and checked("nowhere") is None


def test_a_workbook_of_which_something_would_be_lost_is_not_opened_and_says_what():
    rows = [("type", "name", "label"), ("text", "q", "Q"), ("", "", ""), ("note", "", "A note without a name")]
    ref = upload_questionnaire(content=a_form(rows), filename="t.xlsx", by=HUDA, at=MONDAY_9AM).ref
    with pytest.raises(NotEditable) as refusal:
        copy_version(ref=ref, by=SALEM, at=MONDAY_9AM)
    assert "generated_note" in refusal.value.params["lost"][0]
    assert not WorkingCopy.objects.exists()


def test_a_workbook_with_more_rows_than_a_page_shows_is_not_opened(monkeypatch):
    version = a_version()
    monkeypatch.setattr(steps, "MOST_ROWS", 3)
    with pytest.raises(steps.FormFull):
        copy_version(ref=version, by=SALEM, at=MONDAY_9AM)
    assert not WorkingCopy.objects.exists()


def test_the_second_of_two_people_is_refused_and_nothing_of_hers_is_saved():
    ref = a_copy()
    assert change(ref, 1, adding("first")) == 2
    with pytest.raises(CopyChanged) as refusal:
        change(ref, 1, adding("second"), by=HUDA)
    assert refusal.value.params == {"revision": 1, "now": 2}
    with pytest.raises(CopyChanged):
        keep_copy(ref=ref, revision=1, by=HUDA, at=MONDAY_9AM)
    with pytest.raises(CopyChanged):
        discard_copy(ref=ref, revision=1, by=HUDA, at=MONDAY_9AM)
    names = [row.get("name") for row in copy_card(ref).book.survey.rows]
    assert "first" in names and "second" not in names and not QuestionnaireVersion.objects.exists()


def test_the_database_takes_no_change_that_is_not_the_next_revision():
    copy = WorkingCopy.objects.get(ref=a_copy())
    with pytest.raises(IntegrityError, match="next revision"), transaction.atomic():
        WorkingCopy.objects.filter(pk=copy.pk).update(tables={})


def test_a_closed_copy_is_neither_changed_nor_opened_again_even_past_our_code():
    ref = a_copy()
    discard_copy(ref=ref, revision=1, by=SALEM, at=MONDAY_9AM)
    with pytest.raises(CopyClosed):
        change(ref, 1, adding("q1"))
    with pytest.raises(IntegrityError, match="closed working copy"), transaction.atomic():
        WorkingCopy.objects.filter(ref=ref).update(closed_at=None, closed_by=None)
    assert open_copies() == () and copy_card(ref).is_closed


@pytest.mark.parametrize("values", [{"closed_by": "x"}, {"closed_at": MONDAY_9AM}])
def test_closing_says_who_and_when_together(values):
    ref = a_copy()
    with pytest.raises(IntegrityError, match="working_copy_closed_at_and_by_together"), transaction.atomic():
        WorkingCopy.objects.filter(ref=ref).update(**values)


def test_only_a_closed_copy_was_kept():
    ref, version = a_copy(), QuestionnaireVersion.objects.get(ref=a_version())
    with pytest.raises(IntegrityError, match="working_copy_kept_only_when_closed"), transaction.atomic():
        WorkingCopy.objects.filter(ref=ref).update(kept_as=version)


def test_a_refused_step_and_a_step_that_changes_nothing_leave_no_trace():
    ref = a_copy()
    with pytest.raises(steps.NameTaken):
        change(ref, 1, adding("mission"))
    assert change(ref, 1, Step("nothing", lambda book: book)) == 1
    assert [entry.act for entry in journal.entries_about(ref)] == ["questionnaire.copy-begun"]


def test_a_form_with_faults_is_not_kept_and_stays_open():
    ref = a_copy()
    change(
        ref, 1, Step("x", lambda book: book.with_sheet("survey", book.survey.changed(2, {"relevant": "${nobody} = 1"})))
    )
    with pytest.raises(FormRefused) as refusal:
        keep_copy(ref=ref, revision=2, by=SALEM, at=MONDAY_9AM)
    assert any(fault.place == "survey:4" for fault in refusal.value.faults)
    assert not copy_card(ref).is_closed and not QuestionnaireVersion.objects.exists()


def test_of_a_copy_that_changes_during_its_check_nothing_is_kept(monkeypatch):
    ref, check = a_copy(), verbs.check_workbook

    def meanwhile(*said, **more):
        change(ref, 1, adding("late"), by=HUDA)
        return check(*said, **more)

    monkeypatch.setattr(verbs, "check_workbook", meanwhile)
    with pytest.raises(CopyChanged):
        keep_copy(ref=ref, revision=1, by=SALEM, at=MONDAY_9AM)
    assert not QuestionnaireVersion.objects.exists() and not Questionnaire.objects.exists()
    assert not copy_card(ref).is_closed and copy_card(ref).revision == 2


def test_two_copies_of_one_version_do_not_become_the_same_version():
    version = a_version()
    one, other = (copy_version(ref=version, by=SALEM, at=MONDAY_9AM) for _ in range(2))
    change(one, 1, Step("x", lambda book: steps.remove(book, row=2)))
    keep_copy(ref=one, revision=2, by=SALEM, at=MONDAY_9AM)
    with pytest.raises(VersionTaken):
        keep_copy(ref=other, revision=1, by=SALEM, at=MONDAY_9AM)


def test_an_empty_questionnaire_is_written_kept_and_published():
    ref = a_copy()
    assert (open_copies()[0].ref, copy_card(ref).title) == (ref, "زيارة · Visit")
    text = {"label::English (en)": "The customer is greeted", "label::العربية (ar)": "يُرحَّب بالمتعامل"}
    change(ref, 1, adding("greeted"))
    change(ref, 2, Step("x", lambda book: book.with_sheet("survey", book.survey.changed(3, text))))
    assert checked(ref).ok
    kept = keep_copy(ref=ref, revision=3, by=SALEM, at=MONDAY_9AM)
    publish_questionnaire(ref=kept.ref, by=HUDA, at=MONDAY_9AM)
    assert (copy_card(ref).kept_as, copy_card(ref).is_closed, open_copies()) == (kept.ref, True, ())
    assert "greeted" in [question.name for question in queries.tree_of(kept.ref).questions]
    acts = [entry.act for entry in journal.entries_about(ref)]
    assert sorted(acts) == sorted(
        ["questionnaire.copy-begun", *["questionnaire.copy-changed"] * 2, "questionnaire.copy-kept"]
    )


def test_the_next_version_brings_its_files_along():
    form = a_form([("type", "name", "label"), ("select_one_from_file centres.csv", "c", "Centre")])
    csv = b"name,label\nc1,C\n"
    first = upload_questionnaire(
        content=form, filename="f.xlsx", media={"centres.csv": csv}, by=HUDA, at=MONDAY_9AM
    ).ref
    ref = copy_version(ref=first, by=SALEM, at=MONDAY_9AM)
    assert (copy_card(ref).base_version, copy_card(ref).version) == ("1", "2")
    kept = keep_copy(ref=ref, revision=1, by=SALEM, at=MONDAY_9AM)
    assert queries.media_file(kept.ref, "centres.csv").content == csv
    assert queries.tree_of(first).version == "1"


def test_a_packs_form_becomes_a_questionnaire_of_ones_own():
    ref = copy_workbook(content=template_workbook(), naming=NAMING, by=SALEM, at=MONDAY_9AM)
    kept = keep_copy(ref=ref, revision=1, by=SALEM, at=MONDAY_9AM)
    tree = queries.tree_of(kept.ref)
    assert (tree.form_id, tree.title, tree.version, len(tree.criteria)) == ("passport_visit", "زيارة · Visit", "1", 4)
