"""Shoppers by panel ref, for the panel officer. No cycle number stands on these pages."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.lifecycles import SHOPPER_MOVES, ShopperState
from basira.programme.panel import admitting, queries, verbs
from basira.programme.panel.terms import REMINDED_BEFORE
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import carried_out, form_page, found, page_of, posted
from basira.surfaces.console.panel.forms import EnrolForm, MoveTogetherForm, PersonForm, ShopperMoveForm
from basira.surfaces.console.panel.leaving import LeavingForm, TermForm
from basira.surfaces.shared import figures
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text


@allowed_to(Act.VIEW_PANEL)
@require_GET
def panel(request: StaffRequest) -> HttpResponse:
    """List shoppers by panel ref, with how many stand where."""
    search, state = asked_text(request), asked_text(request, "state")
    page = page_of(request, queries.shopper_cards(search=search, state=state))
    counts, ending = queries.shoppers_and_terms(timezone.localdate() + REMINDED_BEFORE)
    chips = [(each, counts[each]) for each in ShopperState if each in counts]
    context = {"page": page, "query": search, "chosen": state, "chips": chips, "total": sum(counts.values())}
    to_end = queries.to_end()
    context |= {"again": [one for one in to_end if one.is_sent_again and not one.stop_said_on], "ending": ending}
    context["stopping"] = [one for one in to_end if one.stop_said_on]
    stay = Counter(one.state for one in to_end)
    together = [(each, to, counts.get(each, 0) - stay[each]) for each, to in verbs.TOGETHER.items()]
    context["together"] = [row for row in together if row[2] > 1]
    return render(request, "console/panel/shoppers.html", context)


@allowed_to(Act.MAINTAIN_PANEL)
@never_cache
@sensitive_post_parameters("name", "phone", "email", "national_id")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def person(request: StaffRequest) -> HttpResponse:
    """Enrol one person: who she is goes straight to the vault. Only the officer's own browser sees it again, on a fault."""
    form = PersonForm(posted(request))
    enrolled = carried_out(
        form,
        lambda: admitting.appoint(
            identity=form.identity(),
            state=form.cleaned_data["state"],
            own_unit=form.cleaned_data["own_unit"] or None,
            shopper_class=form.said_class(),
            by=request.actor,
            at=timezone.now(),
        ),
    )
    if enrolled is None:
        return form_page(request, "console/panel/person.html", form)
    messages.success(request, _("The shopper is enrolled. From now on, this reference is all that the desk knows."))
    return redirect("console:panel_shopper", enrolled)


@allowed_to(Act.MAINTAIN_PANEL)
@require_http_methods(["GET", "POST"])
def enrol(request: StaffRequest) -> HttpResponse:
    """Take shoppers into the panel."""
    form = EnrolForm(posted(request))
    enrolled = carried_out(form, lambda: verbs.enrol_shoppers(**form.cleaned_data, by=request.actor, at=timezone.now()))
    if enrolled is None:
        return form_page(request, "console/panel/enrol.html", form)
    messages.success(request, _("Shoppers enrolled: %(count)s.") % {"count": len(enrolled)})
    return redirect("console:panel")


@allowed_to(Act.VIEW_PANEL)
@require_GET
def shopper(request: StaffRequest, panel_ref: str) -> HttpResponse:
    """Show where one shopper stands, and where she may go."""
    card = found(queries.shopper_card(panel_ref))
    to = frozenset() if card.is_sent_again else SHOPPER_MOVES[card.state] - {ShopperState.ENDED}
    moves = [state for state in ShopperState if state in to]
    may_end = ShopperState.ENDED in SHOPPER_MOVES[card.state]
    context = {"shopper": card, "moves": moves, "leaving_form": LeavingForm() if may_end else None}
    context["term_form"] = TermForm(initial={"ends_on": card.term_ends_on})
    return render(request, "console/panel/shopper.html", context)


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def move_together(request: StaffRequest) -> HttpResponse:
    """Move everybody of one standing on."""
    form = MoveTogetherForm(request.POST)
    if not form.is_valid():
        raise Http404
    count = verbs.move_together(start=ShopperState(form.cleaned_data["start"]), by=request.actor, at=timezone.now())
    messages.success(request, _("Shoppers moved on: %(count)s.") % {"count": figures.number(count)})
    return redirect("console:panel")


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def move_shopper(request: StaffRequest, panel_ref: str) -> HttpResponse:
    """Move a shopper along the panel's lifecycle."""
    card = found(queries.shopper_card(panel_ref))
    form = ShopperMoveForm(request.POST)
    if not form.is_valid():
        return render(request, "console/panel/shopper.html", {"shopper": card, "form": form}, status=422)
    to = ShopperState(form.cleaned_data["to"])
    verbs.move_shopper(panel_ref=panel_ref, to=to, by=request.actor, at=timezone.now())
    messages.success(request, _("The shopper's standing was changed."))
    return redirect("console:panel_shopper", panel_ref)
