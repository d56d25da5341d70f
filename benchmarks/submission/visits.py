"""Files many visits in a cycle of their own and signs a reviewer in; prints the session's key and the cycle's ref."""

import sys
from datetime import date, timedelta

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402
from form import SPEC  # noqa: E402
from posts import answer_to  # noqa: E402
from prepare import plan  # noqa: E402

from basira.core.kernel.actor import OPERATOR, Role  # noqa: E402
from basira.programme.fieldwork.verbs import ImportedVisit, import_visits  # noqa: E402
from basira.programme.people import verbs as people  # noqa: E402


def main(count: int) -> None:
    """Import the visits, open the account, print."""
    who = {"by": OPERATOR, "at": timezone.now()}
    wave, mission, _number, _project = plan(date.today() + timedelta(days=40))
    made = [ImportedVisit(mission, answers(), date.today()) for _ in range(count)]
    for start in range(0, count, 1000):
        import_visits(visits=made[start : start + 1000], **who)
    account = people.open_account(
        username="bench", password="bench-" + "x9" * 12, name_ar="قياس", name_en="Bench", roles=[Role.REVIEWER], **who
    )
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    print(session.session_key, wave)


def answers() -> dict[str, str]:
    """Return answers to all 60 questions."""
    return {f"/data/{group}/{name}": answer_to(name, kind, "") for group, name, kind in SPEC}


main(int(sys.argv[1]))
