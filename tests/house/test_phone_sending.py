"""Sending what waits while it is written on, sealed by two at once, or on a phone without room: nothing is lost or mixed."""

import pytest

from tests.house.phone_stories import told

STAGE = """
const [door, session, drafts, sending, giving] = await Promise.all(["door", "session", "drafts", "sending", "sealing/giving"].map(of));
const point = await somePoint();
const seal = asked?.plain ? null : { point };
const [kept, last] = [{}, { status: 201, message: "thanks" }];
let during = async () => {};
server.answer = async ({ method, address, body }) => {
  if (address.endsWith("state.json")) return [200, { missions: [], reasons: {}, seal }, { ETag: '"a"' }];
  if (method === "GET") return [200, { parts: {} }];
  if (method === "PUT" && address.includes("/sealed/")) {
    kept[address] = Buffer.from(body).toString("base64");
    if (asked?.when === "part") await during();
    return [201, {}];
  }
  if (asked?.when !== "part") await during();
  return [last.status, { message: last.message, missing: [] }];
};
await door.keepKey("key/1", "one");
await session.refresh("state.json");
const textOf = async (mission) => (await (await drafts.draftOf(mission))?.parts[0]?.file.text()) ?? "";
"""

EDIT = """
await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1", "first"));
during = () => drafts.keepDraft(draftOn("m1", "writing", "uuid:1", "second"));
[last.status, last.message] = [asked.status, asked.message];
const came = (await sending.sendAll(() => {})).get("m1");
const draft = await drafts.draftOf("m1");
const lists = asks.filter((one) => one.method === "POST").length;
const empty = asks.some((one) => one.method === "PUT" && !one.body);
const text = (await textOf("m1")).includes("second");
tell({ is: came.is, state: draft?.state, text, sentAs: draft?.sentAs, empty, lists });
"""


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(("status", "message"), [(201, "thanks"), (422, "no"), (404, ""), (500, "")])
def test_an_edit_while_it_is_sent_is_kept_whatever_the_answer(plain: bool, status: int, message: str):
    found = told(STAGE + EDIT, {"plain": plain, "status": status, "message": message})
    assert (found["is"], found["state"], found["text"], found["sentAs"]) == ("away", "writing", True, "uuid:1")


def test_an_edit_between_two_parts_ends_the_sending():
    found = told(STAGE + EDIT, {"when": "part", "status": 201, "message": "thanks"})
    assert (found["state"], found["text"], found["empty"], found["lists"]) == ("writing", True, False, 0)


def test_parts_of_a_sealing_that_came_meanwhile_are_not_sent_in_place_of_the_first_ones():
    story = """
    let once = true;
    await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1", "first"));
    during = async () => {
      if (!once) return;
      once = false;
      await drafts.keepDraft(draftOn("m1", "writing", "uuid:1", "second"));
      await drafts.keepDraft(draftOn("m1", "waiting", "uuid:2", "second"));
      await sending.sealDraft("m1");
    };
    await sending.sendAll(() => {});
    const first = Object.keys(kept).length;
    await sending.sendAll(() => {});
    tell({ first, parts: Object.keys(kept).map((each) => each.split("/sealed/")[1]), left: (await drafts.standings()).size });
    """
    found = told(STAGE + story, {"when": "part"})
    assert found == {"first": 1, "parts": ["uuid:1/0", "uuid:2/0", "uuid:2/1"], "left": 0}


@pytest.mark.parametrize(
    ("status", "message", "left"),
    [(201, "thanks", None), (422, "no", "refused"), (404, "", "closed"), (503, "", "waiting")],
)
def test_what_nobody_wrote_on_goes_or_says_what_came_of_it(status: int, message: str, left: str | None):
    story = """
    await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1", "first"));
    [last.status, last.message] = [asked.status, asked.message];
    await sending.sendAll(() => {});
    tell((await drafts.draftOf("m1"))?.state ?? null);
    """
    assert told(STAGE + story, {"status": status, "message": message}) == left


def test_two_that_seal_at_once_keep_one_sealing():
    story = """
    await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1", "first"));
    await Promise.all([sending.sealDraft("m1"), sending.sealDraft("m1"), sending.sealDraft("m1")]);
    const given = await giving.givenOf("m1");
    const { sha256 } = await of("device");
    const fits = [];
    for (const part of given.parts) fits.push((await sha256(store.get(`given/m1/${part.number}`))) === part.sha256);
    tell({ fits, heads: globalThis.heads });
    """
    count = """
    globalThis.heads = 0;
    const set = store.set.bind(store);
    store.set = (name, thing) => (name === "given/m1" && globalThis.heads++, set(name, thing));
    """
    assert told(STAGE + count + story) == {"fits": [True, True], "heads": 1}


def test_a_full_phone_says_so_and_keeps_what_was_written():
    story = """
    await drafts.keepDraft(draftOn("m1", "waiting", "uuid:1", "a".repeat(2000)));
    globalThis.quota = 4000;
    const came = (await sending.sendAll(() => {})).get("m1");
    globalThis.quota = undefined;
    const then = (await sending.sendAll(() => {})).get("m1");
    tell([came.is, asks.filter((one) => one.address.includes("/submission")).length, then.is, (await drafts.standings()).size]);
    """
    assert told(STAGE + story) == ["full", 0, "received", 0]
