"""The demo programme (placeholder until the simulated world is loaded): accounts only."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from basira.core.kernel.actor import OPERATOR, Role
from basira.programme.people import queries, verbs

PASSWORD = "demo-basira-2026"  # noqa: S105  printed on purpose; demo only


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """Who can sign in to the demo, and the address for an OpenRosa client."""

    accounts: list[dict[str, str]] = field(default_factory=list)
    field_path: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)


DEMO_PEOPLE = {
    "director": ("مدير البرنامج", "Programme director", (Role.DIRECTOR, Role.PLANNER, Role.PANEL_OFFICER)),
    "reviewer": ("مدقق التقارير", "Reviewer", (Role.REVIEWER,)),
    "analyst": ("المحلل", "Analyst", (Role.ANALYST,)),
    "publisher": ("معتمِد النشر الأول", "First publisher", (Role.PUBLISHER,)),
    "publisher2": ("معتمِد النشر الثاني", "Second publisher", (Role.PUBLISHER,)),
    "admin": ("مدير النظام", "Administrator", (Role.ADMINISTRATOR,)),
}


def load_demo(*, at: datetime) -> DemoAccounts:
    """Open the demo's accounts unless they are there."""
    verbs.set_programme(
        name_ar="برنامج المتسوق السري", name_en="Mystery Shopper Programme", simulated=True, by=OPERATOR, at=at
    )
    for username, (name_ar, name_en, roles) in DEMO_PEOPLE.items():
        if queries.actor_by_username(username) is None:
            verbs.open_account(
                username=username, password=PASSWORD, name_ar=name_ar, name_en=name_en, roles=roles, by=OPERATOR, at=at
            )
    people = [
        {"username": username, "password": PASSWORD, "roles": ", ".join(roles)}
        for username, (_ar, _en, roles) in DEMO_PEOPLE.items()
    ]
    return DemoAccounts(people)
