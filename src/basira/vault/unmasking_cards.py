"""What may be read of unmaskings: requests without whose identity they are, and how many were opened in each year."""

from datetime import datetime
from typing import Any

from basira.core.kernel.unmasking import UnmaskingState
from basira.vault.persons import Asked, Connection
from basira.vault.unmasking import state_at

MOST = 200


def requests(db: Connection, asked: Asked, request_ref: str = "") -> list[dict[str, Any]]:
    """Return the requests, the newest first, at most two hundred, or the one with a ref; empty when there is none."""
    rows = db.execute(
        "SELECT request_ref, number_ref, why, ground, ground_words, apart, forbids_notice, asked_by, asked_at, lapses_at, "
        "state, cooled_at, opened_at, ended_at, ended_by, notice FROM unmasking WHERE %s IN ('', request_ref) "
        "ORDER BY asked_at DESC, request_ref LIMIT %s",
        [request_ref, MOST],
    ).fetchall()
    names = (
        "request_ref", "number_ref", "why", "ground", "ground_words", "apart", "forbids_notice", "asked_by", "asked_at",
        "lapses_at", "state", "cooled_at", "opened_at", "ended_at", "ended_by", "notice",
    )  # fmt: skip
    found = [dict(zip(names, row, strict=True)) for row in rows]
    approvals = approvals_of(db, [each["request_ref"] for each in found])
    for each in found:
        each["state"] = str(state_at(each["state"], each["lapses_at"], asked.at))
        each["approvals"] = approvals.get(each["request_ref"], [])
    return [{name: said(value) for name, value in each.items()} for each in found]


def waiting_for(db: Connection, asked: Asked) -> int:
    """Return how many requests wait for the approval of whoever asks: she may sign since before they were asked, and did not yet."""
    row = db.execute(
        "SELECT count(*) FROM unmasking JOIN signatory ON account_ref = %(me)s AND dismissed_at IS NULL AND named_at <= asked_at "
        "WHERE state = ANY(%(open)s) AND lapses_at > %(now)s AND asked_by <> %(me)s AND NOT EXISTS (SELECT 1 FROM "
        "unmasking_approval AS mine WHERE mine.request_ref = unmasking.request_ref AND mine.account_ref = %(me)s)",
        {"me": asked.by, "now": asked.at, "open": [str(UnmaskingState.ASKED), str(UnmaskingState.APPROVED_ONCE)]},
    ).fetchone()
    return int(row[0]) if row else 0


def approvals_of(db: Connection, refs: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return who approved each of these requests, when, and for which side."""
    rows = db.execute(
        "SELECT request_ref, account_ref, side, at FROM unmasking_approval WHERE request_ref = ANY(%s) ORDER BY place",
        [refs],
    ).fetchall()
    found: dict[str, list[dict[str, Any]]] = {}
    for ref, account, side, at in rows:
        found.setdefault(ref, []).append({"by": account, "side": side, "at": at.isoformat()})
    return found


def said(value: Any) -> Any:
    """Return a value as JSON takes it."""
    return value.isoformat() if isinstance(value, datetime) else value


def counts(db: Connection) -> list[list[int]]:
    """
    Return, for each year in which somebody was unmasked (UTC): the year, how many, how many of them were told, how many not
    by law, and how many not for want of an address. Of whoever is in none of the three, the notice waits or did not go out.
    """
    rows = db.execute(
        "SELECT extract(year FROM opened_at AT TIME ZONE 'UTC')::int, count(*), count(told_at), "
        "count(*) FILTER (WHERE notice = 'forbidden'), count(*) FILTER (WHERE notice = 'no-address') "
        "FROM unmasking WHERE opened_at IS NOT NULL GROUP BY 1 ORDER BY 1 DESC"
    ).fetchall()
    return [[int(value) for value in row] for row in rows]
