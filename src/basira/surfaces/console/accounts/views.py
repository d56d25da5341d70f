"""Accounts: who may sign in, with which roles."""

from collections.abc import Collection, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.actor import Role
from basira.programme.panel import queries as panel
from basira.programme.people import permissions, queries, verbs
from basira.programme.people.permissions import Act
from basira.programme.people.profiles import ProfileCode
from basira.programme.registry import queries as registry
from basira.surfaces.console.accounts.forms import OpenAccountForm, RoleForm
from basira.surfaces.console.act_names import ACT_NAMES
from basira.surfaces.console.answers import carried_out, form_page, found, page_of, posted
from basira.surfaces.console.programme.words import profile_rows, separation_rows
from basira.surfaces.console.vocabulary import ROLE_NAMES
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_GET
def accounts(request: StaffRequest) -> HttpResponse:
    """List accounts with their roles."""
    search = asked_text(request)
    page = page_of(request, queries.account_cards(search=search))
    rows = [(card, role_words(card.roles)) for card in page.object_list]
    return render(request, "console/accounts/accounts.html", {"rows": rows, "page": page, "query": search})


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def open_account(request: StaffRequest) -> HttpResponse:
    """Open an account."""
    form = OpenAccountForm(posted(request))
    opened = carried_out(form, lambda: verbs.open_account(**form.cleaned_data, by=request.actor, at=timezone.now()))
    if opened is None:
        return form_page(request, "console/accounts/open.html", form)
    messages.success(request, _("The account %(username)s is open.") % {"username": opened.username})
    return redirect("console:account", opened.ref)


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_GET
def account(request: StaffRequest, ref: str) -> HttpResponse:
    """Show one account."""
    card = found(queries.account_card(ref))
    return render(request, "console/accounts/account.html", account_context(ref, RoleForm(leave_out=card.roles)))


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_POST
def give_role(request: StaffRequest, ref: str) -> HttpResponse:
    """Give an account a role."""
    found(queries.account_card(ref))
    form = RoleForm(request.POST)
    verb = verbs.give_role
    carried_out(form, lambda: verb(account=ref, role=form.cleaned_data["role"], by=request.actor, at=timezone.now()))
    if form.errors:
        return render(request, "console/accounts/account.html", account_context(ref, form), status=422)
    messages.success(request, _("The role was given."))
    return redirect("console:account", ref)


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_POST
def take_role(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a role from an account."""
    found(queries.account_card(ref))
    form = RoleForm(request.POST)
    verb = verbs.take_role
    carried_out(form, lambda: verb(account=ref, role=form.cleaned_data["role"], by=request.actor, at=timezone.now()))
    if form.errors:
        return render(request, "console/accounts/account.html", account_context(ref, form), status=422)
    messages.success(request, _("The role was taken. It acts at once."))
    return redirect("console:account", ref)


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_POST
def close_account(request: StaffRequest, ref: str) -> HttpResponse:
    """Close an account."""
    card = found(queries.account_card(ref))
    verbs.close_account(account=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("The account %(username)s is closed.") % {"username": card.username})
    return redirect("console:account", ref)


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_GET
def permission_table(request: StaffRequest) -> HttpResponse:
    """Show who may do what: the table itself, as data."""
    rows = [(words, act, role_words(permissions.MAY.get(act, frozenset()))) for act, words in ACT_NAMES.items()]
    by_role = [(words, acts_of(role)) for role, words in ROLE_NAMES.items()]
    charter = queries.charter_card()
    context = {"rows": rows, "by_role": by_role, "present": charter.profile if charter else ProfileCode.FULL}
    more = {"profiles": profile_rows(), "separations": separation_rows()}
    return render(request, "console/accounts/permissions.html", context | more)


def acts_of(role: Role) -> list[str]:
    """Return what a role may do, in the reader's language, from the table itself."""
    return [str(words) for act, words in ACT_NAMES.items() if role in permissions.MAY.get(act, frozenset())]


def role_words(roles: Collection[Role]) -> list[str]:
    """Return roles in the reader's language, in the order of the programme."""
    return [str(words) for role, words in ROLE_NAMES.items() if role in roles]


def account_context(ref: str, form: RoleForm) -> dict[str, object]:
    """Return what the page of one account needs."""
    card = found(queries.account_card(ref))
    held = [(role, ROLE_NAMES[role]) for role in card.roles]
    context = {"account": card, "held": held, "bounds": bound_names(card.bounds), "form": form}
    return context | {"company": panel.provider_card(card.provider_ref) if card.provider_ref else None}


def bound_names(bounds: Sequence[str]) -> list[str]:
    """Return the names of the centres and sectors within which a role is held; empty without a bound role."""
    if not bounds:
        return []
    names = {card.code: (card.name_ar, card.name_en) for card in registry.sector_cards()}
    names |= registry.names_of_centres(bounds)
    return [names[one][0 if get_language_bidi() else 1] for one in bounds if one in names]
