"""Pages of withheld files: the list, one file, and what two people decide about it."""

from collections.abc import Callable
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from basira.core.assurance.destroying import MOST_LETTERS, Hold
from basira.core.assurance.site_rules import Withheld
from basira.core.kernel.lifecycles import DestructionState
from basira.programme.people.permissions import Act, can
from basira.programme.retention import queries, tasks, verbs
from basira.programme.retention.queries import WithheldCard
from basira.surfaces.console.answers import carried_out, found
from basira.surfaces.console.registry.labels import SITE_TYPES
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

WHATS: Final = {
    Withheld.PHOTO: gettext_lazy("Photo"),
    Withheld.RECORDING: gettext_lazy("Recording"),
}
HOLDS: Final = {
    Hold.CONFLICT: gettext_lazy("other bytes were sent under the same name and are kept beside it"),
    Hold.ALARM: gettext_lazy("an alarm about this mission is not closed"),
    Hold.CONTEST: gettext_lazy("the body contests a finding of this cycle"),
}


class ReasonForm(forms.Form):
    """Why a file is destroyed, or stays."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the journal. Name no person and no shopper."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@require_safe
@allowed_to(Act.VIEW_WITHHELD)
def withheld(request: StaffRequest) -> HttpResponse:
    """The files that the rule of their site forbade."""
    rows = [(WHATS[card.why], SITE_TYPES[card.site_type], card) for card in queries.withheld_cards()]
    return render(request, "console/retention/withheld.html", {"rows": rows})


@require_safe
@allowed_to(Act.VIEW_WITHHELD)
def withheld_file(request: StaffRequest, ref: str) -> HttpResponse:
    """One withheld file, and what the reader may decide about it."""
    return file_page(request, found(queries.withheld_card(ref)))


@require_POST
@allowed_to(Act.PROPOSE_DESTRUCTION)
def propose(request: StaffRequest, ref: str) -> HttpResponse:
    """Propose that it is destroyed."""
    card, form = found(queries.withheld_card(ref)), ReasonForm(request.POST)

    def run() -> object:
        return verbs.propose_destruction(
            attachment=ref, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
        )

    return answered(request, card, form, run, _("Proposed. A second person decides; until then the file stays."))


@require_POST
@allowed_to(Act.APPROVE_DESTRUCTION)
def approve(request: StaffRequest, ref: str) -> HttpResponse:
    """Approve it as a second person; the worker then destroys the file."""
    card = found(queries.withheld_card(ref))
    verbs.approve_destruction(
        destruction=card.proposal, begin=tasks.destroy.enqueue, by=request.actor, at=timezone.now()
    )
    messages.success(request, _("Approved. The file is destroyed within moments; its line stays in the list."))
    return redirect("console:withheld_file", ref)


@require_POST
@allowed_to(Act.VIEW_WITHHELD)
def refuse(request: StaffRequest, ref: str) -> HttpResponse:
    """Refuse a proposal, or take one's own back."""
    card, form = found(queries.withheld_card(ref)), ReasonForm(request.POST)

    def run() -> object:
        verbs.refuse_destruction(
            destruction=card.proposal, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
        )
        return True

    return answered(request, card, form, run, _("Refused. The file stays, sealed."))


def answered(
    request: StaffRequest, card: WithheldCard, form: ReasonForm, run: Callable[[], object], words: str
) -> HttpResponse:
    """Run a verb with a reason, and lead back to the file; its page with the refusal otherwise."""
    if carried_out(form, run) is None:
        return file_page(request, card, form)
    messages.success(request, words)
    return redirect("console:withheld_file", card.attachment)


def file_page(request: StaffRequest, card: WithheldCard, refused: ReasonForm | None = None) -> HttpResponse:
    """Return the page of one file: 422 with a form that was refused."""
    is_own = card.proposed_by == request.actor.ref
    is_proposed = card.state is DestructionState.PROPOSED
    context = {
        "card": card,
        "what": WHATS[card.why],
        "site": SITE_TYPES[card.site_type],
        "holds": pgettext("between the words of a list", ", ").join(str(HOLDS[hold]) for hold in card.holds),
        "form": refused or ReasonForm(),
        "is_own": is_own,
        "may_propose": not card.state and not card.holds and can(request.actor, Act.PROPOSE_DESTRUCTION),
        "may_approve": is_proposed and not is_own and can(request.actor, Act.APPROVE_DESTRUCTION),
        "may_take_back": is_proposed and is_own,
    }
    return render(request, "console/retention/file.html", context, status=422 if refused else 200)
