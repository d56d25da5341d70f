"""Addresses of corrective plans and of the log of contacts."""

from django.urls import path

from basira.surfaces.console.plans import contacts, exporting, proofs, repeats, views

urlpatterns = [
    path("", views.plans, name="plans"),
    path("plans.<str:kind>", exporting.table, name="plans-export"),
    path("rules/", views.rules, name="plan_rules"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/add", contacts.add, name="contact_add"),
    path("open/<str:finding>/", views.open_one, name="plan_open"),
    path("verdicts/<str:wave>", repeats.tell, name="verdicts_tell"),
    path("<str:ref>/", views.plan, name="plan"),
    path("<str:ref>/agree", views.agree, name="plan_agree"),
    path("<str:ref>/return", views.give_back, name="plan_return"),
    path("<str:ref>/files/<str:file>", proofs.file, name="plan_file"),
    path("<str:ref>/files/<str:file>/<str:place>", proofs.page, name="plan_page"),
    path("<str:ref>/repeat", repeats.order, name="plan_repeat"),
]
