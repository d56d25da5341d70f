"""The words of what is given over sealed."""

from django.utils.translation import gettext as _


def sealing_words() -> dict[str, str]:
    """Return the words of what this phone sealed and cannot read any more, and of a key that is not the one it knows."""
    return {
        "givenOver": _(
            "Given over and sealed. It cannot be read on this phone any more, and goes by itself with the next line."
        ),
        "givenAndOver": _(
            "This note is over. What you wrote was sealed and is not sent; nothing more is needed of you."
        ),
        "full": _(
            "This phone is too full to seal this, so it is not sent. Make some room on the phone, then try again. What you wrote "
            "is kept."
        ),
        "before": _(
            "Something from before this link is still on this phone. It goes by itself; tell your contact if this line stays."
        ),
        "keyDiffers": _(
            "The key of this list has changed without a word from the old one, so nothing is sent. Tell your contact."
        ),
    }
