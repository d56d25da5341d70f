"""Pages of workspaces at the desk: the list, opening one around a finding, and what the analysts write in it."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basira.core.kernel.workspaces import Drawn, Side
from basira.programme.people.permissions import Act, can
from basira.programme.plans import queries as plans
from basira.programme.workspace import queries, verbs
from basira.programme.workspace.queries import WorkspacePage
from basira.surfaces.console.answers import carried_out, form_page, found, page_of, posted
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.taking import taken
from basira.surfaces.shared.workspace_forms import ChangeForm, OpenForm, RemarkForm, drawing_of, steps_form
from basira.surfaces.shared.workspace_words import workspace_lines
from basira.surfaces.shared.workspaces import drawn, kind_of, refusal_of


@require_safe
@allowed_to(Act.VIEW_WORKSPACES)
def workspaces(request: StaffRequest) -> HttpResponse:
    """Every workspace, the newest first."""
    return render(request, "console/workspaces/workspaces.html", {"page": page_of(request, queries.desk_workspaces())})


@require_safe
@allowed_to(Act.VIEW_WORKSPACES)
def workspace(request: StaffRequest, ref: str) -> HttpResponse:
    """One workspace, as the body reads it."""
    return page_of_one(request, found(queries.desk_workspace(ref)))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed_to(Act.WORK_WITH_BODY)
def open_one(request: StaffRequest, finding: str) -> HttpResponse:
    """Open a workspace around a finding that its body was told; one that is open is led to."""
    card = found(plans.finding_to_mend(finding, timezone.now()))
    if there := queries.workspace_of_finding(finding):
        return redirect("console:workspace", there)
    form = OpenForm(posted(request))
    made = carried_out(
        form,
        lambda: verbs.open_workspace(
            title=form.cleaned_data["title"], finding=finding, by=request.actor, at=timezone.now()
        ),
    )
    if made is None:
        return form_page(request, "console/workspaces/open.html", form, finding=card, trail=trail())
    messages.success(request, _("The workspace is open. The body reads it as you do."))
    return redirect("console:workspace", made)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed_to(Act.WORK_WITH_BODY)
def draw(request: StaffRequest, ref: str, kind: str) -> HttpResponse:
    """Draw the procedure as it is, or as it could be."""
    page, which = found(queries.desk_workspace(ref)), kind_of(kind)
    form, refused = steps_form(drawing_of(page, which), posted(request)), None
    if form.is_bound:
        refused = drawn(
            form,
            lambda: verbs.draw(workspace=ref, kind=which, steps=form.steps(), by=request.actor, at=timezone.now()),
        )
        if refused is None:
            messages.success(request, _("The drawing is kept. The earlier ones are kept as well."))
            return redirect("console:workspace", ref)
    context = {
        "form": form,
        "refused": refused,
        "is_now": which is Drawn.AS_IS,
        "url": reverse("console:workspace_draw", args=[ref, kind]),
        "cancel_url": reverse("console:workspace", args=[ref]),
        "trail": trail(page),
    }
    return render(request, "console/workspaces/draw.html", context, status=422 if form.is_bound else 200)


@require_POST
@allowed_to(Act.WORK_WITH_BODY)
def remark(request: StaffRequest, ref: str) -> HttpResponse:
    """Say something to the body."""
    page, form = found(queries.desk_workspace(ref)), RemarkForm(request.POST)

    def run() -> None:
        verbs.remark(workspace=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())

    if taken(form, run):
        return redirect("console:workspace", ref)
    return page_of_one(request, page, remark=form)


@require_POST
@allowed_to(Act.WORK_WITH_BODY)
def change(request: StaffRequest, ref: str) -> HttpResponse:
    """Propose a change."""
    page, form = found(queries.desk_workspace(ref)), ChangeForm(request.POST)

    def run() -> None:
        verbs.propose_change(workspace=ref, change=form.change(), by=request.actor, at=timezone.now())

    if taken(form, run):
        messages.success(request, _("Proposed. It stands once the body agrees."))
        return redirect("console:workspace", ref)
    return page_of_one(request, page, change=form)


@require_POST
@allowed_to(Act.WORK_WITH_BODY)
def agree(request: StaffRequest, ref: str, change: str) -> HttpResponse:
    """Agree to a change that the body proposed."""
    page = found(queries.desk_workspace(ref))
    refused = refusal_of(
        lambda: verbs.agree_to_change(workspace=ref, change=change, by=request.actor, at=timezone.now())
    )
    if refused:
        return page_of_one(request, page, refused=refused)
    messages.success(request, _("Agreed by both sides."))
    return redirect("console:workspace", ref)


def page_of_one(
    request: StaffRequest,
    page: WorkspacePage,
    *,
    remark: Form | None = None,
    change: Form | None = None,
    refused: str = "",
) -> HttpResponse:
    """Answer with a workspace: 422 with a form that was refused."""
    ref, may_write = page.card.ref, can(request.actor, Act.WORK_WITH_BODY)
    side = Side.PROGRAMME if may_write else None
    context = {
        "space": workspace_lines(page, side, lambda one: reverse("console:workspace_agree", args=[ref, one.ref])),
        "draw_urls": [reverse("console:workspace_draw", args=[ref, kind]) for kind in Drawn],
        "may_write": may_write,
        "remark": remark or RemarkForm(),
        "change": change or ChangeForm(),
        "refused": refused,
        "trail": trail(),
    }
    status = 422 if remark or change or refused else 200
    return render(request, "console/workspaces/workspace.html", context, status=status)


def trail(page: WorkspacePage | None = None) -> list[dict[str, str]]:
    """Return the way here."""
    steps = [{"url": reverse("console:workspaces"), "label": _("Workspaces")}]
    if page:
        steps.append({"url": reverse("console:workspace", args=[page.card.ref]), "label": page.card.title})
    return steps
