"""The pages about people, for administrators."""

import re
from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from clinic.core import audit
from clinic.core.audit import SYSTEM
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.staff.models import Role
from clinic.staff.people import queries, services
from clinic.staff.people.deeds import Deed
from tests.core.board import watched
from tests.pages import Page
from tests.staff.people.test_invitations import NEWCOMER, invite
from tests.staff.people.test_services import actor, entries, with_phone
from tests.staff.person import Person
from tests.world import World

PEOPLE = "/staff/settings/people/"


def path_of(person: Person) -> str:
    return f"{PEOPLE}{person.account.id}/"


def press(by: Person, person: Person, deed: Deed, **fields: str) -> TestResponse:
    """Open a person's page, and send one of the forms on it."""
    return press_on(by.client.page(path_of(person)), by, person, deed, **fields)


def press_on(page: Page, by: Person, person: Person, deed: Deed, **fields: str) -> TestResponse:
    """Send one of the forms on a person's page, as that page was when it was opened."""
    hidden = {name: value for name, value in page.values().items() if name in {"csrf_token", "seen"}}
    shown = {"name": person.account.name, "role": person.account.role.value} if deed is Deed.changed else {}
    return by.client.post(path_of(person), data={**hidden, "deed": deed.value, **shown, **fields})


def words(page: Page) -> str:
    return " ".join(page.words.split())


def deeds_offered(page: Page) -> set[str]:
    return {field["value"] for field in page.all("input") if field.get("name") == "deed"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.administrator])
def test_the_pages_are_for_administrators_only(world: World, lead: Person, role: Role) -> None:
    other = Person(world, "other@clinic.example.org", role)
    other.sign_in()
    invitation = invite(lead)
    for path in (PEOPLE, f"{PEOPLE}invite/", path_of(lead), f"{PEOPLE}invitations/{invitation.id}/"):
        assert other.client.get(path).status_code == 403
        if path != PEOPLE:
            assert other.client.post(path, data={"press": "withdraw", "seen": "1"}).status_code == 403


def test_everybody_is_listed_with_what_an_administrator_asks_for(world: World, lead: Person, ben: Person) -> None:
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False):
        with_phone(ben)
        lead.sign_in()
        gone = Person(world, "gone@clinic.example.org", Role.clinician, "Sample Leaver")
        with world.context():
            services.disable(gone.account.id, 0, actor(lead))
        invite(lead)
        shown = words(lead.client.page(PEOPLE))

    assert "Sample Colleague ben@clinic.example.org Receptionist Active Set up 24 November 2026, 10:00" in shown
    assert "Sample Leaver gone@clinic.example.org Clinician Disabled Not set up Never" in shown
    assert f"Sample Newcomer {NEWCOMER} Clinician Invited 1 December 2026, 10:00" in shown


def test_an_invitation_that_ran_out_is_listed_as_such(lead: Person) -> None:
    with time_machine.travel(utcnow() - timedelta(days=8)):
        invite(lead)
    assert "Has run out" in lead.client.page(PEOPLE).words


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_few_questions_however_long_it_is(world: World, lead: Person, number: int) -> None:
    for each in range(number):
        person = Person(world, f"colleague{each}@clinic.example.org")
        person.sign_in()
        invite(lead, f"newcomer{each}@example.org")
    lead.client.page(PEOPLE)
    with watched() as asked:
        lead.client.page(PEOPLE)
    assert len([each for each in asked if each.startswith("SELECT")]) == 3


@pytest.mark.parametrize("number", [0, 12])
def test_a_persons_page_costs_the_same_however_much_was_changed(lead: Person, ben: Person, number: int) -> None:
    with lead.world.context():
        for each in range(number):
            services.change(ben.account.id, each, f"Sample {each}", Role.receptionist, actor(lead))
    path = path_of(ben)
    lead.client.page(path)
    with watched() as asked:
        lead.client.page(path)
    assert len([each for each in asked if each.startswith("SELECT")]) == 5


def test_a_person_gets_another_name_and_role(lead: Person, ben: Person) -> None:
    answer = press(lead, ben, Deed.changed, name="  Sample Renamed ", role="clinician")

    assert answer.status_code == 303
    shown = words(lead.client.page(path_of(ben)))
    assert "The account is changed." in shown
    assert "Sample Lead changed the account" in shown
    assert "Name: before Sample Colleague, now Sample Renamed" in shown
    assert "Role: before receptionist, now clinician" in shown
    assert ben.account.role is Role.clinician


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        (Deed.disabled, "signed out everywhere"),
        (Deed.forgot_phone, "The phone is forgotten"),
        (Deed.ended_sessions, "They are signed out everywhere"),
    ],
)
def test_each_button_does_what_it_says_and_ends_the_sessions(lead: Person, ben: Person, deed: Deed, says: str) -> None:
    with_phone(ben)
    assert deed.value in deeds_offered(lead.client.page(path_of(ben)))

    assert press(lead, ben, deed).status_code == 303

    page = lead.client.page(path_of(ben))
    assert says in page.words
    assert deed.value not in deeds_offered(page)
    assert [each.action for each in entries(ben)] == [deed.value]
    assert not ben.is_signed_in()


def test_a_link_for_a_forgotten_password_is_sent_once_and_then_sent_again(
    world: World, lead: Person, ben: Person
) -> None:
    page = lead.client.page(path_of(ben))
    for says in (f"is on its way to {ben.email}", "A link was sent already."):
        lead.client.post(f"{path_of(ben)}password/", data=page.values())
        shown = words(lead.client.page(PEOPLE))
        assert says in shown
    assert "Sample Colleague ben@clinic.example.org Receptionist New password" in shown
    assert world.send_mail() == 1
    page = lead.client.page(path_of(ben))
    [invitation] = [a["href"] for a in page.all("a") if "/invitations/" in a["href"]]
    assert lead.client.page(invitation).heading == "New password for Sample Colleague"
    assert lead.client.post(f"{PEOPLE}x/password/", data=page.values()).status_code == 404


def test_somebody_who_returns_is_enabled_again(lead: Person, ben: Person) -> None:
    press(lead, ben, Deed.disabled)
    assert deeds_offered(lead.client.page(path_of(ben))) == {"changed", "enabled"}
    press(lead, ben, Deed.enabled)
    assert ben.sign_in().status_code == 302


def test_the_page_of_oneself_offers_the_name_only_and_says_where_the_rest_is(lead: Person) -> None:
    page = lead.client.page(path_of(lead))
    assert deeds_offered(page) == {"changed"}
    assert not page.all("select")
    assert "Nobody changes their own" in page.words
    assert press(lead, lead, Deed.changed, name="Sample Renamed").status_code == 303
    assert lead.account.name == "Sample Renamed"


@pytest.mark.parametrize("deed", [Deed.changed, Deed.disabled, Deed.forgot_phone, Deed.ended_sessions])
def test_what_is_not_offered_on_the_page_of_oneself_is_refused(lead: Person, second: Person, deed: Deed) -> None:
    answer = press(lead, lead, deed, **({"role": "receptionist"} if deed is Deed.changed else {}))
    assert answer.status_code == 409
    assert "Of your own account you can change only the name here." in Page(answer.text).words
    assert (lead.account.active, lead.account.role) == (True, Role.administrator)
    assert lead.is_signed_in()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Enter a name."),
        ({"name": "\u200b "}, "Enter a name."),
        ({"name": "S" * 101}, "Shorten the name to 100 characters or fewer."),
        ({"name": "Sample\x00Name"}, "cannot be printed"),
        ({"role": ""}, "Choose a role."),
        ({"role": "wizard"}, "Not a valid choice."),
        ({"seen": ""}, "Open the page again"),
        ({"seen": "many"}, "Not a valid integer value."),
        ({"seen": "-1"}, "Open the page again"),
        ({"seen": "9" * 30}, "Open the page again"),
        ({"csrf_token": "x"}, "open for a long time"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_stays_on_the_page(
    lead: Person, ben: Person, fields: dict[str, str], says: str
) -> None:
    answer = press(lead, ben, Deed.changed, **{"name": "Sample Renamed", **fields})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert says in page.words
    if "name" not in fields:
        assert page.field("name")["value"] == "Sample Renamed"
    assert entries(ben) == []


def test_of_two_administrators_the_later_reads_of_the_earlier_and_keeps_their_words(
    lead: Person, second: Person, ben: Person
) -> None:
    second.sign_in()
    opened = lead.client.page(path_of(ben))
    press(second, ben, Deed.changed, role="clinician")

    answer = press_on(opened, lead, ben, Deed.changed, name="Sample Friend", role="receptionist")
    page = Page(answer.text)

    assert answer.status_code == 409
    assert page.title.startswith("Error: ")
    assert "Nothing of yours was done" in page.words
    assert "Sample Second changed the account" in words(page)
    assert "Role: before receptionist, now clinician" in words(page)
    assert page.field("name")["value"] == "Sample Friend"
    assert (ben.account.name, ben.account.role) == ("Sample Colleague", Role.clinician)
    assert press_on(page, lead, ben, Deed.changed, name="Sample Friend", role="receptionist").status_code == 303
    assert (ben.account.name, ben.account.role) == ("Sample Friend", Role.receptionist)


def test_only_what_was_done_since_is_told_to_who_came_too_late(lead: Person, second: Person, ben: Person) -> None:
    second.sign_in()
    press(second, ben, Deed.changed, name="Sample Earlier")
    opened = lead.client.page(path_of(ben))
    press(second, ben, Deed.disabled)

    page = Page(press_on(opened, lead, ben, Deed.changed).text)
    notice = re.sub(r"\s+", " ", page.texts["ul"][1])

    assert "Sample Second disabled the account" in notice
    assert "Sample Earlier" not in notice


@pytest.mark.parametrize("id", ["x", "00000000-0000-0000-0000-000000000000"])
def test_an_account_that_is_not_there_is_not_found(lead: Person, id: str) -> None:
    assert lead.client.get(f"{PEOPLE}{id}/").status_code == 404
    assert lead.client.post(f"{PEOPLE}{id}/", data={"deed": "disabled"}).status_code == 404


@pytest.mark.parametrize("deed", ["", "promoted"])
def test_a_deed_that_nobody_offers_is_not_done(lead: Person, ben: Person, deed: str) -> None:
    assert lead.client.post(path_of(ben), data={"deed": deed}).status_code == 400


def test_what_was_done_at_the_command_line_is_told_too(lead: Person, ben: Person) -> None:
    lead.world.app.test_cli_runner().invoke(args=["staff", "disable", ben.email])
    assert "Somebody at the server disabled the account" in words(lead.client.page(path_of(ben)))


def test_deeds_of_before_they_were_written_down_with_their_parts_are_left_out(lead: Person, ben: Person) -> None:
    with lead.world.context(), transaction():
        audit.record(SYSTEM, "disabled", "staff", ben.account.id)
    with lead.world.context():
        assert queries.changes(ben.account.id, 10) == []
    assert lead.client.get(path_of(ben)).status_code == 200
