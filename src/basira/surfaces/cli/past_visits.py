"""
Past visits through the real pipeline: registry, questionnaire, cycle, panel, missions, visits, review, scores.

Every step is the verb that a person would have called, in one transaction: all of it is written, or nothing. Shoppers'
names or numbers of the file are used to tell them apart while this runs and are kept nowhere.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from basira.core.imports.centre_row import CentreRow
from basira.core.imports.names import matching_key
from basira.core.imports.questionnaire import FormTitle, PastQuestionnaire, answer_of, build_questionnaire, plain_number
from basira.core.imports.visits import PastVisit, VisitCheck
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, ShopperState, VisitState, WaveState
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import Channel
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.instruments import queries as instruments_queries
from basira.programme.instruments import verbs as instruments
from basira.programme.journal import queries as journal_queries
from basira.programme.journal import verbs as journal
from basira.programme.panel import verbs as panel
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry import queries as registry_queries
from basira.programme.registry import verbs as registry
from basira.programme.results import verbs as results
from basira.programme.review import verbs as review
from basira.programme.waves import scenario_cards
from basira.programme.waves import verbs as waves

UNKNOWN = ""
"""Stands for the shopper of every visit that does not say who went: together they count as one."""


class AlreadyImported(Problem):
    """The very same file was brought in before."""

    code = "visits.already-imported"


class CycleDaysMissing(Problem):
    """The file has no dates, so the first and the last day of the cycle must be said."""

    code = "visits.cycle-days-missing"


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """
    What the file does not say of itself. Names are "عربي / English"; days are needed where the file has no dates.

    `accept` is the reason for accepting every visit in bulk; empty leaves them waiting at the review desk. `score` also
    ends the review and scores the cycle; informing the bodies and releasing it are people's steps at the desk.
    """

    cycle: str
    home: registry.ImportDefaults
    site_type: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    accept: str = ""
    score: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What the import wrote, as counts and refs; no shopper is named."""

    cycle: str
    questionnaire: str
    centres_added: int
    centres_known: int
    shoppers: int
    missions: int
    visits: int
    accepted: int = 0
    run: str = ""


@dataclass(slots=True)
class _Stage:
    """What one step leaves for the next."""

    by: Actor
    at: datetime
    check: VisitCheck
    choices: ImportChoices
    centres: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def bring_in(*, check: VisitCheck, choices: ImportChoices, file_sha256: str, by: Actor, at: datetime) -> Written:
    """
    Write checked past visits through the pipeline, all or nothing.

    :raises NotPermitted: when `by` may not import visits, or may not do one of the steps
    :raises AlreadyImported: when the same file was brought in before
    :raises CycleDaysMissing: when neither the file nor the choices say when it was
    """
    permissions.check(by, Act.IMPORT_VISITS)
    if any(entry.act == "visits.imported" for entry in journal_queries.entries_about(file_sha256[:64])):
        raise AlreadyImported()
    stage = _Stage(by, at, check, choices)
    starts_on, ends_on = cycle_days(check.visits, choices)
    imported = _write_centres(stage, file_sha256)
    stage.centres = imported.centres
    form = build_questionnaire(check.criteria, check.visits, FormTitle("زيارات سابقة", "Past visits"))
    version, paths = _write_questionnaire(stage, form)
    cycle_ar, cycle_en = registry.both_names(choices.cycle)
    wave = waves.open_wave(
        name_ar=cycle_ar[:200], name_en=cycle_en[:200], starts_on=starts_on, ends_on=ends_on, by=by, at=at
    )
    numbers = _write_shoppers(stage, wave.ref)
    missions = _write_missions(stage, wave.ref, version, numbers, (starts_on, ends_on))
    for state in (WaveState.COMMITTED, WaveState.IN_FIELD):
        waves.move_wave(wave=wave.ref, to=state, by=by, at=at)
    filed = [
        fieldwork.ImportedVisit(mission, answers_of(visit, form, paths), visit.day)
        for mission, visit in zip(missions, check.visits, strict=True)
    ]
    visits = fieldwork.import_visits(visits=filed, by=by, at=at)
    waves.move_wave(wave=wave.ref, to=WaveState.CLOSED, by=by, at=at)
    journal.record("visits.imported", subject=file_sha256[:64], by=by, at=at, wave=wave.ref, visits=len(visits))
    accepted, run = _settle(stage, wave.ref, visits)
    return Written(
        wave.ref,
        version,
        imported.added,
        imported.known,
        len(numbers),
        len(missions),
        len(visits),
        accepted,
        run,
    )


def cycle_days(visits: Sequence[PastVisit], choices: ImportChoices) -> tuple[date, date]:
    """
    Return the first and the last day of the cycle: as said, else as the visits' own days.

    :raises CycleDaysMissing: when neither says it
    """
    days = [visit.day for visit in visits if visit.day]
    starts_on = choices.starts_on or min(days, default=None)
    ends_on = choices.ends_on or max(days, default=None)
    if starts_on is None or ends_on is None:
        raise CycleDaysMissing()
    return starts_on, ends_on


def centre_code(visit: PastVisit) -> str:
    """Return the code of a visit's centre; where the file has names only, one made from the name's matching form."""
    return visit.centre or f"n-{_digest(matching_key(visit.centre_name))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def known_by_name() -> dict[str, str]:
    """Return the code of each centre of the registry by its names; names that two centres bear are left out."""
    codes: dict[str, set[str]] = {}
    for centre in registry_queries.known_centres():
        for name in (centre.name_ar, centre.name_en):
            codes.setdefault(matching_key(name), set()).add(centre.code)
    return {name: min(found) for name, found in codes.items() if name and len(found) == 1}


def _write_centres(stage: _Stage, file_sha256: str) -> registry.Imported:
    """Import the centres that the visits name; `centres` of the result is by `centre_code`."""
    known = known_by_name()
    codes: dict[str, str] = {}
    rows: dict[str, CentreRow] = {}
    for visit in stage.check.visits:
        made = centre_code(visit)
        code = made if visit.centre else known.get(matching_key(visit.centre_name), made)
        codes[made] = code
        rows.setdefault(code, _centre_row(code, visit, stage.choices))
    written = registry.import_centres(
        rows=list(rows.values()), defaults=stage.choices.home, file_sha256=file_sha256, by=stage.by, at=stage.at
    )
    return replace(written, centres={made: written.centres[code] for made, code in codes.items()})


def _centre_row(code: str, visit: PastVisit, choices: ImportChoices) -> CentreRow:
    name_ar, name_en = registry.both_names(visit.centre_name or code)
    return CentreRow(
        number=visit.row,
        code=code,
        name_ar=name_ar,
        name_en=name_en,
        entity=visit.entity,
        sector=visit.sector,
        site_type=choices.site_type,
        channels=(visit.channel,),
    )


def _write_questionnaire(stage: _Stage, form: PastQuestionnaire) -> tuple[str, dict[str, str]]:
    """Upload and publish the form unless it is here; return its ref, and the path of each question by name."""
    cards = instruments_queries.version_list(search=form.form_id, state=str(QuestionnaireState.PUBLISHED)).cards
    here = next((card.ref for card in cards if card.form_id == form.form_id), None)
    if here is None:
        uploaded = instruments.upload_questionnaire(
            content=form.workbook, filename=f"{form.form_id}.xlsx", by=stage.by, at=stage.at
        )
        instruments.publish_questionnaire(ref=uploaded.ref, by=stage.by, at=stage.at)
        here = uploaded.ref
    tree = instruments_queries.tree_of(here)
    questions = tree.questions if tree else ()
    return here, {question.name: question.path for question in questions}


def _write_shoppers(stage: _Stage, wave: str) -> dict[str, str]:
    """Enrol one shopper for each who went, as ended, and number them; return the cycle number's ref for each."""
    went = sorted({visit.shopper for visit in stage.check.visits})
    secrets.SystemRandom().shuffle(went)  # else the order of panel refs would tell the order of the names
    shoppers = panel.enrol_shoppers(count=len(went), state=ShopperState.ENDED, by=stage.by, at=stage.at)
    numbers = panel.number_for_cycle(cycle=wave, shoppers=shoppers, by=stage.by, at=stage.at)
    return {who: number.ref for who, number in zip(went, numbers, strict=True)}


def _write_missions(
    stage: _Stage, wave: str, version: str, numbers: dict[str, str], days: tuple[date, date]
) -> list[str]:
    """Write a done mission for each visit, in the order of the visits; return their refs."""
    scenarios = _write_scenarios(stage)
    plans = [
        waves.MissionPlan(
            cycle_number=numbers[visit.shopper],
            centre=stage.centres[centre_code(visit)],
            channel=Channel(visit.channel),
            scenario=scenarios[visit.scenario],
            questionnaire_version=version,
            window_start=_midnight(visit.day or days[0]),
            window_end=_midnight((visit.day or days[1]) + timedelta(days=1)),
            state=MissionState.DONE,
        )
        for visit in stage.check.visits
    ]
    return [mission.ref for mission in waves.record_past_missions(wave=wave, plans=plans, by=stage.by, at=stage.at)]


def _write_scenarios(stage: _Stage) -> dict[str, str]:
    """Return the ref of each scenario that the file names, written where it is new."""
    here = {card.code: card.ref for card in scenario_cards.scenario_cards()}
    refs: dict[str, str] = {}
    for said in sorted({visit.scenario for visit in stage.check.visits}):
        code = f"past-{_digest(said)}" if said else "past-visit"
        if code not in here:
            texts = {"name_ar": f"سيناريو سابق {said}".strip(), "name_en": f"Past scenario {said}".strip()}
            here[code] = waves.write_scenario(code=code, texts=texts, by=stage.by, at=stage.at).ref
        refs[said] = here[code]
    return refs


def answers_of(visit: PastVisit, form: PastQuestionnaire, paths: dict[str, str]) -> dict[str, str]:
    """Return a visit's answers by question path; what was missing, set aside or not applicable is absent."""
    amounts: dict[str, Decimal | None] = {
        "waiting_minutes": visit.waiting_minutes,
        "service_minutes": visit.minutes,
        "price": visit.price,
    }
    said = {paths[name]: plain_number(amount) for name, amount in amounts.items() if amount is not None}
    if visit.day:
        said[paths["visited_on"]] = visit.day.isoformat()
    for asked, mark in zip(form.asked, visit.marks, strict=True):
        answer = answer_of(asked, mark)
        if answer is not None:
            said[paths[asked.name]] = answer
    return said


def _settle(stage: _Stage, wave: str, visits: Sequence[str]) -> tuple[int, str]:
    """Accept in bulk, end the review and score, as far as the choices go. To inform the bodies is a person's step."""
    if not stage.choices.accept:
        return 0, ""
    accepted = review.settle_in_bulk(
        visits=visits, to=VisitState.ACCEPTED, reason=stage.choices.accept, by=stage.by, at=stage.at
    )
    if not stage.choices.score:
        return len(accepted), ""
    review.end_review(wave=wave, by=stage.by, at=stage.at)
    run = results.score_wave(wave=wave, by=stage.by, at=stage.at)
    return len(accepted), run.ref


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
