"""The editor at the desk: refusals first, then the pages and what they save."""

import json
import re

import pytest
from django.urls import reverse

from basira.core.instrument.template import template_workbook
from basira.core.kernel.actor import Role
from basira.programme.instruments import queries
from basira.programme.instruments.copies import Naming, Step, begin_empty, change_copy, copy_version
from basira.programme.instruments.copy_cards import copy_card
from basira.programme.instruments.models import QuestionnaireVersion, WorkingCopy
from basira.programme.instruments.verbs import upload_questionnaire
from tests.cast import MONDAY_9AM, actor
from tests.core.instrument.workbooks import a_form, work_here

pytestmark = pytest.mark.django_db
SALEM = actor("salem", Role.PLANNER)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    work_here(monkeypatch)


@pytest.fixture
def copy() -> str:
    """A copy of the template, the next version of a draft."""
    first = upload_questionnaire(content=template_workbook(), filename="t.xlsx", by=SALEM, at=MONDAY_9AM).ref
    return copy_version(ref=first, by=SALEM, at=MONDAY_9AM)


def to(name: str, *args: object) -> str:
    return reverse(f"console:instruments-{name}", args=args)


def words(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def as_read(answer) -> dict[str, object]:
    """What a browser sends of a page's form when nothing is touched."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def survey(ref: str) -> dict[str, dict[str, str]]:
    return {row.get("name", row["type"]): row for row in copy_card(ref).book.survey.rows}


def row_of(ref: str, name: str) -> int:
    return next(row for row, cells in enumerate(copy_card(ref).book.survey.rows) if cells.get("name") == name)


@pytest.mark.parametrize("page", ["edit", "edit-settings", "edit-check", "edit-preview"])
def test_a_copy_that_is_not_there_is_not_found(page, signed_in):
    assert signed_in(Role.PLANNER).get(to(page, "nowhere")).status_code == 404


def test_a_copy_that_is_closed_says_so(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    assert planner.post(to("edit-discard", copy), {"revision": 1}).status_code == 302
    answer = planner.get(to("edit", copy))
    assert answer.status_code == 422 and "kept as a version or thrown away" in words(answer)


@pytest.mark.parametrize("row", ["x", "-1", "²", "9999999"])
def test_a_row_that_is_no_number_is_not_found(row, copy, signed_in):
    assert signed_in(Role.PLANNER).get(to("edit-row", copy, row)).status_code == 404


def test_a_row_that_is_gone_says_so(copy, signed_in):
    answer = signed_in(Role.PLANNER).get(to("edit-row", copy, 99))
    assert answer.status_code == 422 and "no such question any more" in words(answer)


@pytest.mark.parametrize("name", ["edit-move", "edit-discard", "edit-keep"])
def test_what_names_no_revision_is_refused(name, copy, signed_in):
    answer = signed_in(Role.PLANNER).post(to(name, copy), {"up": "4"})
    assert answer.status_code == 422 and "Somebody else saved a change" in words(answer)
    assert copy_card(copy).revision == 1 and not copy_card(copy).is_closed


@pytest.mark.parametrize(("language", "said"), [("en", "Somebody else saved a change"), ("ar", "حفظ شخص آخر تغييرًا")])
def test_the_second_of_two_people_is_told_and_keeps_her_words(language, said, copy, signed_in):
    planner = signed_in(Role.PLANNER, language=language)
    row = row_of(copy, "greeted")
    page = planner.get(to("edit-row", copy, row))
    mine = as_read(page) | {"label_0": "Mine"}
    assert planner.post(to("edit-row", copy, row), as_read(page) | {"label_0": "Theirs"}).status_code == 302
    answer = planner.post(to("edit-row", copy, row), mine)
    assert answer.status_code == 422 and said in words(answer) and "Mine" in answer.content.decode()
    assert "Theirs" in survey(copy)["greeted"].values()


def test_a_form_id_that_is_taken_and_a_missing_title_are_refused_in_words(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    said = {"source": "empty", "title_ar": "زيارة", "form_id": "service_visit"}
    assert "is here already" in words(planner.post(to("new"), said))
    answer = planner.post(to("new"), said | {"title_ar": "", "form_id": "other"})
    assert answer.status_code == 422 and "Give the questionnaire a title" in words(answer)
    assert WorkingCopy.objects.count() == 1


def test_a_workbook_that_the_editor_cannot_keep_whole_says_what_would_differ(signed_in, monkeypatch):
    first = upload_questionnaire(content=template_workbook(), filename="t.xlsx", by=SALEM, at=MONDAY_9AM).ref
    lost = json.dumps({"book": None, "lost": ["-<bind nodeset='/data/x'/>"]}).encode()
    monkeypatch.setattr("basira.gateways.xlsforms.open_in_limits", lambda *_said: lost)
    answer = signed_in(Role.PLANNER).post(to("copy", first))
    assert answer.status_code == 422 and "would differ" in words(answer) and "/data/x" in words(answer)


def test_a_reader_is_offered_no_editor_and_a_planner_finds_what_is_being_edited(signed_in):
    first = upload_questionnaire(content=template_workbook(), filename="t.xlsx", by=SALEM, at=MONDAY_9AM).ref
    copy_version(ref=first, by=SALEM, at=MONDAY_9AM)
    reader = signed_in(Role.REVIEWER)
    assert to("copy", first) not in reader.get(to("version", first)).content.decode()
    assert to("new") not in reader.get(reverse("console:instruments")).content.decode()
    planner = signed_in(Role.PLANNER)
    assert to("new") in planner.get(reverse("console:instruments")).content.decode()
    assert to("edit", WorkingCopy.objects.get().ref) in planner.get(to("new")).content.decode()


def test_a_page_saved_as_it_was_read_changes_nothing(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    before = copy_card(copy)
    for row in (row_of(copy, name) for name in ("started", "mission", "welcome", "greeted", "waiting", "board")):
        page = planner.get(to("edit-row", copy, row))
        assert planner.post(to("edit-row", copy, row), as_read(page)).status_code == 302
    for name in ("yes_no_na", "five", "basira_dimensions"):
        page = planner.get(to("edit-answers", copy, name))
        assert planner.post(to("edit-answers", copy, name), as_read(page)).status_code == 302
    page = planner.get(to("edit-settings", copy))
    assert planner.post(to("edit-settings", copy), as_read(page)).status_code == 302
    assert copy_card(copy).book == before.book and copy_card(copy).revision == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "read it in a formula or a filter"), ("ar", "لا يمكن تغيير الرمز")]
)
def test_a_code_that_a_formula_reads_is_not_changed_on_its_page(language, said, copy, signed_in):
    planner, row = signed_in(Role.PLANNER, language=language), row_of(copy, "fees")
    step = Step("x", lambda book: book.with_sheet("survey", book.survey.changed(row, {"relevant": OWN})))
    change_copy(ref=copy, revision=1, step=step, by=SALEM, at=MONDAY_9AM)
    page = to("edit-answers", copy, "five")
    answer = planner.post(page, as_read(planner.get(page)) | {"name_0": "worst"})
    assert answer.status_code == 422 and said in words(answer) and "fees" in words(answer)


@pytest.mark.parametrize("sign", ["\x0b", "\x1f", "\uffff"])
def test_a_sign_that_no_cell_can_hold_stops_no_page(sign, copy, signed_in):
    planner, row = signed_in(Role.PLANNER), row_of(copy, "fees")
    said = as_read(planner.get(to("edit-row", copy, row))) | {"label_0": f"a{sign}b"}
    assert planner.post(to("edit-row", copy, row), said).status_code == 302
    said = as_read(planner.get(to("edit-settings", copy))) | {"title_en": f"a{sign}b", "language": f"Ur{sign}du (ur)"}
    assert planner.post(to("edit-settings", copy), said).status_code == 302
    assert planner.get(to("edit-check", copy)).context["said"].ok
    assert planner.post(to("edit-keep", copy), {"revision": 3}).status_code == 302


@pytest.mark.parametrize(("language", "said"), [("en", "changed in a spreadsheet"), ("ar", "تُغيَّر في جدول بيانات")])
def test_a_list_whose_name_is_fit_for_no_page_is_told_without_one(language, said, signed_in):
    rows = [("type", "name", "label"), ("select_one yes/no", "q", "Q")]
    choices = [("list_name", "name", "label"), ("yes/no", "yes", "Yes")]
    ref = upload_questionnaire(content=a_form(rows, choices=choices), filename="t.xlsx", by=SALEM, at=MONDAY_9AM).ref
    page = signed_in(Role.PLANNER, language=language).get(to("edit", copy_version(ref=ref, by=SALEM, at=MONDAY_9AM)))
    assert page.status_code == 200 and "yes/no" in words(page) and said in words(page)


RULE, OWN = "${greeted} = 'no'", "${greeted} = 'no' and ${courtesy} = '1'"
LINES = f"{RULE}\nand ${{courtesy}} = '1'"


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("", {"relevant": OWN}, OWN),
        (RULE, {"relevant": OWN}, OWN),
        (RULE, {"relevant": ""}, None),
        (OWN, {"when": RULE}, RULE),
        (OWN, {"when": ""}, None),
        ("", {"when": RULE, "relevant": RULE}, RULE),
        ("", {"when": "+", "relevant": OWN}, OWN),
        (LINES, {"label_0": "Fees"}, LINES),
    ],
)
def test_a_formula_that_somebody_typed_is_the_one_that_is_saved(before, said, after, copy, signed_in):
    planner, row = signed_in(Role.PLANNER), row_of(copy, "fees")
    step = Step("x", lambda book: book.with_sheet("survey", book.survey.changed(row, {"relevant": before})))
    read = change_copy(ref=copy, revision=1, step=step, by=SALEM, at=MONDAY_9AM)
    sent = as_read(planner.get(to("edit-row", copy, row))) | said | {"revision": read}
    sent["relevant"] = sent["relevant"].replace("\n", "\r\n")  # as a browser sends it
    assert planner.post(to("edit-row", copy, row), sent).status_code == 302
    assert survey(copy)["fees"].get("relevant") == after


TICK = {"en": "Tick this box", "ar": "ضع علامة في هذا المربع"}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("fees", {"when": RULE, "relevant": OWN}, {"en": "typed another formula", "ar": "وكتبت صيغة أخرى"}),
        ("fees", {"measured": "", "weight": "9"}, TICK),
        ("new", {"weight": "3"}, TICK),
        ("new", {"critical": "on"}, TICK),
    ],
)
def test_what_would_be_saved_otherwise_than_it_was_typed_is_refused(language, name, said, told, copy, signed_in):
    planner = signed_in(Role.PLANNER, language=language)
    planner.post(to("edit-add", copy), {"revision": 1, "kind": "yes_no", "name": "new", "after": 3})
    row = row_of(copy, name)
    answer = planner.post(to("edit-row", copy, row), as_read(planner.get(to("edit-row", copy, row))) | said)
    assert answer.status_code == 422 and told[language] in words(answer) and copy_card(copy).revision == 2


def test_a_text_stays_in_its_language_whoever_reads_the_page_and_sends_it(copy, signed_in):
    before, row = copy_card(copy).book, row_of(copy, "greeted")
    arabic = signed_in(Role.PLANNER, language="ar")
    page, answers = arabic.get(to("edit-row", copy, row)), arabic.get(to("edit-answers", copy, "yes_no_na"))
    english = signed_in(Role.PLANNER, language="en")
    pages = (page, english.get(to("edit-row", copy, row)))
    assert [re.findall(r'<textarea[^>]* lang="(\w+)"', one.content.decode())[0] for one in pages] == ["ar", "en"]
    assert english.post(to("edit-row", copy, row), as_read(page)).status_code == 302
    assert english.post(to("edit-answers", copy, "yes_no_na"), as_read(answers)).status_code == 302
    assert copy_card(copy).book == before


@pytest.mark.parametrize(
    "title", ["Permits / Licences", "Civil status / Passports · الأحوال المدنية", "زيارة | مركز", ""]
)
def test_another_version_is_no_other_title(title, copy, signed_in):
    planner, step = signed_in(Role.PLANNER), Step("x", lambda book: book.with_settings({"form_title": title}))
    change_copy(ref=copy, revision=1, step=step, by=SALEM, at=MONDAY_9AM)
    said = as_read(planner.get(to("edit-settings", copy))) | {"version": "77"}
    assert planner.post(to("edit-settings", copy), said).status_code == 302
    book = copy_card(copy).book
    assert (book.setting("form_title"), book.setting("version")) == (title, "77")


def test_a_question_whose_page_has_no_box_for_it_keeps_what_is_named_like_an_explanation(signed_in):
    ref = begin_empty(naming=Naming("x", "", "Visit"), by=SALEM, at=MONDAY_9AM)
    planner = signed_in(Role.PLANNER)
    for revision, (kind, name) in enumerate((("number", "waited"), ("text", "waited_why")), start=1):
        planner.post(to("edit-add", ref), {"revision": revision, "kind": kind, "name": name, "after": 1 + revision})
    row = row_of(ref, "waited")
    assert planner.post(to("edit-row", ref, row), as_read(planner.get(to("edit-row", ref, row)))).status_code == 302
    assert "waited_why" in survey(ref)


def test_a_question_is_added_written_moved_and_removed(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    added = planner.post(to("edit-add", copy), {"revision": 1, "kind": "number", "after": row_of(copy, "greeted")})
    row = row_of(copy, "q1")
    assert added.headers["Location"] == to("edit-row", copy, row)
    said = as_read(planner.get(to("edit-row", copy, row))) | {
        "name": "seats", "label_0": "Seats are free", "measured": "on", "weight": "2", "dimension": "welcome",
        "points": ">=1=1 else=0", "when": "${greeted} = 'yes'", "constraint": ". >= 0",
    }  # fmt: skip
    assert planner.post(to("edit-row", copy, row), said).status_code == 302
    written = survey(copy)["seats"]
    assert written["relevant"] == "${greeted} = 'yes'" and written["bind::basira:criterion"] == "seats"
    moved = planner.post(to("edit-move", copy), {"revision": copy_card(copy).revision, "down": row})
    assert moved.headers["Location"].endswith(f"#row-{row + 1}") and row_of(copy, "seats") == row + 1
    gone = planner.post(to("edit-remove", copy, row_of(copy, "seats")), {"revision": copy_card(copy).revision})
    assert gone.status_code == 302 and "seats" not in survey(copy)


def test_a_question_with_answers_of_its_own_leads_to_them(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    row = row_of(copy, "remark")
    said = as_read(planner.get(to("edit-row", copy, row))) | {"kind": "one", "answers": "+"}
    answer = planner.post(to("edit-row", copy, row), said)
    assert answer.headers["Location"] == to("edit-answers", copy, "remark")
    said = as_read(planner.get(to("edit-answers", copy, "remark")))
    said |= {
        "name_0": "good",
        "label_0_0": "Good",
        "label_0_1": "جيد",
        "place_0": 2,
        "name_1": "poor",
        "label_1_0": "Poor",
    }
    assert planner.post(to("edit-answers", copy, "remark"), said | {"place_1": 1}).status_code == 302
    rows = [one for one in copy_card(copy).book.choices.rows if one["list_name"] == "remark"]
    assert [one["name"] for one in rows] == ["poor", "good"]
    twice = as_read(planner.get(to("edit-answers", copy, "remark"))) | {"name_1": "poor"}
    assert "Two answers have the code" in words(planner.post(to("edit-answers", copy, "remark"), twice))


@pytest.mark.parametrize("name", ["five", "yes_no", "basira_dimensions"])
def test_a_new_list_takes_over_none_that_is_there_or_ready_made(name, copy, signed_in):
    planner, row, before = signed_in(Role.PLANNER), row_of(copy, "remark"), copy_card(copy).book.choices.rows
    said = as_read(planner.get(to("edit-row", copy, row))) | {"name": name, "kind": "one", "answers": "+"}
    answer = planner.post(to("edit-row", copy, row), said)
    assert answer.headers["Location"] == to("edit-answers", copy, f"{name}_2")
    assert survey(copy)[name]["type"] == f"select_one {name}_2"
    assert copy_card(copy).book.choices.rows[: len(before)] == before


@pytest.mark.parametrize(
    ("language", "said"), [("en", "would count as an answer"), ("ar", "لاحتُسبت إجابة كغيرها")]
)  # fmt: skip
def test_a_code_that_alone_says_not_applicable_is_not_changed_on_its_page(language, said, copy, signed_in):
    planner, page = signed_in(Role.PLANNER, language=language), to("edit-answers", copy, "yes_no_na")
    answer = planner.post(page, as_read(planner.get(page)) | {"name_2": "n_a"})
    assert answer.status_code == 422 and said in words(answer) and "greeted" in words(answer)


@pytest.mark.parametrize(("language", "said"), [("en", "read it in a formula"), ("ar", "لا يمكن تغيير الرمز")])
def test_a_kind_without_an_answer_that_a_formula_reads_is_refused_on_its_page(language, said, copy, signed_in):
    planner, fees = signed_in(Role.PLANNER, language=language), row_of(copy, "fees")
    step = Step("x", lambda book: book.with_sheet("survey", book.survey.changed(fees, {"relevant": OWN})))
    change_copy(ref=copy, revision=1, step=step, by=SALEM, at=MONDAY_9AM)
    row = row_of(copy, "courtesy")
    answer = planner.post(to("edit-row", copy, row), as_read(planner.get(to("edit-row", copy, row))) | {"kind": "text"})
    assert answer.status_code == 422 and said in words(answer) and "fees" in words(answer)


def test_a_list_that_is_too_long_for_its_page_says_so(copy, signed_in, monkeypatch):
    monkeypatch.setattr("basira.core.instrument.editing.lists.MOST_ANSWERS", 4)
    answer = signed_in(Role.PLANNER).get(to("edit-answers", copy, "five"))
    assert answer.status_code == 422 and "too many for this page" in words(answer)


def test_every_fault_stands_beside_its_question_and_nothing_is_kept(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    row = row_of(copy, "greeted")
    said = as_read(planner.get(to("edit-row", copy, row))) | {"weight": "-2"}
    planner.post(to("edit-row", copy, row), said)
    page = planner.get(to("edit-check", copy))
    assert to("edit-row", copy, row) in page.content.decode() and "-2" in words(page)
    answer = planner.post(to("edit-keep", copy), {"revision": copy_card(copy).revision})
    assert answer.status_code == 422 and "Nothing was kept" in words(answer)
    assert QuestionnaireVersion.objects.count() == 1
    assert "can't be shown yet" in words(planner.get(to("edit-preview", copy)))


@pytest.mark.parametrize(
    ("language", "minutes", "texts"),
    [("en", "at most 2 minutes to fill", "texts are there"), ("ar", "دقيقتان على الأكثر", "من النصوص")],
)
def test_the_check_says_minutes_languages_and_what_changed(language, minutes, texts, copy, signed_in):
    planner = signed_in(Role.PLANNER, language=language)
    page = planner.get(to("edit-check", copy))
    assert minutes in words(page) and texts in words(page)
    assert [(line.name, line.cells) for line in page.context["changes"]] == [
        ("version", (("الإصدار" if language == "ar" else "Version", "1", "2"),))
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_pack_becomes_a_questionnaire_of_ones_own_and_a_version(language, signed_in):
    planner = signed_in(Role.PLANNER, language=language)
    said = {
        "source": "municipality/spot-check.xlsx",
        "title_ar": "بلديتنا",
        "title_en": "Our town",
        "form_id": "our_town",
    }
    ref = planner.post(to("new"), said).headers["Location"].split("/")[-3]
    assert planner.get(to("edit-preview", ref)).status_code == 200
    kept = planner.post(to("edit-keep", ref), {"revision": 1}, follow=True)
    assert kept.status_code == 200
    (version,) = queries.version_list().cards
    assert (version.form_id, version.title_ar, version.title_en, version.version) == (
        "our_town",
        "بلديتنا",
        "Our town",
        "1",
    )


@pytest.mark.parametrize(
    ("asked", "greets"),
    [("0", "Did a member of staff greet you?"), ("1", "هل رحّب بك"), ("99", "Did a member"), ("x", "Did a")],
)
def test_the_preview_speaks_each_language_of_the_form(asked, greets, copy, signed_in):
    page = signed_in(Role.PLANNER).get(to("edit-preview", copy), {"language": asked})
    assert greets in words(page) and page.content.decode().count('type="radio"') == 14


def test_title_version_and_a_language_are_set(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    said = {"revision": 1, "title_ar": "زيارة", "title_en": "Visit", "version": "2026-10", "language": "Urdu (ur)"}
    assert planner.post(to("edit-settings", copy), said).status_code == 302
    card = copy_card(copy)
    assert (card.title, card.version) == ("زيارة · Visit", "2026-10")
    assert "Urdu (ur)" in words(planner.get(to("edit-row", copy, row_of(copy, "greeted"))))
    empty = said | {"revision": 2, "title_ar": "", "title_en": ""}
    assert planner.post(to("edit-settings", copy), empty).status_code == 422


def test_hostile_words_are_shown_as_text(signed_in):
    ref = begin_empty(naming=Naming("x", "<script>alert(1)</script>", ""), by=SALEM, at=MONDAY_9AM)
    planner = signed_in(Role.PLANNER)
    for page in ("edit", "edit-check", "edit-settings"):
        assert "<script>alert" not in planner.get(to(page, ref)).content.decode()


@pytest.mark.parametrize("page", ["edit", "edit-check", "edit-preview", "edit-settings"])
def test_pages_ask_the_same_few_queries(page, copy, signed_in, django_assert_max_num_queries):
    planner = signed_in(Role.PLANNER)
    planner.get(to(page, copy))
    with django_assert_max_num_queries(10):
        planner.get(to(page, copy))
