"""Rows about workers that are killed, stopped, raced or poisoned."""

import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psutil

from clinic.notifications import claims
from tests.faults import poison
from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic, family, send_signal, wait_until
from tests.faults.inbox import Gate, slow
from tests.faults.ledger import books

PROMISED = 300.0
LEASE = claims.LEASE.total_seconds()
NAMES = ("ada", "ben", "cleo", "dan", "eve")


@row("3", "kill -9 pool process mid-send")
def pool_process(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.workers(2), clinic.beat)
        for stage, names in (("rcpt", NAMES[:2]), ("kept", NAMES[2:])):
            gate = Gate()
            clinic.inbox.at(stage, gate)
            clinic.request(*names)
            gate.wait()
            _kill(_sender(clinic))
            gate.opened.set()
            case.inject()
        case.recover(clinic.until_sent(PROMISED))
        case.within(case.recovered, PROMISED, "recovery")
        case.settle(clinic, explained=1)
    _without_takeover(case, bench)


def _sender(clinic: Clinic) -> psutil.Process:
    """Find the process that is talking to the mail server."""
    return next(
        process
        for process in family(clinic.worker)
        for connection in process.net_connections("tcp")
        if connection.raddr[-1:] == (clinic.inbox.port,)
    )


def _kill(process: psutil.Process) -> None:
    process.send_signal(signal.SIGKILL)


def _without_takeover(case: Case, bench: Bench) -> None:
    """A killed sender's row stays as it was left, for ever, when nobody takes leases over."""
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        kill_drain(clinic, "ada")
        clinic.hasten()
        clinic.drain(without="lease").wait()
        lost = books(clinic).lost
        case.control("lease", lost > 0, f"{lost} never sent")


def kill_drain(clinic: Clinic, name: str) -> None:
    """Let somebody send a request, and kill the process that is sending its emails."""
    clinic.request(name)
    gate = Gate()
    clinic.inbox.at("rcpt", gate)
    drain = clinic.drain()
    gate.wait()
    drain.kill()
    gate.opened.set()


@row("4", "kill -9 whole worker mid-send")
def whole_worker(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.worker)
        gate = Gate()
        clinic.inbox.at("rcpt", gate)
        clinic.request(*NAMES)
        gate.wait()
        send_signal(family(clinic.worker), signal.SIGKILL)
        clinic.worker.kill()
        gate.opened.set()
        case.inject()
        killed = time.monotonic()
        clinic.start(clinic.worker)
        time.sleep(LEASE + 2)
        case.control("sweep", clinic.owed() > 0, f"{clinic.owed()} still owed after the lease")
        clinic.start(clinic.beat)
        clinic.until_sent(PROMISED)
        case.recover(time.monotonic() - killed)
        case.within(case.recovered, PROMISED, "recovery")
        case.settle(clinic)


@row("4b", "worker stopped past its lease comes back")
def stopped_worker(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        case.recover(_come_back(clinic, ""))
        case.inject()
        case.settle(clinic)
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        _come_back(clinic, "lease's owner")
        duplicated = books(clinic).duplicated
        case.control("lease's owner", duplicated > 0, f"{duplicated} sent twice")


def _come_back(clinic: Clinic, without: str) -> float:
    """Stop a sender in the middle, let another take its rows over, and wake the first while that one is sending."""
    clinic.request(*NAMES)
    first, second = Gate(), Gate()
    clinic.inbox.at("rcpt", first)
    stopped = clinic.drain(without)
    first.wait()
    send_signal(family(stopped), signal.SIGSTOP)
    time.sleep(LEASE + 1)
    clinic.inbox.at("rcpt", second, f"{NAMES[-1]}@example.com")
    other = clinic.drain(without)
    second.wait()
    first.opened.set()
    time.sleep(0.5)
    send_signal(family(stopped), signal.SIGCONT)
    woken = time.monotonic()
    stopped.wait()
    clinic.drain(without).wait()
    second.opened.set()
    other.wait()
    clinic.hasten()
    clinic.drain(without).wait()
    return time.monotonic() - woken


@row("15", "one task delivered 10 times at once")
def many_deliveries(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        _deliver(clinic, 10)
        case.inject(10)
        case.recover(clinic.until_sent())
        case.settle(clinic)
    with bench.clinic(without="claim") as clinic:
        _deliver(clinic, 10)
        clinic.until_sent()
        time.sleep(2)
        duplicated = books(clinic).duplicated
        case.control("claim", duplicated > 0, f"{duplicated} sent twice")


def _deliver(clinic: Clinic, times: int) -> None:
    """Let ten requests wait, and wake four processes with many copies of one task."""
    clinic.start(clinic.web)
    clinic.request(*(f"patient{number}" for number in range(10)))
    clinic.inbox.at("rcpt", slow(0.02), times=10_000)
    with ThreadPoolExecutor(times) as pool:
        list(pool.map(lambda _: clinic.ring(), range(times)))
    clinic.start(clinic.workers(4))


ADMINISTRATOR = "sample.administrator@clinic.example.org"
NEW_ADMINISTRATOR = """
    INSERT INTO staff_user (id, name, email, role, password, active, fs_uniquifier, created_at, mf_recovery_codes)
    VALUES (gen_random_uuid(), 'Sample Administrator', %s, 'administrator', 'none', true, 'sample', now(), '{}')
"""
OWE_POISON = """
    INSERT INTO notification (id, kind, subject_id, recipient, state, created_at, due_at, attempts, abandoned, answer)
    VALUES (%s, %s, %s, 'nobody@example.com', 'queued', now(), now() - interval '1 minute', 0, 0, '')
"""
POISON_ROW = "SELECT state, abandoned FROM notification WHERE kind = %s"


def _owe_poison(clinic: Clinic) -> None:
    clinic.sql(NEW_ADMINISTRATOR, ADMINISTRATOR)
    clinic.sql(OWE_POISON, uuid.uuid4(), poison.KIND, uuid.uuid4())


def _poison(clinic: Clinic) -> tuple[str, int]:
    state, abandoned = clinic.sql(POISON_ROW, poison.KIND)[0]
    return str(state), int(abandoned)


@row("18", "an email that kills whoever composes it")
def poisonous_email(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        clinic.request(*NAMES)
        _owe_poison(clinic)
        clinic.start(clinic.worker, clinic.beat)
        clinic.ring()
        neighbours = "SELECT count(*) FROM notification WHERE recipient <> 'nobody@example.com' AND state <> 'sent'"
        took = wait_until(lambda: clinic.number(neighbours) == 0, 120, "the neighbours to be sent")
        case.within(took, 60, "neighbours")
        case.recover(took)
        _until_dead(clinic)
        case.inject(_poison(clinic)[1])
        case.measured.append(f"dead after {_poison(clinic)[1]} deaths")
        wait_until(lambda: len(clinic.inbox.to(ADMINISTRATOR)) == 1, 60, "the administrator to hear of it")
        clinic.until_sent()
        case.settle(clinic, refused=("nobody@example.com",))
    with bench.clinic() as clinic:
        _owe_poison(clinic)
        for _ in range(claims.MOST_ABANDONED + 2):
            clinic.drain(without="attempt cap").wait()
            clinic.hasten()
        state, abandoned = _poison(clinic)
        case.control("attempt cap", state == "sending", f"alive after {abandoned} deaths")


def _until_dead(clinic: Clinic) -> None:
    """Wait until the poison is given up; its later leases are shortened, as each costs up to 50 seconds."""
    deadline = time.monotonic() + 120
    while _poison(clinic)[0] != "failed":
        assert time.monotonic() < deadline, f"the poison is {_poison(clinic)}"
        clinic.hasten()
        clinic.ring()
        time.sleep(1)
