"""Cycles with their score runs, the tables of a run, and one unit of it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.problem import Problem
from basira.core.scoring import Level
from basira.programme.commissions import queries as commissions
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results import asking, queries, tasks, verbs
from basira.programme.results.inputs import visits_of_insiders
from basira.programme.results.queries import CycleCard, CycleHead, RunCard
from basira.programme.results.recomputing import recompute
from basira.programme.results.standings import model_card
from basira.programme.results.waiting import wait_row
from basira.programme.review import verbs as review
from basira.programme.waves import verbs as waves
from basira.surfaces.console.results import lines, model_words
from basira.surfaces.console.results.running import asked_notice
from basira.surfaces.shared import charts
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.words import words_of, words_of_fault

SHOWN_FAULTS = 5
"""Contradictions that are told at once; the rest follow when these are mended."""

LEVELS = (Level.CENTRE, Level.ENTITY, Level.SECTOR)


def trail(*steps: dict[str, str]) -> list[dict[str, str]]:
    """Return the way here, from the list of cycles on."""
    return [{"url": reverse("console:results"), "label": _("Results")}, *steps]


def find_cycle(wave: str) -> CycleHead:
    """Return a cycle, or answer 404."""
    cycle = queries.cycle_head(wave)
    if cycle is None:
        raise Http404
    return cycle


def counted_cycle(wave: str) -> CycleCard:
    """Return a cycle with how far its visits are, or answer 404."""
    cycle = next((card for card in queries.cycle_cards() if card.ref == wave), None)
    if cycle is None:
        raise Http404
    return cycle


def cycle_name(cycle: CycleHead) -> str:
    """Return the cycle's name in the reader's language."""
    return cycle.name_ar if get_language_bidi() else cycle.name_en


def find_run(wave: str) -> RunCard:
    """Return the newest run of a cycle, or answer 404."""
    return run_of(find_cycle(wave))


def run_of(cycle: CycleHead) -> RunCard:
    """Return the newest run of a cycle that was found, or answer 404."""
    if cycle.run is None:
        raise Http404
    return cycle.run


def find_level(name: str) -> Level:
    """Return a level by its name, or answer 404."""
    if name not in LEVELS:
        raise Http404
    return Level(name)


@allowed_to(Act.VIEW_RESULTS)
def cycles(request: StaffRequest) -> HttpResponse:
    """Every cycle with how far its visits are."""
    context = {
        "cycles": queries.cycle_cards(),
        "scorable": verbs.SCORABLE,
        "may_score": permissions.can(request.actor, Act.SCORE_WAVE),
        "may_see_singles": permissions.can(request.actor, Act.VIEW_COMMISSIONS) and commissions.is_internal(),
    }
    return render(request, "console/results/cycles.html", context)


@allowed_to(Act.VIEW_RESULTS)
def table(request: StaffRequest, wave: str) -> HttpResponse:
    """The newest run of a cycle: what went in, and the table of a level; to a page that waits, how far its run is."""
    cycle = counted_cycle(wave)
    asked = asked_notice(request, wave)
    if request.headers.get("HX-Request"):
        return told_of_run(request, cycle, asked)
    context = {
        "cycle": cycle,
        "next": lines.next_state(cycle),
        "may_move": permissions.can(request.actor, Act.MOVE_WAVE),
        "may_score": permissions.can(request.actor, Act.SCORE_WAVE) and cycle.state in verbs.SCORABLE,
        "may_export_visits": permissions.can(request.actor, Act.EXPORT_VISITS),
        "asked": asked,
        "insiders": visits_of_insiders(wave),
        "may_see_besides": permissions.can(request.actor, Act.VIEW_REVIEWS),
        "trail": trail(),
    }
    return render(request, "console/results/table.html", context | table_context(request, cycle.run))


def told_of_run(request: StaffRequest, cycle: CycleCard, asked: dict[str, object] | None) -> HttpResponse:
    """Return how far the run is; once it is made or refused, that the whole page is to be read again."""
    if asked and asked.get("waits"):
        return render(request, "console/results/_running.html", {"cycle": cycle, "asked": asked})
    return HttpResponse(headers={"HX-Refresh": "true"})


def table_context(request: StaffRequest, run: RunCard | None) -> dict[str, object]:
    """Return the table that was asked for; nothing before the first run, or when a run measured nothing."""
    whole = next(iter(queries.score_table(run=run.ref, level=Level.PROGRAMME)), None) if run else None
    if run is None or whole is None:
        return {}
    level = find_level(request.GET.get("level", Level.CENTRE))
    search, sector = asked_text(request), asked_text(request, "sector", limit=40)
    model = model_card(run.ref, level) if level is not Level.SECTOR else None
    return {
        "run": run,
        "runs": queries.run_cards(run.wave_ref),
        "level": level,
        "search": search,
        "sector": sector,
        "sectors": queries.sector_choices(run.ref),
        "whole": whole,
        "dimensions": lines.dimension_lines(queries.dimension_cells(run.ref, Level.PROGRAMME, whole.unit)),
        "lines": lines.lines_of(
            queries.score_table(run=run.ref, level=level, search=search, sector=sector), whole.estimate, model
        ),
        "model": model,
        "model_sentences": model_words.model_sentences(model),
        "axis": charts.interval_axis(),
    }


@allowed_to(Act.VIEW_RESULTS)
def unit(request: StaffRequest, wave: str, level: str, unit: str) -> HttpResponse:
    """One centre, entity or sector in the newest run."""
    cycle = find_cycle(wave)
    run = run_of(cycle)
    found = queries.unit_result(run=run.ref, level=find_level(level), unit=unit)
    if found is None:
        raise Http404
    context = {
        "cycle": cycle,
        "found": found,
        "line": lines.lines_of([found.row])[0],
        "wait": wait_row(run.ref, found.level, unit),
        "dimensions": lines.dimension_lines(found.dimensions, found.row.estimate),
        "children": lines.lines_of(found.children, found.row.estimate),
        "child_level": Level.CENTRE if found.level is Level.ENTITY else Level.ENTITY,
        "trend": lines.trend_chart(found.trend, _("Over the cycles")),
        "axis": charts.interval_axis(),
        "trail": trail({"url": reverse("console:results-table", args=[wave]), "label": cycle_name(cycle)}),
    }
    return render(request, "console/results/unit.html", context)


@require_POST
@allowed_to(Act.SCORE_WAVE)
def score(request: StaffRequest, wave: str) -> HttpResponse:
    """Run the scores of a cycle."""
    find_cycle(wave)
    try:
        is_done = asking.ask_for_scores(wave=wave, by=request.actor, at=timezone.now(), enqueue=tasks.make_run.enqueue)
        words = _("The scores were run and frozen.") if is_done else _("The scores are being run on the server.")
        messages.success(request, words)
    except Problem as refusal:
        messages.error(request, words_of(refusal))
        for fault in getattr(refusal, "faults", ())[:SHOWN_FAULTS]:
            messages.error(request, f"{fault.place}: {words_of_fault(fault)}")
    return redirect("console:results-table", wave)


@require_POST
@allowed_to(Act.MOVE_WAVE)
def move(request: StaffRequest, wave: str) -> HttpResponse:
    """Close the field work of a cycle, or end its review."""
    target = lines.next_state(find_cycle(wave))
    try:
        if target and request.POST.get("to") == target:
            move_on(wave, target, request.actor, timezone.now())
            messages.success(request, _("The cycle has moved on."))
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:results-table", wave)


def move_on(wave: str, target: WaveState, by: Actor, at: datetime) -> None:
    """Close the field work, or end the review: each is a verb of its own stage."""
    if target is WaveState.REVIEWED:
        review.end_review(wave=wave, by=by, at=at)
    else:
        waves.move_wave(wave=wave, to=target, by=by, at=at)


@require_POST
@allowed_to(Act.VIEW_RESULTS)
def check(request: StaffRequest, wave: str) -> HttpResponse:
    """Score the frozen inputs of the newest run again and say whether every number is the same."""
    proof = recompute(find_run(wave).ref)
    if proof.equal:
        messages.success(request, _("Scored again from the frozen inputs: every number is the same."))
    else:
        messages.error(request, _("Scored again, the numbers differ. Tell the administrator and the auditor."))
    return redirect("console:results-table", wave)
