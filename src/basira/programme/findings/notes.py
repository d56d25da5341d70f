"""
The notes of accepted visits behind a body's figures, for the analyst's bench: free answers and what was written besides.

No number of a shopper, no day and no time stands beside them, details of people in them are covered, they stand in the order
of random references, and a centre is named only where its figure is shown. What was sealed for the integrity officer is
not here any more.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from basira.core.assurance.capture_record import SEEN
from basira.core.assurance.third_persons import covered
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.tree_paths import written_paths_of
from basira.programme.findings.models import IntegrityItem, ProposalAnswer
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.registry.models import Centre
from basira.programme.review.words_besides import accepted

PROPOSAL = "proposal"
ANSWER = "answer"
FIELDS = (
    "pk", "ref", "answers", "capture__seen", "questionnaire_version_id", "mission__centre__ref",
    "mission__centre__name_ar", "mission__centre__name_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """
    One text of one visit. `note` is the kind of what was written besides, or the path of the question; `kind` one of
    observation, story, proposal, answer. Names of the centre are empty where it is not named.
    """

    visit: str
    note: str
    kind: str
    words: str
    centre_ar: str
    centre_en: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A shopper's proposal and what became of it: `taken_up` is None before an answer."""

    visit: str
    words: str
    taken_up: bool | None
    reason: str


def notes_of(wave: str, entity_ref: str, named: Collection[str] = ()) -> tuple[Note, ...]:
    """Return the notes about a body in a cycle; `named` are refs of centres that may be named. Four queries."""
    sealed = set(IntegrityItem.objects.filter(wave__ref=wave).values_list("visit_id", "note"))
    return tuple(
        Note(row["ref"], note, kind, covered(words), *place_of(row, named))
        for row, note, kind, words in texts_of(wave, entity_ref)
        if (row["pk"], note) not in sealed
    )


def place_of(row: dict[str, Any], named: Collection[str]) -> tuple[str, str]:
    """Return the names of a visit's centre; empty where it may not be named."""
    if row["mission__centre__ref"] not in named:
        return "", ""
    return row["mission__centre__name_ar"], row["mission__centre__name_en"]


def texts_of(wave: str, entity_ref: str) -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Yield each text of the accepted visits to a body: its row, which note it is, its kind, its words as written."""
    rows = list(accepted_to(wave, entity_ref).order_by("ref").values(*FIELDS))
    paths = free_paths({row["questionnaire_version_id"] for row in rows})
    for row in rows:
        seen = row["capture__seen"] or {}
        for kind in SEEN:
            if words := str(seen.get(kind) or "").strip():
                yield row, kind, kind, words
        for path in paths.get(row["questionnaire_version_id"], ()):
            if words := str(row["answers"].get(path) or "").strip():
                yield row, path, ANSWER, words


def accepted_to(wave: str, entity_ref: str) -> QuerySet[Visit]:
    """Return the accepted visits to a body in a cycle. Its centres are asked for first, as `behind.visits_to` does and says why."""
    centres = list(Centre.objects.filter(entity__ref=entity_ref).values_list("pk", flat=True))
    found: QuerySet[Visit] = accepted(wave).filter(mission__centre__in=centres)
    return found


def free_paths(versions: Collection[int]) -> dict[int, tuple[str, ...]]:
    """
    Return the free-text questions of versions, without those that play a role, such as the mission's code, and without what is
    asked because of a trap: what is quoted to a body must not tell it how shoppers are checked.
    """
    trees = QuestionnaireVersion.objects.filter(pk__in=versions).values_list("pk", "tree")
    return {
        pk: tuple(
            path
            for path in written_paths_of(tree)
            if path not in {*tree.get("roles", {}).values(), *tree.get("barred", ())}
        )
        for pk, tree in trees
    }


def prose_of(wave: str, entity_ref: str) -> tuple[str, ...]:
    """Return everything that shoppers wrote about a body in a cycle, every answer of words included, as written."""
    rows = accepted_to(wave, entity_ref).values_list("answers", "capture__seen")
    return tuple(
        str(text) for answers, seen in rows for text in (*answers.values(), *(seen or {}).values()) if " " in str(text)
    )


def proposals_of(wave: str, entity_ref: str) -> tuple[Proposal, ...]:
    """Return the proposals about a body in a cycle with what became of each, the open ones first."""
    answers = {
        one.visit_id: one
        for one in ProposalAnswer.objects.filter(visit__wave__ref=wave).select_related("recommendation")
    }
    sealed = set(IntegrityItem.objects.filter(wave__ref=wave).values_list("visit_id", "note"))
    found = []
    for row, note, kind, words in texts_of(wave, entity_ref):
        if kind != PROPOSAL or (row["pk"], note) in sealed:
            continue
        answer = answers.get(row["pk"])
        taken_up = None if answer is None else answer.recommendation_id is not None
        found.append(Proposal(row["ref"], covered(words), taken_up, answer.reason if answer else ""))
    return tuple(sorted(found, key=lambda one: one.taken_up is not None))
