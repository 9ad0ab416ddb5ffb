"""The logs of production: a line a request, and nothing in it that anybody wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from clinic.core.logs import Lines
from tests.world import World

CANARY = "zebra-canary"


class Log:
    """What was logged, line by line."""

    def __init__(self) -> None:
        self.text = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log()
    handler = logging.StreamHandler(log.text)
    handler.setFormatter(Lines())
    handler.addFilter(lambda record: record.name != "mail.log")  # the mail server of the tests
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield log
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_that_tells_view_status_and_time(world: World, log: Log) -> None:
    world.client().get("/health/live")
    (line,) = log.lines
    assert (line["method"], line["view"], line["status"]) == ("GET", "health.live", 200)
    assert line["ms"] >= 0
    assert line["level"] == "INFO"
    assert line["at"].endswith("+00:00")


def test_a_refused_request_is_a_line_too(world: World, log: Log) -> None:
    world.app.test_client().get(f"/nowhere/{CANARY}")
    (line,) = log.lines
    assert line["status"] == 404
    assert CANARY not in log.text.getvalue()


def test_all_lines_of_a_request_can_be_found_together(world: World, log: Log) -> None:
    client = world.app.test_client()
    client.get("/staff/")
    client.get("/staff/")
    by_request: dict[str, int] = {}
    for line in log.lines:
        by_request[line["request"]] = by_request.get(line["request"], 0) + 1
    assert list(by_request.values()) == [2, 2], "the refusal, and the request"


@pytest.mark.parametrize(
    "address", [f"/?q={CANARY}", f"/staff/intakes/{CANARY}/", f"/my/{CANARY}", f"/{CANARY}%0Aforged"]
)
def test_an_address_is_not_repeated(world: World, log: Log, address: str) -> None:
    world.app.test_client().get(address, headers={"User-Agent": CANARY, "Cookie": f"session={CANARY}"})
    assert log.lines
    assert CANARY not in log.text.getvalue()


def test_what_somebody_sends_is_not_repeated(world: World, log: Log) -> None:
    client = world.client()
    form = world.quick_form(client, name=CANARY, message=CANARY, email=f"{CANARY}@example.com")
    client.post("/consultation/quick/", data=form)
    world.send_mail()
    assert log.lines
    assert CANARY not in log.text.getvalue()


def test_an_exception_is_told_by_its_kind_and_place_and_not_by_its_words(log: Log) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("tests").exception("Something broke.")
    (line,) = log.lines
    assert line["fault"] == "ValueError"
    assert __name__.rpartition(".")[2] in line["where"]
    assert CANARY not in log.text.getvalue()


def test_nothing_can_pretend_to_be_another_line(log: Log) -> None:
    logging.getLogger("tests").warning("told: %s", 'x"}\n{"level": "INFO", "message": "forged"}\r\x1b[2J\u2028')
    (line,) = log.lines
    assert line["level"] == "WARNING"
    assert log.text.getvalue().isascii()
