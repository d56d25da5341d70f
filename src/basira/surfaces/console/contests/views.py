"""Pages of the arbiter's desk: the list, one contest, its answer, and the second look at the answer's words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from basira.core.kernel.lifecycles import FindingState
from basira.core.kernel.problem import Problem
from basira.programme.findings import contest_queries, contest_verbs
from basira.programme.findings.contest_queries import ContestPage
from basira.programme.findings.contest_verbs import ReasonsTell
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act, NotPermitted, can
from basira.surfaces.console.answers import carried_out, found, page_of
from basira.surfaces.console.contests.forms import AnswerForm, ReturnForm
from basira.surfaces.console.contests.words import PARTIAL, contest_trail, signs_words
from basira.surfaces.shared import charts, report_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.contest_lines import outcome_lines
from basira.surfaces.shared.words import words_of


@require_safe
@allowed_to(Act.VIEW_CONTESTS)
def contests(request: StaffRequest) -> HttpResponse:
    """Every contest: what waits by its day, then what ended."""
    rows = contest_queries.contests(timezone.now())
    context = {
        "page": page_of(request, rows),
        "late": sum(card.is_late for card in rows),
        "lacks_arbiter": not people.accounts_that_may(Act.ANSWER_CONTEST),
    }
    return render(request, "console/contests/contests.html", context)


@require_safe
@allowed_to(Act.VIEW_CONTESTS)
def contest(request: StaffRequest, ref: str) -> HttpResponse:
    """One contest with what its reader may see, and what she may do."""
    return contest_page(request, ref)


@require_POST
@allowed_to(Act.ANSWER_CONTEST)
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    """Take the arbiter's answer; words that could tell of a visit come back with what was recognised."""
    found(contest_queries.contest_page(finding=ref, by=request.actor, at=timezone.now()))
    form, told = AnswerForm(request.POST), ""
    if form.is_valid():
        try:
            has_ended = contest_verbs.answer_contest(
                finding=ref,
                answer=form.answer(),
                by=request.actor,
                at=timezone.now(),
                ask_second_look=form.cleaned_data["ask_second_look"],
            )
        except NotPermitted:
            raise
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
            told = signs_words(refusal.params["found"]) if isinstance(refusal, ReasonsTell) else ""
        else:
            ended, laid = _("The contest has ended. The body reads the answer."), _("A second person looks at it now.")
            messages.success(request, ended if has_ended else laid)
            return redirect("console:contest", ref)
    return contest_page(request, ref, form=form, told=told)


@require_POST
@allowed_to(Act.LOOK_AT_REASONS)
def confirm(request: StaffRequest, ref: str) -> HttpResponse:
    """Confirm, as a second person, that the words tell of no visit."""
    found(contest_queries.contest_page(finding=ref, by=request.actor, at=timezone.now()))
    contest_verbs.confirm_reasons(finding=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("Confirmed. The contest has ended, and the body reads the answer."))
    return redirect("console:contest", ref)


@require_POST
@allowed_to(Act.LOOK_AT_REASONS)
def give_back(request: StaffRequest, ref: str) -> HttpResponse:
    """Return the words to the arbiter, with what must change."""
    found(contest_queries.contest_page(finding=ref, by=request.actor, at=timezone.now()))
    form = ReturnForm(request.POST)

    def run() -> bool:
        words = form.cleaned_data["words"]
        contest_verbs.return_reasons(finding=ref, words=words, by=request.actor, at=timezone.now())
        return True

    if carried_out(form, run) is None:
        return contest_page(request, ref, give_back=form)
    messages.success(request, _("Returned. The arbiter writes another answer."))
    return redirect("console:contest", ref)


def contest_page(
    request: StaffRequest,
    ref: str,
    *,
    form: AnswerForm | None = None,
    told: str = "",
    give_back: ReturnForm | None = None,
) -> HttpResponse:
    """Return the page of one contest: 422 with a form that was refused, `told` with what its words could tell."""
    page = found(contest_queries.contest_page(finding=ref, by=request.actor, at=timezone.now()))
    refused = form or give_back
    form = form or AnswerForm(initial={"now_part": None})
    if not told:
        del form.fields["ask_second_look"]
    context = shown(request, page) | {
        "form": form,
        "told": told,
        "give_back": give_back or ReturnForm(),
        "refused": refused,
    }
    return render(request, "console/contests/contest.html", context, status=422 if refused else 200)


def shown(request: StaffRequest, page: ContestPage) -> dict[str, Any]:
    """Return what this reader sees of a contest. What is behind it opens to its arbiter alone."""
    actor, card = request.actor, page.card
    may_open = can(actor, Act.OPEN_CONTEST) and not page.partial
    is_waiting = card.state is FindingState.CONTESTED
    waits = page.waiting is not None
    return {
        "card": card,
        "line": report_words.finding_lines([page.finding], lambda one: "")[0],
        "part_title": report_words.part_title(page.finding.part),
        "part_lead": report_words.part_lead(page.finding.part, page.report.rule),
        "axis": charts.interval_axis(),
        "answer": page.finding.answer,
        "outcome": outcome_lines(page.finding.outcome),
        "proofs": page.proofs,
        "may_open": may_open,
        "visits": page_of(request, contest_queries.visits_of(card.ref)) if may_open else (),
        "partial": [PARTIAL[why] for why in sorted(page.partial)] if can(actor, Act.ANSWER_CONTEST) else [],
        "may_answer": is_waiting and not waits and not page.partial and can(actor, Act.ANSWER_CONTEST),
        "waiting": page.waiting,
        "waiting_lines": outcome_lines(page.waiting.outcome) if page.waiting else None,
        "waiting_signs": signs_words(page.waiting.signs) if page.waiting else "",
        "is_own": page.waiting is not None and page.waiting.proposed_by == actor.ref,
        "may_look": is_waiting and waits and can(actor, Act.LOOK_AT_REASONS),
        "returned": [(one, outcome_lines(one.outcome)) for one in page.returned],
        "trail": contest_trail(),
    }
