"""The worker and the scheduler, forked from one process that has read the application: they share its memory.

Run as `python -m clinic.local.background <folder for logs> <the scheduler's file>`. It ends when one of them
does, and tells which.
"""

import gc
import importlib
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from celery.bin.celery import main as celery

SHARED = ("clinic.worker", "celery.apps.beat", "celery.apps.worker", "celery.concurrency.prefork", "celery.worker")
WORKER = ("worker", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle")
SCHEDULER = ("beat", "--loglevel=INFO", "--pidfile=")


class Background:
    def __init__(self, logs: Path, schedule: Path) -> None:
        self.logs = logs
        self.commands = {"worker": WORKER, "scheduler": (*SCHEDULER, f"--schedule={schedule}")}
        self.pids: dict[int, str] = {}
        self.is_stopping = False

    def run(self) -> int:
        for module in SHARED:
            importlib.import_module(module)
        gc.freeze()
        signal.signal(signal.SIGTERM, self._stop)
        for name in self.commands:
            self._fork(name)
        pid, status = os.wait()
        name, code = self.pids.pop(pid), os.waitstatus_to_exitcode(status)
        if self.is_stopping:
            return self._wait_for_the_rest()
        print(f"{name} ended by itself ({f'signal {-code}' if code < 0 else f'exit code {code}'})", flush=True)
        self._stop()
        return self._wait_for_the_rest() or 1

    def _fork(self, name: str) -> None:
        if pid := os.fork():
            self.pids[pid] = name
        else:
            self._become(name)

    def _become(self, name: str) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        log = os.open(self.logs / f"{name}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(log, sys.stdout.fileno())
        os.dup2(log, sys.stderr.fileno())
        sys.argv = ["celery", "--app", "clinic.worker", "--quiet", *self.commands[name]]
        sys.exit(celery())

    def _stop(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Stop the scheduler before the worker, which may end what it has begun."""
        self.is_stopping = True
        for pid in sorted(self.pids, reverse=True):
            os.kill(pid, signal.SIGTERM)

    def _wait_for_the_rest(self) -> int:
        while self.pids:
            self.pids.pop(os.wait()[0])
        return 0


if __name__ == "__main__":
    sys.exit(Background(Path(sys.argv[1]), Path(sys.argv[2])).run())
