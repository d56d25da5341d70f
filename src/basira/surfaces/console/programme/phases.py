"""The programme's phases at the desk: what each is called, and with which of them a sector begins."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from basira.programme.blueprints.changing import committed_cycle, digest_of
from basira.programme.blueprints.exporting import as_it_stands
from basira.programme.blueprints.phasing import set_phases
from basira.programme.people.permissions import Act
from basira.programme.registry.queries import sector_cards
from basira.programme.waves.phases import Phase, phases_now
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.console.programme.changing import language
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

LONGEST_NAME = 200
NONE = "none"


def sectors_named() -> dict[str, str]:
    """Return by code the sectors that the phases name and those of the registry, in the reader's language."""
    name = f"name_{language()}"
    found = {card.code: getattr(card, name) or card.name_ar for card in sector_cards()}
    unknown = {
        code: _("%(code)s (not in the registry)") % {"code": code} for each in phases_now() for code in each.sectors
    }
    return unknown | found


class PhasesForm(forms.Form):
    """Each phase with its names and one that may be added, and for each sector the phase with which it begins."""

    def __init__(self, *args: Any, now: tuple[Phase, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = (*(each.code for each in now), unused_code(now))
        for place, phase in enumerate((*now, Phase("", "", "", ()))):
            self.add_names(place, phase)
        self.sectors = sectors_named()
        begun = {sector: place for place, phase in enumerate(now) for sector in phase.sectors}
        offered = [(NONE, _("In no phase"))]
        offered += [(str(place), self.heading(place)) for place in range(len(self.codes))]
        for number, (code, name) in enumerate(self.sectors.items()):
            self.fields[f"sector_{number}"] = forms.ChoiceField(
                label=name, choices=offered, initial=str(begun.get(code, NONE))
            )

    def add_names(self, place: int, phase: Phase) -> None:
        """Add the fields of one phase: its code stands in for a name that its file does not say."""
        for code, label in (("ar", _("Name in Arabic")), ("en", _("Name in English"))):
            self.fields[f"name_{code}_{place}"] = forms.CharField(
                label=label,
                initial=getattr(phase, f"name_{code}") or phase.code,
                max_length=LONGEST_NAME,
                required=bool(phase.code),
                widget=forms.TextInput(attrs={"dir": "rtl" if code == "ar" else "ltr", "lang": code}),
            )

    def heading(self, place: int) -> str:
        """Return what a phase is called before its names are read."""
        said = str(self.fields[f"name_{language()}_{place}"].initial)
        words = _("Phase %(number)s: %(name)s") if said else _("Phase %(number)s, a new one")
        return words % {"number": place + 1, "name": said}

    def phase_rows(self) -> list[tuple[str, BoundField, BoundField]]:
        """Return each phase for the page: its heading and the fields of its names."""
        return [
            (self.heading(place), self[f"name_ar_{place}"], self[f"name_en_{place}"])
            for place in range(len(self.codes))
        ]

    def sector_rows(self) -> list[BoundField]:
        """Return the field of each sector."""
        return [self[f"sector_{number}"] for number in range(len(self.sectors))]

    def clean(self) -> dict[str, Any]:
        """Refuse a new phase that has names and no sector, or sectors and a name missing: each says what to do."""
        values = super().clean() or {}
        place = len(self.codes) - 1
        new = self.said(values)[place]
        if new.sectors and not (new.name_ar and new.name_en):
            missing = "ar" if not new.name_ar else "en"
            self.add_error(f"name_{missing}_{place}", _("Sectors begin with this phase, so it needs its name."))
        elif (new.name_ar or new.name_en) and not new.sectors:
            words = _("No sector begins with this phase. Choose one below, or empty both names.")
            self.add_error(f"name_ar_{place}", words)
        return values

    def said(self, values: dict[str, Any]) -> list[Phase]:
        """Return every phase of the form, those that stay empty too."""
        begun: dict[str, list[str]] = {}
        for number, sector in enumerate(self.sectors):
            begun.setdefault(values.get(f"sector_{number}", ""), []).append(sector)
        return [
            Phase(
                code,
                str(values.get(f"name_ar_{place}", "")).strip(),
                str(values.get(f"name_en_{place}", "")).strip(),
                tuple(begun.get(str(place), ())),
            )
            for place, code in enumerate(self.codes)
        ]

    def phases(self) -> list[Phase]:
        """Return the phases that were said; one with which no sector begins is none."""
        return [each for each in self.said(self.cleaned_data) if each.sectors]


def phases_in_words() -> list[tuple[str, list[str]]]:
    """Return the phases in the order of time, each with the sectors that begin with it, in the reader's language; empty without any."""
    now = phases_now()
    named = sectors_named() if now else {}
    name = f"name_{language()}"
    return [(getattr(each, name) or each.code, [named[code] for code in each.sectors]) for each in now]


def unused_code(now: tuple[Phase, ...]) -> str:
    """Return a code for one more phase that none of these has."""
    taken = {each.code for each in now}
    return next(code for code in (f"phase-{number}" for number in range(1, len(now) + 2)) if code not in taken)


@allowed_to(Act.CHANGE_BLUEPRINT)
@require_http_methods(["GET", "POST"])
def phases(request: StaffRequest) -> HttpResponse:
    """Set the phases, where no cycle under way has committed itself to those that are."""
    form = PhasesForm(posted(request), now=phases_now())
    on = request.POST.get("on", "")

    def run() -> bool:
        made = set_phases(phases=form.phases(), on=on, by=request.actor, at=timezone.now())
        words = _("The phases were changed. It stands in the journal.") if made else _("Nothing was changed.")
        messages.success(request, words)
        return True

    if carried_out(form, run):
        return redirect("console:programme")
    context = {"on": digest_of(as_it_stands()), "cycle": committed_cycle()}
    return form_page(request, "console/programme/phases.html", form, **context)
