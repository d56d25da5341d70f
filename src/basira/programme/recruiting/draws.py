"""Draws for pages: what was bound and drawn for the officer, commitments, rule and tallies for everybody, the files for the auditor."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from basira.core.selection.choosing import choose
from basira.core.selection.protocol import Beacon, Bound, BoundAgain, Named, protocol_of
from basira.core.selection.records import LOTTERY, PROTOCOL, REPORT, canonical, pool_from, sealed
from basira.core.selection.reporting import report_of, tables_of
from basira.core.selection.reserves import Wish
from basira.core.selection.tallies import Tally, told_tallies
from basira.programme.recruiting.models import Binding, Call, Choice, Seat, SetAside


@dataclass(frozen=True, slots=True)
class BoundCard:
    """What was bound, by which beacon; with `reason` and `set_aside_at` another took its place."""

    bound: Bound
    bound_at: datetime
    reason: BoundAgain | None = None
    set_aside_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChoiceCard:
    """The choice of a call: what was bound, and what the beacon drew from it. `binding` is None for a draw from before the protocol."""

    size: int
    quotas: str
    pool: str
    commitment: str
    binding: BoundCard | None
    seed: str
    report: Mapping[str, Any]
    chosen: tuple[str, ...]
    reserves: tuple[str, ...]

    @property
    def typed_quotas(self) -> str:
        """Return the quotas as somebody types them: the columns that draw, without how far they might give way."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(row[:4] for row in csv.reader(io.StringIO(self.quotas)))
        return text.getvalue()

    @property
    def is_drawn(self) -> bool:
        """Tell whether the draw was made."""
        return bool(self.seed)

    @property
    def may_be_replayed(self) -> bool:
        """Tell whether there is a draw by the protocol whose pool is still there."""
        return self.is_drawn and self.binding is not None and bool(self.pool)


@dataclass(frozen=True, slots=True)
class DrawCard:
    """
    A draw as everybody may read it: nothing of a person, and of groups only those large enough.

    `rules` are the quotas (category, feature, least, most) of the groups that are told apart.
    """

    call: str
    title_ar: str
    title_en: str
    size: int
    binding: BoundCard
    earlier: tuple[BoundCard, ...]
    beacon_said: str
    number: str
    seed: str
    ticket: int | None
    applicants: int | None
    tallies: tuple[Tally, ...]
    rules: tuple[tuple[str, str, int, int], ...]

    @property
    def record(self) -> dict[str, Any]:
        """Return the record that anybody checks: what was bound, and once it is drawn what came after."""
        return protocol_of(self.binding.bound, beacon=self.beacon_said, number=self.number)


def bound_of(row: Binding) -> Bound:
    """Return what a binding bound; it names a beacon."""
    if row.due_at is None:
        raise LookupError(row.commitment)
    named = Named(Beacon(row.beacon), row.due_at, row.name)
    return Bound(row.commitment, row.list_sha256, row.number_sha256, named, row.drop_out)


def choice_card(call: str) -> ChoiceCard | None:
    """Return the choice of a call; None before anything was bound."""
    row = Choice.objects.filter(call__ref=call).first()
    if row is None:
        return None
    seats = Seat.objects.filter(application__call__ref=call).order_by("place")
    placed = list(seats.values_list("application__ref", "is_reserve"))
    return ChoiceCard(
        size=row.size,
        quotas=row.quotas,
        pool=row.pool,
        commitment=row.commitment,
        binding=BoundCard(bound_of(row), row.bound_at) if row.beacon else None,
        seed=row.seed,
        report=row.report,
        chosen=tuple(ref for ref, is_reserve in placed if not is_reserve),
        reserves=tuple(ref for ref, is_reserve in placed if is_reserve),
    )


def draw_cards() -> tuple[DrawCard, ...]:
    """Return every draw that names a beacon, the newest first; empty before the first."""
    rows = Choice.objects.exclude(beacon="").select_related("call").order_by("-bound_at")
    earlier: dict[int, list[SetAside]] = {}
    for each in SetAside.objects.exclude(beacon="").order_by("pk"):
        earlier.setdefault(each.call_id, []).append(each)
    return tuple(_draw_card(row, row.call, earlier.get(row.call_id, [])) for row in rows)


def draw_card(call: str) -> DrawCard | None:
    """Return the draw of one call; None when none names a beacon."""
    return next((card for card in draw_cards() if card.call == call), None)


def _draw_card(row: Choice, call: Call, earlier: Iterable[SetAside]) -> DrawCard:
    quotas = row.report.get("quotas", [])
    told = told_tallies(
        Tally(each["category"], (each["feature"],), each["applicants"], each["chosen"]) for each in quotas
    )
    apart = {(one.category, one.features[0]) for one in told if len(one.features) == 1}
    rules = [each for each in quotas if (each["category"], each["feature"]) in apart]
    return DrawCard(
        call=call.ref,
        title_ar=call.title_ar,
        title_en=call.title_en,
        size=row.size,
        binding=BoundCard(bound_of(row), row.bound_at),
        earlier=tuple(
            BoundCard(bound_of(one), one.bound_at, BoundAgain(one.reason), one.set_aside_at) for one in earlier
        ),
        beacon_said=row.beacon_said,
        number=row.number if row.seed and row.number_counted else "",
        seed=row.seed,
        ticket=row.report.get("ticket"),
        applicants=row.report.get("applicants"),
        tallies=told,
        rules=tuple((each["category"], each["feature"], each["min"], each["max"]) for each in rules),
    )


def draw_files(call: str) -> dict[str, bytes] | None:
    """
    Return the files by which an auditor verifies a draw and makes it again; None when it was not drawn, or the pool is destroyed.

    They hold who could be chosen, by reference and group, and who was.
    """
    row = Choice.objects.filter(call__ref=call).exclude(beacon="").exclude(seed="").exclude(pool="").first()
    if row is None:
        return None
    pool, wish = pool_from(row.pool.encode(), row.quotas.encode(), row.size), Wish(drop_out=row.drop_out)
    chosen = choose(pool, seed=row.seed, wish=wish)
    tables = tables_of(chosen)
    report = report_of(chosen, tables, seed=row.seed, wish=wish)
    number = row.number if row.number_counted else ""
    record = canonical(protocol_of(bound_of(row), beacon=row.beacon_said, number=number))
    return tables | {REPORT: sealed(report, 0), PROTOCOL: record}


def list_digest(tables: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the list of panels among a draw's tables; the pool alone decides it."""
    return hashlib.sha256(tables[LOTTERY]).hexdigest()
