"""Addresses of single visits."""

from django.urls import path

from basira.surfaces.console.commissions import files, views

urlpatterns = [
    path("", views.commissions, name="commissions"),
    path("order/<str:mission>/", views.order, name="commission-order"),
    path("files/", files.files, name="accountability"),
    path("files/<str:ref>/", files.file, name="accountability-file"),
    path("<str:ref>/file", files.open_file, name="accountability-open"),
    path("<str:ref>/", views.commission, name="commission"),
    path("<str:ref>/withdraw", views.withdraw, name="commission-withdraw"),
    path("<str:ref>/release", views.release, name="commission-release"),
]
