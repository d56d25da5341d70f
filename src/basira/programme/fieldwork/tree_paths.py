"""Which questions of a questionnaire are free text, and which are measured or chosen from a list."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from basira.programme.instruments.models import QuestionnaireVersion


@dataclass(frozen=True, slots=True)
class TreePaths:
    """Paths of a questionnaire: `written` are questions of free text, `closed` those that are measured or chosen from a list."""

    written: tuple[str, ...]
    closed: frozenset[str]


def paths_by_version(versions: Set[int]) -> dict[int, TreePaths]:
    """Return the paths of questionnaire versions, by row. One query."""
    trees = QuestionnaireVersion.objects.filter(pk__in=versions).values_list("pk", "tree")
    return {pk: TreePaths(written_paths_of(tree), closed_paths_of(tree)) for pk, tree in trees}


def closed_paths_of(tree: Mapping[str, Any]) -> frozenset[str]:
    """Return the paths of a questionnaire that are measured, or chosen from a list."""
    chosen = {each["path"] for each in tree.get("questions", ()) if each.get("choices") or each.get("choices_from")}
    return frozenset(chosen | {each["path"] for each in tree.get("criteria", ())})


def written_paths_of(tree: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths of a questionnaire's free-text questions."""
    return tuple(
        each["path"]
        for each in tree.get("questions", ())
        if each.get("type", "string") == "string" and each.get("kind") == "input"
    )
