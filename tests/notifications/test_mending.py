"""What people do with an email by hand, while workers send."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic.core.audit import Actor, AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.notifications import claims, outcomes, services
from clinic.notifications.composing import Email, Envelope, NotNeeded, composer
from clinic.notifications.mending import POSSIBLE, AddressChanged, BeingSent, Mending, NoLongerKept, NotInThisState
from clinic.notifications.models import Notification, State
from tests.world import World

WRONG, RIGHT, OTHER = "ana@example.com", "anna@example.com", "hanna@example.com"
ME = Actor.staff(uuid.UUID(int=1))

VERBS: dict[Mending, Callable[[uuid.UUID, str], None]] = {
    Mending.sent_again: lambda id, seen: services.send_again(id, seen, ME),
    Mending.corrected: lambda id, seen: services.correct_address(id, seen, RIGHT, ME),
    Mending.cancelled: lambda id, seen: services.cancel(id, seen, ME),
}


@composer("test.mended")
def mended(envelope: Envelope) -> Email | NotNeeded:
    return Email("News", "Something happened.\n", "<p>Something happened.</p>")


def owed(world: World, recipient: str = WRONG, **values: object) -> uuid.UUID:
    subject = uuid.uuid4()
    with world.context():
        services.owe(Envelope("test.mended", subject, recipient))
        with transaction() as session:
            wanted = Notification.subject_id == subject
            if values:
                session.execute(update(Notification).where(wanted).values(**values))
            return session.scalars(select(Notification.id).where(wanted)).one()


def found(world: World, id: uuid.UUID) -> Notification:
    with world.context():
        return db.session.get_one(Notification, id, populate_existing=True)


def noted(world: World, id: uuid.UUID) -> list[str]:
    with world.context():
        wanted = select(AuditEntry.action).where(AuditEntry.record == f"notification:{id}", AuditEntry.actor == str(ME))
        return list(db.session.scalars(wanted))


def test_an_email_that_failed_is_sent_again_as_the_same_message(world: World) -> None:
    world.sink.on_recipient = lambda address: "550 Not now"
    id = owed(world)
    world.send_mail()
    world.sink.on_recipient = lambda address: "250 OK"
    with world.context():
        services.send_again(id, WRONG, ME)
    assert world.send_mail() == 1
    assert world.sink.mails[0]["Message-ID"] == f"<{id}@clinic.example.org>"
    assert found(world, id).state is State.sent
    assert noted(world, id) == ["sent again"]


def test_an_email_that_used_up_its_tries_has_all_of_them_again(world: World) -> None:
    id = owed(world, state=State.failed, attempts=outcomes.MOST_ATTEMPTS, answer="451 Later", settled_at=utcnow())
    with world.context():
        services.send_again(id, WRONG, ME)
    row = found(world, id)
    assert (row.state, row.attempts, row.answer, row.settled_at) == (State.queued, 0, "", None)
    world.sink.on_data = lambda address: "451 Later please"
    world.send_mail()
    assert found(world, id).state is State.retrying


def test_an_email_over_which_workers_died_can_be_claimed_again(world: World) -> None:
    id = owed(world, state=State.failed, abandoned=claims.MOST_ABANDONED + 1)
    with world.context():
        services.send_again(id, WRONG, ME)
    assert world.send_mail() == 1


def test_a_corrected_address_is_the_only_one_that_hears(world: World) -> None:
    world.sink.on_recipient = lambda address: "550 No such person" if address == WRONG else "250 OK"
    id = owed(world)
    world.send_mail()
    with world.context():
        services.correct_address(id, WRONG, RIGHT, ME)
    world.send_mail()
    assert world.sink.recipients == [RIGHT]
    assert noted(world, id) == ["corrected the address"]


def test_the_audit_trail_holds_no_address(world: World) -> None:
    id = owed(world)
    with world.context():
        services.correct_address(id, WRONG, RIGHT, ME)
        entries = db.session.scalars(select(AuditEntry)).all()
    assert not any("@" in f"{entry.actor}{entry.action}{entry.record}" for entry in entries)


def test_a_correction_does_not_wait_for_the_next_try(world: World) -> None:
    id = owed(world, state=State.retrying, attempts=9, due_at=utcnow() + timedelta(hours=1))
    with world.context():
        services.correct_address(id, WRONG, RIGHT, ME)
    assert world.send_mail() == 1


def test_a_cancelled_email_is_withheld_with_the_reason_and_never_goes(world: World) -> None:
    id = owed(world)
    with world.context():
        services.cancel(id, WRONG, ME)
    assert world.send_mail() == 0
    row = found(world, id)
    assert (row.state, row.answer) == (State.withheld, services.CANCELLED)
    assert noted(world, id) == ["cancelled"]


def test_a_cancelled_email_can_be_sent_after_all(world: World) -> None:
    id = owed(world)
    with world.context():
        services.cancel(id, WRONG, ME)
        services.send_again(id, WRONG, ME)
    assert world.send_mail() == 1


@pytest.mark.parametrize("mending", Mending)
def test_nothing_can_be_done_with_an_email_that_a_worker_holds(world: World, mending: Mending) -> None:
    id = owed(world)
    with world.context():
        (held,) = claims.fresh()
        with pytest.raises(BeingSent):
            VERBS[mending](id, WRONG)
        services.settle(held, outcomes.Sent())
    assert found(world, id).state is State.sent
    assert noted(world, id) == []


@pytest.mark.parametrize("mending", Mending)
def test_an_email_whose_worker_died_is_left_to_the_next_worker(world: World, mending: Mending) -> None:
    id = owed(world, state=State.sending, lease_until=utcnow() - timedelta(minutes=5))
    with world.context(), pytest.raises(BeingSent):
        VERBS[mending](id, WRONG)
    assert world.send_mail() == 1


@pytest.mark.parametrize("state", [state for state in State if state is not State.sending])
@pytest.mark.parametrize("mending", Mending)
def test_each_thing_is_done_in_its_states_only(world: World, mending: Mending, state: State) -> None:
    id = owed(world, state=state)
    with world.context():
        if state in POSSIBLE[mending]:
            VERBS[mending](id, WRONG)
            return
        with pytest.raises(NotInThisState) as refusal:
            VERBS[mending](id, WRONG)
        assert refusal.value.state is state
    assert (found(world, id).state, found(world, id).recipient) == (state, WRONG)


@pytest.mark.parametrize("mending", Mending)
def test_who_saw_another_address_decides_nothing(world: World, mending: Mending) -> None:
    id = owed(world, state=next(iter(POSSIBLE[mending])))
    with world.context(), pytest.raises(AddressChanged):
        VERBS[mending](id, OTHER)
    assert noted(world, id) == []


def test_an_email_that_is_gone_is_said_to_be_gone(world: World) -> None:
    with world.context(), pytest.raises(NoLongerKept):
        services.cancel(uuid.uuid4(), WRONG, ME)


def at_once(world: World, *deeds: Callable[[], object]) -> list[object]:
    """Do these at once, each on a connection of its own; give what came of each, a refusal by its type."""
    start, ends = threading.Barrier(len(deeds)), [object()] * len(deeds)

    def do(number: int, deed: Callable[[], object]) -> None:
        with world.app.app_context():
            start.wait()
            try:
                ends[number] = deed()
            except Refusal as refusal:
                ends[number] = type(refusal)

    threads = [threading.Thread(target=do, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.mark.commits
def test_of_two_who_correct_an_address_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    id = owed(world)
    ends = at_once(
        world,
        lambda: services.correct_address(id, WRONG, RIGHT, ME),
        lambda: services.correct_address(id, WRONG, OTHER, ME),
    )
    assert sorted(ends, key=str) == [AddressChanged, None]
    assert found(world, id).recipient == (RIGHT if ends[0] is None else OTHER)
    assert noted(world, id) == ["corrected the address"]


@pytest.mark.commits
def test_of_many_who_send_again_at_once_one_does(world: World) -> None:
    id = owed(world, state=State.failed)
    ends = at_once(world, *[lambda: services.send_again(id, WRONG, ME)] * 4)
    assert sorted(ends, key=str) == [NotInThisState, NotInThisState, NotInThisState, None]
    assert world.send_mail() == 1


@pytest.mark.commits
def test_an_email_cancelled_while_a_worker_sends_either_went_or_was_withheld(world: World) -> None:
    ids = [owed(world, f"person{number}@example.com") for number in range(40)]
    addresses = {id: f"person{number}@example.com" for number, id in enumerate(ids)}

    def cancel_all() -> int:
        cancelled = 0
        for id in reversed(ids):
            try:
                services.cancel(id, addresses[id], ME)
                cancelled += 1
            except (BeingSent, NotInThisState):
                pass
        return cancelled

    at_once(world, cancel_all, services.drain)
    world.send_mail()
    with world.context():
        states = {row.recipient: row.state for row in db.session.scalars(select(Notification))}
    assert set(states.values()) <= {State.sent, State.withheld}
    assert sorted(world.sink.recipients) == sorted(who for who, state in states.items() if state is State.sent)
