"""Makes the pictures that links to our pages carry elsewhere, from the drawings: `python -m tests.browser.social`.

Each keeps in itself the digest of what it was made from, so that a test can tell when a drawing has changed since.
"""

import hashlib
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from clinic.treatments.subjects import SUBJECTS
from tests.browser.install import MISSING, executable
from tests.browser.png import smaller

ROOT = Path(__file__).parents[2]
DRAWINGS = ROOT / "templates" / "components" / "pictures"
FOLDER = ROOT / "clinic" / "static" / "pictures" / "social"
STYLE = ROOT / "clinic" / "static" / "css" / "clinic.css"
SIZE = {"width": 1200, "height": 630}
LAYOUT = """
  body { display: grid; place-content: center; min-height: 0; height: 630px; background: var(--page); }
  body > [class] { width: 540px; height: 540px; max-width: none; margin: 0; }
"""

PICTURES = {"home": "strands", "compare": "compare", "guide": "guide", **{each.slug: each.slug for each in SUBJECTS}}
"""The drawing of each picture, by the picture's name."""

MADE_FROM = "Made from"


def digest(name: str) -> str:
    """Give the digest of all that a picture is made from: its drawing, how that is drawn, and the layout."""
    drawing = (DRAWINGS / f"{PICTURES[name]}.svg").read_text()
    style = STYLE.read_text()
    kind = re.findall(r'class="(\w+)"', drawing)[0]
    rules = "\n".join(re.findall(rf"^\.{kind}\b.*$", style, re.MULTILINE))
    colours = [
        re.findall(rf"--{colour}: [^;]*;", style)[0] for colour in re.findall(r"var\(--([\w-]+)\)", rules + LAYOUT)
    ]
    return hashlib.sha256("\n".join([drawing, rules, *colours, LAYOUT]).encode()).hexdigest()


def main() -> None:
    path = executable()
    if path is None:
        sys.exit(MISSING)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]  # a plain dict is a size
        for name, drawing in PICTURES.items():
            svg = (DRAWINGS / f"{drawing}.svg").read_text()
            page.set_content(f"<style>{STYLE.read_text()}{LAYOUT}</style>{svg}")
            (FOLDER / f"{name}.png").write_bytes(smaller(page.screenshot(), MADE_FROM, digest(name)))
        browser.close()


if __name__ == "__main__":
    main()
