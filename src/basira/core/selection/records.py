"""
The files of a draw: what was chosen from, by which rules, with which chances, and who it was. From these alone it is verified.

All is canonical: the same draw has the same bytes, but for the time that it took.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from basira.core.selection.pool import Applicant, Pool, Quota

POOL, QUOTAS, CHANCES, LOTTERY = "pool.csv", "quotas.csv", "probabilities.csv", "lottery.csv"
PANEL, RESERVES, REPORT = "panel.csv", "reserves.csv", "report.json"
TABLES = (POOL, QUOTAS, CHANCES, LOTTERY, PANEL, RESERVES)
PROTOCOL = "protocol.json"
"""How the seed of a draw came about (`protocol`); beside the tables where a draw was made by a beacon."""
DIGITS = 9
CHECK_DIGITS = 6
HOUSEHOLD = "household"
QUOTA_HEADER = ("category", "feature", "min", "max", "min_flex", "max_flex")


class Unreadable(Exception):
    """A file of a draw is not as this program writes it; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def table(header: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a table as CSV: UTF-8, lines that end in a line feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def rows_of(name: str, content: bytes, header: tuple[str, ...]) -> list[list[str]]:
    """
    Return the rows of a table.

    :raises Unreadable: when the header or a row is another one
    """
    found = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline="")))
    if not found or tuple(found[0]) != header or any(len(row) != len(header) for row in found):
        raise Unreadable(name)
    return found[1:]


def decimal(value: Fraction | float) -> str:
    """Return a share with nine decimals, rounded down: a chance is never told as greater than it is."""
    units = int(Fraction(value) * 10**DIGITS)
    return f"{units // 10**DIGITS}.{units % 10**DIGITS:0{DIGITS}d}"


def pool_table(pool: Pool) -> bytes:
    """Return the applicants: ids, the number of a shared household, and the features that quotas ask for."""
    rows = ((one.id, one.household, *one.features) for one in pool.applicants)
    return table(("id", HOUSEHOLD, *pool.categories), rows)


def quota_table(pool: Pool) -> bytes:
    """Return the quotas."""
    return table(
        QUOTA_HEADER, ((q.category, q.feature, q.least, q.most, q.least_flex, q.most_flex) for q in pool.quotas)
    )


def pool_from(pool_content: bytes, quota_content: bytes, size: int) -> Pool:
    """
    Return the pool of a draw's own files.

    :raises Unreadable: when one of them is not as it is written here
    """
    try:
        quotas = [Quota(row[0], row[1], *map(int, row[2:])) for row in rows_of(QUOTAS, quota_content, QUOTA_HEADER)]
        header = next(csv.reader(io.StringIO(pool_content.decode())))
        rows = rows_of(POOL, pool_content, tuple(header))
        applicants = [Applicant(row[0], tuple(row[2:]), row[1]) for row in rows]
        pool = Pool.of(tuple(header[2:]), applicants, tuple(quotas), size)
        if (pool_table(pool), quota_table(pool)) != (pool_content, quota_content):
            raise Unreadable(POOL)
        for quota in quotas:
            if not {category for category, _feature in quota.parts(pool.categories)} <= set(pool.categories):
                raise Unreadable(QUOTAS)
    except (ValueError, KeyError, StopIteration, TypeError) as fault:
        raise Unreadable(POOL) from fault
    return pool


def commitment_of(pool: Pool) -> str:
    """Return the SHA-256 that binds a pool, its quotas and its size, before any chance is drawn."""
    parts = (pool_table(pool), quota_table(pool), str(pool.size).encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def canonical(report: dict[str, Any]) -> bytes:
    """Return a report as it is written."""
    return (json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def sealed(report: dict[str, Any], cpu_ms: int) -> bytes:
    """
    Return the report with a digest of itself and the time that it took.

    The time alone differs between two runs of one draw. So the digest leaves it out, and the time carries check digits of
    its own: its last six decimals. Whatever byte is changed, something does not fit.
    """
    digest = hashlib.sha256(canonical(report)).hexdigest()
    return canonical(report | {"digest": digest, "cpu_seconds": _timed(digest, cpu_ms)})


def _timed(digest: str, cpu_ms: int) -> float:
    check = int(hashlib.sha256(f"{digest} {cpu_ms}".encode()).hexdigest(), 16) % 10**CHECK_DIGITS
    return float(f"{cpu_ms // 1000}.{cpu_ms % 1000:03d}{check:0{CHECK_DIGITS}d}")


def opened(content: bytes) -> dict[str, Any]:
    """
    Return a report that is as it was written.

    :raises Unreadable: when a byte of it was changed
    """
    try:
        report = json.loads(content)
        bare = {name: value for name, value in report.items() if name not in ("digest", "cpu_seconds")}
        if sealed(bare, int(report["cpu_seconds"] * 1000 + 1e-7)) != content:
            raise Unreadable(REPORT)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise Unreadable(REPORT) from fault
    return dict(report)
