"""Who can sign in to the demos: the people of a national programme (S3), and the three of a department (S1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from basira.core.kernel.actor import Role
from basira.programme.people.profiles import SMALL
from basira.surfaces.cli.demo_bodies import DEPARTMENT_LIAISONS, LIAISONS, DemoLiaison
from basira.surfaces.cli.demo_companies import COMPANIES, DemoCompany

Person = tuple[str, str, tuple[Role, ...]]
"""Arabic and English name, and roles."""

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
    "auditor": ("مراجع الحسابات المستقل", "Independent auditor", (Role.AUDITOR,)),
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
    "auditor": "reads the journal, and draws a panel again from its files",
}
BODYS_MAY = {
    Role.BODY_LIAISON: "reads one body's report in the portal, answers it, and writes its plans",
    Role.BODY_HEAD: "reads the same, and signs off what the liaison declared fixed",
    Role.CENTRE_MANAGER: "reads what two centres of that body were told, and nothing else",
}
"""What each account may do, as the start prints it."""


def _bundle(code: str) -> tuple[Role, ...]:
    """Return the roles that the small profile gives to one person."""
    found = SMALL.bundle(code)
    return tuple(sorted(found.roles)) if found else ()


DEPARTMENT_PEOPLE: Mapping[str, Person] = {
    "lead": ("رئيسة مكتب الأداء", "Head of the performance office", _bundle("office-lead")),
    "desk": ("مسؤولة التدقيق والتحليل", "Reviewer and analyst", _bundle("desk")),
    "approver": ("المعتمِد الثاني وجهة الفصل", "Second approver and arbiter", _bundle("second-approver")),
}
DEPARTMENT_MAY = {
    "lead": "runs the programme: accounts, cycles, missions, shoppers, the duty desk",
    "desk": "reads visits, gives verdicts, runs the scores",
    "approver": "confirms scenarios, gives the second approval, ends contests",
}


@dataclass(frozen=True, slots=True)
class DemoCast:
    """
    The people of one demo. `posts` names who is director, planner, panel officer, both reviewers, analyst, both publishers and
    approver of scenarios, in this order, by sign-in name.
    """

    people: Mapping[str, Person]
    may: Mapping[str, str]
    posts: tuple[str, ...]
    liaisons: Sequence[DemoLiaison]
    companies: Sequence[DemoCompany]


CASTS = {
    "S3": DemoCast(
        DEMO_PEOPLE,
        MAY_DO,
        (
            "director", "planner", "director", "reviewer", "reviewer2", "analyst", "publisher", "publisher2", "director",
        ),
        LIAISONS,
        COMPANIES,
    ),
    "S1": DemoCast(
        DEPARTMENT_PEOPLE,
        DEPARTMENT_MAY,
        ("lead", "lead", "lead", "desk", "desk", "desk", "lead", "approver", "approver"),
        DEPARTMENT_LIAISONS,
        (),
    ),
}  # fmt: skip
"""By the blueprint that the demo starts from."""
