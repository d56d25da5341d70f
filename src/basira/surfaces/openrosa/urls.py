"""Addresses for OpenRosa clients; the token in the path is the phone's key."""

from django.urls import path

from basira.surfaces.openrosa import views

app_name = "openrosa"
KEY = "key/<str:token>/projects/<int:project>"
urlpatterns = [
    path(f"{KEY}/formList", views.form_list, name="form_list"),
    path(f"{KEY}/submission", views.submission, name="submission"),
    path(f"{KEY}/forms/<str:form_id>.xml", views.form, name="form"),
    path(f"{KEY}/forms/<str:form_id>/manifest", views.manifest, name="manifest"),
    path(f"{KEY}/forms/<str:form_id>/media/<str:filename>", views.media, name="media"),
]
