"""Photos in a browser: from the form to the clinic, and back to who sent them."""

import re

import pytest
from playwright.sync_api import expect

from clinic.photos import storage
from clinic.photos.guide import View
from clinic.photos.models import Size
from clinic.staff.models import Role
from tests.browser import people
from tests.browser.hands import arrive_by
from tests.browser.message_states import own_page
from tests.browser.photo_states import chosen, for_staff
from tests.browser.request_states import opened
from tests.browser.site import Site
from tests.browser.stories import heading, open_step, stored
from tests.photos import pictures
from tests.photos.photographed import photos
from tests.photos.pictures import metadata_in

HAS_COME = "image => image.decode().then(() => image.naturalWidth > 0)"


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_photos_are_sent_with_a_request_seen_at_the_clinic_agreed_for_and_deleted(site: Site, javascript: bool) -> None:
    page = open_step(site, "photos", people.WOMAN, javascript=javascript)
    chosen(page, crown=pictures.with_everything("HEIF"), parting=pictures.DARK)
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(page.locator(".error-summary")).to_contain_text("Parting: This picture is too dark.")
    arrive_by(page.get_by_role("link", name=re.compile("^Parting: This picture")))
    expect(page.locator("#parting")).to_be_focused()
    chosen(page, parting=pictures.with_everything("JPEG"))
    page.locator("label[for=photo_care]").click()
    arrive_by(page.get_by_role("button", name="Continue"))
    expect(heading(page)).to_have_text("Check your answers")
    expect(page.locator(".summary__row", has_text="Photos of your hair")).to_contain_text("Crown")
    arrive_by(page.get_by_role("button", name="Send your request"))
    expect(heading(page)).to_have_text("Your request is with us")
    with site.world.context():
        assert {each.view for each in photos(site.world)} == {View.crown, View.parting}
        assert all(metadata_in(storage.get(each.id, Size.picture)) == set() for each in photos(site.world))

    desk = opened(site, stored(site).reference, role=Role.trichologist)
    arrive_by(desk.get_by_role("link", name=re.compile("^See 2 photos")))
    expect(desk.locator("tbody img")).to_have_count(2)
    for image in desk.locator("tbody img").all():
        image.scroll_into_view_if_needed()
        assert image.evaluate(HAS_COME)

    own = own_page(site)
    expect(own.get_by_text("A trichologist looked at your pictures")).to_be_visible()
    arrive_by(own.get_by_role("link", name=re.compile("^See your 2 photos")))
    arrive_by(own.locator(".photo-row a").first)
    own.locator("label[for=photo_teaching]").click()
    arrive_by(own.get_by_role("button", name="Save my choices"))
    expect(own.get_by_text("Your choices are saved.")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("Care, teaching")).to_be_visible()
    arrive_by(own.get_by_role("button", name="Delete this picture"))
    expect(own.get_by_text("The picture is deleted.")).to_be_visible()
    desk.reload()
    expect(desk.locator("tbody img")).to_have_count(1)


def test_a_picture_is_seen_in_full_size_and_closed_by_keyboard(site: Site) -> None:
    page = for_staff(site, 60, 0, path="crown/")
    expect(page.locator(".zoom img")).to_have_count(2)
    page.locator(".zoom a").first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_attribute("aria-label", re.compile("^Crown, "))
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_class(re.compile("zoomed--full"))
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    expect(page.locator(".zoom a").first).to_be_focused()


def test_without_javascript_the_link_opens_the_picture(site: Site) -> None:
    page = for_staff(site, 0, path="crown/")
    large = page.locator(".zoom a").get_attribute("href") or ""
    page.goto(site.address(large))
    expect(page.locator("img")).to_be_visible()
    assert page.locator("img").evaluate("image => image.naturalWidth") == pictures.SIZE[0]
    site.troubles.clear()  # the browser's own style for a picture is refused by its policy, as any other would be


def test_a_telephone_offers_its_camera_beside_the_file(site: Site) -> None:
    phone = open_step(site, "photos", people.WOMAN, has_touch=True, is_mobile=True)
    expect(phone.locator("#crown-camera")).to_be_visible()
    expect(phone.locator("#crown")).to_be_visible()
    assert phone.locator("#crown-camera").get_attribute("capture") == "environment"
