"""What is kept no longer, counted and deleted from the command line, and whether anybody looks after it."""

import re

import pytest
import time_machine

from clinic.core.health import checks
from clinic.core.metrics import measurements
from clinic.intake import drafts
from clinic.retention import services
from tests.retention.past import NOW, Past, at
from tests.world import World


@pytest.fixture
def past(world: World) -> Past:
    return Past.of(world)


def run(past: Past, *arguments: str) -> tuple[int, str]:
    with time_machine.travel(NOW, tick=False):
        answer = past.world.app.test_cli_runner().invoke(args=["privacy", "retain", *arguments])
    return answer.exit_code, re.sub(" {2,}", " | ", answer.output)


def test_a_dry_run_counts_what_is_due_by_outcome_and_deletes_nothing(past: Past) -> None:
    asked, seen = past.closed(at(2035, 1)), past.ask(at(2027, 1))
    past.complete(seen, at(2027, 2))
    with time_machine.travel(at(2036, 5)), past.world.context():
        drafts.start_draft({})
    code, table = run(past, "--dry-run")
    assert code == 0
    assert table.splitlines() == [
        "OUTCOME | KEPT FOR | DUE | DELETED",
        "Forms not sent | 14 days | 1 | each hour",
        "Links | as each says | 3 | each hour",
        "Keys of forms | 3 days | 2 | each hour",
        "Requests without a consultation | 6 months | 1 | 0",
        "Requests with a consultation | 8 years | 1 | 0",
        "Bodies of emails | never stored | - | -",
        "Counters against floods | an hour | - | -",
    ]
    assert past.is_there(asked)


def test_it_deletes_and_says_how_many(past: Past) -> None:
    asked = past.closed(at(2035, 1))
    code, table = run(past)
    assert code == 0
    assert "Requests without a consultation | 6 months | 1 | 1" in table
    assert not past.is_there(asked)


def test_too_many_are_refused_with_what_to_do_and_go_when_that_share_is_allowed(past: Past) -> None:
    for _ in range(services.ALWAYS + 1):
        past.closed(at(2035, 1))
    assert "more than 10, the most that may go at once: it would be refused." in run(past, "--dry-run")[1]
    code, words = run(past)
    assert code == 1
    assert "Nothing was deleted: 11 requests are due, more than may go at once." in words
    assert "flask privacy retain --share 100" in words
    assert "| 11 | 11" in run(past, "--share", "100")[1]


def test_the_doctor_and_prometheus_know_when_it_ran_and_what_was_left(past: Past) -> None:
    def ask() -> str | None:
        with past.world.context():
            return checks["retention"]()

    for _ in range(services.ALWAYS + 1):
        past.closed(at(2035, 1))
    with time_machine.travel(NOW, tick=False):
        assert ask() is None
        run(past)
        assert "11 requests are kept no longer" in (ask() or "")
        run(past, "--share", "100")
        assert ask() is None
        with past.world.context():
            assert measurements["clinic_retention_age_seconds"].measure() == 0
            assert measurements["clinic_retention_left"].measure() == {"enquiry": 0, "patient": 0}
    with time_machine.travel(NOW.replace(day=5), tick=False):
        assert "has not been deleted for two days" in (ask() or "")
