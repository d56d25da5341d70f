"""Tags of the registry's pages."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.simple_tag
def word_of(words: Mapping[str, object], key: object) -> object:
    """`{% word_of site_types card.site_type %}`: the word of a kind; the kind itself where it has none."""
    return words.get(str(key), key)
