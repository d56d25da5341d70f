"""Coming in with the key of a phone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from basira.surfaces.field import door
from basira.surfaces.field.door import KeyWithdrawn


@require_POST
@never_cache
@sensitive_post_parameters("key")
def enter(request: HttpRequest) -> HttpResponse:
    """Tell whether a key is good, and the language that it was given for. Nothing is kept: the phone seals its key."""
    sender = door.sender_of(request.POST.get("key", ""))
    if sender is None:
        return door.refused(KeyWithdrawn())
    return JsonResponse({"language": sender.language})
