"""The navigation and the foot of every page that is not for staff."""

import pytest

from tests.pages import CheckedClient, Page
from tests.staff.person import Person
from tests.world import World

WAYS = {"/treatments/", "/conditions/", "/consultation/"}
FOOT = {"/privacy/", "/complaints/", "/accessibility/", "/treatments/compare/", "/conditions/guide/", "tel:999"}


def addresses(page: Page) -> set[str]:
    return {link["href"] for link in page.all("a") if "href" in link}


def here(page: Page) -> list[tuple[str, str]]:
    return [(link["href"], link["aria-current"]) for link in page.all("a") if "aria-current" in link]


@pytest.mark.parametrize("path", ["/", "/treatments/", "/privacy/", "/consultation/", "/consultation/quick/", "/my/"])
def test_every_page_leads_to_the_information_the_forms_and_the_notices(client: CheckedClient, path: str) -> None:
    assert addresses(client.page(path)) >= WAYS | FOOT


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", []),
        ("/privacy/", []),
        ("/treatments/", [("/treatments/", "page")]),
        ("/treatments/hair-growth-medication/", [("/treatments/", "true")]),
        ("/conditions/alopecia-areata/", [("/conditions/", "true")]),
        ("/consultation/quick/", [("/consultation/", "true")]),
    ],
)
def test_the_navigation_says_where_one_is(client: CheckedClient, path: str, marked: list[tuple[str, str]]) -> None:
    assert [each for each in here(client.page(path)) if each[0] in WAYS] == marked


def test_staff_have_a_navigation_of_their_own(world: World) -> None:
    ada = Person(world)
    ada.sign_in()
    assert not (WAYS | FOOT) & addresses(ada.client.page("/staff/account/"))
