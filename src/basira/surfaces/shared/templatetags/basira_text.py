"""The tags by which every page writes numbers, dates, names, states and icons."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from basira.core.kernel.registry import MissionKind
from basira.programme.people import queries
from basira.surfaces.shared import figures, icons, states
from basira.surfaces.shared.engine_words import engine_words
from basira.surfaces.shared.mission_words import KIND_NAMES
from basira.surfaces.shared.navigation import NavigationItem, items_for

register = template.Library()

EMPTY = "—"
"""What stands where there is no value. The words for why belong to the page."""


@register.simple_tag
def num(value: figures.Number | None, decimals: int = 0) -> SafeString:
    """`{% num visits %}`: a number in the reader's digits, isolated; a dash for none."""
    return _isolated(None if value is None else figures.number(value, decimals))


@register.simple_tag
def share(value: figures.Number | None, decimals: int = 0) -> SafeString:
    """`{% share answered %}`: a share of 0 to 1 as a percentage."""
    return _isolated(None if value is None else figures.percent(value, decimals))


@register.simple_tag
def points(value: figures.Number | None, decimals: int = 0) -> SafeString:
    """`{% points score %}`: a score, a share of 0 to 1, in points out of 100. Write the interval beside it."""
    return _isolated(None if value is None else figures.points(value, decimals))


@register.simple_tag
def interval(low: figures.Number | None, high: figures.Number | None, decimals: int = 0) -> SafeString:
    """`{% interval low high %}`: "55 to 69", in words, because a dash reads backwards in Arabic."""
    if low is None or high is None:
        return _isolated(None)
    words = _("%(low)s to %(high)s") % {"low": figures.points(low, decimals), "high": figures.points(high, decimals)}
    return _isolated(words)


@register.simple_tag(name="date")
def date_tag(value: date | datetime | None) -> SafeString:
    """`{% date card.settled_at %}`: "3 November 2026"."""
    return _time(value, figures.day(value) if value else "")


@register.simple_tag
def quarter(value: str) -> SafeString:
    """`{% quarter card.quarter %}`: "4th quarter 2026"."""
    return _isolated(figures.quarter(value) if value else None)


@register.simple_tag
def month(value: date | datetime | None) -> SafeString:
    """`{% month cycle.starts_on %}`: "November 2026"."""
    return _isolated(figures.month(value) if value else None)


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """`{% moment entry.at %}`: a day and a time, in the programme's time zone. Inside only: public pages say the cycle."""
    return _time(value, figures.moment(value) if value else "")


@register.simple_tag
def name(named: Any, of: str = "name") -> SafeString:
    """
    `{% name card %}`: the reader's name of a card with `name_ar` and `name_en`, isolated.

    `of` is the stem: `{% name card "centre_name" %}` reads `centre_name_ar`. Where the reader's language has none, the
    other one stands, marked with its language. A name that is itself a pair (`.ar`, `.en`) is read as it is.
    """
    return named_in(named, of, get_language() or "en")


def named_in(named: Any, stem: str, language: str) -> SafeString:
    """Return the name for `language` as isolated markup; a dash where there is none at all."""
    tongue, text = _best_name(named, stem, language)
    ours = "ar" if language.startswith("ar") else "en"
    if text and tongue not in ("", ours):
        return format_html('<bdi lang="{}">{}</bdi>', tongue, text)
    return _isolated(text or None)


def _best_name(named: Any, stem: str, language: str) -> tuple[str, str]:
    """Return the language and the text of the best name there is; two empty strings where there is none."""
    for tongue in ("ar", "en") if language.startswith("ar") else ("en", "ar"):
        text = getattr(named, tongue, "") if hasattr(named, "in_language") else getattr(named, f"{stem}_{tongue}", "")
        if text:
            # A name without an English form is written in Arabic letters under both languages.
            return ("ar" if text == getattr(named, "ar", None) else tongue), str(text)
    return "", str(getattr(named, stem, "") or "")


@register.simple_tag
def plain_name(named: Any, of: str = "name") -> str:
    """`{% plain_name card as title %}`: the same without markup, for attributes and page titles."""
    return _best_name(named, of, get_language() or "en")[1] or EMPTY


@register.simple_tag
def mission_kind(kind: str) -> str:
    """`{% mission_kind card.kind %}`: what a kind of mission is called."""
    return str(KIND_NAMES[MissionKind(kind)])


@register.simple_tag
def code(text: object) -> SafeString:
    """`{% code card.ref %}`: a code, isolated, left to right in both directions of text."""
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', text if text not in (None, "") else EMPTY)


@register.simple_tag
def engine(of: str) -> SafeString:
    """`{% engine run.method %}`: what an engine of the scores is called, with the code that runs keep beside it."""
    words = engine_words(of)
    return format_html("{}" if words == of else '{} <span class="soft small">({})</span>', words, code(of))


@register.simple_tag
def icon(of: str) -> SafeString:
    """`{% icon "search" %}`: one of the house's icons; always beside a word."""
    return icons.icon(of)


@register.simple_tag
def state(value: object, noun: str = "") -> SafeString:
    """`{% state card.state %}`, `{% state call.state "call" %}`: a state by icon and word; colour only underlines it."""
    tone, drawing, word = states.look(str(value), noun)
    return format_html('<span class="state {}">{}<span>{}</span></span>', tone, icons.icon(drawing), word)


@register.simple_tag(takes_context=True)
def label(context: dict[str, Any], of: str, number: str = "one", article: str = "the") -> str:
    """
    `{% label "shopper" "many" %}`: the programme's word for who visits, or for whom bodies serve ("customer").

    `number` is one, woman, two, many or of_many (after a preposition or as object); `article` is "the" or "a". In English
    the forms are two: one, and more.
    """
    card = context.get("programme") or queries.programme_card()
    words = card.customer if of == "customer" else card.shopper
    if (get_language() or "").startswith("ar"):
        return str(words.arabic[f"{'man' if number == 'one' else number}_{article}"])
    return str(words.english["one" if number in ("one", "woman") else "more"])


@register.simple_tag(takes_context=True)
def same_page(context: dict[str, Any], **changes: object) -> str:
    """`<a href="{% same_page page=2 %}">`: this page's address with some of its query changed; None takes one out."""
    request = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else request.path


def _isolated(text: str | None) -> SafeString:
    return format_html("<bdi>{}</bdi>", EMPTY if text is None else text)


def _time(value: date | datetime | None, words: str) -> SafeString:
    if value is None:
        return _isolated(None)
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(), words)


@register.simple_tag(takes_context=True)
def navigation_of(context: dict[str, Any], surface: str) -> list[NavigationItem]:
    """`{% navigation_of "console" as items %}`: the view's own `navigation`, else the registered sections."""
    if "navigation" in context:
        return list(context["navigation"])
    request = context.get("request")
    if request is None:
        return []
    # A shell asks twice, for its list and for its keys: what waits is counted once.
    known: dict[str, list[NavigationItem]] = request.__dict__.setdefault("_navigation", {})
    if surface not in known:
        known[surface] = items_for(surface, request)
    return known[surface]


CONTROLS = {"select": "select", "textarea": "textarea", "checkbox": "checkbox", "file": "file-input"}


@register.simple_tag
def house_control(field: BoundField, helpless: object = False) -> SafeString:
    """`{% house_control field %}`: the control of a form field in the house's style, tied to its help and its errors."""
    if helpless:
        # Django would tie the control to a help that the page does not show.
        field.help_text = ""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "textarea" if widget.__class__.__name__.endswith("Textarea") else "text")
    attributes: dict[str, str | bool] = {}
    # A group of choices wears no class: Django would put it on the group as well as on each choice.
    if not field.use_fieldset:
        attributes["class"] = f"{CONTROLS.get(kind, 'input')} {widget.attrs.get('class', '')}".strip()
    if kind in {"text", "search"}:
        # What somebody types may be Arabic or Latin, whatever the page's language is.
        attributes["dir"] = widget.attrs.get("dir", "auto")
    if described := _described(field):
        attributes["aria-describedby"] = described
    return field.as_widget(attrs=attributes)


@register.filter
def is_tick_box(field: BoundField) -> bool:
    """`{% with tick=field|is_tick_box %}`: whether a field is one box to tick: nothing to fill, so never "optional"."""
    return isinstance(field.field.widget, CheckboxInput)


def _described(field: BoundField) -> str:
    """The ids of the help and of each error, so that they are read out with the control."""
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    for number in range(len(field.errors)):
        ids.append(f"{field.auto_id}_error" + (f"_{number + 1}" if number else ""))
    return " ".join(ids)
