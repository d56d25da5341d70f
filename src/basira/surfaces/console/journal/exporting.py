"""The journal as a file."""

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from basira.programme.journal import queries
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.downloads import download, kind_asked


@require_GET
@allowed_to(Act.VIEW_JOURNAL)
def journal(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The entries that hold what is searched; the taking out stands in the journal too."""
    asked, by, at = kind_asked(kind), request.actor, timezone.now()
    people.note_export(table="journal", subject="journal", kind=asked, act=Act.VIEW_JOURNAL, by=by, at=at)
    table = queries.journal_table(search=asked_text(request))
    return download(request, table, name="journal", title=_("Journal"), kind=asked)
