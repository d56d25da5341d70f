"""Addresses of the questionnaires at the desk."""

from django.urls import path

from basira.surfaces.console.instruments import packs, views

urlpatterns = [
    path("", views.versions, name="instruments"),
    path("upload/", views.upload, name="instruments-upload"),
    path("template", views.template, name="instruments-template"),
    path("packs/", packs.packs, name="instruments-packs"),
    path("packs/<str:name>/", packs.take, name="instruments-pack"),
    path("<str:ref>/", views.version, name="instruments-version"),
    path("<str:ref>/workbook", views.workbook, name="instruments-workbook"),
    path("<str:ref>/xform", views.xform, name="instruments-xform"),
    path("<str:ref>/files/<str:filename>", views.media, name="instruments-media"),
    path("<str:ref>/publish", views.publish, name="instruments-publish"),
    path("<str:ref>/retire", views.retire, name="instruments-retire"),
]
