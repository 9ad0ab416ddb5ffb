"""A request is erased with everything that hangs on it, the receipt says what, and nothing of the person is left."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
import redis
import time_machine
from sqlalchemy import select

from clinic.core import personal_data
from clinic.core.audit import PATIENT
from clinic.core.clock import today, utcnow
from clinic.core.db import db, transaction
from clinic.intake import drafts, queries
from clinic.intake import personal_data as of_intake
from clinic.intake import services as intakes
from clinic.intake.models import Intake, Source, State
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.messages import services as messages
from clinic.messages.models import MessageTemplate
from clinic.notifications.models import Notification
from clinic.rights import erasing, stores, tasks, traces
from clinic.rights.erasing import AppointmentAhead, HasToBeDecided, NotAllErased
from clinic.rights.models import ErasureReceipt, Ground, Kind
from clinic.scheduling.booking import book
from clinic.staff.models import Role
from clinic.triage import decisions
from clinic.triage.models import ClosedFor, Contact
from tests.journeys.canaries import Canaries, cells
from tests.photos.photographed import deeds, photograph, visit
from tests.rights.asked import DATA, ask, is_now, press, staff
from tests.scheduling.arranged import NOW, arrange, at
from tests.world import PATIENT_EMAIL, World

ERASE = f"{DATA}erase/"
NOT_WORDS = {"dob"}
"""A date is anybody's."""


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def told(world: World, canaries: Canaries) -> uuid.UUID:
    """Somebody who told everything, wrote, sent photos, asked, and began to add something."""
    answers = canaries.answers(question for step in QUESTIONNAIRE.steps for question in step.questions)
    with world.context():
        id = intakes.submit_intake(answers, Source.full, "a key", PATIENT, "hair-transplant").id
        messages.answer(id, uuid.uuid4(), canaries.word("written"))
        draft, _ = drafts.start_draft({"message": canaries.word("begun")}, queries.answers_of(id))
        drafts.email_link(draft.id, f"{canaries.word('email')}@example.com")
    photograph(world, id)
    return id


def receipt(world: World) -> ErasureReceipt:
    with world.context():
        return db.session.scalars(select(ErasureReceipt), execution_options={"populate_existing": True}).one()


def places(world: World, canaries: Canaries) -> set[tuple[str, str]]:
    """Give the columns that hold a word of theirs in plain sight."""
    with world.context():
        return {place for place, value in cells(db.session.connection()) if canaries.found_in(value) - NOT_WORDS}


def finish(world: World) -> None:
    world.send_mail()
    with world.context():
        tasks.finish_erasures()


def test_what_nothing_obliges_us_to_keep_is_erased_at_once_and_no_word_of_it_is_left(
    world: World, told: uuid.UUID, canaries: Canaries
) -> None:
    assert places(world, canaries) >= {("intake", "name"), ("intake", "email"), ("notification", "recipient")}
    page = press(visit(world, told), ERASE, understood="y")
    assert page.heading == "Everything is erased"
    finish(world)
    assert places(world, canaries) == set()
    kept = receipt(world)
    assert (kept.found, kept.traces_sealed, kept.ground) == ([], None, Ground.nothing_to_keep)
    with world.context():
        assert not any(stores.rows_about(told, [told]).values())
    assert ("patient", "", "erased") in deeds(world, "intake")


def test_the_receipt_lists_each_store_with_its_number_and_the_end_of_the_backups(world: World, told: uuid.UUID) -> None:
    client = visit(world, told)
    with world.context():
        before = stores.rows_about(told, stores.subjects_of(told))
    words = " ".join(press(client, ERASE, understood="y").words.split())
    for title, number in stores.in_words(before):
        assert f"{title} {number or 'None'}" in words
    assert {"intake", "photo", "photo_content", "draft", "message", "notification"} <= {
        k for k, n in before.items() if n
    }
    with world.context():
        assert f"{today() + timedelta(days=30):%-d %B %Y}" in words


def test_the_receipt_is_shown_once_and_emailed_without_anything_of_it(
    world: World, told: uuid.UUID, canaries: Canaries
) -> None:
    client, address = visit(world, told), f"{canaries.words['email']}@example.com"
    press(client, ERASE, understood="y")
    assert client.page(f"{DATA}erased/").heading == "Nothing to see here"
    world.sink.clear()
    finish(world)
    [letter] = world.sink.to(address)
    assert letter["Subject"] == "What you asked us to erase is erased"
    body = letter.get_body(("plain",))
    assert body
    assert "Photos: 2" in body.get_content()
    assert not canaries.found_in(body.get_content())


def test_after_it_the_link_and_the_visit_open_nothing(world: World, told: uuid.UUID) -> None:
    client = visit(world, told)
    press(client, ERASE, understood="y")
    assert client.page("/my/").heading == "Open this page by your link"


def test_nothing_is_erased_without_the_tick(world: World, told: uuid.UUID) -> None:
    client = visit(world, told)
    answer = client.post(ERASE, data=client.page(ERASE).values())
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    with world.context():
        assert db.session.get(Intake, told) is not None


@pytest.fixture
def left_behind(world: World, told: uuid.UUID, canaries: Canaries) -> Iterator[None]:
    """A fault: a word of theirs lies where no key leads to it, in a table and in Redis."""
    _, actor = staff(world)
    with world.context(), transaction() as session:
        word = f"As {canaries.word('written')} said."
        session.add(MessageTemplate(name="Sample", words=word, changed_by=uuid.UUID(actor.id)))
        store = redis.Redis.from_url(world.app.extensions["settings"].redis_url)
        store.rpush("a list", canaries.word("name").upper())
    yield
    store.flushdb()


@pytest.mark.usefixtures("left_behind")
def test_what_lies_where_no_key_leads_is_found_and_shown_to_staff(world: World, told: uuid.UUID) -> None:
    press(visit(world, told), ERASE, understood="y")
    finish(world)
    assert receipt(world).found == ["message_template.words", "Redis: list"]
    person, _ = staff(world, Role.administrator)
    assert (
        "words of the person were found in message_template.words, Redis: list"
        in person.client.page("/staff/rights/").words
    )


def leave_emails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(personal_data.erasers, "notification", lambda subject_id: 0)


def leave_emails_about_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_intake, "forget", lambda subject_ids: 0)


@pytest.mark.parametrize("leave", [leave_emails, leave_emails_about_drafts])
def test_a_slice_that_forgets_to_erase_is_found_out_and_nothing_is_lost(
    world: World,
    told: uuid.UUID,
    monkeypatch: pytest.MonkeyPatch,
    leave: Callable[[pytest.MonkeyPatch], None],
) -> None:
    leave(monkeypatch)
    with world.context(), pytest.raises(NotAllErased):
        erasing.erase_at_once(told, PATIENT)
    with world.context():
        assert db.session.get(Intake, told) is not None


def test_the_words_looked_for_are_every_line_that_was_written(
    world: World, told: uuid.UUID, canaries: Canaries
) -> None:
    with world.context():
        words = "\n".join(traces.words_of(db.session.get_one(Intake, told)))
    assert canaries.found_in(words) == set(canaries.words) - NOT_WORDS


def test_a_short_answer_that_anybody_might_give_is_not_taken_for_a_trace(world: World) -> None:
    asked = world.request(contact_time="nothing")
    with world.context():
        assert "nothing" not in traces.words_of(db.session.get_one(Intake, asked.id))
        erasing.erase_at_once(asked.id, PATIENT)
    finish(world)
    assert receipt(world).found == []


def test_what_another_request_of_the_same_person_holds_is_not_taken_for_a_trace(world: World) -> None:
    first, second = world.request("one"), world.request("two", message="Something else altogether.")
    with world.context():
        erasing.erase_at_once(first.id, PATIENT)
    finish(world)
    assert receipt(world).found == []
    with world.context():
        assert db.session.get(Intake, second.id) is not None


def test_while_the_receipt_is_on_its_way_its_address_is_kept_and_not_for_ever(world: World) -> None:
    asked = world.request()
    with world.context():
        erasing.erase_at_once(asked.id, PATIENT)
        tasks.finish_erasures()
        assert db.session.scalar(select(Notification.recipient)) == PATIENT_EMAIL
    assert receipt(world).looked_at is None
    with time_machine.travel(utcnow() + erasing.WAITED_FOR, tick=False), world.context():
        tasks.finish_erasures()
        assert db.session.scalar(select(Notification.recipient)) is None
    assert receipt(world).found == []


def test_an_erasure_is_on_the_list_that_outlives_a_restore(world: World) -> None:
    asked = world.request()
    with world.context():
        erasing.erase_at_once(asked.id, PATIENT)
        personal_data.witness_erasures()
        assert list(personal_data.witnessed_erasures()) == [asked.id]


@pytest.mark.parametrize("state", [State.contacted, State.booked, State.completed])
def test_after_contact_a_person_decides(world: World, state: State) -> None:
    asked = world.request()
    is_now(world, asked.id, state)
    client = visit(world, asked.id)
    page = press(client, ERASE, understood="y", words="Please.")
    assert "A person decides within 28 days" in page.words
    assert "You have asked for this" in client.page(ERASE).words
    with world.context(), pytest.raises(HasToBeDecided):
        erasing.erase_at_once(asked.id, PATIENT)


def test_who_booked_by_themselves_is_told_of_no_contact_before_there_was_one(world: World) -> None:
    with time_machine.travel(NOW), world.context():
        asked, (_, actor) = world.request(), staff(world)
        book(asked.id, arrange().staffs_wish(), at("10:00"), PATIENT)
        client = visit(world, asked.id)
        words = client.page(ERASE).words
        assert "There is, or was, an appointment." in words
        assert "in touch" not in words
        assert "change them yourself" in client.page(DATA).words
        decisions.contact(asked.id, 1, Contact.spoke, "", actor)
        assert "Somebody here has been in touch with you" in client.page(ERASE).words
        assert "a person looks at each correction" in client.page(DATA).words


def test_a_request_that_was_closed_after_contact_is_not_erased_at_once(world: World) -> None:
    asked, (_, actor) = world.request(), staff(world)
    with world.context():
        decisions.contact(asked.id, 0, Contact.spoke, "", actor)
        decisions.close(asked.id, 1, ClosedFor.declined, "", actor)
        with pytest.raises(HasToBeDecided):
            erasing.erase_at_once(asked.id, PATIENT)


def test_what_the_clinic_still_owes_an_answer_to_is_answered_first(world: World) -> None:
    asked = world.request()
    ask(world, asked.id, Kind.complaint)
    assert "We have not answered everything" in visit(world, asked.id).page(ERASE).words


def test_nobody_waits_for_who_was_erased(world: World) -> None:
    """With an appointment ahead staff cannot erase; once it is cancelled they can."""
    asked = world.request()
    with time_machine.travel(NOW, tick=False), world.context():
        book(asked.id, arrange().patients_wish(), at("09:00"), PATIENT)
        with transaction(), pytest.raises(AppointmentAhead):
            erasing.erase(erasing.alone_with(asked.id), Ground.decided, PATIENT)


def test_every_table_that_hangs_on_a_request_has_a_title_on_the_receipt(world: World) -> None:
    titled = {table for tables in stores.TITLES.values() for table in tables}
    with world.context():
        assert stores.tables() == titled


def test_two_presses_at_once_erase_once(world: World) -> None:
    asked = world.request()
    with world.context():
        erasing.erase_at_once(asked.id, PATIENT)
        with pytest.raises(erasing.GoneAlready):
            erasing.erase_at_once(asked.id, PATIENT)
