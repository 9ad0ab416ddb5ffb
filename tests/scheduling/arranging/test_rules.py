"""An administrator says when patients are reminded and how late they can change, and sees what that means."""

from datetime import time
from typing import Any

import pytest

from clinic.core.audit import PATIENT, Actor
from clinic.scheduling.rules import DEFAULTS, RULES, BookingRules, change_rules
from clinic.staff.models import Role
from clinic.staff.rights import NotYours
from tests.pages import Page
from tests.scheduling.arranging.sheet import SETTINGS, filled_in, send, words
from tests.staff.person import Person
from tests.world import World

BOOKING = f"{SETTINGS}booking/"


def holds(world: World) -> BookingRules:
    with world.context():
        return RULES.newest().value


def test_the_page_tells_the_rules_of_one_appointment(lead: Person) -> None:
    page = words(lead.client.get(BOOKING))
    assert "Think of an appointment on Friday 22 January 2027 at 14:30." in page
    assert "A reminder is due on Friday 15 January 2027 at 14:30." in page
    assert "A reminder is due on Wednesday 20 January 2027 at 14:30." in page
    assert "move or cancel it until Thursday 21 January 2027 at 14:30, and calls after that." in page
    assert "Nothing that can wait is sent from 21:00 to 8:00." in page


def test_rules_are_previewed_saved_and_told_with_who_changed_them(world: World, lead: Person) -> None:
    changes: dict[str, Any] = {
        "first": "",
        "third": "10",
        "night_from": "9 pm",
        "night_until": "7.30",
        "change_hours": "0",
    }
    preview = words(send(lead, BOOKING, "preview", **changes))
    assert "22 January 2027 at 04:30; that is at night, so it goes on Friday 22 January 2027 at 07:30." in preview
    assert holds(world) == DEFAULTS
    assert send(lead, BOOKING, **changes).status_code == 303
    assert holds(world) == BookingRules((0, 48, 10), time(21), time(7, 30), 0, 120)
    assert "before 168 hours before, 48 hours before, 3 hours before, now 48 hours before, 10 hours before" in words(
        lead.client.get(BOOKING)
    )


def test_no_reminder_at_all_is_said(lead: Person) -> None:
    assert "No reminder is sent." in words(send(lead, BOOKING, "preview", first="", second="", third=""))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"first": "x"}, "Enter a whole number of hours from 1 to 1440 for “First reminder, hours before”."),
        ({"second": "168"}, "“Second reminder, hours before” must be nearer to the appointment"),
        ({"second": "", "third": "200"}, "“Last reminder, hours before” must be nearer"),
        ({"night_from": ""}, "Enter a time like 21:00 for “Night begins”."),
        ({"night_until": "21:00"}, "The night must end at another time than it begins."),
        ({"change_hours": "-1"}, "for “Hours of notice for changes”."),
        ({"offer_minutes": "5"}, "Enter a whole number of minutes from 10 to 2880"),
    ],
)
def test_what_cannot_be_meant_is_refused(world: World, lead: Person, changes: dict[str, Any], message: str) -> None:
    answer = send(lead, BOOKING, **changes)
    assert answer.status_code == 422
    assert message in words(answer)
    assert holds(world) == DEFAULTS


def test_of_two_who_change_the_rules_the_second_keeps_their_words(world: World, lead: Person) -> None:
    page = lead.client.page(BOOKING)
    send(lead, BOOKING, page=page, change_hours="12")
    answer = send(lead, BOOKING, page=page, change_hours="36")
    assert answer.status_code == 409
    assert filled_in(Page(answer.text))["change_hours"] == "36"
    assert send(lead, BOOKING, page=Page(answer.text)).status_code == 303
    assert holds(world).change_hours == 36


def test_nobody_but_an_administrator_changes_them(world: World) -> None:
    desk = Actor.staff(Person(world, role=Role.receptionist).account.id)
    for actor in (PATIENT, desk):
        with world.context(), pytest.raises(NotYours):
            change_rules(DEFAULTS, 0, actor)
