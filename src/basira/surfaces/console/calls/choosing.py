"""The choice of a call: bind, draw, take in, call a reserve; and what an auditor needs to draw again."""

import io
import zipfile
from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from basira.core.kernel.lifecycles import ApplicationState, CallState
from basira.core.kernel.problem import FileRefused, Problem
from basira.core.recruiting.attributes import ATTRIBUTE_COLUMNS, GROUPS
from basira.core.selection.protocol import QUICKNET_CHAIN, Named
from basira.programme.panel import admitting, replacing
from basira.programme.people import permissions
from basira.programme.people import verbs as people
from basira.programme.people.blueprints import quotas_as_typed
from basira.programme.people.permissions import Act, NotPermitted
from basira.programme.recruiting import draws, queries
from basira.programme.recruiting.draws import ChoiceCard
from basira.programme.recruiting.verbs import choosing as verbs
from basira.surfaces.console.answers import found
from basira.surfaces.console.calls.forms import BindForm, DrawForm
from basira.surfaces.console.lists import faults_shown
from basira.surfaces.console.panel.leaving import quota_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.downloads import disposition
from basira.surfaces.shared.draw_words import BEACONS
from basira.surfaces.shared.taking import taken
from basira.surfaces.shared.words import words_of

TABLES = ("pool", "quotas")


@allowed_to(Act.VIEW_CALLS)
@require_GET
def choice(request: StaffRequest, ref: str) -> HttpResponse:
    """Show what was bound and drawn, and what comes next."""
    return choice_page(request, ref)


@allowed_to(Act.CHOOSE_PANEL)
@require_POST
def bind(request: StaffRequest, ref: str) -> HttpResponse:
    """Bind the pool and the quotas."""
    found(queries.call_card(ref))
    form = BindForm(request.POST, is_again=draws.choice_card(ref) is not None)
    if not form.is_valid():
        return choice_page(request, ref, bind_form=form)
    try:
        verbs.bind_choice(call=ref, **form.said(), by=request.actor, at=timezone.now())
    except NotPermitted:
        raise
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        faults = faults_shown(refusal.faults) if isinstance(refusal, FileRefused) else {}
        return choice_page(request, ref, bind_form=form, **faults)
    messages.success(request, _("It is bound, and stands on the public site. Draw once the beacon has spoken."))
    return redirect("console:call_choice", ref)


@allowed_to(Act.CHOOSE_PANEL)
@require_POST
def draw(request: StaffRequest, ref: str) -> HttpResponse:
    """Draw from what was bound."""
    found(queries.call_card(ref))
    form = DrawForm(request.POST)

    def run() -> None:
        verbs.draw(call=ref, said=form.cleaned_data["said"], by=request.actor, at=timezone.now())

    if not taken(form, run):
        return choice_page(request, ref, draw_form=form)
    messages.success(request, _("The panel is drawn."))
    return redirect("console:call_choice", ref)


@allowed_to(Act.CHOOSE_PANEL)
@require_POST
def tell(request: StaffRequest, ref: str) -> HttpResponse:
    """Have the vault write to all who are chosen."""
    found(queries.call_card(ref))
    count = verbs.tell_chosen(call=ref, words=mail_words(), by=request.actor, at=timezone.now())
    messages.success(request, _("Messages laid into the vault's outbox: %(count)s.") % {"count": count})
    return redirect("console:call_choice", ref)


def mail_words() -> dict[str, str]:
    """Return the mail to who is chosen, in each language of applying: it names neither the programme nor what it is about."""
    said = {}
    for language in ("ar", "en", "ur"):
        with translation.override(language):
            said[language] = "\n".join(
                (_("News for you"), _("What you applied for goes on. The office expects your call."))
            )
    return said


@allowed_to(Act.CHOOSE_PANEL)
@require_POST
def admit(request: StaffRequest, ref: str) -> HttpResponse:
    """Take all who are chosen into the panel, together."""
    found(queries.call_card(ref))
    count = admitting.admit_chosen(call=ref, by=request.actor, at=timezone.now())
    words = ngettext(
        "%(count)s came into the panel, in training. Which of them was whose application, only the vault knows.",
        "%(count)s came into the panel, in training. Which of them was whose application, only the vault knows.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("console:panel")


@allowed_to(Act.CHOOSE_PANEL)
@require_POST
def replace(request: StaffRequest, ref: str) -> HttpResponse:
    """Call the reserve who keeps the quotas best in the place of one who declines."""
    card = found(queries.vetting_card(ref))
    done = replacing.replace_declined(application=ref, call=card.call, by=request.actor, at=timezone.now())
    words = _("The reserve who keeps the quotas best was called, and who declined is destroyed in the vault.")
    messages.success(request, f"{words} {quota_words(done.broken)}")
    return redirect("console:call_choice", card.call)


@allowed_to(Act.REPLAY_DRAW)
@require_GET
def table(request: StaffRequest, ref: str, table: str) -> HttpResponse:
    """Take out what was bound, so that `./basira panel draw` can make the draw again."""
    card = draws.choice_card(ref)
    if card is None or table not in TABLES or not card.pool:  # of an ended call nothing can be drawn again
        raise Http404
    act, by, at = Act.REPLAY_DRAW, request.actor, timezone.now()
    people.note_export(table=f"choice-{table}", subject=ref, kind="csv", act=act, by=by, at=at)
    answer = HttpResponse(
        card.pool if table == "pool" else card.typed_quotas, content_type="text/csv; charset=utf-8; header=present"
    )
    answer["Content-Disposition"] = disposition(f"{table}.csv", f"{table}.csv")
    answer["Cache-Control"] = "no-store"
    return answer


@allowed_to(Act.REPLAY_DRAW)
@require_GET
def files(request: StaffRequest, ref: str) -> HttpResponse:
    """Take out a draw whole, so that `./basira panel verify --replay` checks it without this machine."""
    whole = draws.draw_files(ref)
    if whole is None:
        raise Http404
    act, by, at = Act.REPLAY_DRAW, request.actor, timezone.now()
    people.note_export(table="choice-draw", subject=ref, kind="zip", act=act, by=by, at=at)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(whole.items()):
            archive.writestr(zipfile.ZipInfo(f"draw/{name}", (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = disposition("draw.zip", "draw.zip")
    answer["Cache-Control"] = "no-store"
    return answer


def choice_page(
    request: StaffRequest,
    ref: str,
    *,
    bind_form: Form | None = None,
    draw_form: Form | None = None,
    **more: object,
) -> HttpResponse:
    """Return the page of a choice; 422 with a form that is refused."""
    call, card = found(queries.call_card(ref)), draws.choice_card(ref)
    may = permissions.can(request.actor, Act.CHOOSE_PANEL)
    groups = [(name, ", ".join(GROUPS[name]) if name in GROUPS else "") for name in ATTRIBUTE_COLUMNS]
    regions = ", ".join(code for code, _ar, _en in queries.region_codes())
    states = {each.ref: each.state for each in queries.vetting_cards(ref)} if card and card.is_drawn else {}
    context = {
        "call": call,
        "card": card,
        "may_bind": may and call.state is CallState.CLOSED,
        "may_replay": permissions.can(request.actor, Act.REPLAY_DRAW),
        "may_choose": may and call.state is CallState.CHOSEN,
        "waiting": call.counts.get(ApplicationState.CHOSEN, 0) if call.state is CallState.CHOSEN else 0,
        "seats": [(each, states.get(each)) for each in card.chosen] if card else [],
        "reserves": [(each, states.get(each)) for each in card.reserves] if card else [],
        "bind_form": bind_form or first_form(card),
        "beacon": BEACONS[card.binding.bound.named.beacon] if card and card.binding else "",
        "address": address_of(card.binding.bound.named) if card and card.binding else "",
        "has_spoken": bool(card and card.binding and card.binding.bound.named.due <= timezone.now()),
        "draw_form": draw_form or DrawForm(),
        "groups": [(name, text or (regions if name == "region" else "yes, no")) for name, text in groups],
    }
    refused = bind_form is not None or draw_form is not None
    return render(request, "console/calls/choice.html", context | more, status=422 if refused else 200)


def first_form(card: ChoiceCard | None) -> BindForm:
    """Return the form for a binding: the quotas that were bound last, else the programme's own, and tomorrow's beacon."""
    due = (timezone.localtime() + timedelta(days=1)).replace(minute=0)
    quotas = card.typed_quotas if card else quotas_as_typed()
    return BindForm(initial={"quotas": quotas, "due": due}, is_again=card is not None)


def address_of(named: Named) -> str:
    """Return where a beacon's answer stands; empty for a public drawing."""
    return f"https://api.drand.sh/{QUICKNET_CHAIN}/public/{named.round}" if named.round else ""
