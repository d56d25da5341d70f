"""What an address asks for behind its question mark, made fit for a query: strangers type anything there."""

from django.http import HttpRequest

LONGEST = 200
LAST_PAGE = 99_999
LAST_NUMBER = 2**63 - 1
"""The largest number that a row can have."""


def asked_text(request: HttpRequest, name: str = "q", *, limit: int = LONGEST) -> str:
    """Return the text asked for, trimmed and cut, without the NUL that no database takes; "" when there is none."""
    return request.GET.get(name, "").replace("\0", "").strip()[:limit]


def asked_number(request: HttpRequest, name: str, *, most: int = LAST_NUMBER) -> int | None:
    """Return the whole number asked for, 0 to `most`; None for anything else."""
    asked = request.GET.get(name, "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 20):
        return None
    return int(asked) if int(asked) <= most else None


def asked_page(request: HttpRequest) -> int:
    """Return the page asked for, from 1 on; 1 for anything that is no page."""
    return asked_number(request, "page", most=LAST_PAGE) or 1
