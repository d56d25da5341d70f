"""The answers of a visit, a page of them at a time: a visit with many rounds of a repeat must not make a page of them all."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.paginator import Page, Paginator

from basira.programme.review.answer_lines import DimensionBlock

LINES = 400
"""Answers on one page; a visit of an ordinary questionnaire has one page."""


def lines_page(blocks: Sequence[DimensionBlock], number: int) -> Page[DimensionBlock]:
    """Return the blocks of one page of answers; each keeps its own lines there, and the points of all its lines."""
    places = [(block, line) for block in blocks for line in block.lines]
    page = Paginator(places, LINES).get_page(number)
    here: dict[str, list[object]] = {}
    for block, line in page.object_list:
        here.setdefault(block.code, []).append(line)
    page.object_list = [
        replace(block, lines=tuple(here[block.code]))  # type: ignore[arg-type]
        for block in blocks
        if block.code in here
    ]
    return page  # type: ignore[return-value]
