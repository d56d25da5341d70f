"""Questions about a note on the phone's own scripts: what she answers is kept sealed, told once, and lost by nothing but its receipt."""

from typing import Any

import pytest

from tests.house.phone_stories import told

STAGE = """
const [door, questions] = [await of("door"), await of("questions")];
store.set("key", JSON.stringify("one/1"));
store.set("number", JSON.stringify("one"));
await door.takeKey();
const left = async () => Object.fromEntries(await questions.repliesHere());
"""


def story(script: str, asked: Any = None) -> Any:
    return told(STAGE + script, asked)


def test_an_answer_waits_without_a_line_and_goes_once_with_the_key_of_its_number():
    found = story(
        """
        server.answer = () => { throw new TypeError("no line"); };
        await questions.keepReply("q1", "The third", "waiting");
        await questions.tellReplies("/notes/");
        const away = (await left()).q1.is;
        await door.keepKey("two/1", "two");
        server.answer = () => [201, { message: "thanks" }];
        asks.length = 0;
        await questions.tellReplies("/notes/");
        await questions.tellReplies("/notes/");
        tell({ away, left: await left(), asks: server.asks.map(({ method, address, key, body }) => [method, address, key, body]) });
        """
    )
    assert found == {
        "away": "waiting",
        "left": {},
        "asks": [["PUT", "/notes/questions/q1", "one/1", '{"answer":"The third"}']],
    }


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 503])
def test_an_answer_that_nobody_judged_goes_on_waiting(status: int):
    found = story(
        """
        server.answer = () => [asked, { message: "later" }];
        await questions.keepReply("q1", "The third", "waiting");
        await questions.tellReplies("/notes/");
        tell((await left()).q1.is);
        """,
        status,
    )
    assert found == "waiting"


@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_an_answer_that_was_refused_stays_with_why_and_is_not_told_again_by_itself(status: int):
    found = story(
        """
        server.answer = () => [asked, { message: "why" }];
        await questions.keepReply("q1", "The third", "waiting");
        await questions.tellReplies("/notes/");
        await questions.tellReplies("/notes/");
        const { answer, is, said } = (await left()).q1;
        tell([answer, is, said, server.asks.length]);
        """,
        status,
    )
    assert found == ["The third", "refused", "why", 1]


def test_the_answer_to_a_repetition_lets_it_go():
    found = story(
        """
        server.answer = () => [200, {}];
        await questions.keepReply("q1", "x", "waiting");
        await questions.tellReplies("/notes/");
        tell(await left());
        """
    )
    assert found == {}


def test_what_is_only_written_is_kept_and_told_to_nobody():
    found = story(
        """
        server.answer = () => [201, {}];
        await questions.keepReply("q1", "The thi");
        await questions.keepReply("q2", "  ");
        await questions.keepReply("q3", "x", "waiting");
        await questions.takeBackReply("q3");
        await questions.tellReplies("/notes/");
        tell({ is: Object.entries(await left()).map(([ref, reply]) => [ref, reply.answer, reply.is]), asked: server.asks.length });
        """
    )
    assert found == {"is": [["q1", "The thi", "writing"], ["q3", "x", "writing"]], "asked": 0}


def test_what_she_changes_while_it_is_told_is_kept():
    found = story(
        """
        server.answer = async () => {
          await questions.keepReply("q1", "The fourth");
          return [201, {}];
        };
        await questions.keepReply("q1", "The third", "waiting");
        await questions.tellReplies("/notes/");
        const { answer, is } = (await left()).q1;
        tell([answer, is]);
        """
    )
    assert found == ["The fourth", "writing"]


def test_what_was_written_to_a_question_that_nobody_asks_any_more_is_let_go_and_what_waits_is_not():
    found = story(
        """
        await questions.keepReply("gone", "half a");
        await questions.keepReply("asked", "half a");
        await questions.keepReply("sent", "whole", "waiting");
        await questions.forgetUnasked(new Set(["asked"]));
        tell(Object.keys(await left()).sort());
        """
    )
    assert found == ["asked", "sent"]


AFTER = """
const [alarms, app, calling] = [await of("alarms"), await of("app"), await of("calling")];
history.pushState = history.replaceState = () => undefined;
window.scrollTo = () => undefined;
const page = { home: "/notes/", state: "/notes/state.json", language: "en", words: { ar: {}, en: {} }, locks: [2] };
"""


def test_an_alarm_leads_to_what_happens_now_and_both_are_kept():
    found = story(
        AFTER
        + """
        server.answer = () => { throw new TypeError("no line"); };
        const mine = app.makeApp(page);
        calling.callForHelp(mine, "m1");
        await new Promise((done) => setTimeout(done, 50));
        const [kept, box] = [JSON.parse(store.get("after")), JSON.parse(store.get("outbox"))];
        tell([mine.stage, calling.afterStands(mine), kept.mission, kept.id === box.calls[0].body.id]);
        """
    )
    assert found == ["after", "waits", "m1", True]


def test_an_answer_that_was_received_is_not_asked_for_again_though_the_line_went_before_the_list_came():
    found = story(
        AFTER
        + """
        const answering = await of("answering");
        const two = ["q1", "q2"].map((ref) => ({ ref, mission: null, words: "?", answer_by: "2026-12-01T00:00:00Z" }));
        store.set("state", JSON.stringify({ missions: [], reasons: {}, questions: two }));
        server.answer = ({ method }) => {
          if (method === "PUT") return [201, {}];
          throw new TypeError("no line");
        };
        const mine = app.makeApp(page);
        await answering.answerQuestion(mine, "q1", "The third");
        const kept = JSON.parse(store.get("state")).questions;
        tell([mine.questions.map((each) => each.ref), kept.map((each) => each.ref), mine.replies.size, mine.away]);
        """
    )
    assert found == [["q2"], ["q2"], 0, True]


def test_a_refused_answer_of_a_number_before_is_no_more_on_its_way_and_is_let_go():
    found = story(
        AFTER
        + """
        await questions.keepReply("old", "x", "waiting");
        await questions.keepReply("old-written", "x");
        await door.keepKey("two/1", "two");
        await questions.keepReply("new", "x", "waiting");
        server.answer = () => [422, { message: "why" }];
        const mine = app.makeApp(page);
        await questions.tellReplies("/notes/");
        await questions.forgetUnasked(new Set(["new"]));
        const kept = Object.keys(await left()).sort();
        await app.lookAtDrafts(mine);
        tell([kept, mine.before]);
        """
    )
    assert found == [["new", "old-written"], False]


def test_what_happens_after_an_alarm_survives_a_reload_and_says_since_when_they_know():
    found = story(
        AFTER
        + """
        const one = { to: "alarm", of: "one", at: Date.now(), body: { id: "a", mission: "m1" } };
        store.set("outbox", JSON.stringify({ moves: [], calls: [one] })); // of a tab that was closed meanwhile
        store.set("after", JSON.stringify({ id: "a", at: one.at, mission: "m1" }));
        const told = { at: "2026-11-29T06:42:00Z", phones: ["+971"] };
        server.answer = ({ address }) => (address.endsWith("alarm") ? [200, told] : [304]);
        const anew = app.makeApp(page);
        await app.refreshAll(anew);
        await new Promise((done) => setTimeout(done, 50));
        const again = app.makeApp(page);
        await app.refreshAll(again);
        tell([anew.after.heardAt, again.after.heardAt, calling.afterStands(again), again.after.mission]);
        """
    )
    assert found == ["2026-11-29T06:42:00Z", "2026-11-29T06:42:00Z", "heard", "m1"]


def test_what_happens_after_an_alarm_is_put_away_and_ends_with_its_day():
    found = story(
        AFTER
        + """
        server.answer = () => [304];
        const mine = app.makeApp(page);
        store.set("after", JSON.stringify({ id: "a", at: Date.now() - 25 * 3600000 }));
        await app.refreshAll(mine);
        const old = mine.after;
        store.set("after", JSON.stringify({ id: "a", at: Date.now(), heardAt: "2026-11-29T06:42:00Z" }));
        await app.refreshAll(mine);
        const shown = mine.after?.id;
        await calling.putAfterAway(mine);
        await app.refreshAll(mine);
        tell([old, shown, mine.after, mine.stage]);
        """
    )
    assert found == [None, "a", None, "all"]
