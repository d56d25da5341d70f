"""Addresses of the library of standards at the desk."""

from django.urls import path

from basira.surfaces.console.standards import importing, views

urlpatterns = [
    path("", views.standards, name="standards"),
    path("import/", importing.upload, name="standards_import"),
    path("import/<str:digest>", importing.confirm, name="standards_import_confirm"),
    path("versions/<str:ref>/", views.standard, name="standards_version"),
]
