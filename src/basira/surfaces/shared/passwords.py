"""What a password must be, with refusals in our words: Django's Arabic lacks the one on length."""

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext


class LongEnough(MinimumLengthValidator):
    """Refuses a password of fewer signs than `min_length`."""

    def validate(self, password: str, user: Any = None) -> None:
        """
        Refuse a short password.

        :raises ValidationError: with how many signs it needs
        """
        if len(password) < self.min_length:
            words = gettext("It needs at least %(length)s characters.") % {"length": self.min_length}
            raise ValidationError(words, code="password_too_short")
