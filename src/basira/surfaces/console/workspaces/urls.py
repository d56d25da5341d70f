"""Addresses of workspaces."""

from django.urls import path

from basira.surfaces.console.workspaces import views

urlpatterns = [
    path("", views.workspaces, name="workspaces"),
    path("open/<str:finding>/", views.open_one, name="workspace_open"),
    path("<str:ref>/", views.workspace, name="workspace"),
    path("<str:ref>/draw/<str:kind>/", views.draw, name="workspace_draw"),
    path("<str:ref>/remark", views.remark, name="workspace_remark"),
    path("<str:ref>/change", views.change, name="workspace_change"),
    path("<str:ref>/changes/<str:change>/agree", views.agree, name="workspace_agree"),
]
