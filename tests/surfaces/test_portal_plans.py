"""Plans at the portal: whose they are not, what is refused and said, what no body is told; then the way of one plan."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import PlanState
from basira.programme.plans import agreeing
from basira.programme.plans.models import Plan, PlanMove, PlanStep, ProofFile
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST, PDF, entity, informed_cycle
from tests.programme.plans_world import (
    AFTER_GRACE,
    brought_to,
    judge,
    make_visit,
    opened,
    order,
    plans_world,
    tell,
    verified,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
REF = re.compile(r"\b[0-9a-hjkmnp-tv-z]{26}\b")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
REPEAT = re.compile(r"\b[Rr]epeat(s|ed)?\b")


class Clock:
    """What the portal's pages take for now."""

    now = MONDAY_9AM


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The portal's role has its rights, and the clock stands where the bodies were just informed."""
    database.let_the_portal_in()
    Clock.now = MONDAY_9AM
    for module in ("views", "plans"):
        monkeypatch.setattr(f"basira.surfaces.portal.{module}.timezone.now", lambda: Clock.now)
    yield Clock
    connections["portal"].close()


def liaison(signed_in, code="F", language="en", role=Role.BODY_LIAISON):
    return signed_in(role, entity_ref=entity(code), language=language)


def url(name, plan, *more):
    return reverse(f"portal:{name}", args=[plan.ref, *more])


def steps(*rows):
    """What the form of a proposal sends."""
    sent = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"}
    for place, (what, post, due_on) in enumerate(rows):
        sent |= {f"form-{place}-what": what, f"form-{place}-post": post, f"form-{place}-due_on": due_on}
    return sent


GOOD = steps(("Hang the fees", "Head of customer services", "2026-12-09"))


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_six_bodies_reach_no_others_plans_and_are_told_404_not_403(signed_in):
    """AC-02 for plans: every plan and step of every body, by every other one, at every address, reading and writing."""
    bodies = "EFGHIJ"
    informed_cycle(bodies=bodies, poor=bodies)
    plans = {code: brought_to(PlanState.AGREED, code) for code in bodies}
    for code in bodies:
        clients = [liaison(signed_in, code), liaison(signed_in, code, role=Role.BODY_HEAD)]
        for other in bodies:
            step = PlanStep.objects.filter(move__plan=plans[other]).first().ref
            assert clients[0].get(url("plan", plans[other])).status_code == (200 if other == code else 404)
            assert clients[1].get(url("plan", plans[other])).status_code == (200 if other == code else 404)
            if other == code:
                continue
            writes = [("plan-propose",), ("plan-declare",), ("plan-step", step)]
            found = {clients[0].post(url(name, plans[other], *more)).status_code for name, *more in writes}
            assert found == {404}
            assert {clients[1].post(url(name, plans[other])).status_code for name in ("plan-sign", "plan-return")} == {
                404
            }
        page = clients[0].get(reverse("portal:plans")).content.decode()
        assert [plans[other].ref in page for other in bodies] == [other == code for other in bodies]
    assert PlanMove.objects.count() == 3 * len(bodies)


def what_is_seen(client):
    seen = []
    for path in [reverse("portal:home"), reverse("portal:plans"), *(url("plan", one) for one in own_plans())]:
        answer = client.get(path)
        seen.append((answer.status_code, REF.sub("ref", TOKEN.sub("", answer.content.decode()))))
    return seen


def own_plans(code="E"):
    return Plan.objects.filter(entity_ref=entity(code)).order_by("pk")


def test_two_worlds_that_differ_in_another_bodys_plan_alone_look_the_same(signed_in, clock):
    """AC-04 for plans: the other body plans, is late, declares and is looked at again; not a byte of ours changes."""
    clock.now = AFTER_GRACE
    plans_world(poor="EF")
    opened("E")
    first = what_is_seen(liaison(signed_in, "E"))
    call_command("flush", interactive=False, verbosity=0)
    world = plans_world(poor="EF")
    opened("E")
    plan = brought_to(PlanState.GRACE, "F")
    make_visit(order(world, plan))
    judge()
    agreeing.climb_ladders(by=SYSTEM, at=MONDAY_9AM)
    assert what_is_seen(liaison(signed_in, "E")) == first
    tell(world)
    assert what_is_seen(liaison(signed_in, "E")) == first
    call_command("flush", interactive=False, verbosity=0)
    plans_world(poor="EF")
    brought_to(PlanState.PROPOSED, "E")
    assert what_is_seen(liaison(signed_in, "E")) != first  # the twin: our own plan does change it


def test_no_page_of_the_body_changes_by_a_repeat_before_it_is_told(signed_in, clock):
    world = plans_world()
    plan = brought_to(PlanState.GRACE)
    clock.now = AFTER_GRACE
    client, head = liaison(signed_in), liaison(signed_in, role=Role.BODY_HEAD)
    pages = [reverse("portal:home"), reverse("portal:plans"), url("plan", plan)]
    pages.append(reverse("portal:finding", args=[plan.finding.ref]))

    def read():
        return [TOKEN.sub("", who.get(page).content.decode()) for who in (client, head) for page in pages]

    before = read()
    repeat = order(world, plan)
    make_visit(repeat)
    judge()
    assert read() == before
    assert not any(repeat.mission.cycle_number.number in page or REPEAT.search(page) for page in before)
    tell(world)
    assert read() != before  # the twin


def test_a_proposal_is_refused_at_its_steps_and_nothing_typed_is_lost(signed_in):
    informed_cycle()
    plan, client = opened(), liaison(signed_in)
    page = client.post(url("plan-propose", plan), steps(("Hang the fees", "Mr. Khalid", "2026-12-12")))
    text = page.content.decode()
    assert page.status_code == 422 and "Name a post, not a person" in text and "This is a day off" in text
    assert "Hang the fees" in text and not PlanStep.objects.exists()
    assert client.post(url("plan-propose", plan), steps()).status_code == 422
    assert client.post(url("plan-propose", plan), steps(("Half", "", ""))).status_code == 422
    assert client.post(url("plan-propose", plan), {"form-TOTAL_FORMS": "900"}).status_code == 422
    assert not PlanStep.objects.exists()


def test_fields_that_the_forms_do_not_have_change_nothing(signed_in):
    """AC-06 for plans."""
    informed_cycle(poor="EF")
    plan, client = opened(), liaison(signed_in)
    extra = {
        "entity_ref": entity("E"),
        "to": "verified",
        "quarter": "2020-Q1",
        "moved_by": "x",
        "place": "9",
        "plan": "1",
    }
    assert client.post(url("plan-propose", plan), GOOD | extra).status_code == 302
    move = PlanMove.objects.get(plan=plan, place=2)
    assert (move.to, move.quarter, move.entity_ref) == ("plan-proposed", "", entity("F")) and move.moved_by != "x"


def test_the_liaison_signs_nothing_and_the_head_writes_nothing(signed_in):
    informed_cycle()
    plan = brought_to(PlanState.DECLARED)
    client, head = liaison(signed_in), liaison(signed_in, role=Role.BODY_HEAD)
    assert client.post(url("plan-sign", plan)).status_code == 403
    assert head.post(url("plan-propose", plan), GOOD).status_code == 403
    page = head.get(url("plan", plan)).content.decode()
    assert "Sign this fix off?" in page and "Propose steps" not in page
    assert "Sign this fix off?" not in client.get(url("plan", plan)).content.decode()
    assert head.post(url("plan-return", plan), {"words": ""}).status_code == 422


def test_a_plan_goes_its_way_through_the_portal(signed_in, clock):
    informed_cycle()
    plan, client = opened(), liaison(signed_in)
    head = liaison(signed_in, role=Role.BODY_HEAD)
    finding = client.get(reverse("portal:finding", args=[plan.finding.ref])).content.decode()
    assert url("plan", plan) in finding
    assert "7 December 2026" in client.get(reverse("portal:plans")).content.decode()
    assert client.post(url("plan-propose", plan), GOOD).status_code == 302
    agreeing.agree_plan(plan=plan.ref, by=ANALYST, at=MONDAY_9AM)
    step = PlanStep.objects.get()
    assert client.post(url("plan-step", plan, step.ref)).status_code == 302
    assert client.post(url("plan-step", plan, step.ref)).status_code == 422
    assert client.post(url("plan-declare", plan), {"words": "It hangs."}).status_code == 422
    wrong = {"words": "It hangs.", "attached": SimpleUploadedFile("board.exe", b"MZ\x90\x00")}
    assert client.post(url("plan-declare", plan), wrong).status_code == 422 and not ProofFile.objects.exists()
    proof = {"words": "It hangs.", "attached": SimpleUploadedFile("board.pdf", PDF)}
    assert client.post(url("plan-declare", plan), proof).status_code == 302
    assert head.post(url("plan-sign", plan)).status_code == 302
    page = client.get(url("plan", plan)).content.decode()
    assert "board.pdf" in page and "22 January 2027" in page
    clock.now = AFTER_GRACE
    later = liaison(signed_in)  # her session of two months ago has ended
    assert "in its own time" in later.get(url("plan", plan)).content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "Fixed since"), ("ar", "عولج منذ ذلك")])
def test_a_verified_fix_stands_beside_the_score_which_stays(signed_in, clock, language, words):
    world = plans_world()
    client = liaison(signed_in, language=language)
    before = client.get(reverse("portal:home")).content.decode()
    plan = verified(world)
    after = client.get(reverse("portal:home")).content.decode()
    assert words in after and words not in before
    score = re.compile(r'class="[^"]*figure[^"]*".*?</')
    assert score.findall(after) == score.findall(before)
    assert ("2nd quarter 2027" if language == "en" else "الربع الثاني 2027") in client.get(
        url("plan", plan)
    ).content.decode()
