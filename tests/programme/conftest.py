"""These tests need Django and a real database."""

from tests import database

database.start()

from tests.cast import *  # noqa: E402, F403  the named cast, as fixtures
