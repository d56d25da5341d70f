"""The boards of the portal: what a centre's manager does not reach, what withheld peers look like, then the boards themselves."""

import json

import pytest
from django.db import connections
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.journal.models import Entry
from basira.programme.people.models import RoleHeld
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.boards_world import centre, publish, told_cycle
from tests.programme.bodies_world import entity, scored_cycle

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


@pytest.fixture(autouse=True)
def the_portal_is_open(monkeypatch):
    database.let_the_portal_in()
    for module in ("boards", "views", "exporting"):
        monkeypatch.setattr(f"basira.surfaces.portal.{module}.timezone.now", lambda: MONDAY_9AM)
    yield
    connections["portal"].close()


def head(signed_in, code="E", **more):
    return signed_in(Role.BODY_HEAD, entity_ref=entity(code), **more)


def manager(signed_in, *names, code="E", **more):
    return signed_in(Role.CENTRE_MANAGER, entity_ref=entity(code), bounds=[centre(name) for name in names], **more)


def page(client, name, *args):
    answer = client.get(reverse(f"portal:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def content(answer):
    return b"".join(answer.streaming_content).decode()


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_a_manager_reaches_no_other_centre_of_her_body_nor_one_of_another(signed_in):
    told_cycle()
    client = manager(signed_in, "E1")
    for name in ("E2", "E3", "F1"):
        assert client.get(reverse("portal:centre", args=[centre(name)])).status_code == 404
    shown = page(client, "centres") + page(client, "centre", centre("E1"))
    assert "Centre E1" in shown and not any(f"Centre {name}" in shown for name in ("E2", "E3", "F1", "F2"))
    taken = json.loads(content(client.get(reverse("portal:my-centres", args=["json"]))))
    assert {row["centre"] for row in taken["rows"]} == {centre("E1")}


def test_a_refusal_and_the_programmes_name_lead_a_manager_to_her_centres(signed_in):
    told_cycle()
    client, home = manager(signed_in, "E1"), reverse("portal:centres")
    refused = client.get(reverse("portal:home"))
    assert refused.status_code == 403 and f'href="{home}"' in refused.content.decode()
    assert f'class="brand" href="{home}"' in page(client, "centres")


@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_a_manager_reads_nothing_of_her_whole_body_and_a_head_manages_no_centre(signed_in):
    told_cycle()
    client = manager(signed_in, "E1")
    for name, args in (("home", []), ("board", []), ("cycles", []), ("plans", []), ("table", ["report", "csv"])):
        assert client.get(reverse(f"portal:{name}", args=args)).status_code == 403
    assert head(signed_in).get(reverse("portal:centres")).status_code == 403


def test_bounds_that_name_another_bodys_centre_show_nothing(signed_in):
    told_cycle()
    assert "There is nothing of your centres yet" in page(manager(signed_in, "F1"), "centres")


def test_a_role_taken_away_acts_at_once(signed_in):
    told_cycle()
    client = manager(signed_in, "E1")
    assert "Centre E1" in page(client, "centres")
    RoleHeld.objects.filter(role=Role.CENTRE_MANAGER).update(bounds=[centre("E2")])
    assert client.get(reverse("portal:centre", args=[centre("E1")])).status_code == 404


def test_before_the_first_report_the_boards_say_so(signed_in):
    scored_cycle()
    assert "There is no report for you yet" in page(head(signed_in), "board")
    client = signed_in(Role.CENTRE_MANAGER, entity_ref=entity("E"), bounds=["somewhere"])
    assert "There is nothing of your centres yet" in page(client, "centres")
    assert head(signed_in).get(reverse("portal:table", args=["report", "csv"])).status_code == 404


def test_peers_are_withheld_before_the_release_and_among_too_few(signed_in):
    world = told_cycle(bodies="EFGH")
    client = head(signed_in)
    before = page(client, "board")
    assert "once the results are public" in before and "c-mark" not in before
    publish(world)
    after = page(client, "board")
    assert "Too few other bodies" in after and "c-mark" not in after


def test_the_board_names_no_other_body_and_stands_beside_enough_of_them(signed_in):
    world = told_cycle(bodies="EFGHI", poor="E")
    publish(world)
    shown = page(head(signed_in), "board")
    assert "c-mark" in shown and "below them beyond chance" in shown and "4 others" in shown
    assert not any(f"Entity {other}" in shown for other in "FGHI")
    assert "Centre E1" in shown and "Centre E3" not in shown
    assert "This is the first cycle" in shown


def test_the_board_says_whether_the_score_moved_beyond_chance(signed_in):
    told_cycle(1, bodies="E")
    told_cycle(2, bodies="E", poor="E")
    told_cycle(3, bodies="E", poor="E")
    client = head(signed_in)
    assert "cannot be told" in page(client, "board")


@pytest.mark.parametrize("what", ["report", "findings", "plans", "centres"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_body_takes_out_its_own_and_the_journal_says_so(signed_in, what, kind):
    told_cycle()
    answer = head(signed_in).get(reverse("portal:table", args=[what, kind]))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    body = b"".join(answer.streaming_content)
    assert kind == "xlsx" or ("Entity E" in body.decode()) == (what in ("report", "findings"))
    assert b"Entity F" not in body and b"Centre F" not in body
    (entry,) = Entry.objects.filter(act="table.exported")
    assert entry.detail == {"table": f"portal-{what}", "kind": kind} and entry.subject == entity("E")


@pytest.mark.parametrize(("what", "kind"), [("visits", "csv"), ("report", "pdf")])
def test_an_unknown_table_or_kind_is_404_and_leaves_no_entry(signed_in, what, kind):
    told_cycle()
    assert head(signed_in).get(reverse("portal:table", args=[what, kind])).status_code == 404
    assert not Entry.objects.filter(act="table.exported").exists()


def test_the_boards_ask_a_bounded_number_of_queries(signed_in, django_assert_max_num_queries):
    publish(told_cycle(bodies="EFGHI"))
    client, own = head(signed_in), manager(signed_in, "E1", "E2")
    with django_assert_max_num_queries(20), django_assert_max_num_queries(24, connection=connections["portal"]):
        page(client, "board")
    with django_assert_max_num_queries(12), django_assert_max_num_queries(8, connection=connections["portal"]):
        page(own, "centres")
