"""The way to the mail server: Flask-Mail on a connection that verifies, times out and is reused."""

import contextlib
import smtplib
import socket
import ssl
import threading
import time
import uuid
from email.utils import quote
from types import TracebackType
from typing import Any, Self, cast

from flask import Flask, current_app
from flask_mail import Connection, Mail

from clinic.core.identity import clinic
from clinic.core.settings import settings
from clinic.notifications import outcomes
from clinic.notifications.composing import Email
from clinic.notifications.letter import Letter
from clinic.notifications.outcomes import Outcome, Sent, ServerFault

mail = Mail()

NEW_CONNECTION_AFTER = 50
LONGEST_LINE = 998
"""RFC 5322 section 2.1.1: servers refuse a longer line."""


class PlainHost(smtplib.SMTP):
    """An SMTP client that its post can cut off at any time, and that offers no words when the time is over.

    The second is for a worker that was stopped in the middle and woken late: another may have sent them meanwhile.
    """

    def __init__(self, post: "Post", server: str, port: int, **options: Any) -> None:
        self.post = post
        super().__init__(server, port, **options)

    def connect(self, host: str = "", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        self.post.host = self
        return super().connect(host, port, source_address)

    def data(self, msg: Any) -> tuple[int, bytes]:
        if time.monotonic() > self.post.until:
            raise smtplib.SMTPServerDisconnected("the time for this email was over")
        return super().data(msg)


class TLSHost(PlainHost, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class VerifiedConnection(Connection):
    """Flask-Mail's connection with a timeout on every answer and a certificate that must be right."""

    def __init__(self, post: "Post") -> None:
        super().__init__(current_app.extensions["mail"])
        self.post = post

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        config, context = settings(), ssl.create_default_context()
        where, timeout = (self.post, config.mail_server, config.mail_port), config.mail_timeout
        if config.mail_security == "tls":
            host: PlainHost = TLSHost(*where, timeout=timeout, context=context)
        else:
            host = PlainHost(*where, timeout=timeout)
        try:
            if config.mail_security == "starttls":
                host.starttls(context=context)
            if config.mail_username:
                host.login(config.mail_username, config.mail_password)
        except BaseException:
            host.close()
            raise
        return host


class Post:
    """A run of emails over one connection, opened when first needed and again when it breaks.

    After `seconds` the connection is cut, whatever the server does, so a claim never outlives its lease.
    """

    def __init__(self, seconds: float) -> None:
        self.connection: Connection | None = None
        self.host: smtplib.SMTP | None = None
        self.until = time.monotonic() + seconds
        self.watchdog = threading.Timer(seconds, self._cut)
        self.watchdog.daemon = True

    def __enter__(self) -> Self:
        self.watchdog.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._take_leave()
        self.watchdog.cancel()

    def send(self, message: Letter) -> Outcome:
        """Offer one email to the server; every refusal is an outcome, none is raised."""
        fault = self.reach()
        if fault is not None:
            return fault
        connection = cast(Connection, self.connection)
        try:
            connection.send(message, envelope_from=("", settings().mail_sender))
        except (OSError, smtplib.SMTPException, ValueError) as refusal:
            self._drop()
            if connection.num_emails and isinstance(refusal, smtplib.SMTPSenderRefused) and refusal.smtp_code == 421:
                return self.send(message)
            return outcomes.of_sending(refusal, message.recipient)
        return Sent()

    def reach(self) -> ServerFault | None:
        """Connect and sign in, unless that is done; gives the fault if it fails."""
        if self.connection is not None and self.connection.num_emails >= NEW_CONNECTION_AFTER:
            self._take_leave()
        if self.connection is None:
            connection = VerifiedConnection(self)
            try:
                connection.__enter__()
            except (OSError, smtplib.SMTPException) as fault:
                return outcomes.of_connecting(fault)
            self.connection = connection
        return None

    def _take_leave(self) -> None:
        if self.connection is not None and self.connection.host is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.connection.host.quit()
        self._drop()

    def _drop(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None and connection.host is not None:
            connection.host.close()

    def _cut(self) -> None:
        """Called on the watchdog's thread: a shutdown wakes whoever waits for the server."""
        sock = self.host.sock if self.host is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def fault_in_reaching() -> str | None:
    """Connect, sign in and leave again; gives the fault in words if that fails."""
    with Post(2 * settings().mail_timeout) as post:
        fault = post.reach()
    return fault.answer if fault else None


def message(id: uuid.UUID, recipient: str, email: Email) -> Letter:
    """Build the message: one recipient, no free headers, a Message-ID that stays the same on every try.

    Raises ValueError for words that no server would take, or that would feed a header.
    """
    if any(ord(character) < 32 for character in email.subject + recipient):
        raise ValueError("a subject or an address has a control character")
    longest = max(len(line.encode()) for text in (email.body, email.html) for line in text.splitlines())
    if longest > LONGEST_LINE:
        raise ValueError(f"an email has a line of {longest} bytes; servers refuse more than {LONGEST_LINE}")
    sender, known = settings().mail_sender, clinic()
    built = Letter(
        subject=email.subject,
        recipients=[("", recipient)],
        body=email.body,
        html=email.html,
        sender=f'"{quote(known.discreet_name)}" <{sender}>',  # Flask-Mail would take a comma in a name for its end
        reply_to=("", known.email),
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    built.msgId = f"<{id}@{sender.rpartition('@')[2]}>"
    built.calendar = email.calendar
    return built


def init_app(app: Flask) -> None:
    mail.init_app(app)
