"""Addresses by which somebody who was invited opens an account. The link's token stands behind the #, in none of them."""

from django.urls import path

from basira.surfaces.console.join import views

app_name = "join"
urlpatterns = [
    path("", views.join, name="join"),
    path("account/", views.account, name="account"),
    path("factor/", views.factor, name="factor"),
]
