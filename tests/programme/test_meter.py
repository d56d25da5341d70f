"""The meter before the bodies are informed: what is blocked by place, who is known to the body, and the programme's least."""

import pytest
from django.db import IntegrityError, transaction

from basira.core.disclosure import Least, MeterOutOfRange
from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MissionState, VisitState, WaveState
from basira.core.kernel.telling import Fact
from basira.programme.findings import meter, reports, verbs
from basira.programme.findings.drafting import Note, confirm_finding, note_finding
from basira.programme.findings.meter import MeterBlocks, ReasonsTooNarrow
from basira.programme.findings.metering import least_now, set_least
from basira.programme.findings.models import EntityReport, MeterLeast
from basira.programme.journal.models import Entry
from basira.programme.people.permissions import NotPermitted
from basira.programme.publishing.snapshot import build_snapshot
from basira.programme.results.inputs import known_visits
from basira.programme.results.models import ScoreRun
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, answer, asked_of, entity, liaison_of
from tests.programme.contest_world import REASONS, decide
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
SECOND = actor("noura", Role.ANALYST)
FEE = "accuracy/test:fee"
SMALL = "Small-House"


def world(*, known: int = 0, few: int = 2):
    """A scored cycle: body F with twelve visits at one centre, of which the body knows some, and `few` at another."""
    made = make_world(1)
    for visit in range(12):
        made.visit("Centre-F", visit % 6, answers=["yes no", "no no"][visit % 2], entity="F")
    for visit in range(few):
        made.visit(SMALL, 6 + visit, answers="yes no", entity="F")
    for mission in Mission.objects.order_by("pk")[:known]:
        Mission.objects.filter(pk=mission.pk).update(is_known_to_body=True)
    score_wave(wave=made.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return made


def newest() -> ScoreRun:
    """The run of the cycle."""
    return ScoreRun.objects.select_related("wave").latest("pk")


def remark(made, english: str, arabic: str = "الرسوم غير معلنة."):
    """Write and confirm a finding about the fee with a remark."""
    note = Note(
        FEE, "shortcoming", "missing", "fees", "marked", remark_ar=arabic, remark_en=english,
    )  # fmt: skip
    written = note_finding(wave=made.wave.ref, entity=entity("F"), note=note, by=ANALYST, at=MONDAY_9AM)
    confirm_finding(finding=written.ref, by=SECOND, at=MONDAY_9AM)


def inform(made):
    """Inform the bodies."""
    return verbs.inform_bodies(wave=made.wave.ref, by=DIRECTOR, at=MONDAY_9AM)


def test_a_sentence_that_names_a_place_of_two_visits_stops_all_bodies_from_being_informed():
    made = world()
    remark(made, f"At {SMALL.lower()} no fee is shown.")
    with pytest.raises(MeterBlocks) as refused:
        inform(made)
    assert refused.value.params == {"count": 1, "bodies": 1}
    made.wave.refresh_from_db()
    assert made.wave.state == WaveState.SCORED and not EntityReport.objects.exists()
    (body,) = meter.preview(made.wave.ref)
    (blocked,) = body.blocked
    assert (blocked.item.kind, blocked.item.place, blocked.visits, blocked.shoppers) == ("remark", FEE, 2, 2)
    assert (Fact.CENTRE, Mission.objects.filter(centre__code=SMALL).first().centre.ref) in blocked.item.told
    assert body.readings[0] is blocked and body.names[FEE].en


def test_the_same_sentence_about_a_place_with_visits_enough_is_let_through():
    made = world()
    remark(made, "At Centre-F no fee is shown.")
    assert inform(made) == 1


def test_the_twin_with_the_meter_off_the_sentence_about_two_visits_reaches_the_body(monkeypatch):
    made = world()
    remark(made, f"At {SMALL} no fee is shown.")
    monkeypatch.setattr(meter, "check_meter", lambda *_: None)
    inform(made)
    assert SMALL in str(EntityReport.objects.get().figures)


@pytest.mark.parametrize("words", ["On Monday no fee was shown.", "An Indian customer saw no fee."])
def test_what_no_visit_carries_is_blocked_as_well(words):
    made = world()
    remark(made, words)
    with pytest.raises(MeterBlocks):
        inform(made)


def test_visits_that_the_body_knows_feed_the_score_and_meet_no_threshold():
    """Five of six shoppers are known: the body's figure stays as it is in the run, and is shown to nobody."""
    made = world(known=5, few=0)
    run = newest()
    assert len(run.inputs["known"]) == 10, "all visits of a known shopper to the body are known"
    assert run.visits == 12
    body = reports.body_scores(run.ref)[entity("F")]
    assert body.unit.total.visits == 12 and body.verdict.total == "too-few-visits"
    unit = next(one for one in build_snapshot(run)["units"] if one["ref"] == entity("F"))
    assert unit["measure"] == {"withheld": "too-few-visits"}
    inform(made)
    assert EntityReport.objects.get().figures["total"] == {"withheld": "too-few-visits"}


@pytest.mark.parametrize(
    ("became", "verdict", "is_known"),
    [
        (MissionState.DONE, VisitState.REJECTED, True),
        (MissionState.VOID, VisitState.ACCEPTED, True),
        (MissionState.NOT_DONE, VisitState.SUBMITTED, True),
        (MissionState.OFFERED, VisitState.SUBMITTED, False),
        (MissionState.DECLINED, VisitState.SUBMITTED, False),
    ],
)
def test_who_is_known_by_a_mission_stays_known_whatever_became_of_it(became, verdict, is_known):
    made = make_world(1)
    plain = made.visit("Centre-F", 0, entity="F")
    other = made.visit("Centre-F", 1, entity="F")
    elsewhere = made.visit("Centre-E", 0, entity="E")
    known = made.visit("Centre-F", 0, entity="F", state=verdict)
    Mission.objects.filter(pk=known.mission_id).update(is_known_to_body=True, state=became)
    told = known_visits([plain.ref, other.ref, elsewhere.ref])
    assert told == ([plain.ref] if is_known else [])


def test_the_twin_without_known_visits_the_figure_is_shown():
    world(few=0)
    assert reports.body_scores(newest().ref)[entity("F")].verdict.total is None


def test_a_run_of_before_the_mark_asks_which_visits_are_known():
    world(known=5, few=0)
    run = newest()
    inputs = {key: value for key, value in run.inputs.items() if key != "known"}
    assert meter.known_in(inputs) == frozenset(run.inputs["known"]) != frozenset()


def test_a_higher_least_blocks_figures_by_place():
    made = world(few=0)
    set_least(least=Least(20, 3), by=DIRECTOR, at=MONDAY_9AM)
    with pytest.raises(MeterBlocks):
        inform(made)
    kinds = {one.item.kind for one in meter.preview(made.wave.ref)[0].blocked}
    assert kinds == {"total", "dimension", "finding"}
    set_least(least=Least(), by=DIRECTOR, at=MONDAY_9AM)
    assert inform(made) == 1


def test_the_least_is_set_by_who_sets_the_programme_and_is_journalled():
    for role in (Role.ANALYST, Role.PUBLISHER, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            set_least(least=Least(6, 4), by=actor("x", role), at=MONDAY_9AM)
    with pytest.raises(MeterOutOfRange):
        set_least(least=Least(4, 3), by=DIRECTOR, at=MONDAY_9AM)
    assert least_now() == Least(5, 3) and not Entry.objects.exists()
    set_least(least=Least(6, 4), by=DIRECTOR, at=MONDAY_9AM)
    set_least(least=Least(6, 4), by=DIRECTOR, at=MONDAY_9AM)
    assert least_now() == Least(6, 4)
    assert Entry.objects.get().detail == {"visits": 6, "shoppers": 4}


@pytest.mark.parametrize("row", [{"visits": 4}, {"visits": 51}, {"shoppers": 2}, {"shoppers": 9}, {"id": 2}])
def test_the_database_keeps_no_least_under_the_lowest(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        MeterLeast.objects.create(**{"visits": 6, "shoppers": 4} | row)


def test_an_arbiters_reasons_that_name_a_place_of_two_visits_are_refused_even_for_a_second_look():
    made = world()
    inform(made)
    finding = asked_of("F")
    answer(finding.ref, liaison_of("F"), said="contested", words="Our log says otherwise.")
    with pytest.raises(ReasonsTooNarrow) as refused:
        decide(finding, reasons=f"What was seen at {SMALL} stands.", ask_second_look=True)
    assert refused.value.params == {"visits": 2}
    assert decide(finding, reasons=REASONS)


def test_a_remark_tells_a_channel_by_which_few_came_and_a_recommendation_where_to_mend(monkeypatch):
    made = world(few=0)
    Mission.objects.filter(pk__in=Mission.objects.order_by("pk").values("pk")[:2]).update(channel="website")
    remark(made, "On the website no fee is shown.")
    with pytest.raises(MeterBlocks):
        inform(made)
    (blocked,) = meter.preview(made.wave.ref)[0].blocked
    assert (Fact.CHANNEL, "website") in blocked.item.told and blocked.visits == 2
    sentences = meter.sentences
    monkeypatch.setattr(
        meter, "sentences", lambda row: [(meter.RECOMMENDATION, text) for _kind, text in sentences(row)]
    )
    assert inform(made) == 1


def test_the_owner_of_a_recommendation_that_names_a_place_of_two_visits_is_blocked():
    said = {"ar": "مدير الخدمات", "en": f"The manager of {SMALL}"}
    advice = {"text": {"ar": "أعلنوا الرسوم", "en": "Show the fees."}, "owner": said}
    ((kind, text),) = meter.sentences({"noted": {"recommendations": [advice]}})
    assert kind == meter.RECOMMENDATION and said["en"] in text and said["ar"] in text and "Show the fees." in text
