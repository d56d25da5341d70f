"""Whether every acknowledged visit, file and record is there as it was sent; and faults on purpose, that the check must name."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from captured import ANSWERS, PLACES, RECORD
from psycopg.rows import dict_row
from watching import Watched

from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore
from basira.gateways.resealing import ready_halves

VISITS = """
    SELECT submission.instance_id, submission.received_sha256, submission.sealed_ref, visit.answers, mission.ref AS mission,
        visit.id AS visit, record.sha256 AS record, record.sealed_ref AS record_ref, record.verdict,
        places.sha256 AS places, places.sealed_ref AS places_ref, places.score
    FROM fieldwork_submission submission
    JOIN fieldwork_visit visit ON visit.id = submission.visit_id
    LEFT JOIN waves_mission mission ON mission.id = visit.mission_id
    LEFT JOIN fieldwork_capturerecord record ON record.visit_id = visit.id
    LEFT JOIN fieldwork_captureplaces places ON places.visit_id = visit.id
"""
PARTS = "SELECT sealed_ref FROM fieldwork_sealedpart WHERE sealed_ref IS NOT NULL"
FILES = "SELECT visit_id, filename, sha256, sealed_ref, derivative_ref FROM fieldwork_attachment"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database and the disk hold: visits by instanceID, files by visit and name, and hashes of what opens."""

    visits: dict[str, dict[str, Any]]
    files: dict[tuple[int, str], dict[str, Any]]
    opened: dict[str, str]
    contents: dict[str, bytes]
    without_row: int


def look(watched: Watched) -> Kept:
    """Read every row, and open every sealed file with the worker's half of the programme's key."""
    keys, evidence = watched.data / "keys", watched.data / "evidence"
    store = EvidenceStore(
        evidence, keys / "evidence.key", ready_halves(evidence, keys / "programme.pub", keys / "programme.key")
    )
    with psycopg.connect(watched.owner, row_factory=dict_row) as connection:
        visits = {row["instance_id"]: row for row in connection.execute(VISITS)}
        files = {(row["visit_id"], row["filename"]): row for row in connection.execute(FILES)}
        parts = {row["sealed_ref"] for row in connection.execute(PARTS)}
    answers = {row["sealed_ref"] for row in visits.values()}
    named = answers | {row["sealed_ref"] for row in files.values()}
    named |= {row[name] for row in visits.values() for name in ("record_ref", "places_ref") if row[name]}
    named |= parts
    opened, contents = {}, {}
    for ref in named:
        digest, content = hashlib.sha256(), b""
        try:
            for chunk in store.open_sealed(ref):
                digest.update(chunk)
                content += chunk if ref in answers else b""
        except Problem:
            continue
        opened[ref] = digest.hexdigest()
        if ref in answers:
            contents[ref] = content
    return Kept(visits, files, opened, contents, len(set(store.refs()) - named))


def lost(kept: Kept, sent: Iterable[dict[str, Any]]) -> list[str]:
    """Return everything acknowledged that is not there as it was sent, as "instanceID: what"."""
    return [f"{visit['instance']}: {what}" for visit in sent for what in missing_of(kept, visit)]


def missing_of(kept: Kept, sent: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one visit, by what of it was acknowledged."""
    said, hashes = set(sent["acknowledged"]), sent["hashes"]
    row = kept.visits.get(sent["instance"])
    if ANSWERS not in said:
        return
    if row is None:
        yield "no row"
        return
    content = kept.contents.get(row["sealed_ref"], b"")
    if row["received_sha256"] != hashes[ANSWERS] or row["mission"] != sent["mission"]:
        yield "other answers, or another mission"
    if sent["words"] not in row["answers"].values() or f">{sent['words']}<".encode() not in content:
        yield "its answers are not what was sent"
    for name in sorted(said - {ANSWERS}):
        digest, ref = claimed(kept, row, name)
        if not (digest == hashes[name] == kept.opened.get(ref)):
            yield f"its {name} is not as it was sent"


def claimed(kept: Kept, row: dict[str, Any], name: str) -> tuple[str, str]:
    """Return the hash of a part by its row, and the ref of its sealed file; empty for a part without a row."""
    if name in (RECORD, PLACES):
        held = name.removesuffix(".json")
        return row[held] or "", row[f"{held}_ref"] or ""
    file = kept.files.get((row["visit"], name), {"sha256": "", "sealed_ref": ""})
    return file["sha256"], file["sealed_ref"]


def break_three(watched: Watched, kept: Kept, sent: list[dict[str, Any]]) -> set[str]:
    """Take away the row of a file and a sealed record, and change a byte of a photo; return the visits that they are of."""
    whole = [visit for visit in sent if set(visit["hashes"]) == set(visit["acknowledged"])]
    rowless, recordless, changed = whole[:3]
    photo = next(name for name in rowless["hashes"] if name.endswith(".jpg"))
    visit = kept.visits[rowless["instance"]]["visit"]
    with psycopg.connect(watched.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE fieldwork_attachment DISABLE TRIGGER USER")
        owner.execute("DELETE FROM fieldwork_attachment WHERE visit_id = %s AND filename = %s", [visit, photo])
        owner.execute("ALTER TABLE fieldwork_attachment ENABLE TRIGGER USER")
    place_of(watched, kept.visits[recordless["instance"]]["record_ref"]).unlink()
    photo = next(name for name in changed["hashes"] if name.endswith(".jpg"))
    file = place_of(watched, kept.files[kept.visits[changed["instance"]]["visit"], photo]["sealed_ref"])
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    return {rowless["instance"], recordless["instance"], changed["instance"]}


def place_of(watched: Watched, ref: str) -> Path:
    """Return where a sealed file lies."""
    return watched.data / "evidence" / ref[:2] / ref
