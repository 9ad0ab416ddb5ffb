"""A process of ours: started, watched, stopped. Its output goes to a log file, and it never outlives us."""

import atexit
import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

LOG_BYTES = 5_000_000
ROOT = Path(__file__).resolve().parents[2]


class ChildEnded(Exception):
    """A process ended, or did not answer in time, where it should have gone on."""

    def __init__(self, child: "Child", what: str) -> None:
        super().__init__(f"{child.name} {what}.")
        self.child = child


class Child:
    """What every local process has in common; a kind of process says its command and when it is ready."""

    name = "child"
    stop_signal = signal.SIGTERM
    stop_seconds = 10.0
    ready_seconds = 60.0
    folder = ROOT

    def __init__(self, log: Path, environ: Mapping[str, str] | None = None) -> None:
        self.log = log
        self.environ = dict(os.environ if environ is None else environ)
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def rights(self) -> dict[str, Any]:
        """Give the arguments of Popen that change the account; none by default."""
        return {}

    def prepare(self) -> None:
        """Make what the process needs on disk; called before each start."""

    def is_ready(self) -> bool:
        return True

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} has not been started"
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def has_failed(self) -> bool:
        """Whether it ended where it should have gone on."""
        return not self.is_alive

    @property
    def ending(self) -> str:
        code = self.process.poll() if self.process else None
        if code is None:
            return "not started" if self.process is None else "running"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def start(self) -> None:
        """Start and wait until it answers. Raises ChildEnded."""
        self.begin()
        deadline = time.monotonic() + self.ready_seconds
        while not self.is_ready():
            if self.has_failed:
                raise ChildEnded(self, f"ended while it was starting ({self.ending})")
            if time.monotonic() > deadline:
                self.stop()
                raise ChildEnded(self, f"did not answer within {self.ready_seconds:.0f} seconds")
            time.sleep(0.02)

    def begin(self) -> None:
        """Start without waiting. A session of its own keeps a terminal's Ctrl-C from reaching it directly."""
        self.prepare()
        make_room(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self.environ,
                start_new_session=True,
                **self.rights(),
            )
        guard().watch(self.process.pid, self.stop_signal)

    def stop(self) -> None:
        """Ask it to end, wait, and end it by force when it does not. Nothing happens if it is not running."""
        if self.process is not None and self.is_alive:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.stop_seconds)
        self.kill()

    def kill(self) -> None:
        """End it, and whatever it started in its session, at once and as a crash would."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        guard().forget(self.process.pid)
        self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop for good: what only a running process needs is removed."""
        self.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def last_lines(self, count: int = 12) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()[-count:] if self.log.exists() else []


def make_room(log: Path) -> int:
    """Put a long log aside, dropping the one put aside before; gives where the log goes on."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old"))
    return log.stat().st_size if log.exists() else 0


class Guard:
    """The other end of guard.py: tells it which processes must not outlive this one."""

    def __init__(self) -> None:
        program = str(Path(__file__).with_name("guard.py"))
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", program], stdin=subprocess.PIPE, text=True, start_new_session=True, cwd="/"
        )
        atexit.register(self.dismiss)

    def watch(self, pid: int, number: int) -> None:
        self._say(f"watch {pid} {int(number)}")

    def forget(self, pid: int) -> None:
        self._say(f"forget {pid}")

    def dismiss(self) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()

    def _say(self, words: str) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            print(words, file=self.process.stdin, flush=True)


@functools.cache
def guard() -> Guard:
    return Guard()
