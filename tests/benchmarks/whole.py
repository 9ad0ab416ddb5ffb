"""How soon the whole clinic answers, and how much memory it takes when nobody asks for anything."""

import shutil
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from clinic.local import account
from tests.benchmarks.figures import at_most, progress
from tests.local.running import Clinic

MOST_MEGABYTES = 400
MOST_SECONDS = 5
STARTS = 3
IDLE_SECONDS = 5.0


def measure() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="clinic-bench-"))
    try:
        with Clinic(folder):
            progress("whole: made an instance")
        seconds = sorted(_start(folder) for _ in range(STARTS))[STARTS // 2]
        megabytes, parts = _memory(folder)
    finally:
        account.remove_folder(folder / "postgres")
        shutil.rmtree(folder)
    yield at_most("Start of a warm `make run` until it is ready", seconds, "s", MOST_SECONDS)
    yield at_most("Memory of everything, idle", megabytes, "MB", MOST_MEGABYTES)
    yield f"Memory by process, MB: {parts}"


def _start(folder: Path) -> float:
    started = time.monotonic()
    clinic = Clinic(folder)
    while not _is_ready(clinic):
        time.sleep(0.02)
    seconds = time.monotonic() - started
    with clinic:
        progress(f"whole: ready after {seconds:.1f} s")
    return seconds


def _is_ready(clinic: Clinic) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{clinic.port}/health/ready", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def _memory(folder: Path) -> tuple[float, str]:
    """Give the megabytes that the processes take together, each shared page counted once, and each one's part."""
    with Clinic(folder) as clinic:
        time.sleep(IDLE_SECONDS)
        parts: dict[str, float] = {}
        supervisor = psutil.Process(clinic.process.pid)
        for process in (supervisor, *supervisor.children(recursive=True)):
            name = _name(process)
            parts[name] = parts.get(name, 0) + process.memory_full_info().pss / 1e6
    return sum(parts.values()), ", ".join(f"{name} {size:.0f}" for name, size in sorted(parts.items()))


def _name(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    names = ("granian", "worker", "beat", "valkey", "postgres", "mail.py", "guard", "clinic.local run")
    return next((name for name in names if name in words), process.name())
