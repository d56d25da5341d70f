"""The portal: whose it is not, what is not there yet, what another body's data change (nothing); then the letter itself."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from basira.core.kernel.actor import BODY_ROLES, Role
from basira.core.kernel.lifecycles import WaveState
from basira.programme.findings.drafting import confirm_finding
from basira.programme.findings.models import EntityReport, Finding, Reply, ReplyFile
from basira.programme.findings.recommending import recommend
from basira.programme.findings.verbs import inform_bodies
from basira.programme.people.models import Account
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Wave
from basira.surfaces.portal.exporting import TABLES
from basira.surfaces.portal.forms import plain_filename
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import (
    ANALYST,
    DIRECTOR,
    PDF,
    answer,
    asked_of,
    entity,
    informed_cycle,
    liaison_of,
    scored_cycle,
)
from tests.programme.contest_world import REASONS, contested, decide
from tests.programme.journeys_world import way_world
from tests.programme.notes_world import FEE, STRENGTH, SUGGESTED, bring_law, write

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
REF = re.compile(r"\b[0-9a-hjkmnp-tv-z]{26}\b")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def the_portal_is_open(monkeypatch):
    """The portal's role has its rights, and the clock stands where the bodies were just informed."""
    database.let_the_portal_in()
    monkeypatch.setattr("basira.surfaces.portal.views.timezone.now", lambda: MONDAY_9AM)
    yield
    connections["portal"].close()


def liaison(signed_in, code="E", language="en"):
    return signed_in(Role.BODY_LIAISON, entity_ref=entity(code), language=language)


def addresses(code):
    """Every address of a body's own things."""
    mine = entity(code)
    cycles = EntityReport.objects.filter(entity_ref=mine).values_list("wave__ref", flat=True)
    findings = Finding.objects.filter(entity_ref=mine).values_list("ref", flat=True)
    return [reverse("portal:report", args=[ref]) for ref in cycles] + [
        reverse("portal:finding", args=[ref]) for ref in findings
    ]


def post(client, finding, /, **sent):
    return client.post(reverse("portal:answer", args=[finding]), {"answer": "accepted", "words": ""} | sent)


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_six_bodies_reach_no_others_things_and_are_told_404_not_403(signed_in):
    """AC-02: every id of every body, tried by every other one, at every address, by reading and by writing."""
    bodies = "EFGHIJ"
    world = scored_cycle(bodies=bodies, poor="FHJ")
    for code in bodies:
        write_with_step(world, code, FEE if code in "FHJ" else STRENGTH)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    assert sum("noted" in row.figures for row in Finding.objects.all()) == len(bodies)
    for code in bodies:
        client = liaison(signed_in, code)
        for other in bodies:
            refs = Finding.objects.filter(entity_ref=entity(other)).values_list("ref", flat=True)
            if other == code:
                assert {client.get(reverse("portal:finding", args=[ref])).status_code for ref in refs} == {200}
                continue
            assert {client.get(reverse("portal:finding", args=[ref])).status_code for ref in refs} == {404}
            assert {post(client, ref).status_code for ref in refs} == {404}
            for strange in (entity(other), EntityReport.objects.get(entity_ref=entity(other)).ref):
                for name in ("report", "finding", "answer"):
                    url = reverse(f"portal:{name}", args=[strange])
                    assert (client.post if name == "answer" else client.get)(url).status_code == 404
        page = client.get(reverse("portal:home")).content.decode()
        assert all(f"Entity {other}" not in page for other in bodies if other != code) and f"Entity {code}" in page
    assert not Reply.objects.exists()


def test_six_bodies_reach_no_others_outcomes(signed_in):
    """AC-02 for how contests end: each body reads its own reasons, and of every other one 404 and not a word."""
    bodies = "EFGHIJ"
    informed_cycle(bodies=bodies, poor=bodies)
    said = {code: f"{REASONS} Said to {code * 3}." for code in bodies}
    for code in bodies:
        decide(contested(code, informed=True, files=()), "not-upheld", reasons=said[code])
    for code in bodies:
        client = liaison(signed_in, code)
        for other in bodies:
            page = client.get(reverse("portal:finding", args=[Reply.objects.get(entity_ref=entity(other)).finding.ref]))
            assert page.status_code == (200 if other == code else 404)
            assert (said[other] in page.content.decode()) == (other == code)
        home = client.get(reverse("portal:home")).content.decode()
        assert not any(f"Said to {other * 3}" in home for other in bodies if other != code)


@pytest.mark.parametrize(
    "state", [state for state in WaveState if state not in (WaveState.INFORMED, WaveState.ANNOUNCED)]
)
def test_before_the_bodies_are_informed_their_own_results_are_hidden_too(signed_in, state):
    """AC-03, for the states of a cycle: a scored cycle, in any state before "informed", is not there."""
    world = scored_cycle()
    Wave.objects.update(state=state)
    client = liaison(signed_in)
    page = client.get(reverse("portal:home"))
    assert "There is no report for you yet" in page.content.decode() and "Strengths" not in page.content.decode()
    assert "There is no report for you yet" in client.get(reverse("portal:cycles")).content.decode()
    assert client.get(reverse("portal:report", args=[world.wave.ref])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in BODY_ROLES] + [None], ids=str)
def test_nobody_but_a_bodys_own_people_enters_the_portal_informed_or_not(signed_in, role):
    """AC-03, for the roles."""
    informed_cycle()
    client = signed_in(*([role] if role else []))
    assert {client.get(url).status_code for url in [reverse("portal:home"), *addresses("E"), *addresses("F")]} == {403}
    assert post(client, asked_of("F").ref).status_code == 403


def what_is_seen(client):
    """Everything that a body gets back, its own random references and tokens made alike."""
    seen = []
    tables = [reverse("portal:table", args=[what, "csv"]) for what in TABLES]
    for url in [reverse("portal:home"), reverse("portal:board"), reverse("portal:cycles"), *tables, *addresses("E")]:
        response = client.get(url)
        headers = {k: v for k, v in response.headers.items() if k not in {"Expires", "Set-Cookie"}}
        assert "ETag" not in headers and "Last-Modified" not in headers
        seen.append((response.status_code, headers, REF.sub("ref", TOKEN.sub("", response.getvalue().decode()))))
    return seen


def write_with_step(world, code, note):
    """An analyst's confirmed finding about a body, with a recommendation."""
    found = write(world, note, body=code)
    step = replace(SUGGESTED, effect=Decimal(5), unit="minutes")
    recommend(finding=found.ref, suggested=step, by=ANALYST, at=MONDAY_9AM)
    confirm_finding(finding=found.ref, by=DIRECTOR, at=MONDAY_9AM)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_finding_of_the_analysts_shows_kind_tags_standards_and_recommendation(signed_in, language):
    world = scored_cycle()
    write_with_step(world, "F", replace(FEE, articles=(bring_law(),), causes=("training",)))
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    client = liaison(signed_in, "F", language)
    ref = next(row.ref for row in Finding.objects.filter(entity_ref=entity("F")) if "noted" in row.figures)
    page = client.get(reverse("portal:finding", args=[ref])).content.decode()
    words = {
        "en": (
            "differs from what is promised",
            "Services act (2024)",
            "Fees are shown",
            "Customer services",
            "Training",
        ),
        "ar": ("يختلف عمّا وُعد به", "قانون الخدمات (2024)", "تُعلن الرسوم", "خدمة المتعاملين", "التدريب"),
    }[language]
    assert all(one in page for one in words), [one for one in words if one not in page]
    assert words[0] in client.get(reverse("portal:home")).content.decode()
    assert ANALYST.ref not in page and DIRECTOR.ref not in page


def test_two_worlds_that_differ_in_another_bodys_data_alone_look_the_same(signed_in):
    """AC-04: the other body is bad, contests and is answered in the second world; not a byte of ours changes."""
    informed_cycle(bodies="EF", poor="")
    first = what_is_seen(liaison(signed_in))
    call_command("flush", interactive=False, verbosity=0)
    world = scored_cycle(bodies="EF", poor="F")
    write_with_step(world, "F", FEE)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    for finding in Finding.objects.filter(entity_ref=entity("F"), answer_by__isnull=False):
        answer(finding.ref, liaison_of("F"), said="contested", words="no", files=(PDF,))
        decide(finding, "not-upheld")
    second = what_is_seen(liaison(signed_in))
    assert second == first
    call_command("flush", interactive=False, verbosity=0)
    informed_cycle(bodies="EF", poor="E")
    assert what_is_seen(liaison(signed_in)) != first  # the twin: our own data do change it


def a_cycle_with_a_way(second, first="yes"):
    """Inform the bodies of a cycle whose cases ran through E and then F; `second` is what F asked again, `first` what E gave."""
    way = way_world()
    for shopper in range(6):
        way.case(shopper, {"handed": first, "again": "no", "days": "5"}, {"again": second, "inside": "30"})
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    inform_bodies(wave=way.world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)


def test_two_worlds_that_differ_in_what_the_next_body_on_the_way_did_look_the_same(signed_in):
    """ADR-0038: whether the next body asked again for what ours had issued changes not a byte of what ours reads."""
    a_cycle_with_a_way("no")
    first = what_is_seen(liaison(signed_in))
    assert "Birth notice" in first[0][2] and not any("The child" in page for _status, _headers, page in first)
    call_command("flush", interactive=False, verbosity=0)
    a_cycle_with_a_way("yes")
    assert what_is_seen(liaison(signed_in)) == first
    assert "6 of 6 cases" in liaison(signed_in, "F").get(reverse("portal:home")).content.decode()
    call_command("flush", interactive=False, verbosity=0)
    a_cycle_with_a_way("yes", first="no")
    assert what_is_seen(liaison(signed_in)) != first  # the twin: what our own step did does change it


def test_fields_that_the_form_does_not_have_change_nothing(signed_in):
    """AC-06: every field of the answer's rows is sent along; only the three of the form are written."""
    informed_cycle(poor="EF")
    client, finding, other = liaison(signed_in), asked_of("E"), asked_of("F")
    before = list(EntityReport.objects.values_list("figures_sha256", flat=True))
    extra = {
        "id": "99", "ref": "x" * 26, "entity_ref": entity("F"), "finding": other.ref, "finding_id": str(other.pk),
        "files": "9", "replied_at": "2020-01-01", "replied_by": "somebody", "state": "accepted", "part": "strength",
        "answer_by": "2030-01-01", "figures": "{}", "database": "default", "by": "director",
    }  # fmt: skip
    assert post(client, finding.ref, answer="contested", words="why", **extra).status_code == 302
    reply = Reply.objects.get()
    account = Account.objects.get(entity_ref=entity("E"))
    assert (reply.finding_id, reply.entity_ref, reply.answer, reply.files) == (
        finding.pk, entity("E"), "contested", 0,
    )  # fmt: skip
    assert (reply.replied_at, reply.replied_by) == (MONDAY_9AM, account.ref) and reply.ref != "x" * 26
    assert before == list(EntityReport.objects.values_list("figures_sha256", flat=True))
    assert asked_of("E").answer_by == finding.answer_by


def test_a_refusal_is_told_in_words_beside_what_was_typed(signed_in):
    informed_cycle()
    client, ref = liaison(signed_in, "F"), asked_of("F").ref
    page = post(client, ref, answer="contested")
    assert page.status_code == 422 and "why you contest it" in page.content.decode()
    program = SimpleUploadedFile("log.pdf", b"MZ\x90\x00")
    page = post(client, ref, answer="contested", words="our words", attached=program)
    assert (
        page.status_code == 422 and "not taken here" in page.content.decode() and "our words" in page.content.decode()
    )
    many = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(4)]
    assert post(client, ref, answer="contested", attached=many).status_code == 422
    assert post(client, ref, answer="upheld").status_code == 422
    assert not Reply.objects.exists() and not ReplyFile.objects.exists()


def test_a_second_answer_is_refused_and_the_first_is_shown(signed_in):
    informed_cycle()
    client, ref = liaison(signed_in, "F"), asked_of("F").ref
    sent = SimpleUploadedFile("../../queue\u202e log.pdf", PDF, content_type="text/html")
    page = client.post(
        reverse("portal:answer", args=[ref]),
        {"answer": "contested", "words": "<b>eleven</b> minutes", "attached": sent},
        follow=True,
    ).content.decode()
    assert "your answer is kept" in page and "&lt;b&gt;eleven" in page and "queue log.pdf" in page
    again = post(client, ref)
    assert again.status_code == 422 and "it cannot be changed" in again.content.decode()
    assert "eleven" in again.content.decode() and 'type="submit">Send the answer' not in again.content.decode()
    assert ReplyFile.objects.get().kind == "application/pdf" and Reply.objects.get().answer == "contested"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_letter_says_strengths_first_then_what_to_answer_then_the_course(signed_in, language):
    informed_cycle(1, bodies="EF")
    informed_cycle(2, bodies="EF", poor="EF")
    page = liaison(signed_in, language=language).get(reverse("portal:home")).content.decode()
    places = [
        page.index(f'id="{part}"') for part in ("strengths", "asks", "part-shortcoming", "part-opportunity", "course")
    ]
    assert places == sorted(places)
    assert ("Cycle 2" if language == "en" else "الدورة 2") in page and "<svg" in page
    assert ("7 December 2026" if language == "en" else "7 ديسمبر 2026") in page
    shortcomings = page[places[2] : places[3]]
    assert shortcomings.count("<svg") >= 2 and ("likely" in shortcomings or "الأرجح" in shortcomings)


def test_no_time_finer_than_the_cycle_but_the_last_day_and_the_answers_own(signed_in):
    """ID-12: in words, in attributes and in headers."""
    world = informed_cycle()
    client = liaison(signed_in, "F")
    for url in [reverse("portal:home"), reverse("portal:cycles"), *addresses("F")]:
        response = client.get(url)
        assert response["Cache-Control"].startswith("max-age=0") and "no-store" in response["Cache-Control"]
        html = response.content.decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\d", html)) <= {"2026-12-07"}
        assert not re.search(r"\b\d{1,2}:\d\d\b", html)
        assert str(world.wave.starts_on) not in html and not any(number.number in html for number in world.numbers)


def test_a_liaison_lands_in_the_portal_and_others_at_the_desk(signed_in):
    informed_cycle()
    liaison(signed_in)
    signed_in(Role.DIRECTOR)
    for role, home in ((Role.BODY_LIAISON, "/portal/"), (Role.DIRECTOR, "/console/")):
        client = Client()
        account = Account.objects.filter(roles_held__role=role).get()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        answered = client.get(reverse("account_arrive"))
        assert (answered.status_code, answered["location"]) == (302, home)


def test_a_portal_that_is_not_set_up_says_so_and_lets_nobody_in(signed_in, monkeypatch):
    informed_cycle()
    client, ref = liaison(signed_in, "F"), asked_of("F").ref
    monkeypatch.setattr(settings, "DATABASES", {"default": settings.DATABASES["default"]})
    for answered in (
        client.get(reverse("portal:home")),
        client.get(reverse("portal:finding", args=[ref])),
        post(client, ref),
    ):
        assert answered.status_code == 422 and "not set up" in answered.content.decode()
    assert not Reply.objects.exists()


def test_a_taken_role_closes_the_portal_at_once(signed_in):
    informed_cycle()
    client = liaison(signed_in)
    assert client.get(reverse("portal:home")).status_code == 200
    Account.objects.get(entity_ref=entity("E")).roles_held.all().delete()
    assert client.get(reverse("portal:home")).status_code == 403


def test_few_queries_whatever_the_number_of_bodies_and_findings(signed_in, django_assert_max_num_queries):
    informed_cycle(bodies="EFGH", poor="EFGH")
    client = liaison(signed_in)
    for using in ("default", "portal"):
        with django_assert_max_num_queries(14, using=using):
            assert client.get(reverse("portal:home")).status_code == 200


def test_a_files_name_is_kept_without_anything_invisible_in_it():
    assert plain_filename("سجل\u202e الأدوار\x00.pdf") == "سجل الأدوار.pdf"
    assert plain_filename("\u2066\u2069") == "file"
    assert len(plain_filename("a" * 500 + ".pdf")) == 200
    assert plain_filename("می\u200cخواهم.pdf") == "می\u200cخواهم.pdf"


def test_the_desk_previews_before_and_follows_after(signed_in):
    world = scored_cycle()
    analyst = signed_in(Role.ANALYST)
    preview = reverse("console:results-body", args=[world.wave.ref, entity("F")])
    assert "This is what the body will read" in analyst.get(preview).content.decode()
    assert analyst.get(reverse("console:results-body", args=[world.wave.ref, "nobody"])).status_code == 404
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    answer(asked_of("F").ref, liaison_of("F"), said="contested", words="our log", files=(PDF,))
    page = analyst.get(preview).content.decode()
    assert "our log" in page and "file-0.pdf" in page and "This is what the body will read" not in page
    bodies = analyst.get(reverse("console:results-bodies", args=[world.wave.ref])).content.decode()
    assert "Contested findings" in bodies and "file-0.pdf" in bodies


def test_the_paper_is_of_our_own_body_and_of_a_cycle_of_which_we_were_informed(signed_in):
    world = informed_cycle()
    address = reverse("portal:paper", args=[world.wave.ref])
    ours, theirs = (liaison(signed_in, code).get(address) for code in "EF")
    assert ours.content.startswith(b"%PDF-") and theirs.content.startswith(b"%PDF-")
    assert ours.content != theirs.content and "no-store" in ours["Cache-Control"]
    assert liaison(signed_in).get(reverse("portal:paper", args=["nothing"])).status_code == 404
    assert signed_in(Role.DIRECTOR).get(address).status_code == 403


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_body_reads_by_when_then_how_its_contest_ended_and_what_becomes_of_the_score(signed_in, language):
    finding = contested()
    client = liaison(signed_in, "F", language)
    url = reverse("portal:finding", args=[finding.ref])
    day = {"ar": "7 ديسمبر 2026", "en": "7 December 2026"}[language]
    assert client.get(url).content.decode().count(day) == 2  # the body's own last day, and the arbiter's
    before = client.get(reverse("portal:home")).content.decode()
    decide(finding, "changed", now_reads="The board was corrected.", now_part="opportunity")
    page, home = client.get(url).content.decode(), client.get(reverse("portal:home")).content.decode()
    word, stays = {"ar": ("عُدّلت", "لا يُعاد احتساب"), "en": ("Changed", "not calculated anew")}[language]
    assert REASONS in page and "The board was corrected." in page and word in page and stays in page
    assert not re.search(r"\bmaha\b", page) and "م-0" not in page
    assert word in home and stays in home and stays not in before
    figure = re.compile(r'class="value">([^<]*)<')
    assert figure.findall(home) == figure.findall(before)  # the score stays as it was calculated


def test_an_upheld_finding_says_nothing_of_the_score_and_the_paper_tells_the_outcome(signed_in):
    finding = contested()
    decide(finding)
    client = liaison(signed_in, "F")
    page = client.get(reverse("portal:finding", args=[finding.ref])).content.decode()
    assert "Upheld" in page and REASONS in page and "calculated anew" not in page
    assert "calculated anew" not in client.get(reverse("portal:home")).content.decode()
    assert client.get(reverse("portal:paper", args=[finding.report.wave.ref])).content.startswith(b"%PDF-")
