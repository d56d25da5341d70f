"""The check of what must be there after kills and power cuts, and the breaking on purpose that the check must notice."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from posts import Sent
from watching import Watched

from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore
from basira.gateways.resealing import ready_halves

FILED = "SELECT instance_id, received_sha256, sealed_ref, visit_id FROM fieldwork_submission"
FILES = """
    SELECT visit_id, filename, sha256, sealed_ref FROM fieldwork_attachment
    UNION ALL SELECT visit_id, 'record.json', sha256, sealed_ref FROM fieldwork_capturerecord
    UNION ALL SELECT visit_id, 'places.json', sha256, sealed_ref FROM fieldwork_captureplaces
"""
PARTS = "SELECT sealed_ref, sha256 FROM fieldwork_sealedpart WHERE sealed_ref IS NOT NULL"
PICTURES = "SELECT derivative_ref FROM fieldwork_attachment WHERE derivative_ref <> ''"
HEADLESS = """
    SELECT visit.ref FROM fieldwork_visit visit LEFT JOIN fieldwork_submission submission
    ON submission.visit_id = visit.id WHERE submission.id IS NULL AND visit.source <> 'import'
"""
UNTOLD = """
    SELECT visit.ref FROM fieldwork_visit visit LEFT JOIN journal_entry entry
    ON entry.subject = visit.ref AND entry.act = 'visit.filed' WHERE entry.id IS NULL AND visit.source <> 'import'
"""


@dataclass(frozen=True, slots=True)
class Found:
    """
    What the check found. `lost` names each acknowledged thing that is not filed as it was before it was sealed, `untold` each
    visit of which the journal says nothing.
    """

    lost: tuple[str, ...]
    half: tuple[str, ...]
    orphans: tuple[str, ...]
    untold: tuple[str, ...]
    without_row: int
    in_incoming: int


class Digests:
    """The hashes of sealed files' plain bytes: each file is read once, for it may not change afterwards."""

    def __init__(self, store: EvidenceStore) -> None:
        self.store = store
        self.known: dict[str, str | None] = {}

    def of(self, ref: str) -> str | None:
        """Return the hash of a sealed file's plain bytes; None when it is missing or damaged."""
        if ref not in self.known:
            self.known[ref] = digest_of(self.store, ref)
        return self.known[ref]


def check(data: Path, address: str, acknowledged: list[Sent]) -> Found:
    """Compare everything that was given over with the rows and the sealed files, and the two with each other, parts included."""
    keys = data / "keys"
    halves = ready_halves(data / "evidence", keys / "programme.pub", keys / "programme.key")
    originals = Digests(EvidenceStore(data / "evidence", keys / "evidence.key", halves))
    pictures = Digests(EvidenceStore(data / "derivatives", keys / "evidence.key"))
    with psycopg.connect(address) as connection:
        submissions = {row[0]: row[1:] for row in connection.execute(FILED)}
        files = {(visit, name): (digest, ref) for visit, name, digest, ref in connection.execute(FILES)}
        parts = dict(connection.execute(PARTS).fetchall())
        made = {ref for (ref,) in connection.execute(PICTURES)}
        headless, untold = (tuple(ref for (ref,) in connection.execute(asked)) for asked in (HEADLESS, UNTOLD))
    named = {row[1] for row in submissions.values()} | {ref for _digest, ref in files.values()} | set(parts)
    on_disk = set(originals.store.refs())
    lost = [fault for sent in acknowledged for fault in faults_of(sent, submissions, files, originals)]
    half = [ref for ref in on_disk - named if originals.of(ref) is None]
    half += [ref for ref in set(pictures.store.refs()) - made if pictures.of(ref) is None]
    orphans = [ref for ref in named if originals.of(ref) is None] + [ref for ref in made if pictures.of(ref) is None]
    orphans += [ref for ref, digest in parts.items() if originals.of(ref) not in (None, digest)]
    incoming = sum(1 for store in (data / "evidence", data / "derivatives") for _ in (store / "incoming").iterdir())
    return Found(tuple(lost), tuple(half), (*orphans, *headless), untold, len(on_disk - named), incoming)


def faults_of(
    sent: Sent,
    submissions: dict[str, tuple[Any, ...]],
    files: dict[tuple[int, str], tuple[str, str]],
    originals: Digests,
) -> Iterator[str]:
    """Yield what is wrong with one acknowledged visit."""
    row = submissions.get(sent.instance)
    if row is None:
        yield f"{sent.instance}: no row"
        return
    received, sealed, visit = row
    if received != sent.xml_sha256:
        yield f"{sent.instance}: other answers"
    if originals.of(sealed) is None:
        yield f"{sent.instance}: its sealed answers do not open"
    for name, wanted in sent.files.items():
        digest, ref = files.get((visit, name), ("", ""))
        if digest != wanted or originals.of(ref) != wanted:
            yield f"{sent.instance}: {name} is not as it was sent"


def digest_of(store: EvidenceStore, ref: str) -> str | None:
    """Return the hash of a sealed file's plain bytes; None when it is missing or damaged."""
    digest = hashlib.sha256()
    try:
        for chunk in store.open_sealed(ref):
            digest.update(chunk)
    except Problem:
        return None
    return digest.hexdigest()


def break_three(watched: Watched, acknowledged: list[Sent]) -> set[str]:
    """Take away one row, one sealed file, and change one byte of another; return the visits that they are of."""
    plain = [sent.instance for sent in acknowledged if not sent.files][:2]
    pictured = next(sent.instance for sent in acknowledged if sent.files)
    sealed = {
        str(instance): str(ref)
        for instance, ref in watched.ask("SELECT instance_id, sealed_ref FROM fieldwork_submission")
    }
    with psycopg.connect(watched.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE fieldwork_submission DISABLE TRIGGER USER")
        owner.execute("DELETE FROM fieldwork_submission WHERE instance_id = %s", [plain[0]])
        owner.execute("ALTER TABLE fieldwork_submission ENABLE TRIGGER USER")
    place_of(watched, sealed[plain[1]]).unlink()
    file = place_of(watched, sealed[pictured])
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    return {*plain, pictured}


def place_of(watched: Watched, ref: str) -> Path:
    """Return where a sealed file lies."""
    return watched.data / "evidence" / ref[:2] / ref
