"""Who sits at the table, and the net through which every word goes. Used by the verbs of workspaces."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction

from basira.core.assurance.reasons import Sign, told_by
from basira.core.kernel.actor import Actor, Role
from basira.core.kernel.problem import Problem
from basira.core.kernel.workspaces import Side
from basira.programme.findings.drafting import check_words
from basira.programme.findings.meter import too_few_named
from basira.programme.findings.models import EntityReport, Finding
from basira.programme.findings.notes import prose_of
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.workspace.models import MOST_WORDS, Workspace

POSTS = (Role.BODY_HEAD, Role.BODY_LIAISON, Role.ANALYST)
"""The posts that write, the highest first: somebody with two writes as the first."""


class WorkspaceNotFound(Problem):
    """There is no such workspace, or it is another body's."""

    code = "workspace.not-found"


class WordsMissing(Problem):
    """Something is said, in at most `limit` letters."""

    code = "workspace.words-missing"


class NamesSomebody(Problem):
    """The words name or number a person; a post or a unit is enough."""

    code = "workspace.names-somebody"


class WordsTooNarrow(Problem):
    """The programme's words name what `visits` visits to the body had in common: too few to hide among."""

    code = "workspace.words-too-narrow"


@dataclass(frozen=True, slots=True)
class Table:
    """A workspace as somebody writes in it: through which database, on which side, as which post."""

    row: Workspace
    alias: str
    side: Side
    post: Role
    by: Actor
    at: datetime

    def written(self) -> dict[str, object]:
        """Return the columns that every row of a workspace has."""
        return {"entity_ref": self.row.entity_ref, "side": self.side, "post": self.post}

    def note(self, act: str, **detail: object) -> None:
        """Write the journal's entry, in the same transaction."""
        line = journal.Line(act, self.row.ref, detail)
        journal.record_many([line], by=self.by, at=self.at, database=self.alias)


def side_of(by: Actor) -> Side:
    """
    Return the side on which somebody writes.

    :raises NotPermitted: for everybody who writes on neither
    """
    side = Side.BODY if by.entity_ref else Side.PROGRAMME
    permissions.check(by, Act.WORK_WITH_PROGRAMME if side is Side.BODY else Act.WORK_WITH_BODY)
    return side


def post_of(by: Actor) -> Role:
    """Return the post under which somebody writes."""
    return next(role for role in POSTS if role in by.roles)


@contextmanager
def rows_of(by: Actor, database: str = PORTAL) -> Iterator[str]:
    """
    Give the alias to write through, in a transaction: the body's own rows, or the programme's.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    if side_of(by) is Side.BODY:
        with own_rows(by.whole_body, database=database) as alias:
            yield alias
    else:
        with transaction.atomic():
            yield DEFAULT_DB_ALIAS


@contextmanager
def at_the_table(ref: str, by: Actor, at: datetime, database: str = PORTAL) -> Iterator[Table]:
    """
    Give a workspace to write in, in a transaction.

    :raises NotPermitted, NoBody, PortalNotSetUp: as `rows_of`
    :raises WorkspaceNotFound: when there is none, or it is another body's
    """
    with rows_of(by, database) as alias:
        rows = Workspace.objects.using(alias).filter(ref=ref)
        if by.entity_ref:
            rows = rows.filter(entity_ref=by.entity_ref)
        found = rows.select_related("finding__report").first()
        if found is None:
            raise WorkspaceNotFound()
        yield Table(found, alias, side_of(by), post_of(by), by, at)


def fit(texts: Iterable[str], by: Actor, entity: str, finding: Finding | None = None) -> None:
    """
    Refuse texts that may not stand in a workspace of `entity`, around a `finding` or none.

    The programme's go through the net of every text for a body: they repeat nothing that a shopper wrote, and name nothing of
    too few visits behind the finding; without one, behind what the body was told last. A body's name no person. Empty texts
    are nobody's.

    :raises NamesSomebody, WordsTooNarrow, WordsBetray, WordsNamePeople, WordsRepeat, WordsOfIntegrity: as they say
    """
    said = [text for text in texts if text]
    if any(Sign.PERSON in told_by(text) for text in said):
        raise NamesSomebody()
    if by.entity_ref or not said:
        return
    reports = EntityReport.objects.filter(entity_ref=entity).select_related("run", "wave").order_by("-starts_on", "-pk")
    report = finding.report if finding else reports.first()
    check_words([(text, text) for text in said], prose_of(report.wave.ref, entity) if report else ())
    visits = too_few_named(report.run, entity, "\n".join(said), finding) if report else None
    if visits is not None:
        raise WordsTooNarrow(visits=visits)


def said(words: str) -> str:
    """
    Return words without their edges.

    :raises WordsMissing: without words, or with too many
    """
    clean = words.strip()
    if not clean or len(clean) > MOST_WORDS:
        raise WordsMissing(limit=MOST_WORDS)
    return clean
