"""Contrast of the theme's tokens, from the file that defines them: >= 7 for body text, >= 4.5 for all that is read."""

import re
from pathlib import Path

import pytest

THEME = Path(__file__).resolve().parents[2] / "frontend" / "src" / "theme.css"
GROUNDS = ("base-100", "base-200")
INKS = ("primary", "secondary", "accent", "info", "success", "warning", "error")


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of each theme by token."""
    blocks = re.findall(r'@plugin "daisyui/theme" \{(.*?)\n\}', THEME.read_text(), re.S)
    return {
        re.search(r'name: "([^"]+)"', block)[1]: dict(re.findall(r"--color-([a-z0-9-]+): (#[0-9a-f]{6});", block))  # type: ignore[index]
        for block in blocks
    }


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of an sRGB colour."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_is_a_light_theme_and_its_dark_twin() -> None:
    light, dark = themes().values()
    assert light.keys() == dark.keys()


@pytest.mark.parametrize("name", ["day", "night"])
def test_body_text_has_a_contrast_of_seven(name: str) -> None:
    colours = themes()[name]
    for ground in GROUNDS:
        assert contrast(colours["base-content"], colours[ground]) >= 7


@pytest.mark.parametrize("name", ["day", "night"])
def test_everything_that_is_read_has_a_contrast_of_four_and_a_half(name: str) -> None:
    colours = themes()[name]
    for ink in INKS:
        for ground in GROUNDS:
            assert contrast(colours[ink], colours[ground]) >= 4.5, f"{ink} on {ground}"
        assert contrast(colours[f"{ink}-content"], colours[ink]) >= 4.5, f"{ink}-content on {ink}"
