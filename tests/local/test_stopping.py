"""However the end is asked for, it comes within seconds, and nothing is left."""

import fcntl
import os
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest

from clinic.local import account
from tests.local.running import RUN, Clinic

MOST_SECONDS = 60.0
"""An idle clinic needs two or three. A task under way may end first, for which `Background` leaves forty."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("instance")
    yield folder
    account.remove_folder(folder / "postgres")


@pytest.fixture
def make(tmp_path: Path) -> list[str]:
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {' '.join(RUN)}\n")
    return ["make", "-f", str(tmp_path / "Makefile"), "run"]


def ends_soon(clinic: Clinic) -> bool:
    asked = time.monotonic()
    clinic.wait()
    left, seconds = clinic.survivors(MOST_SECONDS), time.monotonic() - asked
    assert left == [], f"still there after {seconds:.0f} s"
    return seconds < MOST_SECONDS


def ignore(*numbers: int) -> None:
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


@pytest.mark.parametrize("number", SIGNALS)
def test_each_signal_ends_what_a_shell_started_in_the_background(folder: Path, number: int) -> None:
    deaf = partial(ignore, signal.SIGINT, signal.SIGQUIT, signal.SIGCHLD)
    with Clinic(folder, options={"preexec_fn": deaf}) as clinic:
        clinic.process.send_signal(number)
        assert ends_soon(clinic)


def test_a_starter_that_blocks_signals_does_not_make_it_deaf(folder: Path) -> None:
    deaf = partial(signal.pthread_sigmask, signal.SIG_BLOCK, signal.valid_signals())
    with Clinic(folder, options={"preexec_fn": deaf}) as clinic:
        clinic.process.send_signal(signal.SIGTERM)
        assert ends_soon(clinic)


def test_a_hail_of_signals_ends_it_like_a_single_one(folder: Path) -> None:
    with Clinic(folder, words=[sys.executable, "-m", "tests.local.hail"]) as clinic:
        assert ends_soon(clinic)


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["alone", "and its group"])
def test_a_signal_to_make_ends_everything(folder: Path, make: list[str], send: Callable[[int, int], None]) -> None:
    """`timeout make run` sends two: to `make`, which passes it on, and to the group of both."""
    with Clinic(folder, words=make, options={"start_new_session": True}) as clinic:
        send(clinic.process.pid, signal.SIGTERM)
        assert ends_soon(clinic)


def test_closing_the_terminal_ends_everything(folder: Path, make: list[str]) -> None:
    window, terminal = os.openpty()
    sit_down = partial(fcntl.ioctl, 0, termios.TIOCSCTTY, 0)
    options = {"stdin": terminal, "start_new_session": True, "preexec_fn": sit_down}
    with Clinic(folder, words=make, options=options) as clinic:
        os.close(terminal)
        os.close(window)
        assert ends_soon(clinic)


def test_a_scheduler_that_does_not_listen_keeps_nobody_waiting(folder: Path) -> None:
    with Clinic(folder) as clinic:
        _, scheduler = clinic.child("clinic.local.background").children()
        scheduler.suspend()
        clinic.process.send_signal(signal.SIGTERM)
        assert ends_soon(clinic)


def test_it_ends_soon_while_the_web_is_still_starting(folder: Path) -> None:
    clinic = Clinic(folder)
    supervisor = psutil.Process(clinic.process.pid)
    while not web_workers(supervisor) and clinic.process.poll() is None:
        time.sleep(0.01)
    clinic.processes = [supervisor, *supervisor.children(recursive=True)]
    clinic.process.send_signal(signal.SIGTERM)
    assert ends_soon(clinic)


def web_workers(supervisor: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        webs = [child for child in supervisor.children() if "granian" in child.cmdline()]
        return [worker for web in webs for worker in web.children()]
    return []
