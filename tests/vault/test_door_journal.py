"""ID-18 for every word of the door, also those to come: what cannot be journalled is not asked, read, done or answered."""

import json

import pytest

from basira.core.kernel.refs import new_ref
from basira.vault.door import SILENT, VERBS
from tests.vault.conftest import VaultOfItsOwn, own_vault
from tests.vault.test_vault import enrol

WORDS = sorted(set(VERBS) - SILENT)
REF = "A" * 26
SAID: dict[str, dict[str, object]] = {
    "enrol": {"people": []},
    "number_for_cycle": {"cycle": REF, "panel_refs": []},
    "count_unnumbered": {"cycle": REF, "panel_refs": [REF] * 9},
    "bar": {"number_ref": REF, "entity_ref": REF},
    "barred": {"pairs": []},
    "draw_apart": {"numbers": [], "earlier": []},
    "seal_maps": {"cycles": []},
    "contact": {"number_ref": REF, "words": {}},
    "admit": {"bars": {}},
    "message_states": {"refs": []},
    "unmasking_question": {"request_ref": REF, "consent": "approve"},
}
"""What to say with a word, where panel refs and applicant refs are not what it takes."""


@pytest.fixture(scope="module")
def mute_vault():
    with own_vault() as vault:
        vault.panel_ref = enrol(vault)
        vault.rows_changed("ALTER TABLE vault_entry ADD CONSTRAINT dead CHECK (false) NOT VALID")
        yield vault


@pytest.fixture(scope="module")
def writing_vault():
    with own_vault() as vault:
        yield vault


def ask(vault: VaultOfItsOwn, word: str) -> dict[str, object]:
    said = SAID.get(word, {"panel_refs": [REF], "applicant_refs": [REF], "entity_ref": REF, "request_ref": REF})
    line = {"v": 1, "verb": word, "by": "curious"} | said
    return json.loads(vault.say(json.dumps(line).encode() + b"\n") or b'{"ok": false, "code": "vault.failed"}')


@pytest.mark.parametrize("word", WORDS)
def test_id_18_with_a_dead_journal_no_word_is_answered(mute_vault, word):
    answer = ask(mute_vault, word)
    assert answer["ok"] is False and answer["code"] == "vault.failed", answer


@pytest.mark.parametrize("word", WORDS)
def test_the_twin_with_a_journal_each_answer_has_its_entry_before_it(writing_vault, word):
    by = f"curious {new_ref()}"
    said = SAID.get(word, {"panel_refs": [], "applicant_refs": []})
    line = {"v": 1, "verb": word, "by": by} | said
    answer = json.loads(writing_vault.say(json.dumps(line).encode() + b"\n"))
    acts = [act for (act,) in writing_vault.rows(f"SELECT act FROM vault_entry WHERE by_ref = '{by}' ORDER BY id")]
    if answer["ok"]:
        assert acts[0] == f"asked: {word}"
    else:
        assert answer["code"] == "vault.not-understood" or acts == [f"refused: {answer['code']}"]


def test_most_words_are_understood_so_that_the_twin_looks_at_answers(writing_vault):
    understood = [word for word in WORDS if ask(writing_vault, word).get("code") != "vault.not-understood"]
    assert len(understood) > len(WORDS) / 2, sorted(set(WORDS) - set(understood))


def test_only_the_sign_of_life_is_answered_without_an_entry(mute_vault):
    assert {"ping"} == SILENT and mute_vault.door.answers()
