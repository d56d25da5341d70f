"""Addresses of training."""

from django.urls import path

from basira.surfaces.console.training import pages, revoking, writing

urlpatterns = [
    path("", pages.training, name="training"),
    path("demand/", writing.demand, name="training_demand"),
    path("pledge/", writing.pledge, name="training_pledge"),
    path("certificates/open/", writing.open_certificate, name="training_certificate_open"),
    path("certificates/<str:ref>/close/", writing.close_certificate, name="training_certificate_close"),
    path("questions/", pages.questions, name="training_questions"),
    path("questions/write/", writing.write_question, name="training_question_write"),
    path("questions/<str:ref>/out/", writing.take_out_question, name="training_question_out"),
    path("courses/write/", writing.write_course, name="training_course_write"),
    path("courses/<str:ref>/invite/", writing.invite, name="training_invite"),
    path("examples/write/", writing.write_example, name="training_example_write"),
    path("examples/<str:ref>/", pages.example, name="training_example"),
    path("roster/<str:wave>/", pages.roster, name="training_roster"),
    path("roster/<str:wave>/recognise/", writing.recognise, name="training_recognise"),
    path("numbers/<str:ref>/again/", writing.allow_more, name="training_allow_more"),
    path("numbers/<str:ref>/take-back/", revoking.take_back, name="training_take_back"),
    path("numbers/<str:ref>/leaving/", writing.note_leaving, name="training_leaving"),
]
