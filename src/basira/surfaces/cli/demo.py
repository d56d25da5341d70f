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
from basira.core.simulation.demo_plan import DEMO_SEED, demo_plan
from basira.programme.panel import queries as panel
from basira.programme.panel.verbs import give_field_key
from basira.programme.people import queries, verbs
from basira.programme.waves import queries as waves
from basira.surfaces.cli.demo_bodies import LIAISONS, load_bodies, queue_log
from basira.surfaces.cli.demo_companies import COMPANIES, load_companies
from basira.surfaces.cli.demo_duty import load_duty
from basira.surfaces.cli.demo_plans import load_plans
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


BLUEPRINT = "S3"
"""The blueprint that the demo starts from."""
DEMO_PEOPLE = {
    "director": ("مدير البرنامج", "Programme director", (Role.DIRECTOR, Role.PLANNER, Role.PANEL_OFFICER)),
    "planner": ("مسؤول التخطيط", "Planner", (Role.PLANNER,)),
    "reviewer": ("مدقق التقارير الأول", "First reviewer", (Role.REVIEWER,)),
    "reviewer2": ("مدقق التقارير الثاني", "Second reviewer", (Role.REVIEWER,)),
    "analyst": ("المحلل", "Analyst", (Role.ANALYST,)),
    "publisher": ("معتمِد النشر الأول", "First publisher", (Role.PUBLISHER,)),
    "publisher2": ("معتمِد النشر الثاني", "Second publisher", (Role.PUBLISHER,)),
    "arbiter": ("جهة الفصل في الاعتراضات", "Arbiter", (Role.ARBITER,)),
    "duty": ("الضابط المناوب", "Duty officer", (Role.DUTY_OFFICER,)),
    "admin": ("مدير النظام", "Administrator", (Role.ADMINISTRATOR,)),
    "sector": ("مسؤول قطاع العدل والمحاكم", "Lead of justice and courts", (Role.SECTOR_LEAD,)),
}
LED = ("justice",)
"""Codes of the sectors that the demo's lead of a sector reads."""


MAY_DO = {
    "director": "plans cycles and missions, looks after shoppers, informs the bodies",
    "planner": "plans cycles, missions, scenarios and questionnaires",
    "reviewer": "reads visits and gives their verdicts",
    "reviewer2": "the same, as a second pair of eyes",
    "analyst": "runs the scores and prepares a release",
    "publisher": "approves and publishes a release",
    "publisher2": "gives the second approval",
    "arbiter": "compares a body's proof with the visits behind a finding, and ends the contest",
    "duty": "answers alarms, letters of authority and dangers to life",
    "admin": "opens accounts and gives roles; reads the journal",
    "sector": "reads the scores of one sector, once a cycle is scored",
}
BODYS_MAY = {
    Role.BODY_LIAISON: "reads one body's report in the portal, answers it, and writes its plans",
    Role.BODY_HEAD: "reads the same, and signs off what the liaison declared fixed",
    Role.CENTRE_MANAGER: "reads what two centres of that body were told, and nothing else",
}
"""What each account may do, as the start prints it."""


def load_demo(*, at: datetime) -> DemoAccounts:
    """
    Load the demo unless it is there, all or nothing: a start that was killed leaves no half world behind.

    The client's address holds a key that is kept nowhere in clear, so only the loading start can return it. A link opens
    once, so that each start makes one.

    :raises FolderIsReal: when the folder holds a programme that is not simulated
    """
    if not queries.holds_simulation() and (queries.is_set_up() or queries.charter_card()):
        raise FolderIsReal
    people = (
        [
            {"username": username, "password": PASSWORD, "roles": ", ".join(roles), "may": MAY_DO[username]}
            for username, (_ar, _en, roles) in DEMO_PEOPLE.items()
        ]
        + [
            {"username": one.username, "password": PASSWORD, "roles": str(one.role), "may": BODYS_MAY[one.role]}
            for one in LIAISONS
        ]
        + [
            {"username": one.username, "password": PASSWORD, "roles": str(Role.PROVIDER), "may": one.may}
            for one in COMPANIES
        ]
    )
    if waves.wave_cards():
        return DemoAccounts(people, "", *phone_paths(at))
    with transaction.atomic():
        plan = demo_plan()
        start_demo(BLUEPRINT, at)
        mission = load_world(simulate_programme(plan, DEMO_SEED), open_desk(at), at)
        load_bodies(plan, PASSWORD, at)
        load_companies(PASSWORD, at)
        load_plans(queue_log())
        load_duty(at)
        load_training(at)
    return DemoAccounts(people, f"/v1/key/{mission.token}/projects/{mission.wave_number}", *phone_paths(at))


def phone_paths(at: datetime) -> tuple[str, str]:
    """Make a link for the shopper who has a key, and return its path and that of the desk's page with more; else empty."""
    wave = next((wave for wave in waves.wave_cards() if wave.state is WaveState.IN_FIELD), None)
    guest = next((card for card in panel.number_cards(wave.ref) if card.has_key), None) if wave else None
    if wave is None or guest is None:
        return "", ""
    token = give_field_key(cycle_number=guest.ref, kind=KeyKind.LINK, language="ar", by=OPERATOR, at=at)
    return f"/notes/open#{token}/{wave.number}", f"/console/panel/numbers/{guest.ref}/"


def open_desk(at: datetime) -> Desk:
    """Open the demo's accounts and return who does what."""
    actors: dict[str, Actor] = {}
    for username, (name_ar, name_en, roles) in DEMO_PEOPLE.items():
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
        found = queries.actor_by_username(username)
        assert found is not None  # noqa: S101  opened a line ago
        actors[username] = found
    return Desk(
        director=actors["director"],
        planner=actors["planner"],
        panel_officer=actors["director"],
        reviewers=(actors["reviewer"], actors["reviewer2"]),
        analyst=actors["analyst"],
        publishers=(actors["publisher"], actors["publisher2"]),
    )
