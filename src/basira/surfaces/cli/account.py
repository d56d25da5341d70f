"""`./basira account USERNAME --role ROLE …`: open an account on the server, with a password that is printed once."""

import argparse
import json
import secrets

from django.utils import timezone

from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.problem import Problem
from basira.programme.people import verbs
from basira.programme.registry import queries as registry


class EntityUnknown(Problem):
    """The registry has no body with this ref."""

    code = "account.entity-unknown"


def run(arguments: list[str]) -> int:
    """
    Open an account and print its password.

    :raises UsernameTaken: when somebody signs in with this name already
    :raises RoleDoesNotFit: when a liaison would hold a role of the programme, or somebody else a liaison's
    :raises BoundsDoNotFit: when a centre-manager or a sector-lead comes without --within
    :raises EntityUnknown: when the registry has no such body
    """
    wanted = options().parse_args(arguments)
    if wanted.entity and registry.entity_card(wanted.entity) is None:
        raise EntityUnknown(entity=wanted.entity)
    password = secrets.token_urlsafe(15)
    verbs.open_account(
        username=wanted.username,
        password=password,
        name_ar=wanted.name_ar,
        name_en=wanted.name_en,
        roles=[Role(role) for role in wanted.role],
        entity_ref=wanted.entity,
        bounds=wanted.within,
        by=OPERATOR,
        at=timezone.now(),
    )
    if wanted.json:
        print(json.dumps({"username": wanted.username, "password": password}))
    else:
        print(f"{wanted.username} signs in with this password, shown only now: {password}")
    return 0


def options() -> argparse.ArgumentParser:
    """Return what the command takes."""
    parser = argparse.ArgumentParser(
        prog="./basira account", description="Open an account; its password is printed once."
    )
    parser.add_argument("username", help="sign-in name")
    parser.add_argument(
        "--role", action="append", required=True, choices=sorted(map(str, Role)), help="may be repeated"
    )
    parser.add_argument(
        "--entity",
        default="",
        help="ref of the measured body that a body-liaison or a body-head speaks for, or of whose centres somebody is manager",
    )
    parser.add_argument(
        "--within",
        action="append",
        default=[],
        help="of what a centre-manager (refs of centres) or a sector-lead (codes of sectors) is one; may be repeated",
    )
    parser.add_argument("--name-ar", default="", help="name as pages show it, in Arabic")
    parser.add_argument("--name-en", default="", help="name as pages show it, in English")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
