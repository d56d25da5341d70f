"""One cycle: the form by which the director asks the bodies, or what each body thought beside what was seen."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from basira.programme.people.permissions import Act, can, check
from basira.programme.selfassessment import queries, verbs
from basira.programme.selfassessment.queries import BEFORE_THE_FIELD
from basira.programme.waves import queries as waves
from basira.surfaces.console.answers import carried_out, found, page_of, posted
from basira.surfaces.shared import figures
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.report_words import called
from basira.surfaces.shared.self_words import beside_lines


class AskForm(forms.Form):
    """On which questionnaires the bodies are asked, and until when."""

    versions = forms.MultipleChoiceField(
        label=gettext_lazy("Questionnaires of this cycle"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Those that the missions of this cycle will use, one version of each."),
    )
    answer_by = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=gettext_lazy("Before the first day of the cycle, and not its eve: the bodies read this day."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(ref, f"{called(title)} ({counted(count)})") for ref, title, count in queries.versions_to_ask()]
        self.fields["versions"].choices = offered  # type: ignore[attr-defined]


def counted(count: int) -> str:
    """Return how many criteria a body can answer, in words."""
    return ngettext("%(count)s criterion", "%(count)s criteria", count) % {"count": figures.number(count)}


@require_http_methods(["GET", "HEAD", "POST"])
@allowed_to(Act.VIEW_BENCH)
def self_assessment(request: StaffRequest, wave: str) -> HttpResponse:
    """Ask the bodies before a cycle; afterwards, who answered what."""
    cycle = found(waves.wave_card(wave))
    if request.method == "POST":
        check(request.actor, Act.ASK_SELF_ASSESSMENT)
    form = AskForm(posted(request))
    bodies = carried_out(
        form,
        lambda: verbs.ask_bodies(
            wave=wave,
            versions=form.cleaned_data["versions"],
            answer_by=form.cleaned_data["answer_by"],
            by=request.actor,
            at=timezone.now(),
        ),
    )
    if bodies is not None:
        messages.success(request, _("Every body was asked at the same moment. Each answers once, in its portal."))
        return redirect("console:self_assessment", wave)
    rows = queries.desk_sheets(wave, timezone.now())
    page = page_of(request, rows)
    context = {
        "cycle": cycle,
        "form": form,
        "may_ask": not rows and cycle.state in BEFORE_THE_FIELD and can(request.actor, Act.ASK_SELF_ASSESSMENT),
        "page": page,
        "rows": [(one, beside_lines(one.card)) for one in page.object_list],
        "answered": sum(one.card.whole.answered_at is not None for one in rows),
        "trail": [{"url": reverse("console:results"), "label": _("Results and publishing")}],
    }
    return render(request, "console/selfassessment/cycle.html", context, status=422 if form.is_bound else 200)
