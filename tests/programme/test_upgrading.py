"""Originals that an older version sealed with the web process's key: the worker seals them anew, and stops at nothing."""

import os

import pytest

from basira.gateways.evidence import EvidenceDamaged, EvidenceStore
from basira.gateways.resealing import older_refs
from basira.programme.fieldwork import stores
from basira.project import upgrading
from tests.field_scene import keep_evidence_in


@pytest.fixture
def older(settings, tmp_path) -> EvidenceStore:
    """The store as an older version had it."""
    keep_evidence_in(settings, tmp_path)
    return EvidenceStore(settings.EVIDENCE_FOLDER, settings.EVIDENCE_KEY_FILE)


def run_worker() -> int:
    """Upgrade turn by turn as the worker does; return how many turns had something to do."""
    waiting, turns = upgrading.older_originals(), 0
    while upgrading.upgrade_some(waiting):
        turns += 1
    return turns


def test_everything_is_sealed_anew_a_few_a_turn_and_opens_as_it_was(older, settings, capsys):
    sent = {older.seal([content], limit=100).ref: content for content in (os.urandom(50) for _ in range(45))}
    assert run_worker() == 3 and older_refs(settings.EVIDENCE_FOLDER) == []
    assert {ref: b"".join(stores.originals().open_sealed(ref)) for ref in sent} == sent
    for ref in sent:
        with pytest.raises(EvidenceDamaged):
            b"".join(older.open_sealed(ref))
    assert "45 originals" in capsys.readouterr().err
    assert run_worker() == 0 and capsys.readouterr().err == ""


def test_one_that_is_damaged_or_went_away_is_named_and_the_others_go_on(older, settings, capsys):
    refs = [older.seal([b"original"], limit=100).ref for _ in range(3)]
    path = older._path_of(refs[0])
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:40])
    waiting = upgrading.older_originals()
    older.remove(refs[1])
    assert upgrading.upgrade_some(waiting) and not upgrading.upgrade_some(waiting)
    told = capsys.readouterr().err
    assert refs[0] in told and refs[1] in told and refs[2] not in told
    assert older_refs(settings.EVIDENCE_FOLDER) == [refs[0]] and path.stat().st_size == 40
