"""The panel's pages: panel refs and cycle numbers never meet, and a phone's key is shown once."""

import logging
import re

import pytest
from django.utils import timezone

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.field_keys import CLIENTS_TAKE, NOTES_TAKE, KeyKind
from basira.core.kernel.lifecycles import ShopperState, WaveState
from basira.gateways.vault import Vault
from basira.programme.fieldwork.queries import sender_of
from basira.programme.journal import queries as journal
from basira.programme.panel import queries, verbs
from basira.programme.panel.links import LinkUsed, exchange_link
from basira.programme.panel.models import FieldKey, Shopper
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Wave
from tests.cast import MONDAY_9AM, actor
from tests.field_scene import link_for, phone_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(signed_in):
    return signed_in(Role.PANEL_OFFICER)


@pytest.fixture
def a_cycle(huda_the_planner):
    days = {"starts_on": MONDAY_9AM.date(), "ends_on": MONDAY_9AM.date()}
    return waves.open_wave(name_ar="الدورة", name_en="The cycle", **days, by=huda_the_planner, at=MONDAY_9AM)


@pytest.fixture
def a_number(a_cycle):
    by = actor("mariam", Role.PANEL_OFFICER)
    verbs.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM)
    verbs.number_active_for_cycle(cycle=a_cycle.ref, by=by, at=MONDAY_9AM)
    return queries.number_cards(a_cycle.ref)[0]


def words(answer):
    return re.sub("</?bdi>", "", answer.content.decode())


def test_an_empty_panel_teaches_the_next_step(officer):
    page = words(officer.get("/console/panel/"))
    assert "Nobody is in the panel yet" in page
    assert "/console/panel/person/" in page


def test_a_class_is_moved_on_together_and_nobody_else(officer):
    by = actor("mariam", Role.PANEL_OFFICER)
    verbs.enrol_shoppers(count=1, state=ShopperState.IN_TRAINING, by=by, at=MONDAY_9AM)
    (stops,) = verbs.enrol_shoppers(count=1, state=ShopperState.IN_TRAINING, by=by, at=MONDAY_9AM)
    Shopper.objects.filter(panel_ref=stops.panel_ref).update(stop_said_on=MONDAY_9AM.date())
    assert "Move all of them on to" not in words(officer.get("/console/panel/"))  # one is moved on her own page
    verbs.enrol_shoppers(count=2, state=ShopperState.IN_TRAINING, by=by, at=MONDAY_9AM)
    assert "Move all of them on to: Certified" in re.sub("<[^>]+>", "", words(officer.get("/console/panel/")))
    assert officer.post("/console/panel/move/", {"start": "active"}).status_code == 404
    assert "Shoppers moved on: 3." in words(officer.post("/console/panel/move/", {"start": "in-training"}, follow=True))
    stay = {card.panel_ref for card in queries.shopper_cards(state=str(ShopperState.IN_TRAINING))}
    assert stay == {stops.panel_ref} and len(queries.shopper_cards(state=str(ShopperState.CERTIFIED))) == 3


@pytest.mark.parametrize("sent", [{}, {"count": "0", "state": "active"}, {"count": "2", "state": "barred"}])
def test_a_wrong_enrolment_is_refused_beside_its_field(officer, sent):
    answer = officer.post("/console/panel/enrol/", sent)
    assert answer.status_code == 422
    assert "Please correct what follows" in words(answer)
    assert queries.shopper_cards() == ()


def test_a_move_that_the_lifecycle_lacks_is_refused_in_words(officer):
    officer.post("/console/panel/enrol/", {"count": "1", "state": "in-training"})
    (shopper,) = queries.shopper_cards()
    answer = officer.post(f"/console/panel/shoppers/{shopper.panel_ref}/move/", {"to": "resting"})
    assert answer.status_code == 422
    assert queries.shopper_card(shopper.panel_ref).state is ShopperState.IN_TRAINING


def test_what_does_not_exist_is_not_found(officer):
    for path in ("shoppers/nobody/", "cycles/nothing/", "numbers/nobody/"):
        assert officer.get(f"/console/panel/{path}").status_code == 404
    for path in (
        "shoppers/nobody/move/",
        "cycles/nothing/give/",
        "numbers/nobody/key/",
        "numbers/nobody/withdraw/",
        "numbers/nobody/client/",
        "numbers/nobody/send/",
    ):
        assert officer.post(f"/console/panel/{path}").status_code == 404


def test_shoppers_are_enrolled_found_and_moved(officer):
    officer.post("/console/panel/enrol/", {"count": "3", "state": "certified"})
    shopper = queries.shopper_cards()[0]
    assert words(officer.get("/console/panel/", {"q": shopper.panel_ref})).count("/shoppers/") == 1
    answer = officer.post(f"/console/panel/shoppers/{shopper.panel_ref}/move/", {"to": "active"}, follow=True)
    assert "The shopper&#x27;s standing was changed." in words(answer)
    assert queries.shopper_card(shopper.panel_ref).state is ShopperState.ACTIVE


def test_no_page_shows_a_panel_ref_beside_a_cycle_number(officer, a_cycle, a_number):
    (shopper,) = queries.shopper_cards()
    paths = [
        "", f"shoppers/{shopper.panel_ref}/", "cycles/", f"cycles/{a_cycle.ref}/", f"numbers/{a_number.ref}/",
    ]  # fmt: skip
    pages = [words(officer.get(f"/console/panel/{path}")) for path in paths]
    pages.append(words(officer.post(f"/console/panel/numbers/{a_number.ref}/key/", {"language": "ar"})))
    assert any(shopper.panel_ref in page for page in pages)
    assert any(a_number.number in page for page in pages)
    assert not any(shopper.panel_ref in page and a_number.number in page for page in pages)


def test_active_shoppers_are_numbered_together(officer, a_cycle):
    officer.post("/console/panel/enrol/", {"count": "4", "state": "active"})
    assert "4 active shoppers have no number" in words(officer.get(f"/console/panel/cycles/{a_cycle.ref}/"))
    officer.post(f"/console/panel/cycles/{a_cycle.ref}/give/")
    assert len(queries.number_cards(a_cycle.ref)) == 4


def test_in_a_cycle_that_is_over_nobody_is_numbered_and_the_page_says_why(officer, a_cycle, monkeypatch):
    officer.post("/console/panel/enrol/", {"count": "4", "state": "active"})
    Wave.objects.filter(ref=a_cycle.ref).update(state=WaveState.CLOSED)
    monkeypatch.setattr(Vault, "ask", lambda *said, **more: pytest.fail("the vault was asked"))
    assert "Give numbers" not in words(officer.get(f"/console/panel/cycles/{a_cycle.ref}/"))
    answer = officer.post(f"/console/panel/cycles/{a_cycle.ref}/give/")
    assert answer.status_code == 422 and "This round is over" in words(answer)
    assert queries.number_cards(a_cycle.ref) == ()


def test_numbers_of_a_sealed_map_are_refused_in_words_of_their_own(officer, a_cycle):
    """As after a programme was brought back from before its cycle was announced, beside a vault that was not."""
    officer.post("/console/panel/enrol/", {"count": "1", "state": "active"})
    officer.post(f"/console/panel/cycles/{a_cycle.ref}/give/")
    queries.vault().seal_maps([a_cycle.ref], by="worker")
    answer = officer.post(f"/console/panel/cycles/{a_cycle.ref}/give/")
    assert answer.status_code == 422 and "whose its numbers were is sealed" in words(answer)


def test_a_link_is_shown_once_is_not_logged_and_may_not_be_kept_by_browsers(officer, a_cycle, a_number, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = officer.post(f"/console/panel/numbers/{a_number.ref}/key/", {"language": "ar"})
    token = words(answer).split("/notes/open#")[1].split("/")[0]
    assert f"/notes/open#{token}/{a_cycle.number}" in words(answer) and "/v1/key/" not in words(answer)
    digest = verbs.token_digest(token)
    holder = sender_of(digest, project=a_cycle.number, kinds={KeyKind.LINK})
    assert holder.cycle_number_ref == a_number.ref
    for door in (NOTES_TAKE, CLIENTS_TAKE):
        assert sender_of(digest, project=a_cycle.number, kinds=door) is None
    assert "no-store" in answer["cache-control"]
    assert token not in caplog.text + str(journal.journal_page())
    assert token not in words(officer.get(f"/console/panel/numbers/{a_number.ref}/"))


def test_the_address_of_a_client_is_shown_once_and_opens_its_door_alone(officer, a_cycle, a_number, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = officer.post(f"/console/panel/numbers/{a_number.ref}/client/", {"language": "ar"})
    token = words(answer).split("/v1/key/")[1].split("/")[0]
    assert f"/v1/key/{token}/projects/{a_cycle.number}" in words(answer) and "/notes/open" not in words(answer)
    digest = verbs.token_digest(token)
    assert sender_of(digest, project=a_cycle.number, kinds=CLIENTS_TAKE).cycle_number_ref == a_number.ref
    assert sender_of(digest, project=a_cycle.number, kinds=NOTES_TAKE) is None
    assert "no-store" in answer["cache-control"] and token not in caplog.text + str(journal.journal_page())


@pytest.mark.parametrize("which", ["key", "client", "send"])
def test_a_key_needs_a_language_that_is_spoken(officer, a_number, which):
    answer = officer.post(f"/console/panel/numbers/{a_number.ref}/{which}/", {"language": "xx"})
    assert answer.status_code == 422
    assert not FieldKey.objects.exists()


def give(officer, number, which):
    officer.post(f"/console/panel/numbers/{number.ref}/{which}/", {"language": "en"})


def test_keys_are_withdrawn(officer, a_number):
    give(officer, a_number, "client")
    assert queries.number_card(a_number.ref).has_key
    officer.post(f"/console/panel/numbers/{a_number.ref}/withdraw/")
    assert not queries.number_card(a_number.ref).has_key


def test_one_phone_is_withdrawn_and_the_others_go_on(officer, a_number):
    lost, kept = phone_key(a_number.ref), phone_key(a_number.ref)
    (card, _other) = queries.key_cards(a_number.ref, at=MONDAY_9AM)
    page = words(officer.get(f"/console/panel/numbers/{a_number.ref}/"))
    assert page.count("A phone&#x27;s browser") >= 2 and card.ref in page
    officer.post(f"/console/panel/numbers/{a_number.ref}/withdraw/", {"key": card.ref})
    open_ones = FieldKey.objects.filter(kind=KeyKind.PHONE, is_open=True).values_list("token_sha256", flat=True)
    assert list(open_ones) == [verbs.token_digest(kept)] and verbs.token_digest(lost) not in open_ones


def test_another_numbers_key_is_not_withdrawn_from_here(officer, a_cycle, a_number):
    officer.post("/console/panel/enrol/", {"count": "1", "state": "active"})
    officer.post(f"/console/panel/cycles/{a_cycle.ref}/give/")
    other = next(card for card in queries.number_cards(a_cycle.ref) if card.ref != a_number.ref)
    phone_key(other.ref)
    (card,) = queries.key_cards(other.ref, at=MONDAY_9AM)
    officer.post(f"/console/panel/numbers/{a_number.ref}/withdraw/", {"key": card.ref})
    assert queries.number_card(other.ref).has_key


def test_the_pages_say_which_numbers_wait_for_their_phone(officer, a_cycle, a_number):
    page = f"/console/panel/cycles/{a_cycle.ref}/"
    assert "Link not used yet" not in words(officer.get(page)) and "Is in" not in words(officer.get(page))
    give(officer, a_number, "key")
    assert "Link not used yet" in words(officer.get(page))
    assert "A link that waits for its phone" in words(officer.get(f"/console/panel/numbers/{a_number.ref}/"))
    phone_key(a_number.ref)
    assert "Is in" in words(officer.get(page))


def test_the_desk_is_told_of_a_used_link_that_was_tried_again_until_its_phone_is_withdrawn(officer, a_number):
    said, number_page = "A used link was tried again", f"/console/panel/numbers/{a_number.ref}/"
    at, by = timezone.now(), Actor(ActorKind.SHOPPER, a_number.ref)
    link = verbs.token_digest(link_for(a_number.ref, at=at))
    exchange_link(link=link, key="a" * 64, by=by, at=at)
    assert said not in words(officer.get(number_page))
    assert "was tried again" not in words(officer.get("/console/"))
    with pytest.raises(LinkUsed):
        exchange_link(link=link, key="b" * 64, by=by, at=at)
    assert said in words(officer.get(number_page))
    home, numbers_page = words(officer.get("/console/")), f"/console/panel/cycles/{a_number.cycle}/"
    assert "was tried again" in home and numbers_page in home
    assert said in words(officer.get(numbers_page))
    officer.post(f"{number_page}withdraw/")
    assert said not in words(officer.get(number_page)) + words(officer.get(numbers_page))
    assert "was tried again" not in words(officer.get("/console/"))


def test_the_pages_speak_arabic(signed_in, a_cycle, a_number):
    officer = signed_in(Role.PANEL_OFFICER, language="ar")
    for path in ("", "enrol/", "cycles/", f"cycles/{a_cycle.ref}/", f"numbers/{a_number.ref}/"):
        assert "فريق المتسوقين" in words(officer.get(f"/console/panel/{path}"))


def test_a_hundred_shoppers_take_as_many_queries_as_one(officer, django_assert_max_num_queries):
    officer.post("/console/panel/enrol/", {"count": "100", "state": "active"})
    with django_assert_max_num_queries(10):
        page = words(officer.get("/console/panel/?page=2"))
    assert "Page 2 of 2" in page


@pytest.mark.parametrize(
    ("host", "is_secure", "said", "unsaid"),
    [
        ("localhost", False, "This link works on this computer only", "This address is not encrypted"),
        ("127.0.0.1", True, "This link works on this computer only", "This address is not encrypted"),
        ("basira.example", False, "This address is not encrypted", "This link works on this computer only"),
        ("basira.example", True, "For shopper", "./basira serve"),
    ],
)
def test_a_link_that_phones_cannot_use_says_so(officer, a_number, settings, host, is_secure, said, unsaid):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "basira.example"]
    path = f"/console/panel/numbers/{a_number.ref}/key/"
    answer = officer.post(path, {"language": "en"}, headers={"host": host}, secure=is_secure)
    assert said in words(answer) and unsaid not in words(answer)


def test_each_standing_is_explained_where_it_is_chosen(officer):
    page = words(officer.get("/console/panel/person/"))
    assert "learns; gets no number and no mission yet" in page and "gets a number in each cycle" in page


def test_the_numbers_page_says_who_gets_none_yet(officer, a_cycle):
    officer.post("/console/panel/enrol/", {"count": 1, "state": "in-training"})
    assert "1 shopper is in training or certified" in words(officer.get(f"/console/panel/cycles/{a_cycle.ref}/"))
