"""Why no panel keeps all quotas: the report of a refused draw."""

from dataclasses import replace
from typing import Any

from basira.core.selection.conflicts import Change, Side, WayOut, conflict_of, ways_out
from basira.core.selection.outer import NOBODY, Polytope, fairest
from basira.core.selection.pool import Pool, Quota, types_of
from basira.core.selection.records import commitment_of, decimal
from basira.core.selection.reporting import METHOD


def explained(pool: Pool) -> dict[str, Any]:
    """Return the conflict, up to five ways out with what each would cost whom, and words."""
    conflict = conflict_of(pool) or ()
    if conflict:
        code, words = "quotas.conflict", "No panel keeps all quotas. These can't be kept together; any one less can."
    else:
        code, words = "quotas.too-few", f"There are not {pool.size} applicants who may sit on one panel."
    return {
        "ok": False,
        "method": METHOD,
        "size": pool.size,
        "applicants": len(pool.applicants),
        "problems": [{"code": code, "message": words}],
        "conflict": [_side(pool, side) for side in conflict],
        "relaxations": [_way(pool, way) for way in ways_out(pool)] if conflict else [],
        "commitment": commitment_of(pool),
    }


def _side(pool: Pool, side: Side) -> dict[str, Any]:
    quota = pool.quotas[side.place]
    value = quota.least if side.side == "min" else quota.most
    return {"category": quota.category, "feature": quota.feature, "side": side.side, "value": value}


def _way(pool: Pool, way: WayOut) -> dict[str, Any]:
    """Return a way out, the least chance that it allows at most, and whom it still excludes."""
    moved = replace(pool, quotas=_moved(pool, way.changes))
    types = types_of(moved)
    found = fairest(Polytope.of(types.rows))
    chances = [] if found is None else found.chances.tolist()
    excluded = [one.id for one, kind in zip(moved.applicants, types.type_of, strict=True) if chances[kind] <= NOBODY]
    return {
        "changes": [_change(pool, change) for change in way.changes],
        "weight": round(way.weight, 6),
        "min_probability": float(decimal(min((chance for chance in chances if chance > NOBODY), default=0.0))),
        "excluded": excluded,
    }


def _moved(pool: Pool, changes: tuple[Change, ...]) -> tuple[Quota, ...]:
    quotas = list(pool.quotas)
    for change in changes:
        quota = quotas[change.side.place]
        moved = replace(quota, least=change.to) if change.side.side == "min" else replace(quota, most=change.to)
        quotas[change.side.place] = moved
    return tuple(quotas)


def _change(pool: Pool, change: Change) -> dict[str, Any]:
    quota = pool.quotas[change.side.place]
    place = {"category": quota.category, "feature": quota.feature, "side": change.side.side}
    return place | {"was": change.was, "to": change.to}
