"""The report as plain values for paper: the same story as the page's, in one language at a time."""

import json
import re

import pytest
from django.utils import translation

from basira.core.kernel.actor import OPERATOR, Role
from basira.programme.findings import queries
from basira.programme.findings.verbs import inform_bodies
from basira.programme.plans.cards import FixedSince
from basira.programme.results.verbs import score_wave
from basira.surfaces.portal.document import report_document
from basira.surfaces.shared.plan_lines import fixed_words
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import answer, asked_of, informed_cycle, liaison_of
from tests.programme.contest_world import REASONS, contested, decide
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db


def document(code, language):
    own = queries.own_report(entity_ref=liaison_of(code).entity_ref, at=MONDAY_9AM, database="default")
    with translation.override(language):
        return report_document(own)


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
    assert [part["title"] for part in made["parts"]] == ["Strengths", "Shortcomings", "Opportunities"]
    assert "Accepted" in {finding["answer"] for part in made["parts"] for finding in part["findings"]}
    for finding in (one for part in made["parts"] for one in part["findings"]):
        assert set(finding) == {
            "title", "dimension", "words", "value", "low", "high", "visits", "answer", "figure", "band",
        }  # fmt: skip
        assert 0 <= finding["low"] <= finding["value"] <= finding["high"] <= 1 and finding["visits"] >= 5
    json.dumps(made)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_paper_tells_how_a_contest_ended_and_what_becomes_of_the_score(language):
    finding = contested()
    assert document("F", language)["says"] == []
    decide(finding, "changed", now_reads="The board was corrected.", now_part="opportunity")
    made = document("F", language)
    (told,) = [one["answer"] for part in made["parts"] for one in part["findings"] if REASONS in one["answer"]]
    assert "The board was corrected." in told and {"ar": "عُدّلت", "en": "Changed"}[language] in told
    assert {"ar": "لا يُعاد احتساب", "en": "not calculated anew"}[language] in made["says"][0]


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_liaison_keeps_her_own_report_as_a_pdf_and_no_other_bodys(signed_in, language):
    database.let_the_portal_in()
    cycle = informed_cycle().wave.ref
    own = signed_in(Role.BODY_LIAISON, entity_ref=liaison_of("F").entity_ref, language=language)
    answer_of = own.get(f"/portal/cycles/{cycle}/report.pdf")
    assert answer_of["Content-Type"] == "application/pdf" and answer_of.content[:5] == b"%PDF-"
    assert "no-store" in answer_of["Cache-Control"]
    other = signed_in(Role.BODY_LIAISON, entity_ref="another-body", language=language)
    assert other.get(f"/portal/cycles/{cycle}/report.pdf").status_code == 404


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
def test_the_paper_says_what_was_mended_since_and_in_which_quarter(language):
    informed_cycle()
    own = queries.own_report(entity_ref=liaison_of("F").entity_ref, at=MONDAY_9AM, database="default")
    with translation.override(language):
        words = fixed_words(FixedSince(1, "2027-Q1"))
        assert report_document(own, words)["says"] == [words] and report_document(own)["says"] == []
    assert "2027" in words
