"""A link on a phone: the key is made there and sealed first, the same is asked again, and no other number is told beside it."""

from tests.house.phone_stories import told

STAGE = """
const { createHash } = await import("node:crypto");
const [links, door] = await Promise.all(["links", "door"].map(of));
const LINK = "l".repeat(43) + "/2";
const kept = (name) => (store.has(name) ? JSON.parse(store.get(name)) : null);
const bodies = () => asks.map((one) => Object.fromEntries(new URLSearchParams(one.body)));
const good = [200, { language: "ar", number: "two" }];
server.answer = () => good;
"""


def test_the_key_is_sealed_before_the_server_is_asked_and_only_its_digest_is_told():
    story = """
    await links.setOut(LINK);
    const before = kept("coming");
    const judged = await links.comeIn("/notes/exchange");
    const [{ link, key }] = bodies();
    const isDigest = createHash("sha256").update(before.token).digest("hex") === key;
    const hidden = !JSON.stringify(asks).includes(before.token);
    tell([judged.is, link === LINK, isDigest, hidden, kept("key") === `${before.token}/2`, kept("coming"), before.token.length]);
    """
    assert told(STAGE + story) == ["good", True, True, True, True, None, 43]


def test_after_a_lost_answer_the_same_key_is_named_again():
    story = """
    server.answer = () => { throw new TypeError("no line"); };
    await links.setOut(LINK);
    const lost = (await links.comeIn("/notes/exchange")).is;
    server.answer = () => [503, { message: "later" }];
    const later = (await links.comeIn("/notes/exchange")).is;
    const none = kept("key");
    server.answer = () => good;
    const found = (await links.comeIn("/notes/exchange")).is;
    const named = new Set(bodies().map((each) => each.key)).size;
    tell([lost, later, none, found, named, asks.length, (await links.comeIn("/notes/exchange")) ?? null]);
    """
    assert told(STAGE + story) == ["away", "away", None, "good", 1, 3, None]


def test_two_tabs_ask_once():
    story = """
    await links.setOut(LINK);
    await Promise.all([links.comeIn("/notes/exchange"), links.comeIn("/notes/exchange")]);
    tell(asks.length);
    """
    assert told(STAGE + story) == 1


def test_a_refused_link_is_forgotten_and_the_key_of_before_stays():
    story = """
    await door.keepKey("old/1", "one");
    server.answer = () => [422, { code: "panel.link-used", message: "used" }];
    await links.setOut(LINK);
    const judged = await links.comeIn("/notes/exchange");
    tell([judged, kept("coming"), kept("key")]);
    """
    refusal = {"is": "bad", "code": "panel.link-used", "message": "used"}
    assert told(STAGE + story) == [refusal, None, "old/1"]


NOTES = """
const app = await of("app");
const places = { home: "/notes/", exchange: "/notes/exchange", state: "/notes/state.json" };
const page = { ...places, language: "en", words: { ar: {}, en: {} }, locks: [2] };
const refused = [422, { code: "panel.link-used", message: "used" }];
server.answer = ({ address }) => (address === page.exchange ? refused : [200, { missions: [], reasons: {} }]);
const mine = app.makeApp(page);
mine.stage = "locked";
"""


def test_a_refused_second_link_is_told_and_closes_nothing_that_works():
    story = """
    await door.keepKey("old/1", "one");
    mine.freshLink = LINK;
    await app.opened(mine);
    const told = [mine.stage, mine.asked, mine.refusals.get("link")];
    await app.opened(mine);
    tell([...told, mine.refusals.has("link"), kept("key")]);
    """
    assert told(STAGE + NOTES + story) == ["all", True, "used", False, "old/1"]


def test_a_refused_first_link_leaves_the_notes_closed_with_why():
    story = """
    mine.freshLink = LINK;
    await app.opened(mine);
    tell([mine.stage, mine.closedWords, mine.asked]);
    """
    assert told(STAGE + NOTES + story) == ["closed", "used", False]


def test_no_key_of_a_number_before_goes_beside_a_link():
    """It would tell the server that two numbers are one shopper's."""
    story = """
    await door.keepKey("old/1", "one");
    await links.judge("/notes/session", LINK);
    await links.setOut(LINK);
    await links.comeIn("/notes/exchange");
    await links.tellTried("/notes/exchange", LINK);
    tell(asks.map((one) => one.key));
    """
    assert told(STAGE + story) == ["", "", ""]


def test_a_phone_knows_the_link_that_brought_it_in_and_no_other():
    story = """
    await links.setOut(LINK);
    const before = await links.cameInBy(LINK);
    await links.comeIn("/notes/exchange");
    tell([before, await links.cameInBy(LINK), await links.cameInBy("m".repeat(43) + "/2"), !JSON.stringify([...store]).includes(LINK)]);
    """
    assert told(STAGE + story) == [False, True, False, True]


def test_a_link_is_taken_out_of_the_address_at_once():
    story = """
    const replaced = [];
    window.history.replaceState = (...told) => replaced.push(told);
    const found = [];
    for (const hash of ["", "#" + LINK, "#broken"]) {
      window.location.hash = hash;
      found.push(links.linkInAddress("/notes/") ?? null);
    }
    tell([found[0], found[1] === LINK, found[2], replaced]);
    """
    assert told(STAGE + story) == ["", True, None, [[None, "", "/notes/"]] * 2]
