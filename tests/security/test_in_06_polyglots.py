"""IN-06: 30 files that are two things at once: never served as they came, and nothing but pixels in what is served."""

import io
import zipfile

import pytest
from django.urls import reverse
from PIL import Image

from basira.core.kernel.actor import Role
from basira.gateways.evidence import EvidenceStore
from basira.gateways.pictures import PictureRefused, repaint
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import Attachment
from tests.field_scene import filled
from tests.gateways.test_pictures import picture
from tests.surfaces.test_openrosa import address, multipart

SCRIPT = b"<script>alert(1)</script>"
HTML = b"<!DOCTYPE html><html><body onload=alert(1)>" + SCRIPT + b"</body></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("alert.html", HTML)
    return out.getvalue()


TAILS = {
    "ZIP": archive(),
    "HTML": HTML,
    "script": SCRIPT,
    "PHP": b"<?php system('id'); ?>",
    "SVG": SVG,
    "PDF": b"%PDF-1.7 alert",
}
JPEG, PNG, GIF, WEBP = picture("JPEG"), picture("PNG"), picture("GIF"), picture("WEBP")
FILES = {f"{kind} with {tail} behind": content + TAILS[tail]
         for kind, content in {"JPEG": JPEG, "PNG": PNG, "GIF": GIF, "WebP": WEBP}.items() for tail in TAILS}  # fmt: skip
FILES |= {
    "JPEG with script in its comment": picture("JPEG", comment=SCRIPT),
    "GIF that is JavaScript": b"GIF89a/*" + GIF[8:] + b"*/=1;alert(1)//",
    "SVG": SVG,
    "HTML named as a picture": HTML,
    "PDF with a page": b"%PDF-1.7\n" + HTML,
    "HEIC that lies": b"\0\0\0\x18ftypheic" + HTML,
    "MP4 with data behind": b"\0\0\0\x18ftypisom" + b"\0" * 64 + archive(),
    "ZIP": archive(),
}
MARKS = (b"alert", b"PK\x03\x04", b"<script", b"<?php", b"%PDF", b"<svg", b"<!DOCTYPE")


def is_clean(served: bytes) -> bool:
    """Tell whether what is served is one JPEG, to its last byte, without a trace of the second thing."""
    if not served.startswith(b"\xff\xd8\xff") or not served.endswith(b"\xff\xd9"):
        return False
    with Image.open(io.BytesIO(served)) as seen:
        seen.load()
    return not any(mark in served for mark in MARKS)


def naive(content: bytes) -> bytes:
    """Serve a picture that opens, as it came."""
    with Image.open(io.BytesIO(content)) as seen:
        seen.load()
    return content


@pytest.mark.slow
def test_in_06_a_re_made_picture_is_clean_or_refused():
    assert len(FILES) >= 30
    dirty, made = [], 0
    for name, content in FILES.items():
        try:
            made += 1
            if not is_clean(repaint(content).jpeg):
                dirty.append(name)
        except PictureRefused:
            made -= 1
    assert dirty == [] and made >= 20


def test_in_06_twin_a_server_that_hands_on_what_opens_fails_the_same_check():
    assert not is_clean(naive(FILES["JPEG with ZIP behind"]))
    assert not is_clean(naive(FILES["JPEG with script in its comment"]))
    assert is_clean(repaint(JPEG).jpeg)


@pytest.mark.django_db
def test_in_06_no_address_serves_an_original_and_what_is_served_has_a_fixed_type(scene, client, signed_in):
    body, kind = multipart(
        [("xml_submission_file", "s.xml", filled(photo="a.jpg")), ("a.jpg", "a.jpg", FILES["JPEG with HTML behind"])]
    )
    assert client.post(address(scene), body, content_type=kind).status_code == 201
    attachment = Attachment.objects.select_related("visit").get()
    url = reverse("console:review-picture", args=[attachment.visit.ref, attachment.ref])
    desk = signed_in(Role.REVIEWER)
    assert desk.get(url).status_code == 404  # nothing is served before the picture is re-made
    assert tasks.repaint.call(attachment.ref)
    answer = desk.get(url)
    assert is_clean(answer.content) and answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == "inline; filename=picture.jpg"
    assert b"".join(stores.originals().open_sealed(attachment.sealed_ref)) == FILES["JPEG with HTML behind"]
    assert not holds_plain(stores.originals(), b"alert")


def holds_plain(store: EvidenceStore, words: bytes) -> bool:
    """Tell whether any sealed file shows these words to somebody without the key."""
    return any(words in store._path_of(ref).read_bytes() for ref in store.refs())
