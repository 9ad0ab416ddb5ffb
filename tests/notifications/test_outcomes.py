import smtplib
import ssl
from datetime import timedelta

import pytest

from clinic.notifications import outcomes
from clinic.notifications.outcomes import Failed, Retry, ServerFault

WHO = "anna@example.com"


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({WHO: (code, b"words")})


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (refused(550), Failed),
        (refused(450), Retry),
        (smtplib.SMTPDataError(554, b"spam"), Failed),
        (smtplib.SMTPDataError(452, b"full"), Retry),
        (smtplib.SMTPServerDisconnected("gone"), Retry),
        (TimeoutError("silence"), Retry),
        (smtplib.SMTPSenderRefused(550, b"not you", "us"), ServerFault),
        (smtplib.SMTPSenderRefused(421, b"later", "us"), Retry),
    ],
)
def test_each_refusal_has_its_kind(fault: Exception, kind: type) -> None:
    assert isinstance(outcomes.of_sending(fault, WHO), kind)


@pytest.mark.parametrize(
    "fault",
    [
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        ConnectionRefusedError(),
        ssl.SSLCertVerificationError("self-signed"),
        smtplib.SMTPNotSupportedError("no STARTTLS"),
    ],
)
def test_what_happens_while_connecting_blames_no_row(fault: Exception) -> None:
    assert isinstance(outcomes.of_connecting(fault), ServerFault)


def test_an_answer_is_one_short_line_without_the_address() -> None:
    fault = smtplib.SMTPDataError(550, f"no\r\nsuch {WHO} ".encode() + b"x" * 500)
    answer = outcomes.of_sending(fault, WHO).answer
    assert answer.startswith("550 no such the recipient")
    assert len(answer) <= outcomes.ANSWER_LENGTH


def test_waits_grow_and_end_at_an_hour() -> None:
    waits = [outcomes.wait(outcomes.SLOW, attempts) for attempts in range(1, 8)]
    assert waits[0] < timedelta(minutes=3)
    assert timedelta(minutes=45) < waits[-1] < timedelta(minutes=75)


@pytest.mark.parametrize("delays", [outcomes.QUICK, outcomes.SLOW])
def test_all_the_waits_together_are_about_a_day(delays: tuple[timedelta, ...]) -> None:
    total = sum((outcomes.wait(delays, n) for n in range(1, outcomes.MOST_ATTEMPTS)), timedelta())
    assert timedelta(hours=20) < total < timedelta(hours=28)


def test_a_pause_is_half_a_minute_at_most() -> None:
    assert outcomes.pause(1) == timedelta(seconds=2)
    assert outcomes.pause(1000) == timedelta(seconds=30)
