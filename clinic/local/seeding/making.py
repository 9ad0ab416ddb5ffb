"""Requests made on every core at once, a few batches before they are written."""

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process

import msgspec
from psycopg.types.json import set_json_dumps

from clinic import create_app
from clinic.core.db import db
from clinic.core.settings import settings
from clinic.local.seeding.copying import Packed, driver_of, pack
from clinic.local.seeding.requests import Requests
from config import Settings

BATCH = 1000
AHEAD = 2
"""Batches for each core, made and not yet written."""


def made(requests: Requests, numbers: range) -> Iterator[Packed]:
    """Give the rows of these requests batch by batch, the oldest first."""
    cores = os.cpu_count() or 1
    waiting: deque[Future[Packed]] = deque()
    with ProcessPoolExecutor(cores, get_context("spawn"), _begin, (settings(), requests)) as pool:
        for batch in batches(numbers):
            waiting.append(pool.submit(_make, batch))
            if len(waiting) > AHEAD * cores:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def batches(numbers: range) -> Iterator[range]:
    """Cut numbers up from the first, and give the last part first: its requests are the oldest."""
    for start in reversed(numbers[::BATCH]):
        yield range(start, min(start + BATCH, numbers.stop))


class Maker:
    """What a process of the pool works with."""

    requests: Requests


def _begin(settings: Settings, requests: Requests) -> None:
    """Make this process part of the clinic. Ctrl-C is for the one that started it, and it ends with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_starter, daemon=True).start()
    create_app(settings).app_context().push()
    Maker.requests = requests
    set_json_dumps(msgspec.json.encode)
    gc.freeze()


def _end_with_starter() -> None:
    if starter := parent_process():
        starter.join()
        os._exit(1)


def _make(numbers: range) -> Packed:
    with db.engine.connect() as connection:
        return pack(driver_of(connection), Maker.requests.made(numbers))
