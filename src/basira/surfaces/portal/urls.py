"""Addresses of the portal. None names a body: whose report it is, the signed-in account says."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from basira.programme.commissions.queries import is_internal
from basira.programme.people.permissions import Act, can
from basira.surfaces.portal import boards, exporting, plans, selfassessment, singles, views, workspaces
from basira.surfaces.shared.navigation import Section, register

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("board/", boards.board, name="board"),
    path("tables/<str:what>.<str:kind>", exporting.table, name="table"),
    path("my-centres.<str:kind>", exporting.managed_centres, name="my-centres"),
    path("centres/", boards.centres, name="centres"),
    path("centres/<str:ref>/", boards.centre, name="centre"),
    path("cycles/", views.cycles, name="cycles"),
    path("cycles/<str:cycle>/", views.report, name="report"),
    path("cycles/<str:cycle>/report.pdf", views.paper, name="paper"),
    path("visits/", singles.singles, name="singles"),
    path("visits/<str:ref>/", singles.single, name="single"),
    path("visits/<str:ref>/reply", singles.reply, name="single-reply"),
    path("files/<str:ref>/", singles.file, name="file"),
    path("files/<str:ref>/state", singles.state, name="file-state"),
    path("workspaces/", workspaces.workspaces, name="workspaces"),
    path("workspaces/open/<str:finding>/", workspaces.open_one, name="workspace-open"),
    path("workspaces/<str:ref>/", workspaces.workspace, name="workspace"),
    path("workspaces/<str:ref>/draw/<str:kind>/", workspaces.draw, name="workspace-draw"),
    path("workspaces/<str:ref>/remark", workspaces.remark, name="workspace-remark"),
    path("workspaces/<str:ref>/change", workspaces.change, name="workspace-change"),
    path("workspaces/<str:ref>/changes/<str:change>/agree", workspaces.agree, name="workspace-agree"),
    path("workspaces/<str:ref>/plan", workspaces.plan, name="workspace-plan"),
    path("self-assessment/", selfassessment.sheets, name="sheets"),
    path("self-assessment/<str:ref>/", selfassessment.sheet, name="sheet"),
    path("self-assessment/<str:ref>/<str:place>/", selfassessment.assess, name="assess"),
    path("findings/<str:ref>/", views.finding, name="finding"),
    path("findings/<str:ref>/answer", views.answer, name="answer"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<str:ref>/", plans.plan, name="plan"),
    path("plans/<str:ref>/propose", plans.propose, name="plan-propose"),
    path("plans/<str:ref>/steps/<str:step>", plans.finish, name="plan-step"),
    path("plans/<str:ref>/declare", plans.declare, name="plan-declare"),
    path("plans/<str:ref>/sign", plans.sign, name="plan-sign"),
    path("plans/<str:ref>/return", plans.give_back, name="plan-return"),
]


def may(act: Act) -> Callable[[HttpRequest], bool]:
    """Tell of a reader whether a section is theirs."""
    return lambda request: can(request.actor, act)  # type: ignore[attr-defined]


WHOLE_BODY = may(Act.VIEW_PORTAL)
register(
    "portal",
    [
        Section("portal:home", _("Our report"), "results", WHOLE_BODY),
        Section("portal:board", _("At a glance"), "results", WHOLE_BODY),
        Section("portal:centres", _("My centres"), "registry", may(Act.VIEW_OWN_CENTRES)),
        Section("portal:plans", _("Our plans"), "missions", WHOLE_BODY),
        Section("portal:workspaces", _("Workspaces"), "panel", WHOLE_BODY),
        Section("portal:sheets", _("Self-assessment"), "review", WHOLE_BODY),
        Section("portal:cycles", _("All cycles"), "journal", WHOLE_BODY),
        Section(
            "portal:singles", _("Single visits"), "missions", lambda request: is_internal() and WHOLE_BODY(request)
        ),
    ],
)
