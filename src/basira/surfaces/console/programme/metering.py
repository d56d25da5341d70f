"""The programme's least of the meter: among how many visits and shoppers somebody hides at least."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from basira.core.disclosure import Least
from basira.programme.findings.metering import least_now, set_least
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.console.programme.forms import MeterForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@allowed_to(Act.SET_PROGRAMME)
@require_http_methods(["GET", "POST"])
def least(request: StaffRequest) -> HttpResponse:
    """Change the least."""
    form = MeterForm(posted(request), initial=asdict(least_now()))
    if carried_out(form, lambda: kept(request, form.least())):
        return redirect("console:programme")
    return form_page(request, "console/programme/meter.html", form)


def kept(request: StaffRequest, chosen: Least) -> bool:
    """Run the verb, and say so."""
    set_least(least=chosen, by=request.actor, at=timezone.now())
    messages.success(request, _("The least was changed. It holds for the next bodies that are informed."))
    return True
