"""Calls and applications for pages: the public's, the assessors', the panel officer's, each no more than its reader needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Exists, OuterRef

from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import ApplicationState, CallState
from basira.core.recruiting.eligibility import Rule, read_rules
from basira.core.recruiting.rubric import Criterion
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.recruiting.models import (
    ATTRIBUTES,
    Application,
    Assessment,
    Call,
    RouteSetting,
    Tie,
)
from basira.programme.recruiting.routes import IN_BLUEPRINTS, OPEN_AT_FIRST, TieKind
from basira.programme.registry import queries as registry

SHORT = 6
"""Letters of a reference that people tell applications apart by."""


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call as its pages show it. `counts` is how many applications stand in each state; of an ended one, what stayed."""

    ref: str
    title_ar: str
    title_en: str
    conditions_ar: str
    conditions_en: str
    other_conditions: Mapping[str, str]
    opens_on: date
    closes_on: date
    capacity: int
    rules: tuple[Rule, ...]
    criteria: tuple[Criterion, ...]
    pass_mark: int
    most_apart: int
    state: CallState
    counts: Mapping[str, int]

    def takes_applications(self, day: date) -> bool:
        """Tell whether somebody may apply on a day."""
        return self.state is CallState.OPEN and self.opens_on <= day <= self.closes_on


@dataclass(frozen=True, slots=True)
class DraftCard:
    """What an applicant sees again of her own application: never where it stands beyond having been sent."""

    call: str
    is_draft: bool
    was_refused: bool
    was_withdrawn: bool
    unmet: tuple[Rule, ...]
    attributes: Mapping[str, str]
    languages: tuple[str, ...]
    motive: str
    trial_report: str
    ties: Mapping[TieKind, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AssessedCard:
    """
    An application as an assessor sees it: what was written, and her own marks; no attribute, no other's mark.

    `criteria` are what she gives marks for, on the card of a single application alone.
    """

    ref: str
    call: str
    motive: str
    trial_report: str
    marks: Mapping[str, int]
    is_open: bool
    criteria: tuple[Criterion, ...] = ()

    @property
    def short_ref(self) -> str:
        """Return the end of the reference."""
        return self.ref[-SHORT:]


@dataclass(frozen=True, slots=True)
class VettingCard:
    """An application as the panel officer sees it. Scores stand here only once the assessors are done."""

    ref: str
    call: str
    state: ApplicationState
    assessments: int
    scores: tuple[Decimal, ...]
    score: Decimal | None
    not_passed: str
    attributes: Mapping[str, str]
    languages: tuple[str, ...]
    ties: tuple[tuple[TieKind, str, str], ...]
    is_repeated: bool

    @property
    def short_ref(self) -> str:
        """Return the end of the reference."""
        return self.ref[-SHORT:]


def vault() -> Vault:
    """Return the way to the vault."""
    return Vault(settings.VAULT_SOCKET)


def open_routes() -> frozenset[Route]:
    """Return the ways in that are open: as the director set each, else as the programme's blueprint says, else the first two."""
    said = dict(RouteSetting.objects.values_list("route", "is_open"))
    blueprint = kept_blueprint() if len(said) < len(Route) else None
    named = blueprint.said("shoppers.routes") if blueprint else None
    first = OPEN_AT_FIRST if named is None else {IN_BLUEPRINTS[each] for each in named}
    return frozenset(route for route in Route if said.get(route, route in first))


def region_codes() -> tuple[tuple[str, str, str], ...]:
    """Return the regions that an applicant may live in, as (code, Arabic, English): those of the registry; "elsewhere" is apart."""
    return tuple((name_en or name_ar, name_ar, name_en) for name_ar, name_en in registry.regions())


def call_cards() -> tuple[CallCard, ...]:
    """Return every call, the newest first; empty before the first."""
    rows = Application.objects.order_by().values("call_id", "state").annotate(count=Count("*"))
    counts: dict[int, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["call_id"], {})[row["state"]] = row["count"]
    return tuple(_call_card(call, counts.get(call.pk, call.tally)) for call in Call.objects.order_by("-pk"))


def call_card(ref: str) -> CallCard | None:
    """Return one call; None when there is none."""
    return next((card for card in call_cards() if card.ref == ref), None)


def calls_open_on(day: date) -> tuple[CallCard, ...]:
    """Return the calls that take applications on a day, for the public: without counts."""
    rows = Call.objects.filter(state=CallState.OPEN, opens_on__lte=day, closes_on__gte=day).order_by("closes_on", "pk")
    return tuple(_call_card(call, {}) for call in rows)


def _call_card(call: Call, counts: Mapping[str, int]) -> CallCard:
    names = (
        "ref",
        "title_ar",
        "title_en",
        "conditions_ar",
        "conditions_en",
        "other_conditions",
        "opens_on",
        "closes_on",
    )
    said = {name: getattr(call, name) for name in (*names, "capacity", "pass_mark", "most_apart")}
    criteria = tuple(Criterion(each) for each in call.criteria)
    return CallCard(**said, rules=read_rules(call.rules), criteria=criteria, state=CallState(call.state), counts=counts)


def draft_card(code_sha256: str) -> DraftCard | None:
    """Return the application behind the digest of a code, for whoever holds the code; None when there is none."""
    row = Application.objects.select_related("call").filter(code_sha256=code_sha256).first()
    if row is None:
        return None
    rules = read_rules(row.call.rules)
    tied: dict[TieKind, tuple[str, ...]] = {}
    for kind, entity in Tie.objects.filter(application=row).order_by("pk").values_list("kind", "entity__ref"):
        tied[TieKind(kind)] = (*tied.get(TieKind(kind), ()), entity)
    return DraftCard(
        call=row.call.ref,
        is_draft=row.state == ApplicationState.DRAFT,
        was_refused=row.state == ApplicationState.REFUSED,
        was_withdrawn=row.state == ApplicationState.WITHDRAWN,
        unmet=tuple(rule for rule in rules if str(rule.kind) in row.unmet),
        attributes={name: getattr(row, name) for name in ATTRIBUTES},
        languages=tuple(row.languages),
        motive=row.motive,
        trial_report=row.trial_report,
        ties=tied,
    )


def to_assess(call: str, *, assessor: str) -> tuple[AssessedCard, ...]:
    """Return what waits for this assessor's marks, in an order that tells nothing; empty when nothing does."""
    own = Assessment.objects.filter(application=OuterRef("pk"), assessor_ref=assessor)
    rows = Application.objects.filter(call__ref=call, state=ApplicationState.ELIGIBLE, is_repeated=False)
    return tuple(_assessed_card(row, call, {}) for row in rows.exclude(Exists(own)).order_by("ref"))


def to_assess_by_call(*, assessor: str) -> tuple[tuple[str, int], ...]:
    """Return which calls wait for this assessor's marks, by ref, and how many applications of each; empty when none does. One query."""
    own = Assessment.objects.filter(application=OuterRef("pk"), assessor_ref=assessor)
    rows = Application.objects.filter(state=ApplicationState.ELIGIBLE, is_repeated=False).exclude(Exists(own))
    counted = rows.order_by().values("call__ref", "call_id").annotate(count=Count("pk")).order_by("-call_id")
    return tuple((row["call__ref"], row["count"]) for row in counted)


def assessed_card(ref: str, *, assessor: str) -> AssessedCard | None:
    """Return one application with this assessor's own marks; None when there is none to assess."""
    row = Application.objects.select_related("call").filter(ref=ref, is_repeated=False).exclude(sent_on=None).first()
    if row is None:
        return None
    own = Assessment.objects.filter(application=row, assessor_ref=assessor).first()
    return _assessed_card(row, row.call.ref, own.marks if own else {}, tuple(map(Criterion, row.call.criteria)))


def _assessed_card(
    row: Application, call: str, marks: Mapping[str, int], criteria: tuple[Criterion, ...] = ()
) -> AssessedCard:
    is_open = row.state == ApplicationState.ELIGIBLE and not marks
    return AssessedCard(row.ref, call, row.motive, row.trial_report, marks, is_open, criteria)


def vetting_cards(call: str, *, state: str = "") -> tuple[VettingCard, ...]:
    """Return the applications of a call that were sent, in one state or all, in the order of their random refs."""
    rows = Application.objects.filter(call__ref=call).exclude(state=ApplicationState.DRAFT)
    if state:
        rows = rows.filter(state=state)
    given = Assessment.objects.filter(application__in=rows).order_by().values("application_id")
    counted = {row["application_id"]: row["count"] for row in given.annotate(count=Count("*"))}
    return tuple(_vetting_card(row, call, counted.get(row.pk, 0)) for row in rows.order_by("ref"))


def vetting_card(ref: str) -> VettingCard | None:
    """Return one application that was sent, with its scores and ties; None when there is none."""
    row = Application.objects.select_related("call").filter(ref=ref).exclude(state=ApplicationState.DRAFT).first()
    if row is None:
        return None
    scores = tuple(Assessment.objects.filter(application=row).order_by("score").values_list("score", flat=True))
    tied = Tie.objects.filter(application=row).order_by("kind", "entity__name_en")
    ties = tuple(
        (TieKind(kind), name_ar, name_en)
        for kind, name_ar, name_en in tied.values_list("kind", "entity__name_ar", "entity__name_en")
    )
    return _vetting_card(row, row.call.ref, len(scores), scores, ties)


def _vetting_card(
    row: Application,
    call: str,
    assessments: int,
    scores: tuple[Decimal, ...] = (),
    ties: tuple[tuple[TieKind, str, str], ...] = (),
) -> VettingCard:
    return VettingCard(
        ref=row.ref,
        call=call,
        state=ApplicationState(row.state),
        assessments=assessments,
        scores=scores if row.state != ApplicationState.ELIGIBLE else (),
        score=row.score,
        not_passed=row.not_passed,
        attributes={name: getattr(row, name) for name in ATTRIBUTES},
        languages=tuple(row.languages),
        ties=ties,
        is_repeated=row.is_repeated,
    )


def papers_fit(refs: list[str], *, by: str) -> set[str] | None:
    """Return those of the applicants whose papers fit; None while the vault does not answer."""
    try:
        return vault().papers_fit(refs, by=by)
    except VaultNotReachable:
        return None


def bodies_tied_to(refs: list[str]) -> list[tuple[str, str]]:
    """Return each application with the ref of a body that she is tied to, once a body; for the vault alone."""
    rows = Tie.objects.filter(application__ref__in=refs).order_by("application__ref", "entity__ref")
    return list(dict.fromkeys(rows.values_list("application__ref", "entity__ref")))
