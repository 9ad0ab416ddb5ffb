"""Photos as patients and staff meet them."""

from playwright.sync_api import Page

from clinic.photos.guide import View
from clinic.staff.models import Role
from tests.browser import people
from tests.browser.hands import arrive_by
from tests.browser.message_states import own_page
from tests.browser.request_states import opened
from tests.browser.site import Site
from tests.browser.staff_states import ask, asked
from tests.browser.states import State
from tests.browser.stories import open_step
from tests.photos import pictures
from tests.photos.photographed import photograph


def chosen(page: Page, **files: bytes) -> Page:
    """Choose a file for each of these views, and agree."""
    for view, content in files.items():
        sent = {"name": f"{view}.jpg", "mimeType": "image/jpeg", "buffer": content}
        page.locator(f"#{view}").set_input_files(sent)  # type: ignore[arg-type]  # a plain dict is a file
    page.locator("label[for=photo_care]").click()
    return page


def in_form(site: Site) -> Page:
    return open_step(site, "photos", people.WOMAN)


def added(site: Site) -> Page:
    page = chosen(in_form(site), crown=pictures.photo("HEIF"), parting=pictures.photo("PNG"))
    arrive_by(page.get_by_role("button", name="Add these, and stay here"))
    page.get_by_text("Added").first.wait_for()
    return page


def refused(site: Site) -> Page:
    bad = {
        "crown": pictures.DARK,
        "parting": pictures.BLURRED,
        "donor_area": pictures.SVG,
        "left_temple": pictures.SMALL,
    }
    page = chosen(in_form(site), front_hairline=pictures.photo(), **bad)
    arrive_by(page.get_by_role("button", name="Continue"))
    page.locator(".error-summary").wait_for()
    return page


def not_agreed(site: Site) -> Page:
    page = chosen(in_form(site), crown=pictures.photo())
    page.locator("label[for=photo_care]").click()
    arrive_by(page.get_by_role("button", name="Continue"))
    return page


def photographed(site: Site, *days_ago: int) -> str:
    reference = ask(site)
    for days in days_ago:
        views = tuple(View) if days else (View.crown, View.parting)
        photograph(site.world, asked(site, reference), *views, days_ago=days)
    return reference


def own_photos(site: Site, *days_ago: int) -> Page:
    photographed(site, *days_ago)
    page = own_page(site)
    arrive_by(page.get_by_role("link", name="See your" if days_ago else "Add photos of your hair"))
    return page


def own_photo(site: Site) -> Page:
    page = own_photos(site, 0)
    arrive_by(page.locator(".photo-row a").first)
    return page


def choices_saved(site: Site) -> Page:
    page = own_photo(site)
    page.locator("label[for=photo_teaching]").click()
    arrive_by(page.get_by_role("button", name="Save my choices"))
    return page


def deleted(site: Site) -> Page:
    page = own_photo(site)
    arrive_by(page.get_by_role("button", name="Delete this picture"))
    return page


def for_staff(site: Site, *days_ago: int, path: str = "") -> Page:
    page = opened(site, photographed(site, *days_ago), role=Role.clinician)
    page.goto(f"{page.url}photos/{path}")
    return page


def zoomed(site: Site) -> Page:
    page = for_staff(site, 60, 0, path="crown/")
    page.locator(".zoom a").first.click()
    page.locator("dialog button").wait_for()
    return page


def linked(site: Site) -> Page:
    return opened(site, photographed(site, 60, 0), role=Role.clinician)


TITLE = "Photos of your hair"
PHOTOS = [
    State("photos in the form", TITLE, in_form),
    State("photos in the form, added", TITLE, added),
    State("photos in the form, refused", f"Error: {TITLE}", refused),
    State("photos in the form, not agreed", f"Error: {TITLE}", not_agreed),
    State("own photos, none", TITLE, own_photos),
    State("own photos", TITLE, lambda site: own_photos(site, 0)),
    State("own photos, a new set", TITLE, lambda site: own_photos(site, 60, 30)),
    State("own photo", "Crown", own_photo),
    State("own photo, choices saved", "Crown", choices_saved),
    State("own photo, deleted", TITLE, deleted),
    State("request, with photos", "HC-", linked),
    State("photos of a request, none", "Photos of HC-", for_staff),
    State("photos of a request", "Photos of HC-", lambda site: for_staff(site, 90, 60, 30, 0)),
    State("a view of a request", "Crown", lambda site: for_staff(site, 60, 0, path="crown/")),
    State("a view of a request, none", "Left temple", lambda site: for_staff(site, path="left-temple/")),
    State("a view of a request, zoomed", "Crown", zoomed),
]
