"""Plans at the desk: who sees that there are repeats, what is refused, the ladder's top, the log of contacts."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from basira.core.assurance.plan_ladder import Rung
from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import PlanState, VisitState
from basira.programme.fieldwork.stores import derivatives, originals
from basira.programme.people.models import KeptBlueprint
from basira.programme.plans import agreeing, opening, proving, queries
from basira.programme.plans.models import Contact, Plan, PlanMove, PlanRules, ProofFile, Repeat
from tests.cast import MONDAY_9AM
from tests.gateways.test_pictures import picture
from tests.programme.bodies_world import DIRECTOR, answer, asked_of, entity, informed_cycle, liaison_of
from tests.programme.kept_world import starts_from
from tests.programme.plans_world import (
    AFTER_GRACE,
    brought_to,
    declare,
    judge,
    make_visit,
    next_cycle,
    order,
    plans_world,
    verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """The desk's clock stands after the time of grace; sessions are written at the same time."""
    monkeypatch.setattr(timezone, "now", lambda: AFTER_GRACE)
    monkeypatch.setattr("time.time", lambda: AFTER_GRACE.timestamp())


def page(client, name, *args):
    return client.get(reverse(f"console:{name}", args=args))


def text(client, name, *args):
    answered = page(client, name, *args)
    assert answered.status_code == 200, answered.status_code
    return answered.content.decode()


def post(client, name, *args, **sent):
    return client.post(reverse(f"console:{name}", args=args), sent)


def test_what_is_not_there_is_404(signed_in):
    director = signed_in(Role.DIRECTOR)
    for name in ("plan", "plan_open"):
        assert page(director, name, "x" * 26).status_code == 404
    assert post(director, "plan_agree", "x" * 26).status_code == 404


def test_few_see_that_there_is_a_repeat(signed_in, later):
    world = plans_world()
    plan = brought_to(PlanState.GRACE)
    made = order(world, plan)
    for role in (Role.PLANNER, Role.DIRECTOR):
        shown = text(signed_in(role), "plan", plan.ref)
        assert made.mission.cycle_number.number in shown and "Repeat is ordered" in shown
    for role in (Role.ANALYST, Role.AUDITOR):
        client = signed_in(role)
        for shown in (text(client, "plan", plan.ref), text(client, "plans")):
            assert made.mission.cycle_number.number not in shown and "Repeat is" not in shown


def test_a_planner_orders_a_repeat_and_a_refusal_says_what_next(signed_in, later):
    world = plans_world()
    plan = brought_to(PlanState.GRACE)
    planner = signed_in(Role.PLANNER)
    sent = {"scenario": world.scenario.ref, "first_day": "2027-02-08", "last_day": "2027-02-12"}
    refused = post(planner, "plan_repeat", plan.ref, **sent)
    assert refused.status_code == 422 and "No cycle that takes missions" in refused.content.decode()
    met = post(planner, "plan_repeat", plan.ref, **sent | {"scenario": world.first.scenario.ref})
    assert met.status_code == 422 and not Repeat.objects.exists()
    next_cycle(world)
    assert "nobody chooses her" in text(planner, "plan", plan.ref)
    starts_from(('kinds = ["counter-visit", ', "kinds = ["))
    forbidden = post(planner, "plan_repeat", plan.ref, **sent)
    assert forbidden.status_code == 422 and not Repeat.objects.exists()
    assert "The programme plans no missions of this kind. Choose another kind" in forbidden.content.decode()
    KeptBlueprint.objects.all().delete()
    assert post(planner, "plan_repeat", plan.ref, **sent).status_code == 302
    assert Repeat.objects.get().mission.scenario == world.scenario
    again = post(planner, "plan_repeat", plan.ref, **sent)
    assert again.status_code == 422 and Repeat.objects.count() == 1


def test_verdicts_are_told_by_the_director_and_not_in_the_field(signed_in, later):
    world = plans_world()
    make_visit(order(world, brought_to(PlanState.GRACE)))
    judge()
    director, wave = signed_in(Role.DIRECTOR), world.second.wave
    assert "Told when the cycle has left the field" in text(director, "plans")
    post(director, "verdicts_tell", wave.ref)
    assert not PlanMove.objects.filter(to="verified").exists()
    wave.state = "closed"
    wave.save()
    assert "Tell the bodies" in text(director, "plans")
    assert post(director, "verdicts_tell", wave.ref).status_code == 302
    assert PlanMove.objects.filter(to="verified").count() == 1


def test_steps_are_agreed_or_sent_back_at_the_desk(signed_in):
    informed_cycle()
    plan, analyst = brought_to(PlanState.PROPOSED), signed_in(Role.ANALYST)
    assert "Agree to the steps" in text(analyst, "plan", plan.ref)
    told = post(analyst, "plan_return", plan.ref, words="Our shopper saw no board.")
    assert told.status_code == 422 and "could tell of a visit" in told.content.decode()
    assert post(analyst, "plan_agree", plan.ref).status_code == 302
    again = post(analyst, "plan_agree", plan.ref)
    assert again.status_code == 422
    assert "Agree to the steps" not in text(signed_in(Role.PLANNER), "plan", plan.ref)


def test_an_officer_opens_a_plan_from_a_bodys_report(signed_in, at_monday_9am):
    world = informed_cycle(poor="EF")
    opening.set_rules(
        rules=opening.RulesCard(score_below=0, critical_failed=False, in_a_row=0),
        by=DIRECTOR,
        at=MONDAY_9AM,
    )
    analyst, finding = signed_in(Role.ANALYST), asked_of("F")
    body = ("results-body", world.wave.ref, entity("F"))
    assert reverse("console:plan_open", args=[finding.ref]) not in text(analyst, *body)
    answer(finding.ref, liaison_of("F"))
    assert reverse("console:plan_open", args=[finding.ref]) in text(analyst, *body)
    assert post(analyst, "plan_open", finding.ref, words="").status_code == 422
    opened = post(analyst, "plan_open", finding.ref, words="It is grave.")
    assert opened.status_code == 302 and Plan.objects.get().reason == "It is grave."
    assert reverse("console:plan", args=[Plan.objects.get().ref]) in text(analyst, *body)


def test_the_rules_are_set_and_refused_whole(signed_in):
    director = signed_in(Role.DIRECTOR)
    good = {
        "score_below": "55", "in_a_row": "3", "plan_days": "7", "sign_days": "3", "rung_days": "4", "grace_days": "30",
        "rotation_days": "120",
    }  # fmt: skip
    assert post(director, "plan_rules", **good | {"grace_days": "0"}).status_code == 422
    assert not PlanRules.objects.exists()
    assert post(director, "plan_rules", **good).status_code == 302
    row = PlanRules.objects.get()
    assert (row.plan_days, row.critical_failed, row.rotation_days) == (7, False, 120)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanRules.objects.update(grace_days=0)


@pytest.mark.parametrize(("language", "words"), [("en", "reached the top management"), ("ar", "إلى الإدارة العليا")])
def test_silence_at_the_top_is_said_on_the_first_line(signed_in, later, language, words):
    informed_cycle()
    over = MONDAY_9AM.replace(year=2026, month=12, day=8)
    opening.open_due_plans(by=SYSTEM, at=over)
    agreeing.climb_ladders(by=SYSTEM, at=AFTER_GRACE)
    client = signed_in(Role.DIRECTOR, language=language)
    shown = text(client, "plans")
    assert words in shown and ("No reply" if language == "en" else "لا رد") in shown
    assert reverse("console:plans") in text(client, "home")


def test_the_list_asks_the_same_number_of_questions_however_many_plans(signed_in):
    informed_cycle(bodies="EFGH", poor="EFGH")
    brought_to(PlanState.DECLARED, "E")
    client = signed_in(Role.DIRECTOR)

    def asked():
        with CaptureQueriesContext(connection) as questions:
            text(client, "plans")
        return len(questions)

    few = asked()
    for code in "FGH":
        brought_to(PlanState.DECLARED, code)
    assert asked() == few <= 30


def test_a_page_of_the_list_reads_the_plans_that_it_shows_and_counts_them_all(signed_in, later, monkeypatch):
    informed_cycle(bodies="EFGH", poor="EFGH")
    over = MONDAY_9AM.replace(year=2026, month=12, day=8)
    brought_to(PlanState.DECLARED, "E")
    brought_to(PlanState.PROPOSED, "F")
    opening.open_due_plans(by=SYSTEM, at=over)
    agreeing.climb_ladders(by=SYSTEM, at=AFTER_GRACE)
    listed, every = queries.listed_plans(AFTER_GRACE), [one.card for one in queries.desk_plans(AFTER_GRACE)]
    assert listed.refs == tuple(card.ref for card in every) and every[-1].state is PlanState.PROPOSED
    assert 0 < listed.late == sum(card.is_late for card in every) < len(every) == 4
    assert 0 < listed.top == sum(card.rung == Rung.TOP for card in every)
    monkeypatch.setattr("basira.surfaces.console.answers.PAGE_SIZE", 3)
    read, cards = [], queries.plan_cards
    monkeypatch.setattr(
        queries, "plan_cards", lambda plans, *more: (read.append(plans.count()), cards(plans, *more))[1]
    )
    client = signed_in(Role.DIRECTOR)
    first, second = text(client, "plans"), client.get(reverse("console:plans") + "?page=2").content.decode()
    assert read == [3, 1]
    shown = [[card.ref in one for card in every] for one in (first, second)]
    assert shown == [[True, True, True, False], [False, False, False, True]]
    assert "reached the top management" in first and "reached the top management" in second


def test_the_list_asks_the_same_number_of_questions_however_many_repeats_wait_for_their_review(signed_in, later):
    world = plans_world(bodies="EFGH", poor="EFGH")
    plans = [brought_to(PlanState.GRACE, code) for code in "EFGH"]
    client = signed_in(Role.DIRECTOR)

    def asked():
        with CaptureQueriesContext(connection) as questions:
            text(client, "plans")
        return len(questions)

    make_visit(order(world, plans[0]), state=VisitState.SUBMITTED)
    few = asked()
    for plan in plans[1:]:
        make_visit(order(world, plan), state=VisitState.SUBMITTED)
    assert asked() == few <= 30


# contacts


CONTACT = {"post": "Head of the office", "kind": "when", "words": "Which week?", "came_on": "2026-11-20"}


def test_a_contact_names_posts_and_stands(signed_in):
    informed_cycle()
    reviewer = signed_in(Role.REVIEWER)
    for wrong in (
        {"post": "Dr. Salem"},
        {"entity": ""},
        {"words": "Was it م-0417?"},
        {"came_on": "2999-01-01"},
        {"kind": "x"},
    ):
        assert post(reviewer, "contact_add", **CONTACT | {"entity": entity("F")} | wrong).status_code == 422
    assert not Contact.objects.exists()
    assert post(reviewer, "contact_add", **CONTACT, entity=entity("F")).status_code == 302
    with pytest.raises(DatabaseError), transaction.atomic():
        Contact.objects.update(post="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Contact.objects.all()._raw_delete("default")
    shown = text(signed_in(Role.AUDITOR), "contacts")
    assert "Head of the office" in shown and "Which week?" in shown and Contact.objects.get().received_by in shown


def test_contacts_are_counted_in_public_and_nothing_else_of_them(signed_in):
    informed_cycle()
    post(signed_in(Role.REVIEWER), "contact_add", **CONTACT, entity=entity("F"))
    shown = Client(headers={"accept-language": "en"}).get(reverse("public:about")).content.decode()
    assert "made contact about a visit" in shown and "Head of the office" not in shown and "Which week" not in shown
    assert "Entity F" not in shown


def test_the_time_to_a_fix_is_withheld_in_public_below_the_threshold():
    verified(plans_world())
    shown = Client(headers={"accept-language": "en"}).get(reverse("public:about")).content.decode()
    assert "Half of the fixes" not in shown and "published from five" in shown


def test_files_of_a_plan_are_opened_as_pages_and_another_plans_are_404(signed_in):
    informed_cycle()
    plan = brought_to(PlanState.UNDER_WAY)
    declare(plan, files=(picture("JPEG", comment=b"a secret comment"),))
    analyst, file = signed_in(Role.ANALYST), ProofFile.objects.get().ref
    assert "being made" in text(analyst, "plan_file", plan.ref, file)
    proving.show_proof(file=file, originals=originals(), derivatives=derivatives(), by=SYSTEM)
    assert reverse("console:plan_page", args=[plan.ref, file, 1]) in text(analyst, "plan_file", plan.ref, file)
    shown = page(analyst, "plan_page", plan.ref, file, "1")
    assert shown.content.startswith(b"\xff\xd8\xff") and "no-store" in shown["Cache-Control"]
    assert b"secret" not in shown.content
    for name, args in (
        ("plan_file", ("x", file)),
        ("plan_file", (plan.ref, "x")),
        ("plan_page", (plan.ref, file, "2")),
    ):
        assert page(analyst, name, *args).status_code == 404
    assert file in text(analyst, "plan", plan.ref) and file not in text(signed_in(Role.PLANNER), "plan", plan.ref)
