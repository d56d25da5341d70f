"""A new link on a phone: the same number keeps what it trusts; another's waits for the server, and leaves the old one's alone."""

from typing import Any

import pytest

from tests.house.phone_stories import told

STAGE = """
const [door, session, drafts, sending, outbox] = await Promise.all(["door", "session", "drafts", "sending", "outbox"].map(of));
const point = await somePoint();
const isOf = (key) => (key === "old/1" || key === "old-again/1" ? "one" : "two");
const state = (seal = { point }) => ({ missions: [], reasons: {}, seal });
server.answer = ({ method, address, key, tag }) => {
  if (address.endsWith("state.json")) return tag === '"same"' ? [304] : [200, state(), { ETag: '"same"' }];
  if (address.includes("/sealed/")) return method === "GET" ? [200, { parts: {} }] : [201, { message: "thanks" }];
  if (method === "PUT") return [201, { message: "thanks", missing: [] }];
  return [404, {}];
};
const said = (part) => asks.filter((one) => one.address.includes(part)).map((one) => one.key);
const sentPlainly = () => asks.filter((one) => one.address.endsWith("/submission")).length;
await door.keepKey("old/1", "one");
await session.refresh("state.json");
"""

NEW_LINK = """
await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1"));
await door.keepKey(...asked);
const before = (await sending.sendAll(() => {})).size;
await session.refresh("state.json");
await sending.sendAll(() => {});
tell({ plainly: sentPlainly(), before, point: JSON.parse(store.get("pin") ?? "null") === point, left: (await drafts.standings()).size });
"""


@pytest.mark.parametrize("link", [["old-again/1", "one"], ["new/2", "two"], ["old/1", "one"]])
def test_after_a_new_link_nothing_goes_plainly(link: list[str]):
    """The server answers "nothing new" to the tag of the state before: the point must not have been forgotten by then."""
    found = told(STAGE + NEW_LINK, link)
    assert (found["plainly"], found["point"], found["left"]) == (0, True, 0)


def test_after_another_numbers_link_nothing_is_sent_before_the_server_was_asked():
    assert told(STAGE + NEW_LINK, ["new/2", "two"])["before"] == 0


def test_a_phone_that_lost_its_point_asks_for_the_whole_state_again():
    story = """
    store.delete("pin");
    const stood = await session.knowsTheKey();
    await session.refresh("state.json");
    tell([stood, await session.knowsTheKey()]);
    """
    assert told(STAGE + story) == [False, True]


OTHERS = """
await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1"));
await outbox.say({ mission: "m1", move: "accept" });
await outbox.sayNeeds(["old-need"]);
await outbox.keepCall({ to: "danger", at: Date.now(), body: { id: "d1", words: "x" } }, new Blob(["photo"]));
await door.keepKey("new/2", "two");
await session.refresh("state.json");
await outbox.say({ mission: "m2", move: "accept" });
await outbox.sayNeeds(["new-need"]);
const seen = [...(await drafts.standings())].map(([mission, { of }]) => [mission, door.isPresent(of)]);
const plain = server.answer;
server.answer = (one) => (/(moves|danger|needs)$/.test(one.address) ? [200, { answers: [] }] : plain(one));
await outbox.empty("/notes/");
await outbox.sendPhotos("/notes/");
await sending.sendAll(() => {});
const box = await outbox.outbox();
const bodies = (end) => asks.filter((one) => one.address.endsWith(end)).map((one) => [one.key, JSON.parse(one.body)]);
tell({
  seen, left: outbox.numbersIn(box).length + (await drafts.standings()).size + (await outbox.photosWaiting()).size,
  moves: bodies("moves").map(([key, { moves }]) => [key, moves.map((each) => [each.mission, each.of ?? null])]),
  needs: bodies("needs").map(([key, { services }]) => [key, services]),
  danger: said("/danger"), visit: [...new Set(said("/m1/sealed"))],
});
"""


def test_what_waits_of_a_number_before_goes_with_its_own_key_and_is_not_shown_as_the_new_ones():
    assert told(STAGE + OTHERS) == {
        "seen": [["m1", False]],
        "left": 0,
        "moves": [["old/1", [["m1", None]]], ["new/2", [["m2", None]]]],
        "needs": [["old/1", ["old-need"]], ["new/2", ["new-need"]]],
        "danger": ["old/1", "old/1"],
        "visit": ["old/1"],
    }


def test_a_new_link_of_the_same_number_takes_what_waits_with_it():
    found = told(STAGE + OTHERS.replace('"new/2", "two"', '"old-again/1", "one"'))
    assert found["seen"] == [["m1", True]] and found["left"] == 0
    keys: set[Any] = {key for key, _ in found["moves"] + found["needs"]} | set(found["danger"] + found["visit"])
    assert keys == {"old-again/1"}


def test_a_key_that_is_withdrawn_loses_nothing_but_an_alarm_gets_through():
    story = """
    await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1"));
    await outbox.say({ mission: "m1", move: "accept" });
    await outbox.keepCall({ to: "alarm", at: Date.now(), body: { id: "a1", mission: "m1" } });
    await door.keepKey("new/2", "two");
    await session.refresh("state.json");
    const plain = server.answer;
    server.answer = (one) => (one.key === "old/1" ? [401, { message: "gone" }] : one.address.endsWith("alarm") ? [200, {}] : plain(one));
    await outbox.empty("/notes/");
    await sending.sendAll(() => {});
    const box = await outbox.outbox();
    const alarm = asks.filter((one) => one.address.endsWith("alarm")).map((one) => [one.key, JSON.parse(one.body).mission ?? null]);
    tell({ moves: box.moves.length, calls: box.calls.length, state: (await drafts.draftOf("m1")).state, alarm });
    """
    alarm = [["old/1", "m1"], ["new/2", None]]
    assert told(STAGE + story) == {"moves": 1, "calls": 0, "state": "waiting", "alarm": alarm}


def test_keys_of_before_are_forgotten_once_nothing_waits():
    story = """
    await door.keepKey("new/2", "two");
    await door.forgetKeys(new Set(["one"]));
    const waiting = Object.keys(JSON.parse(store.get("keys"))).sort();
    await door.forgetKeys(new Set());
    tell([waiting, Object.keys(JSON.parse(store.get("keys")))]);
    """
    assert told(STAGE + story) == [["one", "two"], ["two"]]
