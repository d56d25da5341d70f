"""The report as plain values for paper: the same story as the page's, in one language at a time."""

import json
import re

import pytest
from django.utils import translation

from basira.core.kernel.actor import OPERATOR
from basira.gateways.typesetting import typeset
from basira.programme.findings import queries
from basira.programme.findings.verbs import inform_bodies
from basira.programme.results.verbs import score_wave
from basira.surfaces.portal.document import report_document
from basira.surfaces.portal.papers import paper_of
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import answer, asked_of, informed_cycle, liaison_of
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db


def document(code, language):
    own = queries.own_report(entity_ref=liaison_of(code).entity_ref, at=MONDAY_9AM, database="default")
    return report_document(own, language)


def test_nothing_of_one_language_stands_in_the_other():
    informed_cycle()
    english = json.dumps(document("F", "en"), ensure_ascii=False)
    arabic = document("F", "ar")
    assert not re.search("[\u0621-\u064a]", english)
    for words in (arabic["entity"], arabic["cycle"], arabic["sector"], *arabic["method"], arabic["score"]["words"]):
        assert re.search("[\u0621-\u064a]", words)


def test_the_document_has_every_part_with_its_figures_and_answers():
    informed_cycle()
    answer(asked_of("F").ref, liaison_of("F"))
    made = document("F", "en")
    assert set(made) == {
        "language", "programme", "entity", "sector", "cycle", "simulated", "score", "dimensions", "parts", "trend", "method",
    }  # fmt: skip
    assert [part["title"] for part in made["parts"]] == ["Strengths", "Shortcomings", "Opportunities"]
    assert "Accepted" in {finding["answer"] for part in made["parts"] for finding in part["findings"]}
    for finding in (one for part in made["parts"] for one in part["findings"]):
        assert set(finding) == {"title", "dimension", "words", "value", "low", "high", "visits", "answer"}
        assert 0 <= finding["low"] <= finding["value"] <= finding["high"] <= 100 and finding["visits"] >= 5
    json.dumps(made)


def test_what_is_withheld_holds_no_number():
    world = make_world()
    for visit in range(3):
        world.visit("A", visit, entity="A")
    for visit in range(9):
        world.visit("B", visit % 4, entity="B")
    score_wave(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    inform_bodies(wave=world.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    made = document("A", "en")
    assert made["score"] == {"withheld": "Not shown: too few visits"}
    assert all(set(one) == {"name", "withheld"} for one in made["dimensions"])
    assert all(part["findings"] == [] for part in made["parts"]) and set(made["trend"][0]) == {"cycle", "withheld"}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_paper_draws_the_documents_figures_and_is_a_pdf(language):
    informed_cycle()
    answer(asked_of("F").ref, liaison_of("F"))
    own = queries.own_report(entity_ref=liaison_of("F").entity_ref, at=MONDAY_9AM, database="default")
    told = report_document(own, language)
    with translation.override(language):
        paper = paper_of(own)
    assert [part["title"] for part in paper["parts"]] == [part["title"] for part in told["parts"]]
    assert paper["score"]["value"] == told["score"]["value"] / 100 and paper["method"] == told["method"]
    drawn = [one for part in paper["parts"] for one in part["findings"] if "value" in one]
    assert drawn and all(0 <= one["low"] <= one["value"] <= one["high"] <= 1 for one in drawn)
    assert typeset("entity_report", paper, language=language).startswith(b"%PDF-")
