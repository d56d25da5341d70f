"""A link is worth one use: it is exchanged for a key that the phone made for itself, and opens nothing after that."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.kernel.actor import SYSTEM, Actor, ActorKind
from basira.core.kernel.field_keys import CLIENTS_TAKE, NOTES_TAKE, KeyKind
from basira.core.kernel.lifecycles import ShopperState
from basira.programme.fieldwork.queries import sender_of
from basira.programme.journal import queries as journal
from basira.programme.journal.models import Entry
from basira.programme.panel import links, queries, verbs
from basira.programme.panel.links import KeyUnfit, LinkClosed, LinkExpired, LinkUsed
from basira.programme.panel.models import FieldKey
from basira.programme.people.permissions import NotPermitted
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, link_for, make_scene, phone_key

pytestmark = pytest.mark.django_db

MINE, ANOTHERS = "a" * 64, "b" * 64
TUESDAY = MONDAY_9AM + timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def exchange(scene: Scene, link: str, key: str = MINE, at=MONDAY_9AM) -> None:
    links.exchange_link(link=verbs.token_digest(link), key=key, by=scene.shopper, at=at)


def phones(scene: Scene) -> set[str]:
    """Return the digests of the open keys of phones, but for the one that the scene came with."""
    keys = FieldKey.objects.filter(kind=KeyKind.PHONE, is_open=True, cycle_number=scene.number)
    return set(keys.values_list("token_sha256", flat=True)) - {verbs.token_digest(scene.token)}


def acts(scene: Scene) -> list[str]:
    return [entry.act for entry in journal.entries_about(scene.number.ref)]


def tried_on(since: datetime) -> dict[str, date]:
    """Return, by cycle, when a used link was tried again."""
    phones = queries.phones_by_cycle(at=since, since=since.date())
    return {cycle: card.link_tried_on for cycle, card in phones.items() if card.link_tried_on}


def test_a_link_opens_no_door_used_or_not(scene):
    link = link_for(scene.number.ref)
    for _time in range(2):
        for door in (NOTES_TAKE, CLIENTS_TAKE):
            assert sender_of(verbs.token_digest(link), project=scene.project, kinds=door) is None
        exchange(scene, link)


@pytest.mark.parametrize(
    ("kind", "opens", "closed"), [("token", NOTES_TAKE, CLIENTS_TAKE), ("client", CLIENTS_TAKE, NOTES_TAKE)]
)
def test_each_kind_opens_its_own_door_alone(scene, kind, opens, closed):
    digest = verbs.token_digest(getattr(scene, kind))
    assert sender_of(digest, project=scene.project, kinds=opens).cycle_number_ref == scene.number.ref
    assert sender_of(digest, project=scene.project, kinds=closed) is None


def test_the_desk_hands_out_no_phones_key(scene):
    for kind in (KeyKind.PHONE, KeyKind.EARLIER):
        with pytest.raises(ValueError):
            verbs.give_field_key(cycle_number=scene.number.ref, kind=kind, language="ar", by=EVERYBODY, at=MONDAY_9AM)


def test_a_second_phone_is_refused_and_the_first_goes_on(scene):
    link = link_for(scene.number.ref)
    exchange(scene, link)
    with pytest.raises(LinkUsed):
        exchange(scene, link, ANOTHERS)
    with pytest.raises(LinkUsed):
        links.check_link(verbs.token_digest(link), at=MONDAY_9AM)
    assert phones(scene) == {MINE}


def test_what_is_no_link_of_hers_is_exchanged_for_nothing(scene):
    other = make_scene(version=scene.version)
    for token in (scene.token, scene.client, "nobody", link_for(other.number.ref)):
        with pytest.raises(LinkClosed):
            exchange(scene, token)
    assert phones(scene) == phones(other) == set()


def test_a_link_that_nobody_used_in_its_time_is_over(scene):
    link = link_for(scene.number.ref)
    late = MONDAY_9AM + verbs.LINK_LASTS
    with pytest.raises(LinkExpired):
        links.check_link(verbs.token_digest(link), at=late)
    with pytest.raises(LinkExpired):
        exchange(scene, link, at=late)
    exchange(scene, link, at=late - timedelta(seconds=1))
    assert phones(scene) == {MINE}


def test_a_newer_link_takes_the_place_of_the_unused_one_and_of_no_phone(scene):
    first, second = link_for(scene.number.ref), link_for(scene.number.ref)
    with pytest.raises(LinkClosed):
        exchange(scene, first)
    exchange(scene, second)
    third = link_for(scene.number.ref)
    exchange(scene, third, ANOTHERS)
    assert phones(scene) == {MINE, ANOTHERS} and scene.sender.cycle_number_ref == scene.number.ref


def test_a_withdrawn_link_and_the_link_of_a_withdrawn_phone_bring_nobody_in(scene):
    link = link_for(scene.number.ref)
    exchange(scene, link)
    unused = link_for(scene.number.ref)
    verbs.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    for each in (link, unused):
        with pytest.raises(LinkClosed):
            exchange(scene, each)
    assert phones(scene) == set()


@pytest.mark.parametrize("key", ["", "A" * 64, "a" * 63, "a" * 65, "g" * 64, "a" * 63 + "\n"])
def test_what_is_no_digest_is_taken_for_no_key_and_the_link_is_not_spent(scene, key):
    link = link_for(scene.number.ref)
    with pytest.raises(KeyUnfit):
        exchange(scene, link, key)
    exchange(scene, link)
    assert phones(scene) == {MINE}


def test_a_key_that_is_known_already_is_refused_and_the_link_is_not_spent(scene):
    link = link_for(scene.number.ref)
    for known in (scene.token, scene.client, link):
        with pytest.raises(KeyUnfit):
            exchange(scene, link, verbs.token_digest(known))
    exchange(scene, link)
    assert phones(scene) == {MINE}


def test_nobody_but_the_shopper_exchanges(scene):
    link = verbs.token_digest(link_for(scene.number.ref))
    for by in (EVERYBODY, SYSTEM):
        with pytest.raises(NotPermitted):
            links.exchange_link(link=link, key=MINE, by=by, at=MONDAY_9AM)


def test_the_same_phone_may_ask_again_after_a_lost_answer_and_nothing_is_told_twice(scene):
    link = link_for(scene.number.ref)
    for at in (MONDAY_9AM, TUESDAY, MONDAY_9AM + 2 * verbs.LINK_LASTS):
        exchange(scene, link, at=at)
    assert phones(scene) == {MINE}
    assert acts(scene).count("field-key.exchanged") == 2  # the scene's own phone, and this one
    assert "field-key.tried-again" not in acts(scene) and tried_on(MONDAY_9AM) == {}


def test_that_a_used_link_was_tried_again_is_kept_by_its_day_once_a_day(scene):
    link = link_for(scene.number.ref)
    exchange(scene, link)
    for at in (MONDAY_9AM, MONDAY_9AM + timedelta(hours=3), TUESDAY):
        with pytest.raises(LinkUsed):
            exchange(scene, link, ANOTHERS, at)
    assert tried_on(TUESDAY) == {scene.wave: TUESDAY.date()}
    assert tried_on(TUESDAY + timedelta(days=1)) == {}
    (number,) = queries.number_cards(scene.wave)
    assert number.link_tried
    tried = Entry.objects.filter(act="field-key.tried-again")
    assert {entry.at.hour for entry in tried} == {0}
    assert tried.count() == 2 and {(entry.by_kind, str(entry.detail)) for entry in tried} == {("system", "{}")}
    (phone,) = [each for each in queries.key_cards(scene.number.ref, at=TUESDAY) if each.link_tried_on]
    assert phone.kind is KeyKind.PHONE and phone.link_tried_on == TUESDAY.date()


def test_a_phones_key_knows_its_day_alone_and_no_token_is_kept(scene):
    link = link_for(scene.number.ref, language="ar")
    exchange(scene, link, at=MONDAY_9AM + timedelta(minutes=17))
    phone = FieldKey.objects.get(token_sha256=MINE)
    assert (phone.given_at.hour, phone.given_at.minute, phone.language) == (0, 0, "ar")
    assert phone.given_at.date() == MONDAY_9AM.date()
    told = journal.entries_about(scene.number.ref)[-1]
    assert (told.act, told.at) == ("field-key.exchanged", phone.given_at)
    assert link not in str(list(FieldKey.objects.values())) + str(journal.journal_page())
    assert acts(scene)[-1] == "field-key.exchanged"


def test_a_shopper_counts_as_keyless_without_a_phone_and_without_a_link_that_may_still_be_used(scene):
    verbs.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM)
    assert queries.keyless_counts(at=MONDAY_9AM) == {scene.wave: 1}
    link = link_for(scene.number.ref)
    assert queries.keyless_counts(at=MONDAY_9AM) == {}
    assert queries.numbers_with_link(scene.wave, at=MONDAY_9AM) == {scene.number.ref}
    late = MONDAY_9AM + verbs.LINK_LASTS
    assert queries.keyless_counts(at=late) == {scene.wave: 1}
    assert queries.numbers_with_link(scene.wave, at=late) == set()
    assert queries.phones_by_cycle(at=late, since=late.date()) == {scene.wave: queries.PhonesCard(1, None)}
    assert queries.phones_by_cycle(at=MONDAY_9AM, since=late.date()) == {}
    exchange(scene, link)
    assert queries.keyless_counts(at=late) == {} and queries.numbers_with_link(scene.wave, at=MONDAY_9AM) == set()


BROKEN = {
    "a link without an end": {"kind": KeyKind.LINK},
    "a phone with an end": {"kind": KeyKind.PHONE, "usable_until": MONDAY_9AM},
    "an open link that is spent": {"kind": KeyKind.LINK, "usable_until": MONDAY_9AM, "spent": True},
    "a phone that is spent": {"kind": KeyKind.PHONE, "is_open": False, "spent": True},
    "an unused link that was tried again": {
        "kind": KeyKind.LINK, "usable_until": MONDAY_9AM, "tried_again_on": MONDAY_9AM.date(),
    },
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_the_database_itself_takes_no(scene, fault):
    values = dict(BROKEN[fault])
    if values.pop("spent", False):
        values["exchanged_for"] = FieldKey.objects.get(token_sha256=verbs.token_digest(scene.token))
        FieldKey.objects.filter(exchanged_for=values["exchanged_for"]).update(exchanged_for=None)
    given = {"cycle_number": scene.number, "token_sha256": "c" * 64, "given_at": MONDAY_9AM, "given_by": "x"}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        FieldKey.objects.create(**given | values)
    assert "field_key_" in str(refusal.value)


def test_one_phone_came_in_by_one_link(scene):
    link_for(scene.number.ref)
    phone = FieldKey.objects.get(token_sha256=verbs.token_digest(scene.token))
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldKey.objects.filter(kind=KeyKind.LINK, is_open=True).update(is_open=False, exchanged_for=phone)


def at_once(*acts) -> list[Exception | None]:
    """Do things at the same moment, each over a database connection of its own; return what each was refused with."""
    start = Barrier(len(acts))

    def one(act) -> Exception | None:
        try:
            start.wait(10)
            act()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def keys_of(count: int) -> list[str]:
    return [f"{place:064x}" for place in range(count)]


@pytest.mark.django_db(transaction=True)
def test_of_phones_that_race_for_a_link_one_comes_in(scene):
    link = link_for(scene.number.ref)
    refused = at_once(*[lambda key=key: exchange(scene, link, key) for key in keys_of(6)])
    assert [type(each) for each in refused if each] == [LinkUsed] * 5 and len(phones(scene)) == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_turns_the_same_race_is_lost(scene, monkeypatch):
    """Shows that the race above is one: each phone has looked before any has written."""
    link, looked, judge = link_for(scene.number.ref), Barrier(3), links.refusal_of

    def slow(*told):
        refusal = judge(*told)
        looked.wait(10)
        return refusal

    monkeypatch.setattr(links, "take_turns", lambda: None)
    monkeypatch.setattr(links, "refusal_of", slow)
    refused = at_once(*[lambda key=key: exchange(scene, link, key) for key in keys_of(3)])
    assert refused == [None] * 3 and len(phones(scene)) == 3


@pytest.mark.django_db(transaction=True)
def test_a_phone_that_comes_in_while_all_are_withdrawn_is_withdrawn_too(scene):
    """Whoever comes first: after both, nothing of the number is open."""
    for key in keys_of(5):
        link = link_for(scene.number.ref)
        at_once(
            lambda link=link, key=key: exchange(scene, link, key),
            lambda: verbs.withdraw_field_keys(cycle_number=scene.number.ref, by=EVERYBODY, at=MONDAY_9AM),
        )
        assert not FieldKey.objects.filter(cycle_number=scene.number, is_open=True).exists()


def test_a_link_of_who_ended_brings_no_phone_in(mariam_the_panel_officer):
    by = mariam_the_panel_officer
    (shopper,) = verbs.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=by, at=MONDAY_9AM)
    (number,) = verbs.number_for_cycle(cycle=shopper.panel_ref, shoppers=[shopper], by=by, at=MONDAY_9AM)
    phone_key(number.ref)
    link = verbs.token_digest(link_for(number.ref))
    verbs.move_shopper(panel_ref=shopper.panel_ref, to=ShopperState.ENDED, by=by, at=MONDAY_9AM)
    assert verbs.close_keys_of_ended(by=SYSTEM, at=MONDAY_9AM) == 1
    with pytest.raises(LinkClosed):
        links.exchange_link(link=link, key=MINE, by=Actor(ActorKind.SHOPPER, number.ref), at=MONDAY_9AM)
    assert not FieldKey.objects.filter(is_open=True).exists()
