"""What shoppers of a cycle may use for an experience that nobody assigned."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from basira.programme.people.permissions import Act
from basira.programme.waves import queries, verbs
from basira.programme.waves.everyday_forms import everyday_card, everyday_cards, has_everyday
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.waves.forms import EverydayOpenForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def everyday(request: StaffRequest, ref: str) -> HttpResponse:
    """Show what is open for everyday experiences, and open one more."""
    card = found(queries.wave_card(ref))
    form = EverydayOpenForm(posted(request), language=(get_language() or "en")[:2])
    verb = verbs.open_everyday
    if not carried_out(form, lambda: verb(wave=ref, **form.cleaned_data, by=request.actor, at=timezone.now())):
        return form_page(
            request, "console/waves/everyday.html", form, wave=card, cards=everyday_cards(ref), is_open=has_everyday()
        )
    messages.success(request, _("Shoppers of this cycle may use it from now on."))
    return redirect("console:wave_everyday", ref)


@allowed_to(Act.PLAN_MISSIONS)
@require_POST
def close_everyday(request: StaffRequest, ref: str) -> HttpResponse:
    """Close one; what was begun may be finished."""
    card = found(everyday_card(ref))
    verbs.close_everyday(form=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("Nobody begins another one. What was begun may be finished."))
    return redirect("console:wave_everyday", card.wave_ref)
