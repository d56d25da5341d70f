"""Sealed originals: nothing is promised before it is on disk, and no change to a file goes unnoticed."""

import errno
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from basira.gateways.evidence import (
    CHUNK_BYTES,
    EvidenceDamaged,
    EvidenceKindRefused,
    EvidenceMissing,
    EvidenceNoSpace,
    EvidenceNotDurable,
    EvidenceStore,
    EvidenceTooLarge,
)
from basira.gateways.evidence_header import HALVES_HEADER_BYTES, HEADER_BYTES, TwoHalvesHeaders
from basira.gateways.evidence_key import EvidenceKeyUnusable
from basira.gateways.media_kinds import kind_of
from basira.gateways.resealing import ready_halves

JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 50
LIMIT = 10 * CHUNK_BYTES


@pytest.fixture(params=["one key", "two halves"])
def store(request, tmp_path):
    """A store under one key, as of pictures, and one under the programme's halves, as of originals."""
    keys = tmp_path / "keys"
    halves = None
    if request.param == "two halves":
        halves = ready_halves(tmp_path / "evidence", keys / "programme.pub", keys / "programme.key")
    return EvidenceStore(tmp_path / "evidence", keys / "evidence.key", halves)


@pytest.fixture
def one_key_store(tmp_path):
    return EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")


def header_bytes(store: EvidenceStore) -> int:
    return HALVES_HEADER_BYTES if isinstance(store.headers, TwoHalvesHeaders) else HEADER_BYTES


def files_of(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def path_of(tmp_path: Path, ref: str) -> Path:
    return tmp_path / "evidence" / ref[:2] / ref


def plain_of(store: EvidenceStore, ref: str) -> bytes:
    return b"".join(store.open_sealed(ref))


def test_refuses_more_than_the_limit_and_leaves_nothing(store, tmp_path):
    with pytest.raises(EvidenceTooLarge):
        store.seal([b"x" * CHUNK_BYTES] * 4, limit=3 * CHUNK_BYTES)
    assert files_of(tmp_path) == []


def test_refuses_a_kind_that_is_not_accepted_whatever_it_is_called(store, tmp_path):
    with pytest.raises(EvidenceKindRefused) as refusal:
        store.seal([b"<html>"], limit=LIMIT, accept=frozenset({"image/jpeg"}))
    assert refusal.value.params == {"kind": "application/octet-stream"}
    assert files_of(tmp_path) == []


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_failed_fsync_is_no_promise_and_is_not_tried_again(store, tmp_path, monkeypatch, fails_at):
    store.seal([JPEG], limit=LIMIT)
    calls = []

    def broken(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == fails_at:
            raise OSError(errno.EIO, "injected")

    sealing = store.begin(limit=LIMIT)
    sealing.write(JPEG)
    # The fan-out folder exists, so that the two calls are the file's and its folder's.
    store._make_folder(path_of(tmp_path, sealing.ref).parent)
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(EvidenceNotDurable) as refusal:
        sealing.keep()
    assert refusal.value.params == {"reason": "EIO"}
    assert len(calls) == fails_at
    assert len(files_of(tmp_path)) == 1


@pytest.mark.parametrize(("call", "code"), [("write", errno.ENOSPC), ("fsync", errno.EDQUOT), ("rename", errno.ENOSPC)])
def test_a_full_disk_has_its_own_refusal_and_recovers_when_space_is_back(store, tmp_path, monkeypatch, call, code):
    def full(*_args: object) -> None:
        raise OSError(code, "injected")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(EvidenceNoSpace):
            store.seal([JPEG], limit=LIMIT)
    assert files_of(tmp_path) == []
    assert plain_of(store, store.seal([JPEG], limit=LIMIT).ref) == JPEG


def test_a_dropped_original_leaves_nothing(store, tmp_path):
    with store.begin(limit=LIMIT) as sealing:
        sealing.write(b"x" * (2 * CHUNK_BYTES))
        assert len(files_of(tmp_path)) == 1
    assert files_of(tmp_path) == []


def test_an_original_that_ended_waits_on_disk_and_is_kept_or_dropped(store, tmp_path):
    with store.begin(limit=LIMIT) as kept, store.begin(limit=LIMIT) as dropped:
        for sealing in (kept, dropped):
            sealing.write(JPEG)
            sealing.end()
            sealing.end()
        assert len(files_of(tmp_path)) == 2
        assert plain_of(store, kept.keep().ref) == JPEG
    assert len(files_of(tmp_path)) == 1


@pytest.mark.parametrize("ref", ["../../etc/passwd", "", "A" * 26, "a" * 26 + "\n"])
def test_a_malformed_reference_finds_nothing(store, ref):
    with pytest.raises(EvidenceMissing):
        plain_of(store, ref)


def test_an_unknown_reference_finds_nothing(store):
    with pytest.raises(EvidenceMissing):
        plain_of(store, "0" * 26)


def test_every_flipped_bit_is_noticed(store, tmp_path):
    sealed = store.seal([b"short"], limit=LIMIT)
    path = path_of(tmp_path, sealed.ref)
    original = path.read_bytes()
    path.chmod(0o600)
    for place in range(len(original) * 8):
        broken = bytearray(original)
        broken[place // 8] ^= 1 << (place % 8)
        path.write_bytes(broken)
        with pytest.raises(EvidenceDamaged):
            plain_of(store, sealed.ref)


def test_a_cut_is_noticed_wherever_it_falls(store, tmp_path):
    sealed = store.seal([os.urandom(2 * CHUNK_BYTES + 5)], limit=LIMIT)
    path = path_of(tmp_path, sealed.ref)
    original = path.read_bytes()
    path.chmod(0o600)
    header = header_bytes(store)
    edge = header + CHUNK_BYTES + 16
    for length in (
        0,
        4,
        header - 1,
        header,
        header + 9,
        edge,
        edge + 1,
        2 * edge - header,
        len(original) - 1,
    ):
        path.write_bytes(original[:length])
        with pytest.raises(EvidenceDamaged):
            plain_of(store, sealed.ref)


def test_swapped_chunks_appended_bytes_and_swapped_files_are_noticed(store, tmp_path):
    first = store.seal([os.urandom(2 * CHUNK_BYTES + 5)], limit=LIMIT)
    second = store.seal([b"another"], limit=LIMIT)
    path, other = path_of(tmp_path, first.ref), path_of(tmp_path, second.ref)
    original, step, begin = path.read_bytes(), CHUNK_BYTES + 16, header_bytes(store)
    header, one, two, rest = (
        original[:begin],
        original[begin:][:step],
        original[begin + step :][:step],
        original[begin + 2 * step :],
    )
    path.chmod(0o600)
    for tampered in (header + two + one + rest, original + b"x", original + rest, other.read_bytes()):
        path.write_bytes(tampered)
        with pytest.raises(EvidenceDamaged):
            plain_of(store, first.ref)


def test_another_key_opens_nothing(one_key_store, tmp_path):
    sealed = one_key_store.seal([JPEG], limit=LIMIT)
    key = tmp_path / "keys" / "evidence.key"
    key.chmod(0o600)
    key.write_bytes(os.urandom(32))
    with pytest.raises(EvidenceDamaged):
        plain_of(EvidenceStore(tmp_path / "evidence", key), sealed.ref)


def test_a_lost_key_is_told_and_never_replaced(one_key_store, tmp_path):
    one_key_store.seal([JPEG], limit=LIMIT)
    key = tmp_path / "keys" / "evidence.key"
    key.unlink()
    with pytest.raises(EvidenceKeyUnusable) as refusal:
        EvidenceStore(tmp_path / "evidence", key)
    assert refusal.value.params == {"reason": "absent"}
    assert not key.exists()


@pytest.mark.parametrize(("content", "mode"), [(b"short", 0o400), (b"k" * 32, 0o644)])
def test_a_key_of_wrong_length_or_open_to_others_is_refused(tmp_path, content, mode):
    key = tmp_path / "evidence.key"
    key.write_bytes(content)
    key.chmod(mode)
    with pytest.raises(EvidenceKeyUnusable):
        EvidenceStore(tmp_path / "evidence", key)


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]
)
def test_what_goes_in_comes_out(store, size):
    content = os.urandom(size)
    sealed = store.seal((content[at : at + 70_000] for at in range(0, size, 70_000)), limit=LIMIT)
    assert (plain_of(store, sealed.ref), sealed.size) == (content, size)


def test_equal_content_makes_unlike_files_and_nothing_plain_is_written(store, tmp_path):
    first, second = store.seal([JPEG], limit=LIMIT), store.seal([JPEG], limit=LIMIT)
    assert first.sha256 == second.sha256 and first.ref != second.ref
    one, two = path_of(tmp_path, first.ref).read_bytes(), path_of(tmp_path, second.ref).read_bytes()
    assert one[20:] != two[20:]
    assert b"pixels" not in one


def test_files_and_key_are_for_the_owner_alone(store, tmp_path):
    sealed = store.seal([JPEG], limit=LIMIT)
    path = path_of(tmp_path, sealed.ref)
    assert oct(path.stat().st_mode & 0o777) == "0o400"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    private = tmp_path / "keys" / ("programme.key" if header_bytes(store) > HEADER_BYTES else "evidence.key")
    assert oct(private.stat().st_mode & 0o777) == "0o400"


def test_eight_threads_at_their_first_start_share_one_key_and_lose_nothing(tmp_path):
    kept: dict[str, bytes] = {}

    def work() -> None:
        store = EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")
        for _ in range(10):
            content = os.urandom(2000)
            kept[store.seal([content], limit=LIMIT).ref] = content

    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    store = EvidenceStore(tmp_path / "evidence", tmp_path / "keys" / "evidence.key")
    assert set(store.refs()) == set(kept) and len(kept) == 80
    assert all(plain_of(store, ref) == content for ref, content in kept.items())


def test_leftovers_of_a_crash_are_swept_and_an_unnamed_file_can_be_removed(store, tmp_path):
    sealed = store.seal([JPEG], limit=LIMIT)
    (tmp_path / "evidence" / "incoming" / "half").write_bytes(b"half")
    assert store.sweep_incoming(before=0.0) == 0
    assert store.sweep_incoming(before=4e9) == 1
    store.remove(sealed.ref)
    store.remove(sealed.ref)
    assert files_of(tmp_path) == []


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"RIFF\0\0\0\0AVI ", "application/octet-stream"),
        (b"\0\0\0\x18ftypheic", "image/heif"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"<svg>", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_bytes_say_what_a_file_is(head, kind):
    assert kind_of(head) == kind


INTAKE = """
import sys
from pathlib import Path
from basira.gateways.evidence import EvidenceStore
folder = Path(sys.argv[1])
store = EvidenceStore(folder / "evidence", folder / "keys" / "evidence.key")
for number in range(100):
    print(f"stored {store.seal([b'photo'], limit=1000).ref}", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_each_file_is_synced_then_renamed_then_its_folder_synced_before_the_answer(tmp_path):
    """Bar DU-03 up to the database: the order of system calls, a hundred times out of a hundred."""
    log = tmp_path / "trace"
    watch = ["strace", "-f", "-y", "-e", "trace=fsync,rename,write", "-s", "80", "-o", str(log)]
    source = Path(__file__).parents[2] / "src"
    subprocess.run(
        [*watch, sys.executable, "-c", INTAKE, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(source)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    steps = []
    for line in log.read_text().splitlines():
        if found := re.search(r"fsync\(\d+<[^>]*/incoming/(\w{26})>", line):
            steps.append(("file", found[1]))
        elif found := re.search(r'rename\("[^"]*/incoming/(\w{26})", "[^"]*/(\w{26})"\)', line):
            steps.append(("rename", found[1], found[2]))
        elif found := re.search(r"fsync\(\d+<[^>]*/evidence/(\w\w)>", line):
            steps.append(("folder", found[1]))
        elif found := re.search(r'write\(1<.*"stored (\w{26})', line):
            steps.append(("answer", found[1]))
    assert len(steps) == 400
    for at in range(0, 400, 4):
        file, rename, folder, answer = steps[at : at + 4]
        assert file == ("file", rename[1])
        assert folder == ("folder", rename[2][:2])
        assert answer == ("answer", rename[2])
