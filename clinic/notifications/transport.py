"""The way to the mail server: Flask-Mail on a connection that verifies, times out and is reused."""

import smtplib
import ssl
import threading
import uuid
from types import TracebackType
from typing import Self, cast

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message

from clinic.core.settings import settings
from clinic.notifications import outcomes
from clinic.notifications.composing import Email
from clinic.notifications.outcomes import Outcome, Sent

mail = Mail()

NEW_CONNECTION_AFTER = 50
LONGEST_LINE = 998
"""RFC 5322 section 2.1.1: servers refuse a longer line."""


class VerifiedConnection(Connection):
    """Flask-Mail's connection with a timeout on every answer and a certificate that must be right."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        config, context = settings(), ssl.create_default_context()
        host: smtplib.SMTP | smtplib.SMTP_SSL
        if config.mail_security == "tls":
            host = smtplib.SMTP_SSL(config.mail_server, config.mail_port, timeout=config.mail_timeout, context=context)
        else:
            host = smtplib.SMTP(config.mail_server, config.mail_port, timeout=config.mail_timeout)
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
        self.watchdog = threading.Timer(seconds, self._cut)
        self.watchdog.daemon = True

    def __enter__(self) -> Self:
        self.watchdog.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.watchdog.cancel()
        self._close()

    def send(self, id: uuid.UUID, recipient: str, email: Email) -> Outcome:
        """Offer one email to the server; every refusal is an outcome, none is raised."""
        message = _message(id, recipient, email)
        reused = self.connection is not None
        try:
            self._open()
        except (OSError, smtplib.SMTPException) as fault:
            return outcomes.of_connecting(fault)
        try:
            cast(Connection, self.connection).send(message)
            return Sent()
        except (OSError, smtplib.SMTPException) as fault:
            self._close()
            if reused and isinstance(fault, smtplib.SMTPSenderRefused) and fault.smtp_code == 421:
                return self.send(id, recipient, email)
            return outcomes.of_sending(fault, recipient)

    def _open(self) -> None:
        if self.connection is None:
            connection = VerifiedConnection(current_app.extensions["mail"])
            connection.__enter__()
            self.connection = connection

    def _close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None and connection.host is not None:
            try:
                connection.host.quit()
            except (OSError, smtplib.SMTPException):
                connection.host.close()

    def _cut(self) -> None:
        connection = self.connection
        if connection is not None and connection.host is not None and connection.host.sock is not None:
            connection.host.close()


def fault_in_reaching() -> str | None:
    """Connect, sign in and leave again; gives the fault in words if that fails."""
    try:
        with VerifiedConnection(current_app.extensions["mail"]):
            return None
    except (OSError, smtplib.SMTPException) as fault:
        return outcomes.of_connecting(fault).answer


def _message(id: uuid.UUID, recipient: str, email: Email) -> Message:
    """Build the message: one recipient, no free headers, a Message-ID that stays the same on every try."""
    longest = max(len(line.encode()) for text in (email.body, email.html) for line in text.splitlines())
    if longest > LONGEST_LINE:
        raise ValueError(f"an email has a line of {longest} bytes; servers refuse more than {LONGEST_LINE}")
    config = settings()
    message = Message(
        subject=email.subject,
        recipients=[recipient],
        body=email.body,
        html=email.html,
        sender=(config.clinic_discreet_name, config.mail_sender),
        reply_to=config.clinic_email,
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    message.msgId = f"<{id}@{config.mail_sender.rpartition('@')[2]}>"
    return message


def init_app(app: Flask) -> None:
    app.config["MAIL_MAX_EMAILS"] = NEW_CONNECTION_AFTER
    mail.init_app(app)
