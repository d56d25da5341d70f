"""One whole run of the command on every engine: its files are the same to the last byte."""

import csv
import json
from functools import cache

import pytest

from basira.surfaces.cli import score_file
from tests.core.scoring.mixed.worlds import crossed

title = "The files of a run, on every engine"
FACTORS = ("visit", "shopper", "centre", "criterion")
FILES = ("variance.csv", "effects.csv", "scores.csv", "ranks.csv", "severity.csv")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return what scores a table of ratings with weights, a covariate and a rating that did not apply, and gives the files."""
    tmp_path = tmp_path_factory.mktemp("ratings")
    table, _truth = crossed(seed=21, visits=60, centres=6, weights=True, covariate=True)
    with (tmp_path / "ratings.csv").open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["stars", "weight", "hour", *FACTORS])
        for row in range(table.count):
            stars = "" if row == 3 else f"{table.values[row]:.3f}"
            levels = [factor.levels[factor.codes[row]] for factor in table.factors]
            rows.writerow([stars, f"{table.weights[row]:.2f}", f"{table.covariates[0].values[row]:.4f}", *levels])

    @cache
    def write(engine, *options):
        out = tmp_path / "-".join((engine, *options))
        named = [f"--factor={name}={name}" for name in FACTORS]
        words = [str(tmp_path / "ratings.csv"), "--rating=stars", "--weight=weight", "--fixed", "hour", *named]
        assert score_file.run([*words, f"--engine={engine}", f"--out={out}", *options]) == 0
        return {name: (out / name).read_bytes() for name in FILES}, json.loads((out / "report.json").read_text())

    return write


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
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
