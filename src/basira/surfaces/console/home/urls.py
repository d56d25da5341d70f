"""The address of the desk's first page."""

from django.urls import path

from basira.surfaces.console.home import views

urlpatterns = [path("", views.home, name="home")]
