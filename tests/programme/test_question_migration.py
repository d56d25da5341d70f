"""Visits that were returned before phones could answer get the question that they wait with, and the full time to answer it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from basira.core.kernel.asking import ANSWER_TIME
from basira.core.kernel.betraying import betrays
from basira.core.kernel.lifecycles import VisitState
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.review import verbs
from basira.programme.review.models import Question, Review
from basira.programme.review.queries import review_card
from basira.programme.review.questions import phone_questions
from tests.cast import MONDAY_9AM
from tests.field_scene import filled, make_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tables_of_before():
    """Return what takes the tables back to before the change; they are as today again when the test ends."""
    yield lambda: MigrationExecutor(connection).migrate([("review", "0003_verdicts_stand")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


WAITED = ["Which counter?", "Did the mystery shopper ring +971 50 123 4567?", "؟" * 501]


def test_what_waits_is_asked_anew_with_its_full_time_and_tells_no_phone_too_much(
    tables_of_before, noura_the_reviewer, tmp_path
):
    scene = make_scene(missions=4)
    visits: list[str] = []
    store = EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")
    verdicts = [(VisitState.RETURNED, "Which?")] * len(WAITED) + [(VisitState.ACCEPTED, "")]
    for place, (to, words) in enumerate(verdicts):
        xml = filled(instance=f"uuid:{place}", mission=scene.missions[place].ref)
        visit = fieldwork.file_visit(
            sender=scene.sender, xml=xml, files={}, store=store, repaint=print, by=scene.shopper, at=MONDAY_9AM
        ).visit
        verbs.settle_review(visit=visit, to=to, words=words, by=noura_the_reviewer, at=MONDAY_9AM)
        if to is VisitState.RETURNED:
            Review.objects.filter(visit__ref=visit).update(question=WAITED[place])
            visits.append(visit)
    tables_of_before()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    words = [each.words for each in phone_questions(scene.number.pk)]
    assert words[0] == "Which counter?" and words[1] == words[2] and not betrays(words[1])
    assert [review_card(visit).question_untold for visit in visits] == ["", *WAITED[1:]]
    question = Question.objects.earliest("pk")
    assert question.answer_by - question.asked_at == ANSWER_TIME and question.asked_at > MONDAY_9AM
