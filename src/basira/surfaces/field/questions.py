"""A question about one of her notes: what a phone is told of it, and what she answers. docs/reference/field-json.md."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from basira.programme.fieldwork.queries import Sender
from basira.programme.review.asking import answer_question
from basira.programme.review.questions import PhoneQuestion
from basira.surfaces.field.calls import said, text
from basira.surfaces.field.door import field_answer
from basira.surfaces.field.reading import moment
from basira.surfaces.shared.filing import shopper_of


def question_json(question: PhoneQuestion) -> dict[str, str | None]:
    """Return a question as JSON values; who asked, and when, is not among them."""
    return {
        "ref": question.ref,
        "mission": question.mission_ref,
        "words": question.words,
        "answer_by": moment(question.answer_by),
    }


@require_http_methods(["PUT"])
@field_answer
def answer(request: HttpRequest, sender: Sender, ref: str) -> JsonResponse:
    """Keep her answer: 201 the first time, 200 for the same again; 409 for another one, as the first stands."""
    is_new = answer_question(
        question=ref, answer=text(said(request), "answer"), by=shopper_of(sender), at=timezone.now()
    )
    return JsonResponse({"message": _("Received. Thank you.")}, status=201 if is_new else 200)
