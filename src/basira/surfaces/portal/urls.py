"""Addresses of the portal. None names a body: whose report it is, the signed-in account says."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from basira.programme.commissions.queries import is_internal
from basira.surfaces.portal import plans, selfassessment, singles, views, workspaces
from basira.surfaces.shared.navigation import Section, register

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
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

register(
    "portal",
    [
        Section("portal:home", _("Our report"), "results"),
        Section("portal:plans", _("Our plans"), "missions"),
        Section("portal:workspaces", _("Workspaces"), "panel"),
        Section("portal:sheets", _("Self-assessment"), "review"),
        Section("portal:cycles", _("All cycles"), "journal"),
        Section("portal:singles", _("Single visits"), "missions", lambda _request: is_internal()),
    ],
)
