"""Pages travel compressed. Files that ship have their compressed copies; pictures and originals stay as they are."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/html", "application/json", "image/svg+xml")


class PageCompression(GZipMiddleware):
    """
    Compresses pages and JSON for browsers that take it.

    Against guessing a secret by the length of an answer (BREACH), Django pads each answer at random and masks the form
    token anew in every page; no other secret stands in a page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress an answer of words; let every other pass."""
        if not response.headers.get("Content-Type", "").startswith(WORDS):
            return response
        return super().process_response(request, response)
