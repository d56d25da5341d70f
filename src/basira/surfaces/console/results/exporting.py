"""The scores of a cycle, and its visits, as files."""

from collections.abc import Iterator

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from basira.core.kernel.tabular import Cell, Table
from basira.programme.findings.queries import told_reports
from basira.programme.people import permissions
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.programme.results import queries
from basira.programme.results.queries import ScoreRow
from basira.programme.results.standings import ModelCard, model_card
from basira.programme.review.visit_table import visit_table
from basira.programme.waves import queries as waves
from basira.surfaces.console.results.views import find_level, find_run
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.body_tables import finding_table
from basira.surfaces.shared.downloads import download, kind_asked

SCORE_COLUMNS = (
    "unit", "name_ar", "name_en", "parent_ar", "parent_en", "sector", "visits", "shoppers", "score", "low", "high",
    "rank_best", "rank_worst", "ranked_among", "critical_failures", "tier",
)  # fmt: skip


@require_GET
@allowed_to(Act.VIEW_RESULTS)
def scores(request: StaffRequest, wave: str, level: str, kind: str) -> HttpResponseBase:
    """The newest run's table of a level, every unit of it. Shares run from 0 to 1."""
    asked, run, shown = kind_asked(kind), find_run(wave), find_level(level)
    by, at = request.actor, timezone.now()
    people.note_export(table="scores", subject=run.ref, kind=asked, act=Act.VIEW_RESULTS, by=by, at=at)
    rows = score_rows(queries.score_table(run=run.ref, level=shown), model_card(run.ref, shown))
    table = Table(SCORE_COLUMNS, rows)
    return download(request, table, name=f"scores-{shown}", title=_("Results"), kind=asked)


def score_rows(rows: tuple[ScoreRow, ...], model: ModelCard | None) -> Iterator[list[Cell]]:
    """Yield a score table's rows; what has no interval, no place or no tier has empty cells."""
    tiers = {unit: tiered.tier for unit, tiered in model.units.items()} if model else {}
    for row in rows:
        names, found, rank = row.names, row.estimate, row.rank
        place: list[Cell] = [rank.best, rank.worst, rank.among] if rank else [None, None, None]
        yield [
            row.unit, names.name_ar, names.name_en, names.parent_ar, names.parent_en, names.sector, found.visits,
            row.shoppers, found.score, found.low, found.high, *place, row.critical_failures, tiers.get(row.unit),
        ]  # fmt: skip


@require_GET
@allowed_to(Act.VIEW_RESULTS)
def findings(request: StaffRequest, wave: str, kind: str) -> HttpResponseBase:
    """The findings of every body that was informed of a cycle; 404 before that."""
    asked, at = kind_asked(kind), timezone.now()
    reports = told_reports(wave, at)
    if not reports:
        raise Http404
    people.note_export(table="findings", subject=wave, kind=asked, act=Act.VIEW_RESULTS, by=request.actor, at=at)
    return download(request, finding_table(reports), name="findings", title=_("Findings"), kind=asked)


@require_GET
@allowed_to(Act.EXPORT_VISITS)
def visits(request: StaffRequest, wave: str, kind: str) -> HttpResponseBase:
    """The visits of a cycle. Who may not read visits one by one gets no free text, place or time of day."""
    asked, cycle = kind_asked(kind), waves.wave_card(wave)
    if cycle is None:
        raise Http404
    people.note_export(
        table="visits", subject=wave, kind=asked, act=Act.EXPORT_VISITS, by=request.actor, at=timezone.now()
    )
    table = visit_table(wave, free_text=permissions.can(request.actor, Act.VIEW_REVIEWS))
    return download(request, table, name=f"visits-{cycle.number}", title=_("Visits"), kind=asked)
