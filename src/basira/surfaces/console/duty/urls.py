"""Addresses of the duty desk."""

from django.urls import path

from basira.surfaces.console.duty import alarms, dangers, desk, letters

urlpatterns = [
    path("", desk.duty, name="duty"),
    path("now/", desk.now, name="duty_now"),
    path("over/", desk.over, name="duty_over"),
    path("settings/", desk.settings, name="duty_settings"),
    path("contacts/", desk.contacts, name="duty_contacts"),
    path("contacts/<str:ref>/", desk.contact, name="duty_contact"),
    path("alarms/<str:ref>/", alarms.alarm, name="duty_alarm"),
    path("alarms/<str:ref>/see/", alarms.see, name="duty_alarm_see"),
    path("alarms/<str:ref>/note/", alarms.note, name="duty_alarm_note"),
    path("alarms/<str:ref>/ring/", alarms.ring, name="duty_alarm_ring"),
    path("alarms/<str:ref>/mission/", alarms.mission, name="duty_alarm_mission"),
    path("letters/<str:ref>/see/", letters.see, name="duty_letter_see"),
    path("letters/<str:ref>/confirm/", letters.confirm, name="duty_letter_confirm"),
    path("letters/<str:ref>/withdraw/", letters.withdraw, name="duty_letter_withdraw"),
    path("missions/<str:ref>/letter/", letters.issue, name="duty_letter_issue"),
    path("cycles/<str:ref>/letters/", letters.prepare, name="duty_letters_prepare"),
    path("dangers/<str:ref>/", dangers.danger, name="duty_danger"),
    path("dangers/<str:ref>/send/", dangers.send, name="duty_danger_send"),
    path("dangers/<str:ref>/postpone/", dangers.postpone, name="duty_danger_postpone"),
    path("dangers/<str:ref>/hold/", dangers.hold, name="duty_danger_hold"),
    path("dangers/<str:ref>/tell/", dangers.tell, name="duty_danger_tell"),
    path("dangers/<str:ref>/picture", dangers.picture, name="duty_danger_picture"),
]
