"""The wizard: the code, the steps, the check, and the second factor with which all of it is written at once."""

from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from basira.core.kernel.problem import Problem
from basira.programme.people import queries, setting_up
from basira.programme.people.blueprints import blueprint_from
from basira.programme.registry.blueprints import BlueprintOfAnotherKind, check_start
from basira.programme.training.starting import start_with_training
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.console.programme.forms import WEEKDAY_NAMES
from basira.surfaces.console.programme.words import profile_rows, separation_rows
from basira.surfaces.console.set_up import steps
from basira.surfaces.console.set_up.starting import StartForm, remarks
from basira.surfaces.console.set_up.steps import STEPS, Draft
from basira.surfaces.shared import enrolment
from basira.surfaces.shared.words import words_of


class CodeForm(forms.Form):
    """The code that the start printed."""

    code = forms.CharField(
        label=_("Set-up code"),
        help_text=_("It stands in the window in which Basira was started, such as 7K2QD-…"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "data-from-fragment": ""}),
    )


def before_set_up(view: Any) -> Any:
    """Let a view be reached only while nobody has an account; afterwards the wizard is gone."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if queries.is_set_up():
            raise Http404
        answer: HttpResponse = never_cache(view)(request, **kwargs)
        return answer

    return guarded


def with_draft(view: Any) -> Any:
    """Let a view be reached only by the browser that gave the code, while that code is the newest."""

    @before_set_up
    def drafted(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft = steps.draft_of(request)
        if draft is None:
            return redirect("set_up:code")
        try:
            setting_up.check_set_up_code(draft["code"])
        except setting_up.SetUpCodeWrong as refusal:
            messages.error(request, words_of(refusal))
            return redirect("set_up:code")
        answer: HttpResponse = view(request, draft=draft, **kwargs)
        return answer

    return drafted


@require_http_methods(["GET", "POST"])
@before_set_up
@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    form = CodeForm(posted(request))
    if form.is_valid():
        digest = setting_up.digest_of(form.cleaned_data["code"])
        if carried_out(form, lambda: opens(digest)):
            steps.begin(request, digest)
            return redirect("set_up:step", STEPS[0].name)
    return form_page(request, "console/set_up/code.html", form)


def opens(digest: str) -> bool:
    """Tell that a code opens the wizard; a wrong one is refused by the verb."""
    setting_up.check_set_up_code(digest)
    return True


@require_http_methods(["GET", "POST"])
@with_draft
@sensitive_post_parameters()
def step(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    """Show a step, or keep what was typed and go where the button says."""
    here = steps.BY_NAME.get(name)
    if here is None:
        raise Http404
    if request.method == "GET":
        return step_page(request, here, steps.form_of(here, draft))
    form = steps.form_of(here, draft, request.POST, request.FILES)
    is_valid = form.is_valid()
    if isinstance(form, StartForm) and is_valid:
        steps.start_from(draft, form)
    if name == "account" and is_valid:
        draft["password_hash"] = form.cleaned_data["password_hash"]
    steps.keep(request, here, draft)
    place = STEPS.index(here)
    if request.POST.get("go") == "back":
        return redirect("set_up:step", STEPS[max(place - 1, 0)].name)
    if not is_valid:
        return step_page(request, here, form)
    return redirect("set_up:step", STEPS[place + 1].name) if place + 1 < len(STEPS) else redirect("set_up:check")


def step_page(request: HttpRequest, here: steps.Step, form: forms.Form) -> HttpResponse:
    """Return the page of a step, with the way that all steps make."""
    context: dict[str, Any] = {"step": here, "steps": STEPS, "place": STEPS.index(here) + 1}
    if here.name == "roles":
        context |= {"profiles": profile_rows(), "separations": separation_rows()}
    return form_page(request, "console/set_up/step.html", form, **context)


@require_GET
@with_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show everything once more, each with the way to change it."""
    if gap := steps.first_gap(draft):
        return redirect("set_up:step", gap.name)
    start = steps.start_of(draft)
    try:
        check_start(start)
    except BlueprintOfAnotherKind as refusal:
        messages.error(request, words_of(refusal))
        return redirect("set_up:step", "start")
    context = {"charter": start.charter, "account": draft["answers"]["account"], "steps": STEPS}
    context |= {"clocks": start.clocks, "weekend": [WEEKDAY_NAMES[day] for day in start.clocks.weekend]}
    if start.blueprint:
        context["blueprint"] = remarks(blueprint_from(start.blueprint))
    return render(request, "console/set_up/check.html", context | {"place": len(STEPS) + 1})


@require_http_methods(["GET", "POST"])
@with_draft
@sensitive_post_parameters()
def finish(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the second factor, and set everything up with it, all or nothing."""
    if gap := steps.first_gap(draft):
        return redirect("set_up:step", gap.name)
    newcomer = newcomer_of(request, draft)
    form = enrolment.factor_form(request, newcomer)
    if form.is_valid():
        try:
            enrolment.enrolled(request, newcomer, form, lambda new: set_up(draft, new))
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, gettext("Your programme is set up. Keep these codes before you go on."))
            return redirect("mfa_view_recovery_codes")
    context = enrolment.factor_context(newcomer) | {"steps": STEPS, "place": len(STEPS) + 2}
    return form_page(request, "console/set_up/finish.html", form, **context)


def newcomer_of(request: HttpRequest, draft: Draft) -> Draft:
    """Return what is known of the first account; the app's secret stays the same while the page is tried again."""
    if "secret" not in draft:
        draft["secret"] = enrolment.new_secret()
        request.session.modified = True
    kept = {name: draft[name] for name in ("ref", "secret")} | {"password_hash": draft.get("password_hash", "")}
    return draft["answers"]["account"] | kept  # type: ignore[no-any-return]


def set_up(draft: Draft, new: Any) -> Any:
    """Run the verb with everything that was typed."""
    return start_with_training(code_digest=draft["code"], start=steps.start_of(draft), first=new, at=timezone.now())
