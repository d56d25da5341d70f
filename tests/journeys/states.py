"""
States of pages that axe has looked at in this run: each is looked at once, however many journeys pass through it.

A state is the kind of address, the language, the width, light or dark, and the skeleton of what is shown: elements, their
classes, roles and attributes, and whether they hold words, without the words. Rows that are alike count as several, whether three
or thirty. A page that refuses, a dialog that is open, a part that only one role sees are states of their own. The processes of one
`./basira test` share what they saw, on the shelf; a run begins with nothing seen. A state with a fault is never taken for seen.
"""

import fcntl
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.journeys.running import SHELF

REFERENCE = re.compile(r"/[0-9a-hjkmnp-tv-z]{26}(?=/|$)|/\d+(?=/|$)|/[a-z]+-\d[\w-]*(?=/|$)")

SKELETON = """() => {
    const told = new Set(["class", "type", "role", "hidden", "disabled", "readonly", "required", "open", "checked", "selected",
        "dir", "lang", "tabindex", "scope", "colspan", "rowspan", "style", "inputmode", "autocomplete", "target"]);
    const saidByAria = /^aria-(hidden|invalid|expanded|pressed|selected|checked|current|disabled|modal|live|haspopup|sort)$/;
    const attributeOf = ({ name, value }) => (told.has(name) || saidByAria.test(name) ? `${name}=${value}` : value ? name : `${name}=`);
    const shapeOf = (element) => {
        if (["SCRIPT", "STYLE", "TEMPLATE"].includes(element.tagName)) return "";
        if (!element.checkVisibility() && element.tagName !== "HEAD" && !element.closest("head")) return "-";
        const said = [...element.attributes].map(attributeOf).sort().join(" ");
        const words = [...element.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
        const shapes = element.closest("svg") && element.tagName !== "svg" ? [] : [...element.children].map(shapeOf);
        const alike = shapes.filter((each, place) => each !== shapes[place - 1] || each !== shapes[place - 2]);
        return `<${element.tagName} ${said}${words ? " w" : ""}${element.matches(":focus") ? " f" : ""}>${alike.join("")}`;
    };
    const html = document.documentElement;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return [html.lang, innerWidth, dark, html.scrollTop > 0, shapeOf(html)].join("|");
}"""
"""What the page shows, without its words. Of rows that are alike, two stand for all."""

here: set[str] = set()
"""What this process saw, where there is no shelf."""

looks = {"looked at": 0, "seen before": 0}
"""How often axe was asked for in this process, and what came of it."""

kinds: dict[str, int] = {}
"""How many states of each kind of address axe looked at in this process."""


def kind_of(path: str) -> str:
    """Return an address without its references and its question."""
    return REFERENCE.sub("/…", path.split("?")[0].split("#")[0])


def state_of(page: Page) -> str:
    """Return what tells the page's state from every other: its kind of address, and a digest of all else."""
    digest = hashlib.sha256(str(page.evaluate(SKELETON)).encode()).hexdigest()
    return f"{kind_of(urlsplit(page.url).path)} {digest}"


def is_seen(state: str) -> bool:
    """Tell whether axe found nothing in this state before, in any process of this run; count it."""
    found = state in (shelved() if SHELF in os.environ else here)
    looks["seen before" if found else "looked at"] += 1
    if not found:
        kind = state.rpartition(" ")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    return found


def remember(state: str) -> None:
    """Note that axe found nothing in a state."""
    here.add(state)
    if SHELF in os.environ:
        with book().open("a") as written:
            fcntl.flock(written, fcntl.LOCK_EX)
            written.write(f"{state}\n")


def shelved() -> set[str]:
    """Return the states that any process of this run saw."""
    if not book().exists():
        return set()
    with book().open() as written:
        fcntl.flock(written, fcntl.LOCK_SH)
        return set(written.read().splitlines())


def book() -> Path:
    """Return the file on the shelf that names them, one a line."""
    return Path(os.environ[SHELF]) / "axe-saw"
