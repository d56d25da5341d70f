"""What may be captured at which site: the page of the rules, and the forms that change one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from basira.core.kernel.registry import SiteType
from basira.programme.people.permissions import Act
from basira.programme.registry import queries, verbs
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.console.registry.labels import SITE_TYPES
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

ALLOWED, FORBIDDEN = "allowed", "forbidden"


class PhotoForm(forms.Form):
    """Whether photos are allowed at one type of site, and why."""

    photos = forms.ChoiceField(
        label=gettext_lazy("Photos at these sites"),
        choices=[(ALLOWED, gettext_lazy("Allowed")), (FORBIDDEN, gettext_lazy("Not allowed"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("By what right or for whose protection. It stands in the journal."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecordingForm(forms.Form):
    """The legal basis of recording sound or video."""

    basis = forms.CharField(
        label=gettext_lazy("Legal basis of recording"),
        help_text=gettext_lazy("The law or decision, with number and date. Leave it empty and nothing is recorded."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@allowed_to(Act.SET_SITE_RULES)
@require_GET
def sites(request: StaffRequest) -> HttpResponse:
    """Show the rule of every type of site."""
    rules = [(SITE_TYPES[card.site_type], card) for card in queries.site_rule_cards()]
    return render(request, "console/programme/sites.html", {"rules": rules, "basis": queries.recording_basis()})


@allowed_to(Act.SET_SITE_RULES)
@require_http_methods(["GET", "POST"])
def site(request: StaffRequest, kind: str) -> HttpResponse:
    """Decide on photos at one type of site."""
    card = next((card for card in queries.site_rule_cards() if str(card.site_type) == kind), None)
    if card is None:
        raise Http404
    form = PhotoForm(posted(request), initial={"photos": ALLOWED if card.photos else FORBIDDEN})
    if carried_out(form, lambda: decided(request, card.site_type, form.cleaned_data)):
        return redirect("console:programme_sites")
    return form_page(request, "console/programme/site.html", form, card=card, name=SITE_TYPES[card.site_type])


@allowed_to(Act.SET_SITE_RULES)
@require_http_methods(["GET", "POST"])
def recording(request: StaffRequest) -> HttpResponse:
    """State the legal basis of recording, or take it back."""
    form = RecordingForm(posted(request), initial={"basis": queries.recording_basis()})
    if carried_out(form, lambda: stated(request, form.cleaned_data["basis"])):
        return redirect("console:programme_sites")
    return form_page(request, "console/programme/recording.html", form)


def decided(request: StaffRequest, kind: SiteType, said: dict[str, Any]) -> bool:
    """Run the verb, and say so."""
    photos = said["photos"] == ALLOWED
    verbs.decide_photos(site=kind, photos=photos, reason=said["reason"], by=request.actor, at=timezone.now())
    messages.success(request, _("The rule was changed. What arrived before stays as it was judged then."))
    return True


def stated(request: StaffRequest, basis: str) -> bool:
    """Run the verb, and say so."""
    verbs.state_recording_basis(basis=basis, by=request.actor, at=timezone.now())
    messages.success(request, _("The legal basis of recording was changed."))
    return True
