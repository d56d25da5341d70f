"""Addresses of the questionnaires at the desk."""

from django.urls import path

from basira.surfaces.console.instruments import packs, previews, views
from basira.surfaces.console.instruments.editing import checking, weights
from basira.surfaces.console.instruments.editing import views as editing

urlpatterns = [
    path("", views.versions, name="instruments"),
    path("upload/", views.upload, name="instruments-upload"),
    path("template", views.template, name="instruments-template"),
    path("packs/", packs.packs, name="instruments-packs"),
    path("packs/<str:name>/", packs.take, name="instruments-pack"),
    path("new/", editing.begin, name="instruments-new"),
    path("<str:ref>/copy", editing.copy_version, name="instruments-copy"),
    path("<str:ref>/edit/", editing.overview, name="instruments-edit"),
    path("<str:ref>/edit/add", editing.add, name="instruments-edit-add"),
    path("<str:ref>/edit/move", editing.move, name="instruments-edit-move"),
    path("<str:ref>/edit/discard", editing.discard, name="instruments-edit-discard"),
    path("<str:ref>/edit/settings/", editing.form_settings, name="instruments-edit-settings"),
    path("<str:ref>/edit/answers/<str:name>/", editing.answers, name="instruments-edit-answers"),
    path("<str:ref>/edit/check/", checking.check, name="instruments-edit-check"),
    path("<str:ref>/edit/keep", checking.keep, name="instruments-edit-keep"),
    path("<str:ref>/edit/preview/", previews.copy_preview, name="instruments-edit-preview"),
    path("<str:ref>/edit/preview/phone", previews.copy_phone, name="instruments-edit-preview-phone"),
    path("<str:ref>/edit/weights/", weights.weights, name="instruments-edit-weights"),
    path("<str:ref>/edit/<str:row>/", editing.row, name="instruments-edit-row"),
    path("<str:ref>/edit/<str:row>/remove", editing.remove, name="instruments-edit-remove"),
    path("<str:ref>/", views.version, name="instruments-version"),
    path("<str:ref>/preview/", previews.version_preview, name="instruments-preview"),
    path("<str:ref>/preview/phone", previews.version_phone, name="instruments-preview-phone"),
    path("<str:ref>/workbook", views.workbook, name="instruments-workbook"),
    path("<str:ref>/xform", views.xform, name="instruments-xform"),
    path("<str:ref>/files/<str:filename>", views.media, name="instruments-media"),
    path("<str:ref>/publish", views.publish, name="instruments-publish"),
    path("<str:ref>/retire", views.retire, name="instruments-retire"),
]
