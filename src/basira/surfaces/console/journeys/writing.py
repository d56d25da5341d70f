"""Writing one life event at the desk: the same checks as for a list, each fault at its field."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from basira.core.imports.life_events import (
    MAX_CODE,
    MAX_NAME,
    MAX_TEXT,
    MOST_DAYS,
    LifeEventCheck,
    check_life_events,
)
from basira.core.imports.tables import Row, Table
from basira.core.kernel.journeys import MOST_STEPS
from basira.core.kernel.problem import Problem
from basira.programme.journeys import queries, verbs
from basira.programme.people.permissions import Act
from basira.surfaces.console.code_field import CodeField
from basira.surfaces.console.journeys.views import journeys_step, trail
from basira.surfaces.console.vocabulary import CHANNEL_NAMES
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_text
from basira.surfaces.shared.words import words_of, words_of_fault

EMPTY_STEPS = 3
"""Steps offered beside those that are there; what is left without a service is no step."""
EVENT_FIELDS = ("code", "name_ar", "name_en")


def text_field(label: Any, language: str, *, most: int = MAX_TEXT) -> forms.CharField:
    """Return a field for one language that may stay empty: the other language stands in."""
    attrs = {"dir": "rtl" if language == "ar" else "ltr", "lang": language}
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.TextInput(attrs))


class LifeEventForm(forms.Form):
    """What a life event is called."""

    code = CodeField(label=gettext_lazy("Code"), max_length=MAX_CODE)
    name_ar = text_field(gettext_lazy("Name in Arabic"), "ar", most=MAX_NAME)
    name_en = text_field(gettext_lazy("Name in English"), "en", most=MAX_NAME)


class StepForm(forms.Form):
    """One step; without a service it is none."""

    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    step_ar = text_field(gettext_lazy("Step in Arabic"), "ar", most=MAX_NAME)
    step_en = text_field(gettext_lazy("Step in English"), "en", most=MAX_NAME)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=[(str(each), words) for each, words in CHANNEL_NAMES.items()]
    )
    promised_days = forms.IntegerField(
        label=gettext_lazy("Days that are promised"), required=False, min_value=0, max_value=MOST_DAYS
    )
    brings_ar = text_field(gettext_lazy("The citizen brings, in Arabic"), "ar")
    brings_en = text_field(gettext_lazy("The citizen brings, in English"), "en")
    hands_ar = text_field(gettext_lazy("It hands to the next, in Arabic"), "ar")
    hands_en = text_field(gettext_lazy("It hands to the next, in English"), "en")

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", _("No step")), *services]  # type: ignore[attr-defined]


Steps = forms.formset_factory(StepForm, extra=EMPTY_STEPS, max_num=MOST_STEPS, validate_max=True)


@allowed_to(Act.WRITE_LIFE_EVENTS)
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest) -> HttpResponse:
    """The form, filled with a version that is to be changed, and taking it as the next version."""
    if request.method != "POST":
        said, steps = said_before(asked_text(request, "from", limit=26))
        return page(request, LifeEventForm(initial=said), steps_of(None, steps))
    form, steps_form = LifeEventForm(request.POST), steps_of(request.POST)
    if not (form.is_valid() and steps_form.is_valid()):
        return page(request, form, steps_form)
    check = checked(form, steps_form)
    if not check.ok or not check.events:
        tell_faults(check, form, steps_form)
        return page(request, form, steps_form)
    event = check.events[0]
    try:
        verbs.write_life_events(rows=[event], file_sha256=event.sha256, by=request.actor, at=timezone.now())
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return page(request, form, steps_form)
    messages.success(request, _("The life event is written."))
    return redirect("console:journeys")


def steps_of(posted: QueryDict | None, said: list[dict[str, Any]] | None = None) -> Any:
    """Return the forms of the steps, as they were sent or as a version says them."""
    services = queries.service_choices((get_language() or "en")[:2])
    return Steps(posted, initial=said, prefix="step", form_kwargs={"services": services})


def said_before(ref: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a version says, as the forms are filled with it; nothing where there is no such version."""
    found = queries.life_event_page(ref) if ref else None
    if found is None:
        return {}, []
    card, steps, _others = found
    names = ("brings_ar", "brings_en", "hands_ar", "hands_en", "promised_days", "channel")
    rows = [
        {name: getattr(step, name) for name in names}
        | {"service": step.service_code, "step_ar": step.name_ar, "step_en": step.name_en}
        for step in steps
    ]
    return {name: getattr(card, name) for name in EVENT_FIELDS}, rows


def checked(form: LifeEventForm, steps_form: Any) -> LifeEventCheck:
    """Return the check of what was typed, as if it were a list: a step's place is its row."""
    names = tuple(StepForm.base_fields)
    event = tuple(str(form.cleaned_data[name]) for name in EVENT_FIELDS)
    rows = tuple(
        Row(place, event + tuple("" if said[name] is None else str(said[name]) for name in names))
        for place, said in enumerate(one.cleaned_data for one in steps_form)
        if said.get("service")
    )
    return check_life_events(Table(EVENT_FIELDS + names, rows, "form", "", 0), (), queries.known_places())


def tell_faults(check: LifeEventCheck, form: LifeEventForm, steps_form: Any) -> None:
    """Put each fault at its field; one without a step at the top."""
    for fault in check.faults:
        words = words_of_fault(fault)
        if fault.row is not None and fault.column in StepForm.base_fields:
            steps_form[fault.row].add_error(fault.column, words)
        elif fault.column in EVENT_FIELDS:
            form.add_error(fault.column, words)
        else:
            form.add_error(None, _("A life event has at least one step. Choose a service."))


def page(request: StaffRequest, form: LifeEventForm, steps_form: Any) -> HttpResponse:
    """Return the form: 200 when it is shown, 422 when it came back."""
    context = {"form": form, "steps_form": steps_form, "trail": trail(journeys_step())}
    return render(request, "console/journeys/write.html", context, status=422 if form.is_bound else 200)
