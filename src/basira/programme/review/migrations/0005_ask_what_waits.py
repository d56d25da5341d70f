"""
Visits that wait for an answer now get the question that they were returned with, and the full time to answer it.

Those questions were written before they went to phones. One that would tell what its reader does, or is too long for a phone, goes
there in neutral words; what was asked stays with the review, where the desk reads it.
"""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from basira.core.kernel.asking import MOST_ASKED, tells_too_much
from basira.core.kernel.labels import DEFAULT_SHOPPER, label_from

NEUTRAL = "هل بقي ما تودّ إضافته هنا؟\nIs there anything left to add here?"


def write_questions_that_wait(apps, schema_editor):
    """Give each returned visit the question that it waits with. Nobody could answer before, so that the time begins now."""
    review, question = apps.get_model("review", "Review"), apps.get_model("review", "Question")
    kept = apps.get_model("people", "Programme").objects.values_list("shopper_label", flat=True).first()
    label = label_from(kept) if kept else DEFAULT_SHOPPER
    own = (*label.arabic.values(), *label.english.values())
    now = timezone.now()
    for each in review.objects.filter(state="returned"):
        is_fit = len(each.question) <= MOST_ASKED and not tells_too_much(each.question, shoppers=own)
        question.objects.create(
            visit_id=each.visit_id,
            number=1,
            words=each.question if is_fit else NEUTRAL,
            asked_at=now,
            asked_by="basira",
            answer_by=now + timedelta(hours=72),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0004_questions_to_shoppers"),
        ("people", "0003_charter_set_up_code_and_invitations"),
    ]
    operations = [migrations.RunPython(write_questions_that_wait, migrations.RunPython.noop)]
