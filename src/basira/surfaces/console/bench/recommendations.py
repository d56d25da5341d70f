"""Recommendations at the bench: the form, and all of a cycle as a file."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from basira.core.kernel.problem import Problem
from basira.programme.findings import recommending
from basira.programme.findings.bench import recommendation_table
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.surfaces.console.bench.forms import RecommendationForm
from basira.surfaces.console.bench.views import bench_trail, find_bench, finding_line
from basira.surfaces.console.results.views import find_cycle
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.downloads import download, kind_asked
from basira.surfaces.shared.words import words_of


@allowed_to(Act.WRITE_FINDING)
def recommend(request: StaffRequest, wave: str, entity: str, ref: str) -> HttpResponse:
    """The form of a recommendation on a finding, and taking it."""
    cycle, found = find_bench(wave, entity)
    finding = found.finding(ref)
    if finding is None:
        raise Http404
    form = RecommendationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            recommending.recommend(finding=ref, suggested=form.suggested(), by=request.actor, at=timezone.now())
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("The recommendation stands with the finding."))
            return redirect("console:bench", wave, entity)
    context = {
        "cycle": cycle,
        "form": form,
        "line": finding_line(finding, found, request),
        "back": reverse("console:bench", args=[wave, entity]),
        "trail": bench_trail(cycle, found),
    }
    return render(request, "console/bench/recommend.html", context, status=422 if form.errors else 200)


@require_GET
@allowed_to(Act.VIEW_BENCH)
def table(request: StaffRequest, wave: str, kind: str) -> HttpResponseBase:
    """Every recommendation of a cycle that was not set aside."""
    asked, cycle = kind_asked(kind), find_cycle(wave)
    by, at = request.actor, timezone.now()
    people.note_export(table="recommendations", subject=wave, kind=asked, act=Act.VIEW_BENCH, by=by, at=at)
    name = f"recommendations-{cycle.number}"
    return download(request, recommendation_table(wave), name=name, title=_("Recommendations"), kind=asked)
