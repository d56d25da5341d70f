"""Cycles: the list, opening one, one with its missions, moving it on."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.programme.people.permissions import Act, can
from basira.programme.safety.queries.letters import letters_ready
from basira.programme.waves import queries, verbs
from basira.programme.waves.answers import count_known_to_body
from basira.programme.waves.needs import need_cards
from basira.programme.waves.queries import MissionCard, MissionFilter
from basira.surfaces.console.answers import Rows, carried_out, form_page, found, page_of, posted
from basira.surfaces.console.waves.answering import said_of
from basira.surfaces.console.waves.forms import MoveWaveForm, OpenWaveForm
from basira.surfaces.console.waves.moves import moves_together
from basira.surfaces.console.waves.progress import progress_of
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text


@allowed_to(Act.VIEW_MISSIONS)
@require_GET
def waves(request: StaffRequest) -> HttpResponse:
    """List the cycles, newest first, each with its line."""
    cycles = [progress_of(card) for card in queries.wave_cards()]
    return render(request, "console/waves/waves.html", {"cycles": cycles, "may_plan": may_plan(request)})


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def open_wave(request: StaffRequest) -> HttpResponse:
    """Open a cycle."""
    form = OpenWaveForm(posted(request))
    opened = carried_out(form, lambda: verbs.open_wave(**form.cleaned_data, by=request.actor, at=timezone.now()))
    if opened is None:
        return form_page(request, "console/waves/open.html", form)
    messages.success(request, _("The cycle is open as a draft."))
    return redirect("console:wave", opened.ref)


@allowed_to(Act.VIEW_MISSIONS)
@require_GET
def wave(request: StaffRequest, ref: str) -> HttpResponse:
    """Show a cycle with its missions."""
    progress = progress_of(found(queries.wave_card(ref)))
    wanted = MissionFilter(ref, asked_text(request), asked_text(request, "state"))
    counts = queries.missions_by_state(ref)
    chips = [(state, counts[state]) for state in MissionState if state in counts]
    page = page_of(request, mission_rows(wanted))
    last = {ref: answers[0] for ref, answers in said_of(request, [card.ref for card in page.object_list]).items()}
    context = {"progress": progress, "wave": progress.wave, "page": page}
    context |= {"rows": [(card, last.get(card.ref)) for card in page.object_list]}
    context |= {"known_to_body": count_known_to_body(ref)}
    context |= {"needs": need_cards(ref, timezone.now()) if can(request.actor, Act.READ_ANSWERS) else ()}
    context |= {"wanted": wanted, "chips": chips, "moves_together": moves_together(counts)}
    context |= {"may_prepare": can(request.actor, Act.PREPARE_LETTERS), "letters_ready": letters_ready(ref)}
    context |= {"may_plan": may_plan(request), "takes_missions": progress.wave.state in verbs.OPEN_FOR_MISSIONS}
    return render(request, "console/waves/wave.html", context | {"may_move": can(request.actor, Act.MOVE_WAVE)})


@allowed_to(Act.MOVE_WAVE)
@require_http_methods(["GET", "POST"])
def move_wave(request: StaffRequest, ref: str, to: str) -> HttpResponse:
    """Move a cycle on, once its number was typed."""
    card = found(queries.wave_card(ref))
    target = next((state for state in progress_of(card).moves if state == to), None)
    if target is None:
        raise Http404
    form = MoveWaveForm(posted(request), number=card.number)
    verb = verbs.move_wave
    if carried_out(form, lambda: verb(wave=ref, to=WaveState(to), by=request.actor, at=timezone.now())) is None:
        return form_page(request, "console/waves/move.html", form, wave=card, to=target)
    messages.success(request, _("The cycle has moved on."))
    return redirect("console:wave", ref)


def mission_rows(wanted: MissionFilter) -> Rows[MissionCard]:
    """Return the missions that fit, fetched by the page."""
    fields = {"wave": wanted.wave, "search": wanted.search, "state": wanted.state}
    return Rows(
        queries.count_missions(wanted), lambda offset, size: queries.mission_cards(**fields, offset=offset, size=size)
    )


def may_plan(request: StaffRequest) -> bool:
    """Tell whether the reader plans missions."""
    return can(request.actor, Act.PLAN_MISSIONS)
