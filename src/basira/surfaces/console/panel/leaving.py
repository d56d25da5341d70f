"""The end of a shopper's time: her term, who comes for her, and who goes about with whom."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from basira.core.kernel.leaving import Leaving
from basira.programme.panel import queries, replacing, terms
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import found
from basira.surfaces.console.waves.forms import day_field
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.route_words import LEAVINGS


class TermForm(forms.Form):
    """The last day of a term."""

    ends_on = day_field(
        gettext_lazy("Last day"), gettext_lazy("The day after, the phones are closed by themselves. Empty: no end.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["ends_on"].required = False


class LeavingForm(forms.Form):
    """Why somebody leaves, and whether a reserve is called."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[(str(each), words) for each, words in LEAVINGS.items()]
    )
    calls = forms.BooleanField(
        label=gettext_lazy("Call a reserve"),
        help_text=gettext_lazy(
            "The next in the draw's order who keeps its quotas. The vault finds the reserve; it does not tell which applicant has left."
        ),
        required=False,
        initial=True,
    )


class CompanionForm(forms.Form):
    """The number of somebody who goes about with a shopper."""

    number = forms.CharField(
        label=gettext_lazy("The other's number"),
        help_text=gettext_lazy(
            "Of the same cycle, such as م-0417. Where one of them was, neither goes before the gap is over."
        ),
        max_length=12,
    )


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def leave(request: StaffRequest, panel_ref: str) -> HttpResponse:
    """End a shopper's time, and call a reserve where that is wanted."""
    found(queries.shopper_card(panel_ref))
    form = LeavingForm(request.POST)
    if not form.is_valid():
        raise Http404
    reason, at = Leaving(form.cleaned_data["reason"]), timezone.now()
    if form.cleaned_data["calls"]:
        done = replacing.replace_shopper(panel_ref=panel_ref, reason=reason, by=request.actor, at=at)
        messages.success(request, called_words(done))
        return redirect("console:call_choice", done.call)
    replacing.let_go(panel_ref=panel_ref, reason=reason, by=request.actor, at=at)
    messages.success(request, _("The shopper's time has ended. Nobody was called."))
    return redirect("console:panel_shopper", panel_ref)


def called_words(done: replacing.Replaced) -> str:
    """Return what changed: whose application was called, and what became of the quotas."""
    words = _("The time has ended, and reserve %(ref)s is called. Take the reserve in below.") % {
        "ref": done.application[-queries.SHORT :]
    }
    return f"{words} {quota_words(done.broken)}"


def quota_words(broken: int) -> str:
    """Return what became of the quotas when a reserve was called: how many are broken with her."""
    if not broken:
        return _("All quotas are kept.")
    words = ngettext(
        "%(count)s quota is not kept any more: no reserve could keep it.",
        "%(count)s quotas are not kept any more: no reserve could keep them.",
        broken,
    )
    return words % {"count": broken}


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def term(request: StaffRequest, panel_ref: str) -> HttpResponse:
    """Set the last day of a shopper's term, or take it away."""
    found(queries.shopper_card(panel_ref))
    form = TermForm(request.POST)
    if not form.is_valid():
        raise Http404
    ends_on = form.cleaned_data["ends_on"]
    terms.set_term(panel_ref=panel_ref, ends_on=ends_on, by=request.actor, at=timezone.now())
    messages.success(request, _("The term was set.") if ends_on else _("The term has no end now."))
    return redirect("console:panel_shopper", panel_ref)


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def companion(request: StaffRequest, ref: str) -> HttpResponse:
    """Note who goes about with the shopper of a number."""
    card = found(queries.number_card(ref))
    form = CompanionForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data["number"]
    others = [each for each in queries.number_cards(card.cycle, search=asked) if each.number == asked]
    other = others[0].ref if others else ref
    terms.note_companions(numbers=(ref, other), by=request.actor, at=timezone.now())
    messages.success(request, _("It is noted in the vault. The gaps hold for both from now on."))
    return redirect("console:panel_number", ref)
