"""The drawings of the pages: small, of one hand, and right by day and by night."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from clinic.treatments.library import load

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates" / "components" / "pictures"
STYLE = (ROOT / "clinic" / "static" / "css" / "clinic.css").read_text()
NAMES = [*load().pages, "compare", "guide"]
HEAVIEST = 3_000


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_small_and_takes_its_colours_from_the_style_sheet(name: str) -> None:
    drawing = (FOLDER / f"{name}.svg").read_text()
    assert len(drawing) <= HEAVIEST
    assert not re.search(r"style=|fill=|stroke=|#[0-9a-f]{3}|<script|href", drawing)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_a_drawing_is_given_its_look(name: str) -> None:
    rules = "\n".join(re.findall(r"^\.drawing\b.*$", STYLE, re.MULTILINE))
    for part in ElementTree.fromstring((FOLDER / f"{name}.svg").read_text()).iter():
        for look in part.attrib.get("class", "").split():
            assert re.search(rf"\.{look}\b", rules), f"nothing says how “{look}” looks"


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_leaves_its_words_to_the_page(name: str) -> None:
    """The alternative text stands beside it, so that it is reviewed with the page."""
    drawing = ElementTree.fromstring((FOLDER / f"{name}.svg").read_text())
    assert drawing.attrib["aria-hidden"] == "true"
    assert not list(drawing.iter("{*}title"))
