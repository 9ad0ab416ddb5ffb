"""Somebody who leads the clinic looks at its figures, by keyboard alone, by day and by night."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Keyboard
from tests.browser.insights_states import busy
from tests.browser.site import DESK, PHONE, Site
from tests.browser.stories import heading
from tests.insights.years import fill
from tests.staff.person import PASSWORD, Person


def test_a_receptionist_reads_the_figures_of_a_month_by_keyboard_and_without_script(site: Site) -> None:
    fill(site.world, days=800, a_day=12, topics=60)
    hands = Keyboard(site.tab("/staff/", width=DESK, javascript=False))
    page = hands.page
    hands.write("email", Person(site.world).email)
    hands.write("password", PASSWORD)
    hands.press("Sign in")
    hands.follow("Insights")
    expect(heading(page)).to_have_text("Insights")
    hands.follow("A year")
    expect(page.get_by_role("link", name="A year")).to_have_attribute("aria-current", "page")
    write_date(page, "since", "2026-03-02")
    write_date(page, "until", "2026-03-29")
    hands.press("Show these days")
    expect(page.get_by_text("2 to 29 March 2026.")).to_be_visible()
    expect(page.get_by_role("row", name="9 to 15 March 2026")).to_have_count(0)
    hands.unfold("Requests as a table")
    expect(page.get_by_role("row", name="9 to 15 March 2026")).to_be_visible()


def write_date(page: Page, name: str, date: str) -> None:
    """Type a date part by part, as the browser's own field takes it in its language."""
    year, month, day = date.split("-")
    page.locator(f"#{name}").focus()
    page.keyboard.type(f"{month}{day}{year}")


@pytest.mark.parametrize(("width", "size"), [(PHONE, "narrow"), (DESK, "wide")])
def test_a_picture_fits_the_screen(site: Site, width: int, size: str) -> None:
    page = busy(site)
    page.set_viewport_size({"width": width, "height": 740})
    plot = page.locator(".finding__plot").first
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_js_property("complete", True)
    assert f"size={size}" in plot.evaluate("plot => plot.currentSrc")
    drawn, shown = plot.evaluate("plot => [plot.naturalWidth, plot.clientWidth]")
    assert 0.75 < shown / drawn < 1.25


@pytest.mark.parametrize(("scheme", "accent"), [("light", "rgb(23, 96, 90)"), ("dark", "rgb(127, 202, 190)")])
def test_a_picture_has_the_colours_of_the_time_of_day(site: Site, scheme: str, accent: str) -> None:
    page = busy(site)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a word of Playwright's
    page.goto(page.locator(".finding__plot").first.evaluate("plot => plot.currentSrc"))
    expect(page.locator("rect.rect").first).to_have_css("fill", accent)
