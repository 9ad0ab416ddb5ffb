"""The guards, each of which a negative control switches off in a process of its own.

A control that sees no fault would mean that the row proves nothing.
"""

import smtplib
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
from celery import current_app
from flask_mail import Message
from sqlalchemy import Select, update

from clinic.core import db, headers, storing, tasks
from clinic.core.clock import utcnow
from clinic.core.settings import settings
from clinic.notifications import claims, outcomes, services, transport
from clinic.notifications.models import Notification, State
from clinic.notifications.outcomes import Failed, Outcome, Retry
from clinic.operations import restore
from clinic.scheduling import diaries, reminders
from clinic.scheduling.rules import BookingRules

guards: dict[str, Callable[[], None]] = {}


def guard(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    def register(switch: Callable[[], None]) -> Callable[[], None]:
        guards[name] = switch
        return switch

    return register


def switch_off(name: str) -> None:
    if name:
        guards[name]()


def put(owner: object, name: str, value: object) -> None:
    """Replace something of the application's in this process."""
    assert hasattr(owner, name), f"{owner} has no {name}"
    setattr(owner, name, value)


@guard("one transaction")
def commit_each_statement() -> None:
    autocommit = db._autocommit
    put(db, "_begin", lambda session, transaction, connection: autocommit(connection, True))
    put(db, "_autocommit", lambda connection, wanted: None)
    put(storing, "MOST_ROWS", 1)


@guard("bounded database")
def wait_for_ever() -> None:
    put(db.BoundedConnection, "wait", psycopg.Connection.wait)


@guard("doorbell thread")
def publish_in_the_request() -> None:
    def ring(doorbell: tasks.Doorbell, call: tasks.Call) -> None:
        doorbell.celery.conf.broker_transport_options = {}
        doorbell.celery.send_task(call[0], call[1], ignore_result=True)

    put(tasks.Doorbell, "ring", ring)


@guard("claim")
def take_what_is_there() -> None:
    """Read, then write: no lock, and nothing that asks again whether the rows are still free."""

    def claim(ids: Select[uuid.UUID], abandoned_by: int) -> list[Notification]:
        with db.transaction() as session:
            found = list(session.scalars(ids))
        time.sleep(0.3)  # a lock would have to hold just as long
        with db.transaction() as session:
            taken = update(Notification).where(Notification.id.in_(found))
            taken = taken.values(state=State.sending, lease_until=utcnow() + claims.LEASE)
            return list(session.scalars(taken.returning(Notification), execution_options={"populate_existing": True}))

    put(claims, "_claim", claim)


@guard("lease")
def never_take_over() -> None:
    put(claims, "abandoned", list)


@guard("lease's owner")
def give_back_what_is_not_ours() -> None:
    """Give rows back by id alone, and go on sending after the lease has run out."""

    def release(rows: list[Notification]) -> None:
        mine = update(Notification).where(Notification.id.in_([row.id for row in rows]))
        with db.transaction() as session:
            session.execute(
                mine.values(state=State.queued, lease_until=None), execution_options={"synchronize_session": False}
            )

    put(claims, "release", release)
    put(services, "BATCH_SECONDS", 1000.0)


@guard("attempt cap")
def try_for_ever() -> None:
    put(claims, "MOST_ABANDONED", 30_000)


@guard("mail timeouts")
def wait_for_the_server() -> None:
    def configure(connection: transport.VerifiedConnection) -> smtplib.SMTP:
        return smtplib.SMTP(settings().mail_server, settings().mail_port)

    put(transport.VerifiedConnection, "configure_host", configure)
    put(services, "BATCH_SECONDS", 1000.0)


@guard("server faults are nobody's")
def blame_the_row() -> None:
    put(outcomes, "of_connecting", lambda fault: Retry(str(fault)))


@guard("kinds of refusal")
def every_refusal_is_final() -> None:
    def of_sending(fault: Exception, recipient: str) -> Outcome:
        return Failed(str(fault))

    put(outcomes, "of_sending", of_sending)


@guard("stable Message-ID")
def a_new_id_each_time() -> None:
    make = transport.message

    def message(id: uuid.UUID, *others: Any) -> Message:
        return make(uuid.uuid4(), *others)

    put(services, "message", message)


@guard("diary's lock")
def write_into_diaries_at_once() -> None:
    """Lock no diary; and everybody who has looked by a full second writes at it, whichever process they are in."""
    put(diaries, "_has", lambda *_: True)
    put(diaries, "lock", lambda *_: None)
    put(diaries, "_drop_holds_run_out", lambda *_: time.sleep(1 - time.time() % 1))


@guard("absolute time")
def count_by_the_wall() -> None:
    """Take the hours before an appointment off what the clock shows, as if every day had twenty-four."""

    def due_at(kind: str, starts_at: datetime, rules: BookingRules) -> datetime | None:
        hours, zone = rules.reminders[reminders.REMINDERS.index(kind)], settings().clinic_timezone
        return (starts_at.astimezone(zone) - timedelta(hours=hours)).astimezone(UTC) if hours else None

    put(reminders, "due_at", due_at)


@guard("mail withheld after a restore")
def let_the_mail_go() -> None:
    put(restore, "withhold_what_may_have_gone", lambda: 0)


@guard("odd origins")
def read_any_origin() -> None:
    put(headers, "_host_of", lambda origin: urlsplit(origin).netloc)


@guard("sweep")
def never_look() -> None:
    put(services, "sweep", lambda: 0)


@guard("unlimited prefetch")
def take_one_task_at_a_time() -> None:
    current_app.conf.worker_prefetch_multiplier = 1
