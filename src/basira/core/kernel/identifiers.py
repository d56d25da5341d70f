"""What a code, a sign-in name, a form's id or a file's name may be made of: nothing that the eye cannot see."""

import unicodedata

from basira.core.kernel.problem import Problem

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of control and format characters: direction overrides and isolates, zero-width ones, line separators."""


class UnfitIdentifier(Problem):
    """`sign` (such as U+202E) would make one identifier look like another, or its line read otherwise."""

    code = "identifier.unfit"


def check_identifier(text: str) -> None:
    """
    Refuse a text that holds a character nobody can see (security bar IN-10). Letters of every script are fine.

    :raises UnfitIdentifier: with the first such character
    """
    for sign in text:
        if unicodedata.category(sign) in UNSEEN:
            raise UnfitIdentifier(sign=f"U+{ord(sign):04X}")
