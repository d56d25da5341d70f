"""Somebody at work stays signed in; the session is not written at every page; visitors get none."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from basira.core.kernel.actor import Role

pytestmark = pytest.mark.django_db


def test_a_visitor_gets_no_session(client):
    client.get(reverse("public:home"))
    assert not Session.objects.exists()


def test_work_moves_the_end_of_the_session_but_not_at_every_page(signed_in):
    browser = signed_in(Role.DIRECTOR)
    session = browser.session
    session["touched_at"] = 1
    session.save()
    browser.get(reverse("console:home"))
    touched = browser.session["touched_at"]
    assert touched > 1
    browser.get(reverse("console:home"))
    assert browser.session["touched_at"] == touched
