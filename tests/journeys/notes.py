"""A shopper's notes in a browser: coming in by the link, choosing a code, opening them again."""

from playwright.sync_api import Page

from tests.journeys.browsing import Reader

CODE = "718294"


def come_in(phone: Reader, link: str) -> str:
    """Open a link on a phone that has no code yet, and choose one; return the key that the phone made for itself."""
    phone.page.goto(link)
    phone.page.wait_for_selector("#code-again")
    assert phone.page.evaluate("location.hash") == ""
    with phone.page.expect_request("**/notes/state.json") as asked:
        choose_code(phone.page)
    phone.page.wait_for_selector(".notes-next, main .empty, main .notice")
    return str(asked.value.headers["x-notes-key"])


def choose_code(page: Page) -> None:
    """Choose the code of a phone that came in by a good link."""
    page.fill("#code", CODE)
    page.fill("#code-again", CODE)
    page.locator(".notes-lock button[type=submit]").click()


def unlock(page: Page, code: str = CODE) -> None:
    """Type the code of the phone, after a reload or from the shopping list."""
    page.wait_for_selector("#code")
    page.fill("#code", code)
    page.locator(".notes-lock button[type=submit]").click()


def has_forms(page: Page, count: int) -> None:
    """Wait until so many forms are sealed on the phone: from here on it needs no line."""
    page.wait_for_function(
        """async count => {
            const asked = indexedDB.open("notes");
            await new Promise(done => (asked.onsuccess = done));
            const rows = asked.result.transaction("sealed").objectStore("sealed").getAllKeys();
            await new Promise(done => (rows.onsuccess = done));
            asked.result.close();
            return rows.result.filter(name => name.startsWith("form/")).length >= count;
        }""",
        arg=count,
        polling=100,  # not at every frame that the screen could draw
    )


def works_alone(page: Page) -> None:
    """Wait until the phone's own store holds the page and its scripts: from here on a reload needs no line."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def keep_picture(page: Page) -> None:
    """Say of a picture that was just chosen that nobody is in it: it is kept as it was taken."""
    page.locator(".cover-picture .btn-outline").click()
    page.locator(".cover-picture").wait_for(state="detached")


def answer_all(page: Page, first: str) -> None:
    """Give each question of the open note its first choice, and each number `first`; wait until the phone keeps them."""
    page.wait_for_selector(".notes-question")
    for choices in page.locator(".notes-questions .notes-choices").all():
        choices.locator("input").first.check()
    for number in page.locator(".notes-questions input[inputmode]").all():
        number.fill(first)
    page.wait_for_selector(".notes-kept")


def send(page: Page) -> None:
    """Send the open note and wait until the phone was told that it is safe."""
    page.locator(".notes-send button").click()
    page.wait_for_selector(".notes-sent")
