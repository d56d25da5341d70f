"""`./basira score FILE`: its files, and every way to be refused."""

import csv
import json

import duckdb
import pytest

from basira.core.scoring.mixed.writing import number
from basira.core.scoring.waits import wilson
from basira.project.__main__ import COMMANDS, command_of
from basira.surfaces.cli import score_file, showing
from tests.core.scoring.mixed.worlds import crossed

FACTORS = [f"--factor={name}={name}" for name in ("visit", "shopper", "centre", "criterion")]


@pytest.fixture
def ratings(tmp_path):
    table, _truth = crossed(seed=21, visits=60, centres=6)
    path = tmp_path / "ratings.csv"
    header = ["stars", "weight", "channel", *(factor.name for factor in table.factors)]
    rows = [
        [f"{value:.3f}", "1.5", "phone" if row % 3 else "counter", *(f.levels[f.codes[row]] for f in table.factors)]
        for row, value in enumerate(table.values)
    ]
    rows[3][0] = ""
    write(path, [header, *rows])
    return path


def write(path, rows):
    with path.open("w", newline="") as opened:
        csv.writer(opened).writerows(rows)


def refusal(capsys, path, *options, out):
    code = score_file.run([str(path), "--rating=stars", "--json", f"--out={out}", *options])
    said = json.loads(capsys.readouterr().out)
    return code, [(problem["code"], problem["row"], problem["column"]) for problem in said.get("problems", [])]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--factor=centre=nowhere", "--fixed=nothing"], ["column.missing", "column.missing"]),
        ([*FACTORS, "--unit=entity"], ["factor.unknown"]),
        ([*FACTORS, "--factor=centre=visit"], ["factor.twice"]),
        ([*FACTORS, "--weight=channel"], ["cell.not-a-number"] * 359),
        ([*FACTORS, "--fixed", "weight"], ["fixed.says-nothing"]),
    ],
)
def test_options_that_do_not_fit_the_file_are_refused(ratings, capsys, tmp_path, options, codes):
    code, problems = refusal(capsys, ratings, *options, out=tmp_path / "out")
    assert (code, [problem[0] for problem in problems]) == (1, codes)
    assert not (tmp_path / "out").exists()


def test_what_is_said_to_be_nested_and_is_not_is_refused_by_level(ratings, capsys, tmp_path):
    code, problems = refusal(capsys, ratings, *FACTORS, "--nested=shopper:centre", out=tmp_path / "out")
    assert code == 1
    assert {problem[0] for problem in problems} == {"nested.several"}


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([], ["file.empty"]),
        ([["stars", "centre"]], ["ratings.none"]),
        ([["stars", "centre"], ["1_0", "a"], ["inf", "b"], ["٣", "c"]], ["cell.not-a-number"] * 3),
        ([["stars", "centre"], ["1e61", "a"], ["-1e300", "b"], ["1", "b"]], ["cell.too-large"] * 2),
        ([["stars", "centre"], ["1", "a"], ["2", " "]], ["cell.empty"]),
        ([["stars", "centre"], ["1", "a", "b"]], ["row.cells"]),
        ([["stars", "centre", "stars"], ["1", "a", "1"]], ["column.twice"]),
        ([["stars", "centre"], ["3", "a"], ["3", "b"]], ["scoring.nothing-to-tell-apart"]),
        ([["stars", "centre"], ["3", "a"], ["4", "a"]], ["scoring.nothing-to-tell-apart"]),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused_with_each_fault(capsys, tmp_path, rows, codes):
    write(tmp_path / "bad.csv", rows)
    code, problems = refusal(capsys, tmp_path / "bad.csv", "--factor=centre=centre", out=tmp_path / "out")
    assert (code, [problem[0] for problem in problems]) == (1, codes)


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(capsys, tmp_path):
    (tmp_path / "fake.parquet").write_text("no parquet")
    (tmp_path / "latin.csv").write_bytes("stars,centre\n1,caf\xe9\n".encode("latin-1"))
    for name, code in [
        ("no.csv", "missing"),
        ("x.xlsx", "kind"),
        ("fake.parquet", "unreadable"),
        ("latin.csv", "encoding"),
    ]:
        assert (
            refusal(capsys, tmp_path / name, "--factor=centre=centre", out=tmp_path / "out")[1][0][0] == f"file.{code}"
        )


FORGED = "c\u202e\u0007\u2028\U000e0001"
"""A direction override, a bell, a line separator, and a tag beyond the first plane."""


def test_in_10_a_refusal_shows_no_control_nor_direction_character_of_the_file(capsys, tmp_path):
    write(tmp_path / "forged.csv", [["stars", FORGED], [FORGED, "a"], ["2", " "]])
    options = [str(tmp_path / "forged.csv"), "--rating=stars", f"--factor=centre={FORGED}", f"--out={tmp_path / 'out'}"]
    assert score_file.run(options) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and all(line.isprintable() for line in lines)
    assert r"c\u202e\u0007\u2028\udb40\udc01" in lines[1]
    assert score_file.run([*options, "--json"]) == 1
    said = capsys.readouterr().out.removesuffix("\n")
    assert said.isprintable()
    assert {problem["column"] for problem in json.loads(said)["problems"]} == {"stars", FORGED}


def test_in_10_twin_the_same_refusal_unescaped_fails_the_same_check(capsys):
    print(f"error: {FORGED}")
    assert not capsys.readouterr().out.removesuffix("\n").isprintable()


def test_times_are_scored_on_a_log_scale_and_what_is_pulled_in_is_told(ratings, capsys, tmp_path):
    rows = list(csv.reader(ratings.read_text().splitlines()))
    for place, row in enumerate(rows[1:], start=1):
        row[0] = {5: "-3", 9: "1e9"}.get(place) or (row[0] and f"{2 ** float(row[0]):.3f}")
    write(tmp_path / "times.csv", rows)
    options = [str(tmp_path / "times.csv"), "--rating=stars", "--log", *FACTORS, "--json", f"--out={tmp_path / 'out'}"]
    assert score_file.run(options) == 0
    report = json.loads(capsys.readouterr().out)
    assert {"times.below-zero", "times.far"} <= {warning["code"] for warning in report["warnings"]}
    assert report["ratings"] == 359 and report["input"]["scale"] == "log(1 + time)"


def test_what_belongs_to_no_rank_and_to_which_component_is_said(capsys, tmp_path):
    """Centres a and b share a shopper, c and d another; e has one of its own: three groups, the last without a rank."""
    seen = [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("c", 3), ("d", 3), ("c", 4), ("d", 4), ("e", 5), ("e", 6)]
    rows = [
        [
            str((7 * place + 3 * visit + 2 * criterion * place) % 5 + (centre in "ac")),
            f"v{place}-{visit}",
            f"s{shopper}",
            centre,
        ]
        for place, (centre, shopper) in enumerate(seen)
        for visit in range(3)
        for criterion in range(2)
    ]
    write(tmp_path / "apart.csv", [["stars", "visit", "shopper", "centre"], *rows])
    options = [f"--factor={name}={name}" for name in ("visit", "shopper", "centre")]
    out = tmp_path / "out"
    assert score_file.run([str(tmp_path / "apart.csv"), "--rating=stars", "--json", *options, f"--out={out}"]) == 0
    report = json.loads(capsys.readouterr().out)
    groups = [(one["units"], one["ranked"], one["first_units"]) for one in report["components"]]
    assert groups == [(2, True, ["a", "b"]), (2, True, ["c", "d"]), (1, False, ["e"])]
    assert {"component.several", "component.single"} <= {warning["code"] for warning in report["warnings"]}
    scores = {row["level"]: row for row in csv.DictReader((out / "scores.csv").read_text().splitlines())}
    assert scores["e"]["rank"] == "" and {scores["a"]["rank"], scores["b"]["rank"]} <= {"1", "2"}
    ranks = list(csv.DictReader((out / "ranks.csv").read_text().splitlines()))
    assert [row["level"] for row in ranks] == list("abcde") and ranks[4]["own_low"] == ""


def test_the_files_are_written_and_the_same_again(ratings, capsys, tmp_path):
    for name in ("one", "two"):
        options = [*FACTORS, "--nested=visit:shopper,centre", "--fixed", "channel", f"--out={tmp_path / 'deep' / name}"]
        assert score_file.run([str(ratings), "--rating=stars", "--weight=weight", "--seed=5", *options]) == 0
    one, two = tmp_path / "deep" / "one", tmp_path / "deep" / "two"
    for name in ("variance.csv", "effects.csv", "scores.csv", "ranks.csv", "severity.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    variance, scores = (
        list(csv.DictReader((one / f"{name}.csv").read_text().splitlines())) for name in ("variance", "scores")
    )
    assert [row["factor"] for row in variance] == ["visit", "shopper", "centre", "criterion", "residual"]
    assert [row["level"] for row in scores] == [f"c000{place}" for place in range(6)]
    assert sum(int(row["visits"]) for row in scores) == 60
    assert all(float(row["unshrunk_low"]) < float(row["unshrunk"]) < float(row["unshrunk_high"]) for row in scores)
    report = json.loads((one / "report.json").read_text())
    assert (report["ratings"], report["input"]["not_applicable"], report["input"]["seed"]) == (359, 1, 5)
    assert len(list(csv.DictReader((one / "effects.csv").read_text().splitlines()))) == sum(
        int(row["levels"]) for row in variance[:-1]
    )
    assert "NaN" not in json.dumps(report)
    assert 0 < report["reliability"]["generalizability"] < 1
    assert -1 < report["reliability"]["krippendorff_alpha"]["ordinal"]["alpha"] < 1
    assert report["reliability"]["krippendorff_alpha"]["nominal"]["reason"] == "the ratings are amounts, not names"
    capsys.readouterr()


def test_parquet_says_what_csv_says(ratings, capsys, tmp_path):
    path = tmp_path / "ratings.parquet"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{ratings}', all_varchar=true)) TO '{path}' (FORMAT parquet)")
    for source, name in ((ratings, "csv"), (path, "parquet")):
        assert score_file.run([str(source), "--rating=stars", *FACTORS, f"--out={tmp_path / name}"]) == 0
    assert (tmp_path / "csv" / "scores.csv").read_bytes() == (tmp_path / "parquet" / "scores.csv").read_bytes()
    capsys.readouterr()


def test_spark_is_refused_where_it_is_not_installed(ratings, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("basira.gateways.engines.in_spark.is_installed", lambda: False)
    code, problems = refusal(capsys, ratings, *FACTORS, "--engine=spark", out=tmp_path / "out")
    assert (code, [problem[0] for problem in problems]) == (1, ["engine.not-installed"])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("is_terminal", [True, False])
def test_how_far_a_run_is_stands_on_the_error_stream_where_that_is_a_terminal(
    ratings, capsys, tmp_path, monkeypatch, is_terminal
):
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal, raising=False)
    assert score_file.run([str(ratings), "--rating=stars", *FACTORS, "--json", f"--out={tmp_path / 'out'}"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["ratings"] == 359  # standard output has the answer alone
    shown = [line for line in said.err.split(showing.CLEAR) if line]
    steps = [line.split(": ")[1].split(",")[0] for line in shown]
    assert list(dict.fromkeys(steps)) == (list(score_file.STEPS) if is_terminal else [])
    if is_terminal:
        assert any("step 3 of 5: variances, round 1" in line for line in shown)
        assert said.err.endswith(showing.CLEAR)  # and nothing is left of it


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--compare=centre:c0000,nowhere"], ["scoring.nothing-to-compare"]),
        (["--compare=persona:a,b"], ["scoring.unit-not-scorable"]),
        (["--change=month:1,3"], ["scoring.nothing-to-compare"]),
        (["--limit=0"], ["scoring.limit-impossible"]),
        (["--tell-apart=0"], ["scoring.plan-impossible"]),
    ],
)
def test_what_cannot_be_answered_beside_the_scores_is_refused_and_nothing_is_written(
    waited, capsys, tmp_path, options, codes
):
    code, problems = refusal(capsys, waited, *WAITED, *options, out=tmp_path / "out")
    assert (code, [problem[0] for problem in problems]) == (1, codes)
    assert not (tmp_path / "out").exists()


WAITED = [f"--factor={name}={name}" for name in ("visit", "shopper", "centre", "month")]


@pytest.fixture
def waited(tmp_path):
    """One wait a visit, in two months: centre c0000 is always 10 minutes slower, and the second month 4 minutes better."""
    path = tmp_path / "waits.csv"
    rows = [
        [
            30 + (place % 7) + 10 * (place % 3 == 0) - 4 * (place % 2),
            f"v{place}",
            f"s{place % 5}",
            f"c000{place % 3}",
            1 + place % 2,
        ]
        for place in range(90)
    ]
    rows[7][0] = -3
    write(path, [["stars", "visit", "shopper", "centre", "month"], *rows])
    return path


def test_differences_changes_waits_and_a_plan_stand_beside_the_scores_where_they_are_asked_for(
    waited, capsys, tmp_path
):
    more = ["--compare=centre:c0000,c0001", "--change=month:1,2", "--limit=33", "--tell-apart=3"]
    assert score_file.run([str(waited), "--rating=stars", *WAITED, *more, f"--out={tmp_path / 'out'}"]) == 0
    differences, changes, waits = (
        list(csv.DictReader((tmp_path / "out" / f"{name}.csv").read_text().splitlines()))
        for name in ("differences", "changes", "waits")
    )
    assert [(one["first"], one["second"], one["told_apart"]) for one in differences] == [("c0000", "c0001", "yes")]
    assert float(differences[0]["low"]) < 10 < float(differences[0]["high"])
    assert [(one["level"], one["before"], one["now"]) for one in changes] == [(f"c000{n}", "1", "2") for n in range(3)]
    assert all(float(one["low"]) < -4 < float(one["high"]) for one in changes)
    rows = list(csv.DictReader(waited.read_text().splitlines()))
    own = [float(row["stars"]) for row in rows if row["centre"] == "c0001" and float(row["stars"]) >= 0]
    within = sum(wait <= 33 for wait in own)
    low, high = wilson(within, len(own))
    assert waits[1] == {
        "level": "c0001",
        "waits": "29",
        "within": str(within),
        "share": number(within / 29),
        "share_low": number(low),
        "share_high": number(high),
        "impossible": "1",
    }
    plan = json.loads((tmp_path / "out" / "report.json").read_text())["plan"]
    assert plan["criteria_a_visit"] == 1 and plan["visits_here_median"] == 30
    assert plan["visits_to_each_of_two"] > 2 and plan["difference_shown_by_those"] > 0
    capsys.readouterr()


def as_parquet(ratings, path, change=""):
    duckdb.sql(f"COPY (SELECT * {change} FROM read_csv('{ratings}', all_varchar=true)) TO '{path}' (FORMAT parquet)")
    return path


def test_a_clean_parquet_file_is_summed_where_it_lies(ratings, capsys, tmp_path, monkeypatch):
    path = as_parquet(ratings, tmp_path / "clean.parquet")
    options = ["--rating=stars", *FACTORS, "--nested=visit:shopper,centre"]
    assert score_file.run([str(ratings), *options, f"--out={tmp_path / 'csv'}"]) == 0
    monkeypatch.setattr("basira.gateways.rating_files.read_columns", None)
    assert score_file.run([str(path), *options, f"--out={tmp_path / 'parquet'}"]) == 0
    for name in ("variance.csv", "effects.csv", "scores.csv", "ranks.csv", "severity.csv"):
        assert (tmp_path / "csv" / name).read_bytes() == (tmp_path / "parquet" / name).read_bytes()
    report = json.loads((tmp_path / "parquet" / "report.json").read_text())
    assert (report["input"]["rows"], report["input"]["not_applicable"]) == (360, 1)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("change", "options", "codes"),
    [
        ("REPLACE (CASE WHEN criterion = 'c0001' THEN 'x' ELSE stars END AS stars)", [], {"cell.not-a-number"}),
        ("REPLACE ('inf' AS stars)", [], {"cell.not-a-number"}),
        ("REPLACE ('1e61' AS stars)", [], {"cell.too-large"}),
        ("REPLACE (NULL AS centre)", [], {"cell.empty"}),
        ("REPLACE (chr(160) AS centre)", [], {"cell.empty"}),
        ("REPLACE ('NA' AS stars)", [], {"ratings.none"}),
        ("EXCLUDE (centre)", [], {"column.missing"}),
        ("", ["--nested=shopper:centre"], {"nested.several"}),
        ("", ["--nested=centre:centre"], {"nested.itself"}),
        ("", ["--nested=visit:shopper,visit"], {"nested.itself"}),
    ],
)
def test_a_parquet_file_with_a_fault_is_refused_as_a_csv_is(ratings, capsys, tmp_path, change, options, codes):
    path = as_parquet(ratings, tmp_path / "faulty.parquet", change)
    code, problems = refusal(capsys, path, *FACTORS, *options, out=tmp_path / "out")
    assert (code, {problem[0] for problem in problems}) == (1, codes)
    assert not (tmp_path / "out").exists()
    if not change:
        assert refusal(capsys, ratings, *FACTORS, *options, out=tmp_path / "out") == (code, problems)


@pytest.mark.parametrize(
    ("asked", "beside"),
    [("r[12].parquet", "r1.parquet"), ("r*.parquet", "r1.parquet"), ("r?.parquet", "r1.parquet"),
     ("d[12]/r.parquet", "d1/r.parquet")],
)  # fmt: skip
@pytest.mark.parametrize("weight", [(), ("--weight=weight",)], ids=["in DuckDB", "by the careful reader"])
def test_the_file_that_is_read_is_the_one_that_was_named(ratings, capsys, tmp_path, asked, beside, weight):
    for name in (asked, beside):
        (tmp_path / name).parent.mkdir(exist_ok=True)
    path = as_parquet(ratings, tmp_path / "own.parquet").rename(tmp_path / asked)
    as_parquet(ratings, tmp_path / beside, "REPLACE (CAST(5 - CAST(stars AS DOUBLE) AS VARCHAR) AS stars)")
    for source, out in ((ratings, "own"), (path, "named")):
        assert score_file.run([str(source), "--rating=stars", *FACTORS, *weight, f"--out={tmp_path / out}"]) == 0
    assert (tmp_path / "own" / "scores.csv").read_bytes() == (tmp_path / "named" / "scores.csv").read_bytes()
    capsys.readouterr()


def test_a_name_that_no_escape_makes_sure_is_refused(ratings, capsys, tmp_path):
    path = as_parquet(ratings, tmp_path / "own.parquet").rename(tmp_path / "d\\r[12].parquet")
    (tmp_path / "d").mkdir()
    as_parquet(ratings, tmp_path / "other.parquet").rename(tmp_path / "d" / "r[12].parquet")
    code, problems = refusal(capsys, path, *FACTORS, out=tmp_path / "out")
    assert (code, [problem[0] for problem in problems]) == (1, ["file.name"])


def test_a_cycle_is_still_scored_by_its_number():
    assert command_of("score", ["3", "--json"]) is COMMANDS["score"]
    assert command_of("score", ["ratings.CSV", "--rating", "stars"]) is COMMANDS["score FILE"]
