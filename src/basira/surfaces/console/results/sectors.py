"""
A sector's page: what the leadership reads of the whole, for those who answer for one sector.

Its lead reads her own sectors and no other, and of a cycle nothing before the scores that its review ended with.
"""

from collections.abc import Iterator

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from basira.core.kernel.actor import Actor
from basira.core.kernel.tabular import Table
from basira.core.scoring import Level
from basira.programme.findings.leading import LeadershipPage, leadership_page
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act, can
from basira.programme.registry import queries as registry
from basira.programme.results import queries
from basira.programme.results.queries import CycleCard, RunCard
from basira.surfaces.console.results.exporting import SCORE_COLUMNS, score_rows
from basira.surfaces.console.results.leading import COLUMNS, page_context, page_rows
from basira.surfaces.console.results.lines import lines_of
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.downloads import download, kind_asked


def sector_choices() -> list[tuple[str, str]]:
    """Return the code and the name of every sector, in the reader's language."""
    return [(card.code, card.name_ar if get_language_bidi() else card.name_en) for card in registry.sector_cards()]


def seen_by(actor: Actor) -> Iterator[tuple[str, str]]:
    """Yield the code and the name of each sector that somebody may read: a lead's own; all, for whoever reads all results."""
    for code, name in sector_choices():
        if code in actor.sectors or can(actor, Act.VIEW_RESULTS):
            yield code, name


def find_sector(actor: Actor, sector: str) -> str:
    """Return the name of a sector that somebody may read, or answer 404: another's is not there for her."""
    name = dict(seen_by(actor)).get(sector)
    if name is None:
        raise Http404
    return name


def find_scored(actor: Actor, wave: str) -> tuple[CycleCard, RunCard]:
    """Return a cycle with its newest run, or answer 404; a provisional run is there for those alone who read all results."""
    cycle = next((card for card in queries.cycle_cards() if card.ref == wave), None)
    if cycle is None or cycle.run is None or (cycle.is_provisional and not can(actor, Act.VIEW_RESULTS)):
        raise Http404
    return cycle, cycle.run


@require_GET
@allowed_to(Act.VIEW_SECTOR)
def sectors(request: StaffRequest) -> HttpResponse:
    """Each sector that is mine to read, by cycle, the newest first."""
    scored = [card for card in queries.cycle_cards() if card.run and not card.is_provisional]
    context = {"sectors": list(seen_by(request.actor)), "cycles": scored}
    return render(request, "console/results/sectors.html", context)


@require_GET
@allowed_to(Act.VIEW_SECTOR)
def sector(request: StaffRequest, wave: str, sector: str) -> HttpResponse:
    """One sector of a cycle: its score, its bodies, what moved, what is overdue, where nobody looked."""
    name, (cycle, run) = find_sector(request.actor, sector), find_scored(request.actor, wave)
    found = leadership_page(run=run.ref, at=timezone.now(), sector=sector)
    bodies = queries.score_table(run=run.ref, level=Level.ENTITY, sector=sector)
    context = page_context(found) | {
        "cycle": cycle,
        "sector": sector,
        "sector_name": name,
        "bodies": lines_of(bodies, found.whole.estimate if found.whole else None),
        "may_see_bodies": can(request.actor, Act.VIEW_RESULTS),
    }
    return render(request, "console/results/sector.html", context)


@require_GET
@allowed_to(Act.VIEW_SECTOR)
def table(request: StaffRequest, wave: str, sector: str, what: str, kind: str) -> HttpResponseBase:
    """A sector's page, or the scores of its bodies, as rows. Shares run from 0 to 1."""
    asked, at = kind_asked(kind), timezone.now()
    name, (_cycle, run) = find_sector(request.actor, sector), find_scored(request.actor, wave)
    if what not in ("page", "scores"):
        raise Http404
    people.note_export(
        table=f"sector-{what}", subject=run.ref, kind=asked, act=Act.VIEW_SECTOR, by=request.actor, at=at
    )
    bodies = queries.score_table(run=run.ref, level=Level.ENTITY, sector=sector)
    found: LeadershipPage = leadership_page(run=run.ref, at=at, sector=sector)
    made = (
        Table(COLUMNS, page_rows(found, (), wave)) if what == "page" else Table(SCORE_COLUMNS, score_rows(bodies, None))
    )
    return download(request, made, name=f"sector-{what}", title=f"{_('Sector')} {name}", kind=asked)
