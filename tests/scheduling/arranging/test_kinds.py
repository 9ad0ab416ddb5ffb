"""An administrator says what people are seen for."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from clinic.core.audit import SYSTEM
from clinic.scheduling import booking
from clinic.scheduling.arranging import bookable, queries
from clinic.scheduling.arranging.models import AppointmentKind
from tests.pages import Page
from tests.scheduling.arranged import Arranged, arrange, at
from tests.scheduling.arranging.sheet import SETTINGS, filled_in, send, words
from tests.staff.person import Person
from tests.world import World

KINDS = f"{SETTINGS}kinds/"
NEW = f"{KINDS}new/"


@pytest.fixture
def arranged(world: World) -> Arranged:
    with world.context():
        return arrange(practitioners=2)


@pytest.fixture
def path(arranged: Arranged) -> str:
    return f"{KINDS}{arranged.kind_id}/"


def kinds(world: World) -> list[AppointmentKind]:
    with world.context():
        return queries.kinds()


def test_a_kind_is_added_and_can_be_chosen_at_once(world: World, lead: Person, arranged: Arranged) -> None:
    with world.context():
        assert [each.name for each in bookable.for_patients(is_new=True)] == ["Consultation"]
    assert send(lead, NEW, name="Review", practitioners=[str(arranged.practitioner_ids[0])]).status_code == 303
    assert "Review" in lead.client.page(KINDS).words
    with world.context():
        assert [each.name for each in bookable.for_patients(is_new=True)] == ["Consultation", "Review"]


def test_what_is_left_as_it_was_stays_so(world: World, lead: Person, arranged: Arranged, path: str) -> None:
    before = filled_in(lead.client.page(path))
    assert send(lead, path, most_per_day="4", for_returning=None).status_code == 303
    after = filled_in(lead.client.page(path))
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed - {"csrf_token"} == {"seen", "most_per_day", "for_returning"}
    page = words(lead.client.get(path))
    assert "Most per day: before none, now 4" in page
    assert "For people who were seen here before: before yes, now no" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Enter a name"),
        ({"minutes": "4"}, "Enter a whole number of minutes from 5 to 480 for “Minutes”."),
        ({"minutes": "long"}, "Enter a whole number of minutes from 5 to 480 for “Minutes”."),
        ({"minutes": ""}, "Enter a whole number of minutes from 5 to 480 for “Minutes”."),
        ({"every_minutes": "9" * 40}, "from 5 to 480 for “Minutes from one time to the next”."),
        ({"notice_hours": "-1"}, "Enter a whole number of hours from 0 to 720 for “Hours of notice”."),
        ({"most_per_day": "0"}, "Enter a whole number of appointments from 1 to 100 for “Most per day”."),
        ({"most_per_day": "x"}, "for “Most per day”."),
        ({"in_person": None, "by_video": None}, "Tick “In person”, “By video” or both."),
        ({"for_new": None, "for_returning": None}, "Tick for whom it is"),
        ({"practitioners": ["x"]}, "not a valid choice"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_the_name_of_its_field(
    world: World, lead: Person, path: str, changes: dict[str, Any], message: str
) -> None:
    answer: TestResponse = send(lead, path, **changes)
    assert answer.status_code == 422
    assert message in words(answer)
    assert kinds(world)[0].version == 1


def test_a_kind_that_patients_do_not_choose_themselves_needs_nobody_to_choose_it(lead: Person, path: str) -> None:
    assert send(lead, path, for_new=None, for_returning=None, is_offered=None).status_code == 303
    assert "Booked by staff only" in lead.client.page(KINDS).words


def test_who_no_longer_gives_it_leaves_their_appointments_to_be_rearranged(
    world: World, lead: Person, arranged: Arranged, path: str
) -> None:
    with world.context():
        booking.book(world.request().id, arranged.staffs_wish(0), at("10:00"), SYSTEM)
    theirs = [str(arranged.practitioner_ids[1])]
    assert "1 appointment ahead would no longer stand" in words(send(lead, path, "preview", practitioners=theirs))
    send(lead, path, practitioners=theirs)
    assert "To rearrange (1)" in lead.client.page(KINDS).words


def test_of_two_who_change_a_kind_the_second_keeps_their_words(lead: Person, path: str) -> None:
    page = lead.client.page(path)
    send(lead, path, page=page, minutes="45")
    answer = send(lead, path, page=page, minutes="50")
    assert answer.status_code == 409
    assert filled_in(Page(answer.text))["minutes"] == "50"
    assert "now 45" in words(answer)


def test_without_practitioners_the_page_says_what_to_do_first(lead: Person) -> None:
    assert "Add practitioners" in lead.client.page(NEW).words
