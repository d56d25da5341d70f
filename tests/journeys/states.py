"""
What axe has looked at in this run: each element that a page shows is looked at in its place once, however many journeys pass.

A place is the kind of address, the language, the width, light or dark, and where in the page; an element is its tag, classes, roles
and attributes, and what it has: words, children, labels, things that it refers to; without the words. Rows that are alike count as
one. A page is looked at whenever it shows anything that no page showed there before: a refusal, a dialog, a part that one role
sees; a page that shows a part of what passed is spared. The processes of one `./basira test` share what they saw, on the shelf; a
run begins with nothing seen. What a page with a fault shows is not taken for seen.
"""

import fcntl
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.journeys.running import SHELF

REFERENCE = re.compile(r"/[0-9a-hjkmnp-tv-z]{26}(?=/|$)|/\d+(?=/|$)|/[a-z]+-\d[\w-]*(?=/|$)")

SHOWN = """() => {
    const told = new Set(["class", "type", "role", "hidden", "disabled", "readonly", "required", "open", "checked", "selected",
        "dir", "lang", "tabindex", "scope", "colspan", "rowspan", "style", "inputmode", "autocomplete", "target"]);
    const saidByAria = /^aria-(hidden|invalid|expanded|pressed|selected|checked|current|disabled|modal|live|haspopup|sort)$/;
    const isThere = (ids) => ids.split(" ").map((id) => Number(Boolean(document.getElementById(id)))).join("");
    const attributeOf = ({ name, value }) => {
        if (told.has(name) || saidByAria.test(name)) return `${name}=${value}`;
        if (/^(aria-(labelledby|describedby|controls|owns|activedescendant)|for)$/.test(name)) return `${name}~${isThere(value)}`;
        return name === "id" && document.querySelectorAll(`#${CSS.escape(value)}`).length > 1 ? "id twice" : `${name}${value ? "" : "="}`;
    };
    const named = (element) => `${element.tagName}.${[...element.classList].sort().join(".")}`;
    const found = new Set();
    const look = (element, above) => {
        if (["HEAD", "SCRIPT", "STYLE", "TEMPLATE"].includes(element.tagName) || !element.checkVisibility()) return;
        const has = [element.textContent.trim() && "words", element.children.length && "children", element.labels?.length && "label",
            element.matches(":focus") && "focus"].filter(Boolean);
        found.add(`${above} ${named(element)} ${[...element.attributes].map(attributeOf).sort().join(" ")} ${has.join(" ")}`);
        if (element.tagName !== "svg") for (const each of element.children) look(each, `${above}>${named(element)}`);
    };
    const html = document.documentElement;
    look(html, [document.title ? "titled" : "", document.querySelectorAll("main").length, html.scrollTop > 0].join(" "));
    const sight = [html.lang, innerWidth, matchMedia("(prefers-color-scheme: dark)").matches].join("|");
    return [...found].map((each) => `${sight}|${each}`);
}"""
"""Everything that the page shows, each in its place and once, without its words."""

here: set[str] = set()
"""What this process saw."""

looks = {"looked at": 0, "seen before": 0}
"""How often axe was asked for in this process, and what came of it."""

kinds: dict[str, int] = {}
"""How often axe looked at each kind of address in this process."""


def kind_of(path: str) -> str:
    """Return an address without its references and its question."""
    return REFERENCE.sub("/…", path.split("?")[0].split("#")[0])


@dataclass(frozen=True)
class State:
    """What a page shows: its kind of address, and a digest of each element in its place."""

    kind: str
    shown: frozenset[str]


def state_of(page: Page) -> State:
    """Return what the page shows now."""
    kind = kind_of(urlsplit(page.url).path)
    return State(
        kind, frozenset(hashlib.sha256(f"{kind}|{each}".encode()).hexdigest()[:20] for each in page.evaluate(SHOWN))
    )


def is_seen(state: State) -> bool:
    """Tell whether axe found nothing in all that a page shows before, in any process of this run; count it."""
    found = state.shown <= here or state.shown <= here | shelved()
    looks["seen before" if found else "looked at"] += 1
    if not found:
        kinds[state.kind] = kinds.get(state.kind, 0) + 1
    return found


def remember(state: State) -> None:
    """Note that axe found nothing in what a page shows."""
    here.update(state.shown)
    if SHELF in os.environ:
        with book().open("a") as written:
            fcntl.flock(written, fcntl.LOCK_EX)
            written.write("".join(f"{each}\n" for each in state.shown))


def shelved() -> set[str]:
    """Return what any process of this run saw; nothing without a shelf."""
    if SHELF not in os.environ or not book().exists():
        return set()
    with book().open() as written:
        fcntl.flock(written, fcntl.LOCK_SH)
        return set(written.read().splitlines())


def book() -> Path:
    """Return the file on the shelf that names it, one digest a line."""
    return Path(os.environ[SHELF]) / "axe-saw"
