"""
The meter over a run: everything that each body is about to be shown, and among how many visits whoever is behind it hides.

It is read before the bodies are informed, at the desk and once more inside the verb (ADR-0039).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from basira.core.assurance.told_facts import Named, facts_in
from basira.core.disclosure import Item, Least, Reading, Source, readings
from basira.core.kernel.problem import Problem
from basira.core.kernel.telling import Fact, Told
from basira.core.scoring import Level, UnitScore
from basira.programme.fieldwork.models import Visit
from basira.programme.findings import behind, noted, reports
from basira.programme.findings.metering import least_now
from basira.programme.findings.models import Finding
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.subjects import CENTRE_MARK
from basira.programme.journeys.models import LifeEventStep
from basira.programme.results import queries as results
from basira.programme.results.inputs import known_in
from basira.programme.results.models import ScoreRun

Json = dict[str, Any]
TOTAL, DIMENSION, FINDING = "total", "dimension", "finding"
REMARK, RECOMMENDATION, REASONS = "remark", "recommendation", "reasons"
COLUMNS = (
    "ref", "mission__channel", "mission__centre__ref", "mission__centre__name_ar", "mission__centre__name_en",
    "mission__scenario__code", "mission__scenario__name_ar", "mission__scenario__name_en",
    "mission__service__code", "mission__service__name_ar", "mission__service__name_en",
)  # fmt: skip
NAMED = {Fact.CENTRE: "centre", Fact.PERSONA: "scenario", Fact.SERVICE: "service"}


class MeterBlocks(Problem):
    """`count` items of `bodies` bodies could be traced to too few visits or shoppers, so nobody was informed."""

    code = "findings.meter-blocks"


class ReasonsTooNarrow(Problem):
    """An arbiter's words name what `visits` visits behind the finding had in common: too few to hide among."""

    code = "contest.reasons-too-narrow"


@dataclass(frozen=True, slots=True)
class BodyReadings:
    """One body's items with their readings, the blocked ones first; `known` counts its visits that hide nobody."""

    entity_ref: str
    entity: Name
    readings: tuple[Reading, ...]
    names: Mapping[str, Name]
    """What each place is called, by the place."""
    visits: int
    known: int

    @property
    def blocked(self) -> tuple[Reading, ...]:
        """Those under the least."""
        return tuple(one for one in self.readings if one.is_blocked)

    @property
    def fewest(self) -> Reading | None:
        """The item behind which the fewest visits stand; None when nothing is shown."""
        return min(self.readings, key=lambda one: one.visits, default=None)


@dataclass(frozen=True, slots=True)
class Known:
    """What the programme knows of a run's visits: as sources by body, and which facts have which names."""

    sources: Mapping[str, Sequence[Source]]
    named: Mapping[str, Named]
    steps: Mapping[str, Told] = field(default_factory=dict)
    """What a finding tells of a visit by naming a step of a life event, by the step's ref."""


def meter_of(run: ScoreRun, found: Sequence[Json]) -> tuple[BodyReadings, ...]:
    """Return the readings of these reports of a run, in the order of Arabic names. Empty for no reports."""
    known, least = known_in(run.inputs), least_now()
    facts = replace(facts_of(run), steps=steps_of(found))
    centres = centre_scores(run)
    rows = [body_readings(run, figures, facts, known, least, centres) for figures in found]
    return tuple(sorted(rows, key=lambda one: (one.entity.ar, one.entity_ref)))


def preview(wave: str) -> tuple[BodyReadings, ...]:
    """Return the readings of the reports of a cycle's newest run, as they would be released now; empty without a run."""
    runs = ScoreRun.objects.select_related("wave").defer("inputs", "model").filter(wave__ref=wave)
    run = runs.order_by("-pk").first()
    if run is None:
        return ()
    notes = noted.confirmed_notes(run)
    said = tuple((one.ref, len(one.recommendations.all())) for own in notes.values() for one in own)
    return kept_reading(run.ref, said, least_now())


@lru_cache(maxsize=2)
def kept_reading(run: str, _notes: tuple[tuple[str, int], ...], _least: Least) -> tuple[BodyReadings, ...]:
    """
    Return the readings of a run with these notes and this least, for the page: what may be read again is counted once.

    Before the bodies are informed `check_meter` counts anew.
    """
    row = ScoreRun.objects.select_related("wave").get(ref=run)
    return meter_of(row, noted.reports_with_notes(row, noted.confirmed_notes(row)))


def check_meter(run: ScoreRun, found: Sequence[Json]) -> None:
    """
    Refuse to show what could be traced to too few.

    :raises MeterBlocks: with the number of items and of bodies
    """
    blocked = [one for one in meter_of(run, found) if one.blocked]
    if blocked:
        raise MeterBlocks(count=sum(len(one.blocked) for one in blocked), bodies=len(blocked))


def check_reasons(finding: Finding, text: str) -> None:
    """
    Refuse words of an arbiter that name a centre, channel, service or persona of too few visits behind the finding.

    What no visit carries (a day, a group) is for the second look: it may be the body's own day.

    :raises ReasonsTooNarrow: with the number of visits
    """
    visits = too_few_named(finding.report.run, finding.entity_ref, text, finding)
    if visits is not None:
        raise ReasonsTooNarrow(visits=visits)


def too_few_named(run: ScoreRun, entity_ref: str, text: str, finding: Finding | None = None) -> int | None:
    """
    Return among how many visits of a body somebody would hide, where words name a centre, channel, service or persona of too
    few of those behind a finding (None: of all of the run); None where they name nothing so narrow.
    """
    basis = frozenset(behind.shares_behind(finding)) if finding else None
    facts = facts_of(run, basis)
    sources = facts.sources.get(entity_ref, ())
    channels = {one.facts[Fact.CHANNEL] for one in sources}
    told = facts_in(text, facts.named.get(entity_ref, {}), channels)
    matched = frozenset((fact, value) for fact, value in told if value)
    item = Item(REASONS, "", frozenset(one.visit for one in sources), matched)
    (read,) = readings([item], sources, known_in(run.inputs), least_now())
    return read.visits if matched and read.is_blocked else None


def body_readings(  # noqa: PLR0913  a reading has these parts
    run: ScoreRun, figures: Json, facts: Known, known: frozenset[str], least: Least, centres: Mapping[str, UnitScore]
) -> BodyReadings:
    """Return one body's readings."""
    ref = figures["entity"]["ref"]
    sources = facts.sources.get(ref, ())
    items = list(items_of(figures, reports.body_scores(run.ref)[ref], centres, facts))
    names = {row["code"]: Name(row["ar"], row["en"]) for row in (*figures["dimensions"], *figures["findings"])}
    read = sorted(readings(items, sources, known, least), key=lambda one: not one.is_blocked)
    hidden = sum(one.visit in known for one in sources)
    return BodyReadings(
        ref, Name(figures["entity"]["ar"], figures["entity"]["en"]), tuple(read), names, len(sources), hidden
    )


def items_of(figures: Json, body: reports.BodyScores, centres: Mapping[str, UnitScore], facts: Known) -> Iterator[Item]:
    """
    Yield what a report shows: figures, findings, and each sentence beside them. Steps of life events and centres' reports leave
    out by themselves what rests on less than the least.
    """
    ref = figures["entity"]["ref"]
    named, sources = facts.named.get(ref, {}), facts.sources.get(ref, ())
    if not figures["total"].get("withheld"):
        yield Item(TOTAL, "", visits_in(body.unit.presence))
    by_dimension = {part.dimension: visits_in(part.presence) for part in body.unit.dimensions}
    for row in figures["dimensions"]:
        if "withheld" not in row:
            yield Item(DIMENSION, row["code"], by_dimension[row["code"]])
    channels = {one.facts[Fact.CHANNEL] for one in sources}
    for row in figures["findings"]:
        own = finding_item(row["code"], body, by_dimension, centres)
        way = (row.get("noted") or {}).get("way")
        if way:
            own = replace(own, told=own.told | facts.steps.get(way["ref"], frozenset()))
        yield own
        for kind, text in sentences(row):
            # A recommendation says where to mend something ("on the website"), and no channel by which anybody came.
            told = own.told | facts_in(text, named, channels if kind == REMARK else ())
            yield Item(kind, own.place, own.basis, told)


def finding_item(
    code: str, body: reports.BodyScores, by_dimension: Mapping[str, frozenset[str]], centres: Mapping[str, UnitScore]
) -> Item:
    """Return the item of a finding: the visits behind its figure, and the centre where it names one."""
    subject, _mark, centre = code.partition(CENTRE_MARK)
    dimension, _slash, criterion = subject.partition("/")
    if centre:
        parts = {part.dimension: visits_in(part.presence) for part in centres[centre].dimensions}
        return Item(FINDING, code, parts[dimension], frozenset({(Fact.CENTRE, centre)}))
    if criterion:
        parts = {part.dimension: visits_in(part.presence) for part in body.by_criterion.dimensions}
        return Item(FINDING, code, parts[f"{dimension}{reports.MARK}{criterion}"])
    return Item(FINDING, code, by_dimension[dimension])


def sentences(row: Json) -> Iterator[tuple[str, str]]:
    """Yield each free sentence of a finding with its kind, both languages together: a body reads both."""
    said = row.get("noted") or {}
    if said.get("remark"):
        yield REMARK, f"{said['remark']['ar']}\n{said['remark']['en']}"
    for one in said.get("recommendations", ()):
        yield RECOMMENDATION, "\n".join(one[part][language] for part in ("text", "owner") for language in ("ar", "en"))


def steps_of(found: Sequence[Json]) -> dict[str, Told]:
    """Return what the steps that findings name tell of a visit: its service, its channel, and the centre of a step at one. One query."""
    noted_rows = [row.get("noted") or {} for figures in found for row in figures["findings"]]
    refs = {one["way"]["ref"] for one in noted_rows if one.get("way")}
    rows = LifeEventStep.objects.filter(ref__in=refs).values_list("ref", "service__code", "channel", "centre__ref")
    return {
        ref: frozenset(
            {(Fact.SERVICE, service), (Fact.CHANNEL, channel)} | ({(Fact.CENTRE, centre)} if centre else set())
        )
        for ref, service, channel, centre in rows
    }


def facts_of(run: ScoreRun, visits: Collection[str] | None = None) -> Known:
    """Return the facts of a run's visits (None: of all) by body. One query."""
    shoppers = {one: shopper for one, shopper, *_ in run.inputs["visits"] if visits is None or one in visits}
    sources: dict[str, list[Source]] = {}
    named: dict[str, dict[Fact, dict[str, set[str]]]] = {}
    for ref, channel, *rest in Visit.objects.filter(ref__in=list(shoppers)).order_by().values_list(*COLUMNS):
        facts = {Fact.CHANNEL: channel}
        entity = run.inputs["centres"][rest[0]][0]
        for place, fact in enumerate(NAMED):
            value, arabic, english = rest[place * 3 : place * 3 + 3]
            if value:
                facts[fact] = value
                named.setdefault(entity, {}).setdefault(fact, {})[value] = {arabic, english}
        sources.setdefault(entity, []).append(Source(ref, shoppers[ref], facts))
    return Known(sources, named)


def centre_scores(run: ScoreRun) -> dict[str, UnitScore]:
    """Return the scores of a run's centres, by ref."""
    return {unit.unit: unit for unit in results.frozen_units(run.ref) if unit.level is Level.CENTRE}


def visits_in(presence: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the visits of a presence."""
    return frozenset(visit for visit, _shopper in presence)
