"""From ratings to a fitted model: which factors can be told apart, in what order they are solved, and every effect."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from basira.core.kernel.problem import Fault, Problem, Severity
from basira.core.scoring.mixed.aggregates import Aggregates, aggregate
from basira.core.scoring.mixed.chain import chain_of, core_of, in_order, unknowns_left
from basira.core.scoring.mixed.kernel import counted
from basira.core.scoring.mixed.ratings import Codes, Floats, RatingTable
from basira.core.scoring.mixed.reml import Components, Point, Progress, Trace, Way, estimate_components, solved_at
from basira.core.scoring.mixed.systems import System
from basira.core.scoring.mixed.tally import Group, Ratings, Tally

EXACT_UNKNOWNS = 3000
"""Up to so many unknowns beside the eliminated factor, traces are exact (shared memory of a laptop, seconds)."""
EXACT_AT_LAST = 6000
"""Up to so many, the standard errors at the end are exact: one factorisation instead of one each round."""
SAMPLED_ABOVE = 20_000_000
SAMPLE = 1_000_000
"""With more ratings than SAMPLED_ABOVE, and too many unknowns for exact traces, variances are learned from about SAMPLE of them."""
LEAST_DRAWN = 500
"""Of fewer levels no variance is learned well (its error: 6 %): if need be, more than SAMPLE ratings are taken."""
SAMPLE_CHANGE = 1e-3
"""How nearly the variances of a sample come to rest, as a share of themselves: their errors are thirty times as large and more."""
PROBES = 8
TRACE_CHANGE = {Trace.EXACT: 1e-5, Trace.PROBES: 2e-5, Trace.FAST: 2e-4}
WHILE_SEARCHING = {Trace.PROBES: 1e-6, Trace.FAST: 1e-4}
"""How exactly equations are solved while variances are looked for: no better than the traces are."""
NOT_WIDENED = 1.0005
"""Errors that were widened by less than to this are exact in all digits that anyone reads."""
NO_VARIATION = 1e-14
"""Ratings that differ by less than this share of their size do not differ."""


class NothingToTellApart(Problem):
    """All ratings are equal, or each level has one rating: there is nothing to estimate."""

    code = "scoring.nothing-to-tell-apart"


@dataclass(frozen=True, slots=True)
class Options:
    """How to compute; the defaults choose by size. `seed` draws the probes and nothing else of a fit."""

    seed: int = 0
    trace: Trace | None = None
    keep: tuple[str, ...] = ()
    """Factors to keep where two cannot be told apart, first those that matter most."""


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of one factor's levels, and their standard deviations given the fixed effects, in units of the rating."""

    factor: str
    levels: Sequence[str]
    counts: Codes
    values: Floats
    errors: Floats


@dataclass(frozen=True)
class Fit:
    """
    A fitted model. `variances` holds a factor that was left out as None; `warnings` says why. `covariance` is that of the
    variances in the order of the sums, the residual's last; NaN for those that are none.

    `slopes` and `slope_errors` are of the intercept (all covariates zero) and the covariates; `mean` is the programme's
    score at the ratings' own mix of covariates.
    """

    ratings: Ratings
    tally: Tally
    sums: Aggregates
    point: Point
    variances: dict[str, float | None]
    errors: dict[str, float | None]
    covariance: Floats
    residual: float
    residual_error: float
    mean: float
    mean_error: float
    slopes: Floats
    slope_errors: Floats
    effects: tuple[Effects, ...]
    rounds: int
    way: Way
    warnings: tuple[Fault, ...] = field(default=())


def warn(code: str, message: str, **params: str) -> Fault:
    """Return a warning that travels with the numbers."""
    return Fault(Severity.WARNING, code, message, params=tuple(params.items()))


def fit(
    ratings: RatingTable | Ratings, options: Options | None = None, progress: Progress = lambda _step, _round: None
) -> Fit:
    """
    Fit the model to ratings of any number of factors, wherever they stand: the engine sums them, the rest is done here.

    Units: effects in units of the rating, variances in their squares. Empty tables are refused.

    :raises RatingsNotUsable: when the engine finds no ratings
    :raises NothingToTellApart: when all ratings are equal, or no factor is left to estimate
    :raises NotConverged: when the variances or the equations do not settle
    :raises NotSeparable: when a covariate says what others say
    """
    options = options or Options()
    engine = counted(ratings)
    tally = engine.tally()
    if is_flat(tally):
        raise NothingToTellApart(reason="equal")
    names, warnings = usable_factors(tally, options.keep)
    if not names:
        raise NothingToTellApart(reason="no-factor")
    sums, way = arranged(tally, names, options)
    found, told = components_of(engine, sums, way, options, progress)
    warnings += told
    present = tuple(name for name, value in zip(sums.names, found.variances, strict=True) if value > 0)
    for name in sums.names:
        if name not in present:
            warnings.append(
                warn("factor.no-variance", f"{name}: its levels do not differ; its variance is 0.", factor=name)
            )
    done = finished(engine, tally, sums, found, way)
    return replace(done, warnings=(*warnings, *done.warnings))


def components_of(
    engine: Ratings, sums: Aggregates, way: Way, options: Options, progress: Progress
) -> tuple[Components, list[Fault]]:
    """
    Return the variances, and what must be said of them: above SAMPLED_ABOVE ratings they are learned from a sample.

    The sample is of all ratings of some levels of a factor that the finest lies in (visits in shoppers), drawn by a hash of
    each level's name and the seed: the same levels on every engine. Their errors are those of the sample.
    """
    if not is_sampled(sums, way):
        return estimate_components(sums, way, progress), []
    place = drawn_from(sums, options.keep)
    around, levels = sums.names[place], sums.levels[place]
    share = max(SAMPLE / sums.rows, LEAST_DRAWN / len(levels))
    chosen = levels_drawn(around, levels, options.seed, share)
    sample = engine.sampled(around, chosen) if share < 1 else None
    names = usable_factors(sample, options.keep)[0] if sample is not None else []
    if sample is None or set(names) != set(sums.names):
        return estimate_components(sums, replace(way, probes=signs_of(sums, way.core, options.seed)), progress), []
    some, its_way = arranged(sample, names, options)
    found = estimate_components(some, replace(its_way, change=SAMPLE_CHANGE), progress)
    places = [some.names.index(name) for name in sums.names]
    both = [*places, len(places)]
    point = replace(found.point, variances=found.point.variances[places])
    words = f"Variances were learned from {some.rows} ratings, those of {len(chosen)} levels of {around} drawn by seed {options.seed}."
    told = warn("variance.sampled", words, factor=around, levels=str(len(chosen)), ratings=str(some.rows))
    covariance = found.covariance[np.ix_(both, both)]
    return replace(found, variances=found.variances[places], covariance=covariance, point=point), [told]


def is_sampled(sums: Aggregates, way: Way) -> bool:
    """Tell whether variances are to be learned from a sample: only then are no probes made beforehand."""
    return way.chain is not None and way.trace is Trace.PROBES and sums.rows > SAMPLED_ABOVE


def drawn_from(sums: Aggregates, unit: Sequence[str]) -> int:
    """
    Return the place of the factor whose levels are drawn: of those that the last lies in, the one with most levels.

    The units that are scored are not drawn where another will do: all of them are to say how much they differ.
    """
    sizes = {place: len(levels) for place, levels in enumerate(sums.levels[:-1])}
    around = [place for place in sizes if sums.tally.parent(sums.names[-1], sums.names[place]) is not None]
    beside = [place for place in around if sums.names[place] not in unit and sizes[place] > LEAST_DRAWN]
    return max(beside or around, key=lambda place: sizes[place])


def levels_drawn(name: str, levels: Sequence[str], seed: int, share: float) -> Codes:
    """Return the places of about this share of a factor's levels, by a hash of their names."""
    limit = int(min(share, 1) * 2**64)
    start = hashlib.blake2b(f"{seed}\0{name}\0sample\0".encode(), digest_size=8)
    drawn = []
    for place, level in enumerate(levels):
        digest = start.copy()
        digest.update(level.encode())
        if int.from_bytes(digest.digest(), "big") < limit:
            drawn.append(place)
    return np.array(drawn, dtype=np.int64)


def is_flat(tally: Tally) -> bool:
    """Tell whether all ratings are equal."""
    low, high = tally.ends.low, tally.ends.high
    return high - low <= NO_VARIATION * max(1.0, abs(low), abs(high))


def usable_factors(tally: Tally, keep: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """Return the factors that can be told apart from each other and from the residual, and why the others can't."""
    first = sorted(tally.factors, key=lambda factor: factor.name not in keep)
    kept: list[Group] = []
    warnings = []
    for factor in first:
        twin = next((other.name for other in kept if same_groups(tally, factor, other)), None)
        if factor.size < 2:
            words = f"{factor.name}: one level, so its effect cannot be told from the mean; left out."
            warnings.append(warn("factor.one-level", words, factor=factor.name))
        elif factor.size == tally.count:
            words = f"{factor.name}: every rating is a level of its own, so it cannot be told from chance; left out."
            warnings.append(warn("factor.one-rating-each", words, factor=factor.name))
        elif twin is not None:
            words = (
                f"{factor.name}: the same groups as {twin}, so the two cannot be told apart; {twin} stands for both."
            )
            warnings.append(warn("factor.same-groups", words, factor=factor.name, other=twin))
        else:
            kept.append(factor)
    return [factor.name for factor in kept], warnings


def same_groups(tally: Tally, one: Group, other: Group) -> bool:
    """Tell whether two factors group the ratings alike."""
    return one.size == other.size and tally.parent(one.name, other.name) is not None


def arranged(tally: Tally, names: Sequence[str], options: Options) -> tuple[Aggregates, Way]:
    """Return the sums with the largest factor last, to be eliminated, and the way to solve what remains."""
    sums = aggregate(tally, tuple(in_order(tally, names)))
    chain = chain_of(sums)
    unknowns = unknowns_left(sums, chain)
    trace = options.trace or (Trace.EXACT if unknowns <= EXACT_UNKNOWNS else Trace.PROBES)
    if trace is Trace.EXACT or unknowns == sums.fixed:
        return sums, Way(Trace.EXACT, 0, None, change=TRACE_CHANGE[Trace.EXACT], chain=chain)
    core = core_of(sums)
    way = Way(trace, core, None, change=TRACE_CHANGE[trace], tolerance=WHILE_SEARCHING[trace], chain=chain)
    if is_sampled(sums, way):
        return sums, way
    return sums, replace(way, probes=signs_of(sums, core, options.seed))


def signs_of(sums: Aggregates, core: int, seed: int) -> Floats:
    """
    Return PROBES signs (+1, -1) for each unknown between the core and the eliminated factor.

    They come from a hash of its name: the same whatever else is in the table.
    """
    marks = bytearray()
    for place, (name, levels) in enumerate(zip(sums.names, sums.levels, strict=True)):
        if core <= sums.starts[place] < sums.split:
            start = hashlib.blake2b(f"{seed}\0{name}\0".encode(), digest_size=1)
            for level in levels:
                digest = start.copy()
                digest.update(level.encode())
                marks += digest.digest()
    bits = np.unpackbits(np.frombuffer(bytes(marks), dtype=np.uint8)[:, None], axis=1)
    return bits[:, :PROBES].astype(np.float64) * 2 - 1


def last_way(sums: Aggregates, found: Components, way: Way) -> Way:
    """Return how to solve at the variances found: exactly where the size allows, else by closer gradients from the last point."""
    if way.trace is Trace.EXACT:
        return way
    unknowns = unknowns_left(sums, way.chain)
    if unknowns <= EXACT_AT_LAST and way.trace is Trace.PROBES:
        return replace(way, trace=Trace.EXACT)
    near = found.point if len(found.point.solution) == sums.size else None  # that of a sample is no start
    return replace(way, tolerance=1e-8, near=near, is_known=True, is_checked=unknowns > EXACT_AT_LAST)


def finished(ratings: Ratings, tally: Tally, sums: Aggregates, found: Components, way: Way) -> Fit:
    """Solve once more at the variances found, as exactly as the size allows, and name everything."""
    last = last_way(sums, found, way)
    is_solved = last is way and found.point.system.sums is sums
    point = found.point if is_solved else solved_at(sums, last, found.point.variances, found.residual)
    spread = np.sqrt(found.residual * point.system.level_variances())
    slopes, slope_errors, mean_error = fixed_effects(sums, point)
    errors, unsure = errors_of(found)
    variances: dict[str, float | None] = {factor.name: None for factor in tally.factors}
    of_variances = dict(variances)
    effects = []
    for i, name in enumerate(sums.names):
        is_none = found.variances[i] == 0
        variances[name], of_variances[name] = float(found.variances[i]), None if is_none else float(errors[i])
        block = sums.block(i)
        values, own = point.solution[block], spread[block.start - sums.fixed : block.stop - sums.fixed]
        effects.append(Effects(name, sums.levels[i], sums.counts[i], values * (not is_none), own * (not is_none)))
    return Fit(
        ratings=ratings,
        tally=tally,
        sums=sums,
        point=point,
        variances=variances,
        errors=of_variances,
        covariance=found.covariance,
        residual=found.residual,
        residual_error=float(errors[-1]),
        mean=sums.mean + float(point.solution[0]),
        mean_error=mean_error,
        slopes=slopes,
        slope_errors=slope_errors,
        effects=tuple(effects),
        rounds=found.rounds,
        way=replace(last, near=point),
        warnings=(*unsure, *told_of_errors(point.system)),
    )


def errors_of(found: Components) -> tuple[Floats, tuple[Fault, ...]]:
    """Return the standard errors of the variances, the residual's last; NaN for one that is none or not known, which is said."""
    squares = np.diag(found.covariance)
    errors = np.sqrt(np.where(squares > 0, squares, np.nan))
    if np.isnan(errors[np.append(found.variances > 0, True)]).any():
        words = "Too few ratings to say how sure some of the variances are."
        return errors, (warn("variance.error-unknown", words),)
    return errors, ()


def told_of_errors(system: System) -> tuple[Fault, ...]:
    """Return what must be said of errors that were too many to be exact: by how much some were widened to be safe."""
    if system.widened < NOT_WIDENED:
        return ()
    share = f"{100 * (system.widened - 1):.1f}"
    words = f"Too many levels for exact errors: some were solved exactly; the others were widened as those needed, by up to {share} %."
    return (warn("error.approximate", words, widened=share),)


def fixed_effects(sums: Aggregates, point: Point) -> tuple[Floats, Floats, float]:
    """Return intercept (at covariates of zero) and slopes, their standard errors, and the error of the mean."""
    back = np.eye(sums.fixed)
    back[0, 1:] = -sums.centres[1:]
    slopes = back @ point.solution[: sums.fixed]
    slopes[0] += sums.mean
    padded = sparse.csr_array((sums.fixed + 1, sums.size - sums.fixed))
    rows = sparse.hstack([sparse.csr_array(np.vstack([back, np.eye(1, sums.fixed)])), padded], format="csr")
    errors = np.sqrt(point.residual * point.system.variances(rows))
    return slopes, errors[:-1], float(errors[-1])
