"""Forms of accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.actor import BOUND_ROLES, PROGRAMME_ROLES, Role
from basira.surfaces.console.vocabulary import ROLE_NAMES

ROLE_CHOICES = [(str(role), words) for role, words in ROLE_NAMES.items() if role in PROGRAMME_ROLES - BOUND_ROLES]
"""Roles that are given without bounds; a bound one comes by an invitation, which says of what."""


class OpenAccountForm(forms.Form):
    """A new account with its first roles."""

    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=_("Sign-in name"),
        help_text=_("Letters, digits and . @ + - _, without spaces."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        error_messages={"invalid": _("Use only letters, digits and . @ + - _, without spaces.")},
    )
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 12 characters. Hand it over in person; the holder then changes it."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=150)
    name_en = forms.CharField(label=_("Name in English"), max_length=150)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        help_text=_("Give only what the work needs. Each role and its rights stand in the table of permissions."),
        choices=ROLE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_roles(self) -> list[Role]:
        """Return the chosen roles."""
        return [Role(role) for role in self.cleaned_data["roles"]]


class RoleForm(forms.Form):
    """One role, to be given or taken."""

    role = forms.ChoiceField(label=_("Role"), choices=[(str(role), words) for role, words in ROLE_NAMES.items()])

    def __init__(self, *args: Any, leave_out: tuple[Role, ...] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if leave_out is None:
            return
        offered = [(role, words) for role, words in ROLE_CHOICES if role not in leave_out]
        self.fields["role"].choices = offered  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        """Return the chosen role."""
        return Role(self.cleaned_data["role"])
