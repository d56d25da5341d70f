"""
What a shopper's phone asks for help: an alarm, the letter of authority, a report of danger. JSON in, JSON out.

The contract is docs/reference/field-json-safety.md. Each is idempotent by an id that the phone makes, so that what was
written without a line may be sent again and again.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from basira.core.kernel.problem import Problem
from basira.gateways.evidence import Sealing
from basira.gateways.pictures import MAX_BYTES
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.queries import Sender
from basira.programme.people import queries as people
from basira.programme.safety import tasks
from basira.programme.safety.queries import dangers as places
from basira.programme.safety.queries.desk import duty_card
from basira.programme.safety.verbs import alarms, dangers, letters
from basira.programme.safety.verbs.dangers import DangerReport
from basira.surfaces.field.door import field_answer
from basira.surfaces.field.reading import moment, plain
from basira.surfaces.shared.filing import shopper_of
from basira.surfaces.shared.posts import PostTooLarge
from basira.surfaces.shared.qr import qr_drawing

MAX_JSON_BYTES = 64 * 1024
CHUNK_BYTES = 256 * 1024
LANGUAGES = ("ar", "en")
GROUP = 5
"""Letters of a code that stand together, for the eye."""


class NotUnderstood(Problem):
    """The body is no JSON object, is too long, or holds a value of another kind; `field` names it."""

    code = "field.not-understood"


def said(request: HttpRequest) -> Mapping[str, Any]:
    """Return the JSON object of a request. Raises NotUnderstood."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or int(length) > MAX_JSON_BYTES:
        raise NotUnderstood(field="body")
    try:
        values = json.loads(request.body)
    except (ValueError, RecursionError):
        raise NotUnderstood(field="body") from None
    if not isinstance(values, dict):
        raise NotUnderstood(field="body")
    return values


def text(values: Mapping[str, Any], name: str) -> str:
    """Return a text, "" when it is missing. Raises NotUnderstood for another kind, and for what no database keeps."""
    try:
        return plain(values.get(name))
    except ValueError:
        raise NotUnderstood(field=name) from None


def whole(values: Mapping[str, Any], name: str) -> int:
    """Return a whole number, 0 when it is missing. Raises NotUnderstood for another kind."""
    value = values.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotUnderstood(field=name)
    return value


@require_POST
@field_answer
def alarm(request: HttpRequest, sender: Sender) -> HttpResponse:
    """Cover blown, or duress: one gesture. 201 the first time, 200 for the same again."""
    values = said(request)
    raised = alarms.raise_alarm(
        client_id=text(values, "id"),
        mission=text(values, "mission"),
        minutes_before=whole(values, "minutes_ago"),
        by=shopper_of(sender),
        at=timezone.now(),
    )
    answer = {"received": True, "message": _("Noted."), "at": moment(raised.at), "phones": list(duty_card().phones)}
    return JsonResponse(answer, status=201 if raised.is_new else 200)


@require_POST
@field_answer
def letter(request: HttpRequest, sender: Sender) -> HttpResponse:
    """The letter of authority of one mission, for somebody who stopped her. Each answer replaces the code before it."""
    shown = letters.show_letter(mission=text(said(request), "mission"), by=shopper_of(sender), at=timezone.now())
    card, duty = people.programme_card(), duty_card()
    address = request.build_absolute_uri(reverse("public:letter"))
    return JsonResponse(
        {
            "words": {language: letter_words(language) for language in LANGUAGES},
            "programme": {"ar": card.name_ar, "en": card.name_en},
            "centre": {"ar": shown.centre_ar, "en": shown.centre_en},
            "phones": list(duty.phones),
            "hours": {"ar": duty.hours_ar, "en": duty.hours_en},
            "address": address,
            "link": f"{address}#{shown.token}",
            "qr": qr_json(f"{address}#{shown.token}"),
            "code": "-".join(shown.code[at : at + GROUP].upper() for at in range(0, len(shown.code), GROUP)),
            "expires_at": shown.expires_at.isoformat(timespec="seconds"),
        }
    )


def qr_json(link: str) -> dict[str, object]:
    """Return a link as the phone draws it: how many modules, and the path of the dark ones."""
    drawing = qr_drawing(link)
    return {"size": drawing.size, "dark": drawing.dark}


def letter_words(language: str) -> list[str]:
    """Return the words of a letter in one language, a paragraph each."""
    with override(language):
        return [
            _("Whoever shows you this is here today on a task that is authorised by the programme named here."),
            _(
                "Please check it before anything else: open the address and type the code, or call the duty officer. "
                "Please do not ask for a name; the duty officer answers for whoever shows you this."
            ),
            _("The code is good for half an hour and for one check by phone. Thank you for doing your duty."),
        ]


@require_POST
@field_answer
def danger(request: HttpRequest, sender: Sender) -> HttpResponse:
    """A report of danger to life, as words; its photo follows by itself. 201 the first time, 200 for the same again."""
    values = said(request)
    report = DangerReport(
        client_id=text(values, "id"),
        what=text(values, "what"),
        since=text(values, "since") or "unknown",
        words=text(values, "words").strip(),
        mission=text(values, "mission"),
        centre=text(values, "centre"),
        photo=values.get("photo") is True,
    )
    reported = dangers.report_danger(report=report, by=shopper_of(sender), at=timezone.now())
    return JsonResponse(told(reported), status=201 if reported.is_new else 200)


@require_http_methods(["PUT"])
@field_answer
def danger_photo(request: HttpRequest, sender: Sender, client_id: str) -> HttpResponse:
    """
    The photo of a report, as the bytes of the body. 201 alone lets the phone's copy go.

    It is a PUT as a visit's is, so that the bytes are sealed as they stream in and never lie on the disk in clear.
    """
    stores.check_room()
    store = stores.originals()
    with store.begin(limit=MAX_BYTES) as photo:
        read_whole(photo, request, limit=MAX_BYTES)
        reported = dangers.add_photo(
            client_id=client_id,
            photo=photo,
            store=store,
            repaint=tasks.repaint.enqueue,
            by=shopper_of(sender),
            at=timezone.now(),
        )
    return JsonResponse(told(reported), status=201)


def read_whole(sealing: Sealing, request: HttpRequest, *, limit: int) -> None:
    """Seal the bytes of a body as they come. Raises PostTooLarge, and NotUnderstood when fewer come than were named."""
    length = length_of(request)
    if length > limit:
        raise PostTooLarge(limit=limit)
    read_into(sealing, request)
    if sealing.size != length:  # the line was cut: half of it must not take the place of the whole
        raise NotUnderstood(field="body")


def length_of(request: HttpRequest) -> int:
    """Return how many bytes a request says that its body has. Raises NotUnderstood for what is no number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit():
        raise NotUnderstood(field="body")
    return int(length)


def read_into(photo: Sealing, request: HttpRequest) -> None:
    """Seal the bytes of a body as they come. Raises NotUnderstood for none."""
    try:
        while chunk := request.read(CHUNK_BYTES):
            photo.write(chunk)
    except OSError:  # the line broke
        raise NotUnderstood(field="body") from None
    if not photo.size:
        raise NotUnderstood(field="body")


def told(reported: dangers.Reported) -> dict[str, object]:
    """Return what the phone shows: received in full, or what is still to come."""
    message = _("Received; the photo is still to come.") if reported.missing else _("Received in full. Thank you.")
    return {"received": True, "message": message, "missing": list(reported.missing)}


@require_POST
@field_answer
def find_places(request: HttpRequest, sender: Sender) -> HttpResponse:
    """
    Centres by name: for a danger away from any mission, and where an everyday experience is begun.

    For the second, `everyday`, without those where she may not go. It is a POST so that no log holds where somebody is.
    """
    asked = said(request)
    to_go = asked.get("everyday") is True
    found = places.places(text(asked, "search"), open_to=sender.cycle_number_ref if to_go else "")
    return JsonResponse(
        {
            "places": [
                {
                    "ref": each.ref,
                    "name": {"ar": each.name_ar, "en": each.name_en},
                    "town": {"ar": each.town_ar, "en": each.town_en},
                }
                for each in found
            ]
        }
    )
