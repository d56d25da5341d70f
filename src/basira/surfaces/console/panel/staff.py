"""Staff lists of measured bodies: uploaded, read in memory, handed to the vault; no file and no row of it stays on this side."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from basira.core.imports.reading import read_table
from basira.core.imports.staff import StaffCheck, check_staff
from basira.core.kernel.problem import FileRefused
from basira.programme.panel import staff
from basira.programme.people.permissions import Act
from basira.programme.waves.verbs import keep_staff_and_stop
from basira.surfaces.console.answers import carried_out, posted
from basira.surfaces.console.lists import faults_shown, file_field
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number
from basira.surfaces.shared.templatetags.basira_text import plain_name


class StaffForm(forms.Form):
    """Whose staff it is, and the list."""

    entity = forms.ChoiceField(label=_("Body"))
    file = file_field()

    def __init__(self, *args: object, cards: tuple[staff.StaffCard, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["entity"].choices = [(card.entity_ref, plain_name(card)) for card in cards]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@never_cache
@allowed_to(Act.KEEP_STAFF_LISTS)
@sensitive_variables()
def staff_lists(request: StaffRequest) -> HttpResponse:
    """Which bodies have a list, and a form for another."""
    cards = staff.staff_cards(by=request.actor)
    form = StaffForm(posted(request), request.FILES or None, cards=cards)
    check = checked(form) if form.is_valid() else None
    kept = kept_of(request, form, check) if check is not None and check.people else None
    if kept is None:
        context = {"cards": cards, "form": form, **faults_shown(check.faults if check else ())}
        return render(request, "console/panel/staff.html", context, status=422 if form.is_bound else 200)
    words = ngettext("The vault keeps a list of %(count)s person.", "The vault keeps a list of %(count)s people.", kept)
    messages.success(request, words % {"count": number(kept)})
    return redirect("console:panel_staff")


def kept_of(request: StaffRequest, form: StaffForm, check: StaffCheck) -> int | None:
    """Hand a list without a fault to the vault; None where it is refused, with the words at the form."""
    return carried_out(
        form,
        lambda: keep_staff_and_stop(
            entity_ref=form.cleaned_data["entity"], people=check.people, by=request.actor, at=timezone.now()
        ),
    )


def checked(form: StaffForm) -> StaffCheck:
    """Return what the uploaded list says; a file that cannot be read is a list of faults."""
    uploaded = form.cleaned_data["file"]
    try:
        return check_staff(read_table(uploaded.read(), uploaded.name))
    except FileRefused as refusal:
        return StaffCheck((), refusal.faults, 0)
