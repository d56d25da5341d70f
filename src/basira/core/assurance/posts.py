"""Whether the name of a post is a clerk's: nobody at a window or on a line is named for what a covert visit found (ruling 1)."""

import re

from basira.core.kernel.betraying import folded

CLERKS = re.compile(
    r"\b(?:clerk|teller|cashier|receptionist|attendant|employee|agent|operator|staff member|"
    r"(?:ال)?(?:موظف|موظفه|كاتب|كاتبه|صراف|صرافه|مامور|ماموره|مناوب الاستقبال))\b"
)
"""Words in the singular, as `folded` writes them: whoever heads the staff or answers for all of them is no clerk."""


def is_clerks(post: str) -> bool:
    """Tell whether a post reads as a clerk's. A net for what can be recognised; False for an empty text."""
    return bool(CLERKS.search(folded(post)))
