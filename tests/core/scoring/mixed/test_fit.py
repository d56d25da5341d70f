"""The fitted model against lme4's published figures and against the model written out whole."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from basira.core.scoring.mixed.fit import NothingToTellApart, Options, fit
from basira.core.scoring.mixed.gradients import NotConverged
from basira.core.scoring.mixed.ratings import Covariate, RatingsNotUsable, RatingTable, covariates_of, factor_of
from basira.core.scoring.mixed.reml import Trace
from basira.core.scoring.mixed.systems import NotSeparable
from tests.core.scoring.mixed.worlds import crossed, patchy, whole_deviance
from tests.shared_data import shared_data


def insteval(*names):
    rows = list(csv.DictReader(shared_data("ratings/insteval.csv").read_text().splitlines()))
    values = np.array([float(row["y"]) for row in rows])
    return rows, RatingTable(values, np.ones(len(rows)), tuple(factor_of(n, [row[n] for row in rows]) for n in names))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"values": np.array([])}, "lengths"),
        ({"values": np.array([1.0, np.nan])}, "values"),
        ({"values": np.array([1.0, 1e200])}, "values"),
        ({"weights": np.array([1.0, 0.0])}, "weights"),
        ({"weights": np.array([1.0, np.nan])}, "weights"),
        ({"weights": np.array([1.0])}, "lengths"),
        ({"covariates": (Covariate("centre", np.array([1.0, 2.0])),)}, "names"),
    ],
)
def test_columns_that_are_no_ratings_are_refused(change, reason):
    table = RatingTable(np.array([1.0, 2.0]), np.ones(2), (factor_of("centre", ["a", "b"]),))
    if reason == "lengths" and "values" in change:
        change = {"values": np.array([1.0])}
    with pytest.raises(RatingsNotUsable) as refusal:
        fit(replace(table, **change))
    assert refusal.value.params["reason"] == reason


def test_ratings_that_are_all_equal_are_refused():
    with pytest.raises(NothingToTellApart):
        fit(RatingTable(np.full(4, 3.0), np.ones(4), (factor_of("centre", list("aabb")),)))


def test_a_covariate_that_others_tell_is_refused():
    table, _truth = crossed(seed=1)
    hours = np.arange(table.count, dtype=float)
    with pytest.raises(NotSeparable):
        fit(replace(table, covariates=(Covariate("hour", hours), Covariate("minute", 60 * hours))))


def test_what_cannot_be_told_apart_is_left_out_and_said():
    table, _truth = crossed(seed=2)
    centre = table.factor("centre")
    extra = (replace(centre, name="manager"), factor_of("wave", ["1"] * table.count))
    rows = factor_of("answer", [str(row) for row in range(table.count)])
    found = fit(replace(table, factors=(*table.factors, *extra, rows)))
    assert [fault.code for fault in found.warnings] == [
        "factor.same-groups",
        "factor.one-level",
        "factor.one-rating-each",
    ]
    assert found.variances["manager"] is found.variances["wave"] is found.variances["answer"] is None
    assert found.variances["centre"] == pytest.approx(fit(table).variances["centre"])


def test_a_factor_whose_levels_do_not_differ_has_no_variance():
    random = np.random.default_rng(5)
    values = random.normal(size=600)
    groups = np.repeat(np.arange(30), 20)
    values -= np.repeat(values.reshape(30, 20).mean(axis=1), 20)
    shopper = factor_of("shopper", [str(code) for code in random.integers(12, size=600)])
    values = values + np.random.default_rng(6).normal(size=12)[shopper.codes]
    found = fit(RatingTable(values, np.ones(600), (factor_of("centre", [str(code) for code in groups]), shopper)))
    if found.variances["centre"] == 0:
        assert any(fault.code == "factor.no-variance" for fault in found.warnings)
        assert not found.effects[1].values.any()
    assert found.variances["shopper"] > 0.3


@pytest.mark.parametrize(("weights", "covariate"), [(False, False), (True, False), (False, True), (True, True)])
def test_the_variances_are_the_most_likely_by_the_model_written_out_whole(weights, covariate):
    table, _truth = crossed(seed=3, visits=90, criteria=4, weights=weights, covariate=covariate)
    found = fit(table)
    names = list(found.sums.names)
    best = np.array([found.variances[name] or 1e-9 for name in names])
    least = whole_deviance(table, names, best, found.residual)
    for place in range(len(names)):
        for factor in (0.97, 1.03) if best[place] > 1e-9 else (1e5,):
            moved = best.copy()
            moved[place] *= factor
            assert whole_deviance(table, names, moved, found.residual) > least
    for factor in (0.99, 1.01):
        assert whole_deviance(table, names, best, found.residual * factor) > least


@pytest.mark.parametrize("seed", range(24))
def test_small_tables_with_holes_come_to_rest_and_no_other_start_finds_better(seed):
    """Nested and crossed factors of which some do not differ: many small tables, by the model written out whole."""
    table = patchy(seed)
    try:
        found = fit(table)
    except NotConverged as refusal:
        assert refusal.params["step"] == "residual"
        return
    names = list(found.sums.names)
    least = whole_deviance(table, names, np.array([found.variances[name] for name in names]), found.residual)
    for start in (0.02, 0.5):
        logs = np.log(np.full(len(names) + 1, start))
        other = optimize.minimize(
            lambda logs: whole_deviance(table, names, np.exp(logs[:-1]), np.exp(logs[-1])),
            logs,
            method="L-BFGS-B",
            bounds=[(-16, 5)] * len(logs),
        )
        assert least <= other.fun + 1e-3


def test_ratings_that_the_levels_explain_without_a_rest_are_refused():
    shopper, centre = np.divmod(np.arange(24), 4)
    factors = tuple(factor_of(name, list(map(str, codes))) for name, codes in (("s", shopper), ("c", centre)))
    with pytest.raises(NotConverged) as refusal:
        fit(RatingTable(shopper * 0.5 + centre, np.ones(24), factors))
    assert refusal.value.params["step"] == "residual"


def test_the_fit_is_that_of_lme4():
    _rows, table = insteval("s", "d")
    found = fit(table)
    components = {r["grp"]: float(r["vcov"]) for r in read("varcomp")}
    assert found.variances["s"] == pytest.approx(components["s"], rel=1e-5)
    assert found.variances["d"] == pytest.approx(components["d"], rel=1e-5)
    assert found.residual == pytest.approx(components["Residual"], rel=1e-6)
    assert found.mean == pytest.approx(float(read("fixef")[0]["est"]), abs=1e-6)
    assert found.mean_error == pytest.approx(float(read("fixef")[0]["se"]), rel=1e-4)
    assert worst(found) == (pytest.approx(0, abs=1e-5), pytest.approx(0, abs=1e-5))


@pytest.mark.parametrize(("trace", "effect", "deviation"), [(Trace.PROBES, 1e-4, 1e-3), (Trace.FAST, 2e-4, 2e-2)])
def test_the_ways_for_many_levels_come_close_to_lme4(trace, effect, deviation):
    _rows, table = insteval("s", "d")
    assert worst(fit(table, Options(trace=trace))) == (pytest.approx(0, abs=effect), pytest.approx(0, abs=deviation))


def test_with_covariates_and_a_third_factor_the_fit_is_that_of_lme4():
    """lme4 1.1-31: y ~ service + studage + (1|s) + (1|d) + (1|dept), REML, studage as words."""
    rows, table = insteval("s", "d", "dept")
    studage = covariates_of("studage", [f"a{row['studage']}" for row in rows])
    found = fit(replace(table, covariates=(*covariates_of("service", [row["service"] for row in rows]), *studage)))
    assert found.variances == pytest.approx({"s": 0.10594934717, "d": 0.26520500643, "dept": 0.00692400709}, rel=1e-4)
    assert found.residual == pytest.approx(1.38652452473, rel=1e-6)
    assert found.slopes == pytest.approx(
        [3.291477955, -0.0930488025, -0.0045137583, -0.0298490837, 0.0018736837], abs=1e-6
    )
    assert found.slope_errors == pytest.approx(
        [0.0325191241, 0.0133924205, 0.0223933658, 0.0221688071, 0.0236772453], rel=1e-4
    )


def read(name):
    return list(csv.DictReader(shared_data(f"ratings/reference-lme4/reml_sd_{name}.csv").read_text().splitlines()))


def worst(found):
    """Return the largest difference of an effect, and of a conditional deviation as a share."""
    known = {(r["grpvar"], r["grp"]): (float(r["condval"]), float(r["condsd"])) for r in read("blup")}
    differences = [
        (abs(value - known[own.factor, level][0]), abs(error / known[own.factor, level][1] - 1))
        for own in found.effects
        for level, value, error in zip(own.levels, own.values, own.errors, strict=True)
    ]
    assert len(differences) == len(known)
    return tuple(max(column) for column in zip(*differences, strict=True))
