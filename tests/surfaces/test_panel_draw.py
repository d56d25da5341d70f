"""`./basira panel`: the files of a draw, every way to be refused, and a verification that nothing escapes."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from basira.core.selection.records import REPORT, TABLES, canonical, opened, sealed
from basira.project.__main__ import COMMANDS, command_of
from basira.surfaces.cli import panel
from tests.shared_data import shared_data

QUOTAS = "category,feature,min,max\nsex,f,3,5\nsex,m,3,5\nregion,n,2,4\nregion,s,4,6\n"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    people = [(f"p{n}", "fm"[n % 3 == 0], "ns"[n % 4 > 0]) for n in range(40)]
    (folder / "people.csv").write_text("id,sex,region\n" + "".join(",".join(row) + "\n" for row in people))
    (folder / "quotas.csv").write_text(QUOTAS)
    return folder


def draw(inputs, out, *more, size=8, seed="7") -> int:
    files = [str(inputs / "people.csv"), str(inputs / "quotas.csv")]
    return panel.run(["draw", *files, f"--size={size}", f"--seed={seed}", "--id=id", f"--out={out}", "--json", *more])


@pytest.fixture(scope="module")
def drawn(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("drawn") / "out"
    assert draw(inputs, out) == 0
    return out


@pytest.fixture
def copy(drawn, tmp_path):
    for path in drawn.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def column(path: Path, name: str) -> list[str]:
    with path.open(newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def faults(folder, capsys, *more) -> list[tuple[str, str]]:
    capsys.readouterr()
    code = panel.run(["verify", str(folder), "--json", *more])
    said = json.loads(capsys.readouterr().out)
    assert code == (0 if said["ok"] else 1)
    return [(problem["code"], problem["place"]) for problem in said["problems"]]


def test_the_command_needs_no_database():
    assert command_of("panel", ["draw"]) is COMMANDS["panel"] and COMMANDS["panel"].module == panel.__name__


@pytest.mark.parametrize("words", [[], ["draw"], ["draw", "a.csv", "b.csv", "--size=x"], ["verify"], ["undo"]])
def test_words_that_are_not_understood_end_in_2(words, capsys):
    assert panel.run(words) == 2
    assert capsys.readouterr().err


def test_a_file_with_faults_is_refused_whole_and_nothing_is_written(inputs, tmp_path, capsys):
    (tmp_path / "people.csv").write_text("id,sex,region\np1,f,n\np1,x,\n")
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    assert draw(tmp_path, tmp_path / "out") == 1
    said = json.loads(capsys.readouterr().out)
    assert {(p["code"], p["row"], p["column"]) for p in said["problems"]} == {
        ("cell.no-quota", 3, "sex"),
        ("cell.empty", 3, "region"),
        ("id.twice", 2, "id"),
        ("id.twice", 3, "id"),
    }
    assert not (tmp_path / "out").exists()


def test_quotas_that_nobody_can_keep_are_explained(inputs, tmp_path, capsys):
    assert draw(inputs, tmp_path / "out", size=5) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["ok"] and [(side["feature"], side["side"]) for side in said["conflict"]] == [
        ("n", "min"),
        ("s", "min"),
    ]
    assert len(said["relaxations"]) == 4  # one of each pair
    assert [path.name for path in (tmp_path / "out").iterdir()] == [REPORT]
    assert panel.run(["verify", str(tmp_path / "out")]) == 1


def test_a_draw_says_what_was_asked_for(drawn):
    report = json.loads((drawn / REPORT).read_text())
    assert {path.name for path in drawn.iterdir()} == {*TABLES, REPORT}
    chances = [float(chance) for chance in column(drawn / "probabilities.csv", "probability")]
    assert sum(chances) == pytest.approx(8, abs=1e-6) and report["min_probability"] == min(chances)
    assert 0 <= report["bound"] - report["min_probability"] <= 1e-5
    assert report["lottery_min_probability"] >= 0.99 * report["min_probability"]
    assert 0 <= report["gini"] <= 1 and report["cpu_seconds"] > 0 and report["excluded"] == []
    assert [(quota["feature"], quota["min"], quota["max"]) for quota in report["quotas"]] == [
        ("f", 3, 5), ("m", 3, 5), ("n", 2, 4), ("s", 4, 6),
    ]  # fmt: skip
    chosen = column(drawn / "panel.csv", "id")
    assert len(chosen) == len(set(chosen)) == 8 == sum(quota["chosen"] for quota in report["quotas"][:2])
    assert len(column(drawn / "lottery.csv", "ticket")) == 8000
    assert not set(chosen) & set(column(drawn / "reserves.csv", "id"))


def test_a_draw_that_is_right_is_told_so(drawn, capsys):
    assert faults(drawn, capsys) == []
    assert faults(drawn, capsys, "--replay") == []


def test_one_byte_changed_in_any_file_is_found(copy, capsys):
    for name in (*TABLES, REPORT):
        whole = (copy / name).read_bytes()
        for place in sorted({0, len(whole) - 1, *range(7, len(whole), max(1, len(whole) // 40))}):
            (copy / name).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert faults(copy, capsys), (name, place)
        (copy / name).write_bytes(whole)
    assert faults(copy, capsys) == []


def test_a_file_that_is_gone_is_found(copy, capsys):
    (copy / "lottery.csv").unlink()
    assert faults(copy, capsys) == [("draw.missing", "lottery.csv")]
    assert faults(copy / "nowhere", capsys)[0][0] == "draw.missing"


def rewritten(folder: Path, change) -> None:
    """What a forger does: change a file and make every digest fit again."""
    import hashlib

    report = opened((folder / REPORT).read_bytes())
    tables = {name: (folder / name).read_text() for name in TABLES}
    change(tables, report)
    for name, text in tables.items():
        (folder / name).write_text(text)
        report["sha256"][name] = hashlib.sha256(text.encode()).hexdigest()
    bare = {name: value for name, value in report.items() if name not in ("digest", "cpu_seconds")}
    (folder / REPORT).write_bytes(sealed(bare, 5))


def other_panel(tables, report):
    chosen = tables["panel.csv"].splitlines()
    other = next(row.split(",")[0] for row in tables["pool.csv"].splitlines()[1:] if row.split(",")[0] not in chosen)
    tables["panel.csv"] = "\n".join([*chosen[:-1], other, ""])


def other_ticket(tables, report):
    report["ticket"] = (report["ticket"] + 1) % 1000


def other_seed(tables, report):
    report["seed"] += "0"


def other_chance(tables, report):
    lines = tables["probabilities.csv"].splitlines()
    lines[1] = lines[1].split(",")[0] + ",0.900000000"
    tables["probabilities.csv"] = "\n".join([*lines, ""])


def other_reserves(tables, report):
    lines = tables["reserves.csv"].splitlines()
    tables["reserves.csv"] = "\n".join([lines[0], *lines[:0:-1], ""])


def other_quota(tables, report):
    tables["quotas.csv"] = tables["quotas.csv"].replace("sex,f,3,5", "sex,f,3,6")


def other_least(tables, report):
    report["min_probability"] += 0.01
    report["bound"] += 0.01


def other_list(tables, report):
    """A panel without its quota of regions, among the thousand."""
    sides = {row.split(",")[0]: row.split(",")[3] for row in tables["pool.csv"].splitlines()[1:]}
    lines = tables["lottery.csv"].splitlines()
    there = {line.split(",")[1] for line in lines if line.startswith("0,")}
    north = iter(name for name in sides if sides[name] == "n" and name not in there)
    lines[1:9] = [f"0,{next(north)}" if sides[line.split(",")[1]] == "s" else line for line in lines[1:9]]
    tables["lottery.csv"] = "\n".join([*lines, ""])


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (other_panel, {"draw.panel"}),
        (other_ticket, {"draw.ticket"}),
        (other_seed, {"draw.ticket", "draw.panel"}),
        (other_chance, {"draw.figure", "draw.unequal", "draw.sum", "draw.list-unfair"}),
        (other_reserves, {"draw.reserves"}),
        (other_quota, {"draw.commitment"}),
        (other_least, {"draw.figure", "draw.bound"}),
        (other_list, {"draw.panel-breaks-rule"}),
    ],
)
def test_a_forger_who_mends_every_digest_is_found(copy, capsys, change, codes):
    rewritten(copy, change)
    assert {code for code, _place in faults(copy, capsys)} == codes


def test_a_draw_is_never_drawn_over(inputs, copy, capsys):
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert draw(inputs, copy, seed="8") == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "out.holds-another-draw"
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before
    assert draw(inputs, copy) == 0  # the same draw again is the same


def test_the_same_draw_has_the_same_bytes_under_any_hash_seed(inputs, drawn, tmp_path):
    for hash_seed in ("0", "1", "4242"):
        out = tmp_path / hash_seed
        files = [str(inputs / "people.csv"), str(inputs / "quotas.csv")]
        words = ["panel", "draw", *files, "--size=8", "--seed=7", "--id=id", f"--out={out}"]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT / "src")}
        subprocess.run(
            [sys.executable, "-m", "basira.project", *words], env=environment, check=True, capture_output=True
        )
        for name in TABLES:
            assert (out / name).read_bytes() == (drawn / name).read_bytes(), name
        reports = [json.loads((folder / REPORT).read_text()) for folder in (out, drawn)]
        assert reports[0].pop("cpu_seconds") != 0 and reports[1].pop("cpu_seconds") != 0
        assert reports[0] == reports[1]


def test_the_time_of_a_report_can_be_read_and_not_be_changed():
    written = sealed({"a": 1}, 61_234)
    assert int(json.loads(written)["cpu_seconds"] * 1000) == 61_234
    changed = json.loads(written)
    changed["cpu_seconds"] += 1
    with pytest.raises(Exception, match=REPORT):
        opened(canonical(changed))


@pytest.mark.parametrize(
    ("folder", "people", "quotas", "size", "least", "gini"),
    [
        ("example_small_20", "respondents.csv", "categories.csv", 20, 0.1, 0.0),
        ("example_large_200", "respondents.csv", "categories.csv", 200, 0.1, 0.0),
        ("sortition-foundation", "candidates.csv", "features.csv", 22, 1 / 11, 0.14035),
    ],
)
def test_public_pools_have_the_published_leximin(tmp_path, capsys, folder, people, quotas, size, least, gini):
    where = shared_data(f"sortition/{folder}")
    words = [
        "draw",
        str(where / people),
        str(where / quotas),
        f"--size={size}",
        "--seed=1",
        f"--out={tmp_path}",
        "--json",
    ]
    assert panel.run(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["min_probability"] == pytest.approx(least, abs=1e-6)
    assert said["gini"] == pytest.approx(gini, abs=1e-4)
    assert said["lottery_min_probability"] >= 0.99 * said["min_probability"]
    assert faults(tmp_path, capsys) == []
