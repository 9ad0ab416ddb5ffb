"""Somebody who was invited opens the link and sets up their account."""

from datetime import timedelta

import pytest
import time_machine

from clinic.core.clock import utcnow
from clinic.staff import queries as accounts
from clinic.staff.people import invitations
from tests.pages import CheckedClient, Page
from tests.staff.people.test_invitations import NEWCOMER, invite, letters, open_now, token, token_in
from tests.staff.people.test_services import actor
from tests.staff.person import PASSWORD, SIGN_IN, Person, send
from tests.world import World

LIMIT = 10


def link(token: str) -> str:
    return f"/staff/invitation/{token}/"


def set_up(client: CheckedClient, token: str, **fields: str) -> tuple[int, Page]:
    filled = {"name": "Sample Newcomer", "password": PASSWORD, "again": PASSWORD, **fields}
    answer = send(client, link(token), client.page(link(token)), **filled)
    return answer.status_code, Page(answer.text)


def from_address(world: World, number: int) -> CheckedClient:
    client = world.client()
    client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
    return client


def test_looking_changes_nothing_because_mail_scanners_open_links(world: World, lead: Person) -> None:
    invite(lead)
    opened = token(world)
    for _ in range(LIMIT + 2):
        answer = world.client().get(link(opened))
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    assert [each.version for each in open_now(world)] == [1]
    with world.context():
        assert accounts.account(NEWCOMER) is None


def test_the_page_says_who_one_will_be(world: World, lead: Person) -> None:
    invite(lead)
    page = world.client().page(link(token(world)))
    assert page.field("name")["value"] == "Sample Newcomer"
    assert "as clinician" in page.words
    assert NEWCOMER in [field.get("value") for field in page.all("input")]
    assert [page.field(name)["autocomplete"] for name in ("password", "again")] == ["new-password"] * 2


def test_a_newcomer_sets_up_the_account_and_signs_in_for_the_first_time(
    world: World, lead: Person, second_factor_required: None
) -> None:
    invite(lead)
    newcomer = world.client()
    assert set_up(newcomer, token(world))[0] == 303
    assert "Your account is set up." in newcomer.page(SIGN_IN).words

    first = send(newcomer, SIGN_IN, email=NEWCOMER, password=PASSWORD)

    assert first.headers["Location"] == "/staff/second-factor/"
    assert newcomer.get("/staff/account/").status_code == 302


@pytest.mark.parametrize("password", [" spaces at both ends ", "żółta łódź płynie", "plum  orchard  kettle"])
def test_a_password_is_taken_as_it_is_typed(world: World, lead: Person, password: str) -> None:
    invite(lead)
    newcomer = world.client()
    assert set_up(newcomer, token(world), password=password, again=password)[0] == 303
    assert send(newcomer, SIGN_IN, email=NEWCOMER, password=password).headers["Location"] == "/staff/"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Enter a name."),
        ({"password": ""}, "Enter a password."),
        ({"again": "something else"}, "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "Use at least 12 characters."),
        ({"password": "plum\x00orchard kettle", "again": "plum\x00orchard kettle"}, "cannot be printed"),
        ({"password": "samplenewcomer1", "again": "samplenewcomer1"}, "easy to guess"),
        ({"csrf_token": ""}, "open for a long time"),
    ],
)
def test_what_is_wrong_is_said_and_the_name_stays(
    world: World, lead: Person, fields: dict[str, str], says: str
) -> None:
    invite(lead)
    code, page = set_up(world.client(), token(world), **{"name": "Sample Own Name", **fields})
    assert code == 422
    assert page.title.startswith("Error: ")
    assert says in page.words
    if "name" not in fields:
        assert page.field("name")["value"] == "Sample Own Name"
    assert not page.field("password").get("value")
    assert len(open_now(world)) == 1


def test_trying_many_passwords_for_ones_own_account_is_no_offence(world: World, lead: Person) -> None:
    invite(lead)
    newcomer, opened = world.client(), token(world)
    for _ in range(LIMIT + 2):
        assert set_up(newcomer, opened, password="password1234", again="password1234")[0] == 422
    assert set_up(newcomer, opened)[0] == 303


def test_whatever_opens_nothing_is_answered_alike(world: World, lead: Person) -> None:
    """Never a link, used, withdrawn, replaced, and run out."""
    made = invite(lead)
    used = token(world)
    set_up(world.client(), used)
    made = invite(lead, "other@example.org")
    with world.context():
        withdrawn = made.token
        invitations.withdraw(made.id, 1, actor(lead))
    made = invite(lead, "third@example.org")
    with world.context():
        replaced = made.token
        invitations.send_again(made.id, 1, actor(lead))
    with time_machine.travel(utcnow() - timedelta(days=8)):
        late = invite(lead, "late@example.org")
    with world.context():
        ran_out = late.token

    answers = [
        from_address(world, number).get(link(each))
        for number, each in enumerate(("never-a-link", used, withdrawn, replaced, ran_out))
    ]

    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text for answer in answers}) == 1
    assert len({str(sorted(answer.headers)) for answer in answers}) == 1
    assert "ask the person who had it sent" in Page(answers[0].text).words


def test_a_form_that_is_sent_when_its_link_is_dead_makes_no_account(world: World, lead: Person) -> None:
    made = invite(lead)
    newcomer, opened = world.client(), token(world)
    page = newcomer.page(link(opened))
    with world.context():
        invitations.withdraw(made.id, 1, actor(lead))

    answer = send(newcomer, link(opened), page, name="Sample", password=PASSWORD, again=PASSWORD)

    assert answer.status_code == 410
    with world.context():
        assert accounts.account(NEWCOMER) is None


def test_an_account_of_the_same_address_that_was_made_meanwhile_is_not_made_again(world: World, lead: Person) -> None:
    invite(lead)
    opened = token(world)
    Person(world, NEWCOMER)

    code, page = set_up(world.client(), opened)

    assert code == 410
    assert page.heading == "This link no longer works"


def test_guessing_links_is_limited_like_guessing_passwords(world: World, lead: Person) -> None:
    invite(lead)
    opened, stranger = token(world), from_address(world, 66)
    answers = [stranger.get(link(f"guess{number}")).status_code for number in range(LIMIT + 1)]
    assert answers == [410] * LIMIT + [429]
    assert from_address(world, 67).get(link(opened)).status_code == 200
    assert lead.sign_in(client=from_address(world, 66)).status_code == 302


def test_who_forgot_their_password_chooses_a_new_one_by_the_link(world: World, lead: Person, ben: Person) -> None:
    answer = send(
        lead.client, f"/staff/settings/people/{ben.account.id}/password/", lead.client.page("/staff/account/")
    )
    assert answer.status_code == 303
    opened = token_in(letters(world, ben.email)[-1])
    browser = world.client()
    page = browser.page(link(opened))
    assert page.heading == "Choose a new password"
    assert "name" not in {field.get("name") for field in page.all("input")}

    weak = send(browser, link(opened), password="password1234", again="password1234")
    assert weak.status_code == 422
    new = "lantern biscuit harbour"
    assert send(browser, link(opened), password=new, again=new).status_code == 303

    assert "Your new password is set." in browser.page(SIGN_IN).words
    assert ben.sign_in(new).headers["Location"] == "/staff/"
    assert browser.get(link(opened)).status_code == 410


def test_an_account_is_not_set_up_from_another_site(world: World, lead: Person) -> None:
    invite(lead)
    newcomer, opened = world.client(), token(world)
    values = newcomer.page(link(opened)).values()
    answer = newcomer.post(
        link(opened),
        data={**values, "name": "Sample", "password": PASSWORD, "again": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert len(open_now(world)) == 1
