"""The sections of each surface, registered by its `urls.py`; a shell lists those that the reader may open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Section:
    """
    One section: its first page's URL name, its word, its icon (`icons.PATHS`), who may open it (None: all), and the
    folders beside its own whose pages belong to it, such as "missions" to /console/cycles/. `key` is the letter that leads
    there after "g"; the sections of one surface have different ones. `count` tells how much waits there for the reader, asked
    once a page; `marks` is the class of that number, for a page that keeps it fresh.
    """

    url_name: str
    label: str | Promise
    icon: str
    may_open: Callable[[HttpRequest], bool] | None = None
    also: tuple[str, ...] = ()
    key: str = ""
    count: Callable[[HttpRequest], int] | None = None
    marks: str = ""


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A section as the shell shows it."""

    url: str
    label: str
    icon: str
    is_current: bool
    key: str = ""
    count: int = 0
    marks: str = ""


_sections: dict[str, tuple[Section, ...]] = {}


def register(surface: str, sections: Sequence[Section]) -> None:
    """Set the sections of a surface ("public", "console"), in their order."""
    _sections[surface] = tuple(sections)


def items_for(surface: str, request: HttpRequest) -> list[NavigationItem]:
    """Return the sections that this reader may open. Empty for a surface without any; unbuilt pages are left out."""
    open_to_reader = [s for s in _sections.get(surface, ()) if s.may_open is None or s.may_open(request)]
    placed = [(section, url) for section in open_to_reader if (url := _address(section.url_name))]
    # The longest address that starts this page's path is where the reader is: /console/review/ is not /console/.
    covered = [(root, url) for section, url in placed for root in (url, *_beside(url, section.also))]
    _root, here = max(
        ((root, url) for root, url in covered if _is_at(request.path, root)),
        key=lambda pair: len(pair[0]),
        default=("", ""),
    )
    return [
        NavigationItem(url, str(s.label), s.icon, url == here, s.key, s.count(request) if s.count else 0, s.marks)
        for s, url in placed
    ]


def _beside(url: str, folders: tuple[str, ...]) -> list[str]:
    above = url.rstrip("/").rsplit("/", 1)[0]
    return [f"{above}/{folder}/" for folder in folders]


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
