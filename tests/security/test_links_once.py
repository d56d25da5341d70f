"""Own bar: what stays of a link in a browser's history, or in a message that was passed on, opens nothing once it was used."""

import secrets

import pytest
from django.test import Client
from django.utils import timezone

from basira.core.kernel.field_keys import KeyKind
from basira.programme.panel import links
from basira.programme.panel.models import FieldKey
from basira.programme.panel.verbs import token_digest
from basira.surfaces.field import door
from tests.field_scene import link_for, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def comes_in(scene, link: str) -> bool:
    """Whether a phone that has nothing but this link sees missions in the end, by exchanging it or by carrying it as it is."""
    client, token = Client(), secrets.token_urlsafe(32)
    client.post("/notes/exchange", {"link": link, "key": token_digest(token)})
    carried = [client.get("/notes/state.json", HTTP_X_NOTES_KEY=key) for key in (f"{token}/{scene.project}", link)]
    posted = client.head(f"/v1/key/{link.split('/')[0]}/projects/{scene.project}/formList")
    return any(answer.status_code == 200 for answer in carried) or posted.status_code == 204


def opened_from_history(scene) -> int:
    """Use a link once as its shopper does; return how many of three who find it later come in."""
    link = f"{link_for(scene.number.ref, at=timezone.now())}/{scene.project}"
    assert comes_in(scene, link)
    return sum(comes_in(scene, link) for _finder in range(3))


def test_a_used_link_brings_nobody_in(scene):
    assert opened_from_history(scene) == 0


def test_twin_an_exchange_that_spends_nothing_fails_the_same_measure(scene, monkeypatch):
    def unspent(link, key, by, at):
        given = {"cycle_number": link.cycle_number, "given_at": at, "given_by": by.ref}
        FieldKey.objects.create(kind=KeyKind.PHONE, token_sha256=key, **given)

    monkeypatch.setattr(links, "put_in_place", unspent)
    assert opened_from_history(scene) == 3


def test_twin_a_door_that_takes_links_as_keys_fails_the_same_measure(scene, monkeypatch):
    """As it was: the link carried the key."""
    monkeypatch.setattr(door, "NOTES_TAKE", frozenset(KeyKind))
    monkeypatch.setattr(links, "exchange_link", lambda **_told: None)
    assert opened_from_history(scene) == 3
