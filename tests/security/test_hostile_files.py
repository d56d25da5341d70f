"""Every hostile file is refused or neutralised: what comes out, if anything does, is pixels alone, at a bounded cost."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from basira.gateways.pictures import Picture, PictureRefused
from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import Attachment
from tests.field_scene import filled
from tests.security.hostile_pictures import GOOD, hostile
from tests.security.pictures_read import foreign_parts, repainted
from tests.shared_data import SHARED
from tests.surfaces.test_openrosa import post

CORPUS = SHARED / "data" / "media" / "hostile"
REASONS = {"kind", "pixels", "bytes", "unreadable", "limits"}


def outcome(content: bytes, remake: Callable[[bytes], Picture] = repainted) -> str:
    """Return how a file fares: clean, refused with a reason, or what foreign part came through."""
    try:
        made = remake(content)
    except PictureRefused as refusal:
        return f"refused: {refusal.params['reason']}" if refusal.params["reason"] in REASONS else "an unknown reason"
    with Image.open(io.BytesIO(made.jpeg)) as seen:
        seen.load()
        if seen.size != (made.width, made.height) or max(seen.size) > 2048:
            return "another size than told"
    return "; ".join(foreign_parts(made.jpeg)) or "clean"


def naive(content: bytes) -> str:
    """Serve what opens, as it came: the twin."""
    with Image.open(io.BytesIO(content)) as seen:
        seen.load()
    return "; ".join(foreign_parts(content)) or "clean"


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_file_of_our_own_is_refused_or_neutralised(name):
    found = outcome(hostile()[name])
    assert found == "clean" or (found.startswith("refused") and name not in GOOD), found


def test_there_are_enough_of_them():
    assert len(hostile()) >= 50 and set(hostile()) >= GOOD


@pytest.mark.parametrize("name", ["JPEG with a ZIP behind", "JPEG with words of an editor", "PNG with a ZIP behind"])
def test_twin_a_server_that_hands_on_what_opens_fails_the_same_measure(name):
    assert naive(hostile()[name]) != "clean"


def test_every_file_of_the_hostile_corpus_is_refused_or_neutralised():
    files = sorted(CORPUS.iterdir()) if CORPUS.exists() else []
    if not files:
        pytest.skip(f"the corpus of hostile files is not here: {CORPUS}")
    found = {path.name: outcome(path.read_bytes()) for path in files}
    assert {name: how for name, how in found.items() if how != "clean" and not how.startswith("refused")} == {}
    assert found["truncated.jpg"].startswith("refused") and found["script.svg"] == "refused: kind"


@pytest.mark.django_db
@pytest.mark.slow
def test_the_intake_seals_whatever_comes_as_it_came_and_the_worker_lives(scene):
    """No file of a visit is lost because it is strange; what it is decides only whether there is a picture."""
    files = dict(list(hostile().items())[:24])
    for number, content in enumerate(files.values()):
        answer = post(scene, filled(instance=f"uuid:{number}", photo="a.jpg"), a_jpg=content)
        assert answer.status_code == 201
    for row, content in zip(Attachment.objects.order_by("pk"), files.values(), strict=True):
        assert b"".join(stores.originals().open_sealed(row.sealed_ref)) == content
        tasks.repaint.call(row.ref)
        row.refresh_from_db()
        assert bool(row.derivative_ref) is not bool(row.derivative_problem)
