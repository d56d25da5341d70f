"""The desk's side of providers: who they are, how their work compares, where none of their people goes. No name of theirs."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.actor import Actor
from basira.core.kernel.classes import Route
from basira.programme.panel import providing, queries
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.recruiting.queries import open_routes
from basira.programme.registry.queries import entity_cards
from basira.programme.review.providers import LEAST, NOTHING, provider_figures
from basira.programme.waves import verbs as waves
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


class ProviderForm(forms.Form):
    """A company."""

    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)


class InterestForm(forms.Form):
    """A body in which a company has an interest."""

    entity = forms.ChoiceField(label=gettext_lazy("Body"))
    reason = forms.CharField(
        label=gettext_lazy("What the interest is"),
        help_text=gettext_lazy("Such as an owner, a contract or a family tie. It is kept beside the bar."),
        max_length=300,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        arabic = (get_language() or "").startswith("ar")
        bodies = [(card.ref, card.name_ar if arabic else card.name_en or card.name_ar) for card in entity_cards()]
        self.fields["entity"].choices = bodies  # type: ignore[attr-defined]


@allowed_to(Act.COMPARE_PROVIDERS)
@require_GET
def providers(request: StaffRequest) -> HttpResponse:
    """Compare the companies by what became of their people's missions and reports."""
    figures = provider_figures()
    context = {
        "rows": [(card, figures.get(card.ref, NOTHING)) for card in queries.provider_cards()],
        "least": LEAST,
        "may_add": permissions.can(request.actor, Act.MAINTAIN_PROVIDERS),
        "is_open": Route.PROVIDER in open_routes(),
    }
    return render(request, "console/providers/providers.html", context)


@allowed_to(Act.MAINTAIN_PROVIDERS)
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Add a company."""
    form = ProviderForm(posted(request))
    ref = carried_out(form, lambda: providing.add_provider(**form.cleaned_data, by=request.actor, at=timezone.now()))
    if ref is None:
        return form_page(request, "console/providers/add.html", form)
    messages.success(request, _("The company is added. The administrator invites its first account."))
    return redirect("console:provider", ref)


@allowed_to(Act.MAINTAIN_PROVIDERS)
@require_http_methods(["GET", "POST"])
def provider(request: StaffRequest, ref: str) -> HttpResponse:
    """Show a company with the bodies from which it is barred, and bar it from another."""
    card = found(queries.provider_card(ref))
    form = InterestForm(posted(request))
    if form.is_bound and carried_out(form, lambda: barred(ref, form, request.actor)):
        messages.success(
            request, _("None of its people is sent there from now on. The missions there that they had are taken back.")
        )
        return redirect("console:provider", ref)
    context = {"provider": card, "interests": queries.provider_interests(ref)}
    return form_page(request, "console/providers/provider.html", form, **context)


def barred(ref: str, form: InterestForm, by: Actor) -> bool:
    """Bar a company from the body that a form names, and say that it was done."""
    waves.bar_provider(provider=ref, **form.cleaned_data, by=by, at=timezone.now())
    return True


@allowed_to(Act.MAINTAIN_PROVIDERS)
@require_POST
def close(request: StaffRequest, ref: str) -> HttpResponse:
    """Close a company."""
    found(queries.provider_card(ref))
    providing.close_provider(provider=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("The company sends nobody more. What its people did stays."))
    return redirect("console:provider", ref)
