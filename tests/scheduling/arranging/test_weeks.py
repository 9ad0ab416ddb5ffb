"""An administrator says when somebody sees people: each week, on a changed day, and not at all."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from clinic.core.audit import SYSTEM
from clinic.core.db import db, transaction
from clinic.scheduling import booking
from clinic.scheduling.arranging import queries
from clinic.scheduling.arranging.models import ChangedDay, Location, TimeOff
from clinic.scheduling.availability import diary
from clinic.scheduling.wishes import wish_of_staff
from tests.pages import Page
from tests.scheduling.arranged import MONDAY, Arranged, arrange, at
from tests.scheduling.arranging.sheet import SETTINGS, filled_in, send, words
from tests.staff.person import Person
from tests.world import World


@pytest.fixture
def arranged(world: World) -> Arranged:
    with world.context():
        return arrange()


@pytest.fixture
def path(arranged: Arranged) -> str:
    return f"{SETTINGS}practitioners/{arranged.practitioner_ids[0]}/"


def times(world: World, arranged: Arranged, by_video: bool = False) -> list[str]:
    with world.context():
        wish = wish_of_staff(arranged.choice(by_video=by_video))
        return [f"{slot.starts_at:%H:%M}" for slot in diary(wish, MONDAY, MONDAY).slots]


def test_the_page_shows_the_hours_as_they_are_written(lead: Person, path: str) -> None:
    form = filled_in(lead.client.page(f"{path}hours/"))
    assert form["monday"] == "9:00 to 12:00"
    assert form["sunday"] == ""
    assert "9:00 to 12:00 Sample Clinic or by video" in words(lead.client.get(path))


def test_weekly_hours_with_breaks_and_places_are_kept_and_offered(
    world: World, lead: Person, arranged: Arranged, path: str
) -> None:
    hours = "9 to 11 Sample Clinic, 12:30-14:30 by video"
    assert send(lead, f"{path}hours/", monday=hours).status_code == 303
    assert times(world, arranged) == ["09:00", "10:00"]
    assert times(world, arranged, by_video=True) == ["12:30", "13:30"]
    page = words(lead.client.get(path))
    assert "9:00 to 11:00 Sample Clinic, 12:30 to 14:30 by video" in page
    assert "Monday: before 9:00 to 12:00 Sample Clinic or by video, now 9:00 to 11:00 Sample Clinic" in page


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ("nine to five", "Monday: “nine to five” cannot be read"),
        ("9 to 5", "Monday: “9 to 5” ends before it begins"),
        ("9 to 12 Elsewhere", "Monday: There is no place called “Elsewhere”"),
        ("9 to 12, 11:30 to 13", "On Monday some of the hours overlap"),
        ("9 to 12, 11:30 to 13 by video", "On Monday some of the hours overlap"),
        ("9 " * 200, "Field cannot be longer than 300"),
    ],
)
@pytest.mark.parametrize("press", ["save", "preview"])
def test_hours_that_cannot_be_are_refused_and_stay_on_the_page(
    world: World, lead: Person, arranged: Arranged, path: str, press: str, hours: str, message: str
) -> None:
    answer = send(lead, f"{path}hours/", press, monday=hours)
    assert answer.status_code == 422
    assert message in words(answer)
    assert filled_in(Page(answer.text))["monday"] == hours.strip()
    assert times(world, arranged) == ["09:00", "10:00", "11:00"]


def test_nobody_is_in_two_places_of_different_zones_at_once(
    world: World, lead: Person, arranged: Arranged, path: str
) -> None:
    with world.context(), transaction() as session:
        session.add(Location(name="Paris", address="1 Rue", zone="Europe/Paris"))
    assert send(lead, f"{path}hours/", monday="9 to 12 Sample Clinic, 12 to 13 Paris").status_code == 422
    assert send(lead, f"{path}hours/", monday="9 to 12 Sample Clinic, 13 to 14 Paris").status_code == 303


def test_hours_in_the_hour_that_a_clock_leaves_out_are_kept_with_a_warning(lead: Person, path: str) -> None:
    answer = send(lead, f"{path}hours/", "preview", sunday="1:30 to 5")
    assert "On Sunday 28 March 2027 the clock is put forward and does not show 1:30" in words(answer)
    assert send(lead, f"{path}hours/", sunday="1:30 to 5").status_code == 303


def test_a_changed_day_has_its_own_hours_until_it_is_taken_back(
    world: World, lead: Person, arranged: Arranged, path: str
) -> None:
    send(lead, f"{path}changed-day/", on=str(MONDAY), hours="10 to 12 Sample Clinic", reason="Training")
    assert times(world, arranged) == ["10:00", "11:00"]
    assert "Monday 11 January 2027 : 10:00 to 12:00 Sample Clinic (Training)" in words(lead.client.get(path))
    send(lead, f"{path}changed-day/", on=f"{MONDAY:%d/%m/%Y}", hours="")
    assert times(world, arranged) == []
    assert "Monday 11 January 2027 : no hours" in words(lead.client.get(path))
    send(lead, f"{path}changed-day/{MONDAY}/")
    assert times(world, arranged) == ["09:00", "10:00", "11:00"]
    assert "every day has the hours of its weekday" in words(lead.client.get(path))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"on": ""}, "Enter a date like 24/12/2026."),
        ({"on": "soon"}, "Enter a date like 24/12/2026."),
        ({"on": "2027-01-07"}, "“Date” must be today or later"),
        ({"on": "2050-01-01"}, "within three years"),
        ({"hours": "x"}, "Hours on that day: “x” cannot be read"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    world: World, lead: Person, path: str, changes: dict[str, Any], message: str
) -> None:
    answer = send(lead, f"{path}changed-day/", **{"on": str(MONDAY), **changes})
    assert answer.status_code == 422
    assert message in words(answer)
    with world.context():
        assert db.session.scalars(select(ChangedDay)).all() == []


def test_time_off_of_whole_days_ends_with_the_last_of_them(
    world: World, lead: Person, arranged: Arranged, path: str
) -> None:
    send(lead, f"{path}time-off/", first=str(MONDAY), last=str(MONDAY + timedelta(days=1)))
    assert times(world, arranged) == []
    with world.context():
        [off] = db.session.scalars(select(TimeOff)).all()
        assert (off.starts_at, off.ends_at) == (at("00:00"), at("00:00", MONDAY + timedelta(days=2)))
    assert "11 January 2027, 00:00 to 13 January 2027, 00:00" in words(lead.client.get(path))


def test_time_off_of_some_hours_is_taken_back(world: World, lead: Person, arranged: Arranged, path: str) -> None:
    send(lead, f"{path}time-off/", first=str(MONDAY), begins="10:00", last=str(MONDAY), ends="11 am", reason="Dentist")
    assert times(world, arranged) == ["09:00", "11:00"]
    with world.context():
        id = db.session.scalars(select(TimeOff.id)).one()
    assert "Dentist" in lead.client.page(f"{path}time-off/{id}/").words
    send(lead, f"{path}time-off/{id}/")
    assert times(world, arranged) == ["09:00", "10:00", "11:00"]
    assert "No time off is planned" in words(lead.client.get(path))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"first": ""}, "Enter a date like 24/12/2026."),
        ({"last": "2027-01-10"}, "This ends before it begins."),
        ({"begins": "12:00", "ends": "12:00"}, "This ends before it begins."),
        ({"begins": "noon"}, "Enter a time like 14:00 for “From”"),
        ({"ends": "25:00"}, "Enter a time like 14:00 for “Until”"),
    ],
)
def test_time_off_that_cannot_be_is_refused(
    world: World, lead: Person, path: str, changes: dict[str, Any], message: str
) -> None:
    answer = send(lead, f"{path}time-off/", **{"first": str(MONDAY), "last": str(MONDAY), **changes})
    assert answer.status_code == 422
    assert message in words(answer)
    with world.context():
        assert queries.time_off(next(iter(queries.seers())).practitioner.id, at("00:00")) == []


@pytest.mark.parametrize(
    ("page", "changes"),
    [
        ("hours/", {"monday": ""}),
        ("changed-day/", {"on": str(MONDAY)}),
        ("time-off/", {"first": str(MONDAY), "last": str(MONDAY)}),
    ],
)
def test_what_a_change_does_is_seen_before_it_is_saved(
    world: World, lead: Person, arranged: Arranged, path: str, page: str, changes: dict[str, Any]
) -> None:
    with world.context():
        booking.book(world.request().id, arranged.staffs_wish(), at("10:00"), SYSTEM)
    assert "1 appointment ahead would no longer stand" in words(send(lead, f"{path}{page}", "preview", **changes))
    assert "To rearrange" not in lead.client.page(path).words
    send(lead, f"{path}{page}", **changes)
    assert "To rearrange (1)" in lead.client.page(path).words


def test_of_two_who_change_a_diary_on_whatever_page_the_second_is_told(lead: Person, path: str) -> None:
    page = lead.client.page(f"{path}hours/")
    send(lead, f"{path}changed-day/", on=str(MONDAY))
    answer = send(lead, f"{path}hours/", page=page, friday="")
    assert answer.status_code == 409
    assert "11 January 2027" in words(answer)
    assert send(lead, f"{path}hours/", page=Page(answer.text)).status_code == 303


@pytest.mark.parametrize("page", ["changed-day/2027-01-11/", "changed-day/soon/", f"time-off/{MONDAY}/"])
def test_what_is_not_there_is_not_found(lead: Person, path: str, page: str) -> None:
    assert lead.client.get(f"{path}{page}").status_code == 404
