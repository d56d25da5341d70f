"""The wizard's steps, and the draft that waits in the session while somebody goes forth and back."""

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.labels import OWN
from basira.core.kernel.refs import new_ref
from basira.programme.people.blueprints import blueprint_from
from basira.programme.people.charter import Charter, Governance
from basira.programme.people.clocks import clocks_now
from basira.programme.people.profiles import ProfileCode
from basira.programme.registry.blueprints import Start
from basira.surfaces.console.programme.forms import (
    LABELS,
    BasisForm,
    ClocksForm,
    ProfileForm,
    ProgrammeForm,
    WordFormsForm,
    WordsForm,
)
from basira.surfaces.console.set_up.starting import OWN_FILE, StartForm, prefilled
from basira.surfaces.shared.enrolment import NewcomerForm

KEY = "set_up"
STAYS_S = 12 * 3600
"""Seconds that a draft waits: legal texts are looked up in other rooms."""
LISTS = {"weekend"}
"""Fields of which several values are sent."""
SECRETS = {"password", "again", "csrfmiddlewaretoken", "go"}

Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its address, its title, its lead, its form."""

    name: str
    title: str | Promise
    lead: str | Promise
    form: type[forms.Form]


STEPS = (
    Step(
        "start",
        _("Where to start from"),
        _("Nobody has to begin with an empty page."),
        StartForm,
    ),
    Step("programme", _("The programme"), _("What it is called, and whose it is."), ProgrammeForm),
    Step(
        "basis",
        _("Purpose and right"),
        _("People may read why you measure, by what right, and what staff were told before."),
        BasisForm,
    ),
    Step("words", _("Your words"), _("Programmes call people differently. Choose yours."), WordsForm),
    Step(
        "forms",
        _("Every form of the words"),
        _("Pages put these into sentences. Go on if they read well; change what does not."),
        WordFormsForm,
    ),
    Step(
        "roles",
        _("Who does what"),
        _("It says which roles one account gets together. It can be changed later."),
        ProfileForm,
    ),
    Step(
        "clocks",
        _("Clocks and weekend"),
        _("How long an answer may take, and which days do not count."),
        ClocksForm,
    ),
    Step(
        "account",
        _("The first account"),
        _("Yours: you open the programme and invite the others. There is no password that Basira knows before."),
        NewcomerForm,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def begin(request: HttpRequest, digest: str) -> None:
    """Start a draft, or go on with the one that this browser holds, under the code that was just given."""
    draft = request.session.get(KEY, {})
    request.session[KEY] = {"ref": new_ref(), "answers": {}} | draft | {"code": digest}
    request.session.set_expiry(STAYS_S)


def draft_of(request: HttpRequest) -> Draft | None:
    """Return the draft of this browser; None before the code was given."""
    found: Draft | None = request.session.get(KEY)
    return found


def keep(request: HttpRequest, step: Step, draft: Draft) -> None:
    """Keep what was typed at a step, right or not; passwords never."""
    answers = draft["answers"]
    before = answers.get("words", {})
    answers[step.name] = {name: value for name, value in request.POST.items() if name not in SECRETS | LISTS}
    answers[step.name] |= {name: request.POST.getlist(name) for name in LISTS & set(step.form.base_fields)}
    if step.name == "words":  # other words begin with their own forms
        for label in LABELS:
            if before.get(label) != answers["words"].get(label):
                kept = answers.get("forms", {})
                answers["forms"] = {name: v for name, v in kept.items() if not name.startswith(f"{label}_")}
    request.session[KEY] = draft
    request.session.modified = True


def start_from(draft: Draft, form: StartForm) -> None:
    """Keep the blueprint that was chosen; another one than before fills the steps that it speaks of, and no other."""
    if form.cleaned_data["start"] == OWN_FILE:
        draft["own_file"] = form.text
    if form.text and form.text != draft.get("blueprint"):
        for name, filled in prefilled(blueprint_from(form.text)).items():
            draft["answers"][name] = draft["answers"].get(name, {}) | filled
    draft["blueprint"] = form.text


def form_of(step: Step, draft: Draft, sent: Any = None, files: Any = None) -> forms.Form:
    """Return a step's form: with what was just sent, else with what was kept."""
    more: Draft = {}
    if step.name == "start":
        more["kept"] = draft.get("own_file", "")
    if step.name == "forms":
        more["presets"] = {label: draft["answers"].get("words", {}).get(label, OWN) for label in LABELS}
    if step.name == "account":
        more["kept"] = draft.get("password_hash", "")
    kept = draft["answers"].get(step.name)
    if step.name == "clocks" and kept is None:
        kept = asdict(clocks_now())
    if sent is not None:
        return step.form(sent, files, **more)
    initial = dict(kept) if kept else {}
    return step.form(initial=initial, **more) if initial or kept is None else step.form(**more)


def first_gap(draft: Draft) -> Step | None:
    """Return the first step whose kept answers do not hold; None when all do. Everything is checked again."""
    return next((step for step in STEPS if not answered(step, draft).is_valid()), None)


def answered(step: Step, draft: Draft) -> forms.Form:
    """Return a step's form bound to what was kept."""
    return form_of(step, draft, draft["answers"].get(step.name, {}))


def charter_from(draft: Draft) -> Charter:
    """Return the charter of a draft without gaps."""
    values: Draft = {}
    for name in ("programme", "basis", "roles"):
        form = answered(BY_NAME[name], draft)
        form.is_valid()
        values |= form.cleaned_data
    words = answered(BY_NAME["forms"], draft)
    words.is_valid()
    assert isinstance(words, WordFormsForm)  # noqa: S101  the table above says so
    return charter_of_values(values, words)


def start_of(draft: Draft) -> Start:
    """Return everything that a draft without gaps decides."""
    clocks = answered(BY_NAME["clocks"], draft)
    clocks.is_valid()
    assert isinstance(clocks, ClocksForm)  # noqa: S101  the table above says so
    return Start(charter_from(draft), clocks.clocks(), draft.get("blueprint", ""))


def charter_of_values(values: Draft, words: WordFormsForm) -> Charter:
    """Return cleaned values of the charter's forms as a charter."""
    plain = {name: value for name, value in values.items() if name not in ("governance", "profile")}
    return Charter(
        governance=Governance(values["governance"]),
        profile=ProfileCode(values["profile"]),
        **plain,
        **words.labels(),
    )
