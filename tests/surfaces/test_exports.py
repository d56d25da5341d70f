"""Tables as files: who may take them, what they hold and do not hold, and that each taking stands in the journal."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from basira.core.kernel.actor import OPERATOR, PROGRAMME_ROLES, Role
from basira.programme.fieldwork.models import Visit
from basira.programme.journal.models import Entry
from basira.programme.publishing.models import Release
from basira.programme.results.verbs import score_wave
from basira.surfaces.shared.downloads import disposition
from tests import field_scene
from tests.cast import MONDAY_9AM
from tests.field_scene import keep_evidence_in, make_scene
from tests.programme.measured_world import make_world
from tests.surfaces.test_openrosa import address, filled, post

pytestmark = pytest.mark.django_db
BOM = "\ufeff"


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(answer).decode().removeprefix(BOM), newline="")))


@pytest.fixture
def world():
    made = make_world()
    made.visits("A", 8)
    made.visits("B", 7)
    score_wave(wave=made.wave.ref, by=OPERATOR, at=MONDAY_9AM)
    return made


@pytest.fixture
def scene(db, settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def exports(wave: str) -> list[str]:
    return [
        reverse("console:registry_export", args=["csv"]),
        reverse("console:journal-export", args=["csv"]),
        reverse("console:results-export", args=[wave, "centre", "csv"]),
        reverse("console:results-visits-export", args=[wave, "csv"]),
    ]


def test_other_offices_and_strangers_take_nothing_and_leave_no_entry(world, client, signed_in):
    for url in exports(world.wave.ref):
        assert client.get(url).status_code == 302
        assert signed_in(Role.PANEL_OFFICER).get(url).status_code == 403
    assert not Entry.objects.filter(act="table.exported").exists()


def test_an_unknown_kind_cycle_or_run_is_404_and_leaves_no_entry(world, signed_in):
    desk = signed_in(*PROGRAMME_ROLES)
    for url in (
        reverse("console:registry_export", args=["pdf"]),
        reverse("console:results-visits-export", args=["nothing", "csv"]),
        reverse("console:results-export", args=["nothing", "centre", "csv"]),
        reverse("console:results-export", args=[world.wave.ref, "person", "csv"]),
    ):
        assert desk.get(url).status_code == 404
    assert not Entry.objects.filter(act="table.exported").exists()


def test_each_taking_out_stands_in_the_journal_without_what_it_held(world, signed_in):
    desk = signed_in(*PROGRAMME_ROLES)
    for url in exports(world.wave.ref):
        answer = desk.get(url)
        assert answer.status_code == 200
        content(answer)
    told = list(Entry.objects.filter(act="table.exported").values_list("detail", flat=True))
    assert sorted(each["table"] for each in told) == ["centres", "journal", "scores", "visits"]
    assert all(set(each) == {"table", "kind"} for each in told)


def test_the_file_is_named_in_both_ways_never_cached_and_never_sniffed(world, signed_in):
    answer = signed_in(*PROGRAMME_ROLES).get(reverse("console:registry_export", args=["csv"]))
    assert answer["Content-Disposition"].startswith("attachment; filename=\"centres.csv\"; filename*=UTF-8''")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert disposition('a"\r\nb.csv', "\u202eزيارات/2.csv") == (
        "attachment; filename=\"a---b.csv\"; filename*=UTF-8''%D8%B2%D9%8A%D8%A7%D8%B1%D8%A7%D8%AA%202.csv"
    )


@pytest.mark.parametrize(("query", "has_mark"), [("", True), ("?bom=0", False)])
def test_excels_mark_may_be_left_off(world, signed_in, query, has_mark):
    answer = signed_in(*PROGRAMME_ROLES).get(reverse("console:registry_export", args=["csv"]) + query)
    assert content(answer).decode().startswith(BOM) is has_mark


def test_scores_are_numbers_and_say_how_sure_they_are(world, signed_in):
    desk = signed_in(Role.ANALYST)
    rows = table(desk.get(reverse("console:results-export", args=[world.wave.ref, "centre", "csv"])))
    assert {row["name_en"] for row in rows} == {"Centre A", "Centre B"}
    assert all(0 <= float(row["low"]) <= float(row["score"]) <= float(row["high"]) <= 1 for row in rows)
    assert all(row["tier"] == ("1" if int(row["visits"]) >= 4 else "") for row in rows)
    book = content(desk.get(reverse("console:results-export", args=[world.wave.ref, "centre", "xlsx"])))
    sheet = load_workbook(io.BytesIO(book)).active
    columns = [cell.value for cell in sheet[1]]
    assert {cell.data_type for cell in (row[columns.index("score")] for row in sheet.iter_rows(min_row=2))} == {"n"}


def test_centres_are_those_that_the_page_shows(world, signed_in):
    url, desk = reverse("console:registry_export", args=["csv"]), signed_in(Role.PLANNER)
    assert [row["code"] for row in table(desk.get(f"{url}?sector=health"))] == ["A", "B"]
    assert table(desk.get(f"{url}?sector=none")) == []


def test_a_reviewer_takes_the_visits_with_their_words_and_an_analyst_without(scene, signed_in):
    post(scene, filled(praise="كان لطيفا"), to=address(scene))
    url = reverse("console:results-visits-export", args=[scene.wave, "csv"])
    (whole,) = table(signed_in(Role.REVIEWER).get(url))
    assert (whole["praise"], whole["wait-greeted"], whole["CycleNumber"]) == ("كان لطيفا", "yes", scene.number.number)
    assert whole["KEY"] == Visit.objects.get().ref
    (closed,) = table(signed_in(Role.ANALYST).get(url))
    assert closed["wait-greeted"] == "yes"
    assert "praise" not in closed and "كان لطيفا" not in closed.values()


def asking(monkeypatch, *questions: dict[str, object]):
    """Return a scene whose form asks these too."""
    monkeypatch.setitem(field_scene.TREE, "questions", [*field_scene.TREE["questions"], *questions])
    return make_scene(version=field_scene.make_form("asking"))


def file(scene, answers: dict[str, str]) -> None:
    """File a visit with these answers, without a phone."""
    mission = scene.missions[0]
    Visit.objects.create(
        wave_id=mission.wave_id, cycle_number=scene.number, mission=mission, questionnaire_version=scene.version,
        source="import", answers=answers, filed_at=MONDAY_9AM,
    )  # fmt: skip


def test_times_are_weeks_and_there_are_no_places_not_even_of_visits_from_before_they_were_sealed(
    scene, signed_in, monkeypatch
):
    asked = [("where", "geopoint"), ("arrived", "time"), ("day", "date"), ("moment", "dateTime")]
    scene = asking(monkeypatch, *({"path": f"/data/{name}", "kind": "input", "type": kind} for name, kind in asked))
    file(scene, {
        "/data/where": "24.123456 46.987654 600 5", "/data/start": "2026-11-22T10:00:00.000+04:00",
        "/data/arrived": "10:43", "/data/day": "2026-11-22", "/data/moment": "2026-11-22T10:43:00Z",
    })  # fmt: skip
    answer = signed_in(Role.REVIEWER).get(reverse("console:results-visits-export", args=[scene.wave, "csv"]))
    (row,) = table(answer)
    assert not [name for name in row if "where" in name] and "24.1" not in str(row)
    assert (row["arrived"], row["day"], row["moment"]) == ("morning", "2026-W47", "2026-W47 morning")
    assert len(row["SubmissionDate"]) == len("2026-11-22")
    assert not [value for value in row.values() if "T10:" in value or ":00" in value or ":43" in value]


def test_a_repeated_question_has_a_column_a_round(scene, signed_in, monkeypatch):
    asked = {"path": "/data/room/clean", "kind": "select1", "type": "string", "in_repeat": True}
    scene = asking(monkeypatch, asked)
    rounds = {"/data/room[1]/clean": "yes", "/data/room[2]/clean": "no", "/data/room[10]/clean": "na"}
    file(scene, rounds)
    answer = signed_in(Role.REVIEWER).get(reverse("console:results-visits-export", args=[scene.wave, "csv"]))
    (row,) = table(answer)
    assert [name for name in row if name.startswith("room")] == ["room[1]-clean", "room[2]-clean", "room[10]-clean"]
    assert (row["room[1]-clean"], row["room[10]-clean"]) == ("yes", "na")


def test_more_rounds_than_a_spreadsheet_has_columns_give_way_and_are_counted(scene, signed_in, monkeypatch):
    asked = {"path": "/data/room/clean", "kind": "select1", "type": "string", "in_repeat": True}
    last = {"path": "/data/last", "kind": "select1", "type": "string"}
    scene = asking(monkeypatch, asked, last)
    file(scene, {f"/data/room[{round}]/clean": "yes" for round in range(1, 17_001)} | {"/data/last": "no"})
    answer = signed_in(Role.REVIEWER).get(reverse("console:results-visits-export", args=[scene.wave, "csv"]))
    (row,) = table(answer)
    assert len(row) == 16_384 and list(row)[-1] == "AnswersLeftOut"
    assert (row["room[1]-clean"], row["last"], row["KEY"]) == ("yes", "no", Visit.objects.get().ref)
    rooms = sum(name.startswith("room") for name in row)
    assert "room[17000]-clean" not in row and row["AnswersLeftOut"] == str(17_000 - rooms)


def test_a_cycle_without_visits_gives_the_header_alone(scene, signed_in):
    answer = signed_in(Role.REVIEWER).get(reverse("console:results-visits-export", args=[scene.wave, "csv"]))
    assert content(answer).decode().count("\r\n") == 1


def test_nothing_published_is_no_file(client, db):
    assert not Release.objects.exists()
    assert client.get(reverse("public:results_file", args=["csv"])).status_code == 404
    assert client.get(reverse("public:results_file", args=["exe"])).status_code == 404
