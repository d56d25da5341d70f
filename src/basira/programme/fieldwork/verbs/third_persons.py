"""Which texts of a visit hold details of third persons, as its rows keep it."""

from collections.abc import Iterable, Mapping
from typing import Any

from basira.core.assurance.third_persons import answers_with_third_persons


def warnings_of(answers: Mapping[str, str], paths: Iterable[str]) -> list[list[Any]]:
    """Return which free texts at `paths` hold details of third persons, as [path, kinds]; never the details themselves."""
    return [[path, [str(kind) for kind in kinds]] for path, kinds in answers_with_third_persons(answers, paths)]
