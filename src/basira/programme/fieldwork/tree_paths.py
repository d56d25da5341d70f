"""Which questions of a questionnaire are free text, which are measured or chosen from a list, and which tell a time or a place."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from basira.core.instrument.coarse import OF_TYPES, Exact, kept_answer
from basira.programme.instruments.models import QuestionnaireVersion

REPEAT = re.compile(r"\[\d+\]")
"""The place of a round in a path."""


@dataclass(frozen=True, slots=True)
class TreePaths:
    """
    Paths of a questionnaire: `written` are questions of free text, `closed` those that are measured or chosen from a list;
    `exact` says what the answers of others tell exactly.
    """

    written: tuple[str, ...]
    closed: frozenset[str]
    exact: Mapping[str, Exact]

    def kept(self, path: str, answer: str) -> str:
        """Return an answer as it may be stored in the clear; `path` may name a place of a repeat ("/data/room[2]/clean")."""
        asked = REPEAT.sub("", path)
        return kept_answer(answer, self.exact.get(asked), is_closed=asked in self.closed)


def paths_by_version(versions: Set[int]) -> dict[int, TreePaths]:
    """Return the paths of questionnaire versions, by row. One query."""
    trees = QuestionnaireVersion.objects.filter(pk__in=versions).values_list("pk", "tree")
    return {pk: TreePaths(written_paths_of(tree), closed_paths_of(tree), exact_paths_of(tree)) for pk, tree in trees}


def exact_paths_of(tree: Mapping[str, Any]) -> dict[str, Exact]:
    """Return what the questions of a questionnaire tell exactly by their type; those that tell nothing exact are absent."""
    return {each["path"]: OF_TYPES[each["type"]] for each in tree.get("questions", ()) if each.get("type") in OF_TYPES}


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
