"""The sentences of the public site, for its templates."""

from django import template

from basira.programme.publishing.cards import CycleCard, UnitLevel
from basira.surfaces.public import charts, sentences
from basira.surfaces.public.applying_languages import APPLYING_LANGUAGES, kept_language

register = template.Library()
register.filter("measure_words", sentences.measure_words)
register.filter("why_withheld", sentences.why_withheld)
register.filter("change_words", sentences.change_words)
register.filter("place_words", sentences.place_words)
register.filter("place_short", sentences.place_short)
register.filter("tier_words", sentences.tier_words)
register.filter("alike_words", sentences.alike_words)
register.filter("change_short", sentences.change_short)
register.filter("visits_words", sentences.visits_words)
register.filter("called", sentences.called)


@register.simple_tag
def unit_url(level: str, ref: str, cycle: str | None = None) -> str:
    """`{% unit_url row.level row.ref asked %}`: the address of a unit's page."""
    return charts.unit_url(UnitLevel(level), ref, cycle or "")


@register.simple_tag
def called_cycle(cycle: CycleCard) -> str:
    """`{% called_cycle minute.cycle as cycle_name %}`: a cycle's name in the reader's language."""
    return sentences.called(cycle.name)


@register.simple_tag(name="kept_language")
def kept_language_tag() -> str:
    """`href="{% url 'public:call' ref %}{% kept_language %}"`: stay in the language of applying."""
    return kept_language()


@register.simple_tag
def applying_languages() -> list[tuple[str, str]]:
    """`{% applying_languages as languages %}`: code and name of each language of applying that is not spoken now."""
    return [] if kept_language() else list(APPLYING_LANGUAGES.items())
