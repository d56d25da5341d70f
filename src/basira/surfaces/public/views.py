"""Pages of the public site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The programme in a minute."""
    return render(request, "public/home.html")
