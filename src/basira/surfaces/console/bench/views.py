"""One body at the bench: its figures, the notes behind them, the findings, and what a second person says of each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from basira.core.kernel.lifecycles import NOTED_MOVES, NotedState
from basira.core.kernel.problem import Problem
from basira.programme.findings import bench as benches
from basira.programme.findings import drafting, notes
from basira.programme.findings.bench import Bench, NotedLine, Subject
from basira.programme.journeys import queries as journeys
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results.queries import CycleHead
from basira.programme.standards import queries as standards
from basira.surfaces.console.bench.forms import NoteForm
from basira.surfaces.console.results.bodies import cycle_trail
from basira.surfaces.console.results.views import find_cycle
from basira.surfaces.shared import report_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.finding_words import INTEGRITY_KINDS, PARTS
from basira.surfaces.shared.noted_words import noted_words, spoken
from basira.surfaces.shared.words import words_of


@require_safe
@allowed_to(Act.VIEW_BENCH)
def bench(request: StaffRequest, wave: str, entity: str) -> HttpResponse:
    """The figures of a body, the findings about them, and the notes behind them for who may read these."""
    cycle, found = find_bench(wave, entity)
    may_read = permissions.can(request.actor, Act.READ_NOTES)
    may_write = found.is_open and permissions.can(request.actor, Act.WRITE_FINDING)
    context = {
        "cycle": cycle,
        "bench": found,
        "entity": spoken(found.entity),
        "figures": [figure_line(one, cycle, found) for one in found.subjects if not one.centre_ref],
        "at_centres": [figure_line(one, cycle, found) for one in found.subjects if one.centre_ref],
        "findings": [finding_line(one, found, request) for one in found.findings],
        "may_write": may_write,
        "may_read": may_read,
        "may_seal": permissions.can(request.actor, Act.SEAL_INTEGRITY),
        "may_answer": permissions.can(request.actor, Act.ANSWER_PROPOSAL),
        "notes": note_lines(wave, found) if may_read else [],
        "proposals": notes.proposals_of(wave, entity) if may_read else (),
        "recommendations": [(ref, spoken(name)) for line in found.findings for ref, name in line.recommendations],
        "integrity_kinds": [(str(kind), words) for kind, words in INTEGRITY_KINDS.items()],
        "trail": bench_trail(cycle),
    }
    return render(request, "console/bench/bench.html", context)


def note_lines(wave: str, found: Bench) -> list[notes.Note]:
    """Return the notes that are no proposals: those stand by themselves, with their answers."""
    return [one for one in notes.notes_of(wave, found.entity_ref, found.centres) if one.kind != notes.PROPOSAL]


def figure_line(one: Subject, cycle: CycleHead, found: Bench) -> dict[str, Any]:
    """Return a figure as the bench lists it."""
    address = reverse("console:bench_write", args=[cycle.ref, found.entity_ref])
    return {
        "name": spoken(one.name),
        "dimension": spoken(one.dimension),
        "figure": report_words.figure_words(one.figure),
        "part": PARTS[one.part] if one.part else "",
        "is_noted": one.is_noted,
        "url": address,
        "code": one.code,
        "centre_ref": one.centre_ref,
    }


def finding_line(one: NotedLine, found: Bench, request: StaffRequest) -> dict[str, Any]:
    """Return a finding with what may be done to it, by this reader and in this state."""
    moves = NOTED_MOVES[one.state] if found.is_open else frozenset[NotedState]()
    may_judge = permissions.can(request.actor, Act.CONFIRM_FINDING)
    is_own = one.written_by == request.actor.ref
    may_write = permissions.can(request.actor, Act.WRITE_FINDING)
    return {
        "ref": one.ref,
        "state": str(one.state),
        "part": PARTS[one.part],
        "name": spoken(one.name),
        "figure": report_words.figure_words(one.figure),
        "noted": noted_words(one.noted),
        "is_supported": one.is_supported,
        "is_own": is_own and one.state is NotedState.DRAFTED,
        "may_confirm": may_judge and NotedState.CONFIRMED in moves and not is_own,
        "may_set_aside": may_judge and NotedState.SET_ASIDE in moves,
        "may_recommend": may_write and found.is_open and one.state is NotedState.DRAFTED,
    }


@allowed_to(Act.WRITE_FINDING)
def write(request: StaffRequest, wave: str, entity: str) -> HttpResponse:
    """The form of a finding about one figure, and taking it."""
    cycle, found = find_bench(wave, entity)
    subject = found.subject(asked_text(request, "about"), asked_text(request, "centre", limit=26))
    way = asked_text(request, "way", limit=26)
    if subject is None:
        raise Http404
    form = NoteForm(
        request.POST if request.method == "POST" else None, subject=subject, articles=standards.articles_for(entity)
    )
    if request.method == "POST" and form.is_valid():
        try:
            drafting.note_finding(
                wave=wave, entity=entity, note=form.note(subject, way_step=way), by=request.actor, at=timezone.now()
            )
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("The finding is written. A second person confirms it."))
            return redirect("console:bench", wave, entity)
    context = {
        "cycle": cycle,
        "form": form,
        "line": figure_line(subject, cycle, found),
        "entity": spoken(found.entity),
        "way": journeys.step_named(way),
        "back": reverse("console:bench", args=[wave, entity]),
        "trail": bench_trail(cycle, found),
    }
    return render(request, "console/bench/write.html", context, status=422 if form.errors else 200)


@require_POST
@allowed_to(Act.CONFIRM_FINDING)
def confirm(request: StaffRequest, wave: str, entity: str, ref: str) -> HttpResponse:
    """Confirm a finding as a second person."""
    words = _("Confirmed. The body will read it when the bodies are informed.")
    return judge(request, (wave, entity, ref), drafting.confirm_finding, words)


@require_POST
@allowed_to(Act.CONFIRM_FINDING)
def put_aside(request: StaffRequest, wave: str, entity: str, ref: str) -> HttpResponse:
    """Set a finding aside."""
    return judge(request, (wave, entity, ref), drafting.set_aside, _("Set aside. It enters no report."))


def judge(request: StaffRequest, place: tuple[str, str, str], verb: Callable[..., None], words: str) -> HttpResponse:
    """Call a verb on a finding of this bench and tell what came of it."""
    wave, entity, ref = place
    _cycle, found = find_bench(wave, entity)
    if found.finding(ref) is None:
        raise Http404
    try:
        verb(finding=ref, by=request.actor, at=timezone.now())
        messages.success(request, words)
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:bench", wave, entity)


def find_bench(wave: str, entity: str) -> tuple[CycleHead, Bench]:
    """Return a cycle and a body's bench in it, or answer 404."""
    cycle = find_cycle(wave)
    found = benches.bench_of(wave, entity)
    if found is None:
        raise Http404
    return cycle, found


def bench_trail(cycle: CycleHead, found: Bench | None = None) -> list[dict[str, str]]:
    """Return the way here, through the bodies of the cycle."""
    steps = cycle_trail(cycle)
    steps.append({"url": reverse("console:results-bodies", args=[cycle.ref]), "label": _("The bodies of this cycle")})
    if found:
        steps.append(
            {"url": reverse("console:bench", args=[cycle.ref, found.entity_ref]), "label": spoken(found.entity)}
        )
    return steps
