"""The registry's centres as a file."""

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.programme.registry import queries
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.downloads import download, kind_asked


@require_GET
@allowed_to(Act.VIEW_REGISTRY)
def centres(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The centres that fit the reader's search."""
    asked, by, at = kind_asked(kind), request.actor, timezone.now()
    wanted = queries.CentreFilter(
        search=asked_text(request),
        sector=asked_text(request, "sector", limit=40),
        region=asked_text(request, "region", limit=120),
    )
    people.note_export(table="centres", subject="centres", kind=asked, act=Act.VIEW_REGISTRY, by=by, at=at)
    return download(request, queries.centre_table(wanted), name="centres", title=_("Centres"), kind=asked)
