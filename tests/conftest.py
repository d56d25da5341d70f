"""What every test may use. Tests of the cores need neither Django nor a database."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# An example takes as long as it takes: whether a property holds does not depend on how busy the machine is.
settings.register_profile("basira", deadline=None)
settings.load_profile("basira")

TEMPORARY = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """
    Give this run temporary folders of its own.

    pytest closes the one folder that all runs of an account share whenever a run begins, also to the database servers of
    a run beside it, whose account then cannot reach its files any more.
    """
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ:
        config.stash[TEMPORARY] = Path(tempfile.mkdtemp(prefix="basira-tests-"))
        config.stash[TEMPORARY].chmod(0o711)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(config.stash[TEMPORARY])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove them."""
    if folder := config.stash.get(TEMPORARY, None):
        del os.environ["PYTEST_DEBUG_TEMPROOT"]
        shutil.rmtree(folder, ignore_errors=True)
