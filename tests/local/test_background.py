import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from clinic.local.child import ROOT

MOST_SECONDS = 30.0
SIGNALLED_AT_FORKS = """
import os, runpy, signal, sys

def signal_oneself():
    if main in (os.getpid(), os.getppid()):
        os.kill(os.getpid(), signal.SIGTERM)

main = os.getpid()
os.register_at_fork(**{sys.argv.pop(1): signal_oneself})
runpy.run_module("clinic.local.background", run_name="__main__")
"""


@pytest.mark.parametrize("moment", ["before", "after_in_parent", "after_in_child"])
def test_no_signal_is_lost_around_a_fork(environment: dict[str, str], tmp_path: Path, moment: str) -> None:
    words = [moment, str(tmp_path), str(tmp_path / "schedule")]
    process = subprocess.Popen(
        [sys.executable, "-c", SIGNALLED_AT_FORKS, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(MOST_SECONDS)
        assert session(process.pid) == []
    finally:
        for each in session(process.pid):
            os.kill(each, signal.SIGKILL)
        process.wait()


def session(leader: int) -> list[int]:
    return [pid for pid in psutil.pids() if pid != os.getpid() and belongs(pid, leader)]


def belongs(pid: int, leader: int) -> bool:
    try:
        return os.getsid(pid) == leader
    except ProcessLookupError:
        return False
