"""Bringing documents into the library. What stands there is never changed: a new text is a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.imports.names import matching_key
from basira.core.imports.standards import StandardRow
from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Entity
from basira.programme.standards.models import Article, StandardVersion


class VersionStands(Problem):
    """The library holds these versions with another text; `versions` names them."""

    code = "standards.version-stands"


class BodyUnknown(Problem):
    """A document is the own one of a body that the registry does not have; `bodies` names them."""

    code = "standards.body-unknown"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many versions were added, and how many stood there with the same text."""

    added: int
    known: int


@transaction.atomic
def import_standards(*, rows: Sequence[StandardRow], file_sha256: str, by: Actor, at: datetime) -> Imported:
    """
    Write the documents of a checked list, all or none; a version that stands there with the same text is left as it is.

    :raises NotPermitted: when `by` may not maintain the library
    :raises VersionStands: when a version stands there with another text
    :raises BodyUnknown: when a document names a body that is not there
    """
    permissions.check(by, Act.MAINTAIN_STANDARDS)
    bodies = Entity.objects.in_bulk({row.entity for row in rows if row.entity}, field_name="code")
    if missing := sorted({row.entity for row in rows if row.entity} - bodies.keys()):
        raise BodyUnknown(bodies=missing[:10])
    standing = {
        (one.code, one.version): one.content_sha256
        for one in StandardVersion.objects.select_for_update().filter(code__in={row.code for row in rows})
    }
    changed = [row for row in rows if standing.get((row.code, row.version), row.sha256) != row.sha256]
    if changed:
        raise VersionStands(versions=[f"{row.code} {row.version}" for row in changed[:10]], count=len(changed))
    fresh = [row for row in rows if (row.code, row.version) not in standing]
    for row in fresh:
        write_version(row, bodies.get(row.entity), by, at)
    journal.record(
        "standards.imported", subject=file_sha256, by=by, at=at, added=len(fresh), known=len(rows) - len(fresh)
    )
    return Imported(len(fresh), len(rows) - len(fresh))


def write_version(row: StandardRow, entity: Entity | None, by: Actor, at: datetime) -> None:
    """Write one version with its articles and its journal line. Called inside the verb."""
    written = StandardVersion.objects.create(
        kind=row.kind,
        code=row.code,
        version=row.version,
        title_ar=row.title_ar,
        title_en=row.title_en,
        entity=entity,
        content_sha256=row.sha256,
        imported_at=at,
        imported_by=by.ref,
    )
    titles = f"{row.title_ar} {row.title_en}"
    Article.objects.bulk_create(
        Article(
            version=written,
            place=place,
            number=one.number,
            text_ar=one.text_ar,
            text_en=one.text_en,
            search_key=matching_key(f"{titles} {one.number} {one.text_ar} {one.text_en}"),
        )
        for place, one in enumerate(row.articles)
    )
    journal.record(
        "standard.added", subject=written.ref, by=by, at=at, code=row.code, version=row.version, kind=str(row.kind)
    )
