"""
The report of an entity as a document for Typst, in the reader's language and digits: every word is said here.

A surface hands in what its own queries let it show; the document holds nothing else. Its fields: `language`, `title`,
`programme`, `entity`, `sector`, `cycle`, `simulated`, `arabic_digits`, `labels`, `score` and each of `dimensions` and
`trend` (see `figure_of`), `says` (sentences under the score), `parts` (`title`, `lead`, `findings`, each with `title`,
`dimension`, `answer` and a figure) and `method` (sentences). A part that is empty is left out of the paper.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from basira.gateways.typesetting import typeset
from basira.surfaces.shared import figures
from basira.surfaces.shared.language import Digits, current_digits

TEMPLATE = "entity_report"


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose report it is, in the reader's language; `simulated` puts the banner on every page."""

    programme: str
    entity: str
    sector: str
    cycle: str
    simulated: bool


def spoken() -> str:
    """Return the language of the document: "ar" or "en"."""
    return "ar" if (get_language() or "en").startswith("ar") else "en"


def labels() -> dict[str, str]:
    """Return the fixed words of the paper."""
    return {
        "score": _("Score of this cycle"),
        "dimensions": _("What the visits looked at"),
        "dimension": _("Dimension"),
        "from_to": _("From 0 to 100"),
        "likely": _("Score, band and visits"),
        "mark": _("The dashed line marks the score above."),
        "parts": _("What we found"),
        "answer": _("Answer of the body"),
        "trend": _("Over the cycles"),
        "cycle": _("Cycle"),
        "method": _("How this was measured"),
        "page": _("Page {page} of {pages}"),
        "simulated": _("Simulated data: every centre, visit and score here is invented."),
    }


def band_words(low: figures.Number | None, high: figures.Number | None, visits: int | None) -> str:
    """Return what must stand beside a score: its interval, and its visits where their number is shown."""
    if low is None or high is None:
        said = _("too few visits for a band")
    else:
        said = _("likely %(low)s to %(high)s") % {"low": figures.points(low), "high": figures.points(high)}
    if visits is None:
        return said
    counted = ngettext("%(count)s visit", "%(count)s visits", visits) % {"count": figures.number(visits)}
    return f"{said} · {counted}"


def figure_of(
    score: figures.Number | None,
    low: figures.Number | None,
    high: figures.Number | None,
    visits: int | None,
    *,
    withheld: str = "",
) -> dict[str, object]:
    """Return a score as the paper draws and says it; where it is withheld, only the words for why."""
    if withheld or score is None:
        return {"withheld": withheld or _("No answer applied")}
    drawn = {key: None if value is None else float(value) for key, value in (("low", low), ("high", high))}
    return drawn | {
        "value": float(score),
        "visits": visits,
        "figure": figures.points(score),
        "band": band_words(low, high, visits),
        "words": f"{figures.points(score)} · {band_words(low, high, visits)}",
    }


def document(heading: Heading, **parts: object) -> dict[str, object]:
    """Return a whole document: the heading, the labels, and the parts handed in; the others are empty."""
    return {
        "language": spoken(),
        "title": f"{heading.entity} · {heading.cycle}",
        "programme": heading.programme,
        "entity": heading.entity,
        "sector": heading.sector,
        "cycle": heading.cycle,
        "simulated": heading.simulated,
        "arabic_digits": current_digits() is Digits.ARABIC,
        "labels": labels(),
        "says": [],
        "dimensions": [],
        "parts": [],
        "trend": [],
        "method": [],
    } | parts


def method_words(*, min_visits: int, min_shoppers: int) -> list[str]:
    """Return how to read the paper and what is never shown, as the pages say it."""
    values = {"visits": figures.number(min_visits), "shoppers": figures.number(min_shoppers)}
    return [
        _("The dot is the score: the share of the points that the visits earned, out of 100."),
        _(
            "The band is where the true score likely lies: for 95 of 100 such bands it does. "
            "Few visits make a wide band."
        ),
        _("Where two bands overlap much, do not call one better than the other."),
        _(
            "In public a score is shown only from %(visits)s visits by %(shoppers)s different shoppers. "
            "Fewer would say too little, and could point at one visit or one person."
        )
        % values,
    ]


def answer_with(paper: dict[str, object], *, filename: str) -> HttpResponse:
    """
    Return the paper as a PDF to keep.

    :raises TypesettingFailed: when it could not be set
    """
    answer = HttpResponse(pressed(json.dumps(paper, sort_keys=True), spoken()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{filename}-{spoken()}.pdf"'
    return answer


@lru_cache(maxsize=48)
def pressed(paper: str, language: str) -> bytes:
    """Return the PDF of a document given as JSON. Cached: the same words give the same bytes, and pressing costs."""
    return typeset(TEMPLATE, json.loads(paper), language=language)
