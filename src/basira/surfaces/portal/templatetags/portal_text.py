"""The portal's way of saying a figure, for its templates."""

from django import template

from basira.programme.findings.cards import Figure
from basira.programme.findings.noted_cards import Name
from basira.surfaces.shared import report_words

register = template.Library()


@register.filter
def rest_words(figure: Figure) -> str:
    """`{{ figure|rest_words }}`: the range and the visits, or why there is no figure."""
    return report_words.value_and_rest(figure)[1]


@register.filter
def called(name: Name) -> str:
    """`{{ report.entity|called }}`: a name in the reader's language."""
    return report_words.called(name)
