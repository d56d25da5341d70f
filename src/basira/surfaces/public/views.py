"""Pages of the public site. They read nothing but what was published, and say what was not."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from basira.core.kernel.tabular import Table
from basira.programme.panel.unmasking import unmasked_by_year
from basira.programme.people import queries as people
from basira.programme.plans import queries as plans
from basira.programme.publishing import queries
from basira.programme.publishing.cards import UnitLevel
from basira.surfaces.public import charts, export, finding, sentences
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.charts import interval_axis
from basira.surfaces.shared.downloads import download, kind_asked
from basira.surfaces.shared.plan_lines import fixed_words

ROWS_A_PAGE = 30
# Short, and the reader's own: a page depends on her language and carries the token of the switch.
briefly = cache_control(private=True, max_age=60)


def cycle_asked(request: HttpRequest) -> str | None:
    """Return the cycle that the reader asked for; None for the newest."""
    return asked_text(request, "cycle", limit=26) or None


def shown(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Answer with a page that knows the published cycles and the rule of what may be shown."""
    cycle = cycle_asked(request)
    known = {"cycles": queries.published_cycles().cycles, "facts": queries.method_facts(cycle), "asked": cycle}
    return render(request, template, known | context)


@require_safe
@briefly
def home(request: HttpRequest) -> HttpResponse:
    """The programme in a minute."""
    minute = queries.programme_minute(cycle_asked(request))
    if minute is None:
        return nothing_yet(request)
    context = {
        "minute": minute,
        "dots": charts.unit_dots(minute.sectors, minute.measure, cycle_asked(request) or ""),
        "dimensions": charts.dimension_dots(minute.dimensions),
        "chart_says": sentences.overlap_words(minute.sectors),
        "trend": charts.trend_of(minute.trend),
        "axis": interval_axis(),
    }
    return shown(request, "public/home.html", **context)


@require_safe
@briefly
def results(request: HttpRequest) -> HttpResponse:
    """The table of results."""
    wish = finding.wish_of(request.GET)
    table = queries.results_table(wish.level, cycle_asked(request))
    if table is None:
        return nothing_yet(request)
    rows = finding.found(table.rows, wish)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    lines = list(zip(page, charts.unit_dots(list(page.object_list), cycle=cycle_asked(request) or ""), strict=True))
    funnel, funnel_says = charts.funnel_of(queries.funnel_of(wish.level, cycle_asked(request)))
    context = {"table": table, "wish": wish, "page": page, "lines": lines, "axis": interval_axis()}
    context |= {"funnel": funnel, "funnel_says": funnel_says}
    context["file_query"] = urlencode({"level": wish.level, "cycle": table.cycle.ref})
    return shown(request, "public/results.html", **context)


@require_safe
def results_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The published table of a level as a file, every unit of it, in the order of names."""
    asked, wish = kind_asked(kind), finding.wish_of(request.GET)
    table = queries.results_table(wish.level, cycle_asked(request))
    if table is None:
        raise Http404
    made = Table(export.COLUMNS, export.rows_of(table.rows))
    return download(request, made, name=f"results-{wish.level}", title=_("Results"), kind=asked)


def unit(request: HttpRequest, level: UnitLevel, ref: str) -> HttpResponse:
    """The page of one centre, entity or sector; 404 for what is not published at this level."""
    page = queries.unit_page(ref, cycle_asked(request))
    if page is None or page.row.level is not level:
        raise Http404
    # Beside a withheld figure it would tell of findings of few visits.
    says_fixed = level is UnitLevel.ENTITY and page.row.measure.is_shown
    fixed = plans.fixed_since(wave=page.cycle.ref, entity_ref=ref) if says_fixed else None
    context = {
        "page": page,
        "row": page.row,
        "dimensions": charts.dimension_dots(page.dimensions, page.row.measure),
        "children": charts.unit_dots(page.children, page.row.measure, cycle_asked(request) or ""),
        "trend": charts.trend_of(page.trend),
        "contests": sentences.contest_words(page.contests, page.contested_since),
        "fixed_since": fixed_words(fixed) if fixed else "",
        "axis": interval_axis(),
        "lacks_counts": any(each.measure.is_shown and each.measure.visits is None for each in page.dimensions),
    }
    return shown(request, "public/unit.html", **context)


@require_safe
@briefly
def sector(request: HttpRequest, ref: str) -> HttpResponse:
    """A sector and its entities."""
    return unit(request, UnitLevel.SECTOR, ref)


@require_safe
@briefly
def entity(request: HttpRequest, ref: str) -> HttpResponse:
    """An entity and its centres."""
    return unit(request, UnitLevel.ENTITY, ref)


@require_safe
@briefly
def centre(request: HttpRequest, ref: str) -> HttpResponse:
    """A centre."""
    return unit(request, UnitLevel.CENTRE, ref)


@require_safe
@briefly
def not_visited(request: HttpRequest) -> HttpResponse:
    """What was not visited."""
    rows = queries.not_visited(cycle_asked(request))
    return shown(request, "public/not_visited.html", rows=rows, minute=queries.programme_minute(cycle_asked(request)))


@require_safe
@briefly
def method(request: HttpRequest) -> HttpResponse:
    """How it is measured, and the limits of that."""
    return shown(request, "public/method.html")


@require_safe
@briefly
def about(request: HttpRequest) -> HttpResponse:
    """Who publishes this, and how to use it again."""
    return shown(
        request,
        "public/about.html",
        charter=people.charter_card(),
        plans=plans.public_facts(),
        unmasked=unmasked_by_year(),
    )


def nothing_yet(request: HttpRequest) -> HttpResponse:
    """The page before the first release, or for a cycle that is not published: 200 for the first, 404 for the second."""
    if cycle_asked(request) is not None:
        raise Http404
    return render(request, "public/nothing_yet.html")
