"""The charts of a cycle's newest run: each says in a sentence what it shows, and has its numbers as a table beside it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from basira.core.scoring import Estimate, Level, funnel_limits, spread_of
from basira.programme.people.permissions import Act
from basira.programme.results import queries
from basira.programme.results.places import gives_places
from basira.programme.results.queries import RunCard, ScoreRow
from basira.surfaces.console.results import chart_words
from basira.surfaces.console.results.views import cycle_name, find_cycle, find_level, find_run, trail
from basira.surfaces.shared import figures
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.language import current_digits
from basira.surfaces.shared.reports import figure_of

ORDERS = ("highest", "lowest", "name")


@require_safe
@allowed_to(Act.VIEW_RESULTS)
def page(request: StaffRequest, wave: str) -> HttpResponse:
    """The page of charts: sentences, tables, and boxes that the script fills."""
    cycle, run = find_cycle(wave), find_run(wave)
    level, rows, order = asked(request, run)
    whole, trend = whole_of(run), queries.trend_of(Level.PROGRAMME, queries.PROGRAMME)
    context = {
        "cycle": cycle,
        "level": level,
        "order": order,
        "sector": asked_text(request, "sector", limit=40),
        "sectors": queries.sector_choices(run.ref),
        "rows": [{"row": row, "words": figure(row.estimate)["words"]} for row in rows],
        "says": chart_words.sentences(rows, whole, trend, is_ranked=bool(order)),
        "heat": heat(run, level, rows),
        "dimensions": [named(*names[1:]) for names in queries.dimension_names(run.ref)],
        "trend": [{"name": named(one.name_ar, one.name_en), "words": figure(one.estimate)["words"]} for one in trend],
        "figures_url": f"{reverse('console:results-figures', args=[wave])}?{request.GET.urlencode()}",
        "trail": trail({"url": reverse("console:results-table", args=[wave]), "label": cycle_name(cycle)}),
    }
    return render(request, "console/results/charts.html", context)


@require_safe
@allowed_to(Act.VIEW_RESULTS)
def figures_of(request: StaffRequest, wave: str) -> HttpResponse:
    """What the charts draw, as JSON: values from 0 to 1 and the words for each."""
    run = find_run(wave)
    level, rows, _order = asked(request, run)
    whole = whole_of(run)
    answer = JsonResponse(
        {
            "digits": str(current_digits()),
            "whole": None if whole is None else figure(whole),
            "rows": [figure(row.estimate) | {"name": named(row.names.name_ar, row.names.name_en)} for row in rows],
            "funnel": funnel([row.estimate for row in rows], whole),
            "dimensions": [named(*names[1:]) for names in queries.dimension_names(run.ref)],
            "heat": [[cell["value"] for cell in line["cells"]] for line in heat(run, level, rows)],
            "trend": [
                figure(one.estimate) | {"name": named(one.name_ar, one.name_en)}
                for one in queries.trend_of(Level.PROGRAMME, queries.PROGRAMME)
            ],
        }
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def asked(request: StaffRequest, run: RunCard) -> tuple[Level, list[ScoreRow], str]:
    """Return the level, its rows in the order asked for, and that order; in that of names and "" where nothing is ranked."""
    level = find_level(request.GET.get("level", Level.ENTITY))
    order = request.GET.get("sort", "")
    order = "" if not gives_places(run.ref, level) else order if order in ORDERS else ORDERS[0]
    rows = list(queries.score_table(run=run.ref, level=level, sector=asked_text(request, "sector", limit=40)))
    if order in ("highest", "lowest"):
        rows.sort(key=lambda row: row.estimate.score or 0, reverse=order == "highest")
    return level, rows, order


def whole_of(run: RunCard) -> Estimate | None:
    """Return the whole programme's score in a run."""
    return next((row.estimate for row in queries.score_table(run=run.ref, level=Level.PROGRAMME)), None)


def named(arabic: str, english: str) -> str:
    """Return the name in the reader's language."""
    return (arabic if get_language_bidi() else english) or arabic


def figure(estimate: Estimate | None) -> dict[str, object]:
    """Return a score to draw and to say; without one, null and a dash."""
    if estimate is None or estimate.score is None:
        return {"value": None, "low": None, "high": None, "visits": 0, "words": "—"}
    return figure_of(estimate.score, estimate.low, estimate.high, estimate.visits)


def funnel(estimates: Sequence[Estimate], whole: Estimate | None) -> list[list[float]]:
    """Return [visits, low, high] of the limits from 1 visit to the most; empty where nothing can be said of chance."""
    spread = spread_of(estimates)
    if spread is None or whole is None or whole.score is None:
        return []
    most = max(one.visits for one in estimates)
    steps = sorted({max(1, round(most * step / 40)) for step in range(1, 42)} | {1, 2, 3})
    return [[visits, *(float(limit) for limit in funnel_limits(whole.score, spread, visits))] for visits in steps]


def heat(run: RunCard, level: Level, rows: Sequence[ScoreRow]) -> list[dict[str, Any]]:
    """Return a line for each row: its name, and its cells in the order of the dimensions."""
    cells = queries.dimension_table(run.ref, level)
    codes = [names[0] for names in queries.dimension_names(run.ref)]
    return [
        {
            "name": named(row.names.name_ar, row.names.name_en),
            "cells": [heat_cell(cells.get(row.unit, {}).get(code)) for code in codes],
        }
        for row in rows
    ]


def heat_cell(estimate: Estimate | None) -> dict[str, object]:
    """Return one cell: its value, and its points with their visits in words."""
    if estimate is None or estimate.score is None:
        return {"value": None, "words": "—"}
    said = {"points": figures.points(estimate.score), "visits": figures.number(estimate.visits)}
    return {"value": float(estimate.score), "words": _("%(points)s (%(visits)s visits)") % said}
