"""These tests need Django and a real database."""

from tests import database

database.start()

import pytest  # noqa: E402
from django.http import HttpResponse  # noqa: E402

from basira.surfaces.shared import errors  # noqa: E402
from tests.cast import *  # noqa: E402, F403  the named cast, as fixtures


@pytest.fixture
def one_page_of_each_refusal(monkeypatch):
    """
    Have a refusal of each status made in full once, and told by its status alone after that.

    For tests that knock at every door: the page of a refusal has the whole desk round it, and is alike at each.
    """
    made, page = set(), errors.answer

    def answer(request, status, **said):
        if status in made:
            return HttpResponse(status=status)
        made.add(status)
        return page(request, status, **said)

    monkeypatch.setattr(errors, "answer", answer)
