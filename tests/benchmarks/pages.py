"""What an information page costs beside a bare Flask view of the same bytes, and what it weighs with all it loads."""

import contextlib
import http.client
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

from clinic.local.valkey import HOST
from tests.benchmarks import load
from tests.benchmarks.figures import alternate, at_most
from tests.benchmarks.load import Order
from tests.benchmarks.stage import Granian, Stage
from tests.pages import Page

GOAL = 0.9
MOST_KILOBYTES = 60
ROUNDS = 5
SECONDS = 2.0
MOST = 100_000
PATH = "/treatments/stem-cell-hair-treatment/"
BROTLI = {"Accept-Encoding": "br"}


@dataclass(frozen=True)
class Fetched:
    status: int
    etag: str
    body: bytes
    weight: int
    """How many bytes came, with the headers."""


def measure(stage: Stage) -> Iterator[str]:
    with stage.clinic() as clinic:
        plain, packed = fetch(clinic.port, PATH), fetch(clinic.port, PATH, BROTLI)
        (stage.folder / "plain").write_bytes(plain.body)
        (stage.folder / "br").write_bytes(packed.body)
        ours = Order(clinic.port, PATH, 200, seconds=SECONDS, most=MOST)
        with _bare(stage) as bare:
            yield _beside("Page, compressed", replace(ours, headers=BROTLI), bare.port, "/br")
            yield _beside("Page, not compressed", ours, bare.port, "/plain")
            known = {**BROTLI, "If-None-Match": packed.etag}
            yield _beside("Page, 304", replace(ours, headers=known, expected=304), bare.port, "/unchanged")
        weight = packed.weight + sum(fetch(clinic.port, part, BROTLI).weight for part in _loaded(plain.body))
    yield at_most(f"Weight of {PATH} with all it loads", weight / 1000, "kB", MOST_KILOBYTES)


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> Fetched:
    with contextlib.closing(http.client.HTTPConnection(HOST, port)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "identity", **(headers or {})})
        answer = connection.getresponse()
        body, head = answer.read(), answer.headers.as_bytes()
        return Fetched(answer.status, answer.headers["ETag"], body, len(head) + len(body))


def _bare(stage: Stage) -> Granian:
    environ = {**os.environ, "BARE_PAGE": str(stage.folder)}
    return Granian(stage.folder, environ, "tests.benchmarks.bare_page:app", "/plain")


def _beside(name: str, ours: Order, port: int, path: str) -> str:
    baseline = replace(ours, port=port, path=path)
    for order in (ours, baseline):
        load.send(replace(order, seconds=0.5))
    rounds = alternate(name, lambda: load.send(ours).rate, lambda: load.send(baseline).rate, ROUNDS)
    return rounds.line(name, "a second", "bare Flask", GOAL)


def _loaded(body: bytes) -> set[str]:
    """Give the addresses of the styles, scripts and pictures that a browser fetches for a page."""
    page = Page(body.decode())
    links = [link["href"] for link in page.all("link") if {"stylesheet", "icon"} & set(link["rel"].split())]
    return {*links, *(part["src"] for part in page.all("script", "img", "source") if "src" in part)}
