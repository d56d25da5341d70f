"""What the portal and the desk read of reports, findings and answers: frozen cards."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from basira.core.kernel.journeys import BreakKind
from basira.core.kernel.lifecycles import FindingState
from basira.core.scoring import Part
from basira.programme.findings.noted_cards import Name, NotedCard


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A value with its 95 % interval (shares 0 to 1) and its visits; all None where it is withheld.

    `at_least` says that `visits` is rounded down, because a few visits did not count for this figure.
    """

    score: Decimal | None = None
    se: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    visits: int | None = None
    at_least: bool = False
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file that came with an answer."""

    ref: str
    filename: str
    kind: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A body's answer to one finding."""

    answer: FindingState
    words: str
    replied_at: datetime
    files: tuple[FileCard, ...]


@dataclass(frozen=True, slots=True)
class OutcomeCard:
    """The arbiter's answer to a contest. `now_part` and `now_reads` say what holds of a changed finding; else None and ""."""

    outcome: FindingState
    reasons: str
    now_part: Part | None
    now_reads: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class FindingCard:
    """
    One finding with its figures, where it stands, and its answer (None before there is one).

    `outcome` is the arbiter's, and `arbiter_by` the day by which it comes; both None where nothing is contested.
    """

    ref: str
    part: Part
    name: Name
    dimension: Name
    figure: Figure
    state: FindingState
    answer_by: date | None
    answer: AnswerCard | None
    outcome: OutcomeCard | None = None
    arbiter_by: date | None = None
    noted: NotedCard | None = None
    """What an analyst said of it; None where the rule alone speaks."""

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is asked for and still possible."""
        return self.answer_by is not None and self.state is FindingState.RELEASED


@dataclass(frozen=True, slots=True)
class DimensionCard:
    """One dimension of a body."""

    name: Name
    figure: Figure
    part: Part | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class CycleName:
    """A cycle by ref, number and name; never by a day."""

    ref: str
    number: int
    name: Name


@dataclass(frozen=True, slots=True)
class ReportRuleCard:
    """What the report's method says of itself."""

    min_visits: int
    min_shoppers: int
    confidence: Decimal
    strength_from: Decimal
    shortcoming_below: Decimal


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A break of a way at one of the body's own steps: `seen` in `of` cases; `is_marked` where that is surely often."""

    kind: BreakKind
    seen: int
    of: int
    is_marked: bool


@dataclass(frozen=True, slots=True)
class OwnStepCard:
    """
    One of the body's own steps of a life event, from the visits to this body alone; None for a median that is not told.

    Units: minutes of one visit, days from asking to having.
    """

    name: Name
    promised_days: int | None
    seen: tuple[SeenCard, ...]
    minutes_inside: Decimal | None
    result_days: Decimal | None


@dataclass(frozen=True, slots=True)
class OwnWayCard:
    """A life event that ran through the body, with the body's own steps."""

    event: Name
    steps: tuple[OwnStepCard, ...]


@dataclass(frozen=True, slots=True)
class ReportCard:
    """
    One body's report of one cycle. `looked_at` criteria were judged; of `unsure` ones nothing is said; `withheld` ones are
    not shown.
    """

    cycle: CycleName
    programme: Name
    entity_ref: str
    entity: Name
    sector: Name
    simulated: bool
    total: Figure
    dimensions: tuple[DimensionCard, ...]
    findings: tuple[FindingCard, ...]
    rule: ReportRuleCard
    looked_at: int
    unsure: int
    withheld: int
    ways: tuple[OwnWayCard, ...] = ()

    def part(self, part: Part) -> tuple[FindingCard, ...]:
        """Return the findings of one part, in their order."""
        return tuple(one for one in self.findings if one.part is part)

    @property
    def fallen(self) -> tuple[FindingCard, ...]:
        """The findings that did not stand as they were told: changed, or not upheld. The figures count them all the same."""
        return tuple(one for one in self.findings if one.state in (FindingState.CHANGED, FindingState.NOT_UPHELD))

    @property
    def open_findings(self) -> tuple[FindingCard, ...]:
        """The findings that wait for an answer, the earliest last day first."""
        return tuple(sorted((one for one in self.findings if one.is_open), key=lambda one: one.answer_by or date.max))


@dataclass(frozen=True, slots=True)
class TrendCard:
    """A body's total in one cycle of which it was informed."""

    cycle: CycleName
    figure: Figure


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A body's report with its course over the cycles, oldest first, up to the report's own."""

    report: ReportCard
    trend: tuple[TrendCard, ...]
    cycles: tuple[CycleName, ...]
    """Every cycle of which the body was informed, newest first."""


@dataclass(frozen=True, slots=True)
class BodyCard:
    """One body at the desk: how many findings it has by part, and how many answers by state."""

    entity_ref: str
    entity: Name
    strengths: int
    shortcomings: int
    opportunities: int
    accepted: int
    accepted_in_part: int
    contests: int
    upheld: int
    changed: int
    not_upheld: int
    waiting: int
    silent: int
    contested: tuple[FindingCard, ...]
    """Every finding that was contested, answered by the arbiter or not."""
