"""These tests need Django and a real database."""

from tests import database

database.start()

import pytest  # noqa: E402

from tests.cast import *  # noqa: E402, F403  the named cast, as fixtures
from tests.field_scene import keep_evidence_in, make_scene  # noqa: E402


@pytest.fixture
def scene(db, settings, tmp_path):
    """A cycle in the field with a shopper's key, its files in a folder of its own."""
    keep_evidence_in(settings, tmp_path)
    return make_scene()
