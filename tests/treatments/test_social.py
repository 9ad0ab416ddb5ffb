"""The pictures that links to our pages carry elsewhere."""

import pytest

from clinic.treatments.library import load
from tests.browser.png import size, words
from tests.browser.social import FOLDER, MADE_FROM, PICTURES, SIZE, digest

HEAVIEST = 40_000
AGAIN = "The drawing has changed; run python -m tests.browser.social and look at the picture."


def test_every_page_has_a_picture_and_every_picture_a_page() -> None:
    pages = {"home", "compare", "guide", *load().pages}
    assert set(PICTURES) == pages
    assert {path.stem for path in FOLDER.iterdir()} == pages


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_made_from_the_present_drawing(name: str) -> None:
    assert words((FOLDER / f"{name}.png").read_bytes(), MADE_FROM) == digest(name), AGAIN


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_the_size_that_others_show_and_is_light(name: str) -> None:
    picture = (FOLDER / f"{name}.png").read_bytes()
    assert size(picture) == (SIZE["width"], SIZE["height"])
    assert len(picture) <= HEAVIEST


def test_each_drawing_has_a_digest_of_its_own() -> None:
    assert len({digest(name) for name in PICTURES}) == len(PICTURES)
