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
    kept[address] = Buffer.from(await body.arrayBuffer()).toString("base64");
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
    for (const part of given.parts) fits.push((await sha256(store.get(`given/m1/${part.number}/0`))) === part.sha256);
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


LARGE = """
const draft = draftOn("m1", "waiting", "uuid:1", "with a photo");
const photo = new Uint8Array(2_600_000).map((_, at) => at % 251);
draft.parts.push({ name: "a.jpg", type: "image/jpeg", file: new Blob([photo]) });
await drafts.keepDraft(draft);
const { sha256 } = await of("device");
const hashOf = async (number) => sha256(Uint8Array.from(Buffer.from(kept[`/notes/m1/sealed/uuid:1/${number}`], "base64")).buffer);
const rows = () => [...store.keys()].filter((name) => name.startsWith("given/")).sort();
"""


def test_a_large_photo_is_sealed_and_kept_piece_by_piece_and_sent_as_one_part():
    story = """
    let most = 0;
    const set = store.set.bind(store);
    store.set = (name, thing) => (name.startsWith("given/") && (most = Math.max(most, thing.byteLength ?? 0)), set(name, thing));
    await sending.sealDraft("m1");
    const names = rows();
    const given = await giving.givenOf("m1");
    const came = (await sending.sendAll(() => {})).get("m1");
    const fits = await Promise.all(given.parts.map(async (part) => (await hashOf(part.number)) === part.sha256));
    tell({ names, most, is: came.is, fits, left: rows() });
    """
    found = told(STAGE + LARGE + story)
    photo = [f"given/m1/2/{piece}" for piece in range(3)]
    assert found["names"] == ["given/m1", "given/m1/0/0", "given/m1/1/0", *photo]
    assert found["most"] < (1 << 20) + 200
    assert (found["is"], found["fits"], found["left"]) == ("received", [True] * 3, [])


def test_a_phone_that_is_full_in_the_middle_of_a_photo_keeps_nothing_of_it_sealed():
    story = """
    globalThis.quota = [...store.values()].reduce((sum, thing) => sum + (thing.byteLength ?? thing.length), 0) + 1_500_000;
    const came = (await sending.sendAll(() => {})).get("m1");
    const left = rows();
    globalThis.quota = undefined;
    const then = (await sending.sendAll(() => {})).get("m1");
    tell([came.is, left, then.is, Object.keys(kept).length]);
    """
    assert told(STAGE + LARGE + story) == ["full", [], "received", 3]


def test_what_an_earlier_release_sealed_in_one_row_a_part_is_sent_as_it_is():
    story = """
    await sending.sealDraft("m1");
    const { pieces, ...before } = await giving.givenOf("m1");
    for (const number of [0, 1, 2]) {
      const all = Array.from({ length: pieces[number] }, (_, piece) => Buffer.from(store.get(`given/m1/${number}/${piece}`)));
      for (const piece of all.keys()) store.delete(`given/m1/${number}/${piece}`);
      store.set(`given/m1/${number}`, Uint8Array.from(Buffer.concat(all)).buffer);
    }
    store.set("given/m1", JSON.stringify(before));
    const came = (await sending.sendAll(() => {})).get("m1");
    tell([came.is, await Promise.all(before.parts.map(async (part) => (await hashOf(part.number)) === part.sha256)), rows()]);
    """
    assert told(STAGE + LARGE + story) == ["received", [True] * 3, []]
