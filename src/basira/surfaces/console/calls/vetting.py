"""Assessing blind, comparing papers in the vault, and settling: three readers, each with no more than the task needs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.lifecycles import ApplicationState
from basira.programme.people.permissions import Act
from basira.programme.recruiting import queries
from basira.programme.recruiting.queries import VettingCard
from basira.programme.recruiting.verbs import vetting as verbs
from basira.surfaces.console.answers import carried_out, form_page, found, page_of, posted
from basira.surfaces.console.calls.forms import MarksForm, PapersForm, SettleForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.recruiting_words import (
    AGES,
    DISABILITIES,
    LANGUAGES,
    NATIONALITIES,
    OCCUPATIONS,
    REASONS_NOT_PASSED,
    SEXES,
    STANDINGS,
    TIES,
)

CODED: dict[str, Any] = {
    "sex": SEXES,
    "age": AGES,
    "standing": STANDINGS,
    "nationality": NATIONALITIES,
    "occupation": OCCUPATIONS,
    "disability": DISABILITIES,
}


@allowed_to(Act.ASSESS_APPLICATION)
@require_GET
def to_assess(request: StaffRequest, ref: str) -> HttpResponse:
    """List what waits for the reader's own marks."""
    card = found(queries.call_card(ref))
    page = page_of(request, queries.to_assess(ref, assessor=request.actor.ref))
    return render(request, "console/calls/to_assess.html", {"call": card, "page": page})


@allowed_to(Act.ASSESS_APPLICATION)
@require_http_methods(["GET", "POST"])
def assess(request: StaffRequest, ref: str) -> HttpResponse:
    """Read one application, and give one's marks."""
    card = found(queries.assessed_card(ref, assessor=request.actor.ref))
    form = MarksForm(posted(request), initial=card.marks, criteria=card.criteria)
    done = carried_out(
        form,
        lambda: verbs.assess(application=ref, marks=form.marks(), by=request.actor, at=timezone.now()),
    )
    if done is None:
        return form_page(request, "console/calls/assess.html", form, card=card)
    messages.success(request, _("Your marks are kept. Nobody sees them before the assessment ends."))
    return redirect("console:call_assess", card.call)


@allowed_to(Act.VET_APPLICATION)
@require_GET
def vetting(request: StaffRequest, ref: str) -> HttpResponse:
    """List the applications of a call that were sent."""
    card, state = found(queries.call_card(ref)), asked_text(request, "state")
    page = page_of(request, queries.vetting_cards(ref, state=state))
    fit = queries.papers_fit([each.ref for each in page], by=request.actor.ref)
    lines = [(each, None if fit is None else each.ref in fit) for each in page]
    chips = [(each, card.counts[each]) for each in ApplicationState if each in card.counts and each != "draft"]
    context = {"call": card, "page": page, "lines": lines, "chips": chips, "chosen": state}
    return render(request, "console/calls/vetting.html", context)


@allowed_to(Act.VET_APPLICATION)
@require_GET
def application(request: StaffRequest, ref: str) -> HttpResponse:
    """Show one application to the panel officer."""
    return application_page(request, found(queries.vetting_card(ref)), SettleForm())


@allowed_to(Act.VET_APPLICATION)
@require_POST
def settle(request: StaffRequest, ref: str) -> HttpResponse:
    """Pass an application, or say why it does not pass."""
    card, form = found(queries.vetting_card(ref)), SettleForm(request.POST)
    done = carried_out(
        form,
        lambda: verbs.settle(application=ref, not_passed=form.reason(), by=request.actor, at=timezone.now()),
    )
    if done is None:
        return application_page(request, card, form)
    messages.success(request, _("The decision is kept."))
    return redirect("console:call_vetting", card.call)


def application_page(request: StaffRequest, card: VettingCard, form: SettleForm) -> HttpResponse:
    """Return the page of one application."""
    fit = queries.papers_fit([card.ref], by=request.actor.ref)
    said = [
        (name, CODED[name].get(value, value) if name in CODED else value) for name, value in card.attributes.items()
    ]
    context = {
        "card": card,
        "call": found(queries.call_card(card.call)),
        "form": form,
        "fit": None if fit is None else card.ref in fit,
        "said": said,
        "languages": [LANGUAGES[each] for each in LANGUAGES if str(each) in card.languages],
        "ties": [(TIES[kind], name_ar, name_en) for kind, name_ar, name_en in card.ties],
        "reason": dict(REASONS_NOT_PASSED).get(card.not_passed, ""),  # type: ignore[call-overload]
    }
    return render(request, "console/calls/application.html", context, status=422 if form.is_bound else 200)


@allowed_to(Act.SEE_PAPERS)
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def papers(request: StaffRequest) -> HttpResponse:
    """Compare the papers that somebody shows: the vault says yes or no, and keeps which applicant it was."""
    form = PapersForm(posted(request))
    fit = carried_out(
        form,
        lambda: verbs.see_papers(
            national_id=form.cleaned_data["national_id"],
            birth_date=form.cleaned_data["birth_date"].isoformat(),
            by=request.actor,
            at=timezone.now(),
        ),
    )
    if fit is None:
        return form_page(request, "console/calls/papers.html", form)
    return render(request, "console/calls/papers.html", {"form": PapersForm(), "is_compared": True, "fit": fit})
