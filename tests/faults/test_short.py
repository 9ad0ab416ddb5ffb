"""The short version of `make faults` that every run of the tests includes: rows 3, 6 and 16, and how leaks are seen."""

from collections.abc import Iterator

import pytest
import redis

from tests.faults.bench import Bench
from tests.faults.case import Case
from tests.faults.forms import send_at_once
from tests.faults.inbox import Copy
from tests.faults.killings import kill_drain
from tests.faults.leaks import leaks
from tests.faults.ledger import books
from tests.faults.load import all_stored, send_forms
from tests.faults.patient import CANARY, slowest


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with Bench(tmp_path_factory.mktemp("faults")) as bench:
        yield bench


def nothing_lost(case: Case) -> bool:
    assert case.broken == []
    return case.lost == case.duplicated == 0


def test_emails_go_when_their_sender_was_killed_in_the_middle(bench: Bench) -> None:
    case = Case("3", "kill -9 mid-send")
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        kill_drain(clinic, "ada")
        clinic.drain().wait()
        assert clinic.owed() > 0, "the lease of a killed sender was not waited for"
        clinic.hasten()
        clinic.drain(without="lease").wait()
        assert books(clinic).lost > 0, "a control: without taking over, a killed sender's emails are lost"
        clinic.drain().wait()
        case.settle(clinic)
    assert nothing_lost(case)


def test_forms_are_taken_and_emails_go_while_redis_is_stopped(bench: Bench) -> None:
    case = Case("6", "Redis stopped")
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        bench.valkey.stop()
        answers = send_forms(clinic, 12)
        all_stored(case, answers)
        case.within(slowest(answers), 2, "form p95")
        clinic.drain().wait()
        bench.valkey.start()
        case.settle(clinic)
    assert nothing_lost(case)


def test_a_form_sent_many_times_at_once_is_one_request(bench: Bench) -> None:
    case = Case("16", "double click, and 50 at once")
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        for times in (2, 50):
            send_at_once(case, clinic, times)
        clinic.drain().wait()
        case.settle(clinic)
    assert nothing_lost(case)


def test_a_patients_word_is_found_wherever_it_leaks(bench: Bench) -> None:
    with bench.clinic() as clinic:
        assert leaks(clinic) == []
        clinic.web.log.write_text(f"Stored {CANARY}.")
        redis.Redis.from_url(clinic.environ["REDIS_URL"]).set("limit", CANARY.upper())
        copy = Copy("desk@clinic.example.org", "News", "", "", 0, f"Subject: News\n\nOf {CANARY}.".encode())
        clinic.inbox.copies.append(copy)
        assert leaks(clinic) == ["web.log", "the broker", "an email (News)"]
