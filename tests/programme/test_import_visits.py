"""Past visits through the real pipeline: refusals first and without trace, then the 407 real visits."""

import csv
import json

import pytest

from basira.core.disclosure import DisclosureRule
from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import WaveState
from basira.core.scoring import Level
from basira.programme.findings import verbs as findings
from basira.programme.journal import queries as journal
from basira.programme.panel import queries as panel
from basira.programme.publishing import queries as public
from basira.programme.publishing import verbs as publishing
from basira.programme.publishing.cards import UnitLevel
from basira.programme.registry import queries as registry
from basira.programme.results import queries as results
from basira.programme.waves import queries as waves
from basira.programme.waves.scenario_cards import scenario_cards
from basira.surfaces.cli import import_visits
from tests.cast import MONDAY_9AM, actor
from tests.core.instrument.workbooks import work_here
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db

HOME = ["--entity", "هيئة الصحة / Health authority", "--sector", "الصحة / Health"]
DAYS = ["--starts", "2015-01-01", "--ends", "2015-12-31"]
ROWS = "centre,shopper,greeted,minutes\nA,7,1,12\nA,8,0,-3\nB,7,1,\nB,,,5\n"
MAP = ["--map", "criterion:greeting=greeted:yes-no:2:courtesy"]

REAL = [
    ("centre", "qutub_id"),
    ("shopper", "sp_id"),
    ("scenario", "case"),
    ("minutes", "time"),
    ("waiting_minutes", "time_waiting"),
    ("price", "p"),
    ("criterion:questions", "checklist:0-1:3:care"),
    ("criterion:managed", "correct:yes-no:3:care"),
    ("criterion:explained", "g9:yes-no:1:manner"),
    ("criterion:phone_used", "g1:no-yes:1:manner"),
    ("criterion:privacy", "g6:yes-no:1:manner"),
    ("criterion:rating", "g11:1-10:1:manner"),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    work_here(monkeypatch)


@pytest.fixture
def command(capsys):
    """Run the command with --json and return its exit status and what it printed."""

    def run(path, *arguments):
        status = import_visits.run([str(path), "--json", *arguments])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def a_file(tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def codes(printed):
    return [problem["code"] for problem in printed["problems"]]


def nothing_was_written():
    return not waves.wave_cards() and not journal.journal_page().entries and not registry.entity_cards()


def test_a_missing_file_and_an_unknown_column_write_nothing(command, a_file, tmp_path):
    status, printed = command(tmp_path / "none.csv")
    assert (status, codes(printed), printed["written"]) == (1, ["file.missing"], None)
    status, printed = command(a_file, "--map", "criterion:x=nowhere:yes-no")
    assert (status, codes(printed)) == (1, ["map.unknown-column"])
    assert nothing_was_written()


def test_a_file_without_dates_needs_the_days_of_the_cycle(command, a_file):
    status, printed = command(a_file, *MAP, *HOME)
    assert (status, codes(printed)[-1]) == (1, "visits.cycle-days-missing")
    assert nothing_was_written()


def test_centres_without_a_home_refuse_all_of_it(command, a_file):
    status, printed = command(a_file, *MAP, *DAYS)
    assert (status, codes(printed)[-1]) == (1, "registry.home-missing")
    assert nothing_was_written()


def test_scoring_without_accepting_is_wrong_usage(a_file):
    with pytest.raises(SystemExit) as stopped:
        import_visits.run([str(a_file), "--score"])
    assert stopped.value.code == 2


def test_a_dry_run_tells_the_dirt_and_writes_nothing(command, a_file):
    status, printed = command(a_file, *MAP, *HOME, *DAYS, "--dry-run")
    assert (status, printed["ok"], printed["rows"], printed["written"]) == (0, True, 4, None)
    assert codes(printed) == ["visit.negative-minutes", "visit.shopper-missing", "visit.no-marks"]
    assert printed["mapped"]["criterion:greeting"] == "greeted"
    assert nothing_was_written()


def test_the_same_file_twice_is_refused(command, a_file):
    assert command(a_file, *MAP, *HOME, *DAYS)[0] == 0
    status, printed = command(a_file, *MAP, *HOME, *DAYS)
    assert (status, codes(printed)[-1]) == (1, "visits.already-imported")
    assert len(waves.wave_cards()) == 1


def test_visits_wait_for_review_unless_they_are_accepted(command, a_file):
    _, printed = command(a_file, *MAP, *HOME, *DAYS)
    written = printed["written"]
    assert (written["visits"], written["shoppers"], written["accepted"], written["run"]) == (4, 3, 0, "")
    assert waves.wave_cards()[0].state is WaveState.CLOSED
    assert [card.state for card in panel.shopper_cards()] == ["ended"] * 3


def test_a_mapping_file_brings_labels_and_the_shoppers_of_the_file_are_kept_nowhere(command, tmp_path):
    path, mapping = tmp_path / "v.csv", tmp_path / "m.csv"
    path.write_text(
        "centre,who,greeted,when\nA,Zaynab-Secret,1,2024-03-01\nA,Zaynab-Secret,0,2024-03-02\n", encoding="utf-8"
    )
    mapping.write_text(
        "target,column,scale,weight,dimension,label_en,label_ar,dimension_en,dimension_ar\n"
        "shopper,who,,,,,,,\n"
        "criterion:greeting,greeted,yes-no,2,courtesy,Greeted,التحية,Courtesy,حسن التعامل\n",
        encoding="utf-8",
    )
    status, printed = command(path, "--map-file", str(mapping), *HOME)
    assert status == 0, printed["problems"]
    entries = repr(journal.journal_page(size=500).entries)
    assert "Zaynab" not in entries
    assert "Zaynab" not in json.dumps(printed)
    wave = waves.wave_cards()[0]
    assert (str(wave.starts_on), str(wave.ends_on)) == ("2024-03-01", "2024-03-02")


def test_centres_known_by_name_alone_are_met_again_and_look_alikes_are_not(command, tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(
        "centre_name,case,g\nمركز خدمة الشمال,أ,1\nمركز خدمه الشمال,ب,0\nمركز آخر في الشمال,أ,1\n", encoding="utf-8"
    )
    status, printed = command(path, "--map", "criterion:a=g:yes-no", *HOME, *DAYS)
    assert status == 0, printed["problems"]
    assert printed["written"]["centres_added"] == 2
    assert len(scenario_cards()) == 2
    path.write_text("centre_name,g\nمَركز خِدمة الشمال,1\n", encoding="utf-8")
    _, again = command(path, "--map", "criterion:a=g:yes-no", *HOME, *DAYS)
    assert (again["written"]["centres_added"], again["written"]["centres_known"]) == (0, 1)


@pytest.mark.parametrize(
    ("scale", "marks", "score"),
    [("1-0", "0.2,0.35", 0.725), ("5-1", "1,4", 0.625), ("0-100", "62.5,80", 0.7125), ("at-most-15", "3,20", 0.5)],
)
def test_every_scale_goes_through_the_form_and_is_scored(command, tmp_path, scale, marks, score):
    path = tmp_path / "v.csv"
    path.write_text("centre,g\n" + "".join(f'A,"{mark}"\n' for mark in marks.split(",")), encoding="utf-8")
    accepting = ["--accept", "Reviewed before", "--score"]
    status, printed = command(path, "--map", f"criterion:a=g:{scale}", *HOME, *DAYS, *accepting)
    assert status == 0, printed["problems"]
    rows = results.score_table(run=printed["written"]["run"], level=Level.SECTOR)
    assert [float(row.estimate.score) for row in rows] == [pytest.approx(score)]


def real_arguments():
    return [word for target, column in REAL for word in ("--map", f"{target}={column}")]


def share_by_hand(path):
    """Return the share of points of all visits together, straight from the file, without any code of ours."""
    won = base = 0.0
    with path.open(newline="", encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            for column, weight, low, high in (
                ("checklist", 3, 0, 1), ("correct", 3, 0, 1), ("g9", 1, 0, 1), ("g1", 1, 1, 0), ("g6", 1, 0, 1),
                ("g11", 1, 1, 10),
            ):  # fmt: skip
                if row[column]:
                    won += weight * (float(row[column]) - low) / (high - low)
                    base += weight
    return won / base


@pytest.mark.slow
def test_the_407_real_visits_are_scored_and_the_public_sees_the_sector_alone(command):
    path = shared_data("ratings/mystery-patients-mumbai/visits-dev.csv")
    status, printed = command(
        path, *real_arguments(), *DAYS, "--entity", "عيادات / Clinics", "--sector", "الصحة / Health",
        "--site-type", "clinic", "--accept", "Reviewed by the first programme", "--score",
    )  # fmt: skip
    assert status == 0, printed["problems"]
    written = printed["written"]
    assert (written["visits"], written["centres_added"], written["accepted"]) == (407, 183, 407)
    assert written["shoppers"] == 12  # eleven, and one for all visits that do not say who went
    assert codes(printed).count("visit.negative-waiting-minutes") == 4
    assert registry.centre_list(registry.CentreFilter(search="QH1FN0004")).total == 1
    scored = results.score_table(run=written["run"], level=Level.SECTOR)
    assert float(scored[0].estimate.score) == pytest.approx(share_by_hand(path), abs=1e-6)
    assert public.programme_minute() is None  # nothing is public before two people approve it
    publishers = [actor(name, Role.PUBLISHER) for name in ("aisha", "rashid")]
    director = actor("salem", Role.DIRECTOR)
    findings.inform_bodies(wave=written["cycle"], by=director, at=MONDAY_9AM)
    release = publishing.prepare_release(wave=written["cycle"], by=director, at=MONDAY_9AM).ref
    for publisher in publishers:
        publishing.approve_release(release=release, by=publisher, at=MONDAY_9AM)
    publishing.publish_release(release=release, by=publishers[0], at=MONDAY_9AM)
    sectors = public.results_table(UnitLevel.SECTOR)
    assert [row.measure.is_shown for row in sectors.rows] == [True]
    assert sectors.rows[0].measure.visits == 407
    centres = public.results_table(UnitLevel.CENTRE)
    rule = DisclosureRule()
    shown = [row for row in centres.rows if row.measure.is_shown]
    assert all(row.measure.visits >= rule.min_visits for row in shown)
    assert len(shown) <= 7  # only so many clinics have five visits at all
    withheld = {str(row.measure.withheld) for row in centres.rows if not row.measure.is_shown}
    assert "too-few-visits" in withheld
