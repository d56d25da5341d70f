"""Informing the bodies of a cycle, and what they answered."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.problem import Problem
from basira.core.scoring import Part
from basira.programme.findings import queries, verbs
from basira.programme.findings.cards import FindingCard, ReportCard
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans import queries as plans
from basira.programme.plans.cards import PlanCard, fixed_in
from basira.programme.plans.opening import STANDS
from basira.programme.publishing.verbs import RELEASABLE
from basira.programme.results.queries import CycleHead
from basira.surfaces.console.results.views import cycle_name, find_cycle, trail
from basira.surfaces.shared import charts, figures, report_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.contest_lines import outcome_lines, score_note
from basira.surfaces.shared.plan_lines import fixed_words, plan_lines
from basira.surfaces.shared.words import words_of

TOLD = frozenset({WaveState.SCORED}) | RELEASABLE
"""States of a cycle in which there are reports: to look at before, to follow after."""


@allowed_to(Act.VIEW_RESULTS)
def bodies(request: StaffRequest, wave: str) -> HttpResponse:
    """The bodies of a cycle: what each will read, or what each was told and answered."""
    cycle = find_cycle(wave)
    cards = queries.body_cards(wave, timezone.now()) if cycle.state in TOLD else ()
    context = {
        "cycle": cycle,
        "bodies": cards,
        "is_informed": cycle.state in RELEASABLE,
        "is_scored": cycle.state is WaveState.SCORED,
        "may_inform": permissions.can(request.actor, Act.INFORM_BODIES),
        "may_see_contests": permissions.can(request.actor, Act.VIEW_CONTESTS),
        "may_read_self": permissions.can(request.actor, Act.VIEW_BENCH),
        "contested": [(body, one) for body in cards for one in body.contested],
        "trail": cycle_trail(cycle),
    }
    return render(request, "console/results/bodies.html", context)


@allowed_to(Act.VIEW_RESULTS)
def body(request: StaffRequest, wave: str, entity: str) -> HttpResponse:
    """One body's report as it reads it, with its answers."""
    cycle = find_cycle(wave)
    report = queries.body_report(wave=wave, entity_ref=entity, at=timezone.now()) if cycle.state in TOLD else None
    if report is None:
        raise Http404
    parts = report_words.parts_of(report, lambda card: "")
    known = plans.plans_of_report(wave=wave, entity_ref=entity, at=timezone.now())
    may_see_plans = permissions.can(request.actor, Act.VIEW_PLANS)
    context = {
        "cycle": cycle,
        "report": report,
        "entity": report_words.called(report.entity),
        "parts": [parts[part] for part in Part],
        "total": report_words.figure_words(report.total),
        "dimensions": report_words.dimension_lines(report.dimensions),
        "answers": [
            (line, outcome_lines(line.card.outcome))
            for line in report_words.finding_lines(report.findings, lambda card: "")
            if line.card.answer
        ],
        "score_note": score_note(report),
        "fixed_since": fixed_words(fixed_in(known.values())),
        "plans": [plan_lines(card) for card in known.values()] if may_see_plans else [],
        "to_open": to_open(report, known) if permissions.can(request.actor, Act.OPEN_PLAN) else [],
        "to_work": to_work(report) if permissions.can(request.actor, Act.WORK_WITH_BODY) else [],
        "method": report_words.method_lines(report),
        "axis": charts.interval_axis(),
        "is_informed": cycle.state in RELEASABLE,
        "may_open_bench": permissions.can(request.actor, Act.VIEW_BENCH),
        "trail": [
            *cycle_trail(cycle),
            {"url": reverse("console:results-bodies", args=[wave]), "label": _("The bodies of this cycle")},
        ],
    }
    return render(request, "console/results/body.html", context)


def to_work(report: ReportCard) -> list[FindingCard]:
    """Return the findings around which a workspace may be opened: those that the body was told and that are no strength."""
    return [one for one in report.findings if one.ref and one.part is not Part.STRENGTH]


def to_open(report: ReportCard, known: Mapping[str, PlanCard]) -> list[FindingCard]:
    """Return the findings for which an officer may open a plan: they stand, and have none."""
    return [
        one
        for one in report.findings
        if one.ref and one.ref not in known and one.part is not Part.STRENGTH and one.state in STANDS
    ]


@require_POST
@allowed_to(Act.INFORM_BODIES)
def inform(request: StaffRequest, wave: str) -> HttpResponse:
    """Give every body its report, at one moment."""
    find_cycle(wave)
    try:
        count = verbs.inform_bodies(wave=wave, by=request.actor, at=timezone.now())
        words = ngettext(
            "%(count)s body was informed. Its answers appear here.",
            "%(count)s bodies were informed at the same moment. Their answers appear here.",
            count,
        )
        messages.success(request, words % {"count": figures.number(count)})
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:results-bodies", wave)


def cycle_trail(cycle: CycleHead) -> list[dict[str, str]]:
    """Return the way here through the cycle."""
    return trail({"url": reverse("console:results-table", args=[cycle.ref]), "label": cycle_name(cycle)})
