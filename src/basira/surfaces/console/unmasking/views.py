"""Requests to unmask somebody: the list, asking, approving by passkey, ending, and the one opening."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basira.core.kernel.problem import Problem
from basira.core.kernel.unmasking import UNMASKING_MOVES, Consent, UnmaskingState
from basira.gateways.unmasking import Question, Unmasking, UnmaskingRefused
from basira.programme.panel import queries as panel
from basira.programme.panel import unmasking
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act, NotPermitted, can
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.unmasking.forms import GROUNDS, AskForm, SignedForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of

CONSENTS = {
    UnmaskingState.ASKED: Consent.APPROVE,
    UnmaskingState.APPROVED_ONCE: Consent.APPROVE,
    UnmaskingState.COOLING: Consent.OPEN,
}
"""What is signed next, in each state that goes on."""
NO_SIGNATURE = "vault.signature-refused"


@require_safe
@allowed_to(Act.VIEW_UNMASKINGS)
def unmaskings(request: StaffRequest) -> HttpResponse:
    """The requests, the newest first."""
    context = {
        "rows": [(card, GROUNDS[card.request.ground]) for card in unmasking.unmasking_cards(by=request.actor)],
        "may_ask": can(request.actor, Act.ASK_UNMASKING),
    }
    return render(request, "console/unmasking/unmaskings.html", context)


@require_http_methods(["GET", "POST"])
@allowed_to(Act.ASK_UNMASKING)
def ask(request: StaffRequest) -> HttpResponse:
    """Ask that somebody is unmasked."""
    form = AskForm(posted(request))
    ref = carried_out(form, lambda: unmasking.ask_unmasking(**form.asked(), by=request.actor, at=timezone.now()))
    if ref is None:
        return form_page(request, "console/unmasking/ask.html", form)
    messages.success(request, _("Asked. Two people who work apart decide now, each by a passkey."))
    return redirect("console:unmasking_request", ref)


@require_safe
@never_cache
@allowed_to(Act.VIEW_UNMASKINGS)
def request_page(request: StaffRequest, ref: str) -> HttpResponse:
    """One request, and what the reader may sign of it."""
    return shown(request, found(unmasking.unmasking_card(ref, by=request.actor)))


@require_POST
@allowed_to(Act.APPROVE_UNMASKING)
def approve(request: StaffRequest, ref: str) -> HttpResponse:
    """Approve by what the reader's passkey signed."""

    def run(form: SignedForm) -> UnmaskingState:
        return unmasking.approve_unmasking(
            ref=ref, assertion=form.cleaned_data["credential"], by=request.actor, at=timezone.now()
        )

    state = signed(request, run)
    if isinstance(state, Problem):
        return shown(request, found(unmasking.unmasking_card(ref, by=request.actor)), state)
    is_second = state is UnmaskingState.COOLING
    words = (
        _("Approved. It cools now, and can still be refused.") if is_second else _("Approved. A second one decides.")
    )
    messages.success(request, words)
    return redirect("console:unmasking_request", ref)


@require_POST
@allowed_to(Act.END_UNMASKING)
def end(request: StaffRequest, ref: str) -> HttpResponse:
    """Refuse a request, or take one's own back: for good, and without giving a reason."""
    state = unmasking.end_unmasking(ref=ref, by=request.actor, at=timezone.now())
    is_own = state is UnmaskingState.TAKEN_BACK
    messages.success(request, _("Taken back. Nothing was opened.") if is_own else _("Refused. Nothing was opened."))
    return redirect("console:unmasking_request", ref)


@require_POST
@never_cache
@allowed_to(Act.ASK_UNMASKING)
@sensitive_variables()
def open_once(request: StaffRequest, ref: str) -> HttpResponse:
    """Show who it is, on this page, this once: kept in no session, log, journal, cache or file."""

    def run(form: SignedForm) -> object:
        return unmasking.open_unmasking(
            ref=ref, assertion=form.cleaned_data["credential"], by=request.actor, at=timezone.now()
        )

    opened = signed(request, run)
    if isinstance(opened, Problem):
        return shown(request, found(unmasking.unmasking_card(ref, by=request.actor)), opened)
    return render(request, "console/unmasking/opened.html", {"opened": opened, "ref": ref})


def signed(request: StaffRequest, run: Callable[[SignedForm], object]) -> object:
    """Run a verb with what a passkey signed; a refusal is returned."""
    form = SignedForm(request.POST)
    try:
        return run(form) if form.is_valid() else UnmaskingRefused(NO_SIGNATURE)
    except NotPermitted:
        raise
    except Problem as problem:
        return problem


def shown(request: StaffRequest, card: Unmasking, refusal: Problem | None = None) -> HttpResponse:
    """Return the page of a request: 422 with what was refused."""
    question, why_not = asked_of(request, card)
    accounts = {each.ref: each for each in people.account_cards()}
    is_own, is_alive = card.asked_by == request.actor.ref, bool(UNMASKING_MOVES[card.state])
    context = {
        "card": card,
        "number": panel.number_card(card.request.number_ref),
        "ground": GROUNDS[card.request.ground],
        "approvals": [(each, accounts.get(each.by)) for each in card.approvals],
        "asked_by": accounts.get(card.asked_by),
        "options": options_of(question) if question else None,
        "is_opening": CONSENTS.get(card.state) is Consent.OPEN,
        "why_not": words_of(why_not) if why_not else "",
        "refusal": words_of(refusal) if refusal else "",
        "is_own": is_own,
        "is_alive": is_alive,
        "may_end": is_alive and can(request.actor, Act.END_UNMASKING),
    }
    return render(request, "console/unmasking/request.html", context, status=422 if refusal else 200)


def asked_of(request: StaffRequest, card: Unmasking) -> tuple[Question | None, Problem | None]:
    """Return the question for the reader's passkey, or why there is none; neither where she has nothing to sign."""
    consent = CONSENTS.get(card.state)
    act = Act.ASK_UNMASKING if consent is Consent.OPEN else Act.APPROVE_UNMASKING
    is_own = card.asked_by == request.actor.ref
    if consent is None or not can(request.actor, act) or is_own is not (consent is Consent.OPEN):
        return None, None
    try:
        return unmasking.question(ref=card.ref, consent=consent, by=request.actor), None
    except Problem as refusal:
        return None, refusal


def options_of(question: Question) -> dict[str, object]:
    """Return a question as the browser takes it (WebAuthn)."""
    return {
        "publicKey": {
            "challenge": question.challenge,
            "rpId": question.rp_id,
            "allowCredentials": [{"type": "public-key", "id": each} for each in question.keys],
            "userVerification": "required",
        }
    }
