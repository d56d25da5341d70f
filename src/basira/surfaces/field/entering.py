"""Coming in by a link, which the phone exchanges for a key that it made for itself: once, and for no other phone (ADR-0028)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import queries
from basira.programme.fieldwork.queries import Sender
from basira.programme.panel import links
from basira.surfaces.field import door
from basira.surfaces.field.door import KeyWithdrawn, Named
from basira.surfaces.shared.filing import shopper_of

NUMBER_HEX = 32
LINKS = frozenset({KeyKind.LINK})

Act = Callable[[HttpRequest, Sender, str, datetime], None]


def by_link(act: Act) -> Callable[[HttpRequest], HttpResponse]:
    """
    Let `act` judge the link that is posted, by its holder and its SHA-256, and answer with whom it was given for.

    That is the language, and which number it is: always the same word for the same number of a cycle, whatever its key, and
    no word that is known elsewhere.
    """

    @require_POST
    @never_cache
    @sensitive_post_parameters("link", "key")
    @wraps(act)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            named, holder = found(request.POST.get("link", ""))
            act(request, holder, named.sha256, timezone.now())
        except Problem as problem:
            return door.refused(problem)
        number = sha256(b"basira/notes-number/v1|" + holder.cycle_number_ref.encode()).hexdigest()[:NUMBER_HEX]
        return JsonResponse({"language": holder.language, "number": number})

    return guarded


def found(link: str) -> tuple[Named, Sender]:
    """
    Return a link as it is known and whom it was given for, spent or not.

    :raises KeyWithdrawn: when there is no such link in a cycle with this number
    """
    named = door.named_in(link)
    if named is None:
        raise KeyWithdrawn()
    holder = queries.sender_of(named.sha256, project=named.project, kinds=LINKS, only_open=False)
    if holder is None:
        raise KeyWithdrawn()
    return named, holder


@by_link
def enter(_request: HttpRequest, _holder: Sender, link: str, at: datetime) -> None:
    """Tell whether a phone could come in by the link. Nothing is spent: she has not chosen a code yet."""
    links.check_link(link, at=at)


@by_link
def exchange(request: HttpRequest, holder: Sender, link: str, at: datetime) -> None:
    """Spend the link for the key whose SHA-256 the phone names; the key itself was sealed there before it asked."""
    links.exchange_link(link=link, key=request.POST.get("key", ""), by=shopper_of(holder), at=at)
