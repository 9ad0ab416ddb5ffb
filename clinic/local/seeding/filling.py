"""Filling a clinic of this machine with requests, with all of them or with none."""

from collections.abc import Callable
from random import Random

from sqlalchemy import Connection, func, select

from clinic.core.clock import today
from clinic.core.db import db
from clinic.core.settings import settings
from clinic.insights.services import count_everything
from clinic.intake.models import Intake
from clinic.local.seeding.clinic import CannotFill, clinic_now
from clinic.local.seeding.copying import copy, driver_of
from clinic.local.seeding.keys import taken_off
from clinic.local.seeding.making import BATCH, made
from clinic.local.seeding.requests import SEED, Requests
from clinic.local.seeding.telling import stories

Say = Callable[[str], None]


def fill(total: int, say: Say) -> int:
    """Add requests until there are so many; gives how many were added. Raises CannotFill."""
    with db.engine.connect() as connection, connection.begin():
        check_is_local(connection)
        there = connection.scalar(select(func.count()).select_from(Intake)) or 0
        if there >= total:
            return 0
        _add(connection, range(there, total), say)
    _settle(say)
    return total - there


def check_is_local(connection: Connection) -> None:
    """See that this is an embedded server, as `make run` starts it: it listens on no network. Raises CannotFill."""
    if not settings().clinic_local or connection.exec_driver_sql("SHOW listen_addresses").scalar():
        raise CannotFill("This is not the database of a clinic on this machine, so nothing was added.")


def _add(connection: Connection, numbers: range, say: Say) -> None:
    driver = driver_of(connection)
    requests = Requests(clinic_now(), stories(Random(SEED), today()), numbers.stop)
    with taken_off(connection):
        for done, packed in enumerate(made(requests, numbers)):
            say(f"{done * BATCH:,} of {len(numbers):,} requests")
            copy(driver, packed)
        say("making the indexes")


def count(say: Say) -> None:
    """Count the insights, which a clinic that runs does a few seconds an hour."""
    for number, of in count_everything():
        say(f"{number:,} of {of:,} days and weeks counted")


def _settle(say: Say) -> None:
    """Leave the tables as the database's own housekeeping would, and its files as they stay."""
    say("gathering statistics")
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver_of(connection)
        connection.exec_driver_sql("VACUUM (ANALYZE)")
        connection.exec_driver_sql("CHECKPOINT")
