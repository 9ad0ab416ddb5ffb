"""The clinic's own processes, as `make run` starts them."""

import contextlib
import http.client
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from clinic.local.child import Child
from clinic.local.instance import HOST
from clinic.local.valkey import free_port


class MailCatcher(Child):
    """An SMTP server that keeps every message as a file in a folder."""

    name = "mail"

    def __init__(self, folder: Path, *, log: Path | None = None) -> None:
        super().__init__(log or folder.parent / "mail.log")
        self.mail = folder.absolute()
        self.port = free_port()

    def command(self) -> list[str]:
        program = Path(__file__).with_name("mail.py")
        return [sys.executable, "-P", str(program), str(self.mail), str(self.port)]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=1) as connection:
            return connection.recv(3) == b"220"
        return False


class Preparation(Child):
    """Brings the database up to date and adds the samples; ready when it has ended well."""

    name = "prepare"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "clinic.local.prepare"]

    def is_ready(self) -> bool:
        return self.process is not None and self.process.poll() == 0

    @property
    def has_failed(self) -> bool:
        return super().has_failed and not self.is_ready()


class Web(Child):
    name = "web"

    def __init__(self, log: Path, environ: Mapping[str, str], port: int, threads: int = 4) -> None:
        super().__init__(log, environ)
        self.port = port
        self.threads = threads

    def command(self) -> list[str]:
        words = f"--interface wsgi --host {HOST} --port {self.port} --workers 1 --blocking-threads {self.threads}"
        quietly = "--backpressure 64 --log-level warning --no-ws"
        return [sys.executable, "-m", "granian", *words.split(), *quietly.split(), "clinic.local.wsgi:app"]

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        return False


class Celery(Child):
    """A process of Celery's, ready when its log of this start says so."""

    ready_word = ""
    options: tuple[str, ...] = ()

    def prepare(self) -> None:
        self.log_start = self.log.stat().st_size if self.log.exists() else 0

    def command(self) -> list[str]:
        return [sys.executable, "-m", "celery", "--app", "clinic.worker", "--quiet", *self.options]

    def is_ready(self) -> bool:
        with self.log.open(errors="replace") as log:
            log.seek(self.log_start)
            return self.ready_word in log.read()


class Worker(Celery):
    name = "worker"
    ready_word = " ready."
    stop_seconds = 40.0  # a task under way may end first
    quiet_as_root = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    options = ("worker", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle")


    def __init__(self, log: Path, environ: Mapping[str, str]) -> None:
        super().__init__(log, {**environ, **self.quiet_as_root})


class Scheduler(Celery):
    name = "scheduler"
    ready_word = "beat: Starting"

    def __init__(self, log: Path, environ: Mapping[str, str], schedule: Path) -> None:
        super().__init__(log, environ)
        self.options = ("beat", "--loglevel=INFO", f"--schedule={schedule}", "--pidfile=")
