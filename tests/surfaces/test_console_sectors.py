"""A sector's page: which sectors and cycles its lead does not reach, then what she reads; and inviting bound roles."""

import json

import pytest
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.findings.models import Finding
from basira.programme.journal.models import Entry
from basira.programme.people.models import Account, Invitation
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM
from tests.programme.boards_world import centre, told_cycle
from tests.programme.bodies_world import ANALYST, entity
from tests.programme.reporting_world import keep

pytestmark = pytest.mark.django_db


def lead(signed_in, *sectors):
    return signed_in(Role.SECTOR_LEAD, bounds=sectors)


def two_sectors():
    """Return an informed cycle of two sectors: E and F in health, J in justice."""
    world = told_cycle(poor="F")
    for visit in range(12):
        world.visit("J1", visit % 5, entity="J", sector="justice", answers="no no" if visit % 3 else "yes yes")
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return world


def address(world, sector, name="sector", *more):
    return reverse(f"console:{name}", args=[sector, world.wave.ref, *more])


def content(answer):
    return b"".join(answer.streaming_content).decode()


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_a_lead_reads_no_other_sector_and_nothing_else_of_the_results(signed_in):
    world = two_sectors()
    client = lead(signed_in, "health")
    assert client.get(address(world, "justice")).status_code == 404
    assert client.get(address(world, "justice", "sector-export", "scores", "csv")).status_code == 404
    for name in ("results-table", "results-leadership", "results-bodies"):
        assert client.get(reverse(f"console:{name}", args=[world.wave.ref])).status_code == 403
    assert client.get(reverse("console:results-unit", args=[world.wave.ref, "entity", entity("E")])).status_code == 403
    assert not Entry.objects.filter(act="table.exported").exists()


@pytest.mark.usefixtures("one_page_of_each_refusal")
@pytest.mark.parametrize("state", ["in-field", "closed", "reviewed"])
def test_a_provisional_run_is_not_there_for_a_lead(signed_in, state):
    keep(reporting='to = ["state-leadership"]')  # what the public was told stands, and its cycle never goes back
    world = two_sectors()
    Wave.objects.update(state=state)
    client = lead(signed_in, "health")
    assert client.get(address(world, "health")).status_code == 404
    assert "No cycle is scored yet" in client.get(reverse("console:sectors")).content.decode()
    assert signed_in(Role.ANALYST).get(address(world, "health")).status_code == 200


def test_a_lead_reads_her_sector_with_intervals_and_without_links_that_are_shut_to_her(signed_in):
    world = two_sectors()
    client = lead(signed_in, "health")
    shown = client.get(address(world, "health")).content.decode()
    assert "Entity E" in shown and "Entity F" in shown and "Entity J" not in shown
    assert "likely" in shown and "/entity/" not in shown.split("<main")[1]
    listed = client.get(reverse("console:sectors")).content.decode()
    assert "Sector health" in listed and "Sector justice" not in listed
    assert "/entity/" in signed_in(Role.ANALYST).get(address(world, "health")).content.decode()


@pytest.mark.parametrize("what", ["page", "scores"])
def test_a_lead_takes_her_sector_out_and_the_journal_says_so(signed_in, what):
    world = two_sectors()
    answer = lead(signed_in, "health").get(address(world, "health", "sector-export", what, "json"))
    text = content(answer)
    assert "Entity J" not in text
    if what == "scores":
        assert {row["name_en"] for row in json.loads(text)["rows"]} == {"Entity E", "Entity F"}
    (entry,) = Entry.objects.filter(act="table.exported")
    assert entry.detail == {"table": f"sector-{what}", "kind": "json"}


def test_the_findings_of_a_cycle_leave_as_a_table_once_the_bodies_were_told(signed_in):
    world = told_cycle(poor="F")
    url = reverse("console:results-findings-export", args=[world.wave.ref, "json"])
    rows = json.loads(content(signed_in(Role.ANALYST).get(url)))["rows"]
    assert {row["finding"] for row in rows} == set(Finding.objects.values_list("ref", flat=True))
    assert {row["body_en"] for row in rows} == {"Entity E", "Entity F"}
    missing = reverse("console:results-findings-export", args=["nothing", "json"])
    assert signed_in(Role.ANALYST).get(missing).status_code == 404


def test_the_plans_leave_as_a_table(signed_in):
    answer = signed_in(Role.DIRECTOR).get(reverse("console:plans-export", args=["json"]))
    assert json.loads(content(answer))["rows"] == []


def sent(**more):
    return {"note": "Somebody", "gives": "manager", "entity_ref": entity("E"), "centres": "E1"} | more


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"centres": ""}, "Write the codes of centres"),
        ({"centres": "E1\nF1"}, "no centre with the code: F1"),
        ({"gives": "head"}, "Write the codes of centres"),
        ({"gives": "lead", "entity_ref": "", "centres": ""}, "Choose sectors"),
        ({"sectors": ["health"]}, "Choose sectors"),
    ],
)
def test_an_invitation_whose_bounds_do_not_fit_is_refused_at_its_field(signed_in, more, words):
    told_cycle()
    answer = signed_in(Role.ADMINISTRATOR).post(reverse("console:invite"), sent(**more))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_manager_and_a_lead_are_invited_within_their_bounds(signed_in):
    told_cycle()
    desk = signed_in(Role.ADMINISTRATOR)
    assert desk.post(reverse("console:invite"), sent(centres="E1, E2")).status_code == 200
    assert (
        desk.post(
            reverse("console:invite"), sent(gives="lead", entity_ref="", centres="", sectors=["health"])
        ).status_code
        == 200
    )
    manager, leader = Invitation.objects.order_by("pk")
    assert (manager.roles, set(manager.bounds)) == (["centre-manager"], {centre("E1"), centre("E2")})
    assert (leader.roles, leader.bounds) == (["sector-lead"], ["health"])


def test_the_account_page_says_of_what_a_bound_role_is_held(signed_in):
    told_cycle()
    desk = signed_in(Role.ADMINISTRATOR)
    lead(signed_in, "health")
    signed_in(Role.CENTRE_MANAGER, entity_ref=entity("E"), bounds=[centre("E1")])
    leads, manages = (
        desk.get(reverse("console:account", args=[ref])).content.decode()
        for ref in Account.objects.order_by("pk").values_list("ref", flat=True)[1:]
    )
    assert "Sector health" in leads and "Centre E1" in manages and "Centre E2" not in manages


def test_a_bound_role_is_not_given_on_the_accounts_own_page(signed_in):
    desk = signed_in(Role.ADMINISTRATOR)
    ref = Account.objects.get().ref
    answer = desk.post(reverse("console:account_role_give", args=[ref]), {"role": "sector-lead"})
    assert answer.status_code == 422 and "say of which" in answer.content.decode()
