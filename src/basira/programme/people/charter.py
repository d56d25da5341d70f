"""What a programme says of itself: its names, whom it serves, by what right, what staff were told, and its words."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from basira.core.kernel.labels import DEFAULT_CUSTOMER, DEFAULT_SHOPPER, Label, check_label
from basira.core.kernel.problem import Problem
from basira.programme.people.profiles import ProfileCode


class Governance(StrEnum):
    """Independent of the bodies that are measured, or internal to one of them; the two are never mixed (ruling 3)."""

    INDEPENDENT = "independent"
    INTERNAL = "internal"


class CharterIncomplete(Problem):
    """The charter lacks something that a programme must say; `missing` names it by code."""

    code = "people.charter-incomplete"


class GovernanceStays(Problem):
    """Independent and internal scores are never mixed, so a programme stays what it was set up as."""

    code = "people.governance-stays"


@dataclass(frozen=True, slots=True)
class Charter:
    """
    The programme's own words about itself.

    `body_name_*` is the one body of an internal programme; empty in an independent one. Long texts may lack English.
    """

    name_ar: str
    name_en: str
    governance: Governance = Governance.INDEPENDENT
    body_name_ar: str = ""
    body_name_en: str = ""
    purpose_ar: str = ""
    purpose_en: str = ""
    legal_basis_ar: str = ""
    legal_basis_en: str = ""
    notice_ar: str = ""
    notice_en: str = ""
    notice_on: date | None = None
    is_pilot: bool = False
    profile: ProfileCode = ProfileCode.FULL
    shopper: Label = field(default_factory=lambda: DEFAULT_SHOPPER)
    customer: Label = field(default_factory=lambda: DEFAULT_CUSTOMER)


REQUIRED = ("name_ar", "name_en", "purpose_ar", "legal_basis_ar", "notice_ar", "notice_on")


def check_charter(charter: Charter) -> None:
    """
    Refuse a charter that lacks what every programme must say.

    :raises CharterIncomplete: with the first thing that is missing
    :raises FormMissing: when a label lacks a form
    :raises ReadsAsAgent: when a label reads as a secret agent
    """
    wanted: tuple[str, ...] = REQUIRED
    if charter.governance is Governance.INTERNAL:
        wanted += ("body_name_ar", "body_name_en")
    for name in wanted:
        value = getattr(charter, name)
        if not (value.strip() if isinstance(value, str) else value):
            raise CharterIncomplete(missing=name)
    check_label(charter.shopper)
    check_label(charter.customer)
