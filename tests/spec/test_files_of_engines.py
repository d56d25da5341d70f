"""One whole run of the command on every engine: its files are the same to the last byte."""

import csv
import json
from functools import cache

import duckdb
import numpy as np
import pytest

from basira.core.scoring.mixed import bundling, chain, fit
from basira.core.scoring.mixed.numbered import Numbered
from basira.core.scoring.mixed.queried import Queried
from basira.surfaces.cli import score_file
from tests.core.scoring.mixed.worlds import crossed

title = "The files of a run, on every engine"
FILES = ("variance.csv", "effects.csv", "scores.csv", "ranks.csv", "severity.csv")
SPARK = pytest.param("spark", marks=pytest.mark.spark)


def files_of(path, out, engine, *options):
    """Return the files and the report of one run over a file of ratings."""
    words = [str(path), "--rating=stars", f"--engine={engine}", f"--out={out}", *options]
    assert score_file.run(words) == 0
    return {name: (out / name).read_bytes() for name in FILES}, json.loads((out / "report.json").read_text())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return what scores a table of ratings with weights, a covariate and a rating that did not apply, and gives the files."""
    tmp_path, factors = tmp_path_factory.mktemp("ratings"), ("visit", "shopper", "centre")
    table, _truth = crossed(seed=21, visits=60, centres=6, weights=True, covariate=True)
    with (tmp_path / "ratings.csv").open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["stars", "weight", "hour", *factors])
        for row in range(table.count):
            stars = "" if row == 3 else f"{table.values[row]:.3f}"
            levels = [table.factor(name).levels[table.factor(name).codes[row]] for name in factors]
            rows.writerow([stars, f"{table.weights[row]:.2f}", f"{table.covariates[0].values[row]:.4f}", *levels])

    @cache
    def write(engine, *options):
        named = [f"--factor={name}={name}" for name in factors]
        out = tmp_path / "-".join((engine, *options))
        return files_of(tmp_path / "ratings.csv", out, engine, "--weight=weight", "--fixed", "hour", *named, *options)

    return write


@pytest.mark.parametrize("engine", ["duckdb", SPARK])
def test_a_whole_run_writes_the_same_files(engine, written, request):
    """Weights, a covariate, a rating that did not apply: variances, effects, scores, ranks and severities, byte by byte."""
    if engine == "spark":
        request.getfixturevalue("spark")  # the one session of all tests
    plain, _report = written("kernel")
    files, report = written(engine)
    assert files == plain
    assert report["input"]["engine"].startswith(f"{engine}: ")


def test_a_whole_run_writes_the_same_files_twin_another_seed_is_seen(written):
    assert written("kernel")[0] != written("kernel", "--seed=5")[0]


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """Return what scores whole visits that are bundled, whose shoppers are eliminated, and of whom a sample is drawn."""
    tmp_path = tmp_path_factory.mktemp("bundled")
    table, _truth = crossed(seed=22, visits=90, centres=6, shoppers=16, criteria=4)
    arrays = {factor.name: factor.codes for factor in table.factors} | {"stars": np.round(table.values, 2)}
    with duckdb.connect() as connection:
        connection.register("arrays", arrays)
        connection.table("arrays").write_parquet(str(tmp_path / "numbers.parquet"))
        texts = ", ".join(f"{factor.name}::VARCHAR AS {factor.name}" for factor in table.factors)
        connection.table("arrays").project(f"stars, {texts}").write_parquet(str(tmp_path / "texts.parquet"))
    limits = [(bundling, "LEAST_BUNDLES", 2), (chain, "WORTH_IT", 2), (fit, "EXACT_UNKNOWNS", 5)]
    limits += [(fit, "SAMPLED_ABOVE", 100), (fit, "SAMPLE", 180), (fit, "LEAST_DRAWN", 5)]

    @cache
    def write(engine, kind, *options):
        named = [f"--factor={factor.name}={factor.name}" for factor in table.factors]
        out = tmp_path / "-".join((engine, kind, *options))
        with pytest.MonkeyPatch.context() as patched:
            for module, name, value in limits:
                patched.setattr(module, name, value)
            return files_of(tmp_path / f"{kind}.parquet", out, engine, *named, *options)

    return write


@pytest.mark.parametrize(
    ("engine", "kind", "held"),
    [
        ("duckdb", "numbers", Numbered),
        ("duckdb", "texts", Queried),
        pytest.param("spark", "texts", Queried, marks=SPARK.marks),
    ],
)
def test_ratings_that_are_bundled_and_sampled_write_the_same_files(engine, kind, held, bundled, request, monkeypatch):
    """Levels as whole numbers and as texts: the same bundles, and the same shoppers drawn."""
    if engine == "spark":
        request.getfixturevalue("spark")
    asked = []
    sampled = held.sampled
    monkeypatch.setattr(held, "sampled", lambda *of: asked.append(of[1]) or sampled(*of))
    plain, _report = bundled("kernel", "texts")
    files, report = bundled(engine, kind)
    assert files == plain
    assert asked == ["shopper"]
    assert "variance.sampled" in [told["code"] for told in report["warnings"]]


def test_ratings_that_are_bundled_and_sampled_twin_another_sample_is_seen(bundled):
    assert bundled("kernel", "texts")[0]["variance.csv"] != bundled("kernel", "texts", "--seed=5")[0]["variance.csv"]
