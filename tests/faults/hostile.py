"""Rows about those who mean ill: strange input, bodies that are too large, and clients that stall."""

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from clinic.local.child import ROOT
from clinic.local.valkey import HOST
from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic
from tests.faults.patient import Answer, slowest
from tests.faults.processes import Nginx, nginx

INPUTS, BATCHES, FEW = 21_000, 6, 800
MOST_SECONDS = 10.0
UNLIMITED = {"DRAFT_LIMIT_PER_ADDRESS": "1000000 per hour", "SIGN_IN_LIMIT": "1000000 per hour"}
STALLED = 200
SOON = 1.0
MEGABYTE = 1024 * 1024
LARGE_FORM = b"message=" + b"x" * 2 * MEGABYTE
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(LARGE_FORM)

HEAD = b"POST /consultation/quick/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
STALLS = {
    "say nothing": b"",
    "stop in the head": HEAD,
    "read no answer": b"GET /treatments/compare/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40,
}
IN_THE_BODY = {"stop in the body": HEAD + b"Content-Length: 500\r\n\r\nname=x"}


@row("21", "Strange input to every form and address, by everyone")
def strange_input(case: Case, bench: Bench) -> None:
    answers: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda number: _attack(bench, INPUTS // BATCHES, number), range(BATCHES)):
            answers.update(found["answers"])
            case.broken += found["wrong"][:5]
            case.promise(found["slowest"] < MOST_SECONDS, f"{found['slowest']:.1f} s for {found['slow']}")
    case.inject(answers.total())
    case.promise(case.injected > 20_000, f"only {case.injected} inputs")
    case.measured.append(", ".join(f"{number} × {status}" for status, number in sorted(answers.items())))
    wrong = _attack(bench, FEW, 0, without="odd origins")["wrong"]
    case.control("odd origins", bool(wrong), f"{len(wrong)} of {FEW} were faults of ours")


def _attack(bench: Bench, inputs: int, number: int, without: str = "") -> dict[str, Any]:
    """Attack a clinic in a process of its own; tells what it found, and where chance began should it be wrong."""
    with bench.clinic(without=without, **UNLIMITED) as clinic:
        chance = str(time.time_ns() % 1_000_000 + number)
        command = [sys.executable, "-m", "tests.fuzzing", str(inputs), chance]
        done = subprocess.run(command, cwd=ROOT, env=clinic.environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        found: dict[str, Any] = json.loads(done.stdout)
        found["wrong"] = [f"{words} (chance {chance})" for words in found["wrong"]]
        return found


@row("22", "A body too large; 200 clients that stall")
def stalling_clients(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        _too_large(case, clinic)
        for how, begun in STALLS.items():
            _others_go_on(case, clinic, how, begun, clinic.web.port)
        if nginx():
            proxy = Nginx(clinic.folder / "nginx.log", clinic.web)
            clinic.start(proxy)
            for how, begun in {**STALLS, **IN_THE_BODY}.items():
                _others_go_on(case, clinic, f"{how}, behind nginx", begun, proxy.port)
        _without_proxy(case, clinic)
        clinic.drain().wait()
        case.settle(clinic)


def _too_large(case: Case, clinic: Clinic) -> None:
    """A body is refused by the size that it says; one that says none is not read at all, and so is empty."""
    for said, wanted in ((b"Content-Length: %d\r\n\r\n" % len(LARGE_FORM), b"413"), (CHUNKED, b"422")):
        case.inject()
        with socket.create_connection((HOST, clinic.web.port), timeout=20) as connection:
            connection.sendall(HEAD + said + LARGE_FORM + b"\r\n0\r\n\r\n")
            status = connection.recv(64).split(b" ")[1]
        case.promise(status == wanted, f"a form of 2 MB was answered {status.decode()}")


def _others_go_on(case: Case, clinic: Clinic, how: str, begun: bytes, port: int) -> None:
    with _stalled(port, begun):
        case.inject(STALLED)
        answers = _honest(clinic, port)
    case.promise({answer.status for answer in answers} <= {200, 303}, f"{how}: {[a.status for a in answers]}")
    case.within(slowest(answers, 1), SOON, f"200 that {how}: an honest request")


def _honest(clinic: Clinic, port: int) -> list[Answer]:
    """Look at a page, and send a form."""
    patient = clinic.patient(f"patient{time.time_ns()}")
    patient.port, patient.timeout = port, 10
    page = patient.fetch("GET", "/treatments/")
    if page.status != 200:
        return [page]
    form = patient.form()
    return [page, patient.fetch("GET", "/consultation/quick/"), patient.send(form)]


@contextmanager
def _stalled(port: int, begun: bytes) -> Iterator[None]:
    held = [socket.create_connection((HOST, port), timeout=10) for _ in range(STALLED)]
    try:
        for connection in held:
            connection.sendall(begun)
        time.sleep(0.5)
        yield
    finally:
        for connection in held:
            connection.close()


def _without_proxy(case: Case, clinic: Clinic) -> None:
    """The web server reads a body in the thread that answers it, so without a proxy in front they run out."""
    [(how, begun)] = IN_THE_BODY.items()
    with _stalled(clinic.web.port, begun):
        answers = _honest(clinic, clinic.web.port)
    case.control(
        "nginx" if nginx() else "a proxy (nginx is not installed)", answers[0].status == 0, f"{how}: no answer"
    )
