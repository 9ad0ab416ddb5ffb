"""Each colour that a clinic can choose can be read on everything it stands on, by day and by night."""

import re
from pathlib import Path

import pytest

from clinic.core.accents import Accent

STATIC = Path(__file__).parent.parent.parent / "clinic" / "static"
SHEET = (STATIC / "css" / "clinic.css").read_text()
NIGHT = "@media screen and (prefers-color-scheme: dark) {"
TEXT, SHAPE = 4.5, 3.0
"""WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

TEXTS = [
    ("accent", "page"),
    ("accent", "sheet"),
    ("accent", "tint"),
    ("accent-deep", "page"),
    ("accent-deep", "sheet"),
    ("accent-deep", "tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("ink", "tint"),
    ("soft", "tint"),
    ("danger", "tint"),
    ("caution", "tint"),
    ("good", "tint"),
]
SHAPES = [("edge", "tint"), ("hair", "skin"), ("line", "skin"), ("hair-fine", "sheet"), ("hair-fine", "tint")]

Colours = dict[str, str]


def colours(accent: Accent, is_night: bool) -> Colours:
    """Give what the style sheet makes of the variables on a page with this accent, the last rule winning."""
    by_day = "".join(part for number, part in enumerate(SHEET.split(NIGHT)) if number == 0)
    by_day += "".join(part.split("\n}\n", 1)[1] for part in SHEET.split(NIGHT)[1:])
    by_night = "".join(part.split("\n}\n", 1)[0] for part in SHEET.split(NIGHT)[1:])
    found = declared(by_day.split("/* Ground */")[0], accent)
    return {**found, **declared(by_night, accent)} if is_night else found


def declared(rules: str, accent: Accent) -> Colours:
    found: Colours = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", rules):
        names = {selector.strip() for selector in re.sub(r"/\*.*?\*/", "", selectors).split(",")}
        if names & {":root", f".accent--{accent}"}:
            found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", body))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_guidelines_measure_it() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("is_night", [False, True], ids=["by day", "by night"])
@pytest.mark.parametrize("accent", Accent)
def test_an_accent_can_be_read_on_everything_it_stands_on(accent: Accent, is_night: bool) -> None:
    known = colours(accent, is_night)
    texts = {pair: contrast(known[pair[0]], known[pair[1]]) for pair in TEXTS}
    shapes = {pair: contrast(known[pair[0]], known[pair[1]]) for pair in SHAPES}
    assert [pair for pair, ratio in texts.items() if ratio < TEXT] == []
    assert [pair for pair, ratio in shapes.items() if ratio < SHAPE] == []


@pytest.mark.parametrize("accent", Accent)
def test_emails_and_the_tabs_picture_have_the_colours_of_the_pages(accent: Accent) -> None:
    assert colours(accent, is_night=False)["accent"] == accent.by_day
    assert colours(accent, is_night=True)["accent"] == accent.by_night
    assert f'fill="{accent.by_day}"' in (STATIC / "pictures" / f"favicon-{accent}.svg").read_text()
    assert contrast(accent.by_day, "#ffffff") >= TEXT


def test_no_two_accents_look_alike() -> None:
    for is_night in (False, True):
        assert len({colours(accent, is_night)["accent"] for accent in Accent}) == len(Accent)
