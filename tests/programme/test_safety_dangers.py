"""Reports of danger: what telling of one costs, who decides, who is told, and what stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.kernel.betraying import betrays
from basira.core.kernel.duty import Exposure, Told, Way, exposure_of
from basira.core.kernel.lifecycles import DangerState, MoveNotAllowed
from basira.programme.fieldwork.models import Visit
from basira.programme.journal import queries as journal
from basira.programme.safety import models
from basira.programme.safety.queries import dangers as danger_queries
from basira.programme.safety.queries.waiting import waiting
from basira.programme.safety.verbs import alarms, dangers
from tests.field_scene import Scene, make_scene
from tests.safety_scene import AT, TEXT, acts_of, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(missions=2)


@pytest.mark.parametrize(
    "visits, shoppers, exposure",
    [
        (0, 0, Exposure.CERTAIN),
        (1, 1, Exposure.CERTAIN),
        (9, 1, Exposure.CERTAIN),
        (4, 4, Exposure.LIKELY),
        (9, 2, Exposure.LIKELY),
        (5, 3, Exposure.HARD),
    ],
)
def test_a_report_stands_out_among_few(visits, shoppers, exposure):
    assert exposure_of(visits=visits, shoppers=shoppers) is exposure


@pytest.mark.parametrize(
    "text, found",
    [
        ("An exit may be blocked, 2 doors, since 2026.", ()),
        ("مخرج مسدود في الطابق 3", ()),
        ("Seen at 10:43", ("time",)),
        ("شوهد عند ١٠:٤٣", ("time",)),
        ("م-0417 saw it", ("number",)),
        ("م-٠٤١٧", ("number",)),
        ("our shopper", ("visit",)),
        ("أفاد المتسوق", ("visit",)),
    ],
)
def test_a_text_that_betrays_is_known(text, found):
    assert betrays(text) == found


def test_the_cost_counts_visits_of_a_fortnight_and_the_reporters_own(scene):
    ref = reported(scene)
    cost = danger_queries.danger_page(ref, at=AT).cost
    assert (cost.visits, cost.shoppers, cost.to_come, cost.exposure) == (1, 1, 1, Exposure.CERTAIN)
    for days in (1, 20):
        Visit.objects.create(
            wave_id=scene.missions[0].wave_id,
            cycle_number=scene.number,
            mission=scene.missions[0],
            questionnaire_version=scene.version,
            source="browser",
            visited_on=(AT - timedelta(days=days)).date(),
            answers={},
            filed_at=AT,
        )
    assert danger_queries.danger_page(ref, at=AT).cost.visits == 1


def test_a_report_is_due_within_the_hour_and_overdue_after(scene):
    reported(scene)
    (card,) = danger_queries.danger_cards(at=AT + timedelta(minutes=59))
    assert not card.is_overdue and waiting(AT).dangers == 1
    late = AT + timedelta(minutes=61)
    assert danger_queries.danger_cards(at=late)[0].is_overdue and waiting(late).overdue == 1
    assert len(danger_queries.danger_cards(at=late, only_overdue=True)) == 1


def test_a_text_that_betrays_is_not_sent(scene, omar_the_duty_officer):
    ref, by = reported(scene), omar_the_duty_officer
    with pytest.raises(dangers.TextBetrays):
        dangers.send_danger(danger=ref, words=replace(TEXT, english="Our shopper saw it"), by=by, at=AT)
    with pytest.raises(alarms.WordsMissing):
        dangers.send_danger(danger=ref, words=replace(TEXT, arabic=" "), by=by, at=AT)
    assert models.Danger.objects.get().state == DangerState.REPORTED and not models.DangerDecision.objects.exists()


def test_a_report_is_sent_told_to_both_and_done(scene, omar_the_duty_officer):
    ref, by, later = reported(scene), omar_the_duty_officer, AT + timedelta(minutes=20)
    how = {"danger": ref, "function": "Shift engineer", "way": Way.PHONE, "by": by, "at": later}
    with pytest.raises(MoveNotAllowed):
        dangers.tell(**how, whom=Told.BODY, told_at=AT)
    dangers.send_danger(danger=ref, words=TEXT, by=by, at=AT)
    for wrong in (AT - timedelta(minutes=5), later + timedelta(minutes=1)):
        with pytest.raises(dangers.ToldLater):
            dangers.tell(**how, whom=Told.BODY, told_at=wrong)
    dangers.tell(**how, whom=Told.BODY, told_at=AT)
    with pytest.raises(dangers.ToldAlready):
        dangers.tell(**how, whom=Told.BODY, told_at=AT)
    assert danger_queries.danger_cards(at=AT + timedelta(hours=2))[0].is_overdue  # the top was not told yet
    dangers.tell(**how, whom=Told.TOP, told_at=AT)
    page = danger_queries.danger_page(ref, at=later)
    assert page.card.state is DangerState.TOLD and [each.whom for each in page.tellings] == [Told.BODY, Told.TOP]
    assert page.decisions[0].visits_seen == 1
    assert acts_of(ref) == ["danger.reported", "danger.decided", "danger.told", "danger.told"]
    assert "engineer" not in str(journal.entries_about(ref)) and "exit" not in str(acts_of(ref))


def test_a_report_is_held_back_only_for_days_and_comes_back_overdue(scene, omar_the_duty_officer):
    ref, by = reported(scene), omar_the_duty_officer
    for until in (AT, AT + timedelta(days=8)):
        with pytest.raises(dangers.PauseUnfit):
            dangers.postpone_danger(danger=ref, until=until, reason="x", by=by, at=AT)
    dangers.postpone_danger(danger=ref, until=AT + timedelta(hours=4), reason="One visit", by=by, at=AT)
    assert not danger_queries.danger_cards(at=AT + timedelta(hours=2))[0].is_overdue
    assert danger_queries.danger_cards(at=AT + timedelta(hours=5))[0].is_overdue
    dangers.hold_danger_back(danger=ref, reason="Mended already", by=by, at=AT)
    assert danger_queries.danger_cards(at=AT) == () and len(danger_queries.danger_cards(at=AT, on_desk=False)) == 1
    dangers.send_danger(danger=ref, words=TEXT, by=by, at=AT)  # more is known: life comes first


def test_what_was_reported_and_decided_stands(scene, omar_the_duty_officer):
    ref = reported(scene)
    dangers.send_danger(danger=ref, words=TEXT, by=omar_the_duty_officer, at=AT)
    for change in (
        "UPDATE safety_danger SET words = 'x'",
        "DELETE FROM safety_dangerdecision",
        "DELETE FROM safety_danger",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
