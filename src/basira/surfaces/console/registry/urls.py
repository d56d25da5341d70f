"""Addresses of the registry at the desk."""

from django.urls import path

from basira.surfaces.console.registry import importing, views

urlpatterns = [
    path("", views.centres, name="registry"),
    path("entities/", views.entities, name="registry-entities"),
    path("entities/add", views.add_entity, name="registry-entity-add"),
    path("entities/<str:ref>/", views.entity, name="registry-entity"),
    path("entities/<str:ref>/add-centre", views.add_centre, name="registry-centre-add"),
    path("sectors/add", views.add_sector, name="registry-sector-add"),
    path("centres/<str:ref>/", views.centre, name="registry-centre"),
    path("centres/<str:ref>/edit", views.edit_centre, name="registry-centre-edit"),
    path("import/", importing.upload, name="registry-import"),
    path("import/<str:digest>", importing.confirm, name="registry-import-confirm"),
]
