"""Address of the self-assessment before a cycle."""

from django.urls import path

from basira.surfaces.console.selfassessment import views

urlpatterns = [path("<str:wave>/", views.self_assessment, name="self_assessment")]
