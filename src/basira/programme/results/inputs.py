"""
What goes into a score run: the accepted visits of a cycle as ratings, and the same as JSON that is kept with the run.

The JSON is complete: a run is recomputed from it alone, whatever has changed around it since.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Subquery

from basira.core.instrument.measuring import WAITING
from basira.core.instrument.scale import AnswerOutsideScale, number
from basira.core.instrument.tree import Criterion, Questionnaire, points_of, text_in
from basira.core.kernel.classes import UNRANKED
from basira.core.kernel.lifecycles import MissionState, VisitState
from basira.core.kernel.problem import Fault, Severity
from basira.core.scoring import NotScorable, Rating
from basira.programme.fieldwork.models import Visit
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.registry.models import Centre
from basira.programme.results.models import ScoreRun
from basira.programme.review.models import AnswerEdit, Review
from basira.programme.waves.models import Mission

FORMAT = 1
NEVER_ACCEPTED = (MissionState.PLANNED, MissionState.OFFERED, MissionState.DECLINED, MissionState.EXPIRED)
"""Missions that their shopper never took on: she did not show herself to the body by them."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AcceptedVisit:
    """An accepted visit with its answers as edited, by path."""

    ref: str
    shopper: str
    centre: str
    version: int
    answers: Mapping[str, str]


def accepted_reviews(wave: str) -> QuerySet[Review]:
    """
    Return the reviews that let a visit be scored: accepted, and of a mission (without one there is no centre) that is not
    void (its shopper may have been known), nor a repeat (it went where a fault was found, so that it is no sample).
    """
    return accepted_reviews_of(Review.objects.filter(visit__wave__ref=wave)).exclude(visit__mission__is_repeat=True)


def visits_of_insiders(wave: str) -> int:
    """Return how many visits that count in a cycle were made by classes which stand in nothing ranked or published."""
    return of_insiders(accepted_reviews(wave)).count()


def has_insiders(run: str) -> bool:
    """Tell whether such visits count in the cycle of a run; False for a run that does not exist. One query."""
    wave = Subquery(ScoreRun.objects.filter(ref=run).values("wave"))
    counted = accepted_reviews_of(Review.objects.filter(visit__wave=wave)).exclude(visit__mission__is_repeat=True)
    return of_insiders(counted).exists()


def of_insiders(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Return those of `reviews` whose visit somebody made who works for the measured body."""
    return reviews.filter(visit__mission__cycle_number__shopper_class__in=UNRANKED)


def accepted_reviews_of(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Return those of `reviews` that let their visit count: accepted, and of a mission that is not void."""
    accepted = reviews.filter(state=VisitState.ACCEPTED, visit__mission__isnull=False)
    return accepted.exclude(visit__mission__state=MissionState.VOID)


def gather_inputs(wave: str) -> Json:
    """
    Return the frozen inputs of a run over the accepted visits of the cycle with this ref; no visits is an empty list.

    A criterion is named with its form, as in "passport:greeted": two forms may use one code for different things.

    :raises NotScorable: when an answer does not fit the scale of its criterion, naming each visit
    """
    visits = gather_visits(wave)
    questionnaires = {
        version.pk: Questionnaire.from_dict(version.tree)
        for version in QuestionnaireVersion.objects.filter(pk__in={visit.version for visit in visits})
    }
    criteria = [(pk, criterion) for pk, one in sorted(questionnaires.items()) for criterion in one.criteria]
    places: dict[int, list[tuple[int, Criterion]]] = {}
    for place, (pk, criterion) in enumerate(criteria):
        places.setdefault(pk, []).append((place, criterion))
    faults: list[Fault] = []
    rows = [
        [visit.ref, visit.shopper, visit.centre, shares_of(visit, places.get(visit.version, []), faults)]
        for visit in visits
    ]
    if faults:
        raise NotScorable(faults)
    return {
        "format": FORMAT,
        "criteria": [
            [f"{questionnaires[pk].form_id}:{one.code}", one.dimension, format(one.weight, "f"), one.critical]
            for pk, one in criteria
        ],
        "dimensions": dimension_names(questionnaires.values()),
        "centres": centres_of(visit.centre for visit in visits),
        "visits": rows,
        "waits": waits_in(visits, questionnaires),
        "known": known_visits([visit.ref for visit in visits]),
        "versions": sorted(questionnaires),
    }


def waits_in(visits: Iterable[AcceptedVisit], questionnaires: Mapping[int, Questionnaire]) -> list[list[str | None]]:
    """
    Return [visit, minutes or None, limit] of each visit whose form declares a limit of waits.

    A wait that was not answered, or is no number, is None.
    """
    found: list[list[str | None]] = []
    for visit in visits:
        form = questionnaires[visit.version]
        if form.wait_limit is not None:
            minutes = number(str(visit.answers.get(form.roles[WAITING], "")).strip())
            told = None if minutes is None else format(minutes, "f")
            found.append([visit.ref, told, format(form.wait_limit, "f")])
    return found


def known_visits(refs: Iterable[str]) -> list[str]:
    """
    Return those of these visits of which their body can tell who made them, in order.

    Whoever is known to a body by one mission is known to it: all her visits of the cycle to that body are, whatever became of
    that mission (it was rejected, or void, or nobody filed it) once she had accepted it. Two queries.
    """
    rows = list(
        Visit.objects.filter(ref__in=list(refs), mission__isnull=False)
        .order_by()
        .values_list("ref", "cycle_number_id", "mission__centre__entity_id")
    )
    missions = Mission.objects.filter(cycle_number__in={number for _ref, number, _body in rows}, is_known_to_body=True)
    went = missions.exclude(state__in=NEVER_ACCEPTED).order_by()
    recognised = set(went.values_list("cycle_number_id", "centre__entity_id"))
    return sorted(ref for ref, number, body in rows if (number, body) in recognised)


def known_in(inputs: Json) -> frozenset[str]:
    """Return the visits of frozen inputs that count toward no threshold; inputs of before they were marked ask anew."""
    marked = inputs.get("known")
    return frozenset(known_visits(visit[0] for visit in inputs["visits"]) if marked is None else marked)


def gather_visits(wave: str) -> list[AcceptedVisit]:
    """Return the accepted visits of a cycle in the order of their refs, which are random."""
    return visits_as_edited(accepted_reviews(wave), AnswerEdit.objects.filter(visit__wave__ref=wave))


def accepted_visit(mission: str) -> AcceptedVisit | None:
    """Return the accepted visit of a mission; None while there is none, or once the mission is void."""
    reviews = accepted_reviews_of(Review.objects.filter(visit__mission__ref=mission))
    return next(iter(visits_as_edited(reviews, AnswerEdit.objects.filter(visit__mission__ref=mission))), None)


def visits_as_edited(reviews: QuerySet[Review], edited: QuerySet[AnswerEdit]) -> list[AcceptedVisit]:
    """Return the visits of reviews in the order of their refs; the newest edit of an answer counts. Two queries."""
    edits: dict[int, dict[str, str]] = {}
    for visit, path, after in edited.order_by("pk").values_list("visit_id", "path", "after"):
        edits.setdefault(visit, {})[path] = after
    rows = reviews.order_by("visit__ref").values_list(
        "visit_id",
        "visit__ref",
        "visit__cycle_number__ref",
        "visit__mission__centre__ref",
        "visit__questionnaire_version_id",
        "visit__answers",
    )
    return [
        AcceptedVisit(ref, shopper, centre, version, {**answers, **edits.get(pk, {})})
        for pk, ref, shopper, centre, version, answers in rows
    ]


def shares_of(
    visit: AcceptedVisit, places: Iterable[tuple[int, Criterion]], faults: list[Fault]
) -> list[list[int | str | None]]:
    """Return [place of the criterion, share or None] for each criterion of the visit's questionnaire."""
    shares: list[list[int | str | None]] = []
    for place, criterion in places:
        try:
            share = points_of(criterion, str(visit.answers.get(criterion.path, "")))
        except AnswerOutsideScale as refusal:
            answer = str(refusal.params.get("answer"))
            message = f"The answer to {criterion.code} is none that its scale knows: {answer}"
            where, params = f"{visit.ref}:{criterion.code}", (("answer", answer),)
            faults.append(Fault(Severity.ERROR, refusal.code, message, place=where, params=params))
            continue
        shares.append([place, None if share is None else format(share, "f")])
    return shares


def centres_of(refs: Iterable[str]) -> dict[str, list[str]]:
    """
    Return the entity's ref and the sector's code of these centres, by ref.

    Asked by refs: the same by way of reviews and missions joins six tables, which takes minutes while the statistics of tables
    that were just filled say that they are empty.
    """
    rows = Centre.objects.filter(ref__in=set(refs)).values_list("ref", "entity__ref", "entity__sector__code")
    return {centre: [entity, sector] for centre, entity, sector in rows}


def dimension_names(questionnaires: Iterable[Questionnaire]) -> list[list[str]]:
    """Return [code, Arabic, English] of each dimension, in the order of the questionnaires."""
    found: dict[str, list[str]] = {}
    for questionnaire in questionnaires:
        for choice in questionnaire.dimensions:
            names = [text_in(choice.labels, language) or choice.name for language in ("ar", "en")]
            found.setdefault(choice.name, [choice.name, *names])
    return list(found.values())


def ratings_of(inputs: Json) -> tuple[Rating, ...]:
    """Return the ratings that the frozen inputs stand for. No visits, no ratings."""
    criteria, centres = inputs["criteria"], inputs["centres"]
    ratings = []
    for visit, shopper, centre, shares in inputs["visits"]:
        entity, sector = centres[centre]
        for place, share in shares:
            code, dimension, weight, critical = criteria[place]
            ratings.append(
                Rating(
                    visit=visit,
                    shopper=shopper,
                    centre=centre,
                    entity=entity,
                    sector=sector,
                    dimension=dimension,
                    criterion=code,
                    share=None if share is None else Decimal(share),
                    weight=Decimal(weight),
                    critical=critical,
                )
            )
    return tuple(ratings)


def versions_of(refs: Iterable[str]) -> list[int]:
    """Return the versions that visits used, for inputs of before they were noted."""
    rows = Visit.objects.filter(ref__in=list(refs)).order_by()
    return list(rows.values_list("questionnaire_version_id", flat=True).distinct())


def shares_at(run: int, centres: Iterable[str]) -> dict[str, list[list[int | str | None]]]:
    """
    Return what the visits to these centres said in a run's frozen inputs, by visit: [place of the criterion, share or None].

    The database picks them out: reading the inputs of a whole country to look at one body takes seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT visit FROM results_scorerun, jsonb_array_elements(inputs->'visits') AS visit"
            " WHERE results_scorerun.id = %s AND visit->>2 = ANY(%s)",
            [run, list(centres)],
        )
        rows = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]
    return {visit: shares for visit, _shopper, _centre, shares in rows}


def criterion_texts(inputs: Json) -> dict[str, tuple[str, str]]:
    """
    Return the wording of each criterion, Arabic and English, by its code with the form, as the questionnaire asks it.

    The newest version that a visit of the run used speaks; a criterion whose question has no label keeps its code.
    """
    versions = inputs.get("versions") or versions_of([visit[0] for visit in inputs["visits"]])
    found: dict[str, tuple[str, str]] = {}
    for version in QuestionnaireVersion.objects.filter(pk__in=versions).order_by("pk"):
        tree = Questionnaire.from_dict(version.tree)
        labels = {question.path: question.labels for question in tree.questions}
        for criterion in tree.criteria:
            own = labels.get(criterion.path, {})
            found[f"{tree.form_id}:{criterion.code}"] = (
                text_in(own, "ar") or criterion.code,
                text_in(own, "en") or criterion.code,
            )
    return found
