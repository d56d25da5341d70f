"""Our workspaces with the programme: a procedure as it is and as it could be, remarks, and changes that both agree to."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basira.core.kernel.workspaces import Drawn, Side
from basira.programme.findings import queries as findings
from basira.programme.people.permissions import Act
from basira.programme.workspace import queries, verbs
from basira.programme.workspace.queries import WorkspacePage
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.taking import taken
from basira.surfaces.shared.workspace_forms import ChangeForm, OpenForm, RemarkForm, drawing_of, steps_form
from basira.surfaces.shared.workspace_words import workspace_lines
from basira.surfaces.shared.workspaces import drawn, kind_of, refusal_of


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def workspaces(request: StaffRequest) -> HttpResponse:
    """Every workspace of ours, the newest first."""
    rows = queries.own_workspaces(entity_ref=request.actor.whole_body)
    return render(request, "portal/workspaces.html", {"rows": rows})


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def workspace(request: StaffRequest, ref: str) -> HttpResponse:
    """One workspace."""
    return page_of_one(request, find(request, ref))


@never_cache
@require_http_methods(["GET", "POST"])
@allowed_to(Act.WORK_WITH_PROGRAMME)
def open_one(request: StaffRequest, finding: str) -> HttpResponse:
    """Open a workspace around a finding of ours."""
    mine = request.actor.whole_body
    found = findings.own_finding(entity_ref=mine, ref=finding, at=timezone.now())
    if found is None:
        raise Http404
    if there := queries.own_workspace_of(entity_ref=mine, finding=finding):
        return redirect("portal:workspace", there)
    form = OpenForm(request.POST if request.method == "POST" else None)

    def run() -> None:
        title = form.cleaned_data["title"]
        verbs.open_workspace(title=title, finding=finding, by=request.actor, at=timezone.now())

    if form.is_bound and taken(form, run):
        messages.success(request, _("The workspace is open. The analysts read it as we do."))
        return redirect("portal:workspace", queries.own_workspace_of(entity_ref=mine, finding=finding))
    context = {"form": form, "finding": found[1], "trail": trail()}
    return render(request, "portal/workspace_open.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@allowed_to(Act.WORK_WITH_PROGRAMME)
def draw(request: StaffRequest, ref: str, kind: str) -> HttpResponse:
    """Draw the procedure as it is, or as it could be."""
    page, which = find(request, ref), kind_of(kind)
    form, refused = steps_form(drawing_of(page, which), request.POST if request.method == "POST" else None), None
    if form.is_bound:
        refused = drawn(
            form,
            lambda: verbs.draw(workspace=ref, kind=which, steps=form.steps(), by=request.actor, at=timezone.now()),
        )
        if refused is None:
            messages.success(request, _("The drawing is kept. The earlier ones are kept as well."))
            return redirect("portal:workspace", ref)
    context = {
        "form": form,
        "refused": refused,
        "is_now": which is Drawn.AS_IS,
        "url": reverse("portal:workspace-draw", args=[ref, kind]),
        "cancel_url": reverse("portal:workspace", args=[ref]),
        "trail": trail(page),
    }
    return render(request, "portal/workspace_draw.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@allowed_to(Act.WORK_WITH_PROGRAMME)
def remark(request: StaffRequest, ref: str) -> HttpResponse:
    """Say something to the programme."""
    page, form = find(request, ref), RemarkForm(request.POST)

    def run() -> None:
        verbs.remark(workspace=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())

    if taken(form, run):
        return redirect("portal:workspace", ref)
    return page_of_one(request, page, remark=form)


@never_cache
@require_POST
@allowed_to(Act.WORK_WITH_PROGRAMME)
def change(request: StaffRequest, ref: str) -> HttpResponse:
    """Propose a change."""
    page, form = find(request, ref), ChangeForm(request.POST)

    def run() -> None:
        verbs.propose_change(workspace=ref, change=form.change(), by=request.actor, at=timezone.now())

    if taken(form, run):
        messages.success(request, _("Proposed. It stands once the analysts agree."))
        return redirect("portal:workspace", ref)
    return page_of_one(request, page, change=form)


@never_cache
@require_POST
@allowed_to(Act.WORK_WITH_PROGRAMME)
def agree(request: StaffRequest, ref: str, change: str) -> HttpResponse:
    """Agree to a change that the analysts proposed."""
    find(request, ref)
    return carried_out(
        request,
        ref,
        lambda: verbs.agree_to_change(workspace=ref, change=change, by=request.actor, at=timezone.now()),
        _("Agreed by both sides."),
    )


@never_cache
@require_POST
@allowed_to(Act.WRITE_PLAN)
def plan(request: StaffRequest, ref: str) -> HttpResponse:
    """Propose the agreed changes as the steps of our plan."""
    page = find(request, ref)
    refused = refusal_of(lambda: verbs.take_into_plan(workspace=ref, by=request.actor, at=timezone.now()))
    if refused:
        return page_of_one(request, page, refused=refused)
    messages.success(request, _("The agreed changes are the proposed steps of the plan now."))
    return redirect("portal:plan", page.plan_ref)


def carried_out(request: StaffRequest, ref: str, run: Callable[[], object], words: str) -> HttpResponse:
    """Run a verb that needs no form and lead back; 422 with the refusal in words."""
    if refused := refusal_of(run):
        return page_of_one(request, find(request, ref), refused=refused)
    messages.success(request, words)
    return redirect("portal:workspace", ref)


def find(request: StaffRequest, ref: str) -> WorkspacePage:
    """Return one of our own workspaces, or answer 404: another body's is not there for us."""
    found = queries.own_workspace(entity_ref=request.actor.whole_body, ref=ref)
    if found is None:
        raise Http404
    return found


def page_of_one(
    request: StaffRequest,
    page: WorkspacePage,
    *,
    remark: Form | None = None,
    change: Form | None = None,
    refused: str = "",
) -> HttpResponse:
    """Answer with a workspace: 422 with a form that was refused."""
    ref = page.card.ref
    context = {
        "space": workspace_lines(page, Side.BODY, lambda one: reverse("portal:workspace-agree", args=[ref, one.ref])),
        "draw_urls": [reverse("portal:workspace-draw", args=[ref, kind]) for kind in Drawn],
        "may_write": True,
        "may_take": bool(page.agreed and page.plan_ref),
        "remark": remark or RemarkForm(),
        "change": change or ChangeForm(),
        "refused": refused,
        "trail": trail(),
    }
    return render(request, "portal/workspace.html", context, status=422 if remark or change or refused else 200)


def trail(page: WorkspacePage | None = None) -> list[dict[str, str]]:
    """Return the way here."""
    steps = [{"url": reverse("portal:workspaces"), "label": _("Workspaces")}]
    if page:
        steps.append({"url": reverse("portal:workspace", args=[page.card.ref]), "label": page.card.title})
    return steps
