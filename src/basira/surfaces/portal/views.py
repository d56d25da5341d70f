"""The pages of the portal. Whose they are is the signed-in account's body, never a part of the address."""

from collections.abc import Iterable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from basira.core.scoring import Part
from basira.programme.commissions import queries as commissions
from basira.programme.fieldwork.stores import originals
from basira.programme.findings import queries, tasks, verbs
from basira.programme.findings.cards import FindingCard, OwnReport, ReportCard
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans import queries as plans
from basira.programme.plans.cards import PlanCard, fixed_in
from basira.surfaces.portal.document import report_document
from basira.surfaces.portal.filing import sealed
from basira.surfaces.portal.forms import ANSWERS, AnswerForm
from basira.surfaces.portal.ways import way_lines
from basira.surfaces.shared import charts, report_words, reports
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.contest_lines import outcome_lines, score_note, score_stays
from basira.surfaces.shared.plan_lines import fixed_words, plan_lines
from basira.surfaces.shared.report_words import PartLines
from basira.surfaces.shared.taking import taken


def address_of(finding: FindingCard) -> str:
    """Return where a finding is read and answered."""
    return reverse("portal:finding", args=[finding.ref])


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def home(request: StaffRequest) -> HttpResponse:
    """Our report of the newest cycle."""
    own = queries.own_report(entity_ref=request.actor.whole_body, at=timezone.now())
    if own is None:
        return render(request, "portal/nothing_yet.html", {"singles": singles_waiting(request)})
    return letter(request, own)


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def report(request: StaffRequest, cycle: str) -> HttpResponse:
    """Our report of one cycle; 404 for one of which we were not informed."""
    own = queries.own_report(entity_ref=request.actor.whole_body, at=timezone.now(), cycle=cycle)
    if own is None:
        raise Http404
    return letter(request, own)


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def paper(request: StaffRequest, cycle: str) -> HttpResponse:
    """The same report as a PDF to keep."""
    own = queries.own_report(entity_ref=request.actor.whole_body, at=timezone.now(), cycle=cycle)
    if own is None:
        raise Http404
    fixed = fixed_words(fixed_in(plans_of(request, own.report.findings).values()))
    return reports.answer_with(report_document(own, fixed), filename="basira-report")


def letter(request: StaffRequest, own: OwnReport) -> HttpResponse:
    """Answer with a report as a letter: strengths, what to answer by when, the course over the cycles."""
    parts = {part: waiting_first(lines) for part, lines in report_words.parts_of(own.report, address_of).items()}
    asked = [one for one in own.report.findings if one.part is not Part.STRENGTH]
    context = {
        "own": own,
        "report": own.report,
        "strengths": parts[Part.STRENGTH],
        "to_answer": (parts[Part.SHORTCOMING], parts[Part.OPPORTUNITY]),
        "asked": len(asked),
        "open": own.report.open_findings,
        "last_day": max((one.answer_by for one in asked if one.answer_by), default=None),
        "answered": sum(one.answer is not None for one in asked),
        "score_note": score_note(own.report),
        "fixed_since": fixed_words(fixed_in(plans_of(request, own.report.findings).values())),
        "dimensions": report_words.dimension_lines(own.report.dimensions),
        "trend": report_words.trend_chart(own.trend),
        "ways": way_lines(own.report),
        "method": report_words.method_lines(own.report),
        "axis": charts.interval_axis(),
        "singles": singles_waiting(request),
    }
    return render(request, "portal/report.html", context)


def singles_waiting(request: StaffRequest) -> int:
    """Return how many single visits were told to us and have no reply; 0 in a programme that tells none."""
    return commissions.own_unanswered(entity_ref=request.actor.whole_body) if commissions.is_internal() else 0


def waiting_first(part: PartLines) -> PartLines:
    """Return a part of the report with the findings that wait for an answer before those that have one."""
    return replace(part, lines=tuple(sorted(part.lines, key=lambda line: line.card.answer is not None)))


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def cycles(request: StaffRequest) -> HttpResponse:
    """Every cycle of which we were informed."""
    own = queries.own_report(entity_ref=request.actor.whole_body, at=timezone.now())
    if own is None:
        return render(request, "portal/nothing_yet.html")
    return render(request, "portal/cycles.html", {"rows": reversed(own.trend), "own": own})


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def finding(request: StaffRequest, ref: str) -> HttpResponse:
    """One finding with its figures, and its answer or the form for it."""
    found = find(request, ref)
    return finding_page(request, found, AnswerForm(initial={"answer": None}))


@never_cache
@require_POST
@allowed_to(Act.ANSWER_FINDING)
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    """Take an answer; a refusal is told beside what was typed."""
    found = find(request, ref)
    form = AnswerForm(request.POST, request.FILES)
    if taken(form, lambda: take_answer(request, ref, form)):
        messages.success(request, _("Thank you: your answer is kept, and the programme reads it."))
        return redirect("portal:finding", ref)
    return finding_page(request, found, form, status=422)


def take_answer(request: StaffRequest, ref: str, form: AnswerForm) -> None:
    """Seal the files and write the answer; what was not kept is dropped."""
    store = originals()
    with sealed(form.cleaned_data["attached"], store) as files:
        verbs.answer_finding(
            finding=ref,
            answer=form.cleaned_data["answer"],
            words=form.cleaned_data["words"],
            files=files,
            store=store,
            by=request.actor,
            at=timezone.now(),
        )
    if files:
        tasks.show_proofs()


def find(request: StaffRequest, ref: str) -> tuple[ReportCard, FindingCard]:
    """Return one of our own findings, or answer 404: another body's is not there for us."""
    found = queries.own_finding(entity_ref=request.actor.whole_body, ref=ref, at=timezone.now())
    if found is None:
        raise Http404
    return found


def plans_of(request: StaffRequest, found: Iterable[FindingCard]) -> dict[str, PlanCard]:
    """Return our own plans for these findings, by the finding's ref."""
    refs = [card.ref for card in found]
    return plans.own_plans_of_findings(entity_ref=request.actor.whole_body, finding_refs=refs, at=timezone.now())


def finding_page(
    request: StaffRequest, found: tuple[ReportCard, FindingCard], form: AnswerForm, status: int = 200
) -> HttpResponse:
    """Answer with the page of one finding."""
    report, card = found
    cycle_url = reverse("portal:report", args=[report.cycle.ref])
    context = {
        "report": report,
        "finding": card,
        "line": report_words.finding_lines([card], address_of)[0],
        "part_title": report_words.part_title(card.part),
        "part_lead": report_words.part_lead(card.part, report.rule),
        "answer_words": ANSWERS.get(card.answer.answer, "") if card.answer else "",
        "outcome": outcome_lines(card.outcome),
        "score_note": score_stays(1) if card in report.fallen else "",
        "plan": plan_lines(plan) if (plan := plans_of(request, [card]).get(card.ref)) else None,
        "axis": charts.interval_axis(),
        "form": form,
        "may_answer": permissions.can(request.actor, Act.ANSWER_FINDING),
        "may_work": permissions.can(request.actor, Act.WORK_WITH_PROGRAMME),
        "trail": [{"url": cycle_url, "label": report_words.called(report.cycle.name)}],
    }
    return render(request, "portal/finding.html", context, status=status)
