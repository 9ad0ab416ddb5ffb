"""Ends what the process that started it leaves behind, however that process died.

Run as a program of its own, with nothing but the standard library. It reads lines from standard input:
`watch <pid> <signal>` for each process started and `forget <pid>` for each one ended. The end of the
input means that the starter is gone.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

PATIENCE = 10.0


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched: dict[int, int] = {}
    for line in sys.stdin:
        word, pid, *rest = line.split()
        if word == "watch":
            watched[int(pid)] = int(rest[0])
        else:
            watched.pop(int(pid), None)
    end(watched)


def end(watched: dict[int, int]) -> None:
    for pid, number in reversed(watched.items()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    deadline = time.monotonic() + PATIENCE
    while any(is_alive(pid) for pid in watched) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in watched:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return True  # a system without /proc reaps what has ended by itself


if __name__ == "__main__":
    main()
