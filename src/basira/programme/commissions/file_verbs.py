"""Accountability files of an internal programme: opened about a post, heard, and ended on two sources or without action."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from basira.core.assurance.posts import is_clerks
from basira.core.assurance.reasons import told_by
from basira.core.kernel.actor import Actor
from basira.core.kernel.commissions import FileOutcome, SecondSource
from basira.core.kernel.problem import Problem
from basira.programme.commissions.models import AccountabilityFile, FileEnd, FileStatement, SingleReply, SingleReport
from basira.programme.commissions.verbs import CommissionNotFound, WordsMissing, check_internal, said
from basira.programme.findings import clock
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions, reporting
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act

MAX_POST = 200


class UnitDoesNotKnow(Problem):
    """The report went to the top alone: nobody is asked to answer for what he may not read."""

    code = "commissions.unit-does-not-know"


class FileIsOpen(Problem):
    """This report has a file already."""

    code = "commissions.file-is-open"


class FilesNotKept(Problem):
    """The programme's blueprint keeps no accountability files, or names no accountable post."""

    code = "commissions.files-not-kept"


class UnitNotHeard(Problem):
    """The unit has not replied to the report yet, and has until `day`: first the notice and the reply, then a file."""

    code = "commissions.unit-not-heard"


class ClerkNamed(Problem):
    """The post is a clerk's: a file is about the post that answers for the service (ruling 1)."""

    code = "commissions.clerk-named"


class WordsTell(Problem):
    """The words name a person, or would tell of the visit; `found` lists what was recognised by its codes."""

    code = "commissions.words-tell"


class FileNotFound(Problem):
    """There is no such file, or none of this unit."""

    code = "commissions.file-not-found"


class FileEnded(Problem):
    """The file has ended."""

    code = "commissions.file-ended"


class StatementStands(Problem):
    """The statement was given; it stands."""

    code = "commissions.statement-stands"


class OwnFile(Problem):
    """Who opened a file does not end it."""

    code = "commissions.own-file"


class NotHeard(Problem):
    """Whoever holds the post has said nothing yet, and has until `day`."""

    code = "commissions.not-heard"


class OneSource(Problem):
    """One covert visit alone never ends a file against anybody: a second source is named and described (ruling 2)."""

    code = "commissions.one-source"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a file is to end. `source` and `source_words` are empty for no action."""

    outcome: FileOutcome
    reasons: str
    source: SecondSource | None = None
    source_words: str = ""


def unit_may_read(words: str) -> str:
    """
    Return words that a unit reads, vetted.

    :raises WordsMissing: when there are none, or too many
    :raises WordsTell: when they name a person, or would tell of the visit
    """
    clean = said(words)
    if found := told_by(clean, words=people.shopper_words()):
        raise WordsTell(found=list(found))
    return clean


@transaction.atomic
def open_file(*, report: str, post: str, concern: str, by: Actor, at: datetime) -> str:
    """
    Open a file about a post for what a single report found, and return its ref. The unit reads it at once.

    :raises NotPermitted: when `by` may not open files
    :raises NotInternal: in an independent programme
    :raises CommissionNotFound, UnitDoesNotKnow, FileIsOpen, WordsMissing, WordsTell: as they say
    :raises FilesNotKept, UnitNotHeard, ClerkNamed: as they say
    """
    permissions.check(by, Act.OPEN_ACCOUNTABILITY)
    check_internal()
    if not reporting.keeps_accountability_files():
        raise FilesNotKept()
    found = SingleReport.objects.filter(ref=report).first()
    if found is None:
        raise CommissionNotFound()
    if found.entity_ref is None:
        raise UnitDoesNotKnow()
    check_replied(found, at)
    named, asked = accountable(post), unit_may_read(concern)
    try:
        with transaction.atomic():
            made = AccountabilityFile.objects.create(
                entity_ref=found.entity_ref,
                report=found,
                post=named,
                concern=asked,
                answer_by=clock.Calendar().answer_by(at),
                opened_at=at,
                opened_by=by.ref,
            )
    except IntegrityError:
        raise FileIsOpen() from None
    journal.record("accountability.opened", subject=made.ref, by=by, at=at, report=report)
    return made.ref


def accountable(post: str) -> str:
    """
    Return the name of a post that answers for a service, vetted.

    :raises WordsMissing, WordsTell: as `unit_may_read`, and for a name that is too long
    :raises ClerkNamed: when it is a clerk's
    """
    named = unit_may_read(post)
    if len(named) > MAX_POST:
        raise WordsMissing(limit=MAX_POST)
    if is_clerks(named):
        raise ClerkNamed()
    return named


def check_replied(report: SingleReport, at: datetime) -> None:
    """
    Refuse a file about a report that its unit has not answered while it has time to.

    :raises UnitNotHeard: with the last day for the reply
    """
    last_day = report.answer_by or clock.Calendar().answer_by(report.released_at)
    if not SingleReply.objects.filter(report=report).exists() and not clock.is_over(last_day, at):
        raise UnitNotHeard(day=last_day)


def state_for_file(*, file: str, words: str, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Hand in, for the unit that `by` speaks for, what the holder of the post says; once. Also after the day, until the end.

    :raises NotPermitted: when `by` may not answer for a unit
    :raises PortalNotSetUp, NoBody: from `own_rows`
    :raises FileNotFound, FileEnded, StatementStands, WordsMissing: as they say
    """
    permissions.check(by, Act.ANSWER_FINDING)
    clean = said(words)
    with own_rows(by.whole_body, database=database) as alias:
        found = AccountabilityFile.objects.using(alias).filter(ref=file, entity_ref=by.entity_ref).first()
        if found is None:
            raise FileNotFound()
        if FileEnd.objects.using(alias).filter(file=found).exists():
            raise FileEnded()
        try:
            with transaction.atomic(using=alias):
                FileStatement.objects.using(alias).create(
                    entity_ref=by.entity_ref, file=found, words=clean, said_at=at, said_by=by.ref
                )
        except IntegrityError:
            raise StatementStands() from None
        journal.record_many([journal.Line("accountability.heard", file, {})], by=by, at=at, database=alias)


@transaction.atomic
def end_file(*, file: str, decision: Decision, by: Actor, at: datetime) -> None:
    """
    End a file, as somebody who did not open it.

    :raises NotPermitted: when `by` may not end files
    :raises FileNotFound, FileEnded, OwnFile, WordsMissing, WordsTell: as they say
    :raises OneSource: when it would end against somebody without a second source
    :raises NotHeard: when it would before a statement, and before the day for one has passed
    """
    permissions.check(by, Act.END_ACCOUNTABILITY)
    found = AccountabilityFile.objects.select_for_update().filter(ref=file).first()
    if found is None:
        raise FileNotFound()
    if FileEnd.objects.filter(file=found).exists():
        raise FileEnded()
    if found.opened_by == by.ref:
        raise OwnFile()
    source, source_words = second_source(decision)
    if decision.outcome is not FileOutcome.NO_ACTION:
        check_heard(found, at)
    FileEnd.objects.create(
        entity_ref=found.entity_ref,
        file=found,
        outcome=decision.outcome,
        source=source,
        source_words=source_words,
        reasons=unit_may_read(decision.reasons),
        decided_at=at,
        decided_on=timezone.localdate(at),
        decided_by=by.ref,
    )
    journal.record("accountability.ended", subject=file, by=by, at=at, outcome=str(decision.outcome))


def second_source(decision: Decision) -> tuple[str, str]:
    """
    Return the second source by code and in words; empty ones for no action.

    :raises OneSource: when an outcome against somebody has none
    :raises WordsMissing, WordsTell: by what was written of it
    """
    if decision.outcome is FileOutcome.NO_ACTION:
        return "", ""
    if decision.source is None or not decision.source_words.strip():
        raise OneSource()
    return str(decision.source), unit_may_read(decision.source_words)


def check_heard(found: AccountabilityFile, at: datetime) -> None:
    """
    Refuse an end against somebody who was not heard.

    :raises NotHeard: without a statement, before the day for one has passed
    """
    if not FileStatement.objects.filter(file=found).exists() and not clock.is_over(found.answer_by, at):
        raise NotHeard(day=found.answer_by)
