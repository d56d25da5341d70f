"""
Pictures and sounds on a phone: what is covered is covered in the pixels before anything is kept, with a finger or with keys;
a recording is made where the programme allows it, and heard at the desk.
"""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.journeys.browsing import CHROMIUM_ARGUMENTS, Reader, chromium_path
from tests.journeys.desk import link_for_a_phone, numbers, plan
from tests.journeys.notes import come_in, unlock, works_alone
from tests.journeys.test_first_loop import cycle_path
from tests.journeys.test_phone_browser import clean, open_form, question

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = Path("screenshots")
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SIZE = (4000, 3000)
FACE = (2000, 1200, 2600, 1800)
RED_SHARE = """image => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const points = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    let red = 0;
    for (let at = 0; at < points.length; at += 4) red += points[at] > 120 && points[at] > 1.6 * points[at + 1] ? 1 : 0;
    return [canvas.width, canvas.height, red / (points.length / 4)];
}"""


def photo() -> dict[str, object]:
    """Return a photo of 12 million points with a red face on green, and a place in its metadata."""
    made = Image.new("RGB", SIZE, (40, 130, 60))
    ImageDraw.Draw(made).ellipse(FACE, fill=(210, 40, 40))
    told = Image.Exif()
    told[0x010F] = "Canary Phone"
    out = io.BytesIO()
    made.save(out, "JPEG", quality=85, exif=told)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def red_in(page: Page) -> tuple[int, int, float]:
    """Return the size of the picture that is kept, and the share of its points that are red."""
    page.locator(".notes-preview").wait_for()
    page.wait_for_function("() => document.querySelector('.notes-preview').naturalWidth > 0")
    width, height, share = page.locator(".notes-preview").evaluate(RED_SHARE)
    return width, height, share


def draw(page: Page, *corners: tuple[float, float]) -> None:
    """Draw a box from one corner to another, in shares of the picture."""
    area = page.locator(".cover-frame").bounding_box()
    assert area is not None
    (x, y), (right, bottom) = [
        (area["x"] + across * area["width"], area["y"] + down * area["height"]) for across, down in corners
    ]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + right) / 2, (y + bottom) / 2)
    page.mouse.move(right, bottom)
    page.mouse.up()


@pytest.fixture
def phone(demo, desk, browser, request):
    """A phone with a microphone, whose form asks for a photo and a recording; the programme has stated its legal basis."""
    language, width, place = request.param
    desk.go("/console/programme/sites/recording")
    desk.page.fill("[name=basis]", "Law 7")
    desk.page.locator("main form button[type=submit]").last.click()
    desk.page.wait_for_load_state("load")
    (number, address) = numbers(desk)[place]
    plan(desk, cycle_path(desk), number, "traffic-ajman")
    link = link_for_a_phone(desk, address, language).replace("127.0.0.1", "localhost")
    launched = browser.browser_type.launch(executable_path=chromium_path(), args=[*CHROMIUM_ARGUMENTS, *MICROPHONE])
    made = Reader.of(launched, demo.url, language=language, width=width, dark=False)
    made.context.grant_permissions(["microphone"])
    come_in(made, link)
    works_alone(made.page)
    open_form(made)
    yield made
    launched.close()
    assert made.strangers == [] and made.faults == []


BOARD = {"ar": "صورة اللوحة", "en": "Photo of"}
VOICE = {"ar": "ما قيل", "en": "What was said"}


@pytest.mark.parametrize("phone", [("ar", 390, 16), ("en", 1280, 17)], indirect=True, ids=["ar", "en"])
def test_what_is_covered_is_gone_before_it_is_kept_and_a_recording_is_kept_as_samples(phone):
    page, language = phone.page, str(phone.page.evaluate("document.documentElement.lang"))
    board = question(phone, BOARD[language])
    board.locator("input[type=file]").set_input_files(photo())
    page.locator(".cover-frame canvas").wait_for()
    page.locator(".cover-picture").scroll_into_view_if_needed()
    clean(phone, f"{language}-cover-asks")
    assert page.locator(".notes-preview").count() == 0  # nothing is kept yet
    page.locator(".cover-picture .btn-primary").click()
    page.locator(".cover-frame").scroll_into_view_if_needed()
    draw(page, (0.1, 0.1), (0.2, 0.2))
    draw(page, (0.48, 0.38), (0.67, 0.62))
    expect(page.locator("button.cover-box")).to_have_count(2)
    undo, redo = page.locator(".cover-picture .btn-sm").nth(1), page.locator(".cover-picture .btn-sm").nth(2)
    undo.click()
    expect(page.locator("button.cover-box")).to_have_count(1)
    redo.click()
    expect(page.locator("button.cover-box")).to_have_count(2)
    clean(phone, f"{language}-cover-drawn")
    page.locator(".cover-picture .btn-primary").click()
    width, height, share = red_in(page)
    assert (width, height) == (2048, 1536) and share < 0.00001
    page.wait_for_selector(".notes-kept")

    voice = question(phone, VOICE[language])
    voice.locator("button").first.click()
    page.wait_for_timeout(1500)
    clean(phone, f"{language}-recording")
    voice.locator("button").first.click()
    expect(voice.locator("bdi")).to_contain_text(".wav")
    page.wait_for_timeout(600)
    page.reload()
    unlock(page)
    page.wait_for_selector(".notes-notice")
    assert red_in(page)[2] < 0.00001
    expect(question(phone, VOICE[language]).locator("bdi")).to_contain_text(".wav")


@pytest.mark.parametrize("phone", [("ar", 390, 18)], indirect=True, ids=["ar"])
def test_boxes_are_moved_with_keys_and_twin_a_picture_kept_as_it_is_shows_all(phone):
    page = phone.page
    chooser = question(phone, BOARD["ar"]).locator("input[type=file]")
    chooser.set_input_files(photo())
    page.locator(".cover-picture .btn-outline").click()
    width, _height, share = red_in(page)
    assert width == SIZE[0] and share > 0.01  # as taken: the measure sees the face
    page.get_by_role("button", name="تغطية جزء").click()
    page.locator(".cover-frame canvas").wait_for()
    page.locator(".cover-picture .btn-primary").click()
    page.locator(".cover-picture .btn-sm").first.click()
    box = page.locator("button.cover-box")
    expect(box).to_be_focused()
    for key in ["ArrowRight"] * 4 + ["ArrowDown"] * 2 + ["ArrowUp"] * 2 + ["Shift+ArrowDown"] * 2:
        page.keyboard.press(key)
    page.locator(".cover-picture .actions").last.locator(".btn-primary").click()
    page.wait_for_function("() => document.querySelector('.notes-preview')?.naturalWidth === 2048")
    assert red_in(page)[2] < 0.00001
