"""What one attempt to send may end in, and when to try again."""

import random
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta

QUICK = tuple(timedelta(seconds=number) for number in (15, 60, 300, 900))
SLOW = tuple(timedelta(seconds=number) for number in (120, 300, 600, 1800))
AT_LAST = timedelta(hours=1)
MOST_ATTEMPTS = 28
"""About a day of waits; while the server itself is away no attempt is counted."""
PAUSES = tuple(timedelta(seconds=number) for number in (2, 5, 10, 20, 30))

BUSY_CODES = frozenset({421, 431, 432, 452})
ANSWER_LENGTH = 200


@dataclass(frozen=True)
class Sent:
    answer: str = ""


@dataclass(frozen=True)
class Withheld:
    answer: str


@dataclass(frozen=True)
class Postponed:
    """This is no time to send it."""

    until: datetime
    answer: str = ""


@dataclass(frozen=True)
class Retry:
    """This email may go later."""

    answer: str
    delays: tuple[timedelta, ...] = QUICK


@dataclass(frozen=True)
class Failed:
    """This email will never go."""

    answer: str


@dataclass(frozen=True)
class ServerFault:
    """No email can go: the server is away, or refuses our sign-in or sender. No row is to blame."""

    answer: str


Outcome = Sent | Withheld | Postponed | Retry | Failed | ServerFault


def wait(delays: tuple[timedelta, ...], attempts: int) -> timedelta:
    """How long to wait after this many attempts, with a fifth of jitter either way."""
    base = delays[attempts - 1] if 0 < attempts <= len(delays) else AT_LAST
    return base * random.uniform(0.8, 1.2)


def pause(failures: int) -> timedelta:
    return PAUSES[min(failures, len(PAUSES)) - 1]


def of_connecting(fault: Exception) -> ServerFault:
    """Nothing that happens before the first email is offered is that email's fault."""
    return ServerFault(_answer(fault))


def of_sending(fault: Exception, recipient: str) -> Outcome:
    """Tell the kind of a refusal: 5xx of the recipient or content is for good, of our sender ours to mend."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(fault.recipients.values()))
        return _of_code(code, _clean(f"{code} {_words(text)}", recipient))
    if isinstance(fault, ValueError):
        return Failed(f"The address or the words cannot be written for a mail server ({type(fault).__name__}).")
    answer = _clean(_answer(fault), recipient)
    if isinstance(fault, smtplib.SMTPSenderRefused) and 500 <= fault.smtp_code < 600:
        return ServerFault(answer)
    if isinstance(fault, smtplib.SMTPResponseException):
        return _of_code(fault.smtp_code, answer)
    return Retry(answer)


def _of_code(code: int, answer: str) -> Outcome:
    if 500 <= code < 600:
        return Failed(answer)
    return Retry(answer, QUICK if code in BUSY_CODES else SLOW)


def _answer(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _clean(f"{fault.smtp_code} {_words(fault.smtp_error)}")
    if isinstance(fault, ssl.SSLCertVerificationError):
        return _clean(f"The server's certificate was not accepted: {fault}")
    return _clean(f"{type(fault).__name__}: {fault}")


def _words(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)


def _clean(text: str, recipient: str = "") -> str:
    """One line without control characters and without the recipient's address."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if recipient:
        line = line.replace(recipient, "the recipient")
    return line[:ANSWER_LENGTH]
