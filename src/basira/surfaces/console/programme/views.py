"""The programme's charter after set-up: read, changed, and its words."""

from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from basira.core.kernel.labels import ARABIC_FORMS, ENGLISH_FORMS
from basira.programme.people import queries, setting_up
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.people.charter import Charter
from basira.programme.people.clocks import clocks_now
from basira.programme.people.permissions import Act, can
from basira.programme.people.profiles import PROFILES, ProfileCode
from basira.programme.safety.queries.desk import duty_card
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.console.programme.forms import (
    WEEKDAY_NAMES,
    BasisForm,
    ProfileForm,
    ProgrammeForm,
    WordFormsForm,
)
from basira.surfaces.console.programme.phases import phases_in_words
from basira.surfaces.console.programme.words import profile_row, separation_rows
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.reporting_words import line_words, reader_words


class CharterForm(ProgrammeForm, BasisForm, ProfileForm):
    """The whole charter but its words. Whose programme it is stays, and so is shown closed."""

    field_order = ["name_ar", "name_en", "governance", "body_name_ar", "body_name_en", "is_pilot"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["governance"].disabled = True


def present() -> Charter:
    """Return the charter; a bare one where nobody wrote it yet."""
    return queries.charter_card() or Charter(name_ar="", name_en="")


@allowed_to(Act.SET_PROGRAMME)
@require_GET
def programme(request: StaffRequest) -> HttpResponse:
    """Show what the programme says of itself."""
    charter = present()
    context: dict[str, Any] = {"charter": charter, "zone": timezone.get_default_timezone_name()}
    context |= {"profile": profile_row(PROFILES[ProfileCode(charter.profile)])}
    clocks = clocks_now()
    context |= {"clocks": clocks, "weekend": [WEEKDAY_NAMES[day] for day in clocks.weekend if day in WEEKDAY_NAMES]}
    context |= {"duty": duty_card(), "may_contacts": can(request.actor, Act.MAINTAIN_CONTACTS)}
    context |= {"separations": separation_rows(), "may_set_sites": can(request.actor, Act.SET_SITE_RULES)}
    context |= {"may_change": can(request.actor, Act.CHANGE_BLUEPRINT), "holidays": holidays()}
    context |= {"phases": phases_in_words()}
    context |= {"line": line_words(), "readers": reader_words()}
    return render(request, "console/programme/programme.html", context)


def holidays() -> list[dict[str, Any]]:
    """Return the holidays that the programme's file names, by day and name in the reader's language; none without a file."""
    file = kept_blueprint()
    name = "name_ar" if (get_language() or "ar").startswith("ar") else "name_en"
    return [{"on": row["on"], "name": row.get(name, "")} for row in file.table("calendar.holidays")] if file else []


@allowed_to(Act.SET_PROGRAMME)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest) -> HttpResponse:
    """Change the charter."""
    charter = present()
    form = CharterForm(posted(request), initial=plain_values(charter))
    if carried_out(form, lambda: changed(request, replace(charter, **chosen(form.cleaned_data)))):
        return redirect("console:programme")
    return form_page(request, "console/programme/edit.html", form)


@allowed_to(Act.SET_PROGRAMME)
@require_http_methods(["GET", "POST"])
def words(request: StaffRequest) -> HttpResponse:
    """Change the words for shopper and customer, form by form."""
    charter = present()
    presets = {"shopper": charter.shopper.preset, "customer": charter.customer.preset}
    form = WordFormsForm(posted(request), presets=presets, initial=word_values(charter))
    if carried_out(form, lambda: changed(request, replace(charter, **form.labels()))):
        return redirect("console:programme")
    return form_page(request, "console/programme/words.html", form)


def changed(request: StaffRequest, charter: Charter) -> bool:
    """Run the verb, and say so."""
    setting_up.change_charter(charter=charter, by=request.actor, at=timezone.now())
    messages.success(request, _("The programme's page was changed."))
    return True


def chosen(values: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values as the charter holds them."""
    return values | {"profile": ProfileCode(values["profile"]), "governance": present().governance}


def plain_values(charter: Charter) -> dict[str, Any]:
    """Return the charter's values without its words, for a form."""
    return {name: value for name, value in asdict(charter).items() if name not in ("shopper", "customer")}


def word_values(charter: Charter) -> dict[str, str]:
    """Return every form of both words, for a form."""
    found: dict[str, str] = {}
    for label in ("shopper", "customer"):
        kept = getattr(charter, label)
        found |= {f"{label}_{form}": kept.arabic[form] for form in ARABIC_FORMS}
        found |= {f"{label}_{form}": kept.english[form] for form in ENGLISH_FORMS}
    return found
