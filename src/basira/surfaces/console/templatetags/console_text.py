"""The tags that only the desk's pages use."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from basira.core.kernel.field_keys import KeyKind
from basira.surfaces.console.vocabulary import KEY_NAMES
from basira.surfaces.shared.figures import number
from basira.surfaces.shared.states import look

register = template.Library()


@register.simple_tag
def trail(*steps: Any) -> list[dict[str, str]]:
    """`{% trail label url label url as trail %}`: the way to this page, for its header."""
    return [{"label": str(steps[at]), "url": str(steps[at + 1])} for at in range(0, len(steps), 2)]


@register.simple_tag
def cycle_title(wave: Any) -> str:
    """`{% cycle_title wave as title %}`: "Cycle 3", in the reader's digits."""
    return _("Cycle %(number)s") % {"number": number(wave.number)}


@register.simple_tag
def state_word(value: object, noun: str = "") -> str:
    """`{% state_word step.state %}`: the word of a state, without its sign."""
    return look(str(value), noun)[2]


@register.simple_tag(name="span")
def span_tag(low: float | None, high: float | None, decimals: int = 1) -> str:
    """`{% span row.low row.high %}`: "55.1 to 69.3", or one number where both are the same; a dash for none."""
    if low is None or high is None:
        return "—"
    least, most = number(low, decimals), number(high, decimals)
    return least if least == most else _("%(low)s to %(high)s") % {"low": least, "high": most}


@register.filter
def lookup(key: str, words: dict[str, str]) -> str:
    """`{{ name|lookup:named }}`: the words of a key; "" where there are none."""
    return words.get(key, "")


@register.simple_tag
def key_kind(kind: KeyKind) -> str:
    """`{% key_kind key.kind %}`: what opens a shopper's notes, in words."""
    return str(KEY_NAMES[kind])
