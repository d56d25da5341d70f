"""What the public reads of contests: counts of each body beside an unchanged score, and only through a release."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.publishing import queries
from basira.programme.publishing.contested import contests_have_moved
from basira.programme.publishing.models import Release
from basira.programme.publishing.verbs import ContestsMoved, approve_release, prepare_release, publish_release
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, answer, asked_of, entity, informed_cycle, liaison_of
from tests.programme.contest_world import REASONS, contested, decide

pytestmark = pytest.mark.django_db


def approved(wave):
    release = prepare_release(wave=wave, by=ANALYST, at=MONDAY_9AM).ref
    for name in ("aisha", "rashid"):
        approve_release(release=release, by=actor(name, Role.PUBLISHER), at=MONDAY_9AM)
    return release


def put_out(release):
    publish_release(release=release, by=actor("aisha", Role.PUBLISHER), at=MONDAY_9AM)


def publish(wave):
    put_out(approved(wave))


def contest(code="F"):
    finding = asked_of(code)
    answer(finding.ref, liaison_of(code), said="contested", words="Our log says otherwise.")
    return finding


def test_a_release_that_does_not_say_what_is_contested_is_not_published():
    wave = informed_cycle().wave.ref
    release = approved(wave)
    finding = contest()
    with pytest.raises(ContestsMoved):
        put_out(release)
    publish(wave)
    release = approved(wave)
    decide(finding)
    with pytest.raises(ContestsMoved):
        put_out(release)
    publish(wave)


def published_by_hand(release):
    with transaction.atomic():
        Release.objects.filter(wave__ref=release.wave.ref, state="published").update(state="superseded")
        Release.objects.filter(pk=release.pk).update(state="published", published_at=MONDAY_9AM, published_by="x")


def test_the_database_publishes_nothing_disputed_as_settled():
    wave = informed_cycle().wave.ref
    release = Release.objects.get(ref=approved(wave))
    contest()
    with pytest.raises(IntegrityError, match="contested and not decided"):
        published_by_hand(release)
    told = Release.objects.get(ref=approved(wave))
    published_by_hand(told)


def test_the_twin_without_the_guard_the_database_would_publish_it():
    release = Release.objects.get(ref=approved(informed_cycle().wave.ref))
    contest()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE publishing_release DISABLE TRIGGER publishing_release_tells_contests")
    published_by_hand(release)
    release.refresh_from_db()
    assert release.state == "published"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_contest_that_comes_after_the_publication_stands_beside_the_figures_at_once(client, language):
    wave = informed_cycle().wave.ref
    publish(wave)
    client.cookies["basira_language"] = language
    address = reverse("public:entity", args=[entity("F")])
    said = {"ar": "منذ نشر هذه النتائج اعترضت الجهة", "en": "Since this was published the body has contested"}[language]
    assert said not in client.get(address).content.decode()
    contest()
    assert queries.unit_page(entity("F")).contested_since == 1 and queries.unit_page(entity("E")).contested_since == 0
    assert said in client.get(address).content.decode()
    publish(wave)
    assert queries.unit_page(entity("F")).contested_since == 0 and said not in client.get(address).content.decode()


def test_an_outcome_reaches_the_public_by_a_new_release_and_changes_no_figure(client):
    finding = contested()
    wave = finding.report.wave.ref
    publish(wave)
    before = queries.unit_page(entity("F"))
    assert before.contests == (("contested", 1),) and queries.unit_page(entity("E")).contests == ()
    assert not contests_have_moved(wave)
    decide(finding, "not-upheld")
    assert contests_have_moved(wave) and queries.unit_page(entity("F")).contests == before.contests
    publish(wave)
    after = queries.unit_page(entity("F"))
    assert after.contests == (("not-upheld", 1),) and not contests_have_moved(wave)
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
