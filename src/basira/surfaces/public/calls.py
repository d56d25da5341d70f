"""
Calls for candidates, and applying. No account, no session, nothing of the applicant in an address, a cookie or a log.

A draft is found again by a resume code, which the applicant alone holds and which travels in the bodies of posts. Who she is
passes through `identity` to the vault. Whether she is known to the vault already shows in nothing: neither in words nor in time.
"""

from typing import Any

from allauth.core import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import REF_LENGTH
from basira.programme.recruiting import draws, queries
from basira.programme.recruiting.queries import CallCard
from basira.programme.recruiting.verbs import applying
from basira.surfaces.public.apply_forms import IdentityForm, SheetForm, initial_of
from basira.surfaces.public.applying_languages import in_applying_language
from basira.surfaces.shared.even_time import EVEN_S, in_even_time
from basira.surfaces.shared.recruiting_words import rule_words
from basira.surfaces.shared.words import words_of

MAX_LETTERS = 100
GROUP = 5


@in_applying_language
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """List the calls that are open today, and the draws of earlier ones."""
    context = {"calls": queries.calls_open_on(localdate()), "draws": draws.draw_cards()}
    return render(request, "public/calls.html", context)


@in_applying_language
@require_safe
def call(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one call: its conditions, its days, and what happens with what is said."""
    card = open_call(ref)
    return render(request, "public/call.html", {"call": card, "rules": conditions(card), "notice": applying.NOTICE})


@in_applying_language
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def apply(request: HttpRequest, ref: str) -> HttpResponse:
    """Fill in the first page: keep it as a draft, or go on when the rules are met."""
    card = open_call(ref)
    if request.method == "GET":
        return sheet_page(request, card, SheetForm())
    count_one(request)
    is_draft = request.POST.get("do") == "keep"
    form = SheetForm(request.POST, is_draft=is_draft)
    code = code_of(request)
    if not form.is_valid():
        return sheet_page(request, card, form, code)
    try:
        code = applying.keep_draft(call=ref, sheet=form.sheet(), code=code, at=timezone.now())
        missed = () if is_draft else applying.judge_draft(code=code, at=timezone.now())
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return sheet_page(request, card, form, code)
    if is_draft:
        return sheet_page(request, card, SheetForm(initial=form.cleaned_data), code, is_kept=True)
    if missed:
        return render(
            request, "public/apply_refused.html", {"call": card, "rules": [rule_words(each) for each in missed]}
        )
    return identity_page(request, card, IdentityForm(initial={"language": tongue()}), code)


@in_applying_language
@require_POST
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def identity(request: HttpRequest, ref: str) -> HttpResponse:
    """Take who she is, hand it to the vault, and send the application. On a fault her own browser alone sees it again."""
    card = open_call(ref)
    count_one(request)
    form, code = IdentityForm(request.POST), code_of(request)
    if not form.is_valid():
        return identity_page(request, card, form, code, status=422)
    try:
        with in_even_time(EVEN_S):
            applying.send(code=code, identity=form.identity(), at=timezone.now())
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return identity_page(request, card, form, code, status=422)
    return render(request, "public/apply_sent.html", {"call": card, "code": grouped(code)})


@in_applying_language
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def application(request: HttpRequest) -> HttpResponse:
    """Open an application again by its code: a draft goes on while its call is open, and what was sent may be taken back."""
    if request.method == "GET":
        return render(request, "public/application.html")
    count_one(request)
    code = code_of(request)
    context: dict[str, Any] = {"code": grouped(code)}
    try:
        if request.POST.get("do") == "withdraw":
            with in_even_time(EVEN_S):  # of who was known the vault keeps nothing, and has nothing to destroy
                applying.withdraw(code=code, at=timezone.now())
        card = queries.draft_card(applying.digest(code))
        if card is None:
            raise applying.CodeUnknown()
    except Problem as refusal:
        return render(request, "public/application.html", {"wrong": words_of(refusal)}, status=422)
    its_call = open_today(card.call) if card.is_draft else None
    if its_call:
        return sheet_page(request, its_call, SheetForm(initial=initial_of(card)), code)
    return render(
        request, "public/application.html", context | {"card": card, "rules": [rule_words(r) for r in card.unmet]}
    )


def open_call(ref: str) -> CallCard:
    """
    Return a call that takes applications today.

    :raises Http404: when it does not
    """
    card = open_today(ref)
    if card is None:
        raise Http404
    return card


def open_today(ref: str) -> CallCard | None:
    """Return a call that takes applications today; None when it does not."""
    return next((each for each in queries.calls_open_on(localdate()) if each.ref == ref), None)


def count_one(request: HttpRequest) -> None:
    """
    Let no flood through. All applicants are counted together, so that no address of anybody is kept.

    :raises PermissionDenied: when too much was sent within a minute
    """
    if not ratelimit.consume(request, action="apply", key="everybody"):
        raise PermissionDenied(
            _("Too much was sent just now. Wait a minute and send it again; what you typed is still there.")
        )


def code_of(request: HttpRequest) -> str:
    """Return the resume code that a post carries; "" where it carries none."""
    return request.POST.get("code", "").strip()[:MAX_LETTERS]


def grouped(code: str) -> str:
    """Return a code as it is shown: capital letters in groups of five."""
    plain = "".join(sign for sign in code if sign.isalnum())[:REF_LENGTH].upper()
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))


def conditions(card: CallCard) -> list[str]:
    """Return the rules of a call in the reader's language."""
    return [rule_words(rule) for rule in card.rules]


def tongue() -> str:
    """Return the reader's language, in which the vault will write to her."""
    return (get_language() or "ar").split("-")[0]


def sheet_page(
    request: HttpRequest, card: CallCard, form: SheetForm, code: str = "", *, is_kept: bool = False
) -> HttpResponse:
    """Return the first page; 422 when what was sent is refused."""
    status = 422 if form.errors else 200
    context = {"call": card, "form": form, "code": grouped(code), "is_kept": is_kept, "notice": applying.NOTICE}
    context["ties"] = [form[name] for name in ("works_at", "family_at", "known_at")]
    return render(request, "public/apply.html", context, status=status)


def identity_page(
    request: HttpRequest, card: CallCard, form: IdentityForm, code: str, *, status: int = 200
) -> HttpResponse:
    """Return the second page."""
    return render(
        request, "public/apply_identity.html", {"call": card, "form": form, "code": grouped(code)}, status=status
    )
