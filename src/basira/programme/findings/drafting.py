"""An analyst's findings before the bodies are informed: written in codes, confirmed by a second person, or set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from basira.core.assurance.third_persons import third_persons_in
from basira.core.assurance.verbatim import repeats
from basira.core.imports.names import matching_key
from basira.core.kernel.actor import Actor
from basira.core.kernel.betraying import betrays
from basira.core.kernel.lifecycles import NOTED_MOVES, NotedState, WaveState, check_move
from basira.core.kernel.noting import (
    MOST_ARTICLES,
    MOST_CAUSES,
    MOST_REMARK,
    WORDING_PARTS,
    Cause,
    Severity,
    Step,
    Topic,
    Wording,
    speaks_of_integrity,
)
from basira.core.kernel.problem import Problem
from basira.programme.findings import noted
from basira.programme.findings.models import NotedFinding
from basira.programme.findings.notes import prose_of
from basira.programme.findings.verbs import CycleNotScored
from basira.programme.journal import verbs as journal
from basira.programme.journeys.models import LifeEventStep
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.results.models import ScoreRun
from basira.programme.standards import queries as standards
from basira.programme.waves import verbs as waves


class FigureNotShown(Problem):
    """The body's report does not show this figure, so that nothing can be said of it."""

    code = "findings.figure-not-shown"


class NoteNotSupported(Problem):
    """The figure does not say what the finding would say of it."""

    code = "findings.note-not-supported"


class NoteCodesUnknown(Problem):
    """A code is none of its list, or there are too many; `field` says where."""

    code = "findings.note-codes-unknown"


class AlreadyNoted(Problem):
    """There is a finding about this figure already."""

    code = "findings.already-noted"


class NoteNotFound(Problem):
    """There is no such finding of an analyst."""

    code = "findings.note-not-found"


class ConfirmedByAuthor(Problem):
    """A finding is confirmed by somebody other than whoever wrote it."""

    code = "findings.confirmed-by-author"


class WordsIncomplete(Problem):
    """Free words are said in both languages and are at most `limit` letters long."""

    code = "findings.words-incomplete"


class WordsBetray(Problem):
    """Free words would tell a body of a visit: `found` says by what."""

    code = "findings.words-betray"


class WordsNamePeople(Problem):
    """Free words hold a detail of a person."""

    code = "findings.words-name-people"


class WordsRepeat(Problem):
    """Free words repeat what a shopper wrote."""

    code = "findings.words-repeat"


class WordsOfIntegrity(Problem):
    """Free words speak of what goes to the sealed list and never to a body."""

    code = "findings.words-of-integrity"


@dataclass(frozen=True, slots=True)
class Note:
    """What an analyst says: of which figure (`code`, `centre_ref`), in which part and codes, with which articles."""

    code: str
    part: str
    wording: str
    topic: str
    severity: str
    centre_ref: str = ""
    step: str = ""
    way_step: str = ""
    causes: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    remark_ar: str = ""
    remark_en: str = ""


@transaction.atomic
def note_finding(*, wave: str, entity: str, note: Note, by: Actor, at: datetime) -> NotedFinding:
    """
    Write a finding about one figure of a body of a scored cycle.

    :raises NotPermitted: when `by` may not write findings
    :raises CycleNotScored: when the cycle is not scored, or its bodies are informed
    :raises FigureNotShown, NoteNotSupported, NoteCodesUnknown: by what was said
    :raises WordsIncomplete, WordsBetray, WordsNamePeople, WordsRepeat, WordsOfIntegrity: from `check_words`
    :raises AlreadyNoted: when the figure has a finding that was not set aside
    """
    permissions.check(by, Act.WRITE_FINDING)
    run = open_run(wave)
    row = noted.subjects(run, entity).get((note.code, note.centre_ref))
    if row is None:
        raise FigureNotShown()
    check_codes(note, entity)
    if not noted.is_supported(note.part, row) or WORDING_PARTS[Wording(note.wording)] != note.part:
        raise NoteNotSupported()
    remark = (note.remark_ar.strip(), note.remark_en.strip())
    if any(remark):
        check_words([remark], prose_of(wave, entity))
    written = create(note, remark, entity, run, by, at)
    journal.record(
        "noted.written", subject=written.ref, by=by, at=at, entity=entity, wave=wave, part=note.part, run=run.ref
    )
    return written


def create(  # noqa: PLR0913  one row has these parts
    note: Note, remark: tuple[str, str], entity: str, run: ScoreRun, by: Actor, at: datetime
) -> NotedFinding:
    """
    Write the row. Called inside the verb.

    :raises AlreadyNoted: when the figure has a finding that was not set aside
    """
    try:
        with transaction.atomic():
            return NotedFinding.objects.create(
                entity_ref=entity,
                wave=run.wave,
                run=run,
                code=note.code,
                centre_ref=note.centre_ref,
                part=note.part,
                wording=note.wording,
                topic=note.topic,
                severity=note.severity,
                step=note.step,
                way_step=way_step_of(note, entity),
                causes=list(note.causes),
                articles=list(note.articles),
                remark_ar=remark[0],
                remark_en=remark[1],
                state=NotedState.DRAFTED,
                written_at=at,
                written_by=by.ref,
            )
    except IntegrityError:
        raise AlreadyNoted() from None


@transaction.atomic
def confirm_finding(*, finding: str, by: Actor, at: datetime) -> None:
    """
    Confirm what somebody else wrote: it enters the body's report when the bodies are informed.

    :raises NotPermitted: when `by` may not confirm
    :raises NoteNotFound, ConfirmedByAuthor, MoveNotAllowed: as they say
    :raises CycleNotScored: when the cycle is not scored, or its bodies are informed
    :raises NotesOutdated: when the newest scores do not say it any more
    """
    permissions.check(by, Act.CONFIRM_FINDING)
    found, run = lock_noted(finding)
    check_move(NOTED_MOVES, NotedState(found.state), NotedState.CONFIRMED)
    if by.ref == found.written_by:
        raise ConfirmedByAuthor()
    row = noted.subjects(run, found.entity_ref).get((found.code, found.centre_ref))
    if not noted.is_supported(found.part, row):
        raise noted.NotesOutdated(count=1)
    found.state, found.confirmed_at, found.confirmed_by = NotedState.CONFIRMED, at, by.ref
    found.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    journal.record("noted.confirmed", subject=found.ref, by=by, at=at, entity=found.entity_ref, wave=found.wave.ref)


@transaction.atomic
def set_aside(*, finding: str, by: Actor, at: datetime) -> None:
    """
    Set a finding aside, whoever wrote it and whether it was confirmed: it stays on record and enters no report.

    :raises NotPermitted: when `by` may not
    :raises NoteNotFound, MoveNotAllowed: as they say
    :raises CycleNotScored: when the cycle is not scored, or its bodies are informed
    """
    permissions.check(by, Act.CONFIRM_FINDING)
    found, _run = lock_noted(finding)
    check_move(NOTED_MOVES, NotedState(found.state), NotedState.SET_ASIDE)
    found.state, found.set_aside_at, found.set_aside_by = NotedState.SET_ASIDE, at, by.ref
    found.save(update_fields=["state", "set_aside_at", "set_aside_by"])
    journal.record("noted.set-aside", subject=found.ref, by=by, at=at, entity=found.entity_ref, wave=found.wave.ref)


def open_run(wave: str) -> ScoreRun:
    """
    Return the newest run of a scored cycle, the cycle locked: nobody is informed while something is written.

    :raises CycleNotScored: when the cycle is not scored, or its bodies are informed
    """
    state = waves.lock_wave(wave=wave)
    run = ScoreRun.objects.select_related("wave").filter(wave__ref=wave).order_by("-pk").first()
    if state is not WaveState.SCORED or run is None:
        raise CycleNotScored(state=state)
    return run


def lock_noted(ref: str) -> tuple[NotedFinding, ScoreRun]:
    """
    Return a finding, locked, with the newest run of its cycle.

    :raises NoteNotFound: when there is none
    :raises CycleNotScored: from `open_run`
    """
    wave = NotedFinding.objects.filter(ref=ref).values_list("wave__ref", flat=True).first()
    if wave is None:
        raise NoteNotFound()
    run = open_run(wave)
    return NotedFinding.objects.select_for_update(of=("self",)).select_related("wave").get(ref=ref), run


def way_step_of(note: Note, entity: str) -> LifeEventStep | None:
    """
    Return the step of a life event that a finding names; None where it names none.

    :raises NoteCodesUnknown: for a step that is not this body's
    """
    if not note.way_step:
        return None
    found = LifeEventStep.objects.filter(ref=note.way_step, entity__ref=entity).first()
    if found is None:
        raise NoteCodesUnknown(field="way_step")
    return found


def check_codes(note: Note, entity: str) -> None:
    """
    Refuse codes that are none of their lists.

    :raises NoteCodesUnknown: with the field
    """
    offered = {card.ref for card in standards.articles_for(entity)} if note.articles else set[str]()
    lists: tuple[tuple[str, Sequence[str], Iterable[str], int], ...] = (
        ("wording", (note.wording,), Wording, 1),
        ("topic", (note.topic,), Topic, 1),
        ("severity", (note.severity,), Severity, 1),
        ("step", (note.step,) if note.step else (), Step, 1),
        ("causes", note.causes, Cause, MOST_CAUSES),
        ("articles", note.articles, offered, MOST_ARTICLES),
    )
    for field, said, known, most in lists:
        if not set(said) <= set(known) or len(said) > most or len(set(said)) != len(said):
            raise NoteCodesUnknown(field=field)


def check_words(pairs: Sequence[tuple[str, str]], prose: Sequence[str]) -> None:
    """
    Refuse free words, each an Arabic and an English text, that a body must not read.

    :raises WordsIncomplete, WordsBetray, WordsNamePeople, WordsRepeat, WordsOfIntegrity: as they say
    """
    texts = [text for pair in pairs for text in pair]
    if not all(texts) or any(len(text) > MOST_REMARK for text in texts):
        raise WordsIncomplete(limit=MOST_REMARK)
    whole = "\n".join(texts)
    if third_persons_in(whole):
        raise WordsNamePeople()
    if found := betrays(whole, words=people.shopper_words()):
        raise WordsBetray(found=list(found))
    if speaks_of_integrity(whole) or speaks_of_integrity(matching_key(whole)):
        raise WordsOfIntegrity()
    if any(repeats(text, prose) for text in texts):
        raise WordsRepeat()
