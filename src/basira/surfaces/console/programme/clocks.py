"""The programme's clocks and weekend, and the whole programme as one file to take away."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from basira.programme.blueprints.exporting import exported
from basira.programme.people.clocks import Clocks, clocks_now, set_clocks
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.console.programme.forms import ClocksForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

FILENAME = "basira-blueprint.toml"


@allowed_to(Act.SET_PROGRAMME)
@require_http_methods(["GET", "POST"])
def clocks(request: StaffRequest) -> HttpResponse:
    """Change the clocks and the weekend."""
    form = ClocksForm(posted(request), initial=asdict(clocks_now()))
    if carried_out(form, lambda: kept(request, form.clocks())):
        return redirect("console:programme")
    return form_page(request, "console/programme/clocks.html", form)


@allowed_to(Act.SET_PROGRAMME)
@require_GET
def file(request: StaffRequest) -> HttpResponse:
    """The programme as a blueprint. It names nobody: what it says stands on public pages or in the rules of the desk."""
    headers = {"Content-Disposition": f'attachment; filename="{FILENAME}"'}
    return HttpResponse(exported(), content_type="application/toml; charset=utf-8", headers=headers)


def kept(request: StaffRequest, chosen: Clocks) -> bool:
    """Run the verb, and say so."""
    set_clocks(clocks=chosen, by=request.actor, at=timezone.now())
    messages.success(
        request,
        _(
            "The clocks were changed. The days for answers that bodies were told already stay; contests that wait follow "
            "the new clock."
        ),
    )
    return True
