"""Informing the bodies, all at once, and taking each body's answers, once."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import FINDING_MOVES, FindingState, WaveState, check_move
from basira.core.kernel.problem import Problem
from basira.core.scoring import Part
from basira.gateways.evidence import EvidenceStore
from basira.programme.findings import clock, meter, noted, queries, reports
from basira.programme.findings.centre_reports import write_centre_reports
from basira.programme.findings.kept_files import Files, Kept, check_files, kept_with_their_rows
from basira.programme.findings.models import ANSWERS, EntityReport, Finding, Reply, ReplyFile
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results.models import ScoreRun
from basira.programme.waves import verbs as waves

MAX_WORDS = 4000


class CycleNotScored(Problem):
    """Bodies are informed of a cycle that has been reviewed and scored; `state` says where it is."""

    code = "findings.cycle-not-scored"


class FindingNotFound(Problem):
    """This body has no such finding."""

    code = "findings.not-found"


class AnswerUnknown(Problem):
    """The answer is none that a body can give."""

    code = "findings.answer-unknown"


class NothingToAnswer(Problem):
    """A strength asks for no answer."""

    code = "findings.nothing-to-answer"


class AlreadyAnswered(Problem):
    """The finding has been answered; an answer stands."""

    code = "findings.already-answered"


class TimeIsOver(Problem):
    """The last day for an answer has passed; `day` says which it was."""

    code = "findings.time-is-over"


class ReasonMissing(Problem):
    """Accepting in part says which part; contesting says why, or shows it with a file."""

    code = "findings.reason-missing"


class WordsTooLong(Problem):
    """The answer is longer than `limit` letters."""

    code = "findings.words-too-long"


@transaction.atomic
def inform_bodies(*, wave: str, by: Actor, at: datetime) -> int:
    """
    Give every body its report of a scored cycle at one moment, and return how many there are.

    :raises NotPermitted: when `by` may not inform the bodies
    :raises CycleNotScored: when the cycle is not scored, or its bodies are informed already
    :raises NotesOpen, NotesOutdated: from `noted.settled_notes`; nothing that an analyst wrote is left out by default
    :raises MeterBlocks: when something in a report could be traced to too few visits or shoppers
    """
    permissions.check(by, Act.INFORM_BODIES)
    state = waves.lock_wave(wave=wave)
    run = ScoreRun.objects.select_related("wave").filter(wave__ref=wave).order_by("-pk").first()
    if state is not WaveState.SCORED or run is None:
        raise CycleNotScored(state=state)
    found = noted.reports_with_notes(run, noted.settled_notes(run))
    meter.check_meter(run, found)
    last_day = clock.Calendar().answer_by(at)
    for figures in found:
        release_report(run, figures, last_day, by=by, at=at)
    waves.advance_wave(wave=wave, to=WaveState.INFORMED, by=by, at=at)
    journal.record("bodies.informed", subject=wave, by=by, at=at, run=run.ref, bodies=len(found))
    return len(found)


def release_report(run: ScoreRun, figures: reports.Json, last_day: date, *, by: Actor, at: datetime) -> None:
    """Write one body's report with its findings and its centres'. Called inside the verb, for each body in turn."""
    entity = figures["entity"]["ref"]
    written = EntityReport.objects.create(
        entity_ref=entity,
        wave=run.wave,
        run=run,
        starts_on=run.wave.starts_on,
        figures=figures,
        figures_sha256=reports.digest(figures),
        released_at=at,
        released_by=by.ref,
    )
    Finding.objects.bulk_create(
        Finding(
            entity_ref=entity,
            report=written,
            place=place,
            part=row["part"],
            code=row["code"],
            figures=row,
            answer_by=None if row["part"] == Part.STRENGTH else last_day,
        )
        for place, row in enumerate(figures["findings"])
    )
    centres = write_centre_reports(written, run)
    findings = len(figures["findings"])
    journal.record(
        "report.released", subject=written.ref, by=by, at=at, entity=entity, findings=findings, centres=centres
    )


def answer_finding(
    *,
    finding: str,
    answer: str,
    words: str,
    files: Files,
    store: EvidenceStore,
    by: Actor,
    at: datetime,
    database: str = PORTAL,
) -> None:
    """
    Answer a finding of the body that `by` speaks for, once. `files` are (name, sealing) that were not kept yet.

    The files are durable on disk before the answer is written, and are taken away again when it is not.

    :raises NotPermitted: when `by` may not answer
    :raises PortalNotSetUp, NoBody: from `own_rows`
    :raises FindingNotFound: when this body has no such finding
    :raises AnswerUnknown, NothingToAnswer, ReasonMissing, WordsTooLong, TooManyFiles: by what was sent
    :raises AlreadyAnswered, TimeIsOver: when it is too late
    :raises EvidenceNoSpace, EvidenceNotDurable: when a file could not be kept; nothing was answered
    """
    permissions.check(by, Act.ANSWER_FINDING)
    said = words.strip()
    given = check_answer(answer, said, files)
    with kept_with_their_rows(store) as kept, own_rows(by.whole_body, database=database) as alias:
        found = open_finding(finding, by, given, at, alias)
        kept.extend((filename, sealing.keep()) for filename, sealing in files)
        write_reply(found, (given, said, kept), by, at, alias)


def check_answer(answer: str, words: str, files: Files) -> FindingState:
    """
    Return the answer, vetted.

    :raises AnswerUnknown, ReasonMissing, WordsTooLong, TooManyFiles, FilesTooLarge: as they say
    """
    if answer not in ANSWERS:
        raise AnswerUnknown()
    if len(words) > MAX_WORDS:
        raise WordsTooLong(limit=MAX_WORDS)
    check_files(files)
    given = FindingState(answer)
    if given is not FindingState.ACCEPTED and not words and not files:
        raise ReasonMissing()
    return given


def open_finding(ref: str, by: Actor, to: FindingState, at: datetime, alias: str) -> Finding:
    """
    Return the finding that waits for an answer.

    :raises FindingNotFound, NothingToAnswer, AlreadyAnswered, TimeIsOver: as they say
    """
    found = Finding.objects.using(alias).filter(ref=ref, entity_ref=by.entity_ref).first()
    if found is None:
        raise FindingNotFound()
    if found.answer_by is None:
        raise NothingToAnswer()
    reply = Reply.objects.using(alias).filter(finding=found).first()
    if reply is not None:
        raise AlreadyAnswered()
    state = queries.state_of(found.answer_by, None, at)
    if state is FindingState.NO_REPLY:
        raise TimeIsOver(day=found.answer_by)
    check_move(FINDING_MOVES, state, to)
    return found


def write_reply(found: Finding, said: tuple[FindingState, str, Kept], by: Actor, at: datetime, alias: str) -> None:
    """
    Write the answer, its files and the journal's entry.

    :raises AlreadyAnswered: when a colleague answered a moment ago
    """
    answer, words, kept = said
    try:
        with transaction.atomic(using=alias):
            reply = Reply.objects.using(alias).create(
                entity_ref=found.entity_ref,
                finding=found,
                answer=answer,
                words=words,
                files=len(kept),
                replied_at=at,
                replied_by=by.ref,
            )
    except IntegrityError:
        raise AlreadyAnswered() from None
    for filename, sealed in kept:
        ReplyFile.objects.using(alias).create(
            entity_ref=found.entity_ref,
            reply=reply,
            filename=filename,
            kind=sealed.kind,
            size_bytes=sealed.size,
            sha256=sealed.sha256,
            sealed_ref=sealed.ref,
        )
    line = journal.Line("finding.answered", found.ref, {"answer": str(answer), "files": len(kept)})
    journal.record_many([line], by=by, at=at, database=alias)
