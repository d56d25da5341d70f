"""What a body reads of its own sheets, and what the desk reads of all: what was thought, beside what was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import DEFAULT_DB_ALIAS

from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.lifecycles import QuestionnaireState, WaveState
from basira.core.scoring.self_view import Beside, beside, thought_of
from basira.programme.findings import clock
from basira.programme.findings.cards import CycleName, Figure
from basira.programme.findings.models import EntityReport
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.findings.queries import cycle_name, figure_of, name_of
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.registry.models import Entity
from basira.programme.selfassessment import sheets
from basira.programme.selfassessment.models import SelfAssessment, Sheet
from basira.programme.waves.models import Wave

BEFORE_THE_FIELD = (WaveState.DRAFT, WaveState.COMMITTED)


@dataclass(frozen=True, slots=True)
class ChoiceCard:
    """One answer that a criterion offers."""

    name: str
    label: Name


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion that is asked. `choices` are empty where a number is asked."""

    code: str
    dimension: Name
    name: Name
    kind: sheets.Kind
    choices: tuple[ChoiceCard, ...]


@dataclass(frozen=True, slots=True)
class CentreCard:
    """A centre of the body, or the whole body (ref "", no name); `answered_at` is None while it waits."""

    ref: str
    name: Name | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DimensionBeside:
    """
    One dimension: what was thought (share 0 to 1; None where `left_out` of its `asked` criteria were not answered), and what
    was seen. `stands` is None where either is missing, or where what was seen is the mean of other criteria than were asked.
    """

    name: Name
    thought: Decimal | None
    asked: int
    left_out: int
    seen: Figure | None
    stands: Beside | None


@dataclass(frozen=True, slots=True)
class SheetCard:
    """One sheet of one body. `is_informed` tells that what was seen was told; `dimensions` are those of the whole body."""

    ref: str
    wave_ref: str
    entity_ref: str
    cycle: CycleName
    answer_by: date
    is_open: bool
    is_informed: bool
    criteria: tuple[CriterionCard, ...]
    places: tuple[CentreCard, ...]
    dimensions: tuple[DimensionBeside, ...]

    @property
    def whole(self) -> CentreCard:
        """The body as a whole."""
        return self.places[0]

    @property
    def centres_answered(self) -> int:
        """How many centres were assessed."""
        return sum(one.answered_at is not None for one in self.places[1:])


@dataclass(frozen=True, slots=True)
class DeskSheet:
    """One body's sheet at the desk."""

    entity: Name
    card: SheetCard


def is_open(sheet: Sheet, at: datetime) -> bool:
    """Tell whether something can be handed in: its last day has not passed, and the cycle is not in the field."""
    if clock.is_over(sheet.answer_by, at):
        return False
    return Wave.objects.filter(pk=sheet.wave_id, state__in=BEFORE_THE_FIELD).exists()


def own_sheets(*, entity_ref: str, at: datetime, database: str = PORTAL) -> tuple[SheetCard, ...]:
    """
    Return the sheets of a body, the newest first; empty before the first.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        rows = list(Sheet.objects.using(alias).filter(entity_ref=entity_ref).order_by("-pk"))
        return _cards(rows, at, alias)


def own_sheet(*, entity_ref: str, ref: str, at: datetime, database: str = PORTAL) -> SheetCard | None:
    """
    Return one sheet of a body; None when this body has no such sheet.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        rows = list(Sheet.objects.using(alias).filter(entity_ref=entity_ref, ref=ref))
        return next(iter(_cards(rows, at, alias)), None)


def own_answers(*, entity_ref: str, ref: str, centre: str, database: str = PORTAL) -> dict[str, str]:
    """Return what a body handed in for a centre of a sheet ("" for itself), by the criterion's code; empty before."""
    with own_rows(entity_ref, database=database) as alias:
        rows = SelfAssessment.objects.using(alias).filter(entity_ref=entity_ref, sheet__ref=ref, centre_ref=centre)
        return dict(rows.values_list("answers", flat=True).first() or {})


def desk_sheets(wave: str, at: datetime) -> tuple[DeskSheet, ...]:
    """Return every body's sheet before a cycle, by the body's code; empty where the bodies were not asked. Five queries."""
    rows = list(Sheet.objects.filter(wave__ref=wave))
    bodies = Entity.objects.in_bulk([row.entity_ref for row in rows], field_name="ref")
    rows.sort(key=lambda row: bodies[row.entity_ref].code)
    cards = _cards(rows, at, DEFAULT_DB_ALIAS)
    found = ((bodies[card.entity_ref], card) for card in cards)
    return tuple(DeskSheet(Name(body.name_ar, body.name_en), card) for body, card in found)


def versions_to_ask() -> tuple[tuple[str, Name, int], ...]:
    """Return each published questionnaire as (ref, title, how many of its criteria a body can answer). One query."""
    rows = QuestionnaireVersion.objects.filter(state=QuestionnaireState.PUBLISHED).order_by("title_en", "pk")
    found = []
    for ref, arabic, english, tree in rows.values_list("ref", "title_ar", "title_en", "tree"):
        criteria = sheets.criteria_of([Questionnaire.from_dict(tree)])
        if criteria:
            found.append((ref, Name(arabic, english), len(criteria)))
    return tuple(found)


def _cards(rows: list[Sheet], at: datetime, alias: str) -> tuple[SheetCard, ...]:
    """Return sheets as cards in their order. Three queries, however many; none without a sheet."""
    if not rows:
        return ()
    given: dict[int, dict[str, SelfAssessment]] = {}
    for one in SelfAssessment.objects.using(alias).filter(sheet__in=rows):
        given.setdefault(one.sheet_id, {})[one.centre_ref] = one
    reports = EntityReport.objects.using(alias).filter(wave__in=[row.wave_id for row in rows])
    own = {(one.wave_id, one.entity_ref): one for one in reports}
    before = set(
        Wave.objects.filter(pk__in=[row.wave_id for row in rows], state__in=BEFORE_THE_FIELD).values_list(
            "pk", flat=True
        )
    )
    return tuple(
        _card(
            row,
            given.get(row.pk, {}),
            own.get((row.wave_id, row.entity_ref)),
            row.wave_id in before and not clock.is_over(row.answer_by, at),
        )
        for row in rows
    )


def _card(row: Sheet, given: Mapping[str, SelfAssessment], report: EntityReport | None, can_answer: bool) -> SheetCard:
    whole = given.get("")
    places = [CentreCard("", None, whole.answered_at if whole else None)]
    for centre in row.asked["centres"]:
        one = given.get(centre["ref"])
        places.append(CentreCard(centre["ref"], name_of(centre), one.answered_at if one else None))
    return SheetCard(
        ref=row.ref,
        wave_ref=row.asked["cycle"]["ref"],
        entity_ref=row.entity_ref,
        cycle=cycle_name(row.asked),
        answer_by=row.answer_by,
        is_open=can_answer,
        is_informed=report is not None,
        criteria=tuple(_criterion(one) for one in row.asked["criteria"]),
        places=tuple(places),
        dimensions=_dimensions(row.asked["criteria"], whole.answers, report) if whole else (),
    )


def _criterion(one: sheets.Json) -> CriterionCard:
    choices = tuple(ChoiceCard(each["name"], name_of(each)) for each in one["choices"])
    return CriterionCard(one["code"], name_of(one["dimension"]), name_of(one), sheets.Kind(one["kind"]), choices)


def _dimensions(
    criteria: Iterable[sheets.Json], answers: Mapping[str, str], report: EntityReport | None
) -> tuple[DimensionBeside, ...]:
    """Return the dimensions that were asked, in the sheet's order, each with what was thought and what was seen."""
    asked: dict[str, list[sheets.Json]] = {}
    for one in criteria:
        asked.setdefault(one["dimension"]["code"], []).append(one)
    seen = {row["code"]: row for row in report.figures["dimensions"]} if report else {}
    return tuple(_dimension(own, answers, seen.get(code)) for code, own in asked.items())


def _dimension(own: list[sheets.Json], answers: Mapping[str, str], row: sheets.Json | None) -> DimensionBeside:
    parts = [
        (Decimal(one["weight"]), sheets.share_in(one, answers[one["code"]]) if one["code"] in answers else None)
        for one in own
    ]
    thought, seen, stands = thought_of(parts), figure_of(row) if row else None, None
    is_same = row is not None and row.get("criteria") == sorted(one["code"] for one in own)
    if is_same and thought is not None and seen and seen.low is not None and seen.high is not None:
        stands = beside(thought, low=seen.low, high=seen.high)
    left_out = sum(share is None for _weight, share in parts)
    return DimensionBeside(name_of(own[0]["dimension"]), thought, len(own), left_out, seen, stands)
