"""
Which roles go together: a small programme merges them by profile (ruling 19), a large one gives each to its own person.

Data, not rules: the profile says what an invitation offers first. What stays apart in every profile is `SEPARATIONS`, and
each of those is held elsewhere, by the database or by a verb, whatever the profile says.
"""

from dataclasses import dataclass
from enum import StrEnum

from basira.core.kernel.actor import BOUND_ROLES, PROGRAMME_ROLES, Role


class ProfileCode(StrEnum):
    """How large the programme is, for its roles."""

    SMALL = "small"
    FULL = "full"


class Separation(StrEnum):
    """What no profile merges; words and whereabouts stand with the page that lists them."""

    OWN_VISIT = "own-visit"
    TWO_APPROVE = "two-approve"
    MEASURED_HOLD_NOTHING = "measured-hold-nothing"
    IDENTITIES_APART = "identities-apart"
    ARBITER_APART = "arbiter-apart"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Roles that one account gets together, in this profile."""

    code: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its bundles, and the one that the first account holds after set-up."""

    code: ProfileCode
    bundles: tuple[Bundle, ...]
    first: str

    def bundle(self, code: str) -> Bundle | None:
        """Return the bundle of this code; None when the profile has none."""
        return next((bundle for bundle in self.bundles if bundle.code == code), None)

    def first_roles(self) -> frozenset[Role]:
        """Return the roles of the first account."""
        found = self.bundle(self.first)
        return found.roles if found else frozenset()


SMALL = Profile(
    ProfileCode.SMALL,
    (
        Bundle(
            "office-lead",
            frozenset(
                {
                    Role.ADMINISTRATOR,
                    Role.DIRECTOR,
                    Role.PLANNER,
                    Role.PANEL_OFFICER,
                    Role.DUTY_OFFICER,
                    Role.PUBLISHER,
                }
            ),
        ),
        Bundle("desk", frozenset({Role.REVIEWER, Role.ANALYST})),
        Bundle("second-approver", frozenset({Role.PUBLISHER, Role.ARBITER})),
        Bundle("auditor", frozenset({Role.AUDITOR})),
        Bundle("integrity-officer", frozenset({Role.INTEGRITY_OFFICER})),
    ),
    "office-lead",
)

FULL = Profile(
    ProfileCode.FULL,
    tuple(Bundle(str(role), frozenset({role})) for role in Role if role in PROGRAMME_ROLES - BOUND_ROLES),
    str(Role.ADMINISTRATOR),
)

PROFILES = {profile.code: profile for profile in (SMALL, FULL)}
