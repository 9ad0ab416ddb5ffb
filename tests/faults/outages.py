"""Rows about Redis: away, silent, forgetful, full."""

import time

import redis

from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic, family, hung
from tests.faults.inbox import Gate
from tests.faults.load import all_stored, send_forms
from tests.faults.patient import slowest

FORMS = 40
SOCKET_TIMEOUT = 5


@row("6", "Redis stopped")
def redis_stopped(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.workers(without="sweep"))
        bench.valkey.stop()
        case.inject()
        answers = send_forms(clinic, FORMS)
        all_stored(case, answers)
        case.within(slowest(answers), 2, "form p95")
        clinic.drain().wait()
        case.promise(clinic.owed() == 0, "the fallback drain left emails owed")
        all_stored(case, send_forms(clinic, 4))
        clinic.web.kill()  # and with it the rings that it still tries to publish
        bench.valkey.start()
        time.sleep(5)
        case.control("sweep", clinic.owed() > 0, f"{clinic.owed()} still owed 5 s after Redis is back")
        clinic.worker.stop()
        clinic.start(clinic.workers(), clinic.beat)
        case.recover(clinic.until_sent())
        case.settle(clinic)


@row("7", "Redis hangs")
def redis_hangs(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic, bench.clinic(without="doorbell thread") as control:
        clinic.start(clinic.web, clinic.worker, clinic.beat)
        control.start(control.web)
        for each in (clinic, control):
            each.request("early")
        with hung(family(bench.valkey)):
            case.inject()
            answers = send_forms(clinic, FORMS)
            all_stored(case, answers)
            case.within(slowest(answers), 3, "form p95")
            slow = slowest(send_forms(control, 2, timeout=6))
        case.control("doorbell thread", slow > 3, f"{slow:.1f} s and no answer")
        case.recover(clinic.until_sent())
        case.settle(clinic)


@row("7b", "Redis hangs when a task ends")
def acknowledgement_unheard(case: Case, bench: Bench) -> None:
    """The worker hears no answer to its acknowledgement; it must take tasks again once Redis answers."""
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.worker)
        for _ in range(2):
            _hang_at_the_end(bench, clinic)
            case.inject()
            case.recover(_answers_a_ring(clinic, 30))
        case.settle(clinic)
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.workers(without="unlimited prefetch"))
        is_deaf = any(_falls_deaf(bench, clinic) for _ in range(5))
        case.control("unlimited prefetch", is_deaf, "the worker stays deaf")


def _falls_deaf(bench: Bench, clinic: Clinic) -> bool:
    """Whether it does depends on which of its connections notices first."""
    _hang_at_the_end(bench, clinic)
    return _answers_a_ring(clinic, 10) >= 10


def _hang_at_the_end(bench: Bench, clinic: Clinic) -> None:
    gate = Gate()
    clinic.inbox.at("rcpt", gate)
    clinic.request("ada")
    gate.wait()
    with hung(family(bench.valkey)):
        gate.opened.set()
        time.sleep(SOCKET_TIMEOUT + 2)


def _answers_a_ring(clinic: Clinic, seconds: float) -> float:
    clinic.request("ben")
    try:
        return clinic.until_sent(seconds)
    except TimeoutError:
        return seconds


@row("8", "Redis restarts, forgets, is full")
def redis_forgets(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        clinic.request("ada", "ben")
        time.sleep(1)
        _admin(bench).flushall()
        clinic.start(clinic.workers(without="sweep"))
        time.sleep(3)
        case.control("sweep", clinic.owed() > 0, f"{clinic.owed()} still owed 3 s after FLUSHALL")
        clinic.worker.kill()
        clinic.start(clinic.workers(), clinic.beat)
        _admin(bench).flushall()
        _resume(case, clinic, "FLUSHALL")
        _restart(case, bench, clinic)
        _fill(case, bench, clinic)
        case.settle(clinic)


def _resume(case: Case, clinic: Clinic, fault: str) -> None:
    """Both ways must work again: what was forgotten meanwhile, and a new ring."""
    case.inject()
    swept = clinic.until_sent()
    clinic.request("new")
    rung = clinic.until_sent()
    case.recover(swept)
    case.within(swept, 60, f"after {fault} owed emails")
    case.measured[-1] += f", a new one {rung:.1f} s"


def _restart(case: Case, bench: Bench, clinic: Clinic) -> None:
    bench.valkey.kill()
    answers = send_forms(clinic, 5)
    bench.valkey.start()
    all_stored(case, answers)
    _resume(case, clinic, "restart")


def _fill(case: Case, bench: Bench, clinic: Clinic) -> None:
    admin = _admin(bench)
    admin.config_set("maxmemory", "1")
    answers = send_forms(clinic, 10)
    all_stored(case, answers)
    admin.config_set("maxmemory", "64mb")
    _resume(case, clinic, "out of memory")


def _admin(bench: Bench) -> redis.Redis:
    return redis.Redis.from_url(bench.valkey.url, socket_timeout=5)
