"""Workspaces at the portal and the desk: whose they are not, what is refused and said, then one from both sides."""

import pytest
from django.db import connections
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.plans.models import PlanStep
from basira.programme.workspace.models import Change, Drawing, Remark, Workspace
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import asked_of, entity, informed_cycle
from tests.programme.plans_world import opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
CHANGE = {"what": "Hang the fees", "who": "Head of services", "due_on": "2026-12-09"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The portal's role has its rights, and the clock stands where the bodies were just informed."""
    database.let_the_portal_in()
    for module in ("portal.workspaces", "portal.views", "console.workspaces.views", "portal.plans"):
        monkeypatch.setattr(f"basira.surfaces.{module}.timezone.now", lambda: MONDAY_9AM)
    yield
    connections["portal"].close()


def liaison(signed_in, code="F", role=Role.BODY_LIAISON, language="en"):
    return signed_in(role, entity_ref=entity(code), language=language)


def steps(*rows):
    """What the form of a drawing sends."""
    sent = {"form-TOTAL_FORMS": str(len(rows) + 1), "form-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        sent |= {f"form-{place}-{name}": value for name, value in row.items()}
    return sent


def begun(signed_in):
    """A workspace of body F around a finding that has a plan, and its address in the portal."""
    informed_cycle(poor="EF")
    plan, client = opened("F"), liaison(signed_in)
    client.post(reverse("portal:workspace-open", args=[plan.finding.ref]), {"title": "Paying the fee"})
    return plan, client, Workspace.objects.get()


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_another_bodys_finding_and_workspace_are_not_found(signed_in):
    plan, _client, space = begun(signed_in)
    other = liaison(signed_in, "E")
    assert other.get(reverse("portal:workspace", args=[space.ref])).status_code == 404
    for name, more, sent in (
        ("workspace-open", [], {"title": "x"}),
        ("workspace-draw", ["as-is"], steps({"who": "x", "what": "y"})),
        ("workspace-remark", [], {"words": "x"}),
        ("workspace-change", [], CHANGE),
        ("workspace-agree", ["x"], {}),
        ("workspace-plan", [], {}),
    ):
        about = plan.finding.ref if name == "workspace-open" else space.ref
        assert other.post(reverse(f"portal:{name}", args=[about, *more]), sent).status_code == 404, name
    assert "Paying" not in other.get(reverse("portal:workspaces")).content.decode()
    assert not Remark.objects.exists() and not Change.objects.exists() and not Drawing.objects.exists()


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_a_centres_manager_reaches_no_finding_and_no_workspace_of_her_body(signed_in):
    plan, _client, space = begun(signed_in)
    other = asked_of("E")  # of which there is no workspace, so that its page could be opened
    for code, finding in (("F", plan.finding.ref), ("E", other.ref)):
        manager = signed_in(Role.CENTRE_MANAGER, entity_ref=entity(code), bounds=["c" * 26])
        for name, args in (("workspaces", []), ("workspace", [space.ref]), ("finding", [finding])):
            assert manager.get(reverse(f"portal:{name}", args=args)).status_code == 403, name
        for name, args, sent in (
            ("workspace-open", [finding], {"title": "x"}),
            ("workspace-draw", [space.ref, "as-is"], steps({"who": "x", "what": "y"})),
            ("workspace-remark", [space.ref], {"words": "x"}),
            ("workspace-change", [space.ref], CHANGE),
            ("workspace-agree", [space.ref, "x"], {}),
            ("workspace-plan", [space.ref], {}),
        ):
            assert manager.post(reverse(f"portal:{name}", args=args), sent).status_code == 403, name
        assert manager.get(reverse("portal:workspace-open", args=[finding])).status_code == 403
        assert manager.get(reverse("portal:workspace-draw", args=[space.ref, "as-is"])).status_code == 403
    assert Workspace.objects.count() == 1
    assert not Remark.objects.exists() and not Change.objects.exists() and not Drawing.objects.exists()


def test_the_director_reads_and_writes_nothing(signed_in):
    _plan, _client, space = begun(signed_in)
    director = signed_in(Role.DIRECTOR, language="en")
    page = director.get(reverse("console:workspace", args=[space.ref]))
    assert page.status_code == 200 and "Say something" not in page.content.decode()
    assert director.post(reverse("console:workspace_remark", args=[space.ref]), {"words": "x"}).status_code == 403


def test_what_an_analyst_must_not_write_comes_back_in_words_with_what_was_typed(signed_in):
    _plan, _client, space = begun(signed_in)
    analyst = signed_in(Role.ANALYST, language="en")
    answered = analyst.post(reverse("console:workspace_remark", args=[space.ref]), {"words": "The shopper waited."})
    assert answered.status_code == 422 and "The shopper waited." in answered.content.decode()
    draw = reverse("console:workspace_draw", args=[space.ref, "could-be"])
    refused = analyst.post(draw, steps({"who": "Counter", "what": "Seen at 10:43"}))
    assert refused.status_code == 422 and "Seen at 10:43" in refused.content.decode()
    assert not Remark.objects.exists() and not Drawing.objects.exists()


def test_a_step_without_a_post_is_marked_where_it_stands(signed_in):
    _plan, client, space = begun(signed_in)
    draw = reverse("portal:workspace-draw", args=[space.ref, "as-is"])
    refused = client.post(draw, steps({"what": "Takes the form", "minutes": "five"}))
    assert refused.status_code == 422 and "form-0-minutes" in refused.content.decode()
    assert client.post(draw, steps()).status_code == 422
    assert client.get(reverse("portal:workspace-draw", args=[space.ref, "elsewhere"])).status_code == 404


def test_both_sides_draw_speak_agree_and_the_change_becomes_a_step(signed_in, django_assert_max_num_queries):
    plan, client, space = begun(signed_in)
    analyst = signed_in(Role.ANALYST, language="en")
    own, desk = reverse("portal:workspace", args=[space.ref]), reverse("console:workspace", args=[space.ref])
    drawn = steps({"who": "Counter", "what": "Takes the form", "minutes": "5", "paper": "Card", "why": "Law 7"})
    assert client.post(reverse("portal:workspace-draw", args=[space.ref, "as-is"]), drawn).status_code == 302
    assert "Takes the form" in client.get(reverse("portal:workspace-draw", args=[space.ref, "as-is"])).content.decode()
    assert (
        analyst.post(reverse("console:workspace_remark", args=[space.ref]), {"words": "Why a copy?"}).status_code == 302
    )
    assert analyst.post(reverse("console:workspace_change", args=[space.ref]), CHANGE).status_code == 302
    change = Change.objects.get()
    assert analyst.post(reverse("console:workspace_agree", args=[space.ref, change.ref])).status_code == 422
    assert client.post(reverse("portal:workspace-plan", args=[space.ref])).status_code == 422
    assert client.post(reverse("portal:workspace-agree", args=[space.ref, change.ref])).status_code == 302
    with django_assert_max_num_queries(25):
        text = client.get(own).content.decode()
    assert "Why a copy?" in text and "The programme · analyst" in text and "Agreed" in text
    assert "The body · liaison" in analyst.get(desk).content.decode()
    assert "البرنامج" in liaison(signed_in, language="ar").get(own).content.decode()
    assert client.post(reverse("portal:workspace-plan", args=[space.ref])).status_code == 302
    assert PlanStep.objects.get(move__plan=plan).what == "Hang the fees"


def test_a_second_workspace_around_a_finding_leads_to_the_first(signed_in):
    plan, client, space = begun(signed_in)
    again = client.get(reverse("portal:workspace-open", args=[plan.finding.ref]))
    assert again["Location"] == reverse("portal:workspace", args=[space.ref])
    at_the_desk = signed_in(Role.ANALYST).get(reverse("console:workspace_open", args=[plan.finding.ref]))
    assert at_the_desk["Location"] == reverse("console:workspace", args=[space.ref])
    assert signed_in(Role.ANALYST).get(reverse("console:workspace_open", args=[asked_of("E").ref])).status_code == 200
