"""First run: one code, one set-up, one transaction; afterwards the charter may be changed by those who may."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from basira.core.kernel.actor import OPERATOR, Actor, ActorKind
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import ALPHABET
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions, queries
from basira.programme.people.charter import Charter, Governance, GovernanceStays, check_charter
from basira.programme.people.models import Account, Programme, SetUpCode
from basira.programme.people.permissions import Act
from basira.programme.people.profiles import PROFILES
from basira.programme.people.verbs import NewAccount, add_account, hold_role

GROUPS, GROUP_LENGTH = 4, 5


class SetUpCodeWrong(Problem):
    """This is not the code of the newest start, or Basira has been set up since."""

    code = "people.set-up-code-wrong"


def digest_of(secret: str) -> str:
    """Return the digest of a code or token as somebody typed it: capitals and separators do not matter."""
    bare = "".join(sign for sign in secret.lower() if sign.isalnum())
    return hashlib.sha256(bare.encode()).hexdigest()


@transaction.atomic
def renew_set_up_code(*, at: datetime) -> str:
    """
    Make a new set-up code and return it, the only time that it is told; "" when there is an account already.

    An older code is dead from now on.
    """
    if queries.is_set_up():
        SetUpCode.objects.all().delete()
        return ""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)]
    code = "-".join(groups).upper()
    SetUpCode.objects.update_or_create(pk=1, defaults={"digest": digest_of(code), "made_at": at})
    journal.record("set-up.code-made", subject="programme", by=OPERATOR, at=at)
    return code


def check_set_up_code(digest: str) -> None:
    """
    Refuse whoever does not hold the code of the newest start.

    :raises SetUpCodeWrong: also when there is none, because Basira is set up
    """
    kept = SetUpCode.objects.filter(pk=1).first()
    if kept is None or queries.is_set_up() or not hmac.compare_digest(kept.digest, digest):
        raise SetUpCodeWrong


@transaction.atomic
def set_up_programme(*, code_digest: str, charter: Charter, first: NewAccount, at: datetime) -> Account:
    """
    Set the programme up and open its first account, with the roles that the profile gives to it. The code is dead then.

    Whoever holds the code may; the journal says that the new account did it.

    :raises SetUpCodeWrong: when the code is wrong, used or of an older start
    :raises CharterIncomplete: or another refusal of the charter
    :raises UsernameTaken: when the sign-in name is in use
    """
    list(SetUpCode.objects.select_for_update().filter(pk=1))  # two who finish at once come one after the other
    check_set_up_code(code_digest)
    check_charter(charter)
    roles = PROFILES[charter.profile].first_roles()
    by = Actor(ActorKind.ACCOUNT, first.ref, roles)
    Programme.objects.update_or_create(pk=1, defaults=row_of(charter) | {"simulated": False, "set_up_at": at})
    journal.record("programme.set-up", subject="programme", by=by, at=at, profile=str(charter.profile))
    account = add_account(first, by=by, at=at)
    for role in sorted(roles):
        hold_role(account, role, by=by, at=at)
    SetUpCode.objects.all().delete()
    return account


@transaction.atomic
def change_charter(*, charter: Charter, by: Actor, at: datetime) -> None:
    """
    Change what the programme says of itself; whether its data are simulated stays as it is.

    :raises NotPermitted: when `by` may not set the programme
    :raises GovernanceStays: when an independent programme is to become internal, or the other way round
    :raises CharterIncomplete: or another refusal of the charter
    """
    permissions.check(by, Act.SET_PROGRAMME)
    check_charter(charter)
    row = Programme.objects.select_for_update().filter(pk=1).first()
    if row and row.governance != charter.governance:
        raise GovernanceStays
    before = row_of(queries.charter_of(row)) if row else {}
    after = row_of(charter)
    changed = sorted(name for name, value in after.items() if before.get(name) != value)
    if changed:
        Programme.objects.update_or_create(pk=1, defaults=after)
        journal.record("programme.charter-changed", subject="programme", by=by, at=at, fields=changed)


def row_of(charter: Charter) -> dict[str, Any]:
    """Return the charter as the values of its row; an independent programme names no body."""
    internal = charter.governance is Governance.INTERNAL
    plain = ("name", "purpose", "legal_basis", "notice")
    texts = {f"{stem}_{tongue}": getattr(charter, f"{stem}_{tongue}") for stem in plain for tongue in ("ar", "en")}
    return texts | {
        "governance": str(charter.governance),
        "body_name_ar": charter.body_name_ar if internal else "",
        "body_name_en": charter.body_name_en if internal else "",
        "notice_on": charter.notice_on,
        "is_pilot": charter.is_pilot,
        "profile": str(charter.profile),
        "shopper_label": charter.shopper.as_dict(),
        "customer_label": charter.customer.as_dict(),
    }
