"""Addresses of accounts and roles."""

from django.urls import path

from basira.surfaces.console.accounts import invitations, views

urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("open/", views.open_account, name="account_open"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/<str:ref>/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("permissions/", views.permission_table, name="permissions"),
    path("<str:ref>/", views.account, name="account"),
    path("<str:ref>/give-role/", views.give_role, name="account_role_give"),
    path("<str:ref>/take-role/", views.take_role, name="account_role_take"),
    path("<str:ref>/close/", views.close_account, name="account_close"),
]
