"""ID-11: names, order and times of files and rows do not tell who came when: names are drawn, order is that of the draw."""

import csv
import io
from pathlib import Path

import pytest
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import Attachment, Visit
from basira.programme.review import visit_table
from tests.field_scene import filled
from tests.gateways.test_pictures import picture
from tests.surfaces.test_openrosa import post

pytestmark = pytest.mark.django_db
VISITS = 12


@pytest.fixture
def filed(scene):
    """File visits one after another, each with a photo that its phone named by the minute."""
    for number in range(VISITS):
        photo = picture("JPEG", (40 + number, 40))
        post(scene, filled(instance=f"uuid:{number}", photo="IMG.jpg"), IMG_jpg=photo)
    return scene


def order_in_table(scene, desk) -> list[str]:
    """Return the visits in the order of the table that leaves the desk."""
    answer = desk.get(reverse("console:results-visits-export", args=[scene.wave, "csv"]))
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return [row["KEY"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def tells_the_order(shown: list[str]) -> bool:
    """Tell whether rows stand as they were filed, forwards or backwards."""
    filed = list(Visit.objects.order_by("filed_at", "pk").values_list("ref", flat=True))
    return len(shown) == len(filed) and shown in (filed, filed[::-1])


def test_id_11_a_table_stands_in_the_order_of_a_draw(filed, signed_in):
    shown = order_in_table(filed, signed_in(Role.REVIEWER))
    assert len(shown) == VISITS and shown == sorted(shown) and not tells_the_order(shown)


def test_id_11_twin_a_table_in_the_order_of_filing_fails_the_same_measure(filed, signed_in, monkeypatch):
    real = visit_table._visits
    monkeypatch.setattr(visit_table, "_visits", lambda wave: real(wave).order_by("filed_at", "pk"))
    assert tells_the_order(order_in_table(filed, signed_in(Role.REVIEWER)))


def leaks(names: set[str]) -> list[str]:
    """Return those names of sealed files that say anything of what is in them, or of each other."""
    told = set(Attachment.objects.values_list("sha256", flat=True)) | {"IMG", ".jpg", "uuid"}
    return [name for name in names if any(word in name or name in word for word in told)]


def test_id_11_sealed_files_have_drawn_names(filed):
    refs = set(stores.originals().refs())
    assert len(refs) == 2 * VISITS and leaks(refs) == []
    assert all(len(name) == 26 for name in refs)
    assert not any("." in path.name for path in Path(stores.originals()._folder).rglob("*"))


def test_id_11_twin_files_named_by_their_content_fail_the_same_measure(filed):
    assert leaks(set(Attachment.objects.values_list("sha256", flat=True)))
    assert leaks({"IMG_1.jpg"})


def test_id_11_a_picture_is_served_without_its_name_and_its_time(filed, signed_in):
    row = Attachment.objects.select_related("visit").first()
    tasks.repaint.call(row.ref)
    answer = signed_in(Role.REVIEWER).get(reverse("console:review-picture", args=[row.visit.ref, row.ref]))
    assert answer["Content-Disposition"] == "inline; filename=picture.jpg"
    assert not {"Last-Modified", "ETag", "X-Sendfile"} & set(answer.headers)
