"""A receptionist works on a request, and two people do at once."""

from playwright.sync_api import Page, expect

from clinic.core.audit import PATIENT
from clinic.intake import queries, services
from clinic.staff.models import Role
from tests.browser.hands import Keyboard, arrive_by
from tests.browser.request_states import COLLEAGUE, opened, write
from tests.browser.site import Site
from tests.browser.staff_states import ask, asked
from tests.staff.person import Person


def entry(page: Page, words: str) -> None:
    expect(page.locator(".timeline__title", has_text=words).last).to_be_visible()


def test_a_receptionist_takes_a_request_rings_until_she_reaches_somebody_and_closes_it(site: Site) -> None:
    page = opened(site, ask(site, phone="+442079460018", contact_pref="phone"))
    hands = Keyboard(page)
    hands.press("Take it")
    expect(page.get_by_text("The request is yours.")).to_be_visible()
    hands.choose("outcome", "no_answer")
    hands.write("words", "Rang at noon.")
    hands.press("Record the contact")
    entry(page, "No answer")
    expect(page.get_by_text("A reply by")).to_be_visible()
    hands.choose("outcome", "spoke")
    hands.write("words", "Wants to think about it.")
    hands.press("Record the contact")
    entry(page, "Spoke to them")
    expect(page.get_by_text("Kept: first contact on")).to_be_visible()
    write(page, "closed", "Rang back.")
    page.locator("input[value=declined]").click(force=True)
    arrive_by(page.get_by_role("button", name="Close it"))
    entry(page, "Closed the request: They do not want a consultation")
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()


def test_of_two_who_ring_at_once_the_later_reads_of_the_earlier_and_sends_their_words_again(site: Site) -> None:
    reference = ask(site)
    ada, ben = opened(site, reference), opened(site, reference, COLLEAGUE)
    for page, words in ((ada, "Comes on Monday."), (ben, "They rang me back: Tuesday.")):
        write(page, "contacted", words)
        page.locator("#contacted-outcome").click(force=True)
        arrive_by(page.get_by_role("button", name="Record the contact"))
    expect(ben.get_by_text("Nothing of yours was recorded")).to_be_visible()
    expect(ben.locator(".notice--care")).to_contain_text("Comes on Monday.")
    expect(ben.locator("#contacted-words")).to_have_value("They rang me back: Tuesday.")
    expect(ben.locator("#contacted-outcome")).to_be_checked()
    arrive_by(ben.get_by_role("button", name="Record the contact"))
    expect(ben.get_by_text("Your contact is recorded.")).to_be_visible()
    expect(ben.locator(".timeline")).to_contain_text("They rang me back: Tuesday.")


def test_a_trichologist_reviews_a_request_that_was_changed_and_gives_it_to_a_colleague(site: Site) -> None:
    reference = ask(site, safety1="thoughts")
    change(site, reference, onset="under_1_month", meds="none")
    page = opened(site, reference, COLLEAGUE, Role.trichologist)
    Person(site.world)
    expect(page.get_by_text("The answers were first read by you")).to_be_visible()
    expect(page.locator(".in-short")).to_contain_text("Less than a month ago")
    expect(page.locator(".in-short")).to_contain_text("Has thoughts of self-harm or suicide and feels safe for now")
    expect(page.locator(".summary__row", has_text="All the medicines you take")).to_contain_text(
        "levothyroxine 75 micrograms"
    )
    page.reload()
    hands = Keyboard(page)
    page.keyboard.press("p")
    hands.choose("priority", "prompt")
    hands.write("words", "Spoke to their GP, who sees them this week.")
    hands.press("Set the priority")
    entry(page, "Set the priority to Prompt")
    page.keyboard.press("a")
    hands.choose("colleague", page.get_by_role("option", name="Ada Sample").first.get_attribute("value") or "")
    hands.press("Give it over")
    entry(page, "Gave the request to Ada Sample")


def change(site: Site, reference: str, **changes: object) -> None:
    """Change what was told, as the patient would by their link."""
    with site.world.context():
        told = queries.answers_of(asked(site, reference))
        services.add_answers(told.intake_id, {**told.answers, **changes}, told.revision, PATIENT)
