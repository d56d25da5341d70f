"""What a phone's browser asks: the shopper's missions, the form of one with its files, and to file a visit."""

from collections.abc import Collection
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods

from basira.core.kernel.lifecycles import MissionState
from basira.programme.fieldwork import queries
from basira.programme.fieldwork.queries import MISSIONS_FILE, Sender
from basira.programme.waves import queries as waves
from basira.surfaces.field.door import field_answer
from basira.surfaces.shared.filing import file_received, words_for


@require_GET
@field_answer
def form(request: HttpRequest, sender: Sender, ref: str) -> HttpResponse:
    """The form of a mission, as it was when the mission was planned."""
    version = version_for(sender, ref, waves.FETCHED)
    return HttpResponse(queries.xform_of(version), content_type="text/xml; charset=utf-8")


@require_GET
@field_answer
def media(request: HttpRequest, sender: Sender, ref: str, filename: str) -> HttpResponse:
    """One file that goes with the form of a mission."""
    content = queries.media_of(version_for(sender, ref, waves.FETCHED), filename)
    if content is None and filename == MISSIONS_FILE:
        content = queries.missions_csv(sender)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return answer


@require_http_methods(["PUT"])
@field_answer
def submission(request: HttpRequest, sender: Sender, ref: str) -> HttpResponse:
    """
    File a visit: the same bytes and the same verb as from any client. 201 alone lets the draft go.

    It is a PUT because sending again changes nothing; and of a PUT Django takes its token from the header, so that the
    files are still in the stream when they are sealed.
    """
    version_for(sender, ref)
    filed = file_received(request, sender, source="browser", mission=ref)
    return JsonResponse({"message": words_for(filed), "missing": list(filed.missing)}, status=201)


def version_for(sender: Sender, ref: str, states: Collection[MissionState] = waves.AGREED) -> int:
    """Return the version to fill in for a mission of this shopper. Raises Http404 in other states, and for another's."""
    version = waves.version_of_mission(sender.cycle_number_id, ref, states=states)
    if version is None:
        raise Http404
    return version
