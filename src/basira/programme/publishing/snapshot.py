"""
The snapshot of a release: what the public may see of one score run, as JSON, after the disclosure rule.

Nothing that was withheld gets in, so nothing that reads a snapshot can show it. There are no dates in it and no order
but that of names.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from basira.core.disclosure import Verdict, disclose, disclose_unnamed
from basira.core.kernel.lifecycles import FindingState
from basira.core.scoring import ENGINE, Estimate, Level, RankRange, UnitScore, rank_ranges
from basira.core.scoring.estimate import CONFIDENCE
from basira.programme.findings import contest_queries
from basira.programme.people import queries as people
from basira.programme.publishing.cards import Withheld
from basira.programme.publishing.models import Release
from basira.programme.registry.models import Centre, Entity, Sector
from basira.programme.results import queries as results
from basira.programme.results.disclosed import RULE, key_of, measured, rule_for
from basira.programme.results.models import ScoreRun
from basira.programme.results.places import names_level, ranks_level

Json = dict[str, Any]
FORMAT = 1


def build_snapshot(run: ScoreRun) -> Json:
    """Return what the public may see of a run. A run has at least one visit, so the programme is always there."""
    scores = results.frozen_units(run.ref)
    programme = people.programme_card()
    by_key = {key_of(score.level, score.unit): score for score in scores}
    levels = levels_told(run.wave_id)
    verdicts = public_verdicts(run, scores, levels["named"])
    ranks = shown_ranks(scores, verdicts, levels["ranked"])
    contested = contest_queries.contest_counts(run.wave.ref)
    units = [
        unit | figures(key_of(Level(unit["level"]), unit["ref"]), by_key, verdicts, ranks) | contests(unit, contested)
        for unit in registry_units(run)
        if unit["level"] in levels["named"]
    ]
    return {
        "format": FORMAT,
        "programme": name(programme.name_ar, programme.name_en),
        "cycle": {"ref": run.wave.ref, "number": run.wave.number} | name(run.wave.name_ar, run.wave.name_en),
        "simulated": programme.simulated,
        "attribution": programme.attribution_en,
        "rule": {
            "min_visits": RULE.min_visits,
            "min_shoppers": RULE.min_shoppers,
            "min_ranked_visits": RULE.min_ranked_visits,
            "confidence": str(CONFIDENCE),
        },
        "engine": ENGINE,
        "inputs_sha256": run.inputs_sha256,
        "levels": levels,
        "dimensions": dimension_facts(run.inputs),
        "total": figures(key_of(Level.PROGRAMME, ""), by_key, verdicts, ranks),
        "units": units,
    }


def public_verdicts(run: ScoreRun, scores: Sequence[UnitScore], named: Collection[str]) -> dict[str, Verdict]:
    """
    Return what the public may see of each unit of a run, by `key_of`.

    Where bodies are not named, each is still told its own figures, so that no whole may tell one of them of another.
    """
    units = [measured(score) for score in scores]
    verdicts = {verdict.key: verdict for verdict in disclose(units, rule_for(run))}
    if Level.ENTITY in named:
        return verdicts
    sectors = {one.unit: one.parent for one in scores if one.level is Level.ENTITY}
    together = [{key_of(Level.ENTITY, body) for body in seen} for seen in seen_together(sectors)]
    return disclose_unnamed(units, verdicts, {key_of(Level.ENTITY, body) for body in sectors}, together)


def seen_together(sectors: Mapping[str, str]) -> list[set[str]]:
    """
    Return which bodies somebody is shown at once, from the sector of each: those of every sector, for whoever leads it or will, and
    those of several sectors that somebody leads now. One query.
    """
    single = sorted(set(sectors.values()))
    led = [*({sector} for sector in single), *(one for one in people.sectors_led() if len(one) > 1)]
    return [{body for body, sector in sectors.items() if sector in own} for own in led]


def levels_told(wave_id: int) -> dict[str, list[str]]:
    """
    Return which levels a snapshot of a cycle names ("named") and gives places ("ranked"): those of the programme.

    A cycle has committed itself to both, and the programme may change them once its results are out. So whatever comes after the
    first release that was ever out names and ranks no level that the first did not. One query more.
    """
    told = {
        "named": [str(level) for level in Level if names_level(level)],
        "ranked": [str(level) for level in Level if ranks_level(level)],
    }
    out = Release.objects.filter(wave=wave_id, published_at__isnull=False).order_by("published_at", "pk")
    first = out.values_list("snapshot__levels", flat=True).first()
    return {key: [level for level in own if level in first[key]] for key, own in told.items()} if first else told


def shown_ranks(
    scores: Sequence[UnitScore], verdicts: Mapping[str, Verdict], levels: Collection[str]
) -> dict[str, RankRange | None]:
    """
    Return the ranges of places among the shown units of each of these levels.

    Withheld units neither have nor take a place.
    """
    found: dict[str, RankRange | None] = {}
    for level in map(Level, levels):
        shown = [score for score in scores if score.level is level and verdicts[key_of(level, score.unit)].ranked]
        places = rank_ranges(shown, min_visits=RULE.min_ranked_visits)
        found |= {key_of(level, unit): place for unit, place in places.items()}
    return found


def figures(
    key: str,
    scores: Mapping[str, UnitScore],
    verdicts: Mapping[str, Verdict],
    ranks: Mapping[str, RankRange | None],
) -> Json:
    """Return the measures of a unit: its total, its dimensions by code, and its range of places."""
    score = scores.get(key)
    if score is None:
        return {"measure": {"withheld": str(Withheld.NOT_VISITED)}, "dimensions": {}, "rank": None}
    verdict = verdicts[key]
    dimensions = {
        part.dimension: measure(part.estimate, verdict.dimensions[part.dimension], part.dimension in verdict.counted)
        for part in score.dimensions
    }
    place = ranks.get(key)
    return {
        "measure": measure(score.total, verdict.total, counted=True),
        "dimensions": dimensions,
        "rank": None if place is None or place.among < 2 else [place.best, place.worst, place.among],
    }


def contests(unit: Json, counts: Mapping[str, Mapping[FindingState, int]]) -> Json:
    """Return how many findings a body contested, by where each stands when the release is prepared; nothing for none."""
    found = counts.get(unit["ref"], {}) if unit["level"] == Level.ENTITY else {}
    return {"contests": {str(state): count for state, count in found.items()}} if found else {}


def measure(estimate: Estimate, withheld: str | None, counted: bool) -> Json:
    """Return one figure, or why it is withheld; then not a single number."""
    if withheld is not None:
        return {"withheld": str(withheld)}
    numbers = {"score": estimate.score, "se": estimate.se, "low": estimate.low, "high": estimate.high}
    return {key: None if value is None else str(value) for key, value in numbers.items()} | {
        "visits": estimate.visits if counted else None
    }


def registry_units(run: ScoreRun) -> list[Json]:
    """Return every sector, entity and active centre (and any centre that the run knows), in the order of names."""
    known = set(run.inputs["centres"])
    centres = [
        centre
        for centre in Centre.objects.select_related("entity__sector").order_by("name_ar", "ref")
        if centre.is_active or centre.ref in known
    ]
    entities = {centre.entity.pk: centre.entity for centre in centres}
    sectors = {entity.sector.pk: entity.sector for entity in entities.values()}
    return (
        [sector_unit(one) for one in sorted(sectors.values(), key=lambda one: one.name_ar)]
        + [entity_unit(one) for one in sorted(entities.values(), key=lambda one: one.name_ar)]
        + [centre_unit(one) for one in centres]
    )


def sector_unit(sector: Sector) -> Json:
    """Return the facts of a sector."""
    return {"level": str(Level.SECTOR), "ref": sector.code, "sector": sector.code} | name(
        sector.name_ar, sector.name_en
    )


def entity_unit(entity: Entity) -> Json:
    """Return the facts of an entity."""
    facts = {"level": str(Level.ENTITY), "ref": entity.ref, "entity": entity.ref, "sector": entity.sector.code}
    return facts | name(entity.name_ar, entity.name_en)


def centre_unit(centre: Centre) -> Json:
    """Return the facts of a centre."""
    facts: Json = {
        "level": str(Level.CENTRE),
        "ref": centre.ref,
        "entity": centre.entity.ref,
        "sector": centre.entity.sector.code,
        "town": name(centre.town_ar, centre.town_en) if centre.town_ar else None,
        "latitude": None if centre.latitude is None else str(centre.latitude),
        "longitude": None if centre.longitude is None else str(centre.longitude),
    }
    return facts | name(centre.name_ar, centre.name_en)


def name(arabic: str, english: str) -> Json:
    """Return a name in both languages; one fills in for the other where it is missing."""
    return {"ar": arabic or english, "en": english or arabic}


def dimension_facts(inputs: Json) -> list[Json]:
    """Return each dimension with its number of criteria and its share of all points, in the questionnaire's order."""
    weights: dict[str, list[Decimal]] = {}
    seen: set[str] = set()
    for code, dimension, weight, _critical in inputs["criteria"]:
        if code not in seen:
            weights.setdefault(dimension, []).append(Decimal(weight))
        seen.add(code)
    everything = sum((sum(each) for each in weights.values()), Decimal(0))
    return [
        {
            "code": code,
            "criteria": len(weights[code]),
            "weight_share": str((sum(weights[code], Decimal(0)) / everything).quantize(Decimal("0.0001"))),
        }
        | name(arabic, english)
        for code, arabic, english in inputs["dimensions"]
        if code in weights
    ]


def digest(snapshot: Json) -> str:
    """Return the SHA-256 (hex) of a snapshot in canonical form."""
    text = json.dumps(snapshot, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
