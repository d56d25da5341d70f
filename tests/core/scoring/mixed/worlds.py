"""Small tables of ratings with known truth, and the model written out whole, as a second opinion."""

import numpy as np
from scipy import linalg

from basira.core.scoring.mixed.ratings import Covariate, RatingTable, factor_of


def crossed(*, seed, visits=400, shoppers=20, centres=25, criteria=6, weights=False, covariate=False, every_pair=False):
    """Visits of random shoppers to random centres (or of each to each), each rating every criterion."""
    random = np.random.default_rng(seed)
    shopper, centre = random.integers(shoppers, size=visits), random.integers(centres, size=visits)
    if every_pair:
        shopper, centre = np.divmod(np.arange(visits), centres)
    rows = {
        "visit": np.repeat(np.arange(visits), criteria),
        "shopper": np.repeat(shopper, criteria),
        "centre": np.repeat(centre, criteria),
        "criterion": np.tile(np.arange(criteria), visits),
    }
    spread = {"visit": 0.4, "shopper": 0.3, "centre": 0.5, "criterion": 0.4}
    effects = {name: random.normal(0, spread[name], codes.max() + 1) for name, codes in rows.items()}
    count = visits * criteria
    weight = random.uniform(0.5, 3, count) if weights else np.ones(count)
    amount = random.normal(size=count)
    values = 3.2 + sum(effects[name][codes] for name, codes in rows.items())
    values = values + 0.3 * amount * covariate + random.normal(0, 0.6, count) / np.sqrt(weight)
    factors = tuple(factor_of(name, [f"{name[0]}{code:04}" for code in codes]) for name, codes in rows.items())
    fixed = (Covariate("hour", amount),) if covariate else ()
    return RatingTable(values, weight, factors, fixed), effects


def whole_deviance(table, names, variances, residual):
    """Return -2 log restricted likelihood from the covariance of all ratings, without any of the engine's algebra."""
    spread = np.diag(residual / table.weights)
    for name, variance in zip(names, variances, strict=True):
        codes = table.factor(name).codes
        spread += variance * (codes[:, None] == codes[None, :])
    fixed = np.column_stack([np.ones(table.count), *(covariate.values for covariate in table.covariates)])
    factor = linalg.cho_factor(spread, lower=True)
    within = fixed.T @ linalg.cho_solve(factor, fixed)
    slopes = np.linalg.solve(within, fixed.T @ linalg.cho_solve(factor, table.values))
    rest = table.values - fixed @ slopes
    quadratic = rest @ linalg.cho_solve(factor, rest)
    log_spread = 2 * np.log(np.diag(factor[0])).sum() + np.linalg.slogdet(within)[1]
    return (table.count - fixed.shape[1]) * np.log(2 * np.pi) + log_spread + quadratic


def patchy(seed):
    """A small table with holes, of nested and crossed factors of which some do not differ, as numbers, 1..5 or 0/1."""
    random = np.random.default_rng(seed)
    visits, shoppers, centres, criteria = (int(random.integers(*ends)) for ends in ((8, 60), (2, 15), (3, 12), (1, 6)))
    centre = random.integers(centres, size=visits)
    rows = {
        "visit": np.repeat(np.arange(visits), criteria),
        "shopper": np.repeat(random.integers(shoppers, size=visits), criteria),
        "centre": np.repeat(centre, criteria),
        "criterion": np.tile(np.arange(criteria), visits),
        "entity": np.repeat(centre // 3, criteria),
    }
    kept = random.random(visits * criteria) < random.choice([1, 0.8, 0.5])
    rows = {name: codes[kept] for name, codes in rows.items()}
    effects = (random.normal(0, random.choice([0, 0.2, 1]), codes.max() + 1)[codes] for codes in rows.values())
    values = 3 + sum(effects) + random.normal(0, 0.7, kept.sum())
    kind = random.choice(["amount", "rounded", "zero or one"])
    values = {"amount": values, "rounded": np.clip(np.round(values), 1, 5), "zero or one": (values > 3) * 1.0}[kind]
    factors = tuple(factor_of(name, [f"{code:03}" for code in codes]) for name, codes in rows.items())
    return RatingTable(values, np.ones(len(values)), factors)
