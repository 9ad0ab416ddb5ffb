"""A whole clinic of real processes, which a row may kill, stop and starve."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from celery import Celery

from clinic.local.child import Child
from clinic.local.postgres import Postgres
from clinic.local.valkey import HOST, Valkey
from tests.faults import failpoints
from tests.faults.inbox import Inbox
from tests.faults.patient import Patient
from tests.faults.processes import Beat, Drain, Web, Worker

OWED = ("queued", "retrying", "sending")
SOON = 60.0


class Clinic:
    """Its processes, its database as SQL shows it, its inbox, and what its patients were told."""

    def __init__(self, folder: Path, environ: dict[str, str], inbox: Inbox, postgres: Postgres, valkey: Valkey) -> None:
        self.folder, self.environ, self.inbox = folder, environ, inbox
        self.postgres, self.valkey = postgres, valkey
        self.accepted: list[str] = []
        self.children: list[Child] = []
        self.web_seconds = 0.0
        self.web = Web(folder / "web.log", environ)
        self.worker = Worker(folder / "worker.log", environ)
        self.beat = Beat(folder / "beat.log", environ)

    def start(self, *children: Child) -> None:
        for child in children:
            self.children.append(child)
            child.begin()
        for child in children:
            seconds = wait_until(child.is_ready, SOON, f"{child.name} to be ready")
            if child is self.web:
                self.web_seconds = seconds

    def workers(self, processes: int = 1, without: str = "") -> Worker:
        environ = {**self.environ, **({failpoints.WITHOUT: without} if without else {})}
        self.worker = Worker(self.folder / "worker.log", environ, processes)
        return self.worker

    def drain(self, without: str = "", **settings: str) -> Drain:
        """Begin one drain; the caller waits for it, stops it or kills it."""
        log = self.folder / f"drain-{len(self.children)}.log"
        child = Drain(log, {**self.environ, failpoints.WITHOUT: without, **settings})
        self.children.append(child)
        child.begin()
        return child

    def patient(self, name: str = "patient") -> Patient:
        return Patient(HOST, self.web.port, f"{name}@example.com", self.accepted)

    def request(self, *names: str) -> None:
        """Send one request for each name, as different patients do."""
        for name in names:
            patient = self.patient(name)
            answer = patient.send(patient.form())
            assert answer.status == 303, f"the form answered {answer.status}"

    def arm(self, point: str) -> None:
        failpoints.arm(self.folder, point)

    def ring(self) -> None:
        """Publish one drain, as any process of the clinic would."""
        with Celery(broker=self.environ["REDIS_URL"]) as celery:
            celery.send_task("notifications.drain", ignore_result=True)

    def sql(self, statement: Any, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.environ["DATABASE_URL"], autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def number(self, statement: Any, *values: object) -> int:
        return int(self.sql(statement, *values)[0][0])

    def owed(self) -> int:
        return self.number("SELECT count(*) FROM notification WHERE state = ANY(%s)", list(OWED))

    def states(self, recipient: str) -> list[str]:
        return [row[0] for row in self.sql("SELECT state FROM notification WHERE recipient = %s", recipient)]

    def until_sent(self, seconds: float = SOON) -> float:
        """Wait until no email is owed; gives how long it took."""
        return wait_until(lambda: self.owed() == 0, seconds, "every email to be sent")

    def hasten(self) -> None:
        """Let every lease and every wait be over, as if the time had passed."""
        self.sql("UPDATE notification SET lease_until = now() - interval '1 second' WHERE state = 'sending'")
        self.sql("UPDATE notification SET due_at = now() WHERE state = 'retrying'")

    def close(self) -> None:
        for child in reversed(self.children):
            child.kill()


def wait_until(is_true: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait for something; gives how long it took. Raises TimeoutError."""
    start = time.monotonic()
    while not is_true():
        if time.monotonic() > start + seconds:
            raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)
    return time.monotonic() - start


def family(child: Child) -> list[psutil.Process]:
    process = psutil.Process(child.pid)
    return [process, *process.children(recursive=True)]


def send_signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        process.send_signal(number)


def ended(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@contextmanager
def hung(processes: list[psutil.Process]) -> Iterator[None]:
    send_signal(processes, signal.SIGSTOP)
    try:
        yield
    finally:
        send_signal(processes, signal.SIGCONT)
