"""The pages on which administrators invite somebody, and settle what becomes of that."""

import uuid

import pytest
from werkzeug.test import TestResponse

from tests.pages import Page
from tests.staff.people.test_invitations import NEWCOMER, invite
from tests.staff.people.test_people import PEOPLE, words
from tests.staff.person import Person
from tests.world import World

INVITE = f"{PEOPLE}invite/"


def invite_form(lead: Person, **fields: str) -> TestResponse:
    hidden = lead.client.page(INVITE).values()
    filled = {"name": "Sample Newcomer", "email": NEWCOMER, "role": "clinician"}
    return lead.client.post(INVITE, data={**hidden, **filled, **fields})


def test_an_administrator_invites_somebody(world: World, lead: Person) -> None:
    answer = invite_form(lead)
    assert answer.headers["Location"] == PEOPLE
    shown = lead.client.page(PEOPLE).words
    assert f"An invitation is on its way to {NEWCOMER}." in shown
    world.send_mail()
    assert len(world.sink.to(NEWCOMER)) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Enter a name."),
        ({"email": ""}, "Enter the email address."),
        ({"email": "nobody at nowhere"}, "Enter an email address in the form"),
        ({"email": "a" * 64 + "@" + "b" * 200 + ".org"}, "That is too long for an email address."),
        ({"email": "lead@clinic.example.org"}, "This address has an account already."),
        ({"role": ""}, "Choose a role."),
    ],
)
def test_nobody_is_invited_by_a_form_that_is_wrong(
    world: World, lead: Person, fields: dict[str, str], says: str
) -> None:
    answer = invite_form(lead, **fields)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert says in page.words
    assert world.send_mail() == 0


def test_an_address_with_an_invitation_is_said_to_have_one(lead: Person) -> None:
    invite(lead)
    assert "This address has an invitation already." in Page(invite_form(lead).text).words


def test_an_invitation_has_a_page_with_what_became_of_it(lead: Person) -> None:
    path = f"{PEOPLE}invitations/{invite(lead).id}/"
    page = lead.client.page(path)
    assert "Sample Lead invited them" in words(page)
    answer = lead.client.post(path, data={**page.values(), "press": "send_again"})
    assert answer.headers["Location"] == PEOPLE
    assert "A new link is on its way." in lead.client.page(PEOPLE).words
    assert "Sample Lead sent it again" in words(lead.client.page(path))


def test_an_invitation_is_withdrawn(lead: Person) -> None:
    path = f"{PEOPLE}invitations/{invite(lead).id}/"
    lead.client.post(path, data={**lead.client.page(path).values(), "press": "withdraw"})
    shown = lead.client.page(PEOPLE).words
    assert "The invitation is withdrawn." in shown
    assert NEWCOMER not in shown
    assert lead.client.get(path).status_code == 404


def test_who_sends_again_what_a_colleague_has_sent_again_sees_that(lead: Person, second: Person) -> None:
    path = f"{PEOPLE}invitations/{invite(lead).id}/"
    second.sign_in()
    opened = lead.client.page(path).values()
    second.client.post(path, data={**second.client.page(path).values(), "press": "send_again"})

    answer = lead.client.post(path, data={**opened, "press": "withdraw"})

    assert answer.status_code == 409
    assert "Nothing was done" in answer.text
    assert "Sample Second sent it again" in words(Page(answer.text))


def test_who_settles_what_a_colleague_has_withdrawn_reads_who_did(lead: Person, second: Person) -> None:
    path = f"{PEOPLE}invitations/{invite(lead).id}/"
    second.sign_in()
    opened = lead.client.page(path).values()
    second.client.post(path, data={**opened, **second.client.page(path).values(), "press": "withdraw"})

    answer = lead.client.post(path, data={**opened, "press": "send_again"})

    assert answer.status_code == 409
    assert "Sample Second withdrew it" in words(Page(answer.text))


@pytest.mark.parametrize("fields", [{"press": "burn"}, {"seen": "x"}, {"csrf_token": ""}])
def test_a_press_that_cannot_be_read_settles_nothing(lead: Person, fields: dict[str, str]) -> None:
    path = f"{PEOPLE}invitations/{invite(lead).id}/"
    data = {**lead.client.page(path).values(), "press": "withdraw", **fields}
    assert lead.client.post(path, data=data).status_code == 400
    assert lead.client.get(path).status_code == 200


@pytest.mark.parametrize("id", ["x", str(uuid.UUID(int=0))])
def test_an_invitation_that_never_was_is_not_found(lead: Person, id: str) -> None:
    assert lead.client.get(f"{PEOPLE}invitations/{id}/").status_code == 404
