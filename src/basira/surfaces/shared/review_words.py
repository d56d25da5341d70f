"""The words of refusals of a reviewer's question, and of a shopper's answer to it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

REVIEW_WORDS = {
    "review.questions-spent": _(
        "This visit was asked about %(limit)s times already, which is the most. Give it a verdict with what is known."
    ),
    "review.question-too-long": _(
        "A question has at most %(limit)s letters, so that it can be read on a phone. Shorten it, and ask one thing."
    ),
    "review.question-tells-too-much": _(
        "The question tells too much (%(found)s). Whoever looks at her phone could read it there. Leave out numbers and "
        "addresses of people and every word about a visit; ask as one asks about a note, such as “Which counter was it?”"
    ),
    "review.question-unknown": _("This is not asked any more. You need do nothing."),
    "review.answer-unfit": _("Write an answer of at most %(limit)s letters."),
    "review.question-answered": _("This was answered before, and that answer stands. You need do nothing more."),
}

TOLD = [gettext_noop("number"), gettext_noop("time"), gettext_noop("visit"), gettext_noop("person")]
"""What words may tell, as `core.kernel.betraying` names it and refusals show it."""
