"""A company's own pages: whom it sends, their missions by number, and how their reports stand. Nothing of any other."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.problem import Problem
from basira.programme.panel import providing, queries
from basira.programme.people.permissions import Act
from basira.programme.review.providers import LEAST, NOTHING, provider_figures
from basira.programme.waves.provided import own_missions
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.panel.forms import IdentityForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.even_time import in_even_time


@allowed_to(Act.SEND_PEOPLE)
@never_cache
@require_GET
@sensitive_variables()
def company(request: StaffRequest) -> HttpResponse:
    """Show a company its own people, their missions and its own figures."""
    ref = providing.own_provider(request.actor)
    context = {
        "provider": found(queries.provider_card(ref)),
        "people": providing.people_sent(by=request.actor),
        "missions": own_missions(by=request.actor),
        "figures": provider_figures(only=ref).get(ref, NOTHING),
        "least": LEAST,
    }
    return render(request, "console/providers/company.html", context)


class SentEnough(Problem):
    """A company sends so many people a day and no more, so that it asks nothing of a list of strangers."""

    code = "panel.sent-enough"


class SentForm(IdentityForm):
    """Somebody whom a company sends, on the way to the vault."""

    has_agreed = forms.BooleanField(
        label=gettext_lazy("This person agreed to be sent, and to what the programme keeps")
    )


@allowed_to(Act.SEND_PEOPLE)
@never_cache
@sensitive_post_parameters("name", "phone", "email", "national_id")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def send(request: StaffRequest) -> HttpResponse:
    """Send one person of the company: who it is goes straight to the vault. Whether she was known shows in nothing."""
    form = SentForm(posted(request))
    if carried_out(form, lambda: sent(request, form)) is None:
        return form_page(request, "console/providers/send.html", form)
    messages.success(request, _("The person is in training. The desk knows a reference of random letters alone."))
    return redirect("console:company")


def sent(request: StaffRequest, form: SentForm) -> int:
    """
    Send whom a form names, in the same time whatever the vault finds.

    :raises SentEnough: when the company sent too many today
    """
    if not ratelimit.consume(request, action="send-people", key=providing.own_provider(request.actor)):
        raise SentEnough()
    with in_even_time():
        return providing.send_people(identities=[form.identity()], by=request.actor, at=timezone.now())


@require_POST
@allowed_to(Act.SEND_PEOPLE)
@never_cache
@sensitive_post_parameters("name", "phone")
@sensitive_variables()
def stops(request: StaffRequest) -> HttpResponse:
    """Say that one of the company's people stops, as its page names her."""
    told = {name: request.POST.get(name, "") for name in ("name", "phone")}
    providing.say_stops(**told, by=request.actor, at=timezone.now())
    messages.success(request, _("The desk was told, and ends this person's time. Send somebody else when you can."))
    return redirect("console:company")
