"""Taking what is sent: a verb that returns nothing runs with a form's values, and a refusal stands beside what was typed."""

from collections.abc import Callable

from django.forms import Form

from basira.core.kernel.problem import Problem
from basira.programme.findings.own_rows import PortalNotSetUp
from basira.programme.people.permissions import NotPermitted
from basira.surfaces.shared.words import words_of


def taken(form: Form, verb: Callable[[], None]) -> bool:
    """
    Run a verb with a form's values, and tell whether it was carried out; where it refuses, the form says why.

    :raises NotPermitted, PortalNotSetUp: as the verb raises them
    """
    if not form.is_valid():
        return False
    try:
        verb()
    except (NotPermitted, PortalNotSetUp):
        raise
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return False
    return True
