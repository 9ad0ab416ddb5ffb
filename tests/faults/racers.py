"""Many people who want a time at the same moment, each on a connection of their own: some processes full of them.

Each reads an `Order` as JSON from standard input, says that it is ready, waits for another line, and writes its `End`s.
"""

import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from clinic import create_app
from clinic.core import configuration
from clinic.core.audit import SYSTEM
from clinic.core.db import db, engine_options, transaction
from clinic.core.errors import Refusal, sqlstate
from clinic.local.child import ROOT
from clinic.scheduling import booking, holding
from clinic.scheduling.wishes import Choice, wish_of_staff
from tests.faults import failpoints, unguarded
from tests.faults.clinic import Clinic

DONE = "done"
PATIENCE = 120.0
"""Seconds."""


@dataclass(frozen=True)
class Order:
    """Whose forms hold, or whose requests book, which times; and how many of them at once."""

    verb: str
    kind_id: str
    location_id: str
    people: list[str]
    times: list[str]
    at_once: int


class End(NamedTuple):
    word: str
    """Done, the name of a refusal, or what went wrong."""
    seconds: float


def race(clinic: Clinic, order: Order, processes: int = 4, without: str = "") -> list[End]:
    """Let them race in several processes, which begin together when each of them has all its connections."""
    environ = {**clinic.environ, failpoints.WITHOUT: without}
    with ExitStack() as stack:
        started = [stack.enter_context(_program(environ)) for _ in range(processes)]
        for process in started:
            stack.callback(process.kill)
        for number, process in enumerate(started):
            part = dataclasses.replace(
                order,
                people=order.people[number::processes],
                times=order.times[number::processes],
                at_once=order.at_once // processes,
            )
            _say(process, json.dumps(dataclasses.asdict(part)))
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "the racers did not start"
        for process in started:
            _say(process, "go")
        return [End(*end) for process in started for end in json.loads(process.communicate(timeout=PATIENCE)[0])]


def _program(environ: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.racers"]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _say(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdin is not None
    process.stdin.write(words + "\n")
    process.stdin.flush()


def main() -> None:
    unguarded.switch_off(os.environ.get(failpoints.WITHOUT, ""))
    order = Order(**json.loads(sys.stdin.readline()))
    unguarded.put(configuration, "engine_options", lambda: {**engine_options(), "pool_size": order.at_once})
    app = create_app()
    connected = threading.Barrier(order.at_once, timeout=PATIENCE)

    def connect(number: int) -> None:
        with app.app_context():
            while not _is_connected():
                time.sleep(0.1)
            connected.wait()
            _try_once(order, number)

    def run(person: str, at: str) -> End:
        started = time.perf_counter()
        with app.app_context():
            word = _end(order, uuid.UUID(person), datetime.fromisoformat(at))
        return End(word, time.perf_counter() - started)

    with ThreadPoolExecutor(order.at_once) as pool:
        list(pool.map(connect, range(order.at_once)))
        print("ready", flush=True)
        sys.stdin.readline()
        ends = list(pool.map(run, order.people, order.times))
    json.dump(ends, sys.stdout)


def _is_connected() -> bool:
    """Open a connection, which a server that so many want at once may refuse at first."""
    try:
        db.session.execute(text("SELECT 1"))
    except OperationalError:
        db.session.rollback()
        return False
    return True


class Tried(Exception):
    """Nothing of the first try is kept."""


def _try_once(order: Order, number: int) -> None:
    """Do it once and undo it: the first times on a connection take longer, and a web server's were long ago."""
    with suppress(Tried), transaction():
        _end(order, uuid.UUID(order.people[number]), datetime.fromisoformat(order.times[number]))
        raise Tried


def _end(order: Order, id: uuid.UUID, at: datetime) -> str:
    choice = Choice(uuid.UUID(order.kind_id), uuid.UUID(order.location_id))
    try:
        if order.verb == "hold":
            holding.hold(id, choice, at)
        else:
            booking.book(id, wish_of_staff(choice), at, SYSTEM)
    except Refusal as refusal:
        return type(refusal).__name__
    except SQLAlchemyError as fault:  # people would be shown an error page
        return f"fault: {sqlstate(fault)}"
    except Exception as fault:
        return f"fault: {type(fault).__name__}"
    return DONE


if __name__ == "__main__":
    main()
