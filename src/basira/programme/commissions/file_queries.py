"""What the desk reads of accountability files, and a unit of its own."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from basira.core.kernel.commissions import FileOutcome, SecondSource
from basira.programme.commissions.models import AccountabilityFile, FileEnd, FileStatement
from basira.programme.commissions.queries import SingleReportCard, report_card
from basira.programme.findings import clock
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.own_rows import PORTAL, own_rows


class FileStep(StrEnum):
    """How far a file is; it follows from what stands beside it, and from the calendar."""

    ASKED = "file-asked"
    SILENT = "no-reply"
    HEARD = "file-heard"
    ENDED = "file-ended"


@dataclass(frozen=True, slots=True)
class EndCard:
    """How a file ended; `source` is None for no action."""

    outcome: FileOutcome
    source: SecondSource | None
    source_words: str
    reasons: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class FileCard:
    """An accountability file. `statement` is empty before there is one."""

    ref: str
    unit: Name
    post: str
    concern: str
    answer_by: date
    opened_at: datetime
    opened_by: str
    step: FileStep
    statement: str
    said_at: datetime | None
    end: EndCard | None
    report: SingleReportCard

    @property
    def may_state(self) -> bool:
        """Tell whether the unit may still hand in a statement."""
        return self.step in (FileStep.ASKED, FileStep.SILENT)


def file_cards(at: datetime) -> tuple[FileCard, ...]:
    """Return every file, the newest first; empty before the first. One query."""
    rows = AccountabilityFile.objects.select_related("report", "statement", "end").order_by("-pk")
    return tuple(file_card(row, getattr(row, "statement", None), getattr(row, "end", None), at) for row in rows)


def file_page(ref: str, at: datetime) -> FileCard | None:
    """Return one file; None when there is no such file."""
    row = AccountabilityFile.objects.select_related("report", "statement", "end").filter(ref=ref).first()
    return file_card(row, getattr(row, "statement", None), getattr(row, "end", None), at) if row else None


def file_of(report: str) -> str:
    """Return the ref of a report's file; "" when it has none."""
    return AccountabilityFile.objects.filter(report__ref=report).values_list("ref", flat=True).first() or ""


def own_files(*, entity_ref: str, at: datetime, database: str = PORTAL) -> tuple[FileCard, ...]:
    """
    Return the files of a unit, the newest first; empty before the first.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    with own_rows(entity_ref, database=database) as alias:
        rows = list(
            AccountabilityFile.objects.using(alias)
            .filter(entity_ref=entity_ref)
            .select_related("report")
            .order_by("-pk")
        )
        said = {one.file_id: one for one in FileStatement.objects.using(alias).filter(file__in=rows)}
        ends = {one.file_id: one for one in FileEnd.objects.using(alias).filter(file__in=rows)}
    return tuple(file_card(row, said.get(row.pk), ends.get(row.pk), at) for row in rows)


def file_card(row: AccountabilityFile, said: FileStatement | None, end: FileEnd | None, at: datetime) -> FileCard:
    """Return a file as a card."""
    report = report_card(row.report, None)
    return FileCard(
        ref=row.ref,
        unit=report.unit,
        post=row.post,
        concern=row.concern,
        answer_by=row.answer_by,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        step=step_of(row, said, end, at),
        statement=said.words if said else "",
        said_at=said.said_at if said else None,
        end=end_card(end) if end else None,
        report=report,
    )


def step_of(row: AccountabilityFile, said: FileStatement | None, end: FileEnd | None, at: datetime) -> FileStep:
    """Return how far a file is at this moment."""
    if end is not None:
        return FileStep.ENDED
    if said is not None:
        return FileStep.HEARD
    return FileStep.SILENT if clock.is_over(row.answer_by, at) else FileStep.ASKED


def end_card(row: FileEnd) -> EndCard:
    """Return how a file ended."""
    source = SecondSource(row.source) if row.source else None
    return EndCard(FileOutcome(row.outcome), source, row.source_words, row.reasons, row.decided_at)
