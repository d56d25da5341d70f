"""What every section needs to answer: the card or 404, the page of a long list, the form with its refusal in words."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from basira.surfaces.shared.taking import taken

Card = TypeVar("Card")
Done = TypeVar("Done")

PAGE_SIZE = 50


def found(card: Card | None) -> Card:
    """
    Return the card that an address asks for.

    :raises Http404: when there is none
    """
    if card is None:
        raise Http404
    return card


class Rows(Sequence[Card], Generic[Card]):
    """A long list of which only the page that is shown is fetched: `fetch(offset, size)`."""

    def __init__(self, count: int, fetch: Callable[[int, int], Sequence[Card]]) -> None:
        self._count = count
        self._fetch = fetch

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Card: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Card]: ...
    def __getitem__(self, place: int | slice) -> Card | Sequence[Card]:
        if isinstance(place, int):
            return self._fetch(place, 1)[0]
        start = place.start or 0
        return self._fetch(start, (self._count if place.stop is None else place.stop) - start)


def page_of(request: HttpRequest, rows: Sequence[Card]) -> Page[Card]:
    """Return the page that `?page=` asks for; the nearest one where there is no such page."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None where it is only asked for. An empty form that is sent is still sent."""
    return request.POST if request.method == "POST" else None


def carried_out(form: Form, verb: Callable[[], Done]) -> Done | None:
    """
    Run a verb with a form's values, and return what it returned; None where the form or the verb refuses.

    A refusal becomes an error of the form, in words, so that nothing typed is lost.

    :raises NotPermitted: as the verb raises it
    """
    done: list[Done] = []
    return done[0] if taken(form, lambda: done.append(verb())) else None


def form_page(request: HttpRequest, template: str, form: Form, **context: object) -> HttpResponse:
    """Return the page of a form: 422 when what was sent is refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)
