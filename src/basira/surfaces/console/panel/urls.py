"""Addresses of the panel."""

from django.urls import path

from basira.surfaces.console.panel import leaving, numbers, shoppers, staff

urlpatterns = [
    path("", shoppers.panel, name="panel"),
    path("person/", shoppers.person, name="panel_person"),
    path("staff/", staff.staff_lists, name="panel_staff"),
    path("enrol/", shoppers.enrol, name="panel_enrol"),
    path("move/", shoppers.move_together, name="panel_move_together"),
    path("shoppers/<str:panel_ref>/", shoppers.shopper, name="panel_shopper"),
    path("shoppers/<str:panel_ref>/move/", shoppers.move_shopper, name="panel_shopper_move"),
    path("shoppers/<str:panel_ref>/leave/", leaving.leave, name="panel_leave"),
    path("shoppers/<str:panel_ref>/term/", leaving.term, name="panel_term"),
    path("cycles/", numbers.cycles, name="panel_cycles"),
    path("cycles/<str:wave>/", numbers.numbers, name="panel_numbers"),
    path("cycles/<str:wave>/give/", numbers.give_numbers, name="panel_numbers_give"),
    path("numbers/<str:ref>/", numbers.number, name="panel_number"),
    path("numbers/<str:ref>/companion/", leaving.companion, name="panel_companion"),
    path("numbers/<str:ref>/key/", numbers.give_link, name="panel_link_give"),
    path("numbers/<str:ref>/send/", numbers.send_link, name="panel_link_send"),
    path("numbers/<str:ref>/client/", numbers.give_client_key, name="panel_client_key_give"),
    path("numbers/<str:ref>/withdraw/", numbers.withdraw_keys, name="panel_keys_withdraw"),
]
