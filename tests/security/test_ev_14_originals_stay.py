"""EV-14: making a picture, or failing to, changes not one byte of the sealed original."""

import hashlib
import io
import zipfile

import pytest

from basira.gateways.evidence import EvidenceDamaged
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import Attachment
from basira.programme.fieldwork.verbs import repainting
from tests.field_scene import filled
from tests.gateways.test_pictures import picture, png_header
from tests.surfaces.test_openrosa import post

pytestmark = pytest.mark.django_db


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a", b"a")
    return out.getvalue()


FILES = {
    "good": picture("JPEG", comment=b"of the camera"),
    "with a tail": picture("PNG") + zipped(),
    "cut": picture("JPEG", (300, 200))[:400],
    "flood": png_header(50_000, 50_000),
    "no picture": b"%PDF-1.7 text",
}


def hashes() -> dict[str, tuple[str, str, int]]:
    """Return, by sealed ref, the hash on disk, the hash of the plain bytes, and when the file was last written."""
    store, found = stores.originals(), {}
    for ref in store.refs():
        path = store._path_of(ref)
        plain = b"".join(store.open_sealed(ref))
        found[ref] = (
            hashlib.sha256(path.read_bytes()).hexdigest(), hashlib.sha256(plain).hexdigest(), path.stat().st_mtime_ns,
        )  # fmt: skip
    return found


def file_all(scene) -> dict[str, str]:
    """File every picture; return the hash that was sent by sealed ref."""
    for number, content in enumerate(FILES.values()):
        post(scene, filled(instance=f"uuid:{number}", photo="a.jpg"), a_jpg=content)
    return dict(Attachment.objects.values_list("sealed_ref", "sha256"))


def make_pictures() -> list[bool]:
    return [tasks.repaint.call(ref) for ref in Attachment.objects.order_by("pk").values_list("ref", flat=True)]


def test_ev_14_the_original_is_the_same_before_and_after(scene):
    sent = file_all(scene)
    before = hashes()
    assert make_pictures() == [True, True, False, False, False]
    assert hashes() == before and len(before) == 2 * len(FILES)
    assert {ref: before[ref][1] for ref in sent} == sent


def test_ev_14_twin_a_painter_that_puts_the_picture_in_its_place_fails_the_same_measure(scene, monkeypatch):
    file_all(scene)
    before, real = hashes(), repainting.repaint

    def overwrites(original: bytes):
        made, store = real(original), stores.originals()
        row = Attachment.objects.get(sha256=hashlib.sha256(original).hexdigest())
        other = store.seal([made.jpeg], limit=10**7)
        store._path_of(other.ref).rename(store._path_of(row.sealed_ref))
        return made

    monkeypatch.setattr(repainting, "repaint", overwrites)
    make_pictures()
    with pytest.raises(EvidenceDamaged):  # the seal itself notices
        assert hashes() == before
