"""The policy of the pages on which a sound may be heard."""

from collections.abc import Callable
from typing import cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse, HttpResponseBase


def with_sound(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """Let a page play sounds of our own address, and of no other."""
    return cast("Callable[..., HttpResponse]", csp_update({"media-src": [SELF]})(view))
