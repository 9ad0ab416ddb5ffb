"""What calendars make of our emails, as another library reads them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from dateutil.tz import tzical

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db, transaction
from clinic.scheduling import booking, queries, words
from clinic.scheduling.arranging.models import WeeklyHours
from clinic.scheduling.invites import invite
from clinic.scheduling.models import Appointment
from clinic.scheduling.wishes import wish_of_staff
from clinic.scheduling.zones import described
from tests.scheduling.arranged import LONDON, arrange, at
from tests.scheduling.told import patient
from tests.world import PATIENT_EMAIL, World

NEW_YORK, TOKYO, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo"), ZoneInfo("Australia/Lord_Howe")
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The Sundays on which the clocks of London change."""
CHANGES = [SPRING, AUTUMN, date(2027, 3, 14), date(2027, 11, 7), date(2027, 4, 4), date(2027, 10, 3)]
"""With those of New York and of Lord Howe, whose clocks change by half an hour."""


@pytest.fixture(autouse=True)
def now(world: World) -> Iterator[None]:
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC)), world.context():
        yield


def book(world: World, day: date = date(2027, 3, 7), zone: ZoneInfo = LONDON) -> Appointment:
    """Book ten o'clock on a Sunday's wall, on which this clinic works too."""
    arranged = arrange(zone=zone.key)
    hours = {"opens": time(9), "closes": time(12), "location_id": arranged.location_id, "by_video": False}
    with transaction() as session:
        session.add(WeeklyHours(practitioner_id=arranged.practitioner_ids[0], weekday=day.weekday(), **hours))
    return booking.book(patient(world), arranged.staffs_wish(), at("10:00", day, zone), SYSTEM)


def letters(world: World) -> list[EmailMessage]:
    world.send_mail()
    return [letter for letter in world.sink.to(PATIENT_EMAIL) if letter.get_content_type() == "multipart/mixed"]


def part(letter: EmailMessage, kind: str) -> EmailMessage:
    [found] = [part for part in letter.walk() if part.get_content_type() == kind]
    assert isinstance(found, EmailMessage)
    return found


def content(letter: EmailMessage) -> bytes:
    return bytes(part(letter, "application/ics").get_payload(decode=True))


def read(content: bytes) -> Any:
    return vobject.readOne(content.decode())


def instant(line: Any) -> datetime:
    moment = line.value
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)


def test_an_email_holds_the_invite_beside_its_words_and_as_a_file(world: World) -> None:
    book(world)
    [letter] = letters(world)
    alternative, file = letter.iter_parts()
    kinds = [each.get_content_type() for each in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    beside = part(letter, "text/calendar")
    assert dict(beside["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert file.get_filename() == "invite.ics"
    assert bytes(beside.get_payload(decode=True)) == content(letter)


def test_an_invite_says_when_and_where_and_for_whom(world: World) -> None:
    appointment = book(world)
    entry = read(content(letters(world)[0]))
    event = entry.vevent
    assert (entry.method.value, entry.version.value) == ("REQUEST", "2.0")
    assert event.uid.value == f"{appointment.id}@localhost"
    assert (event.sequence.value, event.status.value) == ("0", "CONFIRMED")
    assert instant(event.dtstart) == appointment.starts_at
    assert instant(event.dtend) == appointment.ends_at
    assert event.location.value == "1 Sample Street, London"
    assert event.organizer.value == "mailto:requests@clinic.example.org"
    assert event.attendee.value == f"mailto:{PATIENT_EMAIL}"
    assert event.attendee.params["RSVP"] == ["FALSE"]
    assert instant(event.dtstamp) >= instant(event.last_modified)


def test_an_entry_gives_nothing_away_to_whoever_shares_the_calendar(world: World) -> None:
    book(world)
    written = content(letters(world)[0])
    assert read(written).vevent.summary.value == "Appointment, The clinic"
    for tell in (b"Sample Patient", b"Sample Practitioner", b"richolog", b"air", b"/my/", b"Consultation"):
        assert tell not in written.replace(b"\r\n ", b"")


def test_a_video_appointment_is_where_its_link_leads(world: World) -> None:
    arranged = arrange()
    wish = wish_of_staff(arranged.choice(by_video=True))
    booking.book(patient(world), wish, at("10:00", date(2027, 3, 8)), SYSTEM)
    assert read(content(letters(world)[0])).vevent.location.value == "https://video.example.org/sample"


def test_changes_and_cancellation_are_of_the_same_entry(world: World) -> None:
    arranged = arrange()
    day = date(2027, 3, 8)
    appointment = booking.book(patient(world), arranged.staffs_wish(), at("10:00", day), SYSTEM)
    world.send_mail()
    booking.move(appointment.id, 0, arranged.staffs_wish(), at("11:00", day), SYSTEM)
    world.send_mail()
    booking.cancel(appointment.id, 1, PATIENT)
    entries = [read(content(letter)) for letter in letters(world)]
    assert [entry.method.value for entry in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [entry.vevent.sequence.value for entry in entries] == ["0", "1", "2"]
    assert [entry.vevent.status.value for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {entry.vevent.uid.value for entry in entries} == {f"{appointment.id}@localhost"}
    assert [instant(entry.vevent.dtstart) for entry in entries] == [
        at(each, day) for each in ("10:00", "11:00", "11:00")
    ]
    assert letters(world)[-1].get_body(("plain",))
    assert part(letters(world)[-1], "text/calendar")["Content-Type"].params["method"] == "CANCEL"


def test_lines_are_folded_and_end_as_the_standard_says(world: World) -> None:
    book(world)
    written = content(letters(world)[0])
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75


@pytest.mark.parametrize("day", CHANGES, ids=str)
@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, TOKYO, LORD_HOWE], ids=str)
def test_words_email_and_calendar_say_the_same_instant(world: World, day: date, zone: ZoneInfo) -> None:
    with time_machine.travel(datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=3)):
        appointment = book(world, day, zone)
        [letter] = letters(world)
    [booked] = queries.appointments_of(*filter(None, [appointment.intake_id]))
    said = words.when(appointment.starts_at, booked.zone)
    assert said.endswith("at 10:00")
    for kind in ("plain", "html"):
        assert said in letter.get_body((kind,)).get_content()  # type: ignore[union-attr]  # it has both
    event = read(content(letter)).vevent
    assert instant(event.dtstart) == appointment.starts_at
    assert f"DTSTART;TZID={zone.key}:" in content(letter).decode()
    assert event.dtstart.value.strftime("%H:%M") == "10:00"


@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=str)
def test_every_half_hour_of_a_day_on_which_clocks_change_is_written_as_it_is(world: World, day: date) -> None:
    [booked] = queries.appointments_of(*filter(None, [book(world).intake_id]))
    db.session.expunge(booked.appointment)
    appointment, midnight = booked.appointment, datetime.combine(day, datetime.min.time(), UTC)
    for moment in (midnight + timedelta(minutes=30 * count) for count in range(-4, 12)):
        appointment.starts_at, appointment.ends_at = moment, moment + timedelta(minutes=60)
        event = read(invite(booked)).vevent
        assert instant(event.dtstart) == appointment.starts_at
        assert instant(event.dtend) == appointment.ends_at


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, TOKYO, LORD_HOWE], ids=str)
def test_a_described_zone_shows_every_hour_of_two_years_as_it_is(zone: ZoneInfo) -> None:
    theirs, first = tzical(StringIO(described(zone, 2027).to_ical().decode())).get(), datetime(2027, 1, 1, tzinfo=UTC)
    for moment in (first + timedelta(hours=count) for count in range(2 * 365 * 24)):
        wall = moment.astimezone(zone)
        if not wall.fold:
            assert theirs.utcoffset(wall.replace(tzinfo=None)) == wall.utcoffset()
