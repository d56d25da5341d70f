"""What every template knows: the programme's names, whether its data are simulated, and who is reading."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from basira.programme.people import queries


def programme(request: HttpRequest) -> dict[str, Any]:
    """Return the lazy context of every page; nothing is queried until a template asks."""
    return {
        "programme": SimpleLazyObject(queries.programme_card),
        "actor": getattr(request, "actor", None),
    }
