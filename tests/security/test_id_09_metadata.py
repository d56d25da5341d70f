"""ID-09: what is published of a picture holds its pixels and nothing else: no place, no camera, no time, no thumbnail."""

import io
from contextlib import suppress

import pytest
from django.urls import reverse
from PIL import Image

from basira.core.kernel.actor import Role
from basira.gateways.pictures import PictureRefused
from basira.gateways.sounds import SoundRefused, rewrite
from basira.programme.fieldwork import tasks
from basira.programme.fieldwork.models import Attachment
from tests.field_scene import filled
from tests.gateways.test_pictures import picture
from tests.security import hostile_more, hostile_pictures, hostile_sounds
from tests.security.hostile_pictures import told_much
from tests.security.pictures_read import foreign_parts, parts_of, repainted, tags_by_file
from tests.shared_data import shared_data
from tests.surfaces.test_openrosa import post

SHARED = ("synthetic-doha.jpg", "synthetic-doha.png", "synthetic-doha.webp")


def passes_on(content: bytes) -> bytes:
    """Save a picture anew as Pillow does when nobody thinks of it: with everything that came along."""
    with Image.open(io.BytesIO(content)) as seen:
        out = io.BytesIO()
        seen.convert("RGB").save(out, "JPEG", exif=seen.info.get("exif", b""), icc_profile=seen.info.get("icc_profile"),
                                 comment=seen.info.get("comment", b""))  # fmt: skip
    return out.getvalue()


@pytest.mark.parametrize("name", told_much())
def test_id_09_what_a_camera_told_does_not_come_through(name):
    made = repainted(told_much()[name]).jpeg
    assert foreign_parts(made) == []


@pytest.mark.parametrize("name", SHARED)
def test_id_09_nor_does_it_from_photos_with_a_place(name):
    made = repainted(shared_data(f"media/photos-exif-gps/{name}").read_bytes()).jpeg
    assert foreign_parts(made) == []


@pytest.mark.parametrize("name", told_much())
def test_id_09_twin_a_painter_that_passes_on_what_came_along_fails_the_same_measure(name):
    assert foreign_parts(passes_on(told_much()[name]))


def test_id_09_the_reader_sees_whatever_stands_in_a_picture():
    plain = picture("JPEG")
    assert foreign_parts(plain) == []
    assert foreign_parts(plain + b"x") == ["1 bytes behind the end"]
    assert foreign_parts(picture("JPEG", comment=b"x")) == ["comment"]
    assert foreign_parts(plain[:-2]) == ["no end"] and parts_of(b"GIF89a") == ["no JPEG"]
    assert foreign_parts(plain.replace(b"JFIF\0\x01\x01\x00", b"JFIF\0\x01\x01\x01"))  # a density of somebody's own


@pytest.mark.django_db
def test_id_09_what_the_desk_is_shown_is_clean_to_the_last_byte(scene, signed_in):
    for number, content in enumerate(told_much().values()):
        post(scene, filled(instance=f"uuid:{number}", photo="IMG.jpg"), IMG_jpg=content)
    desk = signed_in(Role.REVIEWER)
    rows = Attachment.objects.select_related("visit")
    for row in rows:
        assert tasks.repaint.call(row.ref) is True
        answer = desk.get(reverse("console:review-picture", args=[row.visit.ref, row.ref]))
        assert foreign_parts(answer.content) == []
        assert "IMG" not in str(answer.headers) and "Last-Modified" not in answer
    assert len(rows) == len(told_much())


def derivatives() -> dict[str, bytes]:
    """Return everything that people may ever be given of our talkative and hostile files."""
    made = {}
    pictures = told_much() | hostile_pictures.hostile() | hostile_more.hostile()
    pictures |= {name: shared_data(f"media/photos-exif-gps/{name}").read_bytes() for name in SHARED}
    for name, content in pictures.items():
        with suppress(PictureRefused):
            made[name] = repainted(content).jpeg
    for name, content in (hostile_sounds.told_much() | hostile_sounds.hostile()).items():
        with suppress(SoundRefused):
            made[name] = rewrite(content).wav
    return made


@pytest.mark.slow
def test_id_09_exiftool_finds_nothing_but_structure_in_whatever_is_shown(tmp_path):
    made = derivatives()
    found = tags_by_file(made, tmp_path)
    assert len(found) >= 40 and {name: tags for name, tags in found.items() if tags} == {}


@pytest.mark.slow
def test_id_09_twin_exiftool_finds_what_a_careless_server_would_show(tmp_path):
    careless = {name: passes_on(content) for name, content in told_much().items()} | hostile_sounds.told_much()
    assert [name for name, tags in tags_by_file(careless, tmp_path).items() if not tags] == []
