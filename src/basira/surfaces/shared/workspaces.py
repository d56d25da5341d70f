"""What both surfaces do with a workspace in the same way: say what was refused, and draw a procedure."""

from collections.abc import Callable

from django.http import Http404

from basira.core.kernel.problem import Problem
from basira.core.kernel.workspaces import Drawn
from basira.programme.findings.own_rows import PortalNotSetUp
from basira.programme.people.permissions import NotPermitted
from basira.programme.workspace.verbs import StepsRefused
from basira.surfaces.shared.words import words_of
from basira.surfaces.shared.workspace_forms import StepsBase


def kind_of(address: str) -> Drawn:
    """Return which drawing an address names, or answer 404."""
    if address not in set(Drawn):
        raise Http404
    return Drawn(address)


def refusal_of(run: Callable[[], object]) -> str:
    """
    Run a verb and return why it refused, in words; "" when it was carried out.

    :raises NotPermitted, PortalNotSetUp: as the verb raises them
    """
    try:
        run()
    except (NotPermitted, PortalNotSetUp):
        raise
    except Problem as refusal:
        return words_of(refusal)
    return ""


def drawn(form: StepsBase, run: Callable[[], object]) -> str | None:
    """
    Draw a procedure from a form; None when it was drawn, else why not, with each fault at its step ("" for the form's own).

    :raises NotPermitted, PortalNotSetUp: as the verb raises them
    """
    if not form.is_valid():
        return ""
    try:
        run()
    except (NotPermitted, PortalNotSetUp):
        raise
    except Problem as refusal:
        if isinstance(refusal, StepsRefused):
            form.mark(refusal.params["faults"])
        return words_of(refusal)
    return None
