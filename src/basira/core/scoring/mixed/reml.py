"""
Variance components by restricted maximum likelihood, with average information.

Source: Gilmour, Thompson & Cullis (1995), Biometrics 51:1440, for the average information; Searle, Casella & McCulloch (1992),
7.6, for the score in terms of the mixed-model equations. ADR-0026 says where the steps are held back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from basira.core.scoring.mixed.aggregates import Aggregates
from basira.core.scoring.mixed.chain import BundledChain, Chain
from basira.core.scoring.mixed.gradients import NotConverged
from basira.core.scoring.mixed.large import LargeSystem
from basira.core.scoring.mixed.moments import first_guess
from basira.core.scoring.mixed.nested import NestedSystem
from basira.core.scoring.mixed.ratings import Floats
from basira.core.scoring.mixed.systems import DenseSystem, IterativeSystem, Known, Missed, System

Flags = npt.NDArray[np.bool_]
Progress = Callable[[str, int], None]
"""Told what is done and how often it was done so far."""

LEAST_LAMBDA_INVERSE = 1e-8
"""The share of the residual's variance that stands for none: the equations keep their shape."""
NONE_BELOW = 1e-7
"""A variance below this share of the residual's is none."""
LARGEST_GROWTH = 5.0
SMALLEST_PART = 0.05
SHRINKING = 0.3
MOST_HALVINGS = 8
NEAR_NOTHING = (0.1, 0.01, 0.001)
"""Under these shares of the residual's, variances whose scores are below zero are tried as none, together."""
PULLED = 0.05
"""A variance that this much of the log-likelihood (for each doubling and a half of it) still pulls on is not at rest."""
BETTER_BY = 1e-4
"""Twice the logarithm of the likelihood: less is the same answer."""
NEARBY = 0.1
"""Variances that moved by a smaller share leave what the diagonal misses nearly as it was."""
NO_RESIDUAL = 1e-7
"""A residual's variance below this share of the ratings' own is none: levels explain every rating, and nothing has an error."""


class Trace(StrEnum):
    """
    How the traces of the inverse are found: exactly; by the diagonal of S and what random signs say that it misses, each
    round; or the same, but asked of the signs again only where variances have moved far (fast).
    """

    EXACT = "exact"
    PROBES = "probes"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Way:
    """
    How to compute: the traces, how many unknowns are the dense core, the probes, when to stop, and the chain (if any) to eliminate.

    `near` is a point that is solved already, to start from, and `missed` what the diagonal misses there.
    """

    trace: Trace
    core: int
    probes: Floats | None
    missed: Missed | None = None
    near: "Point | None" = None
    change: float = 1e-5
    rounds: int = 60
    tolerance: float = 1e-6
    chain: Chain | None = None
    is_known: bool = False
    """The variances are known: the equations are only solved, and a large chain needs no traces."""
    is_checked: bool = False
    """Errors that cannot be exact for so many unknowns are held against some that are."""


QUICK_ABOVE = 1000
"""More unknowns of a chain than these are solved by gradients where only small differences are looked for."""


def quicker(way: Way) -> Way:
    """Return the way to solve at variances that are known, without a factorisation where there are many unknowns."""
    if isinstance(way.chain, BundledChain) and way.chain.kept > QUICK_ABOVE:
        way = replace(way, trace=Trace.FAST, tolerance=1e-8, is_known=True)
    return replace(way, is_checked=False) if way.is_checked else way


@dataclass(frozen=True, slots=True)
class Point:
    """
    The equations at one guess: their solution, and the score and average information of the variances there.

    `worked` is the solution for the working variates that the information is made of.
    """

    variances: Floats
    residual: float
    system: System
    solution: Floats
    worked: Floats
    score: Floats
    information: Floats
    deviance: float | None


@dataclass(frozen=True, slots=True)
class Components:
    """What was found: variances by factor (0: none), the residual's, their covariance, and in how many rounds."""

    variances: Floats
    residual: float
    covariance: Floats
    point: Point
    rounds: int


def penalties(sums: Aggregates, variances: Floats, residual: float) -> Floats:
    """Return Lambda's diagonal: nothing for fixed effects, s2 / v for each level; no penalty where v is infinite."""
    sizes = np.diff(sums.starts)
    return np.concatenate([np.zeros(sums.fixed), np.repeat(residual / variances, sizes)])


def solved_at(sums: Aggregates, way: Way, variances: Floats, residual: float) -> Point:
    """Build the equations at a guess, and solve them. Units: variances in squared units of the rating."""
    penalty, near = penalties(sums, variances, residual), way.near
    system: System
    if way.trace is Trace.EXACT:
        system = NestedSystem(way.chain, penalty) if way.chain else DenseSystem(sums, penalty)
    elif way.is_known and isinstance(way.chain, BundledChain):
        system = LargeSystem(way.chain, penalty, way.tolerance)
    else:
        before = near.system if near and isinstance(near.system, IterativeSystem) else None
        system = IterativeSystem(sums, penalty, way.core, way.tolerance, Known(way.probes, way.missed, before))
    system.is_checked = way.is_checked
    solution, empty = system.solve(sums.moment, near.solution if near else None), np.zeros(0)
    return Point(variances, residual, system, solution, empty, empty, empty, None)


def evaluated(sums: Aggregates, way: Way, variances: Floats, residual: float) -> Point:
    """Return the point at a guess with score, average information and (where exact) deviance."""
    point = solved_at(sums, way, variances, residual)
    solution, count = point.solution, len(variances)
    pull = point.system.penalty * solution
    errors = sums.square - float(solution @ sums.moment) - float(solution @ pull)  # e'We
    score, degrees = np.zeros(count + 1), float(sums.rows - sums.fixed)
    working = np.zeros((sums.size, count))
    for i, variance in enumerate(variances):
        block, size = sums.block(i), len(sums.levels[i])
        effects, trace = solution[block], point.system.trace(i)
        score[i] = -0.5 * (size / variance - residual * trace / variance**2 - float(effects @ effects) / variance**2)
        degrees -= size - residual / variance * trace
        working[block, i] = effects / variance
    score[count] = -0.5 * (degrees / residual - errors / residual**2)
    right = np.column_stack([sums.times(working), pull / residual])
    plain = np.zeros((count + 1, count + 1))
    plain[:count, :] = working.T @ right
    plain[count, :count] = plain[:count, count]
    plain[count, count] = errors / residual**2
    worked = point.system.solve(right, way.near.worked if way.near else None)
    information = (plain - right.T @ worked) / (2 * residual)
    return replace(point, worked=worked, score=score, information=information, deviance=deviance_of(sums, point))


def deviance_of(sums: Aggregates, point: Point) -> float | None:
    """Return -2 log of the restricted likelihood but for what the weights add, or None where the determinant is not known."""
    if point.system.log_determinant is None:
        return None
    sizes = np.diff(sums.starts)
    quadratic = (sums.square - float(point.solution @ sums.moment)) / point.residual
    scale = (sums.rows - sums.size) * np.log(point.residual) + float(sizes @ np.log(point.variances))
    constant = (sums.rows - sums.fixed) * np.log(2 * np.pi)
    return float(constant + scale + point.system.log_determinant + quadratic)


def estimate_components(sums: Aggregates, way: Way, progress: Progress = lambda _step, _round: None) -> Components:
    """
    Return the variances that make the ratings most likely, whatever the fixed effects.

    Where one was found to be none, a second start looks for a better answer: few ratings have several peaks.

    :raises NotConverged: when they still move after `way.rounds`
    :raises NotSeparable: from the equations
    """
    variances, residual = first_guess(sums)
    found = settled(sums, way, variances, residual, progress)
    if (found.variances > 0).all() or found.point.deviance is None:
        return found
    share = sums.square / sums.weight / (len(variances) + 1)
    try:
        other = settled(sums, way, np.full(len(variances), share), share, progress)
    except NotConverged:
        return found
    is_better = other.point.deviance is not None and other.point.deviance < found.point.deviance - BETTER_BY
    return other if is_better else found


def settled(sums: Aggregates, way: Way, variances: Floats, residual: float, progress: Progress) -> Components:
    """
    Return where the variances come to rest from one start: where the next step would be a small one.

    A variance at the edge (below NONE_BELOW of the residual's) is held there while the score points outward.

    :raises NotConverged: when they still move after `way.rounds`
    """
    point = evaluated(sums, way, variances, residual)
    way = nearby(way, point, np.zeros(1))
    shrunk = np.zeros(len(point.variances))
    for made in range(1, way.rounds + 1):
        progress("variances", made)
        free = is_free(point)
        target = next_guess(point, free, shrunk)
        is_small = np.abs(target / now_of(point) - 1) < way.change
        stuck = free & is_small & (np.abs(now_of(point) * point.score) > PULLED)
        if is_small[free].all() and not stuck.any() and not shrunk.any():
            return closed(point, made)
        target = np.where(stuck, surer_guess(sums, point), target)
        newer = accepted(sums, way, point, target)
        way = nearby(way, newer, np.abs(now_of(newer) / now_of(point) - 1))
        point = newer
    raise NotConverged(step="variances", rounds=way.rounds)


def nearby(way: Way, point: Point, moved: Floats) -> Way:
    """Return the way to the next point: it starts from this one; what the diagonal misses is kept too, if the way is fast."""
    if not isinstance(point.system, IterativeSystem):
        return way
    is_kept = way.trace is Trace.FAST and moved.max() < NEARBY
    return replace(way, near=point, missed=point.system.missed if is_kept else None)


def now_of(point: Point) -> Floats:
    """Return all variances at a point, the residual's last."""
    return np.append(point.variances, point.residual)


def is_free(point: Point) -> Flags:
    """Tell which variances may move: all but those at the edge whose score points outward; the residual's always."""
    at_edge = point.variances <= NONE_BELOW * point.residual
    return np.asarray(np.append(~(at_edge & (point.score[:-1] <= 0)), True), dtype=np.bool_)


def next_guess(point: Point, free: Flags, shrunk: Floats) -> Floats:
    """
    Return the step of average information, held back where it would leave the positive or run away; note shrinking.

    What is held back stays so while the others' step is found again: theirs would count on a move that is not made.
    """
    now = now_of(point)
    target, moving = now.copy(), free.copy()
    held = np.zeros(len(now), dtype=bool)
    floors = now * SHRINKING ** (1 + 2 * np.append(shrunk, 0))
    while moving.any():
        target[moving] = now[moving] + step_of(point, now, target - now, moving)
        small, large = moving & (target <= SMALLEST_PART * now), moving & (target > LARGEST_GROWTH * now)
        target = np.where(small, floors, np.where(large, LARGEST_GROWTH * now, target))
        held |= small
        if not (small | large).any():
            break
        moving &= ~(small | large)
    shrunk[:] = np.where(held[:-1], shrunk + 1, 0)
    edge = LEAST_LAMBDA_INVERSE * target[-1]
    is_none = target[:-1] <= NONE_BELOW * target[-1]
    shrunk[is_none] = 0
    target[:-1] = np.where(is_none, edge, target[:-1])
    return target


def step_of(point: Point, now: Floats, made: Floats, moving: Flags) -> Floats:
    """Return the step of some variances, given the step of the others that is made already."""
    scale, information = now[moving], point.information
    pull = point.score[moving] - information[np.ix_(moving, ~moving)] @ made[~moving]
    scaled = information[np.ix_(moving, moving)] * np.outer(scale, scale)
    return np.asarray(np.linalg.lstsq(scaled, pull * scale, rcond=1e-12)[0] * scale)


def accepted(sums: Aggregates, way: Way, point: Point, target: Floats) -> Point:
    """
    Return the first of the goals at which the likelihood does not fall; the last one where it falls at all of them.

    :raises NotConverged: when nothing is left to the residual
    """
    for goal in goals_of(sums, point, target):
        newer = evaluated(sums, way, goal[:-1], float(goal[-1]))
        if newer.residual < NO_RESIDUAL * sums.square / sums.weight:
            raise NotConverged(step="residual", rounds=0)
        if is_no_worse(newer, point, sums.rows):
            break
    return newer


def goals_of(sums: Aggregates, point: Point, target: Floats) -> Iterator[Floats]:
    """Yield where to go: all the way, nothing for what pulls to nothing, parts of the way, and the surer way."""
    now = now_of(point)
    yield target
    for line in NEAR_NOTHING:
        falling = (point.score < 0) & (now <= line * point.residual) & (now > NONE_BELOW * point.residual)
        if falling[:-1].any():
            yield np.where(falling, LEAST_LAMBDA_INVERSE * point.residual, now)
    for goal in (target, surer_guess(sums, point)):
        for halvings in range(1, MOST_HALVINGS + 1):
            yield now + (goal - now) / 2**halvings


def is_no_worse(newer: Point, older: Point, rows: int) -> bool:
    """Tell whether the likelihood did not fall; True where it is not known."""
    if newer.deviance is None or older.deviance is None:
        return True
    return bool(newer.deviance <= older.deviance + 1e-7 * rows**0.5)


def surer_guess(sums: Aggregates, point: Point) -> Floats:
    """
    Return the step of expectation and maximisation, which is small and never makes the likelihood fall.

    Source: Searle, Casella & McCulloch (1992), 8.3: v + 2 v² score / levels; on the log scale, so that it stays positive.
    """
    now = now_of(point)
    sizes = np.append(np.diff(sums.starts), sums.rows - sums.fixed)
    return np.asarray(now * np.exp(np.clip(2 * now * point.score / sizes, -2, 2)))


def closed(point: Point, rounds: int) -> Components:
    """Return the answer: what stands at the edge is 0, and the covariance is of the others."""
    free = is_free(point)
    free[:-1] &= point.variances > NONE_BELOW * point.residual
    covariance = np.full((len(free), len(free)), np.nan)
    covariance[np.ix_(free, free)] = np.linalg.pinv(point.information[np.ix_(free, free)])
    return Components(np.where(free[:-1], point.variances, 0.0), point.residual, covariance, point, rounds)
