"""The running programme changed by its file: what would change in words, what waits for the next cycle, then the change."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from basira.core.blueprint.differences import Difference
from basira.core.blueprint.faults import fault_in_words
from basira.core.blueprint.reading import MOST_BYTES, read_blueprint
from basira.core.kernel.problem import Severity
from basira.programme.blueprints.changing import Change, SilenceContradicts, change_blueprint, change_of
from basira.programme.blueprints.exporting import exported
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import carried_out, posted
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number

SHOWN_FAULTS = 20


class ChangeForm(forms.Form):
    """The programme's file, to be changed here or brought from elsewhere; once valid, `said` is the text that counts."""

    text = forms.CharField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("As the programme stands now. Change a line, then see what would change."),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "ltr", "spellcheck": "false", "class": "font-mono"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file from elsewhere"),
        help_text=gettext_lazy(
            "It takes the place of what stands above. What it leaves out of the desk's own decisions stays as it is."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )
    said = ""

    def clean(self) -> dict[str, object]:
        """Refuse a file that is no blueprint, by line and key."""
        values = super().clean() or {}
        sent = values.get("file")
        content = sent.read(MOST_BYTES + 1) if sent else str(values.get("text", "")).encode()
        found = read_blueprint(content)
        if found.blueprint is not None:
            self.said = content.decode("utf-8-sig")
            return values
        errors = [fault for fault in found.faults if fault.severity is Severity.ERROR]
        for fault in errors[:SHOWN_FAULTS]:
            words = fault_in_words(fault, language())
            self.add_error(
                "file" if sent else "text", _("Line %(line)s: %(words)s") % {"line": fault.row, "words": words}
            )
        return values


@allowed_to(Act.CHANGE_BLUEPRINT)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest) -> HttpResponse:
    """Show what a file would change, and change the programme by it once that was read."""
    form = ChangeForm(posted(request), request.FILES or None, initial={"text": exported()})
    if "confirmed" in request.POST:
        on = request.POST.get("on", "")
        made = carried_out(form, lambda: change_blueprint(text=form.said, on=on, by=request.actor, at=timezone.now()))
        if made is not None:
            messages.success(request, made_words(made))
            return redirect("console:programme")
        return shown(request, form, by_now(form))
    return shown(request, form, carried_out(form, lambda: change_of(form.said)) if form.is_bound else None)


def by_now(form: ChangeForm) -> Change | None:
    """Return what the file of a refused form would change by now; None where it cannot be carried out, as the form says."""
    try:
        return change_of(form.said) if form.said else None
    except SilenceContradicts:
        return None


def shown(request: StaffRequest, form: ChangeForm, found: Change | None) -> HttpResponse:
    """Return the page: the file, and what it would change once it was tried; after a refusal, what it would change by now."""
    context: dict[str, object] = {"form": form}
    if found:
        context |= {"tried": True, "cycle": found.cycle, "said": form.said, "on": found.on}
        context |= {"differences": lines_of(found.differences), "waiting": lines_of(found.waiting)}
    return render(request, "console/programme/change.html", context, status=422 if form.errors else 200)


def lines_of(differences: tuple[Difference, ...]) -> list[str]:
    """Return differences in words of the reader's language."""
    return [one.in_words(language()) for one in differences]


def made_words(made: tuple[Difference, ...]) -> str:
    """Return what the desk says after a change."""
    if not made:
        return _("The file says what the programme does already. Nothing was changed.")
    words = ngettext(
        "The programme was changed at %(count)s place. It stands in the journal.",
        "The programme was changed at %(count)s places. They stand in the journal.",
        len(made),
    )
    return words % {"count": number(len(made))}


def language() -> str:
    """Return the reader's language, as the check of a blueprint speaks it."""
    return "ar" if (get_language() or "ar").startswith("ar") else "en"
