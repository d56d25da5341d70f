"""Invitations: who is invited to open an account, with which roles, by a link that is shown once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.actor import PROVIDER_ROLES, Role
from basira.programme.panel import queries as panel
from basira.programme.people import inviting, queries
from basira.programme.people.permissions import Act
from basira.programme.people.profiles import PROFILES, ProfileCode
from basira.programme.registry import queries as registry
from basira.surfaces.console.accounts.forms import ROLE_CHOICES
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.console.programme.words import bundle_name, role_names
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

CHOSEN = "chosen"
OF_A_PROVIDER = "provider"
OF_A_BODY = {"liaison": Role.BODY_LIAISON, "head": Role.BODY_HEAD, "manager": Role.CENTRE_MANAGER}
"""What somebody of a measured body is invited as."""
LEAD = "lead"
MOST_CENTRES = 200
"""Codes of centres in one invitation: whoever manages more of them reads the whole body's report."""


class InviteForm(forms.Form):
    """For whom the invitation is, and what the account will hold."""

    note = forms.CharField(
        label=_("For whom"), help_text=_("Only people who look after accounts read it."), max_length=150
    )
    gives = forms.ChoiceField(label=_("What the account is for"), widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        help_text=_("Only where you choose them yourself."),
        choices=ROLE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    provider_ref = forms.ChoiceField(
        label=_("Company"), help_text=_("Only for somebody of a company that sends shoppers."), required=False
    )
    entity_ref = forms.ChoiceField(
        label=_("Body"), help_text=_("Only for somebody who speaks for a measured body."), required=False
    )
    centres = forms.CharField(
        label=_("Centres"),
        help_text=_("Only for the manager of centres: their codes in the registry, one a line. Each is of this body."),
        required=False,
        max_length=65 * MOST_CENTRES,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        help_text=_("Only for the lead of sectors."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    bounds: tuple[str, ...] = ()
    """What a bound role is held of, once the form is valid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        charter = queries.charter_card()
        self.profile = PROFILES[charter.profile if charter else ProfileCode.FULL]
        bundles = [(each.code, bundle_name(each)) for each in self.profile.bundles]
        self.fields["sectors"].choices = [  # type: ignore[attr-defined]
            (card.code, name_of(card)) for card in registry.sector_cards()
        ]
        more = [
            (CHOSEN, gettext("Roles that I choose")),
            ("liaison", gettext("Speaks for a measured body")),
            ("head", gettext("Heads a measured body: signs off what its liaison declared fixed")),
            ("manager", gettext("Manages centres of a measured body: reads what these were told, and nothing else")),
            (LEAD, gettext("Leads sectors: reads their scores, and nothing else")),
            (OF_A_PROVIDER, gettext("Sends shoppers for a company")),
        ]
        self.fields["gives"].choices = [*bundles, *more]  # type: ignore[attr-defined]
        bodies = [(card.ref, name_of(card)) for card in registry.entity_cards()]
        self.fields["entity_ref"].choices = [("", gettext("None")), *bodies]  # type: ignore[attr-defined]

        companies = [(card.ref, name_of(card)) for card in panel.provider_cards() if card.is_active]
        self.fields["provider_ref"].choices = [("", gettext("None")), *companies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return the roles that were meant; exactly one way of saying them counts."""
        values = super().clean() or {}
        gives, entity = values.get("gives"), values.get("entity_ref", "")
        if gives in OF_A_BODY and not entity:
            self.add_error("entity_ref", gettext("Choose the body that this person speaks for."))
        elif gives not in OF_A_BODY and entity:
            self.add_error("entity_ref", gettext("Whoever speaks for a body holds no role of the programme."))
        elif (gives == OF_A_PROVIDER) is not bool(values.get("provider_ref")):
            self.add_error("provider_ref", gettext("Name a company for somebody of a company, and for nobody else."))
        elif gives == CHOSEN and not values.get("roles"):
            self.add_error("roles", gettext("Choose at least one role."))
        if (gives == LEAD) != bool(values.get("sectors")):
            self.add_error("sectors", gettext("Choose sectors for the lead of sectors, and for nobody else."))
        codes = values.get("centres", "").replace(",", "\n").split()
        if (gives == "manager") != bool(codes):
            self.add_error("centres", gettext("Write the codes of centres for their manager, and for nobody else."))
        elif codes and entity:
            self.bounds = self.found_centres(codes, entity)
        return values

    def found_centres(self, codes: list[str], entity: str) -> tuple[str, ...]:
        """Return the refs of centres by their codes; a code that the body has no centre of is told at the field."""
        known = registry.refs_of_centres(codes, entity=entity)
        if strange := sorted(set(codes) - set(known)):
            told = ", ".join(strange[:5])
            self.add_error("centres", gettext("This body has no centre with the code: %(codes)s") % {"codes": told})
        return tuple(known.values())

    def wanted(self) -> dict[str, Any]:
        """Return what the verb needs."""
        values = self.cleaned_data
        bundle = self.profile.bundle(values["gives"])
        roles = bundle.roles if bundle else {Role(role) for role in values["roles"]}
        if values["gives"] in OF_A_BODY:
            roles = frozenset({OF_A_BODY[values["gives"]]})
        if values["gives"] == LEAD:
            roles, self.bounds = frozenset({Role.SECTOR_LEAD}), tuple(values["sectors"])
        if values["gives"] == OF_A_PROVIDER:
            roles = PROVIDER_ROLES
        sides = {"entity_ref": values["entity_ref"], "provider_ref": values["provider_ref"]}
        return {"note": values["note"], "roles": roles, "bounds": self.bounds, **sides}


def name_of(card: Any) -> str:
    """Return a body's name in the reader's language, the other one where that is missing."""
    names = (card.name_ar, card.name_en)
    return str(names[0] or names[1]) if (get_language() or "").startswith("ar") else str(names[1] or names[0])


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_GET
def invitations(request: StaffRequest) -> HttpResponse:
    """List the invitations that are still open."""
    bodies = {card.ref: name_of(card) for card in registry.entity_cards()}
    cards = queries.invitation_cards(timezone.now())
    rows = [(card, role_names(card.roles), bodies.get(card.entity_ref, "")) for card in cards]
    return render(request, "console/accounts/invitations.html", {"rows": rows})


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: StaffRequest) -> HttpResponse:
    """Make an invitation, and show its link this once."""
    form = InviteForm(posted(request))
    made = carried_out(form, lambda: inviting.invite(**form.wanted(), by=request.actor, at=timezone.now()))
    if made is None:
        return form_page(request, "console/accounts/invite.html", form)
    link = f"{request.build_absolute_uri(reverse('join:join'))}#{made.token}"
    return render(request, "console/accounts/invited.html", {"link": link, "note": form.cleaned_data["note"]})


@allowed_to(Act.MAINTAIN_ACCOUNTS)
@require_POST
def withdraw(request: StaffRequest, ref: str) -> HttpResponse:
    """Withdraw an invitation."""
    inviting.withdraw_invitation(invitation=ref, by=request.actor, at=timezone.now())
    messages.success(request, gettext("The invitation was withdrawn. Its link opens nothing."))
    return redirect("console:invitations")
