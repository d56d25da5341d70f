"""The leadership's page: a cycle on one page, and the same as a table to take away."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from basira.core.kernel.actor import Actor
from basira.core.kernel.tabular import Cell, Table
from basira.programme.findings.leading import LeadershipPage, leadership_page
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act, can
from basira.programme.plans import queries as plans
from basira.programme.plans.cards import AtTheTop
from basira.programme.results.queries import ScoreRow
from basira.surfaces.console.results.bodies import cycle_trail
from basira.surfaces.console.results.lines import change_words, lines_of
from basira.surfaces.console.results.views import find_cycle, find_run, run_of
from basira.surfaces.shared import charts
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.downloads import download, kind_asked
from basira.surfaces.shared.plan_words import LATENESS

SHOWN_BODIES = 15
"""Bodies with gaps that the page names; the table to take away has all of them."""

COLUMNS = (
    "what",
    "body_ar",
    "body_en",
    "cycle",
    "score",
    "low",
    "high",
    "change",
    "change_low",
    "change_high",
    "count",
    "of",
    "finding_ar",
    "finding_en",
    "due_on",
)


def seen_plans(by: Actor) -> tuple[AtTheTop, ...]:
    """Return the plans at the ladder's top, for whoever may see plans; empty for others."""
    return plans.plans_at_the_top() if can(by, Act.VIEW_PLANS) else ()


@require_GET
@allowed_to(Act.VIEW_RESULTS)
def page(request: StaffRequest, wave: str) -> HttpResponse:
    """Better, worse, overdue, not covered."""
    cycle = find_cycle(wave)
    run = run_of(cycle)
    found = leadership_page(run=run.ref, at=timezone.now())
    context = page_context(found) | {
        "cycle": cycle,
        "at_the_top": [(one, LATENESS[one.lateness]) for one in seen_plans(request.actor)],
        "may_see_plans": can(request.actor, Act.VIEW_PLANS),
        "may_see_bodies": True,
        "trail": cycle_trail(cycle),
    }
    return render(request, "console/results/leadership.html", context)


def page_context(found: LeadershipPage) -> dict[str, object]:
    """Return what the page shows of a cycle, the whole of it or one sector."""
    mark = found.whole.estimate if found.whole else None
    return {
        "found": found,
        "whole_change": change_words(found.whole.change if found.whole else None),
        "better": lines_of(found.moved.better, mark),
        "worse": lines_of(found.moved.worse, mark),
        "gaps": found.not_covered[:SHOWN_BODIES],
        "more_gaps": max(0, len(found.not_covered) - SHOWN_BODIES),
        "axis": charts.interval_axis(),
    }


@require_GET
@allowed_to(Act.VIEW_RESULTS)
def table(request: StaffRequest, wave: str, kind: str) -> HttpResponseBase:
    """The same page as rows. Shares run from 0 to 1."""
    asked, run, at = kind_asked(kind), find_run(wave), timezone.now()
    people.note_export(table="leadership", subject=run.ref, kind=asked, act=Act.VIEW_RESULTS, by=request.actor, at=at)
    rows = Table(COLUMNS, page_rows(leadership_page(run=run.ref, at=at), seen_plans(request.actor), wave))
    return download(request, rows, name="leadership", title=_("On one page"), kind=asked)


def page_rows(found: LeadershipPage, at_the_top: Iterable[AtTheTop], wave: str) -> Iterator[list[Cell]]:
    """Yield the page's rows: bodies that moved, what is overdue, plans at the top, and every body with centres unvisited."""
    of_no_plan: list[Cell] = [None] * 3
    for what, rows in (("better", found.moved.better), ("worse", found.moved.worse)):
        for row in rows:
            yield [what, row.names.name_ar, row.names.name_en, wave, *figures_of(row), None, None, *of_no_plan]
    for late in found.overdue:
        counted = (("no-reply", late.silent), ("contest-late", late.contests))
        for what, count in counted:
            if count:
                yield [what, late.entity.ar, late.entity.en, late.wave_ref, *[None] * 6, count, None, *of_no_plan]
    for plan in at_the_top:
        named: list[Cell] = [plan.name.ar, plan.name.en, plan.due_on]
        yield [f"plan-{plan.lateness}", plan.entity.ar, plan.entity.en, None, *[None] * 8, *named]
    for gap in found.not_covered:
        yield ["not-covered", gap.entity.ar, gap.entity.en, wave, *[None] * 6, gap.missing, gap.centres, *of_no_plan]


def figures_of(row: ScoreRow) -> list[Cell]:
    """Return a score with its interval, and its change with its own; empty cells where there is none."""
    change = row.change
    moved: list[Cell] = [change.difference, change.low, change.high] if change else [None, None, None]
    return [row.estimate.score, row.estimate.low, row.estimate.high, *moved]
