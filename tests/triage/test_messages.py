"""Staff write to a patient and the patient answers, behind a link; no email holds a word of it."""

import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake.models import State
from clinic.messages.models import Message
from clinic.messages.services import WAITING
from clinic.notifications.models import Notification
from clinic.notifications.models import State as MailState
from clinic.staff.models import Role
from clinic.triage.answers import ANSWERED
from clinic.triage.models import Move
from tests.pages import CheckedClient, Page
from tests.staff.person import Person
from tests.triage.test_request import case, intake, kept, person, send
from tests.world import DESK, PATIENT_EMAIL, World

NEWS = "We have written to you</h2>"
MINE = "/my/messages/"
WORDS = "Could you come on Tuesday about the bald patch?"
ANSWER = "Yes, Tuesday suits me, and it itches."
A_MINUTE = timedelta(seconds=61)


@pytest.fixture
def ada(world: World) -> Person:
    return person(world, "ada@clinic.example.org")


@pytest.fixture
def path(world: World) -> str:
    return f"/staff/intakes/{world.request().reference}/"


def visiting(world: World) -> CheckedClient:
    """A browser in which the patient has opened the link of their last email."""
    body = world.sink.to(PATIENT_EMAIL)[-1].get_body(("plain",))
    assert body is not None
    link = next(word for word in body.get_content().split() if "/my/" in word).removeprefix("http://localhost")
    client = world.client()
    client.post(link, data=client.page(link).values())
    return client


def answer(client: CheckedClient, words: str = ANSWER, page: Page | None = None) -> int:
    return client.post(MINE, data={**(page or client.page(MINE)).values(), "words": words}).status_code


def emails(world: World, kind: str) -> list[Notification]:
    with world.context():
        wanted = select(Notification).where(Notification.kind == kind).order_by(Notification.created_at)
        return list(db.session.scalars(wanted, execution_options={"populate_existing": True}))


def messages(world: World) -> list[Message]:
    with world.context():
        return list(db.session.scalars(select(Message).order_by(Message.at)))


def after_a_minute(world: World) -> None:
    with time_machine.travel(utcnow() + A_MINUTE):
        world.send_mail()


def test_the_email_says_only_that_there_is_a_message(world: World, ada: Person, path: str) -> None:
    send(ada, path, "messaged", words=WORDS)
    after_a_minute(world)
    told = str(world.sink.to(PATIENT_EMAIL)[-1])
    assert "We have written to you" in told
    for word in ("Tuesday", "bald", "patch", "hair"):
        assert word not in told


def test_the_email_waits_until_the_message_cannot_be_undone(world: World, ada: Person, path: str) -> None:
    send(ada, path, "messaged", words=WORDS)
    world.send_mail()
    assert "We have written" not in str(world.sink.to(PATIENT_EMAIL)[-1])
    after_a_minute(world)
    assert "We have written" in str(world.sink.to(PATIENT_EMAIL)[-1])


def test_a_message_stops_the_clock_of_the_promise(world: World, ada: Person, path: str) -> None:
    send(ada, path, "messaged", words=WORDS)
    assert intake(world).state is State.contacted
    assert case(world).first_contact_at is not None


def test_a_patient_reads_the_message_and_answers_and_staff_see_both(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    send(ada, path, "messaged", words=WORDS)
    with time_machine.travel(utcnow() + A_MINUTE):
        world.send_mail()
        client = visiting(world)
        assert NEWS in client.get("/my/").text
        assert WORDS in client.page(MINE).words
        assert NEWS not in client.get("/my/").text
        assert answer(client) == HTTPStatus.SEE_OTHER
        page = client.page(MINE)
        assert "Your message is with us." in page.words
        assert ANSWER in page.words
        timeline = ada.client.page(path).words
    for expected in (WORDS, "read by the patient", "Wrote to us", ANSWER, "From the patient"):
        assert expected in timeline


def test_a_message_is_not_shown_before_it_can_no_longer_be_undone(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    client = visiting(world)
    send(ada, path, "messaged", words=WORDS)
    assert WORDS not in client.page(MINE).words
    with time_machine.travel(utcnow() + A_MINUTE):
        assert WORDS in client.page(MINE).words


def test_a_message_that_is_undone_is_never_read_and_its_email_says_why(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    client = visiting(world)
    send(ada, path, "messaged", words=WORDS)
    page = ada.client.page(path)
    assert ada.client.post(f"{path}undo/", data=page.values()).status_code == HTTPStatus.SEE_OTHER
    assert intake(world).state is State.new
    assert case(world).first_contact_at is None
    with time_machine.travel(utcnow() + A_MINUTE):
        world.send_mail()
        assert WORDS not in client.page(MINE).words
    [email] = emails(world, WAITING)
    assert (email.state, "taken back" in email.answer) == (MailState.withheld, True)


def test_after_a_minute_undo_says_that_it_stands(world: World, ada: Person, path: str) -> None:
    send(ada, path, "messaged", words=WORDS)
    page = ada.client.page(path)
    with time_machine.travel(utcnow() + A_MINUTE):
        answer = ada.client.post(f"{path}undo/", data=page.values())
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "This one stands." in answer.text
    assert messages(world)[0].taken_back_at is None


def test_who_has_the_request_hears_of_an_answer_and_otherwise_the_clinic(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    client = visiting(world)
    answer(client, "One.")
    assert [each.recipient for each in emails(world, ANSWERED)] == [DESK]
    send(ada, path, "taken", 1)
    answer(client, "Two.")
    assert emails(world, ANSWERED)[-1].recipient == ada.email
    world.send_mail()
    told = str(world.sink.to(ada.email)[-1])
    assert "A patient has written" in told
    assert "Two." not in told


def test_an_answer_is_owed_no_email_once_somebody_has_written_back(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    send(ada, path, "taken")
    answer(visiting(world))
    assert case(world).patient_wrote_at is not None
    send(ada, path, "messaged", 2, words=WORDS)
    assert case(world).patient_wrote_at is None
    world.send_mail()
    assert emails(world, ANSWERED)[-1].state is MailState.withheld


def test_undoing_a_message_leaves_the_answer_before_it_open(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    send(ada, path, "taken")
    answer(visiting(world))
    send(ada, path, "messaged", 2, words=WORDS)
    assert case(world).patient_wrote_at is None
    ada.client.post(f"{path}undo/", data=ada.client.page(path).values())
    assert case(world).patient_wrote_at is not None


def test_who_writes_without_having_read_an_answer_reads_it_first(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    answer(visiting(world))
    sent = send(ada, path, "messaged", words=WORDS)
    assert sent.status_code == HTTPStatus.CONFLICT
    page = Page(sent.text)
    assert "Wrote to us (Patient" in page.words
    assert f"“{ANSWER}”" in page.words
    assert WORDS in " ".join(page.texts["textarea"])
    assert case(world).patient_wrote_at is not None


def test_a_decision_can_be_undone_although_the_patient_wrote_meanwhile(world: World, ada: Person, path: str) -> None:
    world.send_mail()
    send(ada, path, "messaged", words=WORDS)
    answer(visiting(world))
    sent = ada.client.post(f"{path}undo/", data=ada.client.page(path).values())
    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert case(world).patient_wrote_at is not None


def test_two_copies_of_an_answer_are_one_message(world: World, path: str) -> None:
    world.send_mail()
    client = visiting(world)
    page = client.page(MINE)
    for _ in range(2):
        assert answer(client, page=page) == HTTPStatus.SEE_OTHER
    assert len(messages(world)) == 1


def test_an_answer_with_the_id_of_another_persons_message_is_not_theirs(world: World, path: str) -> None:
    world.send_mail()
    client = visiting(world)
    answer(client)
    foreign = str(messages(world)[0].id)
    world.request(key="another", email="other@example.com")
    world.send_mail()
    body = world.sink.to("other@example.com")[-1].get_body(("plain",))
    assert body is not None
    link = next(word for word in body.get_content().split() if "/my/" in word).removeprefix("http://localhost")
    other = world.client()
    other.post(link, data=other.page(link).values())
    sent = other.post(MINE, data={**other.page(MINE).values(), "id": foreign, "words": "Mine."})
    assert sent.status_code == HTTPStatus.SEE_OTHER
    first, second = messages(world)
    assert first.intake_id != second.intake_id


@pytest.mark.parametrize("words", ["", " ", "\u200b", "x" * 4001, "A bell \x07."])
def test_an_answer_that_cannot_be_kept_says_why_and_keeps_its_words(world: World, path: str, words: str) -> None:
    world.send_mail()
    client = visiting(world)
    sent = client.post(MINE, data={**client.page(MINE).values(), "words": words})
    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is a problem" in sent.text
    assert messages(world) == []


def test_words_written_when_the_visit_is_over_are_given_back(world: World, path: str) -> None:
    client = world.client()
    sent = client.post(MINE, data={"words": ANSWER})
    assert sent.status_code == HTTPStatus.UNAUTHORIZED
    assert ANSWER in Page(sent.text).texts["textarea"][0]
    assert messages(world) == []


def test_a_stranger_sees_no_message(world: World, path: str) -> None:
    assert "Open this page by your link" in world.client().page(MINE).heading


def test_nobody_writes_without_end(world: World, path: str) -> None:
    world.send_mail()
    client = visiting(world)
    codes = [answer(client, f"Words {number}.") for number in range(21)]
    assert codes == [HTTPStatus.SEE_OTHER] * 20 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert len(messages(world)) == 20


def test_a_message_to_somebody_without_an_address_is_not_offered_and_refused(world: World, ada: Person) -> None:
    accepted = world.request(key="by phone", email=None, phone="+442079460018", contact_pref="phone")
    path = f"/staff/intakes/{accepted.reference}/"
    page = ada.client.page(path)
    assert "There is no email address" in page.words
    assert "Write to the patient" not in page.words
    sent = send(ada, path, "messaged", words=WORDS)
    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert messages(world) == []


def test_a_message_can_begin_with_a_template(world: World, path: str) -> None:
    lead = person(world, "lead@clinic.example.org", Role.administrator)
    new = "/staff/settings/templates/new/"
    words = "Dear {first_name}, about {reference}: {sender}"
    lead.client.post(new, data={**lead.client.page(new).values(), "press": "save", "name": "First", "words": words})
    page = lead.client.page(path)
    option = next(each["value"] for each in page.all("option") if len(each["value"]) == 36)
    begun = lead.client.page(f"{path}?template={option}")
    reference = path.split("/")[-2]
    assert f"Dear Sample, about {reference}: Ada Sample" in " ".join(begun.texts["textarea"])


@pytest.mark.parametrize("template", ["nonsense", str(uuid.UUID(int=7)), "%00"])
def test_a_template_that_is_not_there_begins_nothing(ada: Person, path: str, template: str) -> None:
    assert ada.client.get(f"{path}?template={template}").status_code == HTTPStatus.OK


def test_who_writes_too_late_keeps_the_message(world: World, ada: Person, path: str) -> None:
    ben = person(world, "ben@clinic.example.org")
    send(ada, path, "messaged", words="From Ada.")
    sent = send(ben, path, "messaged", words=WORDS)
    assert sent.status_code == HTTPStatus.CONFLICT
    assert WORDS in " ".join(Page(sent.text).texts["textarea"])
    assert kept(world) == [Move.messaged]
    assert len(messages(world)) == 1


def test_what_was_written_is_sealed_and_forgotten_with_the_request(world: World, ada: Person, path: str) -> None:
    send(ada, path, "messaged", words=WORDS)
    [message] = messages(world)
    assert b"Tuesday" not in message.words_sealed
    world.app.test_cli_runner().invoke(args=["privacy", "forget", path.split("/")[-2], "--yes"])
    assert messages(world) == []
