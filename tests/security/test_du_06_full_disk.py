"""
DU-06: the disk is full. The phone is told 507, nothing is half there, nothing acknowledged is lost, and it recovers.

On a real small disk (a tmpfs, where the machine lets us mount one), and with a quota at the gateway's own system call.
"""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from basira.gateways import evidence
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import Attachment, Conflict, Submission, Visit
from tests.field_scene import filled
from tests.gateways.test_pictures import picture
from tests.surfaces.test_openrosa import PHOTO, message, post

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DISK = 3_000_000
PHOTO_BYTES = 300_000


@pytest.fixture(params=["a small disk", "a quota at the gateway"])
def make_room(request, scene, settings, tmp_path, monkeypatch) -> Iterator[Callable[[], None]]:
    """Put the originals where little room is, and return what makes room again."""
    settings.EVIDENCE_FOLDER = tmp_path / "small" / "evidence"
    (tmp_path / "small").mkdir()
    if request.param == "a quota at the gateway":
        room = {"left": DISK}
        real = os.write

        def write(descriptor: int, content: bytes) -> int:
            if len(content) > room["left"]:
                if not room["left"]:
                    raise OSError(errno.ENOSPC, "injected")
                content = content[: room["left"]]
            room["left"] -= len(content)
            return real(descriptor, content)

        monkeypatch.setattr(evidence.os, "write", write)
        yield lambda: room.update(left=DISK)
        monkeypatch.undo()
        return
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(tmp_path / "small")], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets us mount no small disk; the quota at the gateway is tested")
    filler = tmp_path / "small" / "filler"
    filler.write_bytes(bytes(DISK // 3))
    yield filler.unlink
    subprocess.run(["umount", str(tmp_path / "small")], check=True)


def photo(number: int) -> bytes:
    return PHOTO + number.to_bytes(2, "big") * (PHOTO_BYTES // 2)


def send(scene, number: int):
    return post(scene, filled(instance=f"uuid:{number}", photo="a.jpg"), a_jpg=photo(number))


def until_full(scene) -> int:
    """Send visits until one is not taken; return its number. Those before it were acknowledged."""
    for number in range(100):
        answer = send(scene, number)
        if answer.status_code != 201:
            assert answer.status_code == 507, answer.status_code
            assert "no room" in message(answer)
            return number
    raise AssertionError("the disk never filled up")


def opens(ref: str, content: bytes) -> bool:
    try:
        return b"".join(stores.originals().open_sealed(ref)) == content
    except evidence.EvidenceDamaged:
        return False


def faults_of(acknowledged: int) -> list[str]:
    """Return what breaks the bar; empty when it holds."""
    faults = []
    if Visit.objects.count() != acknowledged or Submission.objects.count() != acknowledged:
        faults.append(f"{acknowledged} were acknowledged, {Visit.objects.count()} are filed")
    for row in Attachment.objects.select_related("visit__submission"):
        number = int(row.visit.submission.instance_id.removeprefix("uuid:"))
        if not opens(row.sealed_ref, photo(number)):
            faults.append(f"the photo of {number} is not what was sent")
    named = {
        *Submission.objects.values_list("sealed_ref", flat=True),
        *Attachment.objects.values_list("sealed_ref", flat=True),
    }
    if set(stores.originals().refs()) != named or Conflict.objects.exists():
        faults.append("a file without a row, or a row without its file")
    if list(stores.originals()._incoming.iterdir()):
        faults.append("something half is left")
    return faults


def test_du_06_a_full_disk_answers_507_keeps_what_it_promised_and_recovers(scene, make_room):
    refused = until_full(scene)
    assert refused >= 1 and faults_of(refused) == []
    assert send(scene, refused).status_code == 507  # still full; asking again changes nothing
    assert send(scene, 0).status_code == 201  # what was acknowledged may be said again
    make_room()
    assert send(scene, refused).status_code == 201
    assert faults_of(refused + 1) == []


def forgetful(descriptor: int, content: bytes) -> None:
    """Write what fits, and say nothing of the rest."""
    rest = memoryview(content)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError:
        return


def test_du_06_twin_a_writer_that_keeps_what_fits_fails_the_same_measure(scene, make_room, monkeypatch):
    monkeypatch.setattr(evidence, "write_all", forgetful)
    sent = 0
    while sent < 15 and send(scene, sent).status_code == 201:
        sent += 1
    assert faults_of(sent)


def test_du_06_a_full_disk_of_the_database_asks_to_send_later(scene, monkeypatch):
    def full(**_words):
        raise OperationalError("could not extend file") from psycopg.errors.DiskFull("no space left on device")

    monkeypatch.setattr("basira.programme.fieldwork.verbs.filing.journal.record", lambda *_words, **_more: full())
    answer = send(scene, 0)
    assert answer.status_code == 503 and answer["Retry-After"]
    assert Visit.objects.count() == 0  # the file may stay: nobody knows here whether the commit was done


def test_du_06_a_full_disk_of_pictures_says_nothing_of_the_picture_and_is_tried_again(scene, monkeypatch):
    post(scene, filled(photo="a.jpg"), a_jpg=picture("JPEG"))
    row = Attachment.objects.get()
    stores.derivatives()  # its key is made at the start

    def full(*_words: object) -> int:
        raise OSError(errno.ENOSPC, "injected")

    with monkeypatch.context() as patch:
        patch.setattr(evidence.os, "write", full)
        with pytest.raises(evidence.EvidenceNoSpace):
            tasks.repaint.call(row.ref)
    row.refresh_from_db()
    assert (row.derivative_ref, row.derivative_problem) == ("", "")
    assert tasks.repaint.call(row.ref) is True


def test_the_small_disk_is_really_small(tmp_path: Path):
    assert DISK < 20 * PHOTO_BYTES
