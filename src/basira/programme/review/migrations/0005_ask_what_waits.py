"""Visits that wait for an answer now get the question that they were returned with, and the full time to answer it."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def write_questions_that_wait(apps, schema_editor):
    """Give each returned visit the question that it waits with. Nobody could answer before, so that the time begins now."""
    review, question = apps.get_model("review", "Review"), apps.get_model("review", "Question")
    now = timezone.now()
    for each in review.objects.filter(state="returned"):
        question.objects.create(
            visit_id=each.visit_id,
            number=1,
            words=each.question,
            asked_at=now,
            asked_by="basira",
            answer_by=now + timedelta(hours=72),
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0004_questions_to_shoppers")]
    operations = [migrations.RunPython(write_questions_that_wait, migrations.RunPython.noop)]
