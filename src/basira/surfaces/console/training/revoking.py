"""Taking back a certificate or the signed pledge of a number."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from basira.core.kernel.training import TakenBackFor
from basira.programme.panel import queries as panel
from basira.programme.people.permissions import Act
from basira.programme.training import queries
from basira.programme.training.gate import held_by_numbers
from basira.programme.waves.verbs import take_back_and_stop
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number as digits
from basira.surfaces.shared.templatetags.basira_text import plain_name

REASONS: Final = {
    TakenBackFor.RULES: gettext_lazy("The rules of the work were not kept"),
    TakenBackFor.SECRECY: gettext_lazy("Secrecy was not kept"),
    TakenBackFor.MISTAKE: gettext_lazy("It was given by mistake"),
    TakenBackFor.OWN_WISH: gettext_lazy("The shopper asked for it"),
}
"""Why something stands no more. The phone is not told: somebody may read along."""


class TakeBackForm(forms.Form):
    """What stands no more, and why."""

    proof = forms.ChoiceField(label=gettext_lazy("What stands no more"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It is kept on record, and the phone does not say it."),
        choices=[(str(reason), words) for reason, words in REASONS.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, held: list[tuple[str, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["proof"].choices = held  # type: ignore[attr-defined]


@allowed_to(Act.TAKE_BACK_PROOF)
@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, ref: str) -> HttpResponse:
    """Take back what a number holds; the missions to come that need it stop, those under other numbers a moment later."""
    card, held = found(panel.number_card(ref)), held_choices(ref)
    if not held and request.method == "GET":
        raise Http404
    form = TakeBackForm(posted(request), held=held)

    def run() -> int:
        said = {"proof": form.cleaned_data["proof"], "reason": TakenBackFor(form.cleaned_data["reason"])}
        return take_back_and_stop(number=ref, **said, by=request.actor, at=timezone.now())

    stopped = carried_out(form, run)
    if stopped is None:
        title = _("Take back what %(number)s holds") % {"number": card.number}
        lead = _("Missions to come that need it are withdrawn at once. It can be earned or signed anew on the phone.")
        shown = {"title": title, "lead": lead, "action": pgettext("proof", "Take back")}
        return form_page(request, "console/training/write.html", form, **shown)
    words = ngettext(
        "It stands no more. %(count)s mission to come was withdrawn.",
        "It stands no more. %(count)s missions to come were withdrawn.",
        stopped,
    )
    messages.success(request, words % {"count": digits(stopped)})
    return redirect("console:training_roster", card.cycle)


def held_choices(ref: str) -> list[tuple[str, str]]:
    """Return what a number holds today, by the ref of the certificate's kind or of the pledge, in words; empty for nothing."""
    held = {proof for _number, proof in held_by_numbers([ref], on=timezone.localdate(), by="desk")}
    kinds = [(card.ref, plain_name(card)) for card in queries.qualification_cards()]
    pledge = queries.pledge_now()
    kinds += [(pledge.ref, _("The signed pledge"))] if pledge else []
    return [(proof, words) for proof, words in kinds if proof in held]
