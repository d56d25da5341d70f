"""The preview of a questionnaire is the phone's own form; nothing that it is made of keeps, seals, sends or takes a place."""

import re

import pytest

from tests.house.phone_stories import told
from tests.house.test_assets import COMMITTED, FRONTEND

FIELD = FRONTEND / "src" / "field"
ALLOWED = {
    "../app", "../engine", "../sheet", "../words", "../FormSheet.vue", "./files", "./start", "./PreviewApp.vue",
    "./PreviewForm.vue", "vue",
}  # fmt: skip
OF_THE_APP = {"APP", "freshApp"}


@pytest.mark.parametrize("path", sorted((FIELD / "preview").iterdir()), ids=lambda path: path.name)
def test_a_part_of_the_preview_asks_for_nothing_that_keeps_or_sends(path):
    text = path.read_text()
    asked = dict(re.findall(r'import ([^;]*?) from "([^"]+)"', text))
    assert set(asked.values()) <= ALLOWED
    assert {name for names, of in asked.items() if of == "../app" for name in re.findall(r"\w+", names)} <= OF_THE_APP
    assert not re.search(r"\b(fetch|localStorage|indexedDB|navigator|XMLHttpRequest|sendBeacon|WebSocket)\b", text)


def test_a_state_that_knows_nothing_reads_nothing_of_the_phone_and_keeps_nothing_on_it():
    story = """
    const touched = [];
    globalThis.localStorage = { getItem: (name) => touched.push(name) && null, setItem: (name) => touched.push(name) };
    const app = await of("app");
    const page = { language: "ar", words: { ar: { send: "a" }, en: { send: "b" } } };
    const fresh = app.freshApp(page, "ar");
    const first = [...touched];
    app.makeApp({ ...page });
    tell({ first, then: [...new Set(touched)], send: fresh.words.send, html: document.documentElement });
    """
    found = told(story)
    assert (found["first"], found["send"]) == ([], "a")
    assert found["then"] == ["notes-language"]  # the phone's own does, so the measure sees it


def test_files_come_out_of_the_page_byte_for_byte():
    story = """
    const { bytesOf } = await of("preview/files");
    tell([[...new Uint8Array(bytesOf("AP+ACg=="))], bytesOf(undefined) === undefined]);
    """
    assert told(story) == [[0, 255, 128, 10], True]


def test_the_script_of_the_preview_is_small_and_the_phone_asks_for_it_nowhere():
    assert len((COMMITTED / "preview.js").read_bytes()) < 1_000
    assert b"preview.js" not in (COMMITTED / "field.js").read_bytes()
