"""A centre's manager: which rows the database shows her and which it does not, and what her centres were told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from basira.core.disclosure import Least
from basira.core.kernel.actor import BODY_ROLES, OPERATOR, Role
from basira.programme.commissions.models import SingleReport
from basira.programme.findings import centre_reports
from basira.programme.findings import queries as findings
from basira.programme.findings.metering import set_least
from basira.programme.findings.models import CentreReport, EntityReport, Finding, Reply
from basira.programme.findings.own_centres import own_centres
from basira.programme.findings.own_rows import PORTAL, NoBody, own_rows
from basira.programme.people import inviting, permissions
from basira.programme.people import queries as people
from basira.programme.people.models import Account, RoleHeld
from basira.programme.people.permissions import Act
from basira.programme.people.verbs import BoundsDoNotFit, RoleDoesNotFit, give_role, open_account
from basira.programme.plans.models import Plan
from basira.programme.publishing.queries import published_snapshots
from basira.programme.results.models import ScoreRun
from basira.programme.workspace import verbs as workspaces
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.boards_world import centre, manager_of, publish, told_cycle
from tests.programme.bodies_world import DIRECTOR, entity

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


@pytest.fixture
def told():
    """Two bodies that were informed, of two shown centres each and one that is not."""
    database.let_the_portal_in()
    yield told_cycle()
    connections[PORTAL].close()


def seen(refs, body="E"):
    """Which centres a query without any filter finds, for whoever speaks for `refs` of a body."""
    with own_rows(entity(body), centres=refs) as alias:
        return {row.centre_ref for row in CentreReport.objects.using(alias).all()}


def test_a_manager_sees_no_centre_of_another_body_nor_another_of_her_own(told):
    assert seen([centre("E1")]) == {centre("E1")}
    assert seen([centre("F1")]) == set()
    assert seen([centre("F1"), centre("E2")]) == {centre("E2")}
    assert seen([]) == set()
    assert seen(None) == {centre("E1"), centre("E2")}


def test_a_manager_sees_nothing_else_of_her_body(told):
    with own_rows(entity("E"), centres=[centre("E1")]) as alias:
        for model in (EntityReport, Finding, Reply, Plan, SingleReport):
            assert not model.objects.using(alias).exists(), model
    with own_rows(entity("E")) as alias:
        assert EntityReport.objects.using(alias).exists() and Finding.objects.using(alias).exists()


def test_a_manager_who_was_let_in_by_mistake_still_asks_for_no_whole_body(told, monkeypatch):
    """Her reading is closed where the rows are asked, and not by the table of who may alone."""
    monkeypatch.setitem(permissions.MAY, Act.WORK_WITH_PROGRAMME, BODY_ROLES)
    manager, finding = manager_of("E1"), Finding.objects.filter(entity_ref=entity("E")).first()
    assert manager.whole_body == "" and manager.entity_ref == entity("E")
    with pytest.raises(NoBody):
        findings.own_finding(entity_ref=manager.whole_body, ref=finding.ref, at=MONDAY_9AM)
    with pytest.raises(NoBody):
        workspaces.open_workspace(title="The fee", finding=finding.ref, by=manager, at=MONDAY_9AM)
    both = replace(manager, roles=manager.roles | {Role.BODY_HEAD})
    assert workspaces.open_workspace(title="The fee", finding=finding.ref, by=both, at=MONDAY_9AM)


def test_the_planted_twin_without_the_lock_every_centre_is_seen(told):
    """The same question must be able to fail: with row-level security off it finds every centre."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE findings_centrereport DISABLE ROW LEVEL SECURITY")
    try:
        assert seen([centre("E1")]) == {centre(name) for name in ("E1", "E2", "F1", "F2")}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE findings_centrereport ENABLE ROW LEVEL SECURITY")


def test_the_bounds_are_forgotten_with_their_transaction(told):
    assert seen([centre("E1")]) == {centre("E1")}
    assert seen(None) == {centre("E1"), centre("E2")}
    with transaction.atomic(using=PORTAL):
        assert not CentreReport.objects.using(PORTAL).exists()


def test_a_centre_that_may_not_be_shown_has_no_report_and_what_was_told_stands(told):
    assert not CentreReport.objects.filter(centre_ref=centre("E3")).exists()
    row = CentreReport.objects.get(centre_ref=centre("E1"))
    for change in (lambda: row.delete(), lambda: CentreReport.objects.update(figures={})):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_centres_report_holds_what_the_public_release_shows_of_it_and_not_a_figure_more(told):
    publish(told)
    (out,) = published_snapshots()
    for row in CentreReport.objects.all():
        public = out.units[row.centre_ref]
        assert row.figures["total"]["score"] == public["measure"]["score"]
        for one in row.figures["dimensions"]:
            theirs = public["dimensions"][one["code"]]
            assert one.get("withheld") == theirs.get("withheld") and one.get("score") == theirs.get("score")
            assert one.get("at_least") is None or one["at_least"] == (theirs["visits"] is None)


def test_a_dimension_over_a_part_of_the_visits_says_at_least(told, monkeypatch):
    run = EntityReport.objects.get(entity_ref=entity("E")).run
    real = centre_reports.verdicts_of(run.ref)
    monkeypatch.setattr(
        centre_reports,
        "verdicts_of",
        lambda _run: {key: replace(one, counted=frozenset()) for key, one in real.items()},
    )
    figures = centre_reports.centre_reports(run, EntityReport.objects.get(entity_ref=entity("E")).figures)
    assert {(one["visits"], one["at_least"]) for one in figures[centre("E1")]["dimensions"]} == {(10, True)}


def test_a_centre_under_the_programmes_least_is_told_to_nobody(told, django_assert_num_queries):
    report = EntityReport.objects.get(entity_ref=entity("E"))
    run = ScoreRun.objects.defer("inputs").get(pk=report.run_id)
    set_least(least=Least(12, 5), by=DIRECTOR, at=MONDAY_9AM)
    assert set(centre_reports.centre_reports(run, report.figures)) == {centre("E1"), centre("E2")}
    with django_assert_num_queries(2):
        centre_reports.centre_reports(run, report.figures)
    set_least(least=Least(13, 5), by=DIRECTOR, at=MONDAY_9AM)
    assert centre_reports.centre_reports(run, report.figures) == {}


def test_a_manager_reads_her_centres_with_their_course(told):
    told_cycle(2, poor="E")
    (card,) = own_centres(entity_ref=entity("E"), centres=manager_of("E1").centres)
    assert (card.ref, card.name.en, card.cycle.number, len(card.trend)) == (centre("E1"), "Centre E1", 2, 2)
    assert card.total.score is not None and card.total.score < Decimal("0.6")
    assert card.change is not None and card.change.difference < 0 and card.change.distinguishable
    assert {one.code for one in card.dimensions} == {"courtesy", "accuracy"}
    assert [one.name.en for one in own_centres(entity_ref=entity("E"))] == ["Centre E1", "Centre E2"]


def test_a_bound_role_is_not_held_without_bounds_nor_another_with(khalid_the_administrator, db):
    who = {"password": "a long enough password", "name_ar": "", "name_en": "", "by": khalid_the_administrator}
    for roles, body, bounds in (
        ((Role.CENTRE_MANAGER,), "some-body", ()),
        ((Role.SECTOR_LEAD,), "", ()),
    ):
        with pytest.raises(BoundsDoNotFit):
            open_account(username="x", roles=roles, entity_ref=body, bounds=bounds, at=MONDAY_9AM, **who)
    with pytest.raises(RoleDoesNotFit):
        open_account(username="x", roles=(Role.CENTRE_MANAGER,), bounds=("c",), at=MONDAY_9AM, **who)
    account = open_account(username="y", roles=(), entity_ref="some-body", at=MONDAY_9AM, **who)
    with pytest.raises(BoundsDoNotFit):
        give_role(account=account.ref, role=Role.BODY_HEAD, bounds=("c",), by=khalid_the_administrator, at=MONDAY_9AM)
    assert not RoleHeld.objects.filter(account=account).exists()


@pytest.mark.parametrize(("role", "bounds"), [(Role.CENTRE_MANAGER, []), (Role.BODY_HEAD, ["c"])])
def test_the_database_refuses_bounds_that_do_not_fit(khalid_the_administrator, db, role, bounds):
    account = Account.objects.create(username="z", entity_ref="some-body", created_at=MONDAY_9AM, created_by="x")
    with pytest.raises(IntegrityError, match="role_has_bounds_where_it_is_bound"), transaction.atomic():
        RoleHeld.objects.create(account=account, role=role, bounds=bounds, given_at=MONDAY_9AM, given_by="x")


def test_new_bounds_take_the_place_of_the_old_ones_at_once(khalid_the_administrator, db):
    by = {"by": khalid_the_administrator, "at": MONDAY_9AM}
    account = open_account(
        username="m", password="a long enough password", name_ar="", name_en="", roles=(Role.CENTRE_MANAGER,),
        entity_ref="some-body", bounds=("a", "b"), **by,
    )  # fmt: skip
    assert people.actor_by_ref(account.ref).centres == {"a", "b"}
    give_role(account=account.ref, role=Role.CENTRE_MANAGER, bounds=("c",), **by)
    assert people.actor_by_ref(account.ref).centres == {"c"}


def test_an_invitation_gives_a_bound_role_alone_and_within_its_bounds(db):
    by = {"by": OPERATOR, "at": MONDAY_9AM, "entity_ref": "some-body"}
    for roles, bounds in (
        ((Role.CENTRE_MANAGER,), ()),
        ((Role.CENTRE_MANAGER, Role.BODY_HEAD), ("c",)),
        ((Role.CENTRE_MANAGER, Role.BODY_HEAD), ()),
        ((Role.BODY_HEAD,), ("c",)),
    ):
        with pytest.raises(BoundsDoNotFit):
            inviting.invite(note="x", roles=roles, bounds=bounds, **by)
    made = inviting.invite(note="x", roles=(Role.CENTRE_MANAGER,), bounds=("c",), **by)
    new = inviting.NewAccount("mona", "", "", "")
    account = inviting.accept_invitation(digest=inviting.digest_of(made.token), new=new, at=MONDAY_9AM)
    assert people.actor_by_ref(account.ref).centres == {"c"}
