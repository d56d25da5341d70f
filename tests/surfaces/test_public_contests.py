"""What the public reads of contests: counts of each body beside an unchanged score, and only through a release."""

import pytest
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.publishing import queries
from basira.programme.publishing.verbs import approve_release, prepare_release, publish_release
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity
from tests.programme.contest_world import REASONS, contested, decide

pytestmark = pytest.mark.django_db


def publish(wave):
    release = prepare_release(wave=wave, by=ANALYST, at=MONDAY_9AM).ref
    for name in ("aisha", "rashid"):
        approve_release(release=release, by=actor(name, Role.PUBLISHER), at=MONDAY_9AM)
    publish_release(release=release, by=actor("aisha", Role.PUBLISHER), at=MONDAY_9AM)


def test_an_outcome_reaches_the_public_by_a_new_release_and_changes_no_figure(client):
    finding = contested()
    wave = finding.report.wave.ref
    publish(wave)
    before = queries.unit_page(entity("F"))
    assert before.contests == (("contested", 1),) and queries.unit_page(entity("E")).contests == ()
    assert not queries.contests_have_moved(wave)
    decide(finding, "not-upheld")
    assert queries.contests_have_moved(wave) and queries.unit_page(entity("F")).contests == before.contests
    publish(wave)
    after = queries.unit_page(entity("F"))
    assert after.contests == (("not-upheld", 1),) and not queries.contests_have_moved(wave)
    assert (after.row, after.dimensions, after.children) == (before.row, before.dimensions, before.children)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_public_page_and_paper_say_how_contests_stand_and_not_a_reason(client, language):
    finding = contested()
    decide(finding, "changed", now_reads="The board was corrected.", now_part="opportunity")
    publish(finding.report.wave.ref)
    client.cookies["basira_language"] = language
    page = client.get(reverse("public:entity", args=[entity("F")])).content.decode()
    assert {"ar": "عُدّلت: ", "en": "Changed: "}[language] in page
    assert {"ar": "لا يُعاد احتساب", "en": "not calculated anew"}[language] in page
    assert REASONS not in page and "The board was corrected." not in page and "Our log" not in page
    other = client.get(reverse("public:entity", args=[entity("E")])).content.decode()
    assert {"ar": "المعترَض عليها", "en": "Contested"}[language] not in other
    paper = client.get(reverse("public:entity_report", args=[entity("F")]))
    assert paper.content.startswith(b"%PDF-")


def test_the_desk_is_told_that_a_release_is_older_than_an_outcome(signed_in):
    finding = contested()
    wave = finding.report.wave.ref
    prepare_release(wave=wave, by=DIRECTOR, at=MONDAY_9AM)
    analyst, url = signed_in(Role.ANALYST), reverse("console:results-releases", args=[wave])
    assert "Since this release was prepared" not in analyst.get(url).content.decode()
    decide(finding)
    assert "Since this release was prepared" in analyst.get(url).content.decode()
