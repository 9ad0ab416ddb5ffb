"""A real SMTP server for the tests, which does to a message what a test asks."""

import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clinic.local.valkey import free_port

Behaviour = Callable[[str], str]


def accept(recipient: str) -> str:
    return "250 OK"


class Sink:
    """Keeps what it accepts. `on_recipient` and `on_data` answer for a recipient, as a server would."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.lock = threading.Lock()
        self.clear()
        self.port = free_port()

    def clear(self) -> None:
        self.mails, self.raw, self.recipients, self.connections = [], [], [], 0
        self.on_recipient: Behaviour = accept
        self.on_data: Behaviour = accept

    def to(self, recipient: str) -> list[EmailMessage]:
        return [mail for mail, address in zip(self.mails, self.recipients, strict=True) if address == recipient]

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd calls it so
        answer = self.on_data(envelope.rcpt_tos[0])
        if answer.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            with self.lock:
                self.raw.append(content)
                self.mails.append(message_from_bytes(content, policy=policy.default))
                self.recipients.append(envelope.rcpt_tos[0])
        return answer

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()
