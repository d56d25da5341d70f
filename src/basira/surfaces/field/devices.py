"""The key by which a phone signs how a visit was captured (docs/reference/capture-record.md). JSON in, JSON out."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basira.programme.fieldwork import tasks, verbs
from basira.programme.fieldwork.queries import Sender
from basira.surfaces.field.calls import said, text
from basira.surfaces.field.door import field_answer
from basira.surfaces.shared.filing import shopper_of


@require_http_methods(["PUT"])
@field_answer
def device(request: HttpRequest, sender: Sender) -> HttpResponse:
    """Note the public half of a phone's own key; the same again is no second one."""
    named = verbs.say_device_key(
        sender=sender,
        key=text(said(request), "key"),
        judge_again=tasks.judge_record_again.enqueue,
        by=shopper_of(sender),
        at=timezone.now(),
    )
    return JsonResponse({"id": named})
