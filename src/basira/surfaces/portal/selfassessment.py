"""What we think of ourselves before a cycle: asked on its own criteria, handed in once, later beside what was seen."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from basira.core.kernel.problem import Problem
from basira.programme.findings.own_rows import PortalNotSetUp
from basira.programme.people import permissions
from basira.programme.people.permissions import Act, NotPermitted
from basira.programme.selfassessment import queries, verbs
from basira.programme.selfassessment.queries import CentreCard, CriterionCard, SheetCard
from basira.programme.selfassessment.sheets import Kind
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.report_words import called
from basira.surfaces.shared.self_words import beside_lines
from basira.surfaces.shared.words import words_of

WHOLE = "body"
"""The part of an address that stands for the body itself, where a centre's ref would stand."""
UNKNOWN = ("", gettext_lazy("We cannot say"))


class AssessForm(forms.Form):
    """One field a criterion, in the questionnaire's own scale; each may be left out."""

    def __init__(self, *args: Any, criteria: tuple[CriterionCard, ...], **more: Any) -> None:
        super().__init__(*args, **more)
        self.criteria = {f"c{place}": card for place, card in enumerate(criteria)}
        for name, card in self.criteria.items():
            self.fields[name] = field_of(card)

    def answers(self) -> dict[str, str]:
        """Return what was answered, by the criterion's code, as a questionnaire is answered."""
        said = {card.code: self.cleaned_data[name] for name, card in self.criteria.items()}
        return {code: " ".join(each) if isinstance(each, list) else each for code, each in said.items()}

    def mark(self, faults: list[str]) -> None:
        """Write at each criterion that its answer is none of its scale's."""
        for name, card in self.criteria.items():
            if card.code in faults:
                self.add_error(name, _("This is none that the scale knows. Correct it, or leave it out."))

    def by_dimension(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields under the names of their dimensions, in the sheet's order."""
        found: dict[str, list[forms.BoundField]] = {}
        for name, card in self.criteria.items():
            found.setdefault(called(card.dimension), []).append(self[name])
        return list(found.items())


def field_of(card: CriterionCard) -> forms.Field:
    """Return the field of one criterion."""
    label, choices = called(card.name), [(each.name, called(each.label)) for each in card.choices]
    if card.kind is Kind.ONE:
        return forms.ChoiceField(
            label=label, choices=[*choices, UNKNOWN], required=False, widget=forms.RadioSelect, initial=""
        )
    if card.kind is Kind.SEVERAL:
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.CharField(
        label=label, max_length=15, required=False, widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"})
    )


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def sheets(request: StaffRequest) -> HttpResponse:
    """Every self-assessment for which we were asked."""
    rows = queries.own_sheets(entity_ref=request.actor.whole_body, at=timezone.now())
    return render(request, "portal/sheets.html", {"rows": rows})


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def sheet(request: StaffRequest, ref: str) -> HttpResponse:
    """One self-assessment: what waits, and what we thought beside what was seen."""
    card = find(request, ref)
    context = {
        "card": card,
        "lines": beside_lines(card),
        "may_assess": may_assess(request, card),
        "trail": trail(),
    }
    return render(request, "portal/sheet.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@allowed_to(Act.VIEW_PORTAL)
def assess(request: StaffRequest, ref: str, place: str) -> HttpResponse:
    """The form for us or for one of our centres; or what was handed in."""
    card = find(request, ref)
    centre = find_place(card, place)
    form = AssessForm(request.POST if request.method == "POST" else None, criteria=card.criteria)
    if request.method == "POST" and handed_in(request, card, centre, form):
        messages.success(request, _("Thank you: it is kept as you said it, and stands beside what will be seen."))
        return redirect("portal:sheet", ref)
    given = queries.own_answers(entity_ref=request.actor.whole_body, ref=ref, centre=centre.ref)
    context = {
        "card": card,
        "centre": centre,
        "form": form,
        "given": given_lines(card, given),
        "may_assess": may_assess(request, card) and not given,
        "trail": trail(card),
        "url": reverse("portal:assess", args=[ref, place]),
    }
    return render(request, "portal/assess.html", context, status=422 if form.is_bound else 200)


def handed_in(request: StaffRequest, card: SheetCard, centre: CentreCard, form: AssessForm) -> bool:
    """
    Hand a form in, and tell whether it was; where it is refused, the form says why and where.

    :raises NotPermitted, PortalNotSetUp: as the verb raises them
    """
    permissions.check(request.actor, Act.ASSESS_OURSELVES)
    if not form.is_valid():
        return False
    try:
        verbs.hand_in(sheet=card.ref, centre=centre.ref, answers=form.answers(), by=request.actor, at=timezone.now())
    except (NotPermitted, PortalNotSetUp):
        raise
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        form.mark(refusal.params.get("faults", []))
        return False
    return True


def may_assess(request: StaffRequest, card: SheetCard) -> bool:
    """Tell whether the reader may still hand something in."""
    return card.is_open and permissions.can(request.actor, Act.ASSESS_OURSELVES)


def find(request: StaffRequest, ref: str) -> SheetCard:
    """Return one of our own sheets, or answer 404: another body's is not there for us."""
    found = queries.own_sheet(entity_ref=request.actor.whole_body, ref=ref, at=timezone.now())
    if found is None:
        raise Http404
    return found


def find_place(card: SheetCard, place: str) -> CentreCard:
    """Return the body itself or one of its centres, or answer 404."""
    wanted = "" if place == WHOLE else place
    found = next((one for one in card.places if one.ref == wanted), None)
    if found is None or not place:
        raise Http404
    return found


def given_lines(card: SheetCard, given: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return what was handed in as (dimension, criterion, answer) in words; empty before."""
    if not given:
        return []
    lines = []
    for one in card.criteria:
        labels = {each.name: called(each.label) for each in one.choices}
        said = [labels.get(word, word) for word in given.get(one.code, "").split()]
        lines.append((called(one.dimension), called(one.name), " · ".join(said) or str(UNKNOWN[1])))
    return lines


def trail(card: SheetCard | None = None) -> list[dict[str, str]]:
    """Return the way here."""
    steps = [{"url": reverse("portal:sheets"), "label": _("Self-assessment")}]
    if card:
        steps.append({"url": reverse("portal:sheet", args=[card.ref]), "label": called(card.cycle.name)})
    return steps
