"""The worker and the scheduler, forked from one process that has read the application: they share its memory.

Before them it forks who brings the database up to date, and waits for the end of that.

Run as `python -m clinic.local.background <folder for logs> <the scheduler's file>`. It ends when one of them
does, and tells which. Signals are blocked while it forks and are fetched one by one after that: no moment is left
in which one could be lost, or be heard by a child in its parent's place.
"""

import gc
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from celery.bin.celery import main as celery
from sqlalchemy.orm import configure_mappers

from clinic.local.prepare import prepare

SHARED = ("clinic.worker", "celery.apps.beat", "celery.apps.worker", "celery.concurrency.prefork", "celery.worker")
WORKER = ("worker", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle")
SCHEDULER = ("beat", "--loglevel=INFO", "--pidfile=")
HEARD = (signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM)
PREPARATION = "prepare"
SCHEDULER_SECONDS = 3
"""It has nothing to finish, and may swallow the exception that its own handler ends it with."""


class Background:
    def __init__(self, logs: Path, schedule: Path) -> None:
        self.logs = logs
        self.commands = {"worker": WORKER, "scheduler": (*SCHEDULER, f"--schedule={schedule}")}
        self.pids: dict[int, str] = {}
        self.is_stopping = False
        self.has_failed = False

    def run(self) -> int:
        for module in SHARED:
            importlib.import_module(module)
        configure_mappers()
        gc.collect()
        gc.freeze()
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # what is ignored, as by default, may never be fetched
        self._fork(PREPARATION)
        while self.pids:
            match signal.sigwait(HEARD):
                case signal.SIGTERM:
                    self._stop()
                case signal.SIGCHLD:
                    self._see_who_ended()
                case signal.SIGALRM:
                    self._kill_scheduler()
        return 1 if self.has_failed else 0

    def _fork(self, name: str) -> None:
        if pid := os.fork():
            self.pids[pid] = name
        else:
            self._become(name)

    def _become(self, name: str) -> NoReturn:
        for number in HEARD:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
        if name == PREPARATION:
            prepare(importlib.import_module("clinic.worker").application)
            sys.exit()
        log = os.open(self.logs / f"{name}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(log, sys.stdout.fileno())
        os.dup2(log, sys.stderr.fileno())
        sys.argv = ["celery", "--app", "clinic.worker", "--quiet", *self.commands[name]]
        sys.exit(celery())

    def _stop(self) -> None:
        """Stop the scheduler before the worker, which may end what it has begun."""
        self.is_stopping = True
        for pid in sorted(self.pids, reverse=True):
            os.kill(pid, signal.SIGTERM)
        signal.alarm(SCHEDULER_SECONDS)

    def _see_who_ended(self) -> None:
        for pid in list(self.pids):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._note(self.pids.pop(pid), os.waitstatus_to_exitcode(status))

    def _note(self, name: str, code: int) -> None:
        if self.is_stopping:
            return
        if name == PREPARATION and code == 0:
            for each in self.commands:
                self._fork(each)
            return
        print(f"{name} ended by itself ({f'signal {-code}' if code < 0 else f'exit code {code}'})", flush=True)
        self.has_failed = True
        self._stop()

    def _kill_scheduler(self) -> None:
        for pid, name in self.pids.items():
            if name == "scheduler":
                os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(Background(Path(sys.argv[1]), Path(sys.argv[2])).run())
