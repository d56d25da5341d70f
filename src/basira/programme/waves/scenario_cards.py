"""Scenarios for pages, for planning and for whoever plays them."""

from dataclasses import dataclass, replace
from datetime import datetime

from basira.core.kernel.lifecycles import ScenarioState
from basira.programme.waves.models import Scenario


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """A scenario by its two names; only an approved one may be planned."""

    ref: str
    code: str
    name_ar: str
    name_en: str
    written_by: str
    approved_at: datetime | None

    @property
    def state(self) -> ScenarioState:
        """Return where it stands."""
        return ScenarioState.APPROVED if self.approved_at else ScenarioState.DRAFT


@dataclass(frozen=True, slots=True)
class ScenarioTexts:
    """A scenario in full: the story, and what she must, may and must never do, in both languages."""

    ref: str
    code: str
    name_ar: str
    name_en: str
    story_ar: str
    story_en: str
    must_ar: str
    must_en: str
    may_ar: str
    may_en: str
    never_ar: str
    never_en: str


@dataclass(frozen=True, slots=True)
class ScenarioApproval:
    """Where a scenario stands: who wrote it last, and who confirmed which points, if anybody did."""

    ref: str
    revision: int
    written_by: str
    approved_at: datetime | None
    approved_by: str | None
    points: tuple[str, ...]

    @property
    def state(self) -> ScenarioState:
        """Return where it stands."""
        return ScenarioState.APPROVED if self.approved_at else ScenarioState.DRAFT


def scenario_cards() -> tuple[ScenarioCard, ...]:
    """Return every scenario by code; empty before the first."""
    return tuple(
        ScenarioCard(*row)
        for row in Scenario.objects.order_by("code").values_list(
            "ref", "code", "name_ar", "name_en", "written_by", "approved_at"
        )
    )


def scenario_texts(ref: str) -> ScenarioTexts | None:
    """Return one scenario in full by its ref; None when there is none."""
    scenario = Scenario.objects.filter(ref=ref).first()
    if scenario is None:
        return None
    return scenario_texts_of(scenario)


def scenario_texts_of(scenario: Scenario) -> ScenarioTexts:
    """Return a scenario as plain values."""
    return ScenarioTexts(*(getattr(scenario, field) for field in ScenarioTexts.__slots__))


def scenario_as_approved(scenario: Scenario) -> ScenarioTexts:
    """Return a scenario as a shopper reads it: as it was approved last, whatever waits for its approval."""
    texts = scenario_texts_of(scenario)
    return replace(texts, **scenario.approved_texts) if scenario.approved_texts else texts


def scenario_approval(ref: str) -> ScenarioApproval | None:
    """Return where a scenario stands with its approval; None when there is none."""
    found = Scenario.objects.filter(ref=ref).first()
    if found is None:
        return None
    points = tuple(found.approved_points or ())
    return ScenarioApproval(found.ref, found.revision, found.written_by, found.approved_at, found.approved_by, points)
