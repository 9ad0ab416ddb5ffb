"""The SMTP servers of the fault suite: one that a row can make refuse, wait or hang up, and one that only stalls."""

import asyncio
import contextlib
import re
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clinic.local.valkey import HOST, free_port

REFERENCE = re.compile(r"HC-[0-9A-Z]{4}-[0-9A-Z]{4}")
PATIENCE = 90.0

Action = Callable[[SMTP], Awaitable[str | None]]
"""What the server does at some point; an answer ends the matter, None lets it go on."""


@dataclass(frozen=True)
class Copy:
    """One copy of an email that the server accepted."""

    recipient: str
    subject: str
    reference: str
    message_id: str
    at: float
    content: bytes = field(repr=False)


@dataclass
class Gate:
    """A place where the server waits until the suite lets it go on."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, server: SMTP) -> str | None:
        self.reached.set()
        deadline = time.monotonic() + PATIENCE
        while not self.opened.is_set() and time.monotonic() < deadline and server.transport is not None:
            await asyncio.sleep(0.02)
        return None

    def wait(self) -> None:
        assert self.reached.wait(PATIENCE), "no email came this far"


@dataclass
class Rule:
    stage: str
    action: Action
    recipient: str | None
    times: int


def answer(words: str) -> Action:
    async def act(server: SMTP) -> str | None:
        return words

    return act


def slow(seconds: float) -> Action:
    async def act(server: SMTP) -> str | None:
        await asyncio.sleep(seconds)
        return None

    return act


async def hang_up(server: SMTP) -> str | None:
    """Cut the connection as a crashing server would."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
    return None


class Inbox:
    """Keeps every copy that it accepts. `at` says what it does when an email reaches a stage.

    The stages are `mail`, `rcpt`, `data` (before it is kept) and `kept` (after it is kept, before the answer).
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.copies: list[Copy] = []
        self.rules: list[Rule] = []
        self.controller: Controller | None = None

    def at(self, stage: str, action: Action, recipient: str | None = None, times: int = 1) -> None:
        self.rules.append(Rule(stage, action, recipient, times))

    def start(self) -> None:
        self.controller = Controller(self, hostname=HOST, port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
        self.controller = None

    def to(self, recipient: str) -> list[Copy]:
        return [copy for copy in list(self.copies) if copy.recipient == recipient]

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = await self._act("mail", server)
        if refusal is None:
            envelope.mail_from = address
        return refusal or "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = await self._act("rcpt", server, address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd calls it so
        recipient = envelope.rcpt_tos[0]
        refusal = await self._act("data", server, recipient)
        if refusal is None:
            self.copies.append(_copy(recipient, envelope.content))
            refusal = await self._act("kept", server, recipient)
        return refusal or "250 Kept"

    async def _act(self, stage: str, server: SMTP, recipient: str | None = None) -> str | None:
        for rule in self.rules:
            if rule.stage == stage and rule.times > 0 and rule.recipient in (None, recipient):
                rule.times -= 1
                return await rule.action(server)
        return None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _copy(recipient: str, content: Any) -> Copy:
    mail = message_from_bytes(content, policy=policy.default)
    body = mail.get_body(("plain",))
    found = REFERENCE.search(body.get_content() if body else "")
    reference = found.group() if found else ""
    return Copy(recipient, mail["Subject"], reference, mail["Message-ID"], time.monotonic(), content)


class Tarpit:
    """A server that accepts connections and never says anything of use, or says it one byte at a time."""

    def __init__(self, drip: bytes = b"", every: float = 1.0) -> None:
        self.drip, self.every = drip, every
        self.ended = threading.Event()
        self.listener = socket.create_server((HOST, 0))
        self.listener.settimeout(0.2)
        self.port = int(self.listener.getsockname()[1])
        self.thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        held: list[socket.socket] = []
        while not self.ended.is_set():
            with contextlib.suppress(TimeoutError):
                held.append(self.listener.accept()[0])
            held = [connection for connection in held if self._dripped(connection)]
        for connection in held:
            connection.close()
        self.listener.close()

    def _dripped(self, connection: socket.socket) -> bool:
        try:
            if self.drip:
                self.ended.wait(self.every)
                connection.sendall(self.drip)
            return True
        except OSError:
            connection.close()
            return False

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()
