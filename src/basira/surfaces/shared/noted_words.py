"""An analyst's finding and its recommendations in words: for the portal, the desk's preview and paper, the same way."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from basira.core.scoring import EffectUnit
from basira.programme.findings.noted_cards import Name, NotedCard, RecommendationCard, TouchedArticle
from basira.surfaces.shared import figures
from basira.surfaces.shared.finding_words import (
    CAUSES,
    CERTAINTIES,
    EFFORTS,
    RECURRENCES,
    SEVERITIES,
    STANDARD_KINDS,
    STEPS,
    sentence,
)


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """An article that a finding touches: where it stands, and what it says."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class RecommendationWords:
    """A recommendation in words."""

    text: str
    owner: str
    effect: str
    gain: str
    certainty: str
    effort: str
    due_on: date


@dataclass(frozen=True, slots=True)
class NotedWords:
    """What an analyst said, in words; `remark` may be empty."""

    sentence: str
    tags: tuple[str, ...]
    causes: tuple[str, ...]
    articles: tuple[ArticleWords, ...]
    remark: str
    recommendations: tuple[RecommendationWords, ...]


def spoken(name: Name) -> str:
    """Return a text in the reader's language."""
    return name.in_language(get_language() or "en")


def noted_words(card: NotedCard) -> NotedWords:
    """Return what an analyst said in the reader's language."""
    step = [str(STEPS[card.step])] if card.step else []
    if card.way:
        step.append(_("%(event)s: %(step)s") % {"event": spoken(card.way.event), "step": spoken(card.way.step)})
    return NotedWords(
        sentence(card.wording, card.topic),
        (str(SEVERITIES[card.severity]), str(RECURRENCES[card.recurrence]), *step),
        tuple(str(CAUSES[cause]) for cause in card.causes),
        tuple(ArticleWords(article_place(one), spoken(one.text)) for one in card.articles),
        spoken(card.remark) if card.remark else "",
        tuple(recommendation_words(one) for one in card.recommendations),
    )


def article_place(one: TouchedArticle) -> str:
    """Return where an article stands: kind, document, version, number."""
    article = _("article %(number)s") % {"number": one.number}
    parts = [str(STANDARD_KINDS[one.kind]), f"{spoken(one.title)} ({one.version})", article]
    return pgettext("between items", ", ").join(parts)


def recommendation_words(one: RecommendationCard) -> RecommendationWords:
    """Return a recommendation in the reader's language; the gain is effect times certainty."""
    return RecommendationWords(
        spoken(one.text),
        spoken(one.owner),
        in_unit(figures.number(one.effect, 1), one.unit),
        in_unit(figures.number(one.priority, 1), one.unit),
        str(CERTAINTIES[one.certainty]),
        str(EFFORTS[one.effort]),
        one.due_on,
    )


def in_unit(number: str, unit: EffectUnit) -> str:
    """Return a number with its unit."""
    if unit is EffectUnit.MINUTES:
        return _("%(number)s minutes for each customer") % {"number": number}
    return _("%(number)s points of 100") % {"number": number}
