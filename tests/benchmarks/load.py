"""A cheap crowd: some clients on open connections, each sending its next request when it has its answer.

Run as a program of its own, so that it takes no turn of the interpreter that serves or measures. It reads an
`Order` as JSON from standard input and writes what came of it the same way.
"""

import dataclasses
import json
import secrets
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

PHONES = 10_000
AREAS = ("113", "114", "116", "161", "117", "118", "121", "131", "141", "151")
"""Areas whose numbers from 496 0000 to 496 0999 belong to nobody: Ofcom keeps them for stories."""


@dataclass(frozen=True)
class Order:
    """Send forms for some seconds, `fields` in every one, each a person's if it is a request; or fetch a page."""

    port: int
    path: str
    expected: int
    fields: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    is_request: bool = False
    seconds: float = 3.0
    clients: int = 8
    most: int = 6000


@dataclass(frozen=True)
class Came:
    """How many answers came per second, and how long each took, in seconds."""

    rate: float
    waits: list[float]


@dataclass
class Client:
    connection: socket.socket
    gets_the_same: bool
    """A page's answers are all as long as the first, so that the crowd need not read them and costs little."""
    received: bytes = b""
    since: float = 0.0
    length: int | None = None

    def send(self, request: bytes) -> None:
        self.received, self.since = b"", time.perf_counter()
        if not self.gets_the_same:
            self.length = None
        self.connection.sendall(request)

    def has_answer(self) -> bool:
        self.received += self.connection.recv(65536)
        if self.length is None:
            head, separator, _ = self.received.partition(b"\r\n\r\n")
            if not separator:
                return False
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            self.length = len(head + separator) + (int(lengths[0][15:]) if lengths else 0)
        return len(self.received) >= self.length

    @property
    def status(self) -> int:
        return int(self.received[9:12])


def send(order: Order) -> Came:
    """Start the program, and wait for what comes of the order."""
    ended = subprocess.run(
        [sys.executable, "-P", __file__],
        input=json.dumps(dataclasses.asdict(order)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Came(**json.loads(ended.stdout))


def requests(order: Order) -> Iterator[bytes]:
    if order.fields is None:
        headers = "".join(f"{name}: {value}\r\n" for name, value in order.headers.items())
        yield from [f"GET {order.path} HTTP/1.1\r\nHost: localhost:{order.port}\r\n{headers}\r\n".encode()] * order.most
        return
    head = (
        f"POST {order.path} HTTP/1.1\r\nHost: localhost:{order.port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    )
    for number in range(order.most):
        body = urlencode({**order.fields, **(person(number) if order.is_request else {})})
        yield f"{head}{len(body)}\r\n\r\n{body}".encode()


def person(number: int) -> dict[str, str]:
    """Give what no two requests share."""
    key = secrets.token_urlsafe(16)
    area, last = AREAS[number % PHONES // 1000], number % 1000
    phone = f"0{area} 496 0{last:03}"
    return {"key": key, "name": f"Sample {number}", "email": f"{key.strip('-_')}@example.com", "phone": phone}


def run(order: Order) -> Came:
    waiting = list(requests(order))
    crowd, waits = selectors.DefaultSelector(), []
    started = time.perf_counter()
    for _ in range(order.clients):
        client = Client(socket.create_connection(("127.0.0.1", order.port)), order.fields is None)
        crowd.register(client.connection, selectors.EVENT_READ, client)
        client.send(waiting.pop())
    while crowd.get_map():
        for key, _ in crowd.select():
            client = key.data
            if not client.has_answer():
                continue
            waits.append(time.perf_counter() - client.since)
            if client.status != order.expected:
                raise SystemExit(f"{order.path} answered {client.received[:2000].decode(errors='replace')}")
            if waiting and time.perf_counter() - started < order.seconds:
                client.send(waiting.pop())
            else:
                crowd.unregister(client.connection)
                client.connection.close()
    return Came(len(waits) / (time.perf_counter() - started), waits)


if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(run(Order(**json.load(sys.stdin))))))
