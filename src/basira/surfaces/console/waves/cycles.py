"""Cycles: the list, opening one, one with its missions, moving it on."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import WAVE_MOVES, MissionState, WaveState
from basira.programme.people.permissions import Act, can
from basira.programme.review import verbs as review
from basira.programme.safety.queries.letters import letters_ready
from basira.programme.waves import queries, verbs
from basira.programme.waves.answers import count_known_to_body
from basira.programme.waves.needs import need_cards
from basira.programme.waves.phases import phase_of
from basira.programme.waves.queries import MissionCard, MissionFilter
from basira.surfaces.console.answers import Rows, carried_out, form_page, found, page_of, posted
from basira.surfaces.console.waves.answering import reasons_said, said_of
from basira.surfaces.console.waves.forms import MoveWaveForm, OpenWaveForm
from basira.surfaces.console.waves.moves import moves_together
from basira.surfaces.console.waves.progress import MOVED_HERE, progress_of
from basira.surfaces.console.waves.standing import standings
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.figures import number


@allowed_to(Act.VIEW_MISSIONS)
@require_GET
def waves(request: StaffRequest) -> HttpResponse:
    """List the cycles, newest first, each with its line."""
    cards = queries.wave_cards()
    found_ones = standings(cards)
    cycles = [progress_of(card, found_ones[card.ref], request.actor) for card in cards]
    return render(request, "console/waves/waves.html", {"cycles": cycles, "may_plan": may_plan(request)})


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def open_wave(request: StaffRequest) -> HttpResponse:
    """Open a cycle."""
    form = OpenWaveForm(posted(request), language=(get_language() or "en")[:2])
    opened = carried_out(form, lambda: verbs.open_wave(**form.cleaned_data, by=request.actor, at=timezone.now()))
    if opened is None:
        return form_page(request, "console/waves/open.html", form)
    messages.success(request, _("The cycle is open as a draft."))
    return redirect("console:wave", opened.ref)


@allowed_to(Act.VIEW_MISSIONS)
@require_GET
def wave(request: StaffRequest, ref: str) -> HttpResponse:
    """Show a cycle with its missions."""
    card = found(queries.wave_card(ref))
    standing = standings([card])[ref]
    progress, counts = progress_of(card, standing, request.actor), standing.missions
    wanted = MissionFilter(ref, asked_text(request), asked_text(request, "state"))
    chips = [(state, counts[state]) for state in MissionState if state in counts]
    page = page_of(request, mission_rows(wanted, counts))
    last = {ref: answers[0] for ref, answers in said_of(request, [card.ref for card in page.object_list]).items()}
    context = {"progress": progress, "wave": progress.wave, "page": page}
    context["phase"] = phase_of(progress.wave.phase)
    context |= {"rows": [(card, last.get(card.ref)) for card in page.object_list]}
    context |= {"known_to_body": count_known_to_body(ref)}
    context |= {"needs": need_cards(ref, timezone.now()) if can(request.actor, Act.READ_ANSWERS) else ()}
    context |= {"reasons": reasons_said(request, ref)}
    context |= {"wanted": wanted, "chips": chips, "moves_together": moves_together(counts)}
    context |= {"may_prepare": can(request.actor, Act.PREPARE_LETTERS), "letters_ready": letters_ready(ref)}
    context |= {"may_plan": may_plan(request), "takes_missions": progress.wave.state in verbs.OPEN_FOR_MISSIONS}
    context |= {"may_move": can(request.actor, Act.MOVE_WAVE), "may_ask": can(request.actor, Act.ASK_SELF_ASSESSMENT)}
    if can(request.actor, Act.MAINTAIN_PANEL):
        context["numbers_url"] = reverse("console:panel_numbers", args=[ref])
    return render(request, "console/waves/wave.html", context)


@allowed_to(Act.MOVE_WAVE)
@require_http_methods(["GET", "POST"])
def move_wave(request: StaffRequest, ref: str, to: str) -> HttpResponse:
    """Move a cycle on, once its number was typed."""
    card = found(queries.wave_card(ref))
    target = next((state for state in WAVE_MOVES[card.state] & MOVED_HERE if state == to), None)
    if target is None:
        raise Http404
    form = MoveWaveForm(posted(request), number=card.number)
    if carried_out(form, lambda: move_on(ref, target, request.actor, timezone.now())) is None:
        warning = warning_before(ref, target)
        return form_page(request, "console/waves/move.html", form, wave=card, to=target, warning=warning)
    messages.success(request, _("The cycle has moved on."))
    return redirect("console:wave", ref)


def move_on(wave: str, to: WaveState, by: Actor, at: datetime) -> bool:
    """Move a cycle on, or end its review, which is a verb of its own stage. True once it is done."""
    if to is WaveState.REVIEWED:
        review.end_review(wave=wave, by=by, at=at)
    else:
        verbs.move_wave(wave=wave, to=to, by=by, at=at)
    return True


def warning_before(wave: str, to: WaveState) -> str:
    """Return what to think of before a move; "" when there is nothing."""
    counts = queries.missions_by_state(wave)
    if to is WaveState.IN_FIELD and not counts.get(MissionState.ACCEPTED):
        return _(
            "No mission is accepted yet, so that no phone can file a visit. Offer them and have them accepted first."
        )
    if to is WaveState.CLOSED and (count := counts.get(MissionState.ACCEPTED, 0)):
        words = ngettext(
            "%(count)s accepted mission has no visit yet. Once the field work is closed, none can be filed.",
            "%(count)s accepted missions have no visit yet. Once the field work is closed, none can be filed.",
            count,
        )
        return words % {"count": number(count)}
    return ""


def mission_rows(wanted: MissionFilter, counts: Mapping[MissionState, int]) -> Rows[MissionCard]:
    """Return the missions that fit, fetched by the page; only those that are searched for are counted anew."""
    fields = {"wave": wanted.wave, "search": wanted.search, "state": wanted.state}
    known = sum(count for state, count in counts.items() if wanted.state in ("", state))
    fitting = queries.count_missions(wanted) if wanted.search else known
    return Rows(fitting, lambda offset, size: queries.mission_cards(**fields, offset=offset, size=size))


def may_plan(request: StaffRequest) -> bool:
    """Tell whether the reader plans missions."""
    return can(request.actor, Act.PLAN_MISSIONS)
