"""Addresses of the wizard. They answer 404 once somebody has an account."""

from django.urls import path

from basira.surfaces.console.set_up import views

app_name = "set_up"
urlpatterns = [
    path("", views.code, name="code"),
    path("check/", views.check, name="check"),
    path("finish/", views.finish, name="finish"),
    path("<str:name>/", views.step, name="step"),
]
