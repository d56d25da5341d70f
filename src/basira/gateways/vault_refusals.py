"""What the vault refuses for a reason that this side knows: a Problem for each of its codes."""

from basira.core.kernel.problem import Problem


class PersonKnown(Problem):
    """Somebody with this national id or phone is in the panel already; the vault does not say who."""

    code = "vault.duplicate-person"


class IdentityIncomplete(Problem):
    """A field of the identity is missing, too long or unknown; `fields` names it."""

    code = "vault.identity-refused"


class NobodyToTell(Problem):
    """The vault keeps no e-mail address behind this number."""

    code = "vault.nobody-to-tell"


class AgeDiffers(Problem):
    """The day of birth does not fit the age that the applicant said, or the call's least age."""

    code = "vault.age-differs"


class ApplicantsUnknown(Problem):
    """The vault keeps nobody under `count` of these applicant refs."""

    code = "vault.applicants-unknown"


class NumbersRanOut(Problem):
    """The cycle has `free` numbers left and `wanted` are asked for."""

    code = "vault.numbers-ran-out"


class MapSealed(Problem):
    """The cycle is over and the map of its numbers is sealed: nobody is given a number in it any more."""

    code = "vault.map-sealed"


class RotationHeld(Problem):
    """A backup is under way and needs the old key; nothing was undone, and the command goes on where it stopped."""

    code = "vault.rotation-held"


class RotationUnfinished(Problem):
    """Of `left` persons the key is still wrapped under an older one."""

    code = "vault.rotation-unfinished"


class StaffTooFew(Problem):
    """A staff list of fewer than `least` different people could be a question about one of them."""

    code = "vault.staff-too-few"


class StaffTooSoon(Problem):
    """The body's list was kept less than a week ago."""

    code = "vault.staff-too-soon"


REFUSALS: dict[str, type[Problem]] = {
    kind.code: kind
    for kind in (
        PersonKnown,
        IdentityIncomplete,
        NobodyToTell,
        NumbersRanOut,
        MapSealed,
        AgeDiffers,
        ApplicantsUnknown,
        RotationHeld,
        RotationUnfinished,
        StaffTooFew,
        StaffTooSoon,
    )
}
