"""Half of an emoji, which JSON can write and no column takes, is refused everywhere as what it is: a fault of the sender."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from tests.field_scene import carry_key, make_scene

pytestmark = pytest.mark.django_db
HALF = "a\ud83d"
ID = str(uuid4())
SAID = [
    *(("post", "alarm", {"id": ID, "mission": ""}, name) for name in ("id", "mission")),
    ("post", "letter", {}, "mission"),
    *(
        ("post", "danger", {"id": ID, "what": "other", "since": "now", "words": "x"}, name)
        for name in ("id", "what", "since", "words", "mission", "centre")
    ),
    ("post", "places", {}, "search"),
    ("post", "services", {}, "search"),
    ("put", "device", {}, "key"),
    *(
        ("post", "moves", {"id": ID, "mission": "m", "move": "decline", "reason": "other", "words": "x"}, name)
        for name in ("id", "mission", "move", "reason", "words")
    ),
    *(
        ("post", "moves", {"id": ID, "move": "begin-everyday", "everyday": "e", "centre": "c"}, name)
        for name in ("everyday", "centre", "channel")
    ),
    ("put", "needs", {}, "services"),
    ("post", "{mission}/sealed/uuid:1", {}, "parts"),
]


@pytest.mark.parametrize(("verb", "address", "said", "name"), SAID)
def test_half_a_letter_is_refused_for_good(verb, address, said, name):
    scene = make_scene()
    phone = carry_key(Client(), scene)
    said = said | {name: [HALF] if name in ("services", "parts") else HALF}
    values = {"moves": [said]} if address == "moves" else said
    asked = f"/notes/{address.format(mission=scene.missions[0].ref)}"
    answer = getattr(phone, verb)(asked, json.dumps(values), "application/json")
    assert answer.status_code == 400, answer.content
