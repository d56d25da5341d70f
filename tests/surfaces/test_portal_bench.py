"""`./basira bench portal` runs on a small world: every page answers, within its statements; and its eye for plans sees."""

import json
import subprocess
import sys

import pytest

from basira.project.benchmarks import ROW_KEYS, module_of
from basira.project.environment import PROJECT_ROOT


@pytest.mark.slow
def test_the_bench_walks_a_small_world_in_which_every_page_answers_within_its_statements():
    command = [sys.executable, "-m", "basira.project", "bench", "portal", "--bodies", "6", "--rounds", "1", "--json"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    rows = {row["name"]: row for row in json.loads(done.stdout)["rows"]}
    assert all(set(row) == set(ROW_KEYS) for row in rows.values())
    assert rows["visits"]["value"] == 6 * 20 * 20
    for where in ("portal", "desk"):
        assert rows[f"{where}: pages that did not answer 200"]["met"]
        assert rows[f"{where}: statements of a page, most"]["met"], done.stderr[-3000:]
    assert {"portal home: p95", "portal plan: p95", "desk meter: p95", "desk contest: p95"} <= rows.keys()


@pytest.mark.django_db  # what it brings in reads the programme's time zone
def test_a_plan_that_reads_a_table_from_end_to_end_is_seen_wherever_it_stands():
    module_of("portal")
    import walking

    inner = {"Node Type": "Seq Scan", "Relation Name": "findings_finding"}
    beside = {"Node Type": "Index Scan", "Relation Name": "x"}
    outer = {"Node Type": "Hash Join", "Plans": [beside, {"Node Type": "Hash", "Plans": [inner]}]}
    assert list(walking.scans(outer)) == ["findings_finding"]
    assert list(walking.scans({"Node Type": "Index Only Scan", "Relation Name": "findings_finding"})) == []
    assert walking.row("x", 31, "", 30)["met"] is False and walking.p95([1.0, 2.0, 300.0]) == 300.0
