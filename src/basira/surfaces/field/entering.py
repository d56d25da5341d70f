"""Coming in with the key of a phone."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from basira.surfaces.field import door
from basira.surfaces.field.door import KeyWithdrawn

NUMBER_HEX = 32


@require_POST
@never_cache
@sensitive_post_parameters("key")
def enter(request: HttpRequest) -> HttpResponse:
    """
    Tell whether a key is good, the language that it was given for, and which number it stands for: always the same word for
    the same number of a cycle, whatever its key, and no word that is known elsewhere. Nothing is kept: the phone seals it.
    """
    sender = door.sender_of(request.POST.get("key", ""))
    if sender is None:
        return door.refused(KeyWithdrawn())
    number = sha256(b"basira/notes-number/v1|" + sender.cycle_number_ref.encode()).hexdigest()[:NUMBER_HEX]
    return JsonResponse({"language": sender.language, "number": number})
