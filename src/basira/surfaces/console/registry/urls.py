"""Addresses of the registry at the desk."""

from django.urls import path

from basira.surfaces.console.registry import exporting, importing, maps, views

urlpatterns = [
    path("", views.centres, name="registry"),
    path("map/", maps.page, name="registry_map"),
    path("map.json", maps.places, name="registry_places"),
    path("entities/", views.entities, name="registry_entities"),
    path("entities/add", views.add_entity, name="registry_entity_add"),
    path("entities/<str:ref>/", views.entity, name="registry_entity"),
    path("entities/<str:ref>/add-centre", views.add_centre, name="registry_centre_add"),
    path("sectors/add", views.add_sector, name="registry_sector_add"),
    path("centres/<str:ref>/", views.centre, name="registry_centre"),
    path("centres/<str:ref>/edit", views.edit_centre, name="registry_centre_edit"),
    path("centres.<str:kind>", exporting.centres, name="registry_export"),
    path("import/", importing.upload, name="registry_import"),
    path("import/<str:digest>", importing.confirm, name="registry_import_confirm"),
]
