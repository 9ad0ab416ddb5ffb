"""What the emails about appointments say, and what they leave out."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db, transaction
from clinic.intake import services as intakes
from clinic.intake.models import Intake
from clinic.notifications.models import State
from clinic.scheduling import booking, telling
from clinic.scheduling.arranging.models import Location
from clinic.scheduling.models import Appointment, Change
from clinic.scheduling.wishes import Choice, wish_of_staff
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.scheduling.told import ledger, patient, subjects, words
from tests.world import PATIENT_EMAIL, QUICK, World

PRACTITIONER = "practitioner.1@clinic.example.org"
LATER = MONDAY + timedelta(weeks=2)
TELLS = ("hair", "scalp", "trichologist", "sample patient", "thinner")
"""What would tell somebody who reads over a shoulder what it is about, and of whom."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def arranged(world: World) -> Iterator[Arranged]:
    with world.context():
        yield arrange(notice_hours=0)


def book(world: World, arranged: Arranged, by_video: bool = False) -> Appointment:
    wish = wish_of_staff(arranged.choice(by_video=by_video))
    return booking.book(patient(world), wish, at("10:00", LATER), SYSTEM)


def latest(world: World, recipient: str = PATIENT_EMAIL) -> EmailMessage:
    world.send_mail()
    return world.sink.to(recipient)[-1]


def everything(letter: EmailMessage) -> str:
    """Give all that can be read in a letter, its calendar too."""
    parts = [bytes(part.get_payload(decode=True) or b"") for part in letter.walk() if not part.is_multipart()]
    return f"{letter['Subject']} {b' '.join(parts).decode()}".lower()


def test_the_confirmation_says_when_where_and_with_whom_and_how_to_get_there(world: World, arranged: Arranged) -> None:
    with transaction():
        db.session.get_one(Location, arranged.location_id).directions = "Ring twice."
    book(world, arranged)
    letter = latest(world)
    for kind in ("plain", "html"):
        said = words(letter, kind)
        assert "Monday 25 January 2027 at 10:00" in said
        assert "Sample Clinic, 1 Sample Street, London" in said
        assert "Ring twice." in said
        assert "With Sample Practitioner 1" in said
        assert "move or cancel it until Sunday 24 January 2027 at 10:00" in said
        assert "http://localhost/my/" in said


def test_an_appointment_by_video_has_its_link_and_says_by_whose_clock(world: World, arranged: Arranged) -> None:
    book(world, arranged, by_video=True)
    letter = latest(world)
    for kind in ("plain", "html"):
        assert "Monday 25 January 2027 at 10:00 (London time)" in words(letter, kind)
        assert "https://video.example.org/sample" in words(letter, kind)


def test_a_move_says_from_when_to_when(world: World, arranged: Arranged) -> None:
    appointment = book(world, arranged)
    world.send_mail()
    booking.move(appointment.id, 0, arranged.staffs_wish(), at("11:00", LATER), SYSTEM)
    letter = latest(world)
    for kind in ("plain", "html"):
        was, now = words(letter, kind).split("It is now:")
        assert "It was: Monday 25 January 2027 at 10:00" in was
        assert "Monday 25 January 2027 at 11:00" in now


def test_two_moves_of_which_one_was_told_are_told_from_what_was_told(world: World, arranged: Arranged) -> None:
    appointment = book(world, arranged)
    world.send_mail()
    booking.move(appointment.id, 0, arranged.staffs_wish(), at("11:00", LATER), SYSTEM)
    booking.move(appointment.id, 1, arranged.staffs_wish(), at("09:00", LATER), SYSTEM)
    assert "It was: Monday 25 January 2027 at 10:00 It is now: Monday 25 January 2027 at 09:00" in words(latest(world))
    assert subjects(world).count("Your appointment has moved") == 1


def test_there_and_back_again_is_no_news(world: World, arranged: Arranged) -> None:
    appointment = book(world, arranged)
    world.send_mail()
    booking.move(appointment.id, 0, arranged.staffs_wish(), at("11:00", LATER), SYSTEM)
    booking.move(appointment.id, 1, arranged.staffs_wish(), at("10:00", LATER), SYSTEM)
    world.send_mail()
    assert ledger(telling.MOVED)[1] == (State.withheld, "It stands as they were told.")


def test_another_place_at_the_same_time_is_told(world: World, arranged: Arranged) -> None:
    appointment = book(world, arranged)
    world.send_mail()
    by_video = wish_of_staff(Choice(arranged.kind_id, None), besides=(appointment.id,))
    booking.move(appointment.id, 0, by_video, at("10:00", LATER), SYSTEM)
    assert "It is now: Monday 25 January 2027 at 10:00 (London time) By video" in words(latest(world))


def test_a_cancellation_says_what_is_cancelled_and_what_to_do(world: World, arranged: Arranged) -> None:
    booking.cancel(book(world, arranged).id, 0, PATIENT)
    said = words(latest(world))
    assert "It was: Monday 25 January 2027 at 10:00" in said
    assert "To choose another time, open your own page" in said


def test_who_missed_it_reads_in_the_morning_how_to_choose_another(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    world.send_mail()
    clock.move_to(at("22:00", LATER))
    booking.mark(appointment.id, 0, Change.missed, SYSTEM)
    world.send_mail()
    assert ledger(telling.MISSED) == [(State.queued, "")]
    clock.move_to(at("08:00", LATER + timedelta(days=1)))
    assert "choose another time on your own page" in words(latest(world))


def test_what_answers_somebodys_own_deed_goes_in_the_night_too(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    clock.move_to(at("23:00"))
    book(world, arranged)
    world.send_mail()
    assert subjects(world)[-1] == "Your appointment"
    assert ledger(telling.DIARY) == [(State.queued, "")]
    clock.move_to(at("08:00", MONDAY + timedelta(days=1)))
    assert latest(world, PRACTITIONER)["Subject"].endswith("new")


def test_a_practitioner_hears_in_the_night_of_what_is_before_its_end(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    with time_machine.travel(at("23:00", LATER - timedelta(days=1))):
        appointment = book(world, arranged)
    with transaction():
        appointment.starts_at = appointment.taken_from = at("07:30", LATER)
    clock.move_to(at("23:01", LATER - timedelta(days=1)))
    assert latest(world, PRACTITIONER)["Subject"].endswith("new")


def test_a_reminder_near_the_time_says_whom_to_call(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    book(world, arranged)
    clock.move_to(at("08:30", LATER))
    said = words(latest(world))
    assert "If you cannot come, please call us on 020 7946 0018 or reply to this email" in said
    assert "On your own page you can move" not in said


def test_who_sent_the_short_form_is_asked_for_the_rest_some_hours_later(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    book(world, arranged)
    clock.shift(timedelta(hours=2, minutes=59))
    assert latest(world)["Subject"].startswith("Your appointment")
    clock.shift(timedelta(minutes=2))
    assert "Before we meet, please tell us a little more." in words(latest(world))


def test_who_has_told_the_rest_is_not_asked_for_it(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    assert appointment.intake_id
    intakes.add_answers(appointment.intake_id, {**QUICK, "message": "More."}, 1, PATIENT)
    clock.shift(timedelta(hours=4))
    world.send_mail()
    assert ledger(telling.QUESTIONNAIRE) == [(State.withheld, "They had told the rest, or can tell no more.")]


def test_nobody_is_asked_for_more_just_before_the_appointment(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    clock.move_to(at("06:00", LATER))
    book(world, arranged)
    clock.shift(timedelta(hours=3, seconds=1))
    world.send_mail()
    reason = "The appointment was too near to read more answers before it."
    assert ledger(telling.QUESTIONNAIRE) == [(State.withheld, reason)]


def test_what_an_outage_kept_until_it_was_over_does_not_go(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    book(world, arranged)
    clock.move_to(at("10:00", LATER))
    world.send_mail()
    reason = (State.withheld, "The appointment had begun, or was about to.")
    assert ledger(telling.CONFIRMED) == ledger(telling.DIARY) == [reason]


def test_an_email_about_a_deleted_request_does_not_go(world: World, arranged: Arranged) -> None:
    appointment = book(world, arranged)
    with transaction() as session:
        session.delete(session.get_one(Intake, appointment.intake_id))
    world.send_mail()
    gone = (State.withheld, "The appointment no longer exists.")
    assert ledger(telling.CONFIRMED) == ledger(telling.DIARY) == [gone]


def test_no_email_tells_who_it_is_or_what_it_is_about(
    world: World, arranged: Arranged, clock: time_machine.Traveller
) -> None:
    appointment = book(world, arranged)
    clock.shift(timedelta(hours=4))
    world.send_mail()
    booking.move(appointment.id, 0, arranged.staffs_wish(), at("11:00", LATER), SYSTEM)
    for moment in (LATER - timedelta(days=7), LATER - timedelta(days=2), LATER):
        clock.move_to(at("11:00", moment) - timedelta(hours=3 if moment == LATER else 0))
        world.send_mail()
    booking.mark(appointment.id, 1, Change.missed, SYSTEM)
    clock.move_to(at("09:00", LATER + timedelta(days=1)))
    world.send_mail()
    letters = [
        letter for letter in world.sink.mails if "ppointment" in letter["Subject"] or "missed" in letter["Subject"]
    ]
    assert len(letters) == 9
    for letter in letters:
        assert [tell for tell in TELLS if tell in everything(letter)] == []


def test_a_practitioner_reads_a_reference_and_a_link(world: World, arranged: Arranged) -> None:
    appointment = book(world, arranged)
    letter = latest(world, PRACTITIONER)
    reference = db.session.get_one(Intake, appointment.intake_id).reference
    assert f"http://localhost/staff/intakes/{reference}/" in words(letter)
    assert "January" not in everything(letter)
    assert PATIENT_EMAIL not in everything(letter)
