"""
The contract of forms: filled in the engine of the notes, in a real browser, what leaves is what the XForm demands, and our
intake keeps every answer of it.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from defusedxml.ElementTree import fromstring
from playwright.sync_api import Browser, Page, Route

from basira.core.instrument.check import FormCheck
from basira.core.instrument.drawn import DRAWN, undrawn
from basira.core.instrument.keeping import keep_known
from basira.core.instrument.submission import FormShape, Node, is_reserved, read_submission, shape_of_form
from tests.core.instrument.workbooks import check
from tests.journeys.browsing import ROOT
from tests.journeys.reference_form import reference_workbook
from tests.shared_data import shared_data

sys.path.insert(0, str(ROOT / "benchmarks" / "submission"))
from form import write_workbook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning"),
]

ENGINE = ROOT / "frontend" / "node_modules" / "@getodk" / "xforms-engine" / "dist" / "index.js"
FOLDER = "xlsforms/converts"
SPREAD = (
    "cascading_select_test_equivalent-131c6f.xls", "choice_filter_test-2a4131.xlsx", "gps-2c6ef5.xls", "loop-dbfb2c.xlsx",
    "new_cascading_select-49934b.xls", "or_other-f03b4d.xlsx", "pyxform-warning-65d07e.xlsx", "repeat_date_test-e6322e.xls",
    "select_one_external-8a9cfb.xlsx", "sms_info-4a2f90.xls", "table-list-1be068.xls", "transportation-37013d.xls",
    "tutorial-d7e72b.xls", "tutorial_arabic_labels-66cd57.xlsx", "widgets-f4fc23.xls", "xml_escaping-144e8e.xls",
)  # fmt: skip
MOMENT = r"\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
WRITTEN = {
    "int": r"[+-]?\d+",
    "decimal": r"[+-]?\d+(\.\d+)?",
    "date": r"\d{4}-\d\d-\d\d",
    "time": MOMENT,
    "dateTime": rf"\d{{4}}-\d\d-\d\dT{MOMENT}",
    "geopoint": r"-?\d+(\.\d+)? -?\d+(\.\d+)?( -?\d+(\.\d+)?){0,2}",
}
CHOICES = frozenset({"select", "rank"})
ASKED = CHOICES | {"input", "trigger", "upload", "range"}


@dataclass(frozen=True)
class Filled:
    """A form, what left of it, and what the engine says of each node."""

    form: FormCheck
    xml: bytes
    files: frozenset[str]
    nodes: list[dict[str, Any]]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds the engine and the hand that fills, and reaches nothing else."""
    served = {
        "/": ("text/html", '<script type="module" src="/fill.js"></script>'),
        "/engine.js": ("text/javascript", ENGINE.read_text()),
        "/fill.js": ("text/javascript", Path(__file__).with_name("form_filling.js").read_text()),
    }

    def answer(route: Route) -> None:
        kind, body = served.get(urlsplit(route.request.url).path, ("", ""))
        route.fulfill(status=200 if kind else 404, content_type=kind or "text/plain", body=body)

    opened = browser.new_page()
    opened.route("**/*", answer)
    opened.goto("http://127.0.0.1:9/")
    opened.wait_for_function("'fill' in window")
    yield opened
    opened.close()


def fill(page: Page, content: bytes, name: str) -> Filled:
    form = check(content, name)
    assert form.ok, name
    found = page.evaluate("([form, media]) => window.fill(form, media)", [form.xform, {}])
    return Filled(form, found["xml"].encode(), frozenset(found["files"]), found["nodes"])


def binds(xform: str) -> dict[str, dict[str, str]]:
    return {
        each.get("nodeset", ""): dict(each.attrib) for each in fromstring(xform).iter() if each.tag.endswith("}bind")
    }


def places(node: Node, shape: FormShape, place: str, path: str = "") -> Iterator[str]:
    """Yield the place of each element below one, as the engine writes it: repeats with their number."""
    times: Counter[str] = Counter()
    for child in node.children:
        times[child.tag] += 1
        below = f"{path}/{child.tag}" if path else child.tag
        here = f"{place}/{child.tag}" + (f"[{times[child.tag]}]" if below in shape.repeats else "")
        yield here
        yield from places(child, shape, here, below)


def plain(place: str) -> str:
    return re.sub(r"\[\d+\]", "", place)


def faults_of(filled: Filled) -> list[str]:
    """Return everything in which what left differs from what the form demands; empty when nothing does."""
    assert filled.form.xform and filled.form.tree
    shape = shape_of_form(filled.form.xform.encode(), asked=[each.path for each in filled.form.tree.questions])
    submission = read_submission(filled.xml)
    kept = keep_known(submission, shape)
    there = set(places(submission.root, shape, f"/{shape.root}"))
    dropped = [path for path in kept.dropped if path not in shape.dropped and not is_reserved(f"/{shape.root}/{path}")]
    return [
        *faults_of_nodes(filled, shape, there),
        *faults_of_values(filled, {**kept.answers, **kept.exact}),  # as they stand in what is sealed
        *(f"{path}: dropped by the intake" for path in dropped),
        *([] if kept.files == filled.files else [f"files: {kept.files ^ filled.files}"]),
        *([] if submission.form_id == shape.form_id and submission.version == shape.version else ["id or version"]),
        *([] if re.fullmatch(r"uuid:[0-9a-f-]{36}", submission.instance_id) else ["instanceID"]),
    ]


def faults_of_nodes(filled: Filled, shape: FormShape, there: set[str]) -> Iterator[str]:
    """Every relevant node is there and nothing else; what nothing makes conditional is there by the XForm alone."""
    told = [each for each in filled.nodes if not each["kind"].startswith(("root", "repeat-range"))]
    relevant = {each["path"] for each in told if each["relevant"]}
    yield from (f"{place}: relevant, and did not leave" for place in relevant - there)
    yield from (f"{place}: left, and is not asked" for place in there - relevant)
    conditional = {path for path, bind in binds(str(filled.form.xform)).items() if "relevant" in bind}
    always = {
        f"/{shape.root}/{path}"
        for path in shape.paths - {"meta/deprecatedID"}
        if not conditional.intersection(steps_to(f"/{shape.root}/{path}"))
        and not shape.repeats.intersection(each.partition("/")[2] for each in steps_to(f"x/{path}"))
    }
    yield from (f"{path}: unconditional, and did not leave" for path in always - there)


def steps_to(path: str) -> set[str]:
    """Return a path and each path above it."""
    return {path[: found.start()] for found in re.finditer("/", path)} | {path}


def faults_of_values(filled: Filled, answers: dict[str, str]) -> Iterator[str]:
    """Every question is answered in its form, within its constraint, and the intake keeps the answer as it stood."""
    given = binds(str(filled.form.xform))
    for each in filled.nodes:
        if each["relevant"] and each["kind"] in ASKED | {"model-value", "note"}:
            kind = given.get(plain(each["path"]), {}).get("type", "")
            yield from faults_of_writing(each, kind)
            yield from faults_of_keeping(each, answers)
        if each["relevant"] and each["kind"] in ASKED:
            yield from faults_of_asking(each, filled)


def faults_of_writing(node: dict[str, Any], kind: str) -> Iterator[str]:
    """A value is written as its type is, and is one of the choices where there are any."""
    path, value = node["path"], node["value"]
    if value and kind in WRITTEN and not re.fullmatch(WRITTEN[kind], value):
        yield f"{path}: {value!r} is not written as a {kind} is"
    if node["kind"] in CHOICES and set(value.split(" ") if value else ()) - set(node["options"]):
        yield f"{path}: {value!r} is no choice"
    if node["wrong"] == "constraint":
        yield f"{path}: breaks its constraint"


def faults_of_keeping(node: dict[str, Any], answers: dict[str, str]) -> Iterator[str]:
    """What the intake keeps of a value is the value."""
    path, value = node["path"], node["value"]
    kept = answers.get(path, "")
    if value.strip() and kept != value and not (is_reserved(plain(path)) and not kept):
        yield f"{path}: the intake keeps {kept!r} of {value!r}"


def faults_of_asking(node: dict[str, Any], filled: Filled) -> Iterator[str]:
    """A question has an answer, unless no choice is left to it; its kind is drawn, or the publishing names it."""
    path, kind = node["path"], node["kind"]
    if not node["value"] and not node["readonly"] and (node["options"] or kind not in CHOICES):
        yield f"{path}: a {kind} that nothing answers"
    if kind not in CHOICES and node["type"] not in DRAWN.get(kind, ()):
        assert filled.form.tree and filled.form.xform
        if f"'{path.rpartition('/')[2]}'" not in " ".join(
            fault.message for fault in undrawn(filled.form.tree, filled.form.xform)
        ):
            yield f"{path}: {node['type']} is neither drawn nor named"


def test_the_reference_form_of_sixty_questions_leaves_as_it_is_asked(page, tmp_path):
    write_workbook(tmp_path / "mystery_visit.xlsx")
    filled = fill(page, (tmp_path / "mystery_visit.xlsx").read_bytes(), "mystery_visit.xlsx")
    assert filled.form.questions == 60
    assert faults_of(filled) == []


def test_a_form_with_everything_that_is_drawn_leaves_as_it_is_asked(page):
    filled = fill(page, reference_workbook(), "reference.xlsx")
    assert faults_of(filled) == []
    assert len(filled.files) == 3 and sum(each["path"].startswith("/data/counter[2]") for each in filled.nodes) > 1


def test_the_measure_finds_what_is_broken_on_purpose(page):
    """The twin: an answer lost, one added, one written otherwise, one of another file."""
    filled = fill(page, reference_workbook(), "reference.xlsx")
    text = filled.xml.decode()
    broken = {
        "did not leave": re.sub(r"<fee>.*?</fee>", "", text),
        "is not asked": text.replace("<hours>", "<extra>1</extra><hours>"),
        "keeps": re.sub(r"<minutes>.*?</minutes>", "<minutes>8</minutes>", text),
        "files": re.sub(r"<board>.*?</board>", "<board>other.jpg</board>", text),
        "instanceID": text.replace("uuid:", "no:"),
    }
    for words, xml in broken.items():
        assert xml != text
        found = faults_of(Filled(filled.form, xml.encode(), filled.files, filled.nodes))
        assert any(words in each for each in found), words


@pytest.mark.parametrize("name", SPREAD)
def test_a_spread_of_workbooks_leaves_as_it_is_asked(page, name):
    assert faults_of(fill(page, shared_data(f"{FOLDER}/{name}").read_bytes(), name)) == []


def refused(form: FormCheck) -> list[str]:
    """Return the codes for which a form is refused at publishing because the engine cannot open it."""
    assert form.tree and form.xform
    return [fault.code for fault in undrawn(form.tree, form.xform) if fault.code != "form.type-not-drawn"]


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("bad_calc-7463cc.xlsx", "syntax error", "form.expression-not-read"),
        ("date_allows_dk-131dfb.xlsx", "device-info", "form.function-unknown"),
        ("instance_xmlns_test-b51676.xls", "Invalid URL", "form.namespace-no-address"),
        ("warnings-fd4ba7.xls", "Unexpected body element", "form.group-empty"),
    ],
)
def test_what_the_engine_cannot_open_is_refused_at_publishing(page, name, words, code):
    content = shared_data(f"{FOLDER}/{name}").read_bytes()
    assert code in refused(check(content, name))
    with pytest.raises(Exception, match=words):
        fill(page, content, name)


@pytest.mark.corpus
def test_every_workbook_that_converts_leaves_as_it_is_asked_or_is_refused_at_publishing(page):
    found: dict[str, list[str]] = {}
    not_opened: set[str] = set()
    not_published: set[str] = set()
    for path in sorted(shared_data(FOLDER).iterdir()):
        form = check(path.read_bytes(), path.name)
        if not form.ok:
            continue  # refused before it is published, with its reason: tests/core/instrument/test_corpus.py
        if refused(form):
            not_published.add(path.name)
        try:
            if faults := faults_of(fill(page, path.read_bytes(), path.name)):
                found[path.name] = faults
        except Exception:  # the engine's own words: those of each cause are compared above
            not_opened.add(path.name)
    assert found == {}
    assert not_opened == not_published and len(not_opened) >= 11


@pytest.mark.parametrize(
    "path", sorted((ROOT / "packs").glob("*/*.xlsx")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_every_pack_leaves_as_it_is_asked(page, path):
    assert faults_of(fill(page, path.read_bytes(), path.name)) == []
