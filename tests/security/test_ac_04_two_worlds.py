"""
AC-04 over every address of the portal, and AC-03 before: two worlds that differ only in what another body has are the same
bytes to us — every page, paper, refusal and page that is not there, headers and how much the database was asked included,
signed in and out.
"""

import re
from itertools import product

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import PlanState
from basira.core.kernel.workspaces import Drawn
from basira.programme.findings.models import EntityReport, Finding
from basira.programme.people.models import Account
from basira.programme.plans import agreeing
from basira.programme.plans.models import Plan
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import PDF, answer, asked_of, entity, liaison_of
from tests.programme.contest_world import decide
from tests.programme.plans_world import brought_to, opened, plans_world
from tests.surfaces.access import ACCESS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
REF = re.compile(rb"\b[0-9a-hjkmnp-tv-z]{26}\b")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
OURS, THEIRS = "E", "F"
NAMED = {
    ("table", "what"): ("report", "findings", "plans", "centres", "nothing"),
    ("table", "kind"): ("csv", "json", "nothing"),
    ("my-centres", "kind"): ("csv", "json"),
    ("workspace-draw", "kind"): tuple(map(str, Drawn)),
    ("assess", "place"): ("0", "1"),
}
"""What an address may hold that is no ref of anything. A workbook (xlsx) is the same table in another coat."""
PASSING = {"Set-Cookie", "Expires"}
"""Headers of one answer alone: a session's own, and the moment at which it was asked."""


@pytest.fixture(autouse=True)
def the_portal_is_open(monkeypatch):
    """The portal's role has its rights, and the clock stands still."""
    database.let_the_portal_in()
    for module in ("views", "plans", "singles", "boards", "exporting", "workspaces", "selfassessment"):
        monkeypatch.setattr(f"basira.surfaces.portal.{module}.timezone.now", lambda: MONDAY_9AM)
    yield
    connections["portal"].close()


def portal_patterns() -> dict[str, URLPattern]:
    """Every address of the portal that is read, by its name."""
    (portal,) = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "portal"]
    return {one.name: one for one in portal.url_patterns if "GET" in ACCESS[f"portal:{one.name}"][0]}


def our_things() -> list[str]:
    """Every ref of ours that an address may hold, in an order that does not depend on chance; and some of nobody's."""
    mine = entity(OURS)
    cycles = EntityReport.objects.filter(entity_ref=mine).order_by("starts_on").values_list("wave__ref", flat=True)
    findings = (
        Finding.objects.filter(entity_ref=mine).order_by("report__starts_on", "place").values_list("ref", flat=True)
    )
    plans = Plan.objects.filter(entity_ref=mine).order_by("finding__place").values_list("ref", flat=True)
    return [*cycles, *findings, *plans, "nothing", "0" * 26]


def addresses() -> list[str]:
    """Every address of the portal with every thing that it may hold."""
    found = []
    for name, pattern in portal_patterns().items():
        asked = [NAMED.get((name, each)) or our_things() for each in pattern.pattern.converters]
        found += [reverse(f"portal:{name}", args=one) for one in product(*asked)]
    return [*found, "/portal/there-is-no-such-page/", "/portal/cycles/x/y/z/"]


def read(client) -> list[tuple[object, ...]]:
    """Return everything that comes back from every address, with how often each of our databases was asked."""
    seen = []
    for address in addresses():
        with CaptureQueriesContext(connections["default"]) as desk, CaptureQueriesContext(connections["portal"]) as own:
            response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {
            name: REF.sub(b"ref", value.encode()) for name, value in response.headers.items() if name not in PASSING
        }
        assert not {"ETag", "Last-Modified"} & headers.keys(), address
        body = REF.sub(b"ref", TOKEN.sub(b"", content))
        seen.append((REF.sub(b"ref", address.encode()), response.status_code, headers, body, len(desk), len(own)))
    return seen


def everything(signed_in, client) -> list[list[tuple[object, ...]]]:
    """What is seen by our liaison, by our head, and by nobody; and in either language by the liaison."""
    makers = [(Role.BODY_LIAISON, "ar"), (Role.BODY_LIAISON, "en"), (Role.BODY_HEAD, "ar")]
    people = [signed_in(role, entity_ref=entity(OURS), language=language) for role, language in makers]
    for one in people:
        one.get(reverse("portal:home"))  # the first page of a session writes more than the others
    return [read(one) for one in (*people, client)]


def ours_alone() -> None:
    """A world in which the other body is good and says nothing."""
    plans_world(bodies=OURS + THEIRS, poor=OURS)
    brought_to(PlanState.PROPOSED, OURS)


def theirs_too() -> None:
    """The same, and the other body is bad, accepts and contests with a file, is answered, plans, declares and is late."""
    plans_world(bodies=OURS + THEIRS, poor=OURS + THEIRS)
    brought_to(PlanState.PROPOSED, OURS)
    brought_to(PlanState.GRACE, THEIRS)
    for finding in Finding.objects.filter(entity_ref=entity(THEIRS), answer_by__isnull=False, reply=None):
        answer(finding.ref, liaison_of(THEIRS), said="contested", words="no", files=(PDF,))
        decide(finding, "not-upheld")
    agreeing.climb_ladders(by=SYSTEM, at=MONDAY_9AM)


@pytest.mark.slow
def test_not_a_byte_of_any_address_tells_what_another_body_has(signed_in, client):
    ours_alone()
    first = everything(signed_in, client)
    statuses = {status for one in first[0] for status in [one[1]]}
    assert {200, 404} <= statuses and len(first[0]) > 25, "too little was read to prove anything"
    assert any(headers.get("Content-Type", b"").startswith(b"application/pdf") for _a, _s, headers, *_ in first[0])
    assert {one[1] for one in first[-1]} <= {302, 404}, "nobody who is not signed in reads a page"
    call_command("flush", interactive=False, verbosity=0)
    theirs_too()
    assert Account.objects.count() == 0
    for before, after in zip(first, everything(signed_in, client), strict=True):
        differing = [one[0] for one, other in zip(before, after, strict=True) if one != other]
        assert differing == []


def test_the_twin_our_own_data_do_change_the_bytes(signed_in):
    plans_world(bodies=OURS + THEIRS, poor=OURS)
    liaison = signed_in(Role.BODY_LIAISON, entity_ref=entity(OURS))
    home = reverse("portal:home")
    before = TOKEN.sub(b"", liaison.get(home).content)
    assert TOKEN.sub(b"", liaison.get(home).content) == before
    answer(asked_of(OURS).ref, liaison_of(OURS))
    assert TOKEN.sub(b"", liaison.get(home).content) != before


def test_the_twin_a_page_that_counts_over_all_bodies_would_be_found(signed_in, monkeypatch):
    """A planted side channel: a figure over all bodies' answers in a header. The comparison must see it."""
    plans_world(bodies=OURS + THEIRS, poor=OURS + THEIRS)
    liaison = signed_in(Role.BODY_LIAISON, entity_ref=entity(OURS))
    plain = portal_view()

    def leaking(request, *args, **kwargs):
        response = plain(request, *args, **kwargs)
        response["X-Total"] = str(Finding.objects.exclude(reply=None).count())
        return response

    monkeypatch.setattr(portal_patterns()["plans"], "callback", leaking)
    opened(OURS)
    before = read(liaison)
    opened(THEIRS)
    assert [one[0] for one, other in zip(before, read(liaison), strict=True) if one != other] == [b"/portal/plans/"]


def portal_view():
    """Return the view of the list of plans, as it is."""
    return portal_patterns()["plans"].callback
