"""The analyst's bench: one body of a cycle with every figure that may be spoken of, and what was said of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from basira.core.kernel.lifecycles import NotedState, WaveState
from basira.core.kernel.tabular import Cell, Table
from basira.core.scoring import Certainty, Part, priority
from basira.programme.findings import noted
from basira.programme.findings.cards import Figure
from basira.programme.findings.models import NotedFinding, Recommendation
from basira.programme.findings.noted_cards import Name, NotedCard, noted_card
from basira.programme.findings.queries import figure_of, name_of
from basira.programme.findings.reports import frame_of
from basira.programme.registry.models import Entity
from basira.programme.results.models import ScoreRun

Json = dict[str, Any]
RECOMMENDATION_COLUMNS = (
    "body_code", "body_ar", "body_en", "part", "criterion", "state", "recommendation_ar", "recommendation_en",
    "owner_ar", "owner_en", "effect", "unit", "certainty", "priority", "effort", "due_on", "proposals_taken_up",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """A figure that may be spoken of, and the parts that it lets an analyst say; `is_noted` where somebody did."""

    code: str
    centre_ref: str
    name: Name
    dimension: Name
    figure: Figure
    parts: tuple[Part, ...]
    part: Part | None
    is_noted: bool


@dataclass(frozen=True, slots=True)
class NotedLine:
    """An analyst's finding at the bench. `is_supported` is False when the newest scores do not say it any more."""

    ref: str
    state: NotedState
    part: Part
    name: Name
    figure: Figure
    noted: NotedCard
    written_by: str
    is_supported: bool
    recommendations: tuple[tuple[str, Name], ...]
    """Refs and texts, for a proposal that is taken up in one of them."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One body of a cycle at the bench; `is_open` while findings can be written. `centres` may be named."""

    entity_ref: str
    entity: Name
    is_open: bool
    subjects: tuple[Subject, ...]
    findings: tuple[NotedLine, ...]
    centres: frozenset[str]

    def subject(self, code: str, centre_ref: str) -> Subject | None:
        """Return the figure of this code; None when it may not be spoken of."""
        return next((one for one in self.subjects if (one.code, one.centre_ref) == (code, centre_ref)), None)

    def finding(self, ref: str) -> NotedLine | None:
        """Return a finding by ref; None when this body has none such."""
        return next((one for one in self.findings if one.ref == ref), None)


def bench_of(wave: str, entity_ref: str) -> Bench | None:
    """Return the bench of a body; None when the cycle's newest run does not know the body."""
    runs = ScoreRun.objects.select_related("wave").defer("inputs", "model").filter(wave__ref=wave)
    run = runs.order_by("-pk").first()
    entity = Entity.objects.filter(ref=entity_ref).first()
    if run is None or entity is None or not knows(run, entity_ref):
        return None
    rows = noted.subjects(run, entity_ref)
    found = list(
        NotedFinding.objects.filter(wave=run.wave_id, entity_ref=entity_ref)
        .select_related("wave", "way_step__life_event")
        .prefetch_related("recommendations")
        .order_by("pk")
    )
    spoken = {(one.code, one.centre_ref) for one in found if one.state != NotedState.SET_ASIDE}
    return Bench(
        entity_ref,
        Name(entity.name_ar, entity.name_en),
        run.wave.state == WaveState.SCORED,
        tuple(subject_of(key, row, key in spoken) for key, row in rows.items()),
        in_order([line_of(one, rows.get((one.code, one.centre_ref))) for one in found]),
        frozenset(centre for _code, centre in rows if centre),
    )


def knows(run: ScoreRun, entity_ref: str) -> bool:
    """Tell whether a run holds visits to a body."""
    return entity_ref in frame_of(run.ref)["bodies"]


def subject_of(key: noted.Key, row: Json, is_noted: bool) -> Subject:
    """Return a figure as the bench shows it."""
    return Subject(
        key[0],
        key[1],
        name_of(row),
        name_of(row["dimension"]),
        figure_of(row),
        noted.parts_of_row(row),
        Part(row["part"]) if row["part"] else None,
        is_noted,
    )


def line_of(one: NotedFinding, row: Json | None) -> NotedLine:
    """Return an analyst's finding as the bench shows it; a figure that is not shown any more leaves its code."""
    card = noted_card({"noted": noted.said(one, row["code"] if row else one.code)})
    assert card is not None  # noqa: S101  `said` is never empty
    return NotedLine(
        one.ref,
        NotedState(one.state),
        Part(one.part),
        name_of(row) if row else Name(one.code, one.code),
        figure_of(row) if row else Figure(withheld="would-reveal-another"),
        card,
        one.written_by,
        noted.is_supported(one.part, row),
        tuple((each.ref, Name(each.text_ar, each.text_en)) for each in noted.in_priority(one.recommendations.all())),
    )


def in_order(lines: Iterable[NotedLine]) -> tuple[NotedLine, ...]:
    """Return findings as a report has them, strengths first; what was set aside stands last."""
    parts = list(Part)
    return tuple(sorted(lines, key=lambda one: (one.state is NotedState.SET_ASIDE, parts.index(one.part))))


def waiting_notes(wave: str) -> int:
    """Return how many findings of a cycle wait for a second person."""
    return NotedFinding.objects.filter(wave__ref=wave, state=NotedState.DRAFTED).count()


def recommendation_table(wave: str) -> Table:
    """Return the recommendations of a cycle that were not set aside, the largest expected gain of each unit first."""
    return Table(RECOMMENDATION_COLUMNS, list(recommendation_rows(wave)))


def recommendation_rows(wave: str) -> Iterable[list[Cell]]:
    """Yield a cycle's recommendations as rows."""
    found = Recommendation.objects.filter(noted__wave__ref=wave).exclude(noted__state=NotedState.SET_ASIDE)
    rows = noted.in_priority(found.select_related("noted").prefetch_related("proposals").order_by("pk"))
    names = Entity.objects.in_bulk({row.noted.entity_ref for row in rows}, field_name="ref")
    for row in rows:
        body = names.get(row.noted.entity_ref)
        gain: Decimal = priority(row.effect, Certainty(row.certainty))
        yield [
            body.code if body else "", body.name_ar if body else "", body.name_en if body else "", row.noted.part,
            row.noted.code, row.noted.state, row.text_ar, row.text_en, row.owner_ar, row.owner_en, row.effect, row.unit,
            row.certainty, gain, row.effort, row.due_on, len(row.proposals.all()),
        ]  # fmt: skip
