"""Who may sign unmaskings, and by which passkeys."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from fido2.utils import websafe_encode

from basira.programme.panel import unmasking
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act, can
from basira.surfaces.console.answers import carried_out
from basira.surfaces.console.unmasking.forms import SignatoryForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@require_safe
@allowed_to(Act.VIEW_UNMASKINGS)
def signatories(request: StaffRequest) -> HttpResponse:
    """Who may sign."""
    return people_page(request, SignatoryForm(own=request.actor.ref))


@require_POST
@allowed_to(Act.NAME_SIGNATORIES)
def name(request: StaffRequest) -> HttpResponse:
    """Name somebody."""
    form = SignatoryForm(request.POST, own=request.actor.ref)

    def run() -> bool:
        unmasking.name_signatory(**form.cleaned_data, by=request.actor, at=timezone.now())
        return True

    if carried_out(form, run) is None:
        return people_page(request, form)
    messages.success(request, _("Named. Requests that are asked from a day after now can be signed."))
    return redirect("console:unmasking_people")


@require_POST
@allowed_to(Act.NAME_SIGNATORIES)
def dismiss(request: StaffRequest, ref: str) -> HttpResponse:
    """Let somebody sign no more."""
    unmasking.dismiss_signatory(account=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("This account signs no more. What it approved and is not opened counts no more."))
    return redirect("console:unmasking_people")


@require_POST
@allowed_to(Act.VIEW_UNMASKINGS)
def keep_keys(request: StaffRequest) -> HttpResponse:
    """Tell the vault of one's own passkeys."""
    site = get_adapter().get_public_key_credential_rp_entity()["id"]
    count = unmasking.keep_own_keys(attested=own_passkeys(request), site=site, by=request.actor, at=timezone.now())
    known = _("The vault knows your passkeys. They sign requests that are asked from a day after now.")
    messages.success(request, known if count else _("The vault knows no passkey of yours any more."))
    return redirect("console:unmasking_people")


def own_passkeys(request: StaffRequest) -> list[str]:
    """Return the public halves of the reader's passkeys, as the vault takes them."""
    return [websafe_encode(bytes(each)) for each in auth.get_credentials(request.user)]


def people_page(request: StaffRequest, form: SignatoryForm) -> HttpResponse:
    """Return the page of who may sign: 422 with a form that was refused."""
    cards = unmasking.signatory_cards(by=request.actor)
    accounts = {each.ref: each for each in people.account_cards()}
    own = next((card for card in cards if card.account_ref == request.actor.ref), None)
    passkeys = {websafe_encode(each.credential_id) for each in auth.get_credentials(request.user)}
    context = {
        "rows": [(card, accounts.get(card.account_ref)) for card in cards],
        "form": form,
        "may_name": can(request.actor, Act.NAME_SIGNATORIES),
        "own": own,
        "passkeys": passkeys,
        "waits": own is not None and passkeys != set(own.keys),
    }
    return render(request, "console/unmasking/people.html", context, status=422 if form.errors else 200)
