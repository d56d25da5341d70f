"""What an analyst said of a figure, as a page shows it: frozen cards, read from a report alone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from basira.core.kernel.noting import Cause, Recurrence, Severity, Step, Topic, Wording
from basira.core.kernel.standards import StandardKind
from basira.core.scoring import Certainty, EffectUnit, Effort

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    ar: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the Arabic name for "ar…" codes, else the English one."""
        return self.ar if code.startswith("ar") else self.en


@dataclass(frozen=True, slots=True)
class TouchedArticle:
    """An article that a finding touches, with the document it stands in."""

    kind: StandardKind
    title: Name
    version: str
    number: str
    text: Name


@dataclass(frozen=True, slots=True)
class RecommendationCard:
    """A recommendation; `priority` is effect times certainty, in the effect's own unit."""

    text: Name
    owner: Name
    effect: Decimal
    unit: EffectUnit
    certainty: Certainty
    effort: Effort
    due_on: date
    priority: Decimal


@dataclass(frozen=True, slots=True)
class WayCard:
    """The step of a life event that a finding names."""

    event: Name
    step: Name


@dataclass(frozen=True, slots=True)
class NotedCard:
    """What an analyst said of a figure: a wording with its topic, tags, articles, recommendations. `remark` may be None."""

    wording: Wording
    topic: Topic
    severity: Severity
    recurrence: Recurrence
    step: Step | None
    causes: tuple[Cause, ...]
    articles: tuple[TouchedArticle, ...]
    remark: Name | None
    recommendations: tuple[RecommendationCard, ...]
    way: WayCard | None = None


def noted_card(figures: Json) -> NotedCard | None:
    """Read what an analyst said of a finding from its figures; None where nobody did."""
    said = figures.get("noted")
    if not said:
        return None
    return NotedCard(
        wording=Wording(said["wording"]),
        topic=Topic(said["topic"]),
        severity=Severity(said["severity"]),
        recurrence=Recurrence(said["recurrence"]),
        step=Step(said["step"]) if said["step"] else None,
        causes=tuple(Cause(one) for one in said["causes"]),
        articles=tuple(article_of(one) for one in said["articles"]),
        remark=Name(**said["remark"]) if said["remark"] else None,
        recommendations=tuple(recommendation_of(one) for one in said["recommendations"]),
        way=WayCard(Name(**said["way"]["event"]), Name(**said["way"]["step"])) if said.get("way") else None,
    )


def article_of(row: Json) -> TouchedArticle:
    """Read an article that a finding touches."""
    return TouchedArticle(
        StandardKind(row["kind"]), Name(**row["title"]), row["version"], row["number"], Name(**row["text"])
    )


def recommendation_of(row: Json) -> RecommendationCard:
    """Read a recommendation."""
    return RecommendationCard(
        Name(**row["text"]),
        Name(**row["owner"]),
        Decimal(row["effect"]),
        EffectUnit(row["unit"]),
        Certainty(row["certainty"]),
        Effort(row["effort"]),
        date.fromisoformat(row["due_on"]),
        Decimal(row["priority"]),
    )
