"""The demo programme: its accounts, and the simulated world loaded through the real verbs."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from basira.core.kernel.actor import OPERATOR, Actor, Role
from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.problem import Problem
from basira.core.simulation import simulate_programme
from basira.programme.panel import queries as panel
from basira.programme.panel.verbs import give_field_key
from basira.programme.people import queries, verbs
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.recruiting.verbs.calls import set_route
from basira.programme.waves import queries as waves
from basira.surfaces.cli.demo_bodies import load_bodies, queue_log
from basira.surfaces.cli.demo_calls import load_calls
from basira.surfaces.cli.demo_companies import load_companies
from basira.surfaces.cli.demo_duty import load_duty
from basira.surfaces.cli.demo_people import BODYS_MAY, CASTS, LED, DemoCast
from basira.surfaces.cli.demo_plans import load_plans
from basira.surfaces.cli.demo_scope import SCOPES
from basira.surfaces.cli.demo_start import start_demo
from basira.surfaces.cli.demo_training import load_training
from basira.surfaces.cli.demo_world import Desk, load_world


class FolderIsReal(Problem):
    """The demo was about to be loaded beside a real programme."""

    code = "demo.folder-is-real"


PASSWORD = "demo-basira-2026"  # noqa: S105  printed on purpose; demo only


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """
    Who can sign in to the demo; the address for an OpenRosa client (empty when it was printed before); and a link for a
    phone, new at each start, with the page of the desk that makes more (both empty once no cycle is in the field).
    """

    accounts: list[dict[str, str]] = field(default_factory=list)
    field_path: str = ""
    phone_path: str = ""
    more_links_path: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)


class DemoOfAnother(Problem):
    """The folder holds the demo of another blueprint, `code`."""

    code = "demo.of-another-blueprint"


def load_demo(*, at: datetime, blueprint: str = "S3") -> DemoAccounts:
    """
    Load the demo of a blueprint unless it is there, all or nothing: a start that was killed leaves no half world behind.

    The client's address holds a key that is kept nowhere in clear, so only the loading start can return it. A link opens
    once, so that each start makes one.

    :raises FolderIsReal: when the folder holds a programme that is not simulated
    :raises DemoOfAnother: when it holds the demo of another blueprint
    """
    if not queries.holds_simulation() and (queries.is_set_up() or queries.charter_card()):
        raise FolderIsReal
    scope, cast = SCOPES[blueprint], CASTS[blueprint]
    people = accounts_of(cast)
    if waves.wave_cards():
        if kept_code() not in ("", blueprint):
            raise DemoOfAnother(blueprint=kept_code())
        return DemoAccounts(people, "", *phone_paths(at))
    with transaction.atomic():
        plan = scope.plan()
        start_demo(blueprint, at)
        for route in scope.routes:
            set_route(route=route, is_open=True, by=OPERATOR, at=at)
        mission = load_world(simulate_programme(plan, scope.seed), open_desk(cast, at), scope, at)
        load_bodies(plan, cast.liaisons, PASSWORD, at)
        if cast.companies:
            load_companies(PASSWORD, at)
        if scope.publishes:
            load_plans(queue_log())
            load_calls(accounts_by_name(cast), at)
        load_duty(at)
        load_training(at)
    return DemoAccounts(people, f"/v1/key/{mission.token}/projects/{mission.wave_number}", *phone_paths(at))


def accounts_of(cast: DemoCast) -> list[dict[str, str]]:
    """Return who can sign in, as the start prints it."""
    programme = [(name, ", ".join(person[2]), cast.may[name]) for name, person in cast.people.items()]
    bodies = [(one.username, str(one.role), BODYS_MAY[one.role]) for one in cast.liaisons]
    companies = [(one.username, str(Role.PROVIDER), one.may) for one in cast.companies]
    return [
        {"username": username, "password": PASSWORD, "roles": roles, "may": may}
        for username, roles, may in (*programme, *bodies, *companies)
    ]


def kept_code() -> str:
    """Return the code of the blueprint that the folder's programme started from; "" for a demo from before there were any."""
    file = kept_blueprint()
    return str(file.said("programme.code")) if file else ""


def phone_paths(at: datetime) -> tuple[str, str]:
    """Make a link for the shopper who has a key, and return its path and that of the desk's page with more; else empty."""
    wave = next((wave for wave in waves.wave_cards() if wave.state is WaveState.IN_FIELD), None)
    guest = next((card for card in panel.number_cards(wave.ref) if card.has_key), None) if wave else None
    if wave is None or guest is None:
        return "", ""
    token = give_field_key(cycle_number=guest.ref, kind=KeyKind.LINK, language="ar", by=OPERATOR, at=at)
    return f"/notes/open#{token}/{wave.number}", f"/console/panel/numbers/{guest.ref}/"


def open_desk(cast: DemoCast, at: datetime) -> Desk:
    """Open the demo's accounts and return who does what."""
    for username, (name_ar, name_en, roles) in cast.people.items():
        if queries.actor_by_username(username) is None:
            verbs.open_account(
                username=username,
                password=PASSWORD,
                name_ar=name_ar,
                name_en=name_en,
                roles=roles,
                bounds=LED,
                by=OPERATOR,
                at=at,
            )
    actors = accounts_by_name(cast)
    director, planner, panel_officer, first, second, analyst, *publishers, approver = (
        actors[name] for name in cast.posts
    )
    return Desk(director, planner, panel_officer, (first, second), analyst, (publishers[0], publishers[1]), approver)


def accounts_by_name(cast: DemoCast) -> dict[str, Actor]:
    """Return who sits at the demo's desk, by the name of the account."""
    found = {username: queries.actor_by_username(username) for username in cast.people}
    return {username: actor for username, actor in found.items() if actor}
