"""
Asks for every page over HTTP, counts the statements of each, and has the database explain every one that was sent.

The server is the product's own application behind Python's plain HTTP server, one request at a time, so that what is counted
belongs to the page that was asked for. It connects as in production: as the serving role and as the portal's role.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.urls import reverse
from filling import World

from basira.core.kernel.actor import BOUND_ROLES, OPERATOR, PROGRAMME_ROLES, Role
from basira.programme.findings.models import EntityReport, Finding, Reply
from basira.programme.people import verbs as people
from basira.programme.plans.models import Plan
from basira.project.wsgi import application

MOST_STATEMENTS, MOST_MS, MOST_ROWS = 30, 300.0, 10_000
BODIES_WALKED = 3
SEEN = "basira.entity"


@dataclass
class Page:
    """One address with what its requests cost: `statements` of one request, those that read a large table, milliseconds."""

    name: str
    first_ms: float = 0.0
    statements: int = 0
    ms: list[float] = field(default_factory=list)
    scans: set[str] = field(default_factory=set)
    status: int = 0


class Watch:
    """What the request under way sent to the database, as (alias, statement, parameters)."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        """Answer a request, every connection of this thread watched."""
        self.sent = []
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(self.noting(alias)))
            response = application(environ, start_response)
            yield b"".join(response)
            if hasattr(response, "close"):
                response.close()

    def noting(self, alias: str) -> Callable[..., Any]:
        """Return what notes the statements of one connection."""

        def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            self.sent.append((alias, sql, params))
            return execute(sql, params, many, context)

        return note


class Quiet(WSGIRequestHandler):
    """Says nothing of requests, and looks up no name."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def address_string(self) -> str:
        """Return the address as it is."""
        return str(self.client_address[0])


def rows(world: World, app: str, rounds: int) -> list[dict[str, Any]]:
    """Walk every page and return the rows."""
    desk = session_of(sorted(PROGRAMME_ROLES - BOUND_ROLES), "")
    liaisons = {body: session_of([Role.BODY_LIAISON], body) for body in chosen(world)}
    settings.DATABASES["default"] |= {"USER": psycopg.conninfo.conninfo_to_dict(app)["user"],
                                      "PASSWORD": psycopg.conninfo.conninfo_to_dict(app)["password"]}  # fmt: skip
    connections.close_all()
    watch = Watch()
    server = make_server("127.0.0.1", 0, watch, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_port}"
    found: list[Page] = []
    for name, url, cookie, body in [*portal_pages(liaisons), *desk_pages(world, desk)]:
        page = walked(Page(name), (address, url, cookie), watch, rounds, body)
        found.append(page)
        print(f"{name}: {page.status}, {page.statements} statements, first {page.first_ms:.0f} ms, "
              f"then {p95(page.ms):.0f} ms {sorted(page.scans)} {repeated(watch.sent)}", file=sys.stderr, flush=True)  # fmt: skip
    server.shutdown()
    return list(told(found))


def chosen(world: World) -> list[str]:
    """Return the bodies that are walked: those with the most findings."""
    counts: dict[str, int] = {}
    for body in Finding.objects.values_list("entity_ref", flat=True):
        counts[body] = counts.get(body, 0) + 1
    planned = set(Plan.objects.values_list("entity_ref", flat=True))
    return sorted(counts, key=lambda body: (body not in planned, -counts[body], body))[:BODIES_WALKED]


def session_of(roles: list[Role], entity: str) -> str:
    """Open an account and return the cookie of its session."""
    account = people.open_account(
        username=f"bench-{entity or 'desk'}", password="bench-" + "x9" * 12, name_ar="قياس", name_en="Bench", roles=roles,
        entity_ref=entity, by=OPERATOR, at=world_start(),
    )  # fmt: skip
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["touched_at"] = int(time.time())
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def world_start() -> Any:
    """Return the moment of the accounts."""
    from filling import AT

    return AT


def portal_pages(liaisons: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield every page that a body reads: (name, address, cookie, body)."""
    for body, cookie in liaisons.items():
        report = EntityReport.objects.filter(entity_ref=body).order_by("-starts_on").first()
        asked = Finding.objects.filter(entity_ref=body, answer_by__isnull=False).order_by("-pk").first()
        plan = Plan.objects.filter(entity_ref=body).order_by("-pk").first()
        cycle = report.figures["cycle"]["ref"] if report else ""
        places: list[tuple[str, list[str]]] = [
            ("home", []),
            ("cycles", []),
            ("report", [cycle]),
            ("plans", []),
            ("singles", []),
        ]
        places += [("finding", [asked.ref])] if asked else []
        places += [("plan", [plan.ref])] if plan else []
        for name, arguments in places:
            yield f"portal {name}", reverse(f"portal:{name}", args=arguments), cookie, body


def desk_pages(world: World, cookie: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the desk's pages of findings: of the newest informed cycle, and of the scored one that waits."""
    informed, scored, body = world.cycles[-2], world.cycles[-1], chosen(world)[0]
    contest = Reply.objects.filter(answer="contested", finding__outcome=None).order_by("pk").first()
    plan = Plan.objects.order_by("pk").first()
    places: list[tuple[str, str, list[str]]] = [
        ("bodies, informed", "results-bodies", [informed]),
        ("body, informed", "results-body", [informed, body]),
        ("leadership", "results-leadership", [informed]),
        ("releases", "results-releases", [informed]),
        ("bodies, scored", "results-bodies", [scored]),
        ("body, scored", "results-body", [scored, body]),
        ("meter", "results-meter", [scored]),
        ("bench", "bench", [scored, body]),
        ("contests", "contests", []),
        ("plans", "plans", []),
        ("integrity", "integrity", []),
    ]
    places += [("contest", "contest", [contest.finding.ref])] if contest else []
    places += [("plan", "plan", [plan.ref])] if plan else []
    for name, view, arguments in places:
        yield f"desk {name}", reverse(f"console:{view}", args=arguments), cookie, ""


def walked(page: Page, where: tuple[str, str, str], watch: Watch, rounds: int, body: str) -> Page:
    """Ask for a page once, have its statements explained, then ask as often as is measured."""
    page.first_ms, page.status = asked(*where)
    page.statements = len(watch.sent)
    page.scans = large_scans(watch.sent, body)
    for _round in range(rounds):
        took, page.status = asked(*where)
        page.ms.append(took)
        page.statements = len(watch.sent)
        page.scans |= large_scans(watch.sent, body) if _round == 0 else set()
    return page


def asked(address: str, url: str, cookie: str) -> tuple[float, int]:
    """Ask for an address and read all of the answer; return the milliseconds and the status."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(address, timeout=1800)
    connection.request("GET", url, headers={"Cookie": cookie, "Accept-Language": "ar"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return (time.perf_counter() - began) * 1000, response.status


def repeated(sent: Iterable[tuple[str, str, Any]]) -> dict[str, int]:
    """Return the statements that were sent three times or more, shortened: what grows with the page."""
    counts = Counter(sql[:60] + "…" + sql.partition(" FROM ")[2][:60] for _alias, sql, _params in sent)
    return {sql: count for sql, count in counts.items() if count > 2}


def large_scans(sent: Iterable[tuple[str, str, Any]], body: str) -> set[str]:
    """Return the large tables that a statement reads from end to end, by the database's own plan of it, as the role that sent it."""
    found: set[str] = set()
    large = large_tables()
    for alias, sql, params in sent:
        if not sql.lstrip().upper().startswith("SELECT"):
            continue
        with connections[alias].cursor() as cursor:
            if alias == "portal":
                cursor.execute("SELECT set_config('basira.entity', %s, false)", [body])
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone()
        made = json.loads(plan) if isinstance(plan, str) else plan
        found |= {table for table in scans(made[0]["Plan"]) if table in large}
    return found


def large_tables() -> set[str]:
    """Return the tables with more rows than may be read from end to end."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [MOST_ROWS])
        return {row[0] for row in cursor.fetchall()}


def scans(plan: dict[str, Any]) -> Iterator[str]:
    """Yield each table that a plan reads from end to end."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from scans(below)


def p95(values: list[float]) -> float:
    """Return the time under which 95 of 100 requests stay; of few requests that is the slowest."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def told(pages: list[Page]) -> Iterator[dict[str, Any]]:
    """Yield the rows: the worst of the portal and of the desk against its limit, then every page by itself."""
    for where in ("portal", "desk"):
        own = [page for page in pages if page.name.startswith(where)]
        times = [took for page in own for took in page.ms]
        yield row(f"{where}: pages that did not answer 200", sum(page.status != 200 for page in own), "pages", 0)
        yield row(
            f"{where}: statements of a page, most", max(page.statements for page in own), "statements", MOST_STATEMENTS
        )
        yield row(f"{where}: p95 of all requests", round(p95(times), 1), "ms", MOST_MS)
        yield row(
            f"{where}: tables over {MOST_ROWS:,} rows read whole",
            len({s for page in own for s in page.scans}),
            "tables",
            0,
        )
    by_name: dict[str, list[Page]] = {}
    for page in pages:
        by_name.setdefault(page.name, []).append(page)
    for name, same in by_name.items():
        yield row(f"{name}: p95", round(p95([took for page in same for took in page.ms]), 1), "ms", MOST_MS)
        yield row(f"{name}: statements", max(page.statements for page in same), "statements", MOST_STATEMENTS)
        yield row(f"{name}: first request", round(max(page.first_ms for page in same), 1), "ms", None)
        whole = sorted({scan for page in same for scan in page.scans})
        if whole:
            yield row(f"{name}: read whole: {', '.join(whole)}", len(whole), "tables", 0)


def row(name: str, value: float, unit: str, target: float | None) -> dict[str, Any]:
    """Return one figure; a target is the most that it may be."""
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "target": target,
        "met": None if target is None else value <= target,
    }
