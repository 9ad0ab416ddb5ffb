"""Where a patient's words must never stand: in logs, in the broker, and in emails."""

from collections.abc import Iterator
from email import message_from_bytes, policy

import redis

from tests.faults.clinic import Clinic
from tests.faults.patient import CANARY
from tests.journeys.canaries import letter, tasks


def leaks(clinic: Clinic) -> list[str]:
    """Give the places in which a patient's words were found."""
    return [place for place, content in _places(clinic) if CANARY.encode() in content.lower()]


def _places(clinic: Clinic) -> Iterator[tuple[str, bytes]]:
    logs = {*clinic.folder.glob("*.log"), clinic.postgres.log, clinic.valkey.log}
    yield from ((path.name, path.read_bytes()) for path in logs if path.exists())
    yield "the broker", b"\n".join(_in_broker(clinic))
    for copy in clinic.inbox.copies:
        mail = message_from_bytes(copy.content, policy=policy.default)
        yield f"an email ({copy.subject})", letter(mail)


def _in_broker(clinic: Clinic) -> Iterator[bytes]:
    """Give every key of the broker with what it holds, and what it wrote to its folder."""
    broker = redis.Redis.from_url(clinic.environ["REDIS_URL"], socket_timeout=5)
    for key in broker.scan_iter():
        yield key + (broker.dump(key) or b"")
    for path in clinic.valkey.folder.rglob("*"):
        if path.is_file():
            yield from (content := path.read_bytes(), *tasks(content))
