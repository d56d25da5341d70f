"""The wizard's first step: start from a blueprint that ships, from a file of one's own, or from nothing."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from basira.core.blueprint.faults import fault_in_words, unnumbered
from basira.core.blueprint.keys import BY_PATH, BY_TABLE
from basira.core.blueprint.reading import MOST_BYTES, not_yet, read_blueprint
from basira.core.blueprint.values import Blueprint
from basira.core.kernel.problem import Severity
from basira.core.kernel.registry import SiteType
from basira.gateways.shipped import shipped_blueprints
from basira.programme.people.blueprints import charter_values, clocks_in, label_in
from basira.programme.people.clocks import clocks_now
from basira.surfaces.console.programme.forms import LABELS
from basira.surfaces.console.registry.labels import SITE_TYPES

NOTHING, OWN_FILE = "nothing", "own"
SHOWN_FAULTS = 20

OFFERED: dict[str, Any] = {
    "S1": _("One department's own programme: a small office, employees and outsiders, calls and its stand at events"),
    "S3": _("A central bureau with volunteers: fifty chosen under quotas, everyday experiences and missions"),
    "S0": _("A civil association with a provider: hired shoppers for a limited time, a few sectors first"),
    "S2": _("A performance programme that reports to the top: shoppers and dedicated observers"),
    "S4": _("The whole of society: public ratings and reports in many languages"),
}
"""The blueprints that ship, those that are complete first; a test compares with the folder."""


class StartForm(forms.Form):
    """What the programme starts from. `text` holds the blueprint once the form is valid, "" for none."""

    start = forms.ChoiceField(
        label=_("Start from"),
        help_text=_(
            "A blueprint fills the next steps; you can change each. What Basira does not do yet is told at the end."
        ),
        choices=[
            *OFFERED.items(),
            (OWN_FILE, _("A blueprint of our own (a .toml file)")),
            (NOTHING, _("Nothing: empty steps")),
        ],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("Our own file"),
        help_text=_("Only for a blueprint of your own. It is checked before anything is filled in."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )

    def __init__(self, *args: Any, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        self.text = ""

    def clean(self) -> dict[str, Any]:
        """Read the blueprint that was chosen, and refuse one that cannot be started from, by line and key."""
        values = super().clean() or {}
        choice = values.get("start")
        if choice in OFFERED:
            self.text = shipped_blueprints(settings.BLUEPRINTS_FOLDER).get(str(choice), "")
        elif choice == OWN_FILE:
            self._read(values.get("file"))
        return values

    def _read(self, file: Any) -> None:
        """Take the file that was sent now, else the one that was sent before."""
        content = file.read(MOST_BYTES + 1) if file else self.kept.encode()
        if not content:
            self.add_error("file", gettext("Choose the file of your blueprint."))
            return
        found = read_blueprint(content)
        if found.blueprint is not None:
            self.text = content.decode("utf-8-sig")
            return
        errors = [fault for fault in found.faults if fault.severity is Severity.ERROR]
        for fault in errors[:SHOWN_FAULTS]:
            words = fault_in_words(fault, "ar" if get_language() == "ar" else "en")
            self.add_error("file", gettext("Line %(line)s: %(words)s") % {"line": fault.row, "words": words})


def prefilled(blueprint: Blueprint) -> dict[str, dict[str, Any]]:
    """Return what a blueprint fills into the steps, by step and field, as a browser would send it."""
    values = {name: plain(value) for name, value in charter_values(blueprint).items()}
    of_programme = ("name_ar", "name_en", "governance", "body_name_ar", "body_name_en", "is_pilot")
    labels = {code: label_in(blueprint, code) for code in LABELS}
    clocks = clocks_in(blueprint, clocks_now())
    forms_of = {
        f"{code}_{form}": words
        for code, label in labels.items()
        for form, words in {**label.arabic, **label.english}.items()
    }
    return {
        "programme": {name: values[name] for name in of_programme if values.get(name)},
        "basis": {name: values[name] for name in values if name.startswith(("purpose", "legal", "notice"))},
        "words": {code: label.preset for code, label in labels.items()},
        "forms": forms_of,
        "roles": {"profile": values["profile"]},
        "clocks": {
            "answer_days": str(clocks.answer_days),
            "arbiter_days": str(clocks.arbiter_days),
            "weekend": list(clocks.weekend),
        },
    }


def plain(value: Any) -> str:
    """Return a value as a form's field holds it: "on" for yes, "" for no."""
    if isinstance(value, bool):
        return "on" if value else ""
    return str(value)


def remarks(blueprint: Blueprint) -> dict[str, Any]:
    """Return what the wizard says of a blueprint at the end: decisions on sites, and what is not yet obeyed, by table."""
    in_arabic = get_language() == "ar"
    waiting: dict[str | Promise, list[str]] = {}
    for path in not_yet(blueprint):
        key = BY_PATH[unnumbered(path)]
        table = BY_TABLE[key.table]
        lines = waiting.setdefault(table.arabic if in_arabic else table.english, [])
        if not key.repeats:
            lines.append((key.arabic if in_arabic else key.english).rstrip("."))
    sites = [
        (SITE_TYPES[SiteType(str(row["type"]))], row["photos"], row["reason"])
        for row in blueprint.table("sites.decisions")
    ]
    return {"code": blueprint.said("programme.code"), "sites": sites, "waiting": waiting}
