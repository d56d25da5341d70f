"""
What a body reads of itself, and what the desk reads of all bodies.

The first kind goes through `own_rows`, so that the database itself shows one body's rows; the filter by `entity_ref` is
the second lock, not the first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from basira.core.kernel.lifecycles import FindingState
from basira.core.scoring import Part
from basira.programme.findings import clock, noted
from basira.programme.findings.cards import (
    AnswerCard,
    BodyCard,
    CycleName,
    DimensionCard,
    Figure,
    FileCard,
    FindingCard,
    OutcomeCard,
    OwnReport,
    ReportCard,
    ReportRuleCard,
    TrendCard,
)
from basira.programme.findings.contests import ContestOutcome
from basira.programme.findings.models import EntityReport, Finding, Reply, ReplyFile
from basira.programme.findings.noted_cards import Name, noted_card
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.findings.way_cards import way_cards
from basira.programme.results import queries as results
from basira.programme.results.models import ScoreRun

Json = dict[str, Any]


def state_of(answer_by: date | None, answer: str | None, at: datetime, outcome: str | None = None) -> FindingState:
    """Return where a finding stands at this moment: the arbiter's answer, its own, else released, else no reply in time."""
    if outcome:
        return FindingState(outcome)
    if answer:
        return FindingState(answer)
    is_late = answer_by is not None and clock.is_over(answer_by, at)
    return FindingState.NO_REPLY if is_late else FindingState.RELEASED


def own_report(*, entity_ref: str, at: datetime, cycle: str | None = None, database: str = PORTAL) -> OwnReport | None:
    """
    Return a body's own report of a cycle (None: the newest of which it was informed); None when there is none.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        mine = list(EntityReport.objects.using(alias).filter(entity_ref=entity_ref).order_by("-starts_on", "-pk"))
        place = next((n for n, one in enumerate(mine) if cycle in (None, one.figures["cycle"]["ref"])), None)
        if place is None:
            return None
        found = mine[place]
        card = report_card(found.figures, finding_cards(found, at, alias))
    trend = tuple(TrendCard(cycle_name(one.figures), figure_of(one.figures["total"])) for one in reversed(mine[place:]))
    return OwnReport(card, trend, tuple(cycle_name(one.figures) for one in mine))


def own_finding(
    *, entity_ref: str, ref: str, at: datetime, database: str = PORTAL
) -> tuple[ReportCard, FindingCard] | None:
    """
    Return one finding of a body with the report it stands in; None when this body has no such finding.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        row = Finding.objects.using(alias).filter(ref=ref, entity_ref=entity_ref).select_related("report").first()
        if row is None:
            return None
        card = report_card(row.report.figures, finding_cards(row.report, at, alias))
    return card, next(one for one in card.findings if one.ref == ref)


def finding_cards(report: EntityReport, at: datetime, alias: str) -> tuple[FindingCard, ...]:
    """Return the findings of a report in their order, each with its answer."""
    return findings_by_report([report], at, alias).get(report.pk, ())


def findings_by_report(reports: Iterable[EntityReport], at: datetime, alias: str) -> dict[int, tuple[FindingCard, ...]]:
    """
    Return the findings of reports by the report's key, in their order, each with its answer and the arbiter's.

    Four queries, and one more where a finding is contested.
    """
    rows = Finding.objects.using(alias).filter(report__in=list(reports)).order_by("place")
    return cards_by_report(list(rows), at, alias)


def cards_by_report(rows: Sequence[Finding], at: datetime, alias: str) -> dict[int, tuple[FindingCard, ...]]:
    """Return these findings by the report's key, as `findings_by_report` does."""
    replies = {one.finding_id: one for one in Reply.objects.using(alias).filter(finding__in=rows)}
    ended = {one.finding_id: outcome_card(one) for one in ContestOutcome.objects.using(alias).filter(finding__in=rows)}
    files: dict[int, list[FileCard]] = {}
    for one in ReplyFile.objects.using(alias).filter(reply__in=replies.values()).order_by("pk"):
        files.setdefault(one.reply_id, []).append(FileCard(one.ref, one.filename, one.kind, one.size_bytes))
    found: dict[int, tuple[FindingCard, ...]] = {}
    calendar = clock.Calendar()
    for row in rows:
        reply = replies.get(row.pk)
        card = finding_card(row, reply, files, at, ended.get(row.pk))
        if reply and reply.answer == FindingState.CONTESTED:
            card = replace(card, arbiter_by=calendar.arbiter_by(reply.replied_at))
        found[row.report_id] = (*found.get(row.report_id, ()), card)
    return found


def finding_card(
    row: Finding,
    reply: Reply | None,
    files: Mapping[int, list[FileCard]],
    at: datetime,
    outcome: OutcomeCard | None = None,
) -> FindingCard:
    """Return one finding with its answer, and the arbiter's to a contest; the day by which that comes is the caller's."""
    answer = None
    if reply is not None:
        answer = AnswerCard(FindingState(reply.answer), reply.words, reply.replied_at, tuple(files.get(reply.pk, ())))
    return FindingCard(
        ref=row.ref,
        part=Part(row.part),
        name=name_of(row.figures),
        dimension=name_of(row.figures["dimension"]),
        figure=figure_of(row.figures),
        state=state_of(row.answer_by, reply.answer if reply else None, at, outcome.outcome if outcome else None),
        answer_by=row.answer_by,
        answer=answer,
        outcome=outcome,
        noted=noted_card(row.figures),
    )


def outcome_card(row: ContestOutcome) -> OutcomeCard:
    """Return the arbiter's answer to a contest."""
    part = Part(row.now_part) if row.now_part else None
    return OutcomeCard(FindingState(row.outcome), row.reasons, part, row.now_reads, row.decided_at)


def drafted(figures: Json) -> tuple[FindingCard, ...]:
    """Return the findings of a report that is not released yet."""
    return tuple(
        FindingCard(
            "",
            Part(row["part"]),
            name_of(row),
            name_of(row["dimension"]),
            figure_of(row),
            FindingState.DRAFTED,
            None,
            None,
            noted=noted_card(row),
        )
        for row in figures["findings"]
    )


def report_card(figures: Json, findings: tuple[FindingCard, ...]) -> ReportCard:
    """Return a report as a card, with its findings."""
    rule = figures["rule"]
    return ReportCard(
        cycle=cycle_name(figures),
        programme=name_of(figures["programme"]),
        entity_ref=figures["entity"]["ref"],
        entity=name_of(figures["entity"]),
        sector=name_of(figures["sector"]),
        simulated=figures["simulated"],
        total=figure_of(figures["total"]),
        dimensions=tuple(
            DimensionCard(name_of(row), figure_of(row), Part(row["part"]) if row["part"] else None, row["code"])
            for row in figures["dimensions"]
        ),
        findings=findings,
        rule=ReportRuleCard(
            rule["min_visits"],
            rule["min_shoppers"],
            Decimal(rule["confidence"]),
            Decimal(rule["strength_from"]),
            Decimal(rule["shortcoming_below"]),
        ),
        looked_at=figures["looked_at"],
        unsure=figures["unsure"],
        withheld=figures["withheld"],
        ways=way_cards(figures),
    )


def cycle_name(figures: Json) -> CycleName:
    """Return a report's cycle."""
    cycle = figures["cycle"]
    return CycleName(cycle["ref"], cycle["number"], name_of(cycle))


def name_of(values: Json) -> Name:
    """Read a name in both languages."""
    return Name(values["ar"], values["en"])


def figure_of(values: Json) -> Figure:
    """Read a figure; a withheld one holds no number."""
    if values.get("withheld"):
        return Figure(withheld=str(values["withheld"]))
    score, se, low, high = (
        None if values[key] is None else Decimal(values[key]) for key in ("score", "se", "low", "high")
    )
    return Figure(score, se, low, high, values["visits"], values["at_least"])


def informed_run(wave: str) -> str | None:
    """Return the ref of the run that the bodies were informed of; None before that."""
    return EntityReport.objects.filter(wave__ref=wave).values_list("run__ref", flat=True).first()


def told_ways(wave: int, entity_ref: str) -> Sequence[Json]:
    """Return what a body was told of life events in a cycle, as its report holds it; empty for nothing."""
    reports = EntityReport.objects.filter(wave=wave, entity_ref=entity_ref)
    return reports.values_list("figures__ways", flat=True).first() or ()


def informed_at(wave: str) -> datetime | None:
    """Return when the bodies of a cycle were informed; None before that. For the desk: a body reads the cycle's name."""
    return EntityReport.objects.filter(wave__ref=wave).values_list("released_at", flat=True).first()


def body_cards(wave: str, at: datetime) -> tuple[BodyCard, ...]:
    """Return every body of a cycle with what it was told and answered, in the order of Arabic names; before, drafts."""
    cards = told_cards(wave, at) or [
        body_card(
            figures["entity"]["ref"],
            name_of(figures["entity"]),
            [(Part(row["part"]), FindingState.DRAFTED) for row in figures["findings"]],
        )
        for figures in previews(wave)
    ]
    return tuple(sorted(cards, key=lambda card: (card.entity.ar, card.entity_ref)))


def told_reports(wave: str, at: datetime) -> tuple[ReportCard, ...]:
    """Return every report that the bodies of a cycle were told, in the order of Arabic names; empty before that."""
    released = list(EntityReport.objects.filter(wave__ref=wave))
    told = findings_by_report(released, at, DEFAULT_DB_ALIAS)
    cards = [report_card(one.figures, told.get(one.pk, ())) for one in released]
    return tuple(sorted(cards, key=lambda card: (card.entity.ar, card.entity_ref)))


def told_cards(wave: str, at: datetime) -> list[BodyCard]:
    """
    Return the bodies that were told of a cycle; empty before that. No figure is read but those of contested findings.

    Two queries, and five more where findings are contested.
    """
    columns = ("pk", "entity_ref", "figures__entity__ar", "figures__entity__en")
    reports = list(EntityReport.objects.filter(wave__ref=wave).values_list(*columns))
    findings = Finding.objects.filter(report__in=[pk for pk, *_ in reports]).order_by("place")
    disputed = findings.filter(reply__answer=FindingState.CONTESTED) if reports else ()
    contested = cards_by_report(list(disputed), at, DEFAULT_DB_ALIAS)
    said: dict[int, list[tuple[Part, FindingState]]] = {}
    states = ("report_id", "part", "answer_by", "reply__answer", "outcome__outcome")
    for report, part, answer_by, answer, outcome in findings.values_list(*states):
        said.setdefault(report, []).append((Part(part), state_of(answer_by, answer, at, outcome)))
    return [
        body_card(ref, Name(arabic, english), said.get(pk, ()), contested.get(pk, ()))
        for pk, ref, arabic, english in reports
    ]


def body_card(
    entity_ref: str,
    entity: Name,
    findings: Sequence[tuple[Part, FindingState]],
    contested: tuple[FindingCard, ...] = (),
) -> BodyCard:
    """Count one body's findings, by part and by where each stands."""
    parts = Counter(part for part, _state in findings)
    states = Counter(state for part, state in findings if part is not Part.STRENGTH)
    return BodyCard(
        entity_ref=entity_ref,
        entity=entity,
        strengths=parts[Part.STRENGTH],
        shortcomings=parts[Part.SHORTCOMING],
        opportunities=parts[Part.OPPORTUNITY],
        accepted=states[FindingState.ACCEPTED],
        accepted_in_part=states[FindingState.ACCEPTED_IN_PART],
        contests=states[FindingState.CONTESTED],
        upheld=states[FindingState.UPHELD],
        changed=states[FindingState.CHANGED],
        not_upheld=states[FindingState.NOT_UPHELD],
        waiting=states[FindingState.RELEASED],
        silent=states[FindingState.NO_REPLY],
        contested=contested,
    )


def body_report(*, wave: str, entity_ref: str, at: datetime) -> ReportCard | None:
    """Return one body's report for the desk, released or drafted; None when the cycle has none of it."""
    row = EntityReport.objects.filter(wave__ref=wave, entity_ref=entity_ref).first()
    if row is not None:
        return report_card(row.figures, finding_cards(row, at, DEFAULT_DB_ALIAS))
    if informed_run(wave) is not None:
        return None
    return next(iter(preview_cards(wave, entity_ref)), None)


def preview_cards(wave: str, entity_ref: str = "") -> Sequence[ReportCard]:
    """Return the reports ("": of all bodies) as they would be released from the newest run; empty without one."""
    return [report_card(figures, drafted(figures)) for figures in previews(wave, entity_ref)]


def previews(wave: str, entity_ref: str = "") -> Sequence[Json]:
    """Return the same as they would be stored."""
    runs = results.run_cards(wave)
    if not runs:
        return ()
    run = ScoreRun.objects.select_related("wave").defer("inputs", "model").get(ref=runs[0].ref)
    return noted.reports_with_notes(run, noted.confirmed_notes(run), entity_ref)
