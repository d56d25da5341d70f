"""These tests need Django and a real database."""

from tests import database

database.start()

import pytest  # noqa: E402

from tests.cast import *  # noqa: E402, F403  the named cast, as fixtures
from tests.field_scene import make_scene  # noqa: E402


@pytest.fixture
def scene(db, settings, tmp_path):
    """A cycle in the field with a shopper's key, its files in a folder of its own."""
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    settings.DERIVATIVES_FOLDER = tmp_path / "derivatives"
    settings.EVIDENCE_KEY_FILE = tmp_path / "keys" / "evidence.key"
    return make_scene()
