"""Addresses of the portal. None names a body: whose report it is, the signed-in account says."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from basira.programme.commissions.queries import is_internal
from basira.surfaces.portal import singles, views
from basira.surfaces.shared.navigation import Section, register

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("cycles/", views.cycles, name="cycles"),
    path("cycles/<str:cycle>/", views.report, name="report"),
    path("cycles/<str:cycle>/report.pdf", views.paper, name="paper"),
    path("visits/", singles.singles, name="singles"),
    path("visits/<str:ref>/", singles.single, name="single"),
    path("files/<str:ref>/", singles.file, name="file"),
    path("findings/<str:ref>/", views.finding, name="finding"),
    path("findings/<str:ref>/answer", views.answer, name="answer"),
]

register(
    "portal",
    [
        Section("portal:home", _("Our report"), "results"),
        Section("portal:cycles", _("All cycles"), "journal"),
        Section("portal:singles", _("Single visits"), "missions", lambda _request: is_internal()),
    ],
)
