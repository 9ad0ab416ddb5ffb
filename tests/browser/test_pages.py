"""Every page in every state can be read and used by everybody, on a phone and on a desk, by day and by night."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.appointment_states import APPOINTMENTS
from tests.browser.arranging_states import ARRANGING
from tests.browser.feed_states import FEEDS
from tests.browser.insights_states import INSIGHT
from tests.browser.mail_states import MAIL
from tests.browser.message_states import MESSAGES
from tests.browser.oversight_states import OVERSIGHT
from tests.browser.patient_states import OWN_APPOINTMENTS
from tests.browser.people_states import PEOPLE
from tests.browser.photo_states import PHOTOS
from tests.browser.practice_states import PRACTICE
from tests.browser.queue_states import QUEUE
from tests.browser.request_states import REQUEST
from tests.browser.retention_states import RETENTION
from tests.browser.rights_states import RIGHTS
from tests.browser.site import DESK, PHONE, Site
from tests.browser.staff_states import STAFF
from tests.browser.states import FAULTS, LOCAL, PATIENTS, State

NARROWEST = 320
WIDTHS = (NARROWEST, PHONE, DESK)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
EVERYTHING: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
COLOURS: dict[str, object] = {**EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block", "target-size"]}
ALL = [
    *PATIENTS,
    *OWN_APPOINTMENTS,
    *FAULTS,
    *STAFF,
    *REQUEST,
    *QUEUE,
    *MESSAGES,
    *MAIL,
    *INSIGHT,
    *PEOPLE,
    *PRACTICE,
    *RETENTION,
    *OVERSIGHT,
    *ARRANGING,
    *APPOINTMENTS,
    *FEEDS,
    *PHOTOS,
    *RIGHTS,
    *LOCAL,
]


@pytest.mark.parametrize("state", ALL, ids=[state.name for state in ALL])
def test_a_page_is_fit_for_everybody(site: Site, state: State) -> None:
    page = state.reach(site)
    expect(page).to_have_title(re.compile(f"^{state.title}"))
    assert complaints(page) == []


def test_a_page_that_is_not_fit_is_found_out(site: Site) -> None:
    page = site.tab()
    page.set_content("<input><p style='width: 2000px; color: #999; background: #aaa'>Far too wide, and pale</p>")
    found = "; ".join(complaints(page))
    assert all(word in found for word in ("too wide at 320 px", "label", "color-contrast"))


def complaints(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    return too_wide(page) + stumbles(page, "light", NARROWEST, EVERYTHING) + stumbles(page, "dark", DESK, COLOURS)


def too_wide(page: Page) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if (extra := page.evaluate(OVERFLOW)) > 0:
            found.append(f"{extra} px too wide at {width} px")
    return found


def stumbles(page: Page, scheme: str, width: int, options: dict[str, object]) -> list[str]:
    """Give what axe finds wrong in one scheme and width; colours are all that a second scheme changes."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # a word of Playwright's
    page.set_viewport_size({"width": width, "height": 740})
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{scheme} {width} px: {fault['id']}: {node['target']}" for fault in found for node in fault["nodes"]]
