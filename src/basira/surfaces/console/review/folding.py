"""The answers of a visit, a page of them at a time: a visit with many rounds of a repeat must not make a page of them all."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.paginator import Page, Paginator

from basira.programme.review.answer_lines import AnswerLine, DimensionBlock

LINES = 400
"""Answers on one page; a visit of an ordinary questionnaire has one page."""


def lines_page(
    blocks: Sequence[DimensionBlock], number: int
) -> tuple[list[DimensionBlock], Page[tuple[DimensionBlock, AnswerLine]]]:
    """Return the blocks of one page of answers, each with its lines there and the points of all its lines; and the page."""
    page = Paginator([(block, line) for block in blocks for line in block.lines], LINES).get_page(number)
    here: dict[str, list[AnswerLine]] = {}
    for block, line in page.object_list:
        here.setdefault(block.code, []).append(line)
    return [replace(block, lines=tuple(here[block.code])) for block in blocks if block.code in here], page
