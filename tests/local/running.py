"""A whole clinic started as a person would start it, for the tests of how it starts and stops."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from clinic.local.child import ROOT
from clinic.local.valkey import free_port

LAST_LINE = "Ctrl-C stops everything."
RUN = (sys.executable, "-m", "clinic.local", "run")


@dataclass
class Clinic:
    folder: Path
    port: int = field(default_factory=free_port)
    output: str = ""
    words: Sequence[str] = RUN
    options: dict[str, Any] = field(default_factory=dict)
    """More arguments of Popen."""

    def __post_init__(self) -> None:
        self.process = start(self.words, self.folder, self.port, **self.options)
        self.processes: list[psutil.Process] = []

    def __enter__(self) -> "Clinic":
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            if LAST_LINE in line:
                break
        assert LAST_LINE in self.output, self.output
        supervisor = psutil.Process(self.process.pid)
        self.processes = [supervisor, *supervisor.children(recursive=True)]
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.end(signal.SIGTERM)
        finally:
            for each in self.survivors(0):
                each.kill()

    def end(self, number: int) -> int:
        """Send a signal, wait, and give the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        self.output += self.process.communicate(timeout=120)[0] or ""
        return self.process.returncode

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            body: bytes = answer.read()
        return body

    def child(self, words: str) -> psutil.Process:
        return next(process for process in self.processes if words in " ".join(process.cmdline()))

    def survivors(self, seconds: float = 60) -> list[psutil.Process]:
        """Wait for every process of this clinic to end; give those that did not."""
        _, alive = psutil.wait_procs([each for each in self.processes if is_alive(each)], timeout=seconds)
        return [each for each in alive if is_alive(each)]


def is_alive(process: psutil.Process) -> bool:
    """Tell whether it runs; one that ended and was not yet waited for by its parent does not."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def command(word: str, folder: Path, port: int, *more: str) -> subprocess.Popen[str]:
    return start([sys.executable, "-m", "clinic.local", word, *more], folder, port)


def start(words: Sequence[str], folder: Path, port: int, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env={**os.environ, "CLINIC_INSTANCE": str(folder), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
