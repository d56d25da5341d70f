"""The page on which the programme chooses what its notes look like, and that phones show what was chosen."""

import io
import json
import re

import pytest
from django.urls import reverse
from PIL import Image

from basira.core.kernel.actor import Role
from basira.core.kernel.cover import Accent, Cover, Sign
from basira.programme.journal.models import Entry
from basira.programme.safety.models import PhoneCover
from basira.programme.safety.queries.cover import cover_card
from tests.field_scene import make_scene

pytestmark = pytest.mark.django_db

CHOSEN = {
    "name_ar": "مفكرتي", "name_en": "Jotter", "list_ar": "للشراء", "list_en": "To buy",
    "sign": "leaf", "accent": "blue", "lock_minutes": "5",
}  # fmt: skip


def address() -> str:
    return reverse("console:programme_cover")


@pytest.mark.parametrize(
    "said",
    [
        {"name_en": ""}, {"name_ar": "x" * 40}, {"sign": "badge"}, {"accent": "red"}, {"lock_minutes": "60"},
        {"name_ar": "المتسوّق"}, {"name_en": "Mystery list"}, {"list_en": "Inspection"}, {"name_en": "a\x00b"},
    ],
)  # fmt: skip
def test_a_look_that_tells_or_lacks_something_comes_back_with_words(signed_in, said):
    page = signed_in(Role.DIRECTOR).post(address(), CHOSEN | said)
    assert page.status_code == 422 and b"Please correct what follows" in page.content
    assert not PhoneCover.objects.exists() and not Entry.objects.filter(act="phone-cover.chosen").exists()


def test_the_name_of_a_measured_body_is_refused(signed_in, db):
    body = make_scene().missions[0].centre.entity
    page = signed_in(Role.DIRECTOR).post(address(), CHOSEN | {"name_en": body.name_en[:24]})
    assert page.status_code == 422 and not PhoneCover.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "The look of the notes is kept"), ("ar", "حُفظ شكل الملاحظات")])
def test_the_director_chooses_the_look_and_the_journal_does_not_repeat_it(signed_in, language, words):
    desk = signed_in(Role.DIRECTOR, language=language)
    assert "notification" in desk.get(address()).content.decode() or language == "ar"
    done = desk.post(address(), CHOSEN, follow=True)
    assert done.status_code == 200 and words in done.content.decode()
    assert cover_card() == Cover("مفكرتي", "Jotter", "للشراء", "To buy", Sign.LEAF, Accent.BLUE, 5)
    entry = Entry.objects.get(act="phone-cover.chosen")
    assert "Jotter" not in json.dumps(entry.detail, default=str)


def version_of(client) -> str:
    return json.loads(re.search(r"const SHELL=(.*?);\n", client.get("/notes/worker.js").content.decode())[1])["version"]


def test_phones_show_what_was_chosen_and_take_another_version(client, signed_in):
    before = version_of(client)
    signed_in(Role.DIRECTOR).post(address(), CHOSEN)
    page, card = client.get("/notes/").content.decode(), client.get("/notes/card.json").json()
    assert "<title>مفكرتي</title>" in page and 'data-accent="blue"' in page and "ملاحظات" not in page.split("<body")[0]
    told = json.loads(re.search(r'id="notes-page"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert told["words"]["en"]["name"] == "Jotter" and told["words"]["ar"]["coverName"] == "للشراء"
    assert told["locks"] == [1, 2, 5]
    assert (card["name"], card["short_name"]) == ("مفكرتي", "مفكرتي")
    assert version_of(client) != before


def test_the_signs_are_pictures_that_a_phone_installs_by(client):
    icons = client.get("/notes/card.json").json()["icons"]
    assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
    for icon in icons:
        answer = client.get(icon["src"])
        assert answer["Content-Type"] == "image/png" and "immutable" in answer["Cache-Control"]
        width, height = Image.open(io.BytesIO(answer.content)).size
        assert f"{width}x{height}" == icon["sizes"]


def test_every_sign_differs_from_every_other_in_every_colour(client):
    drawn = {client.get(f"/notes/sign/{sign}-{accent}-64.png").content for sign in Sign for accent in Accent}
    assert len(drawn) == len(Sign) * len(Accent)


@pytest.mark.parametrize("name", ["badge-sand-64", "note-red-64", "note-sand-65", "note-sand-99999999"])
def test_a_sign_that_is_not_drawn_is_not_found(client, name):
    assert client.get(f"/notes/sign/{name}.png").status_code == 404


def test_nothing_that_a_phone_keeps_or_shows_names_the_product_or_the_purpose(client):
    page, worker = client.get("/notes/"), client.get("/notes/worker.js")
    texts = [page.content, client.get("/notes/card.json").content, worker.content]
    texts += [str(sorted(answer.items())).encode() for answer in (page, worker)]
    words = b"".join(texts).decode().casefold()
    found = [
        canary for canary in ("basira", "بصيرة", "shopper", "متسوق", "mystery", "mission", "inspect") if canary in words
    ]
    assert found == []
