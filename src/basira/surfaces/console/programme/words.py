"""The words of profiles, bundles and separations, and the rows that pages show of them."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from basira.core.kernel.actor import Role
from basira.programme.people.profiles import PROFILES, Bundle, Profile, ProfileCode, Separation
from basira.surfaces.console.vocabulary import ROLE_NAMES

PROFILE_NAMES: Final = {
    ProfileCode.SMALL: _("Small: three people or a few more"),
    ProfileCode.FULL: _("Full: each role is somebody's own"),
}

BUNDLE_NAMES: Final[dict[str, Any]] = {
    "office-lead": _("Head of the office"),
    "desk": _("Desk: reviews and analyses"),
    "second-approver": _("Second approver"),
    "auditor": _("Independent auditor"),
    "integrity-officer": _("Integrity officer"),
}

SEPARATION_WORDS: Final = {
    Separation.OWN_VISIT: (
        _("Nobody reviews an own visit"),
        _("Shoppers have no account, and whoever has one files no visit."),
    ),
    Separation.TWO_APPROVE: (
        _("Two people approve what is published"),
        _("Each approval is one account's, and the second must be another's."),
    ),
    Separation.MEASURED_HOLD_NOTHING: (
        _("The measured body holds no role"),
        _(
            "Whoever speaks for a body sees its own portal and nothing of the desk; the database itself refuses both at once."
        ),
    ),
    Separation.IDENTITIES_APART: (
        _("No account knows who the shoppers are"),
        _("Identities lie in a vault of their own, with its own database and journal."),
    ),
    Separation.ARBITER_APART: (
        _("Nobody ends a contest of what they had a hand in"),
        _(
            "Whoever reviewed a visit of the body in that cycle, released its report or spoke for a body is refused as its "
            "arbiter, by the database too."
        ),
    ),
}


def bundle_name(bundle: Bundle) -> str:
    """Return what a bundle is called: its own words, or the role that it consists of."""
    words = BUNDLE_NAMES.get(bundle.code)
    return str(words or ROLE_NAMES[Role(bundle.code)])


def role_names(roles: Any) -> list[str]:
    """Return roles in the reader's language, in the order of the programme."""
    return [str(words) for role, words in ROLE_NAMES.items() if role in roles]


def profile_rows() -> list[dict[str, Any]]:
    """Return every profile with its bundles, from the table itself."""
    return [profile_row(profile) for profile in PROFILES.values()]


def profile_row(profile: Profile) -> dict[str, Any]:
    """Return one profile as its page shows it."""
    bundles = [(bundle_name(each), role_names(each.roles), each.code == profile.first) for each in profile.bundles]
    return {"code": str(profile.code), "name": PROFILE_NAMES[profile.code], "bundles": bundles}


def separation_rows() -> list[tuple[Any, Any]]:
    """Return what no profile merges, with what holds it."""
    return [SEPARATION_WORDS[each] for each in Separation]
