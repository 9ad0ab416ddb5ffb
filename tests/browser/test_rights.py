"""A person's rights in a browser: export, correction, erasure with its receipt, complaint."""

import re
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from clinic.intake.models import State as Intakes
from clinic.rights import tasks
from clinic.staff.models import Role
from tests.browser.hands import arrive_by
from tests.browser.message_states import own_page
from tests.browser.rights_states import own_data, requested
from tests.browser.site import Site
from tests.browser.staff_states import asked, sign_in
from tests.browser.stories import heading
from tests.photos.photographed import photograph
from tests.rights.test_erasing import receipt
from tests.staff.person import Person
from tests.world import PATIENT_EMAIL


def test_somebody_takes_everything_along_without_javascript(site: Site, tmp_path: Path) -> None:
    reference = requested(site)
    photograph(site.world, asked(site, reference))
    page = site.tab(javascript=False)
    page.goto(site.link_in(PATIENT_EMAIL))
    arrive_by(page.get_by_role("button", name="Open"))
    arrive_by(page.get_by_role("link", name=re.compile("^See everything we hold about you")))
    with page.expect_download() as taking:
        page.get_by_role("link", name="Download everything").click()
    taking.value.save_as(tmp_path / "taken.zip")
    with ZipFile(tmp_path / "taken.zip") as archive:
        archive.extractall(tmp_path)
    page.goto((tmp_path / "your-data.html").as_uri())
    site.troubles.clear()  # the page is a file here, which the site's watch takes for a stranger
    expect(heading(page)).to_contain_text(reference)
    expect(page.locator("img")).to_have_count(2)
    assert page.locator("img").first.evaluate("image => image.naturalWidth") == 800


def test_an_answer_is_corrected_with_the_clinics_agreement(site: Site) -> None:
    own = own_data(site, state=Intakes.completed)
    arrive_by(own.get_by_role("link", name="Ask us to correct an answer"))
    arrive_by(own.get_by_role("link", name="Correct Full name"))
    own.locator("#name").fill("Sample Person")
    arrive_by(own.get_by_role("button", name="Ask for this correction"))
    expect(own.get_by_text("With us. We answer by").first).to_be_visible()

    desk = sign_in(site, Person(site.world, "lead@clinic.example.org", Role.administrator))
    arrive_by(desk.get_by_role("link", name="Rights requests: 1, the oldest due in 28 days"))
    arrive_by(desk.get_by_role("link", name="Correct an answer"))
    expect(desk.locator(".summary__row", has_text="Asked")).to_contain_text("Sample Person")
    arrive_by(desk.get_by_role("button", name="Correct it"))
    expect(desk.get_by_text("It is done as the person asked.")).to_be_visible()

    own.reload()
    expect(own.get_by_text("Done as you asked").first).to_be_visible()


def test_everything_is_erased_at_once_with_a_receipt(site: Site) -> None:
    page = own_data(site)
    arrive_by(page.get_by_role("link", name="Erase everything about this request"))
    page.locator("label[for=understood]").click()
    arrive_by(page.get_by_role("button", name="Erase everything now"))
    expect(heading(page)).to_have_text("Everything is erased")
    expect(page.locator(".summary__row", has_text="Your answers")).to_contain_text("1")
    page.reload()
    expect(heading(page)).to_have_text("Nothing to see here")
    page.goto(site.address("/my/"))
    expect(heading(page)).to_have_text("Open this page by your link")
    site.world.send_mail()
    assert site.world.sink.to(PATIENT_EMAIL)[-1]["Subject"] == "What you asked us to erase is erased"
    with site.world.context():
        tasks.finish_erasures()
    assert receipt(site.world).found == []


def test_a_complaint_is_confirmed_answered_and_read(site: Site) -> None:
    own = own_data(site)
    arrive_by(own.get_by_role("link", name="Tell us what was not right"))
    own.locator("#words").fill("Nobody answered my call.")
    arrive_by(own.get_by_role("button", name="Send the complaint"))
    expect(own.get_by_text("With us. We confirm it by").first).to_be_visible()

    desk = sign_in(site, Person(site.world, "lead@clinic.example.org", Role.administrator))
    arrive_by(desk.get_by_role("link", name="Rights requests: 1, the oldest due in 30 days"))
    arrive_by(desk.get_by_role("link", name="Complaint"))
    arrive_by(desk.get_by_role("button", name="Only confirm that we have it"))
    arrive_by(desk.get_by_role("link", name="Complaint"))
    desk.locator("#words").fill("We are sorry. Somebody sits at the telephone at noon now.")
    arrive_by(desk.get_by_role("button", name="Answer and close"))

    page = own_page(site)
    arrive_by(page.get_by_role("link", name=re.compile("^See everything we hold about you")))
    expect(page.get_by_text("Somebody sits at the telephone at noon now.").first).to_be_visible()
