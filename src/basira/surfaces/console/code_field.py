"""The field for a short code that stays: sectors, bodies, scenarios."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeField(forms.SlugField):
    """Latin letters, digits, hyphen and underscore; typed from left to right."""

    default_error_messages = {
        "invalid": _("Use Latin letters, digits, - and _ alone, without spaces: such as health-2.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}), **options)
