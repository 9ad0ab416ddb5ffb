"""What becomes of an email that is owed, by what the server answers."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.notifications import claims, outcomes, queries, services
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer
from clinic.notifications.models import MailServer, Notification, State
from tests.world import World

ANNA, BORIS = "anna@example.com", "boris@example.com"


@composer("test.news")
def news(envelope: Envelope) -> Email | NotNeeded:
    return Email("News", "Something happened.\n", "<p>Something happened.</p>")


@composer("test.stale")
def stale(envelope: Envelope) -> Email | NotNeeded:
    return NotNeeded("It is over.")


@composer("test.broken")
def broken(envelope: Envelope) -> Email | NotNeeded:
    raise LookupError


def owe(world: World, *recipients: str, kind: str = "test.news") -> uuid.UUID:
    subject = uuid.uuid4()
    with world.context():
        services.owe(*(Envelope(kind, subject, recipient) for recipient in recipients))
    return subject


def found(world: World, subject: uuid.UUID) -> list[Notification]:
    with world.context():
        return queries.about(subject)


def make_due(world: World, **values: object) -> None:
    with world.context(), transaction() as session:
        session.execute(update(Notification).values(due_at=utcnow(), **values))
        session.execute(update(MailServer).values(paused_until=None))


def test_each_recipient_gets_a_message_of_their_own(world: World) -> None:
    subject = owe(world, ANNA, BORIS)
    assert world.send_mail() == 2
    assert {mail["To"] for mail in world.sink.mails} == {ANNA, BORIS}
    assert {row.state for row in found(world, subject)} == {State.sent}


def test_a_message_has_two_parts_a_discreet_sender_and_its_rows_id(world: World) -> None:
    row = found(world, owe(world, ANNA))[0]
    world.send_mail()
    mail = world.sink.mails[0]
    assert mail["Message-ID"] == f"<{row.id}@clinic.example.org>"
    assert mail["From"] == "The clinic <requests@clinic.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_a_burst_costs_one_connection(world: World) -> None:
    owe(world, *(f"person{number}@example.com" for number in range(30)))
    assert world.send_mail() == 30
    assert world.sink.connections <= 2


def test_one_refused_recipient_fails_and_the_others_go(world: World) -> None:
    world.sink.on_recipient = lambda address: "550 No such person" if address == ANNA else "250 OK"
    subject = owe(world, ANNA, BORIS)
    world.send_mail()
    states = {row.recipient: row.state for row in found(world, subject)}
    assert states == {ANNA: State.failed, BORIS: State.sent}


def test_the_servers_answer_is_kept_without_the_address(world: World) -> None:
    world.sink.on_recipient = lambda address: f"550 <{address}> is unknown"
    row = found(world, owe(world, ANNA))[0]
    world.send_mail()
    row = found(world, row.subject_id)[0]
    assert row.answer == "550 <the recipient> is unknown"


def test_a_busy_server_is_tried_again_and_then_succeeds(world: World) -> None:
    world.sink.on_data = lambda address: "451 Later please"
    subject = owe(world, ANNA)
    world.send_mail()
    row = found(world, subject)[0]
    assert row.state is State.retrying
    assert row.due_at > utcnow() + timedelta(seconds=60)
    world.sink.on_data = lambda address: "250 OK"
    make_due(world)
    assert world.send_mail() == 1


def test_a_message_is_given_up_after_a_day_of_refusals(world: World) -> None:
    world.sink.on_data = lambda address: "451 Later please"
    subject = owe(world, ANNA)
    make_due(world, attempts=outcomes.MOST_ATTEMPTS - 1)
    world.send_mail()
    assert found(world, subject)[0].state is State.failed


def test_a_server_that_is_away_costs_no_row_an_attempt_and_pauses_everything(world: World) -> None:
    world.sink.stop()
    try:
        subject = owe(world, ANNA, BORIS)
        assert world.send_mail() == 0
    finally:
        world.sink.start()
    rows = found(world, subject)
    assert [row.attempts for row in rows] == [0, 0]
    with world.context():
        server = queries.mail_server()
    assert server is not None
    assert server.paused_until is not None
    assert world.send_mail() == 0
    make_due(world)
    assert world.send_mail() == 2


def test_mail_that_waited_for_days_for_a_server_that_was_away_still_goes(world: World) -> None:
    subject = owe(world, ANNA)
    make_due(world, created_at=utcnow() - timedelta(days=3))
    assert world.send_mail() == 1
    assert found(world, subject)[0].state is State.sent


def test_a_refusal_after_days_without_a_server_is_tried_again(world: World) -> None:
    world.sink.on_data = lambda address: "451 Later please"
    subject = owe(world, ANNA)
    make_due(world, created_at=utcnow() - timedelta(days=3))
    world.send_mail()
    assert found(world, subject)[0].state is State.retrying


def test_a_message_no_longer_needed_is_withheld_with_the_reason(world: World) -> None:
    subject = owe(world, ANNA, kind="test.stale")
    assert world.send_mail() == 0
    row = found(world, subject)[0]
    assert (row.state, row.answer) == (State.withheld, "It is over.")


def test_words_that_cannot_be_made_hold_up_nobody(world: World) -> None:
    subject = owe(world, ANNA, kind="test.broken")
    owe(world, BORIS)
    assert world.send_mail() == 1
    row = found(world, subject)[0]
    assert (row.state, row.answer) == (State.retrying, "Could not be composed: LookupError")


def test_a_kind_that_nobody_knows_is_tried_again_later(world: World) -> None:
    subject = owe(world, ANNA, kind="test.of_a_later_release")
    world.send_mail()
    assert found(world, subject)[0].state is State.retrying


def test_a_claimed_row_is_nobody_elses(world: World) -> None:
    owe(world, ANNA)
    with world.context():
        assert len(claims.next_batch()) == 1
        assert claims.next_batch() == []


def test_a_row_whose_worker_died_is_claimed_alone_and_given_up_after_a_few_deaths(world: World) -> None:
    subject = owe(world, ANNA, BORIS)
    with world.context():
        assert len(claims.fresh()) == 2
    for _ in range(claims.MOST_ABANDONED):
        make_due(world, lease_until=utcnow() - timedelta(seconds=1))
        with world.context():
            assert len(claims.abandoned()) == 1
    make_due(world, lease_until=utcnow() - timedelta(seconds=1), abandoned=claims.MOST_ABANDONED)
    world.send_mail()
    assert {row.state for row in found(world, subject)} == {State.failed}


def test_a_worker_that_comes_back_late_does_not_overwrite_anothers_work(world: World) -> None:
    subject = owe(world, ANNA)
    with world.context():
        mine = claims.next_batch()[0]
    make_due(world, lease_until=utcnow() - timedelta(seconds=1))
    with world.context():
        claims.abandoned()
        services.settle(mine, outcomes.Failed("too late"))
    assert found(world, subject)[0].state is State.sending


def test_a_failure_for_good_is_announced_once(world: World) -> None:
    heard: list[uuid.UUID] = []

    def hear(notification: Notification) -> None:
        heard.append(notification.id)

    world.sink.on_recipient = lambda address: "550 No such person"
    subject = owe(world, ANNA)
    with services.failed_for_good.connected_to(hear):
        world.send_mail()
    assert heard == [row.id for row in found(world, subject)]


@pytest.mark.parametrize("words", ["Subject\r\nBcc: everyone@example.com", "Subject\nX: y"])
def test_a_header_cannot_be_fed(world: World, words: str) -> None:
    @composer("test.injected")
    def injected(envelope: Envelope) -> Email:
        return Email(words, "Body\n", "<p>Body</p>")

    subject = owe(world, ANNA, kind="test.injected")
    world.send_mail()
    assert world.sink.mails == []
    assert found(world, subject)[0].state is not State.sent


def test_a_sweep_shows_that_a_worker_is_alive(world: World) -> None:
    with world.context():
        services.sweep()
        server = queries.mail_server()
        assert server is not None
        assert server.swept_at is not None
        assert utcnow() - server.swept_at < timedelta(seconds=5)


def test_forgetting_a_subject_deletes_its_emails(world: World) -> None:
    subject = owe(world, ANNA)
    with world.context():
        assert services.forget([subject]) == 1
        assert db.session.query(Notification).count() == 0
