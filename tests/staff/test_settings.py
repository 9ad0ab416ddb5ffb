"""The page of what can be set, and the printed table of who may do what."""

import pytest
from flask import url_for

from clinic.staff.models import Role
from clinic.staff.rights import IN_WORDS, MAY, Right
from clinic.staff.settable import offered_to, offers
from tests.pages import Page
from tests.staff.person import Person
from tests.world import World

SETTINGS = "/staff/settings/"
ROLES = "/staff/settings/roles/"


def signed_in(world: World, role: Role) -> Person:
    person = Person(world, role=role)
    person.sign_in()
    return person


def addresses(page: Page) -> list[str]:
    return [link["href"] for link in page.all("a") if link.get("href", "").startswith(SETTINGS)]


@pytest.mark.parametrize("role", Role)
def test_everybody_is_shown_what_is_for_them_and_can_open_it(world: World, role: Role) -> None:
    person = signed_in(world, role)
    page = person.client.page(SETTINGS)
    with world.app.test_request_context():
        wanted = {url_for(each.endpoint) for each in offered_to(role)}
    assert set(addresses(page)) - {SETTINGS} == wanted
    assert all(person.client.get(path).status_code == 200 for path in wanted)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_what_is_not_shown_is_closed_too(world: World, role: Role) -> None:
    person = signed_in(world, role)
    closed = [each for each in offers.values() if each not in offered_to(role)]
    assert closed
    for each in closed:
        with world.app.test_request_context():
            path = url_for(each.endpoint)
        assert person.client.get(path).status_code == 403
        assert each.title not in person.client.page(SETTINGS).words


def test_settings_are_found_from_every_page(world: World) -> None:
    page = signed_in(world, Role.receptionist).client.page("/staff/account/")
    assert SETTINGS in addresses(page)


def test_the_navigation_says_that_one_is_among_the_settings(world: World) -> None:
    person = signed_in(world, Role.receptionist)
    for path, marked in ((SETTINGS, "page"), (ROLES, "true"), ("/staff/account/", None)):
        [link] = [each for each in person.client.page(path).all("a") if each["href"] == SETTINGS][:1]
        assert link.get("aria-current") == marked


@pytest.mark.parametrize("role", Role)
def test_the_table_of_roles_says_to_everybody_what_the_code_goes_by(world: World, role: Role) -> None:
    rows = signed_in(world, role).client.page(ROLES).texts["tr"]
    head, *told = [[cell.strip() for cell in row.strip().splitlines() if cell.strip()] for row in rows]
    assert "".join(head) == "What" + "".join(each.capitalize() for each in Role)
    assert told == [[IN_WORDS[right], *("Yes" if each in MAY[right] else "No" for each in Role)] for right in IN_WORDS]


def test_every_right_has_words() -> None:
    assert set(IN_WORDS) == set(Right)
