"""Traps and answer keys at the desk, and what a phone is given of a form that has them: refusals first."""

import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from basira.core.instrument.tree import AnswerKey, Choice
from basira.core.instrument.tree import Questionnaire as Tree
from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import VisitState
from basira.programme.fieldwork import stores
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.instruments.copies import copy_version
from basira.programme.instruments.copy_cards import copy_card
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.instruments.verbs import publish_questionnaire, upload_questionnaire
from basira.programme.registry.models import Service
from basira.programme.review import queries, verbs
from basira.programme.waves.models import Mission
from tests import field_scene
from tests.cast import MONDAY_9AM, actor
from tests.core.instrument.workbooks import a_form, work_here
from tests.field_scene import both, carry_key, filled, keep_evidence_in, make_scene, question

pytestmark = pytest.mark.django_db
SALEM = actor("salem", Role.PLANNER, Role.DIRECTOR)
KEY, PROMISED = "Fifty <b>dirhams</b>", "Schedule 7, https://example.org/fees"
MARKS = ("basira:trap", "basira:key", "basira:promised", "Fifty", "Schedule 7")
HEADER = (
    "type",
    "name",
    "label",
    "bind::basira:criterion",
    "bind::basira:trap",
    "bind::basira:key",
    "bind::basira:promised",
)
FORM = a_form(
    [
        HEADER,
        ("select_one yn", "fee", "The fee is told", "fee", "", KEY, PROMISED),
        ("select_one words", "board", "The board", "", "fair", "", ""),
        ("text", "remark", "Anything else?", "", "", "", ""),
    ]
)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    work_here(monkeypatch)


@pytest.fixture
def version() -> str:
    return upload_questionnaire(content=FORM, filename="t.xlsx", by=SALEM, at=MONDAY_9AM).ref


@pytest.fixture
def copy(version) -> str:
    return copy_version(ref=version, by=SALEM, at=MONDAY_9AM)


def to(name: str, *args: object) -> str:
    return reverse(f"console:instruments-{name}", args=args)


def told(content: bytes) -> list[str]:
    """What of the traps and keys an answer tells."""
    text = content.decode()
    return [mark for mark in MARKS if mark in text]


def as_read(answer) -> dict[str, object]:
    """What a browser sends of a page's form when nothing is touched."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def cells(ref: str, row: int) -> dict[str, str]:
    return copy_card(ref).book.survey.rows[row]


FEE, BOARD, REMARK = range(3)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_criterion_is_made_no_trap(language, copy, signed_in):
    planner = signed_in(Role.PLANNER, language=language)
    said = as_read(planner.get(to("edit-row", copy, FEE))) | {"trap": "yes"}
    answer = planner.post(to("edit-row", copy, FEE), said)
    assert answer.status_code == 422 and copy_card(copy).revision == 1
    assert {"en": "measures nothing", "ar": "لا يقيس شيئًا"}[language] in answer.content.decode()


def test_a_key_that_is_too_long_is_not_saved(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    said = as_read(planner.get(to("edit-row", copy, REMARK))) | {"key": "x" * 501}
    assert planner.post(to("edit-row", copy, REMARK), said).status_code == 422


def test_the_right_answer_of_a_check_is_chosen_among_those_of_its_question(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    page = planner.get(to("edit-row", copy, BOARD))
    offered = [code for code, _words in page.context["form"].fields["trap"].choices]
    assert offered[0] == "" and {"poor", "fair"} <= set(offered) and "Fair (fair)" in page.content.decode()
    for unknown in ("Fair", "لا"):
        assert planner.post(to("edit-row", copy, BOARD), as_read(page) | {"trap": unknown}).status_code == 422
    assert copy_card(copy).revision == 1 and cells(copy, BOARD)["bind::basira:trap"] == "fair"


def test_what_was_promised_is_said_where_it_was_promised(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    said = as_read(planner.get(to("edit-row", copy, REMARK))) | {"promised": "The guide"}
    refused = planner.post(to("edit-row", copy, REMARK), said)
    assert refused.status_code == 422 and "Write here what" in refused.content.decode()
    assert copy_card(copy).revision == 1


def test_the_list_of_questions_marks_checks_and_keys(copy, signed_in):
    page = signed_in(Role.PLANNER).get(to("edit", copy)).content.decode()
    assert page.count("a check question") == 1 and page.count("says what is right") == 1
    assert "dirhams" not in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_fault_of_a_trap_or_key_speaks(language, signed_in):
    rows = [HEADER, ("select_one yn", "a", "A", "a", "yes", "", ""), ("text", "b", "B", "", "yes", "", "Somewhere")]
    ref = upload_questionnaire(content=FORM, filename="t.xlsx", by=SALEM, at=MONDAY_9AM).ref
    planner = signed_in(Role.PLANNER, language=language)
    sent = {"workbook": SimpleUploadedFile("form.xlsx", a_form(rows))}
    page = planner.post(to("upload"), sent).content.decode()
    words = {
        "en": ("checks the shopper and measures nothing", "stands on a question with one answer", "nothing says what"),
        "ar": ("يتحقق من المتسوق", "سؤالًا بإجابة واحدة", "ولم يُذكر ما وُعد به"),
    }
    assert all(each in page for each in words[language])
    assert list(QuestionnaireVersion.objects.values_list("ref", flat=True)) == [ref]


def test_a_page_saved_as_it_was_read_changes_nothing(copy, signed_in):
    planner, before = signed_in(Role.PLANNER), copy_card(copy)
    for page in (to("edit-row", copy, row) for row in (FEE, BOARD, REMARK)):
        assert planner.post(page, as_read(planner.get(page))).status_code == 302
    assert copy_card(copy).book == before.book


def test_traps_and_keys_are_written_and_the_differences_name_them(copy, signed_in):
    planner = signed_in(Role.PLANNER)
    said = {BOARD: {"trap": "poor"}, REMARK: {"key": "A receipt", "promised": "The guide"}, FEE: {"trap": "no"}}
    for row, words in said.items():
        sent = as_read(planner.get(to("edit-row", copy, row))) | words
        sent.pop("measured", None)  # what was a criterion becomes a trap
        assert planner.post(to("edit-row", copy, row), sent).status_code == 302
    assert cells(copy, BOARD)["bind::basira:trap"] == "poor"
    assert cells(copy, REMARK)["bind::basira:key"] == "A receipt"
    assert cells(copy, REMARK)["bind::basira:promised"] == "The guide"
    fee = {name.rpartition(":")[2]: text for name, text in cells(copy, FEE).items() if "basira" in name}
    assert fee == {"trap": "no", "key": KEY, "promised": PROMISED}
    named = {
        "en": ("Check question: the right answer", "What is right there", "Where it was promised"),
        "ar": ("سؤال تحقق: الإجابة الصحيحة", "ما الصواب هناك", "أين وُعد به"),
    }
    for language, words in named.items():
        page = signed_in(Role.PLANNER, language=language).get(to("edit-check", copy)).content.decode()
        assert all(each in page for each in words)


def test_the_page_of_a_version_shows_them_to_the_desk_as_text(version, signed_in):
    page = signed_in(Role.ANALYST).get(to("version", version)).content.decode()
    assert "Check question: right is “Fair”." in page
    assert "Fifty &lt;b&gt;dirhams&lt;/b&gt;" in page and "<b>dirhams" not in page
    assert "https://example.org/fees" in page and 'href="https://example.org' not in page
    arabic = signed_in(Role.ANALYST, language="ar").get(to("version", version)).content.decode()
    assert "سؤال تحقق: الصواب «Fair»." in arabic and "وُعد به في:" in arabic


def test_no_phone_no_preview_and_no_download_of_the_form_tells_them(version, copy, signed_in, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    desk = signed_in(Role.PLANNER, Role.DIRECTOR)
    pages = [to(name, version) for name in ("preview", "preview-phone", "xform")]
    for address in (*pages, to("edit-preview", copy), to("edit-preview-phone", copy)):
        answer = desk.get(address)
        assert (answer.status_code, told(answer.content)) == (200, []), address
    publish_questionnaire(ref=version, by=SALEM, at=MONDAY_9AM)
    scene = make_scene(version=QuestionnaireVersion.objects.get())
    phone = carry_key(Client(), scene)
    state = phone.get("/notes/state.json").content
    served = phone.get(json.loads(state)["missions"][0]["form"]["address"]).content
    rosa = Client().get(f"/v1/key/{scene.client}/projects/{scene.project}/forms/test.xml").content
    assert served == rosa and b"/data/fee" in served and b"criterion" not in served
    assert (told(state), told(served)) == ([], [])


def test_the_same_measure_sees_a_form_that_was_served_whole(monkeypatch, signed_in):
    monkeypatch.setattr("basira.core.instrument.convert.served", lambda xform: xform)
    ref = upload_questionnaire(content=FORM, filename="t.xlsx", by=SALEM, at=MONDAY_9AM).ref
    for name in ("xform", "preview-phone"):
        assert told(signed_in(Role.PLANNER).get(to(name, ref)).content) == list(MARKS), name


COLOURS = (Choice("red", both("أحمر", "Red")), Choice("blue", both("أزرق", "Blue")))
PLAIN = Tree.from_dict(field_scene.TREE)
TRAPPED = replace(
    PLAIN,
    questions=(*PLAIN.questions, question("/data/board", "ما لون اللوحة؟", "Which colour has the board?", *COLOURS)),
    traps={"/data/board": "blue"},
    keys={"/data/wait/minutes": AnswerKey(KEY, PROMISED)},
    barred=("/data/board",),
)


def review_of(answer: str, monkeypatch, settings, tmp_path, **changed: object) -> str:
    """File a visit in which the trap was answered so ("" for not at all); return its ref."""
    keep_evidence_in(settings, tmp_path)
    monkeypatch.setattr(field_scene, "TREE", replace(TRAPPED, **changed).as_dict())
    monkeypatch.setattr(field_scene, "XFORM", field_scene.XFORM.replace("<praise/><meta>", "<board/><praise/><meta>"))
    scene = make_scene()
    extra = f"<board>{answer}</board>" if answer else ""
    return fieldwork.file_visit(
        sender=scene.sender, xml=filled(extra=extra), files={}, store=stores.originals(), repaint=lambda ref: None,
        by=scene.shopper, at=MONDAY_9AM,
    ).visit  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "mark", "icon"),
    [("red", "The answer differs", "bad"), ("blue", "The answer agrees", "good"), ("", "Not answered", "")],
)
def test_the_review_says_whether_a_trap_agrees_and_a_wrong_one_is_a_reason_and_no_verdict(
    answer, mark, icon, monkeypatch, settings, tmp_path, signed_in
):
    visit = review_of(answer, monkeypatch, settings, tmp_path)
    page = signed_in(Role.REVIEWER).get(f"/console/review/{visit}/").content.decode()
    assert "Check question: right is “Blue”." in page and mark in page
    assert (f'class="state {icon}"' in page) is bool(icon)
    is_wrong = answer == "red"
    assert ("A check question was answered otherwise" in page) is is_wrong
    assert ("Right is “Blue”, and the answer was “Red”." in page) is is_wrong
    card = queries.review_card(visit)
    assert card.second_look.is_due is is_wrong
    assert card.state is VisitState.SUBMITTED and VisitState.ACCEPTED in card.moves
    assert all(line.share is None for block in card.dimensions for line in block.lines if line.trap)


def test_the_review_shows_what_is_right_at_the_service_that_was_tried(monkeypatch, settings, tmp_path, signed_in):
    key = AnswerKey("For all. [renewal] 50 dirhams [loss] 120 dirhams", "[loss] Schedule 8 [renewal] Schedule 7")
    visit = review_of("blue", monkeypatch, settings, tmp_path, keys={"/data/wait/minutes": key})
    page = f"/console/review/{visit}/"
    client = signed_in(Role.REVIEWER, language="en")
    assert "[loss] 120 dirhams" in client.get(page).content.decode()  # the mission names no service
    entity = Mission.objects.get().centre.entity
    service = Service.objects.create(code="renewal", entity=entity, name_ar="تجديد", name_en="Renewal")
    Mission.objects.update(service=service)
    told = client.get(page).content.decode()
    assert "For all. 50 dirhams" in told and "Schedule 7" in told
    assert "120 dirhams" not in told and "Schedule 8" not in told


def test_a_correction_by_the_desk_does_not_make_a_wrong_trap_right(monkeypatch, settings, tmp_path):
    visit = review_of("red", monkeypatch, settings, tmp_path)
    reviewer = actor("huda", Role.REVIEWER)
    verbs.edit_answer(visit=visit, path="/data/board", after="blue", reason="She said so", by=reviewer, at=MONDAY_9AM)
    assert [line.path for line in queries.review_card(visit).second_look.traps] == ["/data/board"]


def test_the_key_stands_beside_the_answer_as_text_in_both_languages(monkeypatch, settings, tmp_path, signed_in):
    visit = review_of("blue", monkeypatch, settings, tmp_path)
    page = signed_in(Role.REVIEWER).get(f"/console/review/{visit}/").content.decode()
    typed = '<bdi class="typed">'
    assert f"Right: {typed}Fifty &lt;b&gt;dirhams&lt;/b&gt;</bdi> · promised: {typed}Schedule 7" in page
    assert 'href="https://example.org' not in page
    arabic = signed_in(Role.REVIEWER, language="ar").get(f"/console/review/{visit}/").content.decode()
    assert f"الصواب: {typed}Fifty" in arabic and "وُعد به في:" in arabic and "الإجابة مطابقة" in arabic
