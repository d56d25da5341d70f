"""Coming in by a link over HTTP: what each door takes, what is answered and what is left behind."""

import logging
import re
import secrets

import pytest
from django.test import Client
from django.utils import timezone

from basira.programme.journal import queries as journal
from basira.programme.panel.models import FieldKey
from basira.programme.panel.verbs import LINK_LASTS, token_digest
from tests.field_scene import Scene, link_for, make_scene
from tests.surfaces.test_openrosa import address

pytestmark = pytest.mark.django_db

ASK, EXCHANGE, STATE = "/notes/session", "/notes/exchange", "/notes/state.json"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def link(scene: Scene) -> str:
    return f"{link_for(scene.number.ref, language='ar', at=timezone.now())}/{scene.project}"


class Phone:
    """A phone as the notes are one: it makes its key and names the SHA-256 of it."""

    def __init__(self) -> None:
        self.client, self.token = Client(), secrets.token_urlsafe(32)

    def exchange(self, link: str):
        return self.client.post(EXCHANGE, {"link": link, "key": token_digest(self.token)})

    def opens(self, scene: Scene) -> bool:
        return self.client.get(STATE, HTTP_X_NOTES_KEY=f"{self.token}/{scene.project}").status_code == 200


def refused(answer, code: str) -> bool:
    return answer.status_code in {401, 422} and answer.json()["code"] == code and bool(answer.json()["message"])


def test_a_link_opens_neither_the_notes_nor_a_clients_door(client, scene, link):
    for _time in range(2):
        assert client.get(STATE, HTTP_X_NOTES_KEY=link).status_code == 401
        assert client.head(address(scene, token=link.split("/")[0])).status_code == 401
        Phone().exchange(link)


def test_a_phones_key_opens_no_clients_door_and_a_clients_key_no_notes(client, scene):
    assert client.head(address(scene, token=scene.token)).status_code == 401
    assert client.get(STATE, HTTP_X_NOTES_KEY=f"{scene.client}/{scene.project}").status_code == 401
    assert client.head(address(scene)).status_code == 204


def test_the_link_replayed_from_a_browsers_history_brings_nobody_in(scene, link):
    first, second = Phone(), Phone()
    assert first.exchange(link).status_code == 200
    assert refused(second.exchange(link), "panel.link-used") and not second.opens(scene)
    assert refused(second.client.post(ASK, {"link": link}), "panel.link-used")
    assert first.opens(scene)


def test_the_words_of_a_used_link_say_what_to_do_and_nothing_of_what_it_is(scene, link):
    Phone().exchange(link)
    for language, said in (("ar", "رابطًا جديدًا"), ("en", "a new link")):
        words = Client().post(ASK, {"link": link}, headers={"accept-language": language}).json()["message"]
        assert said in words
        assert not re.search("visit|shopper|mystery|mission|متسوق|زيارة|مهمة", words)


def test_a_link_under_another_cycles_number_is_refused_and_not_spent(scene, link):
    phone = Phone()
    other = f"{link.split('/')[0]}/{scene.project + 1}"
    assert refused(phone.exchange(other), "field.key-withdrawn")
    assert phone.exchange(link).status_code == 200


def test_a_link_past_its_time_is_refused_in_words(scene):
    old = f"{link_for(scene.number.ref, at=timezone.now() - LINK_LASTS)}/{scene.project}"
    assert refused(Phone().exchange(old), "panel.link-expired")
    assert refused(Client().post(ASK, {"link": old}), "panel.link-expired")


def test_a_key_that_is_no_digest_is_refused_and_the_link_is_not_spent(scene, link):
    phone = Phone()
    for key in ("", phone.token, "0" * 63):
        assert refused(phone.client.post(EXCHANGE, {"link": link, "key": key}), "panel.key-unfit")
    assert phone.exchange(link).status_code == 200 and phone.opens(scene)


def test_exchanging_wants_a_post_and_the_pages_own_token(link):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(EXCHANGE, {"link": link, "key": "0" * 64}).status_code == 403
    for path in (ASK, EXCHANGE):
        assert strict.get(path, {"link": link, "key": "0" * 64}).status_code == 405


def test_asking_whether_a_link_is_good_spends_nothing(scene, link):
    for _time in range(3):
        told = Client().post(ASK, {"link": link})
        assert told.status_code == 200 and told.json()["language"] == "ar" and not told.cookies
    assert Phone().exchange(link).status_code == 200


def test_a_phone_comes_in_and_after_a_lost_answer_it_asks_again_with_the_same_key(scene, link):
    phone = Phone()
    first, again = phone.exchange(link), phone.exchange(link)
    assert first.json() == again.json() and first.json()["language"] == "ar"
    assert "no-store" in first["cache-control"] and not first.cookies
    assert phone.opens(scene) and phone.token not in first.content.decode()


def test_every_phone_of_a_number_is_told_the_same_word_for_it_and_none_that_is_known_elsewhere(scene, link):
    word = Phone().exchange(link).json()["number"]
    another = f"{link_for(scene.number.ref, at=timezone.now())}/{scene.project}"
    assert Phone().exchange(another).json()["number"] == word
    assert re.fullmatch("[0-9a-f]{32}", word) and scene.number.ref not in word


def test_neither_link_nor_key_reaches_a_log_a_journal_or_a_row(scene, link, caplog):
    phone, token = Phone(), link.split("/")[0]
    with caplog.at_level(logging.DEBUG):
        for _time in range(2):
            phone.exchange(link)
        Phone().exchange(link)
        phone.opens(scene)
        phone.client.post(EXCHANGE, {"link": link, "key": "?"})
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    everything = str(ours) + str(journal.journal_page()) + str(list(FieldKey.objects.values()))
    for secret in (token, phone.token):
        assert secret not in everything


def test_the_page_of_a_link_tells_other_sites_nothing_of_its_address(client):
    assert client.get("/notes/open")["referrer-policy"] in {"same-origin", "no-referrer"}
