"""Addresses of the public site."""

from django.urls import path

from basira.surfaces.public import views

app_name = "public"
urlpatterns = [path("", views.home, name="home")]
