"""Asking the bodies what they think of themselves before a cycle, and taking what each hands in, once."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import QuestionnaireState, WaveState
from basira.core.kernel.problem import Problem
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre, Entity
from basira.programme.selfassessment import queries, sheets
from basira.programme.selfassessment.models import SelfAssessment, Sheet
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Wave

MOST_CRITERIA = 150
LEAST_BETWEEN_DAYS = 1
"""Whole days between the last day of answering and the first of the field: a body that answers on the eve knows when it begins."""


class FieldHasStarted(Problem):
    """The cycle is in the field or beyond it: what a body thinks beforehand is asked before."""

    code = "selfassessment.field-has-started"


class AlreadyAsked(Problem):
    """The bodies were asked before this cycle already."""

    code = "selfassessment.already-asked"


class DayUnfit(Problem):
    """The last day is after today, and neither the eve of the cycle's first day nor later: that would say when the field begins."""

    code = "selfassessment.day-unfit"


class NothingToAsk(Problem):
    """The chosen questionnaires are not published, or have no criterion that a body can answer, or more than `most`."""

    code = "selfassessment.nothing-to-ask"


class SheetNotFound(Problem):
    """This body was not asked this, or has no such centre."""

    code = "selfassessment.not-found"


class TimeIsOver(Problem):
    """The last day has passed, or the cycle went into the field."""

    code = "selfassessment.time-is-over"


class AlreadyHandedIn(Problem):
    """It was handed in; it stands."""

    code = "selfassessment.already-handed-in"


class AnswersRefused(Problem):
    """Some answers fit no scale; `faults` lists the code of each criterion, or "0: nothing" where nothing was answered."""

    code = "selfassessment.answers-refused"


@transaction.atomic
def ask_bodies(*, wave: str, versions: Collection[str], answer_by: date, by: Actor, at: datetime) -> int:
    """
    Ask every body what it thinks of itself before a cycle, all at one moment; return how many bodies there are.

    :raises NotPermitted: when `by` may not ask
    :raises FieldHasStarted, AlreadyAsked, DayUnfit, NothingToAsk: as they say
    """
    permissions.check(by, Act.ASK_SELF_ASSESSMENT)
    state = waves.lock_wave(wave=wave)
    if state not in (WaveState.DRAFT, WaveState.COMMITTED):
        raise FieldHasStarted()
    found = Wave.objects.get(ref=wave)
    if Sheet.objects.filter(wave=found).exists():
        raise AlreadyAsked()
    if not timezone.localdate(at) < answer_by < found.starts_on - timedelta(days=LEAST_BETWEEN_DAYS):
        raise DayUnfit()
    criteria = criteria_to_ask(versions)
    cycle = {"ref": found.ref, "number": found.number, "ar": found.name_ar, "en": found.name_en}
    centres: dict[int, list[sheets.Json]] = {}
    for one in Centre.objects.filter(is_active=True).order_by("code"):
        centres.setdefault(one.entity_id, []).append({"ref": one.ref, "ar": one.name_ar, "en": one.name_en})
    rows = [
        Sheet(
            entity_ref=entity.ref,
            wave=found,
            asked={"cycle": cycle, "centres": centres[entity.pk], "criteria": criteria},
            answer_by=answer_by,
            opened_at=at,
            opened_by=by.ref,
        )
        for entity in Entity.objects.filter(pk__in=centres).order_by("pk")
    ]
    Sheet.objects.bulk_create(rows)
    journal.record("self-assessment.asked", subject=wave, by=by, at=at, bodies=len(rows), criteria=len(criteria))
    return len(rows)


def criteria_to_ask(versions: Collection[str]) -> list[sheets.Json]:
    """
    Return the criteria of published versions, as a sheet has them.

    :raises NothingToAsk: without one, or with too many, or where a version is not published
    """
    rows = QuestionnaireVersion.objects.filter(ref__in=versions, state=QuestionnaireState.PUBLISHED).order_by("pk")
    trees = [Questionnaire.from_dict(tree) for tree in rows.values_list("tree", flat=True)]
    criteria = sheets.criteria_of(trees)
    forms = {tree.form_id for tree in trees}
    if len(trees) != len(set(versions)) or len(forms) != len(trees) or not 1 <= len(criteria) <= MOST_CRITERIA:
        raise NothingToAsk(most=MOST_CRITERIA)
    return criteria


def hand_in(
    *, sheet: str, centre: str, answers: Mapping[str, str], by: Actor, at: datetime, database: str = PORTAL
) -> None:
    """
    Hand in what the body that `by` speaks for thinks of itself ("" for `centre`), or of one of its centres; once.

    Answers that are empty count as left out.

    :raises NotPermitted: when `by` may not speak for a body
    :raises PortalNotSetUp, NoBody: from `own_rows`
    :raises SheetNotFound, TimeIsOver, AlreadyHandedIn: as they say
    :raises AnswersRefused: with every fault by its criterion
    """
    permissions.check(by, Act.ASSESS_OURSELVES)
    given = {code: answer.strip() for code, answer in answers.items() if answer.strip()}
    with own_rows(by.whole_body, database=database) as alias:
        found = Sheet.objects.using(alias).filter(ref=sheet, entity_ref=by.entity_ref).first()
        if found is None or centre not in {"", *(one["ref"] for one in found.asked["centres"])}:
            raise SheetNotFound()
        if SelfAssessment.objects.using(alias).filter(sheet=found, centre_ref=centre).exists():
            raise AlreadyHandedIn()
        if not queries.is_open(found, at):
            raise TimeIsOver()
        if faults := faults_of(found.asked["criteria"], given):
            raise AnswersRefused(faults=faults)
        _write(found, centre, given, by, at, alias)


def faults_of(criteria: list[sheets.Json], given: Mapping[str, str]) -> list[str]:
    """Return the codes of the criteria whose answers fit no scale, or that are not asked; empty when nothing is wrong."""
    if not given:
        return ["0: nothing"]
    asked = {one["code"]: one for one in criteria}
    return [code for code, answer in given.items() if code not in asked or sheets.share_in(asked[code], answer) is None]


def _write(sheet: Sheet, centre: str, given: Mapping[str, str], by: Actor, at: datetime, alias: str) -> None:
    try:
        with transaction.atomic(using=alias):
            SelfAssessment.objects.using(alias).create(
                entity_ref=by.entity_ref,
                sheet=sheet,
                centre_ref=centre,
                answers=dict(given),
                answered_at=at,
                answered_by=by.ref,
            )
    except IntegrityError:  # the cycle went into the field, or a colleague was faster
        raise (AlreadyHandedIn() if queries.is_open(sheet, at) else TimeIsOver()) from None
    line = journal.Line("self-assessment.handed-in", sheet.ref, {"criteria": len(given), "centre": bool(centre)})
    journal.record_many([line], by=by, at=at, database=alias)
