"""Every information page can be read by everybody: narrow, wide, by day, by night, on paper, bare, without a trace."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Route, expect

from clinic.treatments.library import load
from tests.browser.hands import arrive_by
from tests.browser.site import Site
from tests.browser.test_pages import COLOURS, EVERYTHING, OVERFLOW, stumbles

LIBRARY = load()
DETAIL = [page.path for page in LIBRARY.pages.values()]
PAGES = [
    *("/", "/treatments/", "/conditions/", "/conditions/guide/", "/treatments/compare/", *DETAIL),
    *("/privacy/", "/complaints/", "/accessibility/"),
]
TREATMENT = "/treatments/stem-cell-hair-treatment/"
WIDTHS = (320, 768, 1280)
WIDE = 1280


@pytest.mark.parametrize("path", PAGES)
def test_an_information_page_is_fit_for_everybody(site: Site, path: str) -> None:
    page = site.tab(path)
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in WIDTHS:
        found += stumbles(page, "light", width, EVERYTHING)
        found += stumbles(page, "dark", width, COLOURS)
        if (extra := page.evaluate(OVERFLOW)) > 0:
            found.append(f"{extra} px too wide at {width} px")
    assert found == []


@pytest.mark.parametrize("path", PAGES)
def test_an_information_page_leaves_nothing_in_the_browser(site: Site, path: str) -> None:
    page = site.tab(path)
    page.wait_for_load_state("networkidle")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("path", PAGES)
def test_an_information_page_is_whole_without_scripts_and_style_sheets(site: Site, path: str) -> None:
    page = site.tab(javascript=False)
    page.route(re.compile(r"\.css"), lambda route: _without_style(route))
    page.goto(site.address(path))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for heading in page.locator("main h2").all():
        expect(heading).to_be_visible()
    for fold in page.locator("main form details > summary").all():
        fold.click()
    for field in page.locator("main form input:not([type=hidden]), main form select, main form textarea").all():
        expect(field).to_be_visible()


def _without_style(route: Route) -> None:
    route.fulfill(status=200, content_type="text/css", body="")


@pytest.mark.parametrize("path", DETAIL)
def test_the_form_stands_at_the_foot_of_a_phone_and_beside_the_text_on_a_desk(site: Site, path: str) -> None:
    page = site.tab(path, width=360)
    assert _top(page, "form") > _top(page, "#risks")
    page.set_viewport_size({"width": WIDE, "height": 900})
    form, text = page.locator(".article__form").bounding_box(), page.locator("#what").bounding_box()
    assert form
    assert text
    assert form["x"] >= text["x"] + text["width"]
    assert form["y"] < text["y"] + text["height"]


def _top(page: Page, selector: str) -> float:
    box = page.locator(f"main {selector}").first.bounding_box()
    assert box
    return box["y"]


def test_the_contents_follow_and_mark_where_the_reader_is(site: Site) -> None:
    page = site.tab(TREATMENT, width=WIDE)
    page.locator("#risks").evaluate("section => section.scrollIntoView()")
    expect(page.locator("nav.contents")).to_be_in_viewport()
    expect(page.locator("nav.contents a[aria-current]")).to_have_attribute("href", "#risks")


def test_a_source_can_be_reached_from_its_number_and_is_marked(site: Site) -> None:
    page = site.tab(TREATMENT)
    number = page.locator("#evidence sup a").first
    number.click()
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(":target")).to_have_attribute("id", f"source-{number.inner_text().strip('[]')}")


@pytest.mark.parametrize("path", [TREATMENT, "/treatments/compare/"])
def test_on_paper_there_is_the_text_with_its_sources_and_nothing_to_press(site: Site, path: str) -> None:
    page = site.tab(path)
    page.emulate_media(media="print")
    for part in page.locator("nav, .article__form, .skip-link").all():
        expect(part).to_be_hidden()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    assert len(page.pdf()) > 10_000


def test_the_picture_of_the_evidence_has_its_words_and_its_table(site: Site) -> None:
    page = site.tab(TREATMENT)
    plot = page.locator("figure.plot").first
    picture = plot.locator("svg[role=img]")
    assert picture.get_attribute("role") == "img"
    names = [
        page.locator(f"#{part}").text_content() for part in (picture.get_attribute("aria-labelledby") or "").split()
    ]
    assert all(names)
    assert len(names) == 2
    expect(plot.locator("table")).to_contain_text("9.23")
    expect(plot.locator("table")).to_contain_text("14.93")


def test_the_table_can_be_sorted_by_a_link_alone(site: Site) -> None:
    page = site.tab("/treatments/compare/", javascript=False)
    before = page.locator("tbody th a").all_inner_texts()
    arrive_by(page.get_by_role("link", name="How it is supplied"))
    after = page.locator("tbody th a").all_inner_texts()
    assert sorted(before) == sorted(after)
    assert before != after
