"""Real public data that lies beside the project; tests that need it skip where it is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("BASIRA_SHARED") or ROOT.parent / "shared")


def shared_data(relative: str) -> Path:
    """Return a path under the shared data folder, or skip the test with the reason."""
    path = SHARED / "data" / relative
    if not path.exists():
        pytest.skip(f"shared data not here: {relative}")
    return path


def shared_tool(name: str) -> Path:
    """Return a shared tool's path, or skip the test with the reason."""
    path = SHARED / "tools" / name
    if not path.exists():
        pytest.skip(f"shared tool not here: {name}")
    return path
