"""
The door for what a phone sealed to the programme's key (docs/reference/sealed-sending.md): a visit part by part, then all of it.

Nothing of it can be read here. A part is a PUT, as a whole visit is, so that its bytes are on the disk as they come; sent
again it changes nothing, and a phone whose line was cut asks which parts are here.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from basira.core.instrument.sendings import INSTANCE, LIST, MOST_PARTS, START_BYTES, read_list
from basira.programme.fieldwork import sendings, stores, tasks, verbs
from basira.programme.fieldwork.queries import Sender
from basira.programme.fieldwork.verbs.giving_over import Place, Visit
from basira.surfaces.field.calls import NotUnderstood, length_of, read_whole, said
from basira.surfaces.field.door import field_answer
from basira.surfaces.field.views import version_for
from basira.surfaces.shared.filing import shopper_of
from basira.surfaces.shared.posts import MAX_POST_BYTES


@require_http_methods(["PUT"])
@field_answer
def part(request: HttpRequest, sender: Sender, ref: str, instance: str, number: int) -> HttpResponse:
    """One sealed part, as the bytes of the body: 201 the first time, 200 for the same again."""
    stores.check_room()
    visit, store = visit_for(sender, ref, instance), stores.originals()
    if number >= MOST_PARTS:
        raise NotUnderstood(field="number")
    place, at = Place(visit, number), timezone.now()
    verbs.check_day(sender=sender, place=place, size=length_of(request), at=at)  # before a byte of it is stored
    with store.begin(limit=MAX_POST_BYTES, remember=START_BYTES) as sealing:
        read_whole(sealing, request, limit=MAX_POST_BYTES)
        is_new = verbs.take_part(
            sender=sender,
            place=place,
            part=sealing,
            store=store,
            key_id=stores.programme_key().half_id,
            by=shopper_of(sender),
            at=timezone.now(),
        )
    return JsonResponse({"sha256": sealing.sha256}, status=201 if is_new else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@field_answer
def whole(request: HttpRequest, sender: Sender, ref: str, instance: str) -> HttpResponse:
    """Which parts of a visit are here; and by a POST that names them all, its giving over: 201 alone lets it go."""
    if request.method != "POST":
        here = sendings.parts_here(sender.cycle_number_id, checked(instance), ref)
        return JsonResponse({"parts": dict(here.parts), "given_over": here.is_given_over})
    stores.check_room()
    parts = read_list(said(request).get("parts"), first=LIST)
    visit, by = visit_for(sender, ref, instance), shopper_of(sender)
    ask = tasks.open_sending.enqueue
    verbs.give_over(sender=sender, visit=visit, parts=parts, ask_to_open=ask, by=by, at=timezone.now())
    return JsonResponse({"message": _("Received in full. Thank you."), "missing": []}, status=201)


def visit_for(sender: Sender, ref: str, instance: str) -> Visit:
    """
    Return which visit a request is about.

    Raises Http404 where the mission takes none any more; what was begun before that may still be given over. Raises NotUnderstood.
    """
    if not sendings.parts_here(sender.cycle_number_id, checked(instance), ref).is_begun:
        version_for(sender, ref)
    return Visit(instance, ref)


def checked(instance: str) -> str:
    """Return the phone's own name of a visit. Raises NotUnderstood for what is none."""
    if not INSTANCE.fullmatch(instance):
        raise NotUnderstood(field="instance")
    return instance
