"""Tables that a body takes away of itself: read through `own_rows`, each taking in the journal before its first row leaves."""

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from basira.core.kernel.tabular import Table
from basira.programme.findings import queries
from basira.programme.findings.own_centres import own_centres
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.programme.plans.queries import own_plans
from basira.surfaces.portal.boards import managed
from basira.surfaces.shared import body_tables
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.downloads import download, kind_asked

TABLES = ("report", "findings", "plans", "centres")


@never_cache
@require_GET
@allowed_to(Act.VIEW_PORTAL)
def table(request: StaffRequest, what: str, kind: str) -> HttpResponseBase:
    """One of our tables; 404 for another name or kind, and before the first report."""
    asked, mine, at = kind_asked(kind), request.actor.whole_body, timezone.now()
    own = queries.own_report(entity_ref=mine, at=at)
    if what not in TABLES or own is None:
        raise Http404
    made: Table = {
        "report": lambda: body_tables.report_table([own.report]),
        "findings": lambda: body_tables.finding_table([own.report]),
        "plans": lambda: body_tables.plan_table(own_plans(entity_ref=mine, at=at)),
        "centres": lambda: body_tables.centre_table(own_centres(entity_ref=mine)),
    }[what]()
    people.note_export(table=f"portal-{what}", subject=mine, kind=asked, act=Act.VIEW_PORTAL, by=request.actor, at=at)
    return download(request, made, name=what, title=_("Our report"), kind=asked)


@never_cache
@require_GET
@allowed_to(Act.VIEW_OWN_CENTRES)
def managed_centres(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The centres that are mine to manage, and no other."""
    asked, made = kind_asked(kind), body_tables.centre_table(managed(request))
    people.note_export(
        table="portal-my-centres",
        subject=request.actor.entity_ref,
        kind=asked,
        act=Act.VIEW_OWN_CENTRES,
        by=request.actor,
        at=timezone.now(),
    )
    return download(request, made, name="centres", title=_("My centres"), kind=asked)
