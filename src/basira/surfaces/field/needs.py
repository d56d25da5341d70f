"""What a shopper needs from government this month: the services to choose from, and what she says."""

import json

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basira.programme.fieldwork.queries import Sender
from basira.programme.waves import verbs
from basira.programme.waves.needs import service_choices
from basira.surfaces.field.calls import said, text
from basira.surfaces.field.door import field_answer
from basira.surfaces.field.moves import MovesUnreadable
from basira.surfaces.field.reading import plain
from basira.surfaces.shared.filing import shopper_of

MOST_CODE = 60


@require_POST
@field_answer
def services(request: HttpRequest, sender: Sender) -> JsonResponse:
    """Services whose name holds what is asked for, at most fifty. It is a POST so that no log holds what somebody needs."""
    search = text(said(request), "search").strip()
    found = service_choices(search=search) if search else ()
    told = [{"code": each.code, "name": {"ar": each.name_ar, "en": each.name_en}} for each in found]
    return JsonResponse({"services": told}, json_dumps_params={"ensure_ascii": False})


@require_http_methods(["PUT"])
@field_answer
def needs(request: HttpRequest, sender: Sender) -> JsonResponse:
    """Put what she needs in place of what she said before; an empty list takes it back."""
    try:
        listed = json.loads(request.body)["services"]
        codes = [plain(code, MOST_CODE) for code in listed] if isinstance(listed, list) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        codes = None
    if codes is None:
        raise MovesUnreadable()
    by = shopper_of(sender)
    verbs.say_needs(services=codes, by=by, at=timezone.now())
    return JsonResponse({"services": sorted(set(codes))})
