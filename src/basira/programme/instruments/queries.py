"""Questionnaires for pages and for those downstream: cards, trees, forms and their files. Never a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length

from basira.core.instrument.tree import Questionnaire as Tree
from basira.core.kernel.lifecycles import QUESTIONNAIRE_MOVES, QuestionnaireState
from basira.core.kernel.problem import Fault, Severity
from basira.programme.instruments.models import FormMedia, QuestionnaireVersion

PAGE = 25
"""Versions on one page of the list."""

_HEAVY = ("workbook", "xform", "problems")


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One version in a list. `questions` counts what a person answers; `criteria` what is measured."""

    ref: str
    form_id: str
    version: str
    title_ar: str
    title_en: str
    state: QuestionnaireState
    questions: int
    criteria: int
    uploaded_at: datetime
    published_at: datetime | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionList:
    """A page of versions, newest first, with the count of all that fit."""

    cards: tuple[VersionCard, ...]
    total: int
    page: int


@dataclass(frozen=True, slots=True)
class MediaCard:
    """A file that goes out with a form. `md5` is what OpenRosa clients compare."""

    filename: str
    md5: str
    bytes: int


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Everything that a version's own page shows. `moves` is where the lifecycle lets it go."""

    card: VersionCard
    tree: Tree
    faults: tuple[Fault, ...]
    media: tuple[MediaCard, ...]
    missing_files: tuple[str, ...]
    workbook_name: str
    workbook_sha256: str
    moves: frozenset[QuestionnaireState]


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out."""

    filename: str
    content: bytes


def version_list(*, search: str = "", state: str = "", page: int = 1) -> VersionList:
    """Return a page of versions by title, form id or version; empty before the first upload. Pages count from 1."""
    found = QuestionnaireVersion.objects.select_related("questionnaire").defer(*_HEAVY)
    for word in search.split()[:6]:
        found = found.filter(
            Q(title_ar__icontains=word)
            | Q(title_en__icontains=word)
            | Q(questionnaire__form_id__icontains=word)
            | Q(version__icontains=word)
        )
    if state in set(QuestionnaireState):
        found = found.filter(state=state)
    total = found.count()
    page = max(1, min(page, -(-total // PAGE)))
    rows = found.order_by("-uploaded_at", "-pk")[(page - 1) * PAGE : page * PAGE]
    return VersionList(tuple(_card(row) for row in rows), total, page)


def count_drafts() -> int:
    """Return how many versions were uploaded and are not published yet. One query."""
    return QuestionnaireVersion.objects.filter(state=QuestionnaireState.DRAFT).count()


def version_page(ref: str) -> VersionPage | None:
    """Return everything about a version, or None."""
    row = (
        QuestionnaireVersion.objects.select_related("questionnaire").defer("workbook", "xform").filter(ref=ref).first()
    )
    if row is None:
        return None
    media = media_of(ref)
    tree = Tree.from_dict(row.tree)
    return VersionPage(
        card=_card(row),
        tree=tree,
        faults=tuple(_fault(values) for values in row.problems),
        media=media,
        missing_files=missing_files(tree, {each.filename for each in media}),
        workbook_name=row.workbook_name,
        workbook_sha256=row.workbook_sha256,
        moves=QUESTIONNAIRE_MOVES[QuestionnaireState(row.state)],
    )


def tree_of(ref: str) -> Tree | None:
    """Return a version's questionnaire tree (questions, criteria, scales), or None."""
    tree = QuestionnaireVersion.objects.filter(ref=ref).values_list("tree", flat=True).first()
    return Tree.from_dict(tree) if tree is not None else None


def xform_of(ref: str) -> Download | None:
    """Return a version's XForm, or None."""
    row = QuestionnaireVersion.objects.filter(ref=ref).values_list("questionnaire__form_id", "xform").first()
    return Download(f"{row[0]}.xml", row[1].encode()) if row else None


def workbook_of(ref: str) -> Download | None:
    """Return a version's workbook, byte for byte as it was uploaded, or None."""
    row = QuestionnaireVersion.objects.filter(ref=ref).values_list("workbook_name", "workbook").first()
    return Download(row[0], bytes(row[1])) if row else None


def media_of(ref: str) -> tuple[MediaCard, ...]:
    """Return the files that go out with a version's form, by name; their content is not read."""
    rows = FormMedia.objects.filter(version__ref=ref).order_by("filename")
    return tuple(MediaCard(*row) for row in rows.values_list("filename", "md5", Length("content")))


def media_file(ref: str, filename: str) -> Download | None:
    """Return one file of a version's form, or None."""
    content = FormMedia.objects.filter(version__ref=ref, filename=filename).values_list("content", flat=True).first()
    return Download(filename, bytes(content)) if content is not None else None


def missing_files(tree: Tree, present: set[str]) -> tuple[str, ...]:
    """Return the files that a form asks for and doesn't have."""
    return tuple(name for name in tree.files if name not in present)


def _card(row: QuestionnaireVersion) -> VersionCard:
    asked = [question for question in row.tree["questions"] if question["kind"] != "note"]
    return VersionCard(
        ref=row.ref,
        form_id=row.questionnaire.form_id,
        version=row.version,
        title_ar=row.title_ar,
        title_en=row.title_en,
        state=QuestionnaireState(row.state),
        questions=len(asked),
        criteria=len(row.tree["criteria"]),
        uploaded_at=row.uploaded_at,
        published_at=row.published_at,
        retired_at=row.retired_at,
    )


def _fault(values: Mapping[str, Any]) -> Fault:
    params = tuple(dict(values["params"]).items())
    return Fault(**(dict(values) | {"severity": Severity(values["severity"]), "params": params}))
