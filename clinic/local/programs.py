"""The clinic's own processes, as `make run` starts them."""

import contextlib
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from clinic.local.child import Child, make_room
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
        soon = "--workers-kill-timeout 3"  # one that is still reading the application does not hear the signal
        return [sys.executable, "-m", "granian", *f"{words} {quietly} {soon}".split(), "clinic.local.wsgi:app"]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=5) as connection:
            connection.sendall(b"GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in connection.recv(16)
        return False


class Background(Child):
    """The worker and the scheduler, ready when their logs of this start say so."""

    name = "background"
    stop_seconds = 40.0  # a task under way may end first
    ready_words: ClassVar = {"worker": " ready.", "scheduler": "beat: Starting"}
    quiet_as_root: ClassVar = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}

    def __init__(self, log: Path, environ: Mapping[str, str], schedule: Path) -> None:
        super().__init__(log, {**environ, **self.quiet_as_root})
        self.schedule = schedule
        self.logs = {name: log.with_name(f"{name}.log") for name in self.ready_words}

    def prepare(self) -> None:
        self.log_starts = {name: make_room(log) for name, log in self.logs.items()}

    def command(self) -> list[str]:
        return [sys.executable, "-m", "clinic.local.background", str(self.log.parent), str(self.schedule)]

    def is_ready(self) -> bool:
        return all(self._says(name, word) for name, word in self.ready_words.items())

    def _says(self, name: str, word: str) -> bool:
        if not self.logs[name].exists():
            return False
        with self.logs[name].open(errors="replace") as log:
            log.seek(self.log_starts[name])
            return word in log.read()
