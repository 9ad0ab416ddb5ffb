from dataclasses import replace
from typing import Any

import pytest

from tests.intake.filling import ABOUT, post
from tests.pages import CheckedClient, Page
from tests.world import World

NOTICES = ["/privacy/", "/complaints/", "/accessibility/"]
ICO = "https://ico.org.uk/make-a-complaint/"


def addresses(page: Page) -> set[str]:
    return {link["href"] for link in page.all("a") if "href" in link}


def plainly(page: Page) -> str:
    return " ".join(page.words.split())


def as_a_clinic_with(world: World, monkeypatch: pytest.MonkeyPatch, path: str, **changes: Any) -> Page:
    """Fetch a page as it is with other settings, and leave no copy of it behind."""
    shelf, settings = world.app.extensions["shelf"], world.app.extensions["settings"]
    monkeypatch.setitem(world.app.extensions, "settings", replace(settings, **changes))
    shelf.empty()
    page = world.client().page(path)
    shelf.empty()
    return page


def test_the_notice_names_where_to_complain(client: CheckedClient) -> None:
    page = client.page("/privacy/")
    assert {"mailto:desk@clinic.example.org", "/complaints/", ICO} <= addresses(page)
    assert "within 30 days" in page.words


def test_the_notice_counts_the_cookies_that_are_set(world: World, client: CheckedClient) -> None:
    post(client, "about-you", ABOUT)
    client.post("/consultation/quick/", data=world.quick_form(client))
    world.send_mail()
    body = world.sink.to("patient@example.com")[-1].get_body(("plain",))
    assert body is not None
    link = next(word for word in body.get_content().split() if word.startswith("http")).removeprefix("http://localhost")
    client.post(link, data=client.page(link).values())
    assert all(client.get_cookie(name) for name in ("draft", "session", "request"))
    listed = client.get("/privacy/").text.partition("Cookies</h2>")[2].partition("</ul>")[0]
    assert listed.count("<li>") == 3


def test_a_complaint_can_be_made_in_each_way_that_the_clinic_has(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = as_a_clinic_with(world, monkeypatch, "/complaints/", clinic_address="1 Sample Street, Sampleton")
    assert {"tel:02079460018", "mailto:desk@clinic.example.org"} <= addresses(page)
    assert "1 Sample Street" in page.words


@pytest.mark.parametrize("path", NOTICES)
def test_a_notice_stands_without_a_telephone_and_an_address(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    page = as_a_clinic_with(world, monkeypatch, path, clinic_phone="", clinic_address="")
    assert "mailto:desk@clinic.example.org" in addresses(page)
    assert not any(address.startswith("tel:0") for address in addresses(page))


def test_the_complaints_page_says_what_the_law_asks_and_where_else_to_turn(client: CheckedClient) -> None:
    page = client.page("/complaints/")
    assert "As soon as we can, and within 30 days" in page.words
    assert "Without undue delay" in page.words
    assert {ICO, "/privacy/", "tel:111", "tel:999"} <= addresses(page)


def test_the_complaints_page_has_no_form_and_leads_to_the_own_page_which_has(client: CheckedClient) -> None:
    page = client.page("/complaints/")
    assert "A complaint on your own page is kept with your request, encrypted" in plainly(page)
    assert "/my/" in addresses(page)
    assert not page.all("form")


def test_the_accessibility_page_says_what_was_not_tested_and_offers_another_way(client: CheckedClient) -> None:
    page = client.page("/accessibility/")
    assert "People who use screen readers have not tested this website formally" in plainly(page)
    assert {"tel:02079460018", "mailto:desk@clinic.example.org", "/complaints/"} <= addresses(page)
