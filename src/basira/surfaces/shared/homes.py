"""Where each reader begins: after signing in, by the programme's name, and out of a page that is not hers."""

from django.urls import reverse

from basira.core.kernel.actor import Actor
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

HOMES = {
    Act.VIEW_PORTAL: "portal:home",
    Act.VIEW_OWN_CENTRES: "portal:centres",
    Act.SEND_PEOPLE: "console:company",
}
"""The pages of who has no desk, by what opens them."""


def own_home(actor: Actor) -> str:
    """Return the first page of somebody of a body or a company; "" for who works at the desk, and for who holds no role."""
    return next((reverse(page) for act, page in HOMES.items() if permissions.can(actor, act)), "")
