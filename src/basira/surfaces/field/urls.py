"""Addresses of the shopper's pages; none of those that a browser shows names what they are."""

from django.urls import path

from basira.surfaces.field import calls, devices, entering, moves, needs, own, questions, sealed, shell, state, views

app_name = "field"
urlpatterns = [
    path("", shell.notes, name="home"),
    path("worker.js", shell.worker, name="worker"),
    path("card.json", shell.card, name="card"),
    path("sign/<slug:name>-<slug:accent>-<int:size>.png", shell.sign, name="sign"),
    path("open", shell.notes, name="open"),
    path("session", entering.enter, name="enter"),
    path("exchange", entering.exchange, name="exchange"),
    path("moves", moves.moves, name="moves"),
    path("needs", needs.needs, name="needs"),
    path("services", needs.services, name="services"),
    path("own.json", own.own, name="own"),
    path("test/begin", own.begin_test, name="test_begin"),
    path("test/finish", own.finish_test, name="test_finish"),
    path("state.json", state.state, name="state"),
    path("alarm", calls.alarm, name="alarm"),
    path("letter", calls.letter, name="letter"),
    path("danger", calls.danger, name="danger"),
    path("danger/<str:client_id>/photo", calls.danger_photo, name="danger_photo"),
    path("device", devices.device, name="device"),
    path("places", calls.find_places, name="places"),
    path("questions/<str:ref>", questions.answer, name="answer"),
    path("<str:ref>/submission", views.submission, name="submission"),
    path("<str:ref>/sealed/<str:instance>", sealed.whole, name="sealed"),
    path("<str:ref>/sealed/<str:instance>/<int:number>", sealed.part, name="sealed_part"),
    path("<str:ref>/form.xml", views.form, name="form"),
    path("<str:ref>/media/<str:filename>", views.media, name="media"),
]
