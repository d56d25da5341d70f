"""The corrective plans as a file, as their bodies may read them: that there is a repeat is in none of its rows."""

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.programme.plans import queries
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.body_tables import plan_table
from basira.surfaces.shared.downloads import download, kind_asked


@require_GET
@allowed_to(Act.VIEW_PLANS)
def table(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Every plan, a row each."""
    asked, at = kind_asked(kind), timezone.now()
    people.note_export(table="plans", subject="plans", kind=asked, act=Act.VIEW_PLANS, by=request.actor, at=at)
    made = plan_table(one.card for one in queries.desk_plans(at))
    return download(request, made, name="plans", title=_("Corrective plans"), kind=asked)
