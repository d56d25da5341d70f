"""`./basira account USERNAME --role ROLE …`: open an account on the server, with a password that is printed once."""

import argparse
import json
import secrets

from django.utils import timezone

from basira.core.kernel.actor import OPERATOR, PROGRAMME_ROLES, Role
from basira.programme.people import verbs


def run(arguments: list[str]) -> int:
    """
    Open an account and print its password.

    :raises UsernameTaken: when somebody signs in with this name already
    """
    parser = argparse.ArgumentParser(
        prog="./basira account", description="Open an account; its password is printed once."
    )
    parser.add_argument("username", help="sign-in name")
    parser.add_argument(
        "--role", action="append", required=True, choices=sorted(map(str, PROGRAMME_ROLES)), help="may be repeated"
    )
    parser.add_argument("--name-ar", default="", help="name as pages show it, in Arabic")
    parser.add_argument("--name-en", default="", help="name as pages show it, in English")
    parser.add_argument("--json", action="store_true", help="print JSON")
    wanted = parser.parse_args(arguments)
    password = secrets.token_urlsafe(15)
    verbs.open_account(
        username=wanted.username,
        password=password,
        name_ar=wanted.name_ar,
        name_en=wanted.name_en,
        roles=[Role(role) for role in wanted.role],
        by=OPERATOR,
        at=timezone.now(),
    )
    if wanted.json:
        print(json.dumps({"username": wanted.username, "password": password}))
    else:
        print(f"{wanted.username} signs in with this password, shown only now: {password}")
    return 0
