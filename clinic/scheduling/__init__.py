"""Appointments: free times, booking without doubles, and what each person is told of theirs."""

from flask import Flask

from clinic.intake.drafts import became_request
from clinic.scheduling import sending, trail


def init_app(app: Flask) -> None:
    became_request.connect(sending.book_what_was_held)


__all__ = ["init_app", "trail"]
